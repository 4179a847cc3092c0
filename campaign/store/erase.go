package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/customer"
)

var (
	// ErrCallLive says that a customer is in a call now.
	ErrCallLive = errors.New("a call is live")
	// ErrRecordOpen says that the record of a call is not finished.
	ErrRecordOpen = errors.New("a record is not finished")
	// ErrHasFile says that a person has a customer file, which is to be deleted as a whole.
	ErrHasFile = errors.New("the person has a customer file")
)

// ReasonErased is why the follow-ups of an erased customer end.
const ReasonErased = "customer_erased"

// numberKept is how long the number of an erased customer stays with his calls: the caps look back so far (R12), and somebody else's
// follow-up to the same number must not go beyond them.
const numberKept = 24 * time.Hour

// erasedNumber stands for the number of contact c: "+0" begins no number of any country, so it cannot be dialled or be found as one.
const erasedNumber = `'+0' || lpad(c.id::text, 12, '0')`

// EraseCustomer deletes a customer with everything personal, for ever; name confirms it.
//
// Deleted: the file with its notes, contacts, numbers and service records; what agents wrote about calls, keys that were pressed, free
// answers; the audio of calls (at once it cannot be heard any more; the node that holds the file deletes it, see ErasedAudio).
// Follow-ups that wait are cancelled with the reason customer_erased.
//
// Kept, for figures stay true: campaigns' follow-ups and calls with their times, outcomes, dispositions and chosen answers, of a contact
// without a name whose number is a marker. A call keeps its number for a day, for the caps, until ForgetNumbers. They no longer
// belong to a store. An entry of the do-not-call list stays: it is the person's own wish. The audit trail has the customer's id, no
// more. Previews and refused rows of imports are not searched.
//
// ErrNotFound; ErrCallLive; ErrRecordOpen; a *FieldError when name is not the customer's.
func (s *Store) EraseCustomer(ctx context.Context, id int64, name string, by int64, now time.Time) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var is string
		err := tx.QueryRow(ctx, `select name from customer where id = $1 for update`, id).Scan(&is)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("erase customer: %w", err)
		case strings.TrimSpace(name) != is:
			return &FieldError{Pointer: "/name", Code: "name_differs", Detail: "the name is not the customer's"}
		}
		if err := anonymise(ctx, tx, wholeCustomer, id, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from service_event where customer_id = $1`, id); err != nil {
			return fmt.Errorf("erase customer: %w", err)
		}
		if _, err := tx.Exec(ctx, `delete from customer where id = $1`, id); err != nil {
			return fmt.Errorf("erase customer: %w", err)
		}
		return audit(ctx, tx, by, "customer.erase", object("customer", id), nil)
	})
}

// ErasePerson deletes, as EraseCustomer does, what is known of the person of a call who has no file: who called the hotline, or stands
// in a list only. All calls and follow-ups of that contact are meant; digits, the last four of his number (none: it is withheld), confirm
// it. The same number in other lists is another contact.
//
// ErrNotFound, also when it was done before; ErrHasFile; ErrCallLive; ErrRecordOpen; a *FieldError when digits are not those of the number.
func (s *Store) ErasePerson(ctx context.Context, attempt int64, digits string, by int64, now time.Time) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var contact int64
		var phone string
		var file, erased bool
		err := tx.QueryRow(ctx, `select c.id, c.phone, c.customer_id is not null, c.erased_at is not null
			from contact c where c.id = (select contact_id from attempt where id = $1) for update`, attempt).Scan(&contact, &phone, &file, &erased)
		switch {
		case errors.Is(err, pgx.ErrNoRows), err == nil && erased:
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("erase person: %w", err)
		case file:
			return ErrHasFile
		case strings.TrimSpace(digits) != phone[max(0, len(phone)-4):]:
			return &FieldError{Pointer: "/digits", Code: "digits_differ", Detail: "these are not the last four digits of the number"}
		}
		if err := anonymise(ctx, tx, onlyContact, contact, now); err != nil {
			return err
		}
		return audit(ctx, tx, by, "contact.erase", object("attempt", attempt), nil)
	})
}

// wholeCustomer and onlyContact fill the conditions of anonymise: a customer's contacts with all their calls, or one contact's.
var (
	wholeCustomer = strings.NewReplacer("{contact}", "c.customer_id = $1", "{follow_up}", "f.customer_id = $1", "{attempt}", "a.customer_id = $1")
	onlyContact   = strings.NewReplacer("{contact}", "c.id = $1", "{follow_up}", "f.contact_id = $1", "{attempt}", "a.contact_id = $1")
)

// anonymise does what EraseCustomer says with contacts, follow-ups and calls, in an order that the references allow.
func anonymise(ctx context.Context, tx pgx.Tx, of *strings.Replacer, id int64, now time.Time) error {
	// A claim holds its follow-up: from here on none begins, and those that have begun are seen.
	if _, err := tx.Exec(ctx, of.Replace(`select 1 from follow_up f where {follow_up} order by f.id for update`), id); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	var live, open bool
	if err := tx.QueryRow(ctx, of.Replace(`select coalesce(bool_or(a.ended_at is null), false), coalesce(bool_or(a.outcome = 'answered' and a.wrapped_up_at is null), false)
		from attempt a where {attempt}`), id).Scan(&live, &open); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	if live {
		return ErrCallLive
	}
	if open {
		return ErrRecordOpen
	}
	const attempts = ` in (select a.id from attempt a where {attempt})`
	for _, step := range []struct {
		sql  string
		more []any
	}{
		{`update follow_up f set state = 'cancelled', reason = $2, updated_at = $3 where {follow_up} and f.state in ('waiting', 'paused')`, []any{ReasonErased, now}},
		{`update attempt_disposition set note = '' where attempt_id` + attempts, nil},
		{`update attempt_event set detail = '{}' where kind = 'dtmf' and attempt_id` + attempts, nil},
		{`update recording set state = 'missing', reason = 'erased', sha256 = '' where attempt_id` + attempts, nil},
		{`delete from contact_number where contact_id in (select c.id from contact c where {contact})`, nil},
		{`update attempt a set customer_id = null, keys = '', caller_id = case a.direction when 'in' then '' else a.caller_id end,
			phone = case when a.claimed_at < $2 then ` + erasedNumber + ` else a.phone end
			from contact c where {attempt} and c.id = a.contact_id`, []any{now.Add(-numberKept)}},
		{`update follow_up f set customer_id = null, phone = ` + erasedNumber + `, source_key = case when f.source_key = '' then '' else 'erased:' || f.id end,
			answers = coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(f.answers) e
				where e.key in (select q->>'id' from follow_up_type t, jsonb_array_elements(t.body->'questions') q
					where t.code = coalesce((select p.type_code from plan p where p.id = f.plan_id), (select ca.type_code from campaign ca where ca.id = f.campaign_id))
					and q->>'kind' in ('yes_no', 'satisfaction', 'choice'))), '{}')
			from contact c where {follow_up} and c.id = f.contact_id`, nil},
		{`update contact c set name = '', phone = ` + erasedNumber + `, title = '', email = '', sex = '', birthday = null, language = '', zone = '', convenient = null,
			extra = '[]', list_id = null, line = null, customer_id = null, erased_at = $2
			where {contact} and exists (select from follow_up f where f.contact_id = c.id)`, []any{now}},
	} {
		if _, err := tx.Exec(ctx, of.Replace(step.sql), append([]any{id}, step.more...)...); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	return nil
}

// ForgetNumbers takes the numbers of erased customers out of the calls for which the caps no longer need them. It is to be called now
// and then.
func (s *Store) ForgetNumbers(ctx context.Context, now time.Time) error {
	_, err := s.pool.Exec(ctx, `
		update attempt a set phone = `+erasedNumber+` from contact c join follow_up f on f.contact_id = c.id
		where c.erased_at is not null and a.follow_up_id = f.id and a.phone <> `+erasedNumber+` and a.claimed_at < $1 and c.erased_at > $2`,
		now.Add(-numberKept), now.Add(-30*24*time.Hour))
	if err != nil {
		return fmt.Errorf("forget numbers of erased customers: %w", err)
	}
	return nil
}

// ErasedAudio lists the recordings of erased customers whose files are still on a node.
func (s *Store) ErasedAudio(ctx context.Context, node string) ([]RecordingFile, error) {
	rows, err := s.pool.Query(ctx, `select r.id, r.part, r.state, r.reason, r.started_at, r.duration_ms, r.bytes, r.sha256, r.lost_frames, r.attempt_id, r.path
		from recording r join attempt a on a.id = r.attempt_id where r.state = 'missing' and r.reason = 'erased' and r.path <> '' and a.node = $1 order by r.id`, node)
	if err != nil {
		return nil, fmt.Errorf("erased audio: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[RecordingFile])
	if err != nil {
		return nil, fmt.Errorf("erased audio: %w", err)
	}
	return list, nil
}

// AudioErased notes that the file of an erased recording is gone.
func (s *Store) AudioErased(ctx context.Context, recording int64) error {
	if _, err := s.pool.Exec(ctx, `update recording set path = '' where id = $1 and state = 'missing' and reason = 'erased'`, recording); err != nil {
		return fmt.Errorf("erased audio: %w", err)
	}
	return nil
}

// CustomerExport is everything that is kept about a customer, for the customer himself (R4).
type CustomerExport struct {
	At time.Time `json:"exported_at"`
	customer.File
	FollowUps []ExportedFollowUp `json:"follow_ups"`
	Said      []ExportedSaying   `json:"dispositions" doc:"what agents wrote about calls"`
	DoNotCall []campaign.DNC     `json:"do_not_call" doc:"entries for his numbers"`
	Looks     []ExportedLook     `json:"audit" doc:"who looked at the file or changed it, newest first"`
}

// ExportedFollowUp is a follow-up in an export.
type ExportedFollowUp struct {
	ID       int64             `json:"id"`
	Campaign string            `json:"campaign"`
	Purpose  string            `json:"purpose"`
	Phone    string            `json:"phone"`
	State    string            `json:"state"`
	Reason   string            `json:"reason,omitempty"`
	DueAt    time.Time         `json:"due_at"`
	Attempts int               `json:"attempts"`
	Answers  map[string]string `json:"answers"`
}

// ExportedSaying is what an agent wrote about a call.
type ExportedSaying struct {
	Attempt int64     `json:"attempt_id"`
	Code    string    `json:"code"`
	Note    string    `json:"note"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// ExportedLook is an entry of the audit trail.
type ExportedLook struct {
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Action string    `json:"action"`
}

// CustomerExport returns everything that is kept about a customer, with whole numbers, or ErrNotFound.
func (s *Store) CustomerExport(ctx context.Context, id int64, now time.Time, zone *time.Location) (CustomerExport, error) {
	x := CustomerExport{At: now}
	var err error
	if x.File, err = s.CustomerFile(ctx, id, now, zone); err != nil {
		return x, err
	}
	x.Events = nil
	for cursor, more := "", true; more; more = cursor != "" {
		var page []customer.Event
		if page, cursor, err = s.Events(ctx, id, cursor, 200); err != nil {
			return x, err
		}
		x.Events = append(x.Events, page...)
	}
	rows, err := s.pool.Query(ctx, `select `+attemptColumns+attemptFrom+` where a.customer_id = $1 order by a.claimed_at desc, a.id desc`, id)
	if x.Attempts, err = s.collectAttempts(ctx, rows, err); err != nil {
		return x, err
	}
	if x.FollowUps, err = exported[ExportedFollowUp](ctx, s.pool, `select f.id, c.name as campaign, c.purpose, f.phone, f.state, f.reason, f.due_at, f.attempts, f.answers
		from follow_up f join campaign c on c.id = f.campaign_id where f.customer_id = $1 order by f.id`, id); err != nil {
		return x, err
	}
	if x.Said, err = exported[ExportedSaying](ctx, s.pool, `select d.attempt_id as attempt, d.code, d.note, u.name as by, d.at
		from attempt a join attempt_disposition d on d.attempt_id = a.id join app_user u on u.id = d.by_user where a.customer_id = $1 order by d.at`, id); err != nil {
		return x, err
	}
	if x.DoNotCall, err = exported[campaign.DNC](ctx, s.pool, `select d.phone, d.reason, coalesce(u.name, '') as created_by, d.created_at from dnc d left join app_user u on u.id = d.created_by
		where d.phone in (select n.phone from contact p join contact_number n on n.contact_id = p.id where p.customer_id = $1)`, id); err != nil {
		return x, err
	}
	x.Looks, err = exported[ExportedLook](ctx, s.pool, `select t.at, coalesce(u.name, '') as who, t.action from audit t left join app_user u on u.id = t.user_id
		where t.object = 'customer:' || $1::bigint order by t.at desc, t.id desc`, id)
	return x, err
}

func exported[T any](ctx context.Context, db lister, sql string, id int64) ([]T, error) {
	rows, err := db.Query(ctx, sql, id)
	if err != nil {
		return nil, fmt.Errorf("export customer: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("export customer: %w", err)
	}
	return list, nil
}
