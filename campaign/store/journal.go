package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/dialer"
	"huifang/dialer/call"
)

// Journal implements dialer.Store. An entry that is there already is passed over with all that it changes, so writing
// again after a lost answer is safe.
func (s *Store) Journal(ctx context.Context, attempt int64, entries []dialer.Entry) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		for _, e := range entries {
			detail := map[string]any{}
			if e.By != "" {
				detail["by"] = e.By
			}
			if e.Detail != "" {
				detail["detail"] = e.Detail
			}
			if r := e.Result; r != nil {
				detail["outcome"], detail["cause"], detail["sip_code"] = r.Outcome, r.Cause, r.SIPCode
			}
			if r := e.Recording; r != nil {
				detail["part"], detail["state"] = r.Part, r.State
			}
			raw, err := json.Marshal(detail)
			if err != nil {
				return err
			}
			tag, err := tx.Exec(ctx, `insert into attempt_event (attempt_id, seq, at, kind, detail) values ($1, $2, $3, $4, $5)
				on conflict do nothing`, attempt, e.Seq, e.At, e.Kind, raw)
			if err != nil {
				return err
			}
			if tag.RowsAffected() == 0 {
				continue
			}
			if err := apply(ctx, tx, attempt, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("journal of attempt %d: %w", attempt, err)
	}
	return nil
}

// apply changes the attempt's row as one entry says. Every change asks for a row that has not ended (I5).
func apply(ctx context.Context, tx pgx.Tx, attempt int64, e dialer.Entry) error {
	set := func(sql string, args ...any) error {
		_, err := tx.Exec(ctx, `update attempt set `+sql+` where id = $1 and ended_at is null`, append([]any{attempt}, args...)...)
		return err
	}
	switch e.Kind {
	case "dialled":
		return set(`state = 'dialled', dialled_at = $2`, e.At)
	case "ringing":
		return set(`state = 'ringing', ringing_at = $2`, e.At)
	case "answered":
		if err := set(`state = 'answered', answered_at = $2`, e.At); err != nil {
			return err
		}
		// I6: the recording is expected from the moment of the answer, in the same transaction.
		_, err := tx.Exec(ctx, `insert into recording (attempt_id, part, state) values ($1, 1, 'expected') on conflict do nothing`, attempt)
		return err
	case "bridged":
		return set(`state = 'talking', bridged_at = coalesce(bridged_at, $2)`, e.At)
	case "agent_found":
		return set(`agent_id = $2`, e.Agent)
	case "agent_gone":
		return set(`agent_id = null`)
	case "recording", "recorded":
		return saveRecording(ctx, tx, attempt, *e.Recording)
	case "ended":
		return end(ctx, tx, attempt, e)
	}
	return nil
}

func saveRecording(ctx context.Context, tx pgx.Tx, attempt int64, r dialer.RecordingPart) error {
	// A part that is closed stays as it is. One that was under way is not called missing: its file is there and is
	// repaired at the next start.
	_, err := tx.Exec(ctx, `
		insert into recording as r (attempt_id, part, state, reason, path, started_at, duration_ms, bytes, sha256, lost_frames)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (attempt_id, part) do update set state = excluded.state, reason = excluded.reason,
		  path = case when excluded.path <> '' then excluded.path else r.path end, started_at = coalesce(excluded.started_at, r.started_at),
		  duration_ms = excluded.duration_ms, bytes = excluded.bytes, sha256 = excluded.sha256, lost_frames = excluded.lost_frames
		where r.state = 'expected' or (r.state = 'recording' and excluded.state <> 'missing')`,
		attempt, r.Part, r.State, r.Reason, r.Path, nullTime(r.StartedAt), r.Duration.Milliseconds(), r.Bytes, r.SHA256, r.LostFrames)
	return err
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

// end gives the attempt its outcome and decides what becomes of the follow-up. First cause wins (I5).
func end(ctx context.Context, tx pgx.Tx, attempt int64, e dialer.Entry) error {
	r := e.Result
	var by *string
	if r.HungUpBy != "" {
		v := string(r.HungUpBy)
		by = &v
	}
	tag, err := tx.Exec(ctx, `
		update attempt set state = 'ended', ended_at = greatest($2, claimed_at), outcome = $3, hung_up_by = $4, cause = $5, sip_code = $6,
		  hold_ms = $7, end_detail = $8
		where id = $1 and ended_at is null`,
		attempt, e.At, r.Outcome, by, nullInt(r.Cause), nullInt(r.SIPCode), r.Hold.Milliseconds(), e.Detail)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	f, err := lockFollowUp(ctx, tx, attempt)
	if err != nil {
		return err
	}
	switch r.Outcome {
	case call.NotPlaced:
		return f.notPlaced(ctx, tx, e)
	case call.Answered:
		if f.disposition != "" {
			return nil // given while the end was not stored yet, and applied then
		}
		return f.wrapUp(ctx, tx, e.At)
	default:
		return f.again(ctx, tx, string(r.Outcome), e.At)
	}
}

// followUp is a follow-up locked for a decision, with what the decision needs.
type followUp struct {
	id, attempt int64
	phone       string
	attempts    int
	campaign    campaign.State
	policy      retry.Policy
	history     map[string]int
	onDNC       bool
	disposition string // code, when the attempt has one
	nextNumber  *int   // position of the contact's next number that may be dialled; nil: none
	zone        *time.Location
	required    []string // ids of the questions that must be answered (R14)
}

func lockFollowUp(ctx context.Context, tx pgx.Tx, attempt int64) (followUp, error) {
	f := followUp{attempt: attempt}
	var policy, history []byte
	var zone string
	err := tx.QueryRow(ctx, `
		select f.id, f.phone, f.attempts, c.state, c.retry, exists (select 1 from dnc d where d.phone = f.phone),
		       coalesce((select ad.code from attempt_disposition ad where ad.attempt_id = a.id), ''),
		       coalesce((select jsonb_object_agg(o.outcome, o.n) from (select outcome, count(*) n from attempt x
		         where x.follow_up_id = f.id and x.outcome is not null and x.outcome <> 'not_placed' group by outcome) o), '{}'),
		       (select min(n.position) from contact_number n where n.contact_id = f.contact_id and n.position > f.number_position and n.bad = ''
		         and not exists (select 1 from dnc d where d.phone = n.phone)),
		       coalesce(c.calling_window->>'zone', 'UTC'), array(select jsonb_array_elements_text(f.required))
		from attempt a join follow_up f on f.id = a.follow_up_id join campaign c on c.id = f.campaign_id
		where a.id = $1 for update of f`, attempt).
		Scan(&f.id, &f.phone, &f.attempts, &f.campaign, &policy, &f.onDNC, &f.disposition, &history, &f.nextNumber, &zone, &f.required)
	if err != nil {
		return f, fmt.Errorf("follow-up of attempt %d: %w", attempt, err)
	}
	if f.zone, err = time.LoadLocation(zone); err != nil {
		return f, fmt.Errorf("follow-up of attempt %d: %w", attempt, err)
	}
	if f.policy, err = retryOf(policy); err != nil {
		return f, err
	}
	return f, json.Unmarshal(history, &f.history)
}

func (f followUp) set(ctx context.Context, tx pgx.Tx, state, reason string) error {
	_, err := tx.Exec(ctx, `update follow_up set state = $2, reason = $3, updated_at = now(),
		last_outcome = coalesce((select outcome from attempt where id = $4), last_outcome) where id = $1`, f.id, state, reason, f.attempt)
	return err
}

func (f followUp) wait(ctx context.Context, tx pgx.Tx, due time.Time, callback bool, agent *int64) error {
	_, err := tx.Exec(ctx, `update follow_up set state = 'waiting', reason = '', due_at = $2, is_callback = $3, callback_agent = $4, updated_at = now(),
		last_outcome = coalesce((select outcome from attempt where id = $5), last_outcome) where id = $1`, f.id, due, callback, agent, f.attempt)
	return err
}

// recordWithin is how long the agent has to finish the record of a call (R24).
const recordWithin = 24 * time.Hour

// wrapUp waits for the agent's disposition, which is what is left of the record.
func (f followUp) wrapUp(ctx context.Context, tx pgx.Tx, ended time.Time) error {
	if err := f.set(ctx, tx, "wrapup", ""); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update follow_up set record_due_at = $2 where id = $1`, f.id, ended.Add(recordWithin))
	return err
}

// closed says why nothing more may be dialled for the follow-up, if so.
func (f followUp) closed() (reason string) {
	switch {
	case f.onDNC:
		return "do_not_call"
	case f.campaign == campaign.Stopped || f.campaign == campaign.Finished:
		return "campaign_stopped"
	}
	return ""
}

// again applies the retry policy (R11).
func (f followUp) again(ctx context.Context, tx pgx.Tx, outcome string, now time.Time) error {
	if reason := f.closed(); reason != "" {
		return f.set(ctx, tx, "cancelled", reason)
	}
	if outcome == string(call.Vacant) {
		if err := f.markBad(ctx, tx, outcome); err != nil {
			return err
		}
	}
	d := retry.Decide(f.policy, f.past(), outcome, now)
	if !d.Retry {
		return f.set(ctx, tx, "exhausted", d.Reason+":"+outcome)
	}
	return f.retry(ctx, tx, d)
}

// past is the follow-up's history as the retry policy wants it.
func (f followUp) past() retry.History {
	return retry.History{Attempts: f.attempts, ByOutcome: f.history, MoreNumbers: f.nextNumber != nil, Zone: f.zone}
}

// retry makes the follow-up wait for its next dial, on the contact's next number if the policy says so (R11).
func (f followUp) retry(ctx context.Context, tx pgx.Tx, d retry.Decision) error {
	if err := f.wait(ctx, tx, d.At, false, nil); err != nil || !d.Next {
		return err
	}
	_, err := tx.Exec(ctx, `update follow_up f set phone = n.phone, number_position = n.position
		from contact_number n where f.id = $1 and n.contact_id = f.contact_id and n.position = $2`, f.id, *f.nextNumber)
	return err
}

// markBad keeps a number from being dialled in later follow-ups of the contact; the data is to be corrected.
func (f followUp) markBad(ctx context.Context, tx pgx.Tx, why string) error {
	_, err := tx.Exec(ctx, `update contact_number n set bad = $2 from follow_up f
		where f.id = $1 and n.contact_id = f.contact_id and n.phone = f.phone and n.bad = ''`, f.id, why)
	return err
}

// notPlacedDelay keeps a follow-up that could not be placed from being claimed again in the same second.
const notPlacedDelay = 5 * time.Second

// notPlaced gives the attempt back: it was provably never dialled (I3). A callback stays one.
func (f followUp) notPlaced(ctx context.Context, tx pgx.Tx, e dialer.Entry) error {
	if reason := f.closed(); reason != "" {
		if err := f.set(ctx, tx, "cancelled", reason); err != nil {
			return err
		}
	} else if _, err := tx.Exec(ctx, `update follow_up set state = 'waiting', due_at = greatest(due_at, $2), updated_at = now() where id = $1`,
		f.id, e.At.Add(notPlacedDelay)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update follow_up set attempts = attempts - 1 where id = $1`, f.id)
	return err
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
