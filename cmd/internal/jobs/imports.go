package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"huifang/campaign/intake"
	"huifang/campaign/store"
)

// batchRows is how many rows are stored in one transaction: what a crash repeats at most.
const batchRows = 1000

// maxRows is how many rows a file may have: with as many different texts as a workbook may hold, what is remembered of them
// stays below 200 MB.
const maxRows = 500_000

const (
	uploadPatience = 15 * time.Minute   // a spooled file that no import names may be an upload under way
	startPatience  = 7 * 24 * time.Hour // an upload that is not started is given up
)

// Importer imports uploaded files of customers and service events (R3). A crash repeats at most one batch: the rows that are
// settled are counted in the transaction that stores them.
type Importer struct {
	Node         string
	Store        *store.Store
	Dir          string // of the spooled files
	Region       string
	AllowRegions []string
	Zone         *time.Location // of times without a zone
	Log          *slog.Logger
}

// Handle is the Handler of store.JobImport.
func (im *Importer) Handle(ctx context.Context, t *Task) (any, error) {
	id, err := store.ImportArgs(t.Claim)
	if err != nil {
		return nil, err
	}
	imp, err := im.Store.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(im.Dir, filepath.Base(imp.Spool)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Failure{"file_gone", "the uploaded file is not there any more; upload it again"}
	}
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	table, err := intake.OpenTable(file, info.Size(), intake.TableOptions{MaxBytes: max(1, info.Size()), MaxRows: maxRows})
	if err == nil {
		r := &run{im: im, task: t, imp: imp, table: table, seenCode: map[uint64]int32{}, seenPhone: map[uint64]int32{},
			rows: intake.Mapped{Kind: imp.Kind, Headers: imp.Columns, Mapping: imp.Mapping, Region: im.Region, AllowRegions: im.AllowRegions,
				Zone: im.Zone, EventKind: imp.Options.EventKind}}
		err = r.all(ctx)
	}
	var bad *intake.FileError
	if errors.As(err, &bad) {
		return nil, &Failure{bad.Code, bad.Detail + lineText(bad.Line)}
	}
	return nil, err
}

func lineText(line int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf(" (line %d)", line)
}

// run is an import under way.
type run struct {
	im    *Importer
	task  *Task
	imp   store.Import
	table *intake.Table
	rows  intake.Mapped

	row                 int              // of the file, from 0
	seenCode, seenPhone map[uint64]int32 // hash -> line
	batch               store.ImportBatch
}

// all reads the whole file. Rows that are settled are read too, to know what was seen, but not stored.
func (r *run) all(ctx context.Context) error {
	r.begin()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := r.table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		settled := r.row < r.imp.Rows
		r.add(rec, settled)
		r.row++
		if settled {
			r.batch.From = r.row
			continue
		}
		if r.batch.Rows++; r.batch.Rows == batchRows {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
	}
	if r.row == 0 {
		return &intake.FileError{Code: intake.CodeNoRows, Detail: "the file has a header and no rows"}
	}
	return r.flush(ctx)
}

func (r *run) begin() {
	r.batch = store.ImportBatch{From: r.row, Column: func(field string) string {
		for i, f := range r.imp.Mapping {
			if f == field {
				return r.imp.Columns[i]
			}
		}
		return ""
	}}
}

func (r *run) flush(ctx context.Context) error {
	if r.batch.Rows > 0 {
		if _, err := r.im.Store.ImportRows(ctx, r.task.Claim, r.imp, r.batch); err != nil {
			return err
		}
	}
	r.task.Progress(r.table.Progress())
	r.begin()
	return nil
}

func (r *run) add(rec intake.Record, settled bool) {
	var bad *intake.RowError
	switch r.imp.Kind {
	case intake.KindCustomers:
		var c intake.CustomerRow
		if c, bad = r.rows.Customer(rec); bad == nil {
			if bad = r.twiceCustomer(rec, c); bad == nil && !settled {
				r.batch.Customers = append(r.batch.Customers, c)
			}
		}
	default:
		var e intake.EventRow
		if e, bad = r.rows.Event(rec); bad == nil {
			if bad = r.twice(rec, r.seenCode, store.EventKey(e), "source_key", "event"); bad == nil && !settled {
				r.batch.Events = append(r.batch.Events, e)
			}
		}
	}
	if bad != nil && !settled {
		r.batch.Refused = append(r.batch.Refused, *bad)
	}
}

// twiceCustomer refuses a row whose code or first number stands in an earlier row that was not refused.
func (r *run) twiceCustomer(rec intake.Record, c intake.CustomerRow) *intake.RowError {
	if line, ok := r.seenPhone[hash(c.Phones[0])]; ok {
		return r.rows.Refusal(rec, "phone", intake.CodeDuplicate, fmt.Sprintf("the same number as in line %d", line))
	}
	if c.Code != "" {
		if bad := r.twice(rec, r.seenCode, c.Code, "code", "code"); bad != nil {
			return bad
		}
	}
	r.seenPhone[hash(c.Phones[0])] = int32(rec.Line) //nolint:gosec // at most intake.DefaultMaxRows
	return nil
}

func (r *run) twice(rec intake.Record, seen map[uint64]int32, key, field, what string) *intake.RowError {
	h := hash(key)
	if line, ok := seen[h]; ok {
		return r.rows.Refusal(rec, field, intake.CodeDuplicate, fmt.Sprintf("the same %s as in line %d", what, line))
	}
	seen[h] = int32(rec.Line) //nolint:gosec // as above
	return nil
}

// hash stands for a key in memory; two keys of a file with the same 64 bits are not to be expected.
func hash(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:])
}

// Tidy deletes spooled files that are no longer needed.
func (im *Importer) Tidy(ctx context.Context) error {
	// The folder first: a file that comes later is not looked at.
	entries, err := os.ReadDir(im.Dir)
	if err != nil {
		return fmt.Errorf("imports.dir: %w", err)
	}
	needed, err := im.Store.SpoolFiles(ctx, im.Node, startPatience)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || needed[e.Name()] || time.Since(info.ModTime()) < uploadPatience {
			continue
		}
		if err := os.Remove(filepath.Join(im.Dir, e.Name())); err != nil {
			im.Log.Warn("spooled file not deleted", "file", e.Name(), "err", err)
		}
	}
	return nil
}
