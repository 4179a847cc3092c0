package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/field"
	"huifang/campaign/plan"
	"huifang/campaign/quota"
)

// PlanSettings are what a plan says: whom, when, what for and how (R8). How is the matter of its type: a plan is made for
// types by phone only, as nothing here sends or visits.
type PlanSettings struct {
	Name       string     `json:"name" minLength:"1" maxLength:"200"`
	TypeCode   string     `json:"type_code" minLength:"1" maxLength:"64" doc:"an active follow-up type by phone"`
	Purpose    string     `json:"purpose" maxLength:"2000" required:"false" doc:"what for, in the words of who asks"`
	Requester  string     `json:"requester" maxLength:"200" required:"false" doc:"who of the store or department asks for it"`
	Rule       plan.Rule  `json:"rule"`
	Choose     quota.Spec `json:"choose"`
	Period     plan.Cycle `json:"period" required:"false" doc:"absent: by month"`
	CampaignID int64      `json:"campaign_id" minimum:"1" doc:"where its follow-ups are dialled"`
	UnitID     *int64     `json:"unit_id,omitempty" minimum:"1" doc:"only customers of this store or department; absent: of all"`
}

// Plan is a stored plan.
type Plan struct {
	PlanSettings
	ID            int64          `json:"id"`
	State         string         `json:"state" enum:"draft,requested,confirmed,running,paused,stopped"`
	Version       int            `json:"version" doc:"for If-Match"`
	Note          string         `json:"note,omitempty" doc:"why it was sent back"`
	CampaignName  string         `json:"campaign_name"`
	CampaignState campaign.State `json:"campaign_state" enum:"draft,running,paused,stopped,finished"`
	UnitName      string         `json:"unit_name,omitempty"`
	CreatedBy     string         `json:"created_by"`
	RequestedBy   string         `json:"requested_by,omitempty"`
	ConfirmedBy   string         `json:"confirmed_by,omitempty"`
	CreatedAt     time.Time      `json:"created_at"`
	RequestedAt   *time.Time     `json:"requested_at,omitempty"`
	ConfirmedAt   *time.Time     `json:"confirmed_at,omitempty"`
	LaunchedAt    *time.Time     `json:"launched_at,omitempty"`
	EndedAt       *time.Time     `json:"ended_at,omitempty"`
}

// PlanCounts say where the follow-ups of a plan are; all but Total add up to it.
type PlanCounts struct {
	Total     int `json:"total"`
	Waiting   int `json:"waiting"`
	Paused    int `json:"paused" doc:"would wait if the plan were not paused"`
	Live      int `json:"live"`
	WrapUp    int `json:"wrapup"`
	Completed int `json:"completed"`
	Exhausted int `json:"exhausted"`
	Cancelled int `json:"cancelled"`
}

// planArcs are the ways of a plan: a unit requests, customer service confirms, a supervisor launches, pauses and stops (R8).
var planArcs = map[string][]string{
	"draft": {"requested", "confirmed"}, "requested": {"confirmed", "draft"}, "confirmed": {"running", "draft"},
	"running": {"paused", "stopped"}, "paused": {"running", "stopped"},
}

// Check returns everything that is wrong with the settings by themselves when they are entered at now: rules that never
// fire, impossible quotas, periods that are over. Whether what they name exists is asked when they are stored.
func (in PlanSettings) Check(now time.Time) field.Errors {
	var errs field.Errors
	if strings.TrimSpace(in.Name) == "" {
		errs.Add("required", "/name", "a name is needed")
	}
	inside := func(at string, found field.Errors) {
		for _, e := range found {
			errs.Add(e.Code, at+e.Pointer, "%s", e.Detail)
		}
	}
	inside("/rule", in.Rule.ValidateAt(now))
	if _, ok := dateColumn[in.Rule.Date]; in.Rule.Event == "" && in.Rule.Date != "" && !ok {
		errs.Add("date_unknown", "/rule/date", "the customer's file has no date %q", in.Rule.Date)
	}
	inside("/choose", in.Choose.Validate())
	inside("/period", in.cycle().ValidateAt(now, in.Rule.Zone))
	for _, text := range [][2]string{{"/name", in.Name}, {"/purpose", in.Purpose}, {"/requester", in.Requester}} {
		if strings.ContainsRune(text[1], 0) {
			errs.Add("invalid", text[0], "the text has a NUL character")
		}
	}
	return errs
}

// cycle is the period, by month when none is said.
func (in PlanSettings) cycle() plan.Cycle {
	if in.Period == (plan.Cycle{}) {
		return plan.Cycle{Kind: plan.CycleMonth}
	}
	return in.Period
}

func checkPlan(in PlanSettings) error {
	if errs := in.Check(time.Time{}); len(errs) > 0 {
		return errs
	}
	return nil
}

// checkPlanReferences finds what the settings name and what does not exist or cannot be used.
func checkPlanReferences(ctx context.Context, tx pgx.Tx, in PlanSettings) error {
	var errs field.Errors
	var method string
	var state campaign.State
	err := tx.QueryRow(ctx, `select body->>'method' from follow_up_type where code = $1 and active`, in.TypeCode).Scan(&method)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		errs.Add("type_unknown", "/type_code", "there is no follow-up type %q", in.TypeCode)
	case err != nil:
		return err
	case method != plan.MethodPhone:
		errs.Add("method_not_dialled", "/type_code", "follow-ups by %s are not carried out here: only types by phone can be planned", method)
	}
	err = tx.QueryRow(ctx, `select state from campaign where id = $1 for key share`, in.CampaignID).Scan(&state)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		errs.Add("campaign_unknown", "/campaign_id", "campaign %d does not exist", in.CampaignID)
	case err != nil:
		return err
	case state == campaign.Stopped || state == campaign.Finished:
		errs.Add("campaign_ended", "/campaign_id", "the campaign is %s: nothing more is dialled there", state)
	}
	if in.UnitID != nil {
		var known bool
		if err := tx.QueryRow(ctx, `select exists (select from unit where id = $1)`, *in.UnitID).Scan(&known); err != nil {
			return err
		}
		if !known {
			errs.Add("unit_unknown", "/unit_id", "there is no store or department %d", *in.UnitID)
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// CheckPlan is Check with what the settings name: the error is a field.Errors when they are wrong.
func (s *Store) CheckPlan(ctx context.Context, in PlanSettings, now time.Time) error {
	errs := in.Check(now)
	err := s.inTx(ctx, func(tx pgx.Tx) error { return checkPlanReferences(ctx, tx, in) })
	var more field.Errors
	switch {
	case errors.As(err, &more):
		errs = append(errs, more...)
	case err != nil:
		return fmt.Errorf("check plan: %w", err)
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// CreatePlan stores a draft. The error is a field.Errors when a rule or quota can never give anything, or something that is
// named does not exist.
func (s *Store) CreatePlan(ctx context.Context, in PlanSettings, by int64) (id int64, err error) {
	if err := checkPlan(in); err != nil {
		return 0, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if err := checkPlanReferences(ctx, tx, in); err != nil {
			return err
		}
		// A supervisor's own plan needs no request; it begins as a draft all the same.
		err := tx.QueryRow(ctx, `insert into plan (name, type_code, purpose, requester, rule, choose, period, campaign_id, unit_id, created_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
			in.Name, in.TypeCode, in.Purpose, in.Requester, in.Rule, in.Choose, in.cycle(), in.CampaignID, in.UnitID, by).Scan(&id)
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "plan.create", object("plan", id), nil)
	})
	if err != nil {
		return 0, fmt.Errorf("create plan: %w", err)
	}
	return id, nil
}

// UpdatePlan changes a draft or a request that still has the given version. ErrNotFound, ErrVersion, ErrWrongState or a
// field.Errors.
func (s *Store) UpdatePlan(ctx context.Context, id int64, version int, in PlanSettings, by int64) error {
	if err := checkPlan(in); err != nil {
		return err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		state, have, err := lockPlanRow(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case have != version:
			return ErrVersion
		case state != "draft" && state != "requested":
			return fmt.Errorf("%w: the plan is %s; only a draft or a request can be changed", ErrWrongState, state)
		}
		if err := checkPlanReferences(ctx, tx, in); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update plan set name = $2, type_code = $3, purpose = $4, requester = $5, rule = $6, choose = $7, period = $8,
			campaign_id = $9, unit_id = $10, version = version + 1 where id = $1`,
			id, in.Name, in.TypeCode, in.Purpose, in.Requester, in.Rule, in.Choose, in.cycle(), in.CampaignID, in.UnitID); err != nil {
			return err
		}
		return audit(ctx, tx, by, "plan.update", object("plan", id), map[string]any{"version": version + 1})
	})
	if err != nil {
		return fmt.Errorf("update plan %d: %w", id, err)
	}
	return nil
}

// DeletePlan deletes a draft that has made no follow-up; ErrNotFound, ErrWrongState, ErrInUse.
func (s *Store) DeletePlan(ctx context.Context, id, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		state, _, err := lockPlanRow(ctx, tx, id)
		if err != nil {
			return err
		}
		if state != "draft" {
			return fmt.Errorf("%w: the plan is %s; only a draft can be deleted", ErrWrongState, state)
		}
		_, err = tx.Exec(ctx, `delete from plan where id = $1`, id)
		if isCode(err, foreignKeyViolation) {
			return ErrInUse
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "plan.delete", object("plan", id), nil)
	})
	if err != nil {
		return fmt.Errorf("delete plan %d: %w", id, err)
	}
	return nil
}

func lockPlanRow(ctx context.Context, tx pgx.Tx, id int64) (state string, version int, err error) {
	err = tx.QueryRow(ctx, `select state, version from plan where id = $1 for update`, id).Scan(&state, &version)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNotFound
	}
	return state, version, err
}

const planColumns = `p.id, p.name, p.type_code, p.purpose, p.requester, p.state, p.rule, p.choose, p.period, p.campaign_id, p.unit_id, p.version, p.note,
	(select c.name from campaign c where c.id = p.campaign_id), (select c.state from campaign c where c.id = p.campaign_id),
	coalesce((select u.name from unit u where u.id = p.unit_id), ''), (select u.name from app_user u where u.id = p.created_by),
	coalesce((select u.name from app_user u where u.id = p.requested_by), ''), coalesce((select u.name from app_user u where u.id = p.confirmed_by), ''),
	p.created_at, p.requested_at, p.confirmed_at, p.launched_at, p.ended_at`

func scanPlan(row pgx.CollectableRow) (Plan, error) {
	var p Plan
	var rule, choose, period []byte
	if err := row.Scan(&p.ID, &p.Name, &p.TypeCode, &p.Purpose, &p.Requester, &p.State, &rule, &choose, &period, &p.CampaignID, &p.UnitID, &p.Version, &p.Note,
		&p.CampaignName, &p.CampaignState, &p.UnitName, &p.CreatedBy, &p.RequestedBy, &p.ConfirmedBy,
		&p.CreatedAt, &p.RequestedAt, &p.ConfirmedAt, &p.LaunchedAt, &p.EndedAt); err != nil {
		return p, err
	}
	return p, errors.Join(json.Unmarshal(rule, &p.Rule), json.Unmarshal(choose, &p.Choose), json.Unmarshal(period, &p.Period))
}

// Plan returns one plan, or ErrNotFound.
func (s *Store) Plan(ctx context.Context, id int64) (Plan, error) {
	rows, err := s.pool.Query(ctx, `select `+planColumns+` from plan p where p.id = $1`, id)
	return one(rows, err, "plan", scanPlan)
}

// Plans returns the plans in a state ("": any), newest first.
func (s *Store) Plans(ctx context.Context, state, cursor string, limit int) ([]Plan, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `select `+planColumns+` from plan p where p.id < $1 and ($2 = '' or p.state = $2) order by p.id desc limit $3`,
		before, state, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("plans: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanPlan)
	if err != nil {
		return nil, "", fmt.Errorf("plans: %w", err)
	}
	found, next := cut(found, limit, func(p Plan) string { return idKey(p.ID) })
	return found, next, nil
}

// PlanCounts returns where the follow-ups of plans are. A plan without follow-ups is missing in the map.
func (s *Store) PlanCounts(ctx context.Context, plans []int64) (map[int64]PlanCounts, error) {
	rows, err := s.pool.Query(ctx, `
		select plan_id, count(*) as total, count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'paused') as paused,
			count(*) filter (where state = 'live') as live, count(*) filter (where state = 'wrapup') as wrap_up,
			count(*) filter (where state = 'completed') as completed, count(*) filter (where state = 'exhausted') as exhausted,
			count(*) filter (where state = 'cancelled') as cancelled
		from follow_up where plan_id = any($1) group by plan_id`, plans)
	if err != nil {
		return nil, fmt.Errorf("counts of plans: %w", err)
	}
	type row struct {
		PlanID int64
		PlanCounts
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("counts of plans: %w", err)
	}
	out := make(map[int64]PlanCounts, len(found))
	for _, r := range found {
		out[r.PlanID] = r.PlanCounts
	}
	return out, nil
}

// MovePlan brings a plan into another state. Once it is paused or stopped Arm refuses its follow-ups, so that only a dial
// whose last check was under way in that moment can still leave, as with campaigns. Ringing calls of a stopped plan are hung
// up; conversations go on. ErrWrongState, ErrNotFound, or a *StartError when it is to run in a campaign that has ended.
func (s *Store) MovePlan(ctx context.Context, id int64, to string, by int64) error {
	return s.movePlan(ctx, id, to, "", by)
}

// SendBackPlan returns a request, or a plan that was confirmed and has made no follow-up, to the draft that it was, with
// the reason for who asked.
func (s *Store) SendBackPlan(ctx context.Context, id int64, reason string, by int64) error {
	return s.movePlan(ctx, id, "draft", reason, by)
}

func (s *Store) movePlan(ctx context.Context, id int64, to, note string, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		from, _, err := lockPlanRow(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case !slices.Contains(planArcs[from], to):
			return fmt.Errorf("%w: the plan is %s and cannot become %s", ErrWrongState, from, to)
		}
		if err := mayMove(ctx, tx, id, to); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update plan set state = $2, version = version + 1, note = $4, moved_at = clock_timestamp(),
			requested_by = case when $2 = 'requested' then $3 else requested_by end, requested_at = case when $2 = 'requested' then now() else requested_at end,
			confirmed_by = case when $2 = 'confirmed' then $3 when $2 = 'draft' then null else confirmed_by end,
			confirmed_at = case when $2 = 'confirmed' then now() when $2 = 'draft' then null else confirmed_at end,
			launched_at = case when $2 = 'running' then coalesce(launched_at, now()) else launched_at end,
			ended_at = case when $2 = 'stopped' then now() else ended_at end
			where id = $1`, id, to, by, note); err != nil {
			return err
		}
		if to == "stopped" {
			if _, err := tx.Exec(ctx, `update attempt a set cancel_reason = $2 from follow_up f
				where f.plan_id = $1 and f.state = 'live' and a.follow_up_id = f.id and a.ended_at is null and a.answered_at is null and a.cancel_reason = ''`,
				id, ReasonPlanStopped); err != nil {
				return err
			}
		}
		if to == "paused" || to == "stopped" {
			// What generates it now stops; what it has made is settled with the rest.
			if _, err := tx.Exec(ctx, `update job set cancel = true, state = case when state = 'queued' then 'cancelled' else state end,
				ended_at = case when state = 'queued' then clock_timestamp() end
				where kind = $2 and args->>'plan' = $1 and state in ('queued','running')`, itoa(id), JobPlan); err != nil {
				return err
			}
		}
		var detail map[string]any
		if note != "" {
			detail = map[string]any{"reason": note}
		}
		return audit(ctx, tx, by, "plan."+to, object("plan", id), detail)
	})
	if err != nil {
		return fmt.Errorf("plan %d: %w", id, err)
	}
	// A million follow-ups take longer than a request may: what is left is settled in the background.
	_ = s.settlePlan(ctx, id, to)
	return nil
}

// mayMove asks what the states alone do not say.
func mayMove(ctx context.Context, tx pgx.Tx, id int64, to string) error {
	var ended, made bool
	err := tx.QueryRow(ctx, `select c.state in ('stopped','finished'), exists (select from follow_up f where f.plan_id = p.id)
		from plan p join campaign c on c.id = p.campaign_id where p.id = $1`, id).Scan(&ended, &made)
	switch {
	case err != nil:
		return err
	case to == "running" && ended:
		return &StartError{"campaign_ended", "the plan's campaign has ended: nothing more is dialled there"}
	case to == "draft" && made:
		return fmt.Errorf("%w: the plan has made follow-ups; stop it and make a new one", ErrWrongState)
	}
	return nil
}
