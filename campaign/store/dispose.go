package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/calendar"
	"huifang/campaign/retry"
	"huifang/campaign/window"
)

// Dispose stores the disposition of an answered attempt and moves the follow-up accordingly, in one transaction (I7).
// The same client id again gives the same answer. Effect says what the disposition meant for the follow-up. "Do not call" is
// answered when no dial to the number can leave any more, as by DoNotCall (I4).
func (s *Store) Dispose(ctx context.Context, r DisposeRequest) (Disposed, error) {
	var done Disposed
	cal, err := s.Calendar(ctx)
	if err != nil {
		return done, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var err error
		done, err = dispose(ctx, tx, r, cal)
		return err
	})
	if isCode(err, uniqueViolation) {
		// Twice at once, or the client id of another attempt.
		done, err = s.disposedAs(ctx, r)
	}
	var fe *FieldError
	if err != nil && !errors.As(err, &fe) && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrNotYours) && !errors.Is(err, ErrAlreadyDisposed) {
		return done, fmt.Errorf("disposition of attempt %d: %w", r.Attempt, err)
	}
	if err == nil && done.Effect == "do_not_call" {
		// Another campaign may be calling the number this moment. Said again after a lost answer too: it may not have got here.
		var number string
		if err := s.pool.QueryRow(ctx, `select phone from attempt where id = $1`, r.Attempt).Scan(&number); err != nil {
			return done, fmt.Errorf("disposition of attempt %d: %w", r.Attempt, err)
		}
		return done, s.stopDials(ctx, number)
	}
	return done, err
}

// disposedAs answers a repeated disposition.
func (s *Store) disposedAs(ctx context.Context, r DisposeRequest) (Disposed, error) {
	done, found, err := stored(ctx, s.pool, r)
	if err != nil {
		return done, err
	}
	if !found {
		return done, ErrAlreadyDisposed
	}
	return done, nil
}

type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// stored reads the attempt's disposition; found only when it came from the same client id.
func stored(ctx context.Context, db querier, r DisposeRequest) (done Disposed, found bool, err error) {
	err = db.QueryRow(ctx, `select d.attempt_id, d.code, d.at, coalesce(a.agent_id, 0), k.effect from attempt_disposition d
		join attempt a on a.id = d.attempt_id join disposition k on k.code = d.code
		where d.attempt_id = $1 and d.client_id = $2`, r.Attempt, r.ClientID).
		Scan(&done.Attempt, &done.Code, &done.At, &done.Agent, &done.Effect)
	if errors.Is(err, pgx.ErrNoRows) {
		return done, false, nil
	}
	return done, err == nil, err
}

func dispose(ctx context.Context, tx pgx.Tx, r DisposeRequest, cal *calendar.Calendar) (Disposed, error) {
	var agent, recordAgent *int64 // who held the call, and to whom its record was given
	var answered bool             // and not abandoned, taken by a machine or told a notice: what follows from those is decided already
	var win []byte
	var zone string
	err := tx.QueryRow(ctx, `select a.agent_id, a.record_agent, a.answered_at is not null and coalesce(a.outcome, 'answered') = 'answered' and not `+isNotice+`, c.calling_window, ct.zone
		from attempt a join campaign c on c.id = a.campaign_id join contact ct on ct.id = a.contact_id
		where a.id = $1 for update of a`, r.Attempt).Scan(&agent, &recordAgent, &answered, &win, &zone)
	if errors.Is(err, pgx.ErrNoRows) {
		return Disposed{}, ErrNotFound
	}
	if err != nil {
		return Disposed{}, err
	}
	if !r.Supervisor && !same(agent, &r.By) && !same(recordAgent, &r.By) {
		return Disposed{}, ErrNotYours
	}
	if done, found, err := stored(ctx, tx, r); err != nil || found {
		return done, err
	}
	f, err := lockFollowUp(ctx, tx, r.Attempt)
	if err != nil {
		return Disposed{}, err
	}
	if f.disposition != "" {
		return Disposed{}, ErrAlreadyDisposed
	}
	if !answered {
		return Disposed{}, &FieldError{Pointer: "", Code: "not_answered", Detail: "the attempt was not answered, so there is nothing to say about it"}
	}
	done := Disposed{Attempt: r.Attempt, Code: r.Code, At: r.Now}
	if agent != nil {
		done.Agent = *agent
	}
	err = tx.QueryRow(ctx, `select effect from disposition where code = $1 and active`, r.Code).Scan(&done.Effect)
	if errors.Is(err, pgx.ErrNoRows) {
		return Disposed{}, &FieldError{Pointer: "/code", Code: "disposition_unknown", Detail: "there is no disposition " + r.Code}
	}
	if err != nil {
		return Disposed{}, err
	}
	var mine *int64
	if err := f.answered(ctx, tx, r, done.Effect); err != nil {
		return Disposed{}, err
	}
	if done.Effect == "callback" {
		_, open, err := hours(win, cal, zone, f.phone, nil)
		if err != nil {
			return Disposed{}, err
		}
		if err := checkCallback(r, f, open); err != nil {
			return Disposed{}, err
		}
		if r.CallbackMine {
			if mine = agent; !r.Supervisor {
				mine = &r.By
			}
		}
	} else {
		r.CallbackAt = nil
	}
	if _, err := tx.Exec(ctx, `insert into attempt_disposition (attempt_id, client_id, code, note, callback_at, callback_agent, by_user, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, r.Attempt, r.ClientID, r.Code, r.Note, r.CallbackAt, mine, r.By, r.Now); err != nil {
		return Disposed{}, err
	}
	if _, err := tx.Exec(ctx, `update attempt set wrapped_up_at = $2 where id = $1`, r.Attempt, r.Now); err != nil {
		return Disposed{}, err
	}
	return done, f.dispose(ctx, tx, r, done.Effect, mine)
}

func (f followUp) dispose(ctx context.Context, tx pgx.Tx, r DisposeRequest, effect string, mine *int64) error {
	switch effect {
	case "complete":
		return f.set(ctx, tx, "completed", r.Code)
	case "callback":
		return f.wait(ctx, tx, *r.CallbackAt, true, mine)
	case "retry":
		if reason := f.closed(); reason != "" {
			return f.set(ctx, tx, "cancelled", reason)
		}
		past, err := f.pastWith(ctx, tx, r.Code)
		if err != nil {
			return err
		}
		d := retry.DecideDisposition(f.policy, past, r.Code, r.Now)
		if !d.Retry {
			return f.set(ctx, tx, "exhausted", d.Reason+":"+r.Code)
		}
		return f.retry(ctx, tx, d)
	case "do_not_call":
		by := r.By
		if err := addDNC(ctx, tx, f.phone, "disposition", &by); err != nil {
			return err
		}
		return f.set(ctx, tx, "cancelled", "do_not_call")
	}
	if r.Code == "wrong_number" {
		if err := f.markBad(ctx, tx, r.Code); err != nil {
			return err
		}
	}
	return f.set(ctx, tx, "cancelled", r.Code) // end: refused, wrong number
}

// pastWith is past for a disposition: with how often the follow-up has had it, the one that is being stored included.
func (f followUp) pastWith(ctx context.Context, tx pgx.Tx, code string) (retry.History, error) {
	past := f.past()
	var n int
	err := tx.QueryRow(ctx, `select count(*) from attempt_disposition d join attempt a on a.id = d.attempt_id
		where a.follow_up_id = $1 and d.code = $2`, f.id, code).Scan(&n)
	past.ByOutcome = map[string]int{code: n}
	return past, err
}

// answered stores the answers. A follow-up is completed only when every required question has one (R14).
func (f followUp) answered(ctx context.Context, tx pgx.Tx, r DisposeRequest, effect string) error {
	if effect == "complete" {
		for _, id := range f.required {
			if strings.TrimSpace(r.Answers[id]) == "" {
				return &FieldError{Pointer: "/answers/" + id, Code: "answer_required", Detail: "a follow-up is completed only when this question is answered"}
			}
		}
	}
	if len(r.Answers) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `update follow_up set answers = answers || $2 where id = $1`, f.id, r.Answers)
	return err
}

func checkCallback(r DisposeRequest, f followUp, open *window.Bound) error {
	switch {
	case r.CallbackAt == nil:
		return &FieldError{Pointer: "/callback_at", Code: "callback_time_required", Detail: "a callback needs the time that was agreed"}
	case !r.CallbackAt.After(r.Now):
		return &FieldError{Pointer: "/callback_at", Code: "callback_in_past", Detail: "the callback's time has passed"}
	case f.closed() != "":
		return &FieldError{Pointer: "/code", Code: "callback_not_possible", Detail: "nothing more is dialled here: " + f.closed()}
	}
	if open.Open(*r.CallbackAt) {
		return nil
	}
	e := &FieldError{Pointer: "/callback_at", Code: "callback_outside_window", Detail: "the campaign may not call at that time"}
	if next, ok := open.Next(*r.CallbackAt); ok {
		e.Next = &next
	}
	return e
}

// addDNC puts a number onto the do-not-call list and cancels what waits for it.
func addDNC(ctx context.Context, tx pgx.Tx, number, reason string, by *int64) error {
	if _, err := tx.Exec(ctx, `insert into dnc (phone, reason, created_by) values ($1, $2, $3) on conflict (phone) do nothing`, number, reason, by); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update follow_up set state = 'cancelled', reason = 'do_not_call', updated_at = now()
		where phone = $1 and state = 'waiting'`, number)
	return err
}

// dncPoll is how often DoNotCall looks whether a dial in progress has left or been stopped.
const dncPoll = 20 * time.Millisecond

// DoNotCall puts a number (E.164) onto the do-not-call list. When it returns without error, no INVITE to that number
// leaves any more, over all nodes (I4): the entry is committed, then live attempts are cancelled by a second
// transaction, and then it waits until none stands between its last check and its dial. Ringing ones are hung up within
// a second. With an error the entry may be in force already; saying it again is safe.
func (s *Store) DoNotCall(ctx context.Context, number, reason string, by int64) error {
	if err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := addDNC(ctx, tx, number, reason, &by); err != nil {
			return err
		}
		return audit(ctx, tx, by, "dnc.add", "phone:"+number, map[string]any{"reason": reason})
	}); err != nil {
		return fmt.Errorf("do-not-call entry: %w", err)
	}
	return s.stopDials(ctx, number)
}

// stopDials cancels the live attempts to a number whose do-not-call entry is committed, and waits until none stands
// between its last check and its dial. It does nothing when the entry was removed meanwhile.
func (s *Store) stopDials(ctx context.Context, number string) error {
	// The update waits for an arming that is being committed and then sees it.
	if _, err := s.pool.Exec(ctx, `update attempt set cancel_reason = 'do_not_call'
		where phone = $1 and direction = 'out' and ended_at is null and answered_at is null and cancel_reason = '' and exists (select from dnc where phone = $1)`, number); err != nil {
		return fmt.Errorf("cancel live attempts of a do-not-call entry: %w", err)
	}
	for {
		var armed bool
		if err := s.pool.QueryRow(ctx, `select exists (select 1 from attempt where phone = $1 and state = 'armed') and exists (select from dnc where phone = $1)`, number).Scan(&armed); err != nil {
			return fmt.Errorf("do-not-call entry: %w", err)
		}
		if !armed {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("do-not-call entry is in force, but a dial that was under way could not be awaited: %w", ctx.Err())
		case <-time.After(dncPoll):
		}
	}
}

// RemoveDoNotCall takes a number off the do-not-call list. Follow-ups that were cancelled stay cancelled.
func (s *Store) RemoveDoNotCall(ctx context.Context, number string, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from dnc where phone = $1`, number)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return ErrNotFound
		}
		return audit(ctx, tx, by, "dnc.remove", "phone:"+number, nil)
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("remove do-not-call entry: %w", err)
	}
	return err
}
