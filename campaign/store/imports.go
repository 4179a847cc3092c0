package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// JobImport is the kind of the jobs that import files.
const JobImport = "import"

// ImportOptions say how the rows of a file are taken.
type ImportOptions struct {
	OnDuplicate string `json:"on_duplicate" enum:"skip,update" default:"skip" doc:"what to do with a row whose customer or event is there already"`
	EventKind   string `json:"event_kind,omitempty" maxLength:"40" doc:"kind of events whose row has none"`
}

// ImportCounts say what became of the rows so far: Rows = Added + Updated + Skipped + Refused.
type ImportCounts struct {
	Rows    int `json:"rows"`
	Added   int `json:"added"`
	Updated int `json:"updated"`
	Skipped int `json:"skipped" doc:"were there already"`
	Refused int `json:"refused" doc:"see errors"`
}

// Import is an uploaded file of customers or service events, and how far it is (R3).
type Import struct {
	ID         int64
	Kind       string // intake.KindCustomers or intake.KindEvents
	FileName   string
	Format     string
	Encoding   string
	Sheet      string
	Columns    []string
	Preview    [][]string
	Mapping    []string
	Remembered bool
	Options    ImportOptions
	State      string // uploaded, queued, running, done, failed, cancelled
	Done       int64  // bytes of the table that were read, of Total
	Total      int64
	ImportCounts
	Error     string // "code: detail"
	JobID     *int64
	Node      string
	Spool     string
	CreatedBy string
	CreatedAt time.Time
	StartedAt *time.Time
	EndedAt   *time.Time
}

const importSelect = `select i.id, i.kind, i.file_name, i.format, i.encoding, i.sheet, i.columns, i.preview, i.mapping, i.remembered, i.options,
	coalesce(j.state, case when i.cancelled then 'cancelled' else 'uploaded' end) as state, coalesce(j.done, 0) as done, coalesce(j.total, 0) as total,
	i.next_row as rows, i.added, i.updated, i.skipped, i.refused, coalesce(j.error, '') as error, i.job_id, i.node, i.spool,
	u.name as created_by, i.created_at, j.started_at, j.ended_at
	from import i join app_user u on u.id = i.created_by left join job j on j.id = i.job_id`

// NewImport is what is known of an uploaded file.
type NewImport struct {
	Kind     string
	Key      string // the client's idempotency key, unique per user
	FileName string
	SHA256   string // of the file, in hex
	Node     string // where the file lies
	Spool    string // its name there

	Format, Encoding, Sheet string
	Columns                 []string
	Preview                 [][]string
	Mapping                 []string // proposed; what the user chose earlier for the same headers comes first
	Signature               string   // of the columns
	By                      int64
}

// CreateImport stores an uploaded file. When the user sent the same key before, the import of that time is returned and made is
// false; ErrKeyReused when it was another file.
func (s *Store) CreateImport(ctx context.Context, in NewImport) (imp Import, made bool, err error) {
	var id int64
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var remembered []string
		err := tx.QueryRow(ctx, `select mapping from import_mapping where user_id = $1 and kind = $2 and signature = $3`, in.By, in.Kind, in.Signature).Scan(&remembered)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if len(remembered) == len(in.Columns) {
			in.Mapping = remembered
		}
		key := itoa(in.By) + ":" + in.Key
		err = tx.QueryRow(ctx, `
			insert into import (kind, idempotency_key, file_name, file_sha256, node, spool, format, encoding, sheet, columns, preview, mapping, remembered, options, created_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (idempotency_key) do nothing returning id`,
			in.Kind, key, in.FileName, in.SHA256, in.Node, in.Spool, in.Format, in.Encoding, in.Sheet, in.Columns, in.Preview, in.Mapping,
			len(remembered) == len(in.Columns), ImportOptions{OnDuplicate: "skip"}, in.By).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			var sum, kind string
			err = tx.QueryRow(ctx, `select id, file_sha256, kind from import where idempotency_key = $1`, key).Scan(&id, &sum, &kind)
			if err == nil && (sum != in.SHA256 || kind != in.Kind) {
				return ErrKeyReused
			}
			return err
		}
		if err != nil {
			return err
		}
		made = true
		return audit(ctx, tx, in.By, "import.upload", object("import", id), map[string]any{"kind": in.Kind})
	})
	if err != nil {
		return Import{}, false, fmt.Errorf("create import: %w", err)
	}
	imp, err = s.Import(ctx, id)
	return imp, made, err
}

// Import returns one import, or ErrNotFound.
func (s *Store) Import(ctx context.Context, id int64) (Import, error) {
	rows, err := s.pool.Query(ctx, importSelect+` where i.id = $1`, id)
	return one(rows, err, "import", pgx.RowToStructByName[Import])
}

// ImportOfJob returns the import that a job works on, or ErrNotFound.
func (s *Store) ImportOfJob(ctx context.Context, job int64) (Import, error) {
	rows, err := s.pool.Query(ctx, importSelect+` where i.job_id = $1`, job)
	return one(rows, err, "import", pgx.RowToStructByName[Import])
}

// Imports returns the imports, newest first.
func (s *Store) Imports(ctx context.Context, cursor string, limit int) ([]Import, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, importSelect+` where i.id < $1 order by i.id desc limit $2`, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("imports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Import])
	if err != nil {
		return nil, "", fmt.Errorf("imports: %w", err)
	}
	list, next := cut(list, limit, func(i Import) string { return idKey(i.ID) })
	return list, next, nil
}

// uploaded locks an import that was not started or cancelled yet; else ErrWrongState or ErrNotFound.
func uploaded(ctx context.Context, tx pgx.Tx, id int64) error {
	var waits bool
	err := tx.QueryRow(ctx, `select job_id is null and not cancelled from import where id = $1 for update`, id).Scan(&waits)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("import: %w", err)
	case !waits:
		return fmt.Errorf("%w: the import was started or cancelled", ErrWrongState)
	}
	return nil
}

// SetImportMapping stores how the columns of an import are to be taken, and remembers it for the user's next file with the same
// headers. The caller has checked the mapping. ErrWrongState: it was started.
func (s *Store) SetImportMapping(ctx context.Context, id int64, mapping []string, opt ImportOptions, signature string, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := uploaded(ctx, tx, id); err != nil {
			return err
		}
		var kind string
		if err := tx.QueryRow(ctx, `update import set mapping = $2, options = $3, remembered = false where id = $1 returning kind`, id, mapping, opt).Scan(&kind); err != nil {
			return fmt.Errorf("import mapping: %w", err)
		}
		_, err := tx.Exec(ctx, `
			insert into import_mapping (user_id, kind, signature, mapping) values ($1, $2, $3, $4)
			on conflict (user_id, kind, signature) do update set mapping = excluded.mapping`, by, kind, signature, mapping)
		if err != nil {
			return fmt.Errorf("import mapping: %w", err)
		}
		return nil
	})
}

// StartImport queues the job of an import. ErrWrongState: it was started or cancelled.
func (s *Store) StartImport(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := uploaded(ctx, tx, id); err != nil {
			return err
		}
		var node string
		if err := tx.QueryRow(ctx, `select node from import where id = $1`, id).Scan(&node); err != nil {
			return fmt.Errorf("start import: %w", err)
		}
		job, err := addJob(ctx, tx, JobImport, map[string]any{"import": id, "node": node}, 0, by)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update import set job_id = $2 where id = $1`, id, job); err != nil {
			return fmt.Errorf("start import: %w", err)
		}
		return audit(ctx, tx, by, "import.start", object("import", id), nil)
	})
}

// CancelImport stops an import; rows that were taken stay. ErrWrongState: it has ended.
func (s *Store) CancelImport(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var job *int64
		var cancelled bool
		err := tx.QueryRow(ctx, `select job_id, cancelled from import where id = $1 for update`, id).Scan(&job, &cancelled)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("cancel import: %w", err)
		case cancelled:
			return fmt.Errorf("%w: the import is cancelled", ErrWrongState)
		case job != nil:
			return cancelJob(ctx, tx, *job, by)
		}
		if _, err := tx.Exec(ctx, `update import set cancelled = true where id = $1`, id); err != nil {
			return fmt.Errorf("cancel import: %w", err)
		}
		return audit(ctx, tx, by, "import.cancel", object("import", id), nil)
	})
}

// ImportErrors returns the refused rows of an import in file order.
func (s *Store) ImportErrors(ctx context.Context, id int64, cursor string, limit int) ([]campaign.ListError, string, error) {
	return s.refusedRows(ctx, refusedOfImport, id, cursor, limit)
}

// EachImportError calls fn for every refused row of an import in file order, without holding them all in memory.
func (s *Store) EachImportError(ctx context.Context, id int64, fn func(campaign.ListError) error) error {
	return s.eachRefusedRow(ctx, refusedOfImport, id, fn)
}

// SpoolFiles says which of a node's spooled files are still needed. Imports that were never started within patience are given up.
func (s *Store) SpoolFiles(ctx context.Context, node string, patience time.Duration) (needed map[string]bool, err error) {
	_, err = s.pool.Exec(ctx, `update import set cancelled = true where job_id is null and not cancelled and created_at < now() - make_interval(secs => $1)`, patience.Seconds())
	if err != nil {
		return nil, fmt.Errorf("spooled files: %w", err)
	}
	rows, err := s.pool.Query(ctx, `select i.spool from import i left join job j on j.id = i.job_id
		where i.node = $1 and i.spool <> '' and (j.state in ('queued','running') or j.id is null and not i.cancelled)`, node)
	if err != nil {
		return nil, fmt.Errorf("spooled files: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("spooled files: %w", err)
	}
	needed = make(map[string]bool, len(names))
	for _, n := range names {
		needed[n] = true
	}
	return needed, nil
}

// importState is what a batch reads and writes of its import.
type importState struct {
	by      int64
	refused int
}

// beginBatch makes sure that the job is still the claimer's and that the rows before from, and no more, are settled.
func beginBatch(ctx context.Context, tx pgx.Tx, c Claim, id int64, from int) (importState, error) {
	var st importState
	if err := holdJob(ctx, tx, c); err != nil {
		return st, err
	}
	var next int
	err := tx.QueryRow(ctx, `select next_row, refused, created_by from import where id = $1 and job_id = $2 for update`, id, c.ID).Scan(&next, &st.refused, &st.by)
	if err != nil {
		return st, fmt.Errorf("import: %w", err)
	}
	if next != from {
		return st, fmt.Errorf("import: row %d is next, not %d: %w", next, from, ErrJobLost)
	}
	return st, nil
}

// endBatch stores the refused rows and the counts.
func endBatch(ctx context.Context, tx pgx.Tx, id int64, st importState, counts ImportCounts, refused []campaign.ListError) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_error"}, []string{"import_id", "seq", "line", "field", "value", "code", "detail"},
		pgx.CopyFromSlice(len(refused), func(i int) ([]any, error) {
			e := refused[i]
			return []any{id, st.refused + i, e.Line, e.Field, e.Value, e.Code, e.Detail}, nil
		}))
	if err != nil {
		return fmt.Errorf("store refused rows: %w", err)
	}
	_, err = tx.Exec(ctx, `update import set next_row = next_row + $2, added = added + $3, updated = updated + $4, skipped = skipped + $5, refused = refused + $6 where id = $1`,
		id, counts.Rows, counts.Added, counts.Updated, counts.Skipped, len(refused))
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// ImportArgs reads the arguments of an import's job.
func ImportArgs(c Claim) (id int64, err error) {
	var args struct {
		Import int64 `json:"import"`
	}
	if err := json.Unmarshal(c.Args, &args); err != nil || args.Import == 0 {
		return 0, fmt.Errorf("job %d: no import in its arguments %q", c.ID, strings.ToValidUTF8(string(c.Args), "?"))
	}
	return args.Import, nil
}
