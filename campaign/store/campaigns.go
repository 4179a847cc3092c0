package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/dialer"
)

var (
	// ErrWrongState says that the campaign's state does not allow the change.
	ErrWrongState = errors.New("wrong state")
	// ErrVersion says that somebody else changed the campaign since it was read.
	ErrVersion = errors.New("version changed")
)

// StartError says why a campaign cannot be started: it would never dial.
type StartError struct {
	Code   string // no_agents, no_contacts, window_never_opens, trunk_unknown
	Detail string
}

func (e *StartError) Error() string { return e.Code + ": " + e.Detail }

// campaignRow is a campaign as Postgres gives it.
type campaignRow struct {
	ID            int64
	Name          string
	Purpose       string
	State         campaign.State
	Mode          dialer.Mode
	ModeSettings  []byte
	Trunk         string
	CallerID      string
	ListID        *int64
	ListName      string
	CallingWindow []byte
	Retry         []byte
	RingTimeoutS  int `db:"ring_timeout_s"`
	WrapUpS       int `db:"wrapup_s"`
	TypeCode      string
	TrainedOnly   bool
	Version       int
	CreatedAt     time.Time
	StartedAt     *time.Time
	EndedAt       *time.Time
	Agents        []byte
	Pool          []int64
}

const campaignColumns = `c.id, c.name, c.purpose, c.state, c.mode, c.mode_settings, c.trunk, c.caller_id, c.list_id, coalesce(l.name, '') as list_name,
	c.calling_window, c.retry, c.ring_timeout_s, c.wrapup_s, coalesce(c.type_code, '') as type_code, c.skill <> '' as trained_only, c.version, c.created_at, c.started_at, c.ended_at,
	coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name, u.id)
		from campaign_agent ca join app_user u on u.id = ca.user_id where ca.campaign_id = c.id), '[]') as agents,
	array(` + agentsOf + ` order by x.user_id) as pool`

const campaignFrom = ` from campaign c left join contact_list l on l.id = c.list_id `

func (r campaignRow) campaign() (campaign.Campaign, error) {
	c := campaign.Campaign{
		ID: r.ID, State: r.State, ListName: r.ListName, Version: r.Version,
		CreatedAt: r.CreatedAt, StartedAt: r.StartedAt, EndedAt: r.EndedAt, Pool: r.Pool,
		Settings: campaign.Settings{Name: r.Name, Purpose: r.Purpose, Mode: r.Mode, Trunk: r.Trunk, CallerID: r.CallerID,
			ListID: r.ListID, RingTimeoutS: r.RingTimeoutS, WrapUpS: r.WrapUpS, TypeCode: r.TypeCode, TrainedOnly: r.TrainedOnly, AgentIDs: []int64{}},
	}
	var err error
	if c.Modes, err = campaign.ReadModeSettings(r.ModeSettings); err != nil {
		return c, fmt.Errorf("campaign %d: %w", r.ID, err)
	}
	// Not the strict parsers: a draft's window may be one that never opens.
	for _, f := range []struct {
		what string
		data []byte
		to   any
	}{{"window", r.CallingWindow, &c.Window}, {"retry policy", r.Retry, &c.Retry}, {"agents", r.Agents, &c.Agents}} {
		if err := json.Unmarshal(f.data, f.to); err != nil {
			return c, fmt.Errorf("campaign %d: %s: %w", r.ID, f.what, err)
		}
	}
	for _, a := range c.Agents {
		c.AgentIDs = append(c.AgentIDs, a.ID)
	}
	return c, nil
}

// Campaigns returns the campaigns in a state ("": any), newest first, with their counts as of now; without queues, see Queues.
func (s *Store) Campaigns(ctx context.Context, state campaign.State, cursor string, limit int, now time.Time) ([]campaign.Campaign, string, error) {
	before, err := idCursor(cursor, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.pool.Query(ctx, `select `+campaignColumns+campaignFrom+`
		where c.id < $1 and ($2 = '' or c.state = $2) and c.mode <> 'inbound' order by c.id desc limit $3`, before, string(state), limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("campaigns: %w", err)
	}
	list, err := s.collectCampaigns(ctx, rows, now)
	if err != nil {
		return nil, "", err
	}
	list, next := cut(list, limit, func(c campaign.Campaign) string { return idKey(c.ID) })
	return list, next, nil
}

// LiveCampaigns returns the campaigns that are running or paused, and those that ended since the given time, newest
// first, at most 100, with their counts as of now.
func (s *Store) LiveCampaigns(ctx context.Context, endedSince, now time.Time) ([]campaign.Campaign, error) {
	rows, err := s.pool.Query(ctx, `select `+campaignColumns+campaignFrom+`
		where c.state in ('running','paused') or (c.state in ('stopped','finished') and c.ended_at >= $1)
		order by c.state = 'running' desc, c.id desc limit 100`, endedSince)
	if err != nil {
		return nil, fmt.Errorf("campaigns: %w", err)
	}
	return s.collectCampaigns(ctx, rows, now)
}

func (s *Store) collectCampaigns(ctx context.Context, rows pgx.Rows, now time.Time) ([]campaign.Campaign, error) {
	raw, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaignRow])
	if err != nil {
		return nil, fmt.Errorf("campaigns: %w", err)
	}
	ids := make([]int64, len(raw))
	for i, r := range raw {
		ids[i] = r.ID
	}
	counts, err := s.Counts(ctx, ids, now)
	if err != nil {
		return nil, err
	}
	list := make([]campaign.Campaign, len(raw))
	for i, r := range raw {
		if list[i], err = r.campaign(); err != nil {
			return nil, err
		}
		list[i].Counts = counts[r.ID]
	}
	return list, nil
}

// Campaign returns one campaign with its counts as of now, or ErrNotFound.
func (s *Store) Campaign(ctx context.Context, id int64, now time.Time) (campaign.Campaign, error) {
	rows, err := s.pool.Query(ctx, `select `+campaignColumns+campaignFrom+` where c.id = $1`, id)
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("campaign: %w", err)
	}
	list, err := s.collectCampaigns(ctx, rows, now)
	if err != nil {
		return campaign.Campaign{}, err
	}
	if len(list) == 0 {
		return campaign.Campaign{}, ErrNotFound
	}
	return list[0], nil
}

// Counts returns where the follow-ups of the campaigns are at the given time. A campaign without follow-ups is
// missing in the map.
func (s *Store) Counts(ctx context.Context, campaigns []int64, now time.Time) (map[int64]campaign.Counts, error) {
	// Two passes over indexes, follow_up_ledger and follow_up_due: no row is looked at.
	rows, err := s.pool.Query(ctx, `
		select campaign_id, sum(n) as total,
			coalesce(sum(n) filter (where state in ('waiting','paused')), 0) as waiting,
			coalesce((select count(*) from follow_up d where d.campaign_id = s.campaign_id and d.state = 'waiting' and d.due_at <= $2), 0) as due,
			coalesce(sum(n) filter (where state = 'live'), 0) as live,
			coalesce(sum(n) filter (where state = 'wrapup'), 0) as wrap_up,
			coalesce(sum(n) filter (where state = 'completed'), 0) as completed,
			coalesce(sum(n) filter (where state = 'exhausted'), 0) as exhausted,
			coalesce(sum(n) filter (where state = 'cancelled'), 0) as cancelled
		from (select campaign_id, state, count(*) as n from follow_up where campaign_id = any($1) group by campaign_id, state) s
		group by campaign_id`, campaigns, now)
	if err != nil {
		return nil, fmt.Errorf("counts: %w", err)
	}
	type row struct {
		CampaignID int64
		campaign.Counts
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("counts: %w", err)
	}
	m := make(map[int64]campaign.Counts, len(list))
	for _, r := range list {
		m[r.CampaignID] = r.Counts
	}
	return m, nil
}

// CreateCampaign stores a draft and makes its follow-ups from the list: one for each contact, due at once. Numbers on
// the do-not-call list get one too; the claim skips them, so that a later entry and an earlier one act alike.
// A *FieldError says which setting is wrong.
func (s *Store) CreateCampaign(ctx context.Context, in campaign.Settings, by int64) (id int64, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		id, err = createCampaign(ctx, tx, in, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("create campaign: %w", err)
	}
	return id, nil
}

func createCampaign(ctx context.Context, tx pgx.Tx, in campaign.Settings, by int64) (id int64, err error) {
	if err := checkReferences(ctx, tx, in); err != nil {
		return 0, err
	}
	w, r, err := rules(in)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `
		insert into campaign (name, purpose, mode, trunk, caller_id, list_id, calling_window, retry, ring_timeout_s, wrapup_s, created_by, type_code, skill, mode_settings)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12::text, ''), case when $13 then $12 else '' end, $14) returning id`,
		in.Name, in.Purpose, in.Mode, in.Trunk, in.CallerID, in.ListID, w, r, in.RingTimeoutS, in.WrapUpS, by, in.TypeCode, in.TrainedOnly, in.Modes).Scan(&id)
	if err != nil {
		return 0, err
	}
	if err := setAgents(ctx, tx, id, in.AgentIDs); err != nil {
		return 0, err
	}
	if err := materialise(ctx, tx, id, in.ListID); err != nil {
		return 0, err
	}
	return id, audit(ctx, tx, by, "campaign.create", object("campaign", id), nil)
}

// UpdateCampaign changes a draft or paused campaign that still has the given version. The list of a campaign that
// was started stays. It returns ErrNotFound, ErrVersion, ErrWrongState or a *FieldError.
func (s *Store) UpdateCampaign(ctx context.Context, id int64, version int, in campaign.Settings, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		return updateCampaign(ctx, tx, id, version, in, by, campaign.Draft, campaign.Paused)
	})
	if err != nil {
		return fmt.Errorf("update campaign: %w", err)
	}
	return nil
}

func updateCampaign(ctx context.Context, tx pgx.Tx, id int64, version int, in campaign.Settings, by int64, allowed ...campaign.State) error {
	c, err := lockCampaign(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case c.Version != version:
		return ErrVersion
	case !slices.Contains(allowed, c.State):
		return fmt.Errorf("%w: the campaign is %s; pause it first", ErrWrongState, c.State)
	case (c.Mode == dialer.Inbound) != (in.Mode == dialer.Inbound):
		return errModeFixed
	}
	sameList := (c.ListID == nil) == (in.ListID == nil) && (c.ListID == nil || *c.ListID == *in.ListID)
	if !sameList && c.State != campaign.Draft {
		return &FieldError{Pointer: "/list_id", Code: "list_fixed", Detail: "the list cannot be changed once the campaign was started"}
	}
	if err := checkReferences(ctx, tx, in); err != nil {
		return err
	}
	w, r, err := rules(in)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		update campaign set name = $2, purpose = $3, mode = $4, trunk = $5, caller_id = $6, list_id = $7, calling_window = $8, retry = $9,
			ring_timeout_s = $10, wrapup_s = $11, type_code = nullif($12::text, ''), skill = case when $13 then $12 else '' end,
			mode_settings = $14, version = version + 1 where id = $1`,
		id, in.Name, in.Purpose, in.Mode, in.Trunk, in.CallerID, in.ListID, w, r, in.RingTimeoutS, in.WrapUpS, in.TypeCode, in.TrainedOnly, in.Modes); err != nil {
		return err
	}
	if c.TypeCode != in.TypeCode {
		if _, err := tx.Exec(ctx, `update follow_up set required = `+requiredOf+` where campaign_id = $1 and state in ('waiting','live','wrapup') and plan_id is null`, id); err != nil {
			return err
		}
	}
	if err := setAgents(ctx, tx, id, in.AgentIDs); err != nil {
		return err
	}
	if !sameList {
		if _, err := tx.Exec(ctx, `delete from follow_up where campaign_id = $1`, id); err != nil {
			return err
		}
		if err := materialise(ctx, tx, id, in.ListID); err != nil {
			return err
		}
	}
	return audit(ctx, tx, by, "campaign.update", object("campaign", id), map[string]any{"version": version + 1})
}

var errModeFixed = &FieldError{Pointer: "/mode", Code: "mode_fixed", Detail: "a queue of the hotline keeps its mode, and no campaign becomes one"}

// SwitchMode changes the dialling mode, and how it works, of a campaign that has not ended and still has the given version,
// running or not. Calls under way keep theirs; the next claim takes the new one (R16). It returns ErrNotFound, ErrVersion,
// ErrWrongState or a *FieldError.
func (s *Store) SwitchMode(ctx context.Context, id int64, version int, mode dialer.Mode, modes campaign.ModeSettings, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		c, err := lockCampaign(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case c.Version != version:
			return ErrVersion
		case c.State == campaign.Stopped || c.State == campaign.Finished:
			return fmt.Errorf("%w: the campaign is %s", ErrWrongState, c.State)
		case c.Mode == dialer.Inbound || mode == dialer.Inbound:
			return errModeFixed
		}
		if err := checkPrompts(ctx, tx, "/mode_settings", modes.Prompts()); err != nil {
			return err
		}
		if err := checkNotice(ctx, tx, mode, c.TypeCode); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update campaign set mode = $2, mode_settings = $3, version = version + 1 where id = $1`, id, mode, modes); err != nil {
			return err
		}
		return audit(ctx, tx, by, "campaign.mode", object("campaign", id), map[string]any{"from": c.Mode, "to": mode, "version": version + 1})
	})
	if err != nil {
		return fmt.Errorf("switch the mode of campaign: %w", err)
	}
	return nil
}

// checkNotice: nobody asks questions in a notice, so a campaign whose follow-ups are only completed by answers cannot be one (R14).
func checkNotice(ctx context.Context, tx pgx.Tx, mode dialer.Mode, typeCode string) error {
	if mode != dialer.Agentless || typeCode == "" {
		return nil
	}
	var asks bool
	if err := tx.QueryRow(ctx, `select exists (select from follow_up_type t, jsonb_array_elements(t.body->'questions') q where t.code = $1 and (q->>'required')::boolean)`,
		typeCode).Scan(&asks); err != nil {
		return err
	}
	if asks {
		return &FieldError{Pointer: "/mode", Code: "notice_asks_nothing", Detail: "the campaign's type has questions that must be answered; a notice asks none"}
	}
	return nil
}

// DeleteCampaign deletes a draft with its follow-ups.
func (s *Store) DeleteCampaign(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		c, err := lockCampaign(ctx, tx, id)
		if err != nil {
			return err
		}
		if c.State != campaign.Draft {
			return fmt.Errorf("%w: the campaign is %s; only a draft can be deleted", ErrWrongState, c.State)
		}
		_, err = tx.Exec(ctx, `delete from campaign where id = $1`, id)
		switch {
		case isCode(err, foreignKeyViolation):
			return ErrInUse // by a plan
		case err != nil:
			return fmt.Errorf("delete campaign: %w", err)
		}
		return audit(ctx, tx, by, "campaign.delete", object("campaign", id), map[string]any{"name": c.Name})
	})
}

// StartCampaign sets a draft or paused campaign running. A *StartError says why it could never dial.
func (s *Store) StartCampaign(ctx context.Context, id, by int64, trunkKnown func(string) bool) error {
	return s.changeState(ctx, id, by, "campaign.start", []campaign.State{campaign.Draft, campaign.Paused}, func(tx pgx.Tx, r campaignRow) error {
		c, err := r.campaign()
		if err != nil {
			return err
		}
		var contacts, numbers bool
		if err := tx.QueryRow(ctx, `select
			exists (select from follow_up where campaign_id = $1) or exists (select from plan where campaign_id = $1 and state in ('confirmed','running','paused')),
			exists (select from hotline_number where campaign_id = $1)`, id).Scan(&contacts, &numbers); err != nil {
			return err
		}
		switch {
		case !contacts && !campaign.ByHand(c.Mode) && c.Mode != dialer.Inbound: // agents may dial numbers of their own, and customers call queues
			return &StartError{"no_contacts", "the campaign has no contacts, and no plan that is confirmed makes follow-ups for it"}
		case len(c.Pool) == 0 && (campaign.NeedsAgents(c.Mode) || c.Modes.Notice.LeadsToAgent()):
			return &StartError{"no_agents", "no active agent who has the skill that it asks for is assigned to the campaign"}
		case c.Mode == dialer.Inbound && !numbers:
			return &StartError{"no_numbers", "the queue has no number that customers could call"}
		case !trunkKnown(c.Trunk):
			return &StartError{"trunk_unknown", fmt.Sprintf("trunk %q is not configured", c.Trunk)}
		}
		if errs := c.Window.Validate(); len(errs) > 0 {
			return &StartError{"window_never_opens", errs.Error()}
		}
		// What the list has of the do-not-call list will never be dialled; the ledger says so from the start.
		if _, err := tx.Exec(ctx, `update follow_up f set state = 'cancelled', reason = 'do_not_call', updated_at = now()
			from dnc d where f.campaign_id = $1 and f.state = 'waiting' and d.phone = f.phone`, id); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update campaign set state = 'running', started_at = coalesce(started_at, now()), version = version + 1 where id = $1`, id)
		return err
	})
}

// PauseCampaign stops a running campaign from placing new calls; calls in progress go on.
func (s *Store) PauseCampaign(ctx context.Context, id, by int64) error {
	return s.changeState(ctx, id, by, "campaign.pause", []campaign.State{campaign.Running}, func(tx pgx.Tx, _ campaignRow) error {
		_, err := tx.Exec(ctx, `update campaign set state = 'paused', version = version + 1 where id = $1`, id)
		return err
	})
}

// ReasonStopped is the reason of follow-ups and attempts that a supervisor's stop cancelled.
const ReasonStopped = "campaign_stopped"

// StopCampaign ends a campaign for good: waiting follow-ups are cancelled, attempts that are not answered yet are
// marked so that they are not dialled, or hung up when they ring; answered calls go on.
func (s *Store) StopCampaign(ctx context.Context, id, by int64) error {
	return s.changeState(ctx, id, by, "campaign.stop", []campaign.State{campaign.Running, campaign.Paused}, func(tx pgx.Tx, _ campaignRow) error {
		if _, err := tx.Exec(ctx, `update campaign set state = 'stopped', ended_at = now(), version = version + 1 where id = $1`, id); err != nil {
			return err
		}
		// First the follow-ups: a claim that holds some of them is waited for here, so that its attempts are seen below.
		if _, err := tx.Exec(ctx, `
			update follow_up set state = 'cancelled', reason = $2, updated_at = now() where campaign_id = $1 and state = 'waiting'`,
			id, ReasonStopped); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			update attempt set cancel_reason = $2
			where campaign_id = $1 and ended_at is null and answered_at is null and cancel_reason = ''`, id, ReasonStopped)
		return err
	})
}

func (s *Store) changeState(ctx context.Context, id, by int64, action string, from []campaign.State, change func(pgx.Tx, campaignRow) error) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		c, err := lockCampaign(ctx, tx, id)
		if err != nil {
			return err
		}
		allowed := false
		for _, st := range from {
			allowed = allowed || c.State == st
		}
		if !allowed {
			return fmt.Errorf("%w: the campaign is %s", ErrWrongState, c.State)
		}
		if err := change(tx, c); err != nil {
			return err
		}
		return audit(ctx, tx, by, action, object("campaign", id), nil)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

func lockCampaign(ctx context.Context, tx pgx.Tx, id int64) (campaignRow, error) {
	rows, err := tx.Query(ctx, `select `+campaignColumns+campaignFrom+` where c.id = $1 for update of c`, id)
	return one(rows, err, "campaign", pgx.RowToStructByName[campaignRow])
}

// checkReferences finds settings that name something which does not exist.
func checkReferences(ctx context.Context, tx pgx.Tx, in campaign.Settings) error {
	if in.ListID != nil {
		var ok bool
		if err := tx.QueryRow(ctx, `select exists (select from contact_list where id = $1)`, *in.ListID).Scan(&ok); err != nil {
			return err
		}
		if !ok {
			return &FieldError{Pointer: "/list_id", Code: "list_unknown", Detail: fmt.Sprintf("list %d does not exist", *in.ListID)}
		}
	}
	if in.TrainedOnly && in.TypeCode == "" {
		return &FieldError{Pointer: "/trained_only", Code: "type_required", Detail: "agents are trained for a follow-up type: choose one"}
	}
	if in.TypeCode != "" {
		var ok bool
		if err := tx.QueryRow(ctx, `select exists (select from follow_up_type where code = $1 and active)`, in.TypeCode).Scan(&ok); err != nil {
			return err
		}
		if !ok {
			return &FieldError{Pointer: "/type_code", Code: "type_unknown", Detail: fmt.Sprintf("there is no follow-up type %q", in.TypeCode)}
		}
	}
	if err := checkPrompts(ctx, tx, "/mode_settings", in.Modes.Prompts()); err != nil {
		return err
	}
	if err := checkNotice(ctx, tx, in.Mode, in.TypeCode); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `select id from app_user where id = any($1) and role = 'agent' and active`, in.AgentIDs)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	known := make(map[int64]bool, len(found))
	for _, id := range found {
		known[id] = true
	}
	for i, id := range in.AgentIDs {
		if !known[id] {
			return &FieldError{Pointer: fmt.Sprintf("/agent_ids/%d", i), Code: "not_an_agent", Detail: fmt.Sprintf("user %d is no active agent", id)}
		}
	}
	return nil
}

func rules(in campaign.Settings) (window, retry []byte, err error) {
	if window, err = json.Marshal(in.Window); err != nil {
		return nil, nil, fmt.Errorf("window: %w", err)
	}
	if retry, err = json.Marshal(in.Retry); err != nil {
		return nil, nil, fmt.Errorf("retry policy: %w", err)
	}
	return window, retry, nil
}

func setAgents(ctx context.Context, tx pgx.Tx, id int64, agents []int64) error {
	if agents == nil {
		agents = []int64{}
	}
	if _, err := tx.Exec(ctx, `delete from campaign_agent where campaign_id = $1 and user_id <> all($2)`, id, agents); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[]) on conflict do nothing`, id, agents)
	return err
}

// materialise makes the follow-ups of a campaign: one for each contact of the list, in file order.
func materialise(ctx context.Context, tx pgx.Tx, id int64, list *int64) error {
	if list == nil {
		return nil
	}
	_, err := tx.Exec(ctx, `
		insert into follow_up (campaign_id, contact_id, phone, required)
		select $1, ct.id, ct.phone, `+requiredOf+` from contact ct where ct.list_id = $2 order by ct.id`, id, *list)
	return err
}

// requiredOf are the ids of the questions that campaign $1 requires an answer to (R14).
const requiredOf = `coalesce((select jsonb_agg(q->>'id') from campaign c join follow_up_type t on t.code = c.type_code,
	jsonb_array_elements(t.body->'questions') q where c.id = $1 and (q->>'required')::boolean), '[]')`
