package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/dialer/call"
)

// Journal implements dialer.Store. An entry that is there already is passed over with all that it changes, so writing
// again after a lost answer is safe. Journals that come while others are being written are written together, in one
// transaction; one that the database refuses does not keep the others from being written.
func (s *Store) Journal(ctx context.Context, attempt int64, entries []dialer.Entry) error {
	j := &journal{attempt: attempt, entries: entries, done: make(chan error, 1)}
	s.journals.add(j)
	writer := s.journals.writers
	for {
		select {
		case err := <-j.done:
			if err != nil {
				return fmt.Errorf("journal of attempt %d: %w", attempt, err)
			}
			return nil
		case writer <- struct{}{}:
			s.writeJournals(ctx, s.journals.take())
			<-writer
			if s.journals.taken(j) {
				writer = nil // written by now, or by another writer
			}
		case <-ctx.Done():
			s.journals.drop(j)
			return fmt.Errorf("journal of attempt %d: %w", attempt, ctx.Err())
		}
	}
}

// journal is what is to be written of one attempt.
type journal struct {
	attempt int64
	entries []dialer.Entry
	done    chan error // gets one value, without anybody waiting for it being taken

	fresh []dialer.Entry // those that were not there already
}

// journals are those that wait to be written. Who wants one written becomes a writer of all, unless there are enough.
type journals struct {
	writers chan struct{}

	mu      sync.Mutex
	waiting []*journal
}

const (
	journalWriters = 2
	journalMost    = 500             // in one transaction
	journalWithin  = 4 * time.Second // for one transaction: others wait for it too, so it does not end with its writer's context
)

func (w *journals) add(j *journal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, j)
}

func (w *journals) take() []*journal {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.waiting), journalMost)
	list := slices.Clone(w.waiting[:n])
	w.waiting = slices.Delete(w.waiting, 0, n)
	return list
}

func (w *journals) taken(j *journal) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !slices.Contains(w.waiting, j)
}

func (w *journals) drop(j *journal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = slices.DeleteFunc(w.waiting, func(x *journal) bool { return x == j })
}

// writeJournals writes and tells each how it went.
func (s *Store) writeJournals(ctx context.Context, list []*journal) {
	if len(list) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), journalWithin)
	defer cancel()
	err := s.writeTogether(ctx, list)
	var refused *pgconn.PgError
	if len(list) > 1 && errors.As(err, &refused) {
		for _, j := range list {
			j.done <- s.writeTogether(ctx, []*journal{j})
		}
		return
	}
	for _, j := range list {
		j.done <- err
	}
}

// writeTogether writes in one transaction, in the order of the attempts, in which every writer locks them.
func (s *Store) writeTogether(ctx context.Context, list []*journal) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // closes it when an error left it within the transaction
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *journal) int { return cmp.Compare(a.attempt, b.attempt) })
	b := &pgx.Batch{}
	b.Queue("begin")
	b.Queue(onePlan)
	if err := writeEvents(ctx, conn, b, list); err != nil {
		return err
	}
	b = &pgx.Batch{}
	var ends []ending
	over := map[int64]bool{}
	for _, j := range list {
		for _, e := range j.fresh {
			if e.Kind != "ended" {
				apply(b, j.attempt, e, over[j.attempt])
			} else if !over[j.attempt] {
				over[j.attempt] = true
				ends = append(ends, ending{j.attempt, e})
			}
		}
	}
	if len(ends) > 0 {
		if b, err = end(ctx, conn, b, ends); err != nil {
			return err
		}
	}
	b.Queue("commit")
	return conn.SendBatch(ctx, b).Close()
}

// writeEvents runs the statements of b, adds the entries to the timelines, and finds out which are new.
func writeEvents(ctx context.Context, db sender, b *pgx.Batch, list []*journal) error {
	var attempts []int64
	var seqs []int
	var at []time.Time
	var kinds []string
	var details [][]byte
	for _, j := range list {
		j.fresh = nil
		for _, e := range j.entries {
			raw, err := detail(e)
			if err != nil {
				return err
			}
			attempts, seqs, at, kinds, details = append(attempts, j.attempt), append(seqs, e.Seq), append(at, e.At), append(kinds, e.Kind), append(details, raw)
		}
	}
	type key struct {
		attempt int64
		seq     int
	}
	fresh := map[key]bool{}
	b.Queue(`insert into attempt_event (attempt_id, seq, at, kind, detail)
		select * from unnest($1::bigint[], $2::integer[], $3::timestamptz[], $4::text[], $5::jsonb[]) on conflict do nothing returning attempt_id, seq`,
		attempts, seqs, at, kinds, details).Query(func(rows pgx.Rows) error {
		var k key
		_, err := pgx.ForEachRow(rows, []any{&k.attempt, &k.seq}, func() error { fresh[k] = true; return nil })
		return err
	})
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	for _, j := range list {
		for _, e := range j.entries {
			if k := (key{j.attempt, e.Seq}); fresh[k] {
				delete(fresh, k) // the same entry in another journal of the list is not new any more
				j.fresh = append(j.fresh, e)
			}
		}
	}
	return nil
}

// detail is an entry's line in the timeline.
func detail(e dialer.Entry) ([]byte, error) {
	type result struct {
		Outcome call.Outcome `json:"outcome"`
		Cause   int          `json:"cause"`
		SIPCode int          `json:"sip_code"`
	}
	type recording struct {
		Part  int    `json:"part"`
		State string `json:"state"`
	}
	line := struct {
		By     call.Party `json:"by,omitempty"`
		Detail string     `json:"detail,omitempty"`
		*result
		*recording
	}{By: e.By, Detail: e.Detail}
	if r := e.Result; r != nil {
		line.result = &result{r.Outcome, r.Cause, r.SIPCode}
	}
	if r := e.Recording; r != nil {
		line.recording = &recording{r.Part, r.State}
	}
	return json.Marshal(line)
}

// apply changes the attempt's row as one entry says. Every change asks for a row that has not ended (I5); over says that
// this one will have, by an entry before.
func apply(b *pgx.Batch, attempt int64, e dialer.Entry, over bool) {
	set := func(sql string, args ...any) {
		if !over {
			b.Queue(`update attempt set `+sql+` where id = $1 and state <> 'ended'`, append([]any{attempt}, args...)...)
		}
	}
	switch e.Kind {
	case "dialled":
		set(`state = 'dialled', dialled_at = $2`, e.At)
	case "ringing":
		set(`state = 'ringing', ringing_at = $2`, e.At)
	case "answered":
		set(`state = 'answered', answered_at = $2`, e.At)
		// I6: the recording is expected from the moment of the answer, in the same transaction.
		b.Queue(`insert into recording (attempt_id, part, state) values ($1, 1, 'expected') on conflict do nothing`, attempt)
	case "bridged":
		set(`state = 'talking', bridged_at = coalesce(bridged_at, $2)`, e.At)
	case "picked_up":
		set(`state = 'queued', picked_up_at = $2`, e.At)
	case "agent_found":
		set(`agent_id = $2`, e.Agent)
	case "agent_gone":
		set(`agent_id = null`)
	case "handed":
		set(`handed_at = $2`, e.At)
	case "recording", "recorded":
		saveRecording(b, attempt, *e.Recording)
	}
}

func saveRecording(b *pgx.Batch, attempt int64, r dialer.RecordingPart) {
	// A part that is closed stays as it is. One that was under way is not called missing: its file is there and is
	// repaired at the next start.
	b.Queue(`
		insert into recording as r (attempt_id, part, state, reason, path, started_at, duration_ms, bytes, sha256, lost_frames)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (attempt_id, part) do update set state = excluded.state, reason = excluded.reason,
		  path = case when excluded.path <> '' then excluded.path else r.path end, started_at = coalesce(excluded.started_at, r.started_at),
		  duration_ms = excluded.duration_ms, bytes = excluded.bytes, sha256 = excluded.sha256, lost_frames = excluded.lost_frames
		where r.state = 'expected' or (r.state = 'recording' and excluded.state <> 'missing')`,
		attempt, r.Part, r.State, r.Reason, r.Path, nullTime(r.StartedAt), r.Duration.Milliseconds(), r.Bytes, r.SHA256, r.LostFrames)
}

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func nullInt(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// InterruptedRecordings lists the recordings of a node that were under way when it stopped. Call it before the dialer runs.
func (s *Store) InterruptedRecordings(ctx context.Context, node string) ([]campaign.OpenRecording, error) {
	rows, err := s.pool.Query(ctx, `
		select r.attempt_id, r.part, r.path from recording r join attempt a on a.id = r.attempt_id
		where r.state = 'recording' and a.node = $1 order by r.id`, node)
	if err != nil {
		return nil, fmt.Errorf("list interrupted recordings: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[campaign.OpenRecording])
}

// SaveRecording stores what became of a recording that was cut short.
func (s *Store) SaveRecording(ctx context.Context, attempt int64, r dialer.RecordingPart) error {
	tag, err := s.pool.Exec(ctx, `update recording set state = $3, reason = $4, duration_ms = $5, bytes = $6, sha256 = $7, lost_frames = $8
		where attempt_id = $1 and part = $2 and state in ('expected', 'recording')`,
		attempt, r.Part, r.State, r.Reason, r.Duration.Milliseconds(), r.Bytes, r.SHA256, r.LostFrames)
	if err != nil {
		return fmt.Errorf("store recording of attempt %d: %w", attempt, err)
	}
	if tag.RowsAffected() == 0 {
		return errors.Join(ErrNotFound, fmt.Errorf("recording of attempt %d, part %d, is closed already", attempt, r.Part))
	}
	return nil
}
