package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/retry"
)

// BadNumber is a number that is not dialled any more until the data is corrected (R11): vacant, or the agent heard that it is
// somebody else's. It belongs to a contact of a customer or of a simple list.
type BadNumber struct {
	ContactID int64             `json:"contact_id"`
	Position  int               `json:"-"`
	Phone     string            `json:"phone" doc:"E.164; masked unless the reader is supervisor or admin"`
	Label     string            `json:"label"`
	Why       string            `json:"why" enum:"vacant,wrong_number"`
	At        *time.Time        `json:"at,omitempty" doc:"when it was found"`
	AttemptID *int64            `json:"attempt_id,omitempty" doc:"the call that found it; absent when somebody marked it by hand"`
	Confirmed *time.Time        `json:"confirmed_at,omitempty" doc:"since when it is known that there is no better number"`
	Contact   string            `json:"contact"`
	Customer  *campaign.Ref     `json:"customer,omitempty"`
	List      *campaign.Ref     `json:"list,omitempty" doc:"of a contact without a customer"`
	Stopped   []StoppedFollowUp `json:"follow_ups" doc:"follow-ups that ended because of this number"`
}

// StoppedFollowUp is a follow-up that a bad number ended.
type StoppedFollowUp struct {
	ID       int64        `json:"id"`
	Campaign campaign.Ref `json:"campaign"`
	Attempts int          `json:"attempts" doc:"dials so far"`
	Limit    int          `json:"max_attempts" doc:"dials that its retry policy allows"`
	Blocked  string       `json:"blocked,omitempty" enum:"attempts_used_up,campaign_stopped,campaign_finished,too_late,do_not_call,already_there" doc:"why it is not dialled again; absent: it can be"`
}

// BadNumberFilter narrows the list of bad numbers; zero values do not narrow.
type BadNumberFilter struct {
	Confirmed bool // those that were confirmed, instead of those to be corrected
	Why       string
	Unit      int64 // of the customer
	Campaign  int64 // of the call that found it
}

// stoppedByNumber are the reasons of follow-ups that ended because their number is bad; see followUp.again and followUp.dispose.
const stoppedByNumber = `('outcome_final:vacant', 'outcome_limit:vacant', 'max_attempts:vacant', 'wrong_number')`

// BadNumbers lists the numbers to be corrected, oldest first. Numbers are whole; mask them by role.
func (s *Store) BadNumbers(ctx context.Context, f BadNumberFilter, now time.Time, cursor string, limit int) ([]BadNumber, string, error) {
	c := conditions{}
	c.add("n.bad <> ''")
	if f.Confirmed {
		c.add("n.bad_confirmed_at is not null")
	} else {
		c.add("n.bad_confirmed_at is null")
	}
	if f.Why != "" {
		c.add("n.bad = ?", f.Why)
	}
	if f.Unit != 0 {
		c.add("cu.unit_id = ?", f.Unit)
	}
	if f.Campaign != 0 {
		c.add("exists (select from attempt a where a.id = n.bad_attempt and a.campaign_id = ?)", f.Campaign)
	}
	if cursor != "" {
		p, err := decodeCursor(cursor, 3)
		if err != nil {
			return nil, "", err
		}
		us, err1 := strconv.ParseInt(p[0], 10, 64)
		contact, err2 := strconv.ParseInt(p[1], 10, 64)
		position, err3 := strconv.ParseInt(p[2], 10, 32)
		if errors.Join(err1, err2, err3) != nil {
			return nil, "", errCursor
		}
		c.add("(coalesce(n.bad_at, 'epoch'), n.contact_id, n.position) > (?, ?, ?)", time.UnixMicro(us).UTC(), contact, position)
	}
	c.args = append(c.args, limit+1)
	rows, err := s.pool.Query(ctx, `
		select n.contact_id, n.position, n.phone, n.label, n.bad as why, n.bad_at as at, n.bad_attempt as attempt_id, n.bad_confirmed_at as confirmed,
			ct.name as contact, case when cu.id is not null then jsonb_build_object('id', cu.id, 'name', cu.name) end as customer,
			case when cu.id is null and l.id is not null then jsonb_build_object('id', l.id, 'name', l.name) end as list
		from contact_number n join contact ct on ct.id = n.contact_id left join customer cu on cu.id = ct.customer_id
		left join contact_list l on l.id = ct.list_id`+c.where()+`
		order by coalesce(n.bad_at, 'epoch'), n.contact_id, n.position limit $`+strconv.Itoa(len(c.args)), c.args...)
	if err != nil {
		return nil, "", fmt.Errorf("bad numbers: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[BadNumber])
	if err != nil {
		return nil, "", fmt.Errorf("bad numbers: %w", err)
	}
	list, next := cut(list, limit, func(n BadNumber) string {
		var at time.Time
		if at = time.Unix(0, 0); n.At != nil {
			at = *n.At
		}
		return encodeCursor(usec(at), itoa(n.ContactID), strconv.Itoa(n.Position))
	})
	for i, n := range list {
		if list[i].Stopped, err = stoppedBy(ctx, s.pool, n.ContactID, n.Phone, n.Phone, now); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// stoppedBy returns the follow-ups of a contact that ended because of a bad number, and whether they could be dialled on another one.
//
// A corrected number is another number: the follow-up may be dialled again. It stays the same follow-up, so the dials that were made
// count towards its retry limit (I3), and nothing that ended for another reason comes back.
func stoppedBy(ctx context.Context, db lister, contact int64, bad, other string, now time.Time) ([]StoppedFollowUp, error) {
	rows, err := db.Query(ctx, `
		select f.id, jsonb_build_object('id', c.id, 'name', c.name), f.attempts, c.state, c.retry, coalesce(f.due_until <= $4, false),
			exists (select from dnc d where d.phone = $3),
			f.source_key = '' and $2 <> $3 and exists (select from follow_up o where o.campaign_id = f.campaign_id and o.phone = $3 and o.source_key = '')
		from follow_up f join campaign c on c.id = f.campaign_id
		where f.contact_id = $1 and f.phone = $2 and f.state in ('exhausted', 'cancelled') and f.reason in `+stoppedByNumber+`
		order by f.id`, contact, bad, other, now)
	if err != nil {
		return nil, fmt.Errorf("follow-ups of a bad number: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (StoppedFollowUp, error) {
		var f StoppedFollowUp
		var state campaign.State
		var raw []byte
		var late, dnc, there bool
		if err := row.Scan(&f.ID, &f.Campaign, &f.Attempts, &state, &raw, &late, &dnc, &there); err != nil {
			return f, err
		}
		policy, err := retryOf(raw)
		if err != nil {
			return f, err
		}
		f.Limit = policy.MaxAttempts
		f.Blocked = blocked(policy, f.Attempts, state, late, dnc, there)
		return f, nil
	})
	if err != nil {
		return nil, fmt.Errorf("follow-ups of a bad number: %w", err)
	}
	return list, nil
}

// blocked says why a follow-up that a bad number ended is not dialled on another one; "" when it can be.
func blocked(p retry.Policy, attempts int, state campaign.State, late, onDNC, there bool) string {
	switch {
	case state == campaign.Stopped:
		return "campaign_stopped"
	case state == campaign.Finished:
		return "campaign_finished"
	case late:
		return "too_late"
	case onDNC:
		return "do_not_call"
	case there:
		return "already_there"
	case attempts >= p.MaxAttempts:
		return "attempts_used_up"
	}
	return ""
}

// What can be done about a bad number.
const (
	NumberCorrect = "correct" // another number takes its place
	NumberDead    = "dead"    // there is no better one: it stays bad and leaves the list of what is to be done
	NumberGood    = "good"    // it is right after all
)

// NumberFix is what a person decides about a bad number.
type NumberFix struct {
	Contact int64
	Phone   string // the bad number, E.164
	Action  string // one of the Number constants
	New     string // with NumberCorrect: E.164
	Redial  bool   // dial the follow-ups that it ended again, as far as that is allowed
	By      int64
	Now     time.Time
}

// NumberFixed says what became of the follow-ups.
type NumberFixed struct {
	Redialled []int64           `json:"redialled" doc:"follow-ups that wait again, due at once"`
	Moved     int               `json:"moved" doc:"follow-ups that were waiting already and go to the new number"`
	Stopped   []StoppedFollowUp `json:"stopped" doc:"follow-ups that stay ended, and why they cannot be dialled again"`
}

// FixNumber corrects a bad number, confirms it, or sets it back as good (R11). Follow-ups that still wait on a corrected number go to
// the new one; those that it ended are dialled again when r.Redial says so, within the limit of their policy. ErrNotFound: the
// contact has no such bad number (any more); a *FieldError: the new number cannot be its.
func (s *Store) FixNumber(ctx context.Context, r NumberFix) (NumberFixed, error) {
	out := NumberFixed{Redialled: []int64{}, Stopped: []StoppedFollowUp{}}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var customer *int64
		var position int
		err := tx.QueryRow(ctx, `select c.customer_id, n.position from contact_number n join contact c on c.id = n.contact_id
			where n.contact_id = $1 and n.phone = $2 and n.bad <> '' for update of n, c`, r.Contact, r.Phone).Scan(&customer, &position)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("bad number: %w", err)
		}
		number := r.Phone
		switch r.Action {
		case NumberDead:
			_, err = tx.Exec(ctx, `update contact_number set bad_confirmed_at = $3 where contact_id = $1 and phone = $2`, r.Contact, r.Phone, r.Now)
		case NumberCorrect:
			number = r.New
			out.Moved, err = replaceNumber(ctx, tx, r)
		case NumberGood:
			_, err = tx.Exec(ctx, `update contact_number set bad = '', bad_at = null, bad_attempt = null, bad_confirmed_at = null
				where contact_id = $1 and phone = $2`, r.Contact, r.Phone)
		default:
			err = &FieldError{Pointer: "/action", Code: "not_allowed", Detail: "must be correct, dead or good"}
		}
		if err != nil {
			return err
		}
		if r.Redial && r.Action != NumberDead {
			if err := redial(ctx, tx, r, number, position, &out); err != nil {
				return err
			}
		}
		what := object("contact", r.Contact)
		if customer != nil {
			what = object("customer", *customer)
			if _, err := tx.Exec(ctx, `update customer set updated_at = clock_timestamp() where id = $1`, *customer); err != nil {
				return fmt.Errorf("bad number: %w", err)
			}
		}
		return audit(ctx, tx, r.By, "number."+r.Action, what, map[string]any{"contact": r.Contact, "redialled": len(out.Redialled), "moved": out.Moved})
	})
	return out, err
}

// replaceNumber puts the new number in the place of the bad one and moves what waits for it.
func replaceNumber(ctx context.Context, tx pgx.Tx, r NumberFix) (moved int, err error) {
	var has, listed bool
	err = tx.QueryRow(ctx, `select exists (select from contact_number where contact_id = $1 and phone = $2),
		exists (select from contact c join contact o on o.list_id = c.list_id and o.id <> c.id and o.phone = $2 where c.id = $1)`, r.Contact, r.New).Scan(&has, &listed)
	switch {
	case err != nil:
		return 0, fmt.Errorf("bad number: %w", err)
	case r.New == r.Phone:
		return 0, &FieldError{Pointer: "/new_phone", Code: "same_number", Detail: "this is the number that is bad"}
	case has:
		return 0, &FieldError{Pointer: "/new_phone", Code: "duplicate", Detail: "the contact has this number already"}
	case listed:
		return 0, &FieldError{Pointer: "/new_phone", Code: "number_in_list", Detail: "another contact of the list has this number"}
	}
	if _, err := tx.Exec(ctx, `update contact_number set phone = $3, bad = '', bad_at = null, bad_attempt = null, bad_confirmed_at = null
		where contact_id = $1 and phone = $2`, r.Contact, r.Phone, r.New); err != nil {
		return 0, fmt.Errorf("bad number: %w", err)
	}
	if _, err := tx.Exec(ctx, `update contact set phone = $3 where id = $1 and phone = $2`, r.Contact, r.Phone, r.New); err != nil {
		return 0, fmt.Errorf("bad number: %w", err)
	}
	// A new number that must not be called ends what waits for it, as a new do-not-call entry does.
	tag, err := tx.Exec(ctx, `update follow_up f set phone = $3, updated_at = now(), state = case when d.dnc then 'cancelled' else f.state end,
			reason = case when d.dnc then 'do_not_call' else f.reason end
		from (select exists (select from dnc where phone = $3) as dnc) d
		where f.contact_id = $1 and f.phone = $2 and f.state in ('waiting', 'paused')`, r.Contact, r.Phone, r.New)
	if isCode(err, uniqueViolation) {
		return 0, &FieldError{Pointer: "/new_phone", Code: "already_there", Detail: "a campaign that would call this number has it already"}
	}
	if err != nil {
		return 0, fmt.Errorf("bad number: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// redial lets the follow-ups that the bad number ended wait again on number, which is the contact's at position.
func redial(ctx context.Context, tx pgx.Tx, r NumberFix, number string, position int, out *NumberFixed) error {
	// Until the end of the transaction the campaigns stay as they are: none finishes meanwhile.
	if _, err := tx.Exec(ctx, `select 1 from campaign c where c.id in (select f.campaign_id from follow_up f
		where f.contact_id = $1 and f.phone = $2 and f.state in ('exhausted', 'cancelled')) order by c.id for no key update`, r.Contact, r.Phone); err != nil {
		return fmt.Errorf("bad number: %w", err)
	}
	list, err := stoppedBy(ctx, tx, r.Contact, r.Phone, number, r.Now)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.Blocked != "" {
			out.Stopped = append(out.Stopped, f)
			continue
		}
		if _, err := tx.Exec(ctx, `update follow_up set state = 'waiting', reason = '', phone = $2, number_position = $3, due_at = $4, is_callback = false,
			callback_agent = null, updated_at = now() where id = $1`, f.ID, number, position, r.Now); err != nil {
			return fmt.Errorf("bad number: %w", err)
		}
		out.Redialled = append(out.Redialled, f.ID)
	}
	return nil
}
