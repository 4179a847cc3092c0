package dialer

import (
	"context"
	"log/slog"
	"time"
)

// journal writes one attempt's timeline in order, apart from the call's goroutine: while the database is away the
// entries wait and the call goes on (I5, I7). An attempt is released when its journal is written.
type journal struct {
	attempt int64
	store   Store
	log     *slog.Logger
	entries *mailbox[Entry]
	closed  chan struct{}
}

// Deadlines of the journal: of one write, of the last write when the service stops, and between repeats.
const (
	journalTimeout = 5 * time.Second
	journalLast    = 2 * time.Second
	journalRetry   = 2 * time.Second
)

func newJournal(attempt int64, store Store, log *slog.Logger) *journal {
	return &journal{attempt: attempt, store: store, log: log, entries: newMailbox[Entry](), closed: make(chan struct{})}
}

func (j *journal) add(e Entry) { j.entries.push(e) }

// close tells that no entry will follow; run returns when all are written.
func (j *journal) close() { close(j.closed) }

// run writes until close or until ctx has ended and one last try was made.
func (j *journal) run(ctx context.Context) {
	wait := 50 * time.Millisecond
	for {
		closed := false
		select {
		case <-j.entries.ready:
		case <-j.closed:
			closed = true
		}
		items := j.entries.take()
		if len(items) == 0 {
			if closed {
				return
			}
			continue
		}
		err := j.write(ctx, items)
		if err == nil {
			wait = 50 * time.Millisecond
			continue
		}
		if ctx.Err() != nil {
			// The service stops. What is lost here the reconciliation of the next start makes good from Asterisk's state.
			select {
			case <-j.closed:
				j.log.Error("timeline not written", "entries", len(items), "err", err)
				return
			default:
			}
		} else {
			j.log.Warn("timeline waits for the database", "entries", len(items), "err", err)
		}
		j.entries.back(items)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			<-j.closed
		}
		wait = min(2*wait, journalRetry)
	}
}

func (j *journal) write(ctx context.Context, items []Entry) error {
	timeout := journalTimeout
	if ctx.Err() != nil {
		ctx, timeout = context.WithoutCancel(ctx), journalLast
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return j.store.Journal(ctx, j.attempt, items)
}
