package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/trunk"
	"huifang/web/auth"
	"huifang/web/live"
)

// CampaignInput is what a supervisor decides about a campaign.
type CampaignInput struct {
	Name         string        `json:"name" minLength:"1" maxLength:"200"`
	Purpose      string        `json:"purpose" maxLength:"2000" required:"false" doc:"shown to the agent (R9)"`
	Mode         dialer.Mode   `json:"mode" enum:"manual,preview,progressive,predictive,agentless" default:"progressive" required:"false"`
	Trunk        string        `json:"trunk" minLength:"1" maxLength:"64" doc:"its name; auto: any, by priority"`
	CallerID     string        `json:"caller_id" maxLength:"32" required:"false" doc:"one of the trunk's caller_ids; empty: the trunk chooses, the same for the same customer"`
	ListID       *int64        `json:"list_id,omitempty" minimum:"1" doc:"fixed once the campaign was started"`
	AgentIDs     []int64       `json:"agent_ids" maxItems:"1000" required:"false"`
	Window       window.Window `json:"window"`
	MaxAttempts  int           `json:"max_attempts" minimum:"1" maximum:"10" default:"2" required:"false" doc:"dials for one follow-up at most (R11)"`
	RetryDelayS  int           `json:"retry_delay_s" minimum:"1" maximum:"2592000" default:"3600" required:"false" doc:"seconds from the end of an attempt to the next"`
	RingTimeoutS int           `json:"ring_timeout_s" minimum:"5" maximum:"120" default:"30" required:"false"`
	WrapUpS      int           `json:"wrapup_s" minimum:"0" maximum:"3600" default:"60" required:"false" doc:"seconds allowed for the disposition"`

	TypeCode string `json:"type_code" maxLength:"64" required:"false" doc:"follow-up type whose questions the agent asks; empty: none"`

	TrainedOnly bool `json:"trained_only" required:"false" doc:"only agents who have the type as a skill get its calls (R35); needs type_code"`

	ModeSettings *campaign.ModeSettings `json:"mode_settings,omitempty" doc:"how each mode works; absent: the defaults"`

	Retry *retry.Policy `json:"retry,omitempty" doc:"the whole policy, outcome by outcome, in place of max_attempts and retry_delay_s; see retry/presets"`
}

// Campaign is a campaign with its settings and where its follow-ups are.
type Campaign struct {
	ID           int64           `json:"id"`
	Name         string          `json:"name"`
	Purpose      string          `json:"purpose"`
	State        campaign.State  `json:"state" enum:"draft,running,paused,stopped,finished"`
	Mode         dialer.Mode     `json:"mode" enum:"manual,preview,progressive,predictive,agentless,inbound"`
	Trunk        string          `json:"trunk"`
	CallerID     string          `json:"caller_id"`
	ListID       *int64          `json:"list_id,omitempty"`
	ListName     string          `json:"list_name"`
	Agents       []campaign.Ref  `json:"agents"`
	Window       window.Window   `json:"window"`
	MaxAttempts  int             `json:"max_attempts"`
	RetryDelayS  int             `json:"retry_delay_s"`
	Retry        retry.Policy    `json:"retry" doc:"what max_attempts and retry_delay_s stand for, outcome by outcome"`
	RingTimeoutS int             `json:"ring_timeout_s"`
	WrapUpS      int             `json:"wrapup_s"`
	TypeCode     string          `json:"type_code,omitempty"`
	TrainedOnly  bool            `json:"trained_only" doc:"only agents who have the type as a skill get its calls"`
	Version      int             `json:"version" doc:"for If-Match"`
	CreatedAt    time.Time       `json:"created_at"`
	StartedAt    *time.Time      `json:"started_at,omitempty"`
	EndedAt      *time.Time      `json:"ended_at,omitempty"`
	Counts       campaign.Counts `json:"counts"`

	ModeSettings campaign.ModeSettings `json:"mode_settings"`
}

// TrunkInfo is a trunk that campaigns may use (R15).
type TrunkInfo struct {
	Name           string   `json:"name"`
	MaxCalls       int      `json:"max_calls"`
	CallsPerSecond float64  `json:"calls_per_second"`
	CallerIDs      []string `json:"caller_ids" doc:"empty: any caller ID"`
	Calls          int      `json:"calls" doc:"live calls now"`

	Status dialer.TrunkStatus `json:"status" doc:"at this node"`
}

type campaignOut struct {
	ETag string `header:"ETag" doc:"version, for If-Match"`
	Body Campaign
}

type campaignIn struct {
	Body CampaignInput
}

type campaignPutIn struct {
	IDParam
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of the version that was changed"`
	Body    CampaignInput
}

type campaignsIn struct {
	Paging
	State string `query:"state" enum:"draft,running,paused,stopped,finished"`
}

type followUpsIn struct {
	IDParam
	Paging
	State string `query:"state" enum:"waiting,paused,live,wrapup,completed,exhausted,cancelled"`
}

func (a *API) campaignRoutes() {
	const tag = "campaigns"
	add(a, op{id: "listCampaigns", method: http.MethodGet, path: "/campaigns", tag: tag, roles: supervisor,
		summary: "Campaigns, newest first"}, a.listCampaigns)
	add(a, op{id: "createCampaign", method: http.MethodPost, path: "/campaigns", tag: tag, roles: supervisor, status: 201,
		summary: "New draft", doc: "A draft may lack a list, agents or an open window; start asks for them. The follow-ups are made from the list at once.",
		timeout: 2 * time.Minute}, a.createCampaign)
	add(a, op{id: "getCampaign", method: http.MethodGet, path: "/campaigns/{id}", tag: tag, roles: supervisor,
		summary: "One campaign", errors: []int{404}}, a.getCampaign)
	add(a, op{id: "updateCampaign", method: http.MethodPut, path: "/campaigns/{id}", tag: tag, roles: supervisor,
		summary: "Change a draft or paused campaign", doc: "The list can be changed in a draft only.",
		errors: []int{404, 409, 412, 428}, timeout: 2 * time.Minute}, a.updateCampaign)
	add(a, op{id: "deleteCampaign", method: http.MethodDelete, path: "/campaigns/{id}", tag: tag, roles: supervisor,
		summary: "Delete a draft", errors: []int{404, 409}}, a.deleteCampaign)
	add(a, op{id: "startCampaign", method: http.MethodPost, path: "/campaigns/{id}/start", tag: tag, roles: supervisor,
		summary: "Start or go on", doc: "From draft or paused. 422 with code no_agents, no_contacts, window_never_opens or trunk_unknown when it could never dial.",
		errors: []int{404, 409}}, a.startCampaign)
	add(a, op{id: "pauseCampaign", method: http.MethodPost, path: "/campaigns/{id}/pause", tag: tag, roles: supervisor,
		summary: "Pause: no new calls; calls in progress go on", errors: []int{404, 409}}, a.pauseCampaign)
	add(a, op{id: "stopCampaign", method: http.MethodPost, path: "/campaigns/{id}/stop", tag: tag, roles: supervisor,
		summary: "Stop for good", doc: "What waits is cancelled with reason campaign_stopped; calls that are not answered yet are hung up; answered ones go on.",
		errors: []int{404, 409}, timeout: 2 * time.Minute}, a.stopCampaign)
	add(a, op{id: "getReadiness", method: http.MethodGet, path: "/campaigns/{id}/readiness", tag: tag, roles: supervisor,
		summary: "How many can be dialled now, and why not more", errors: []int{404}}, a.getReadiness)
	add(a, op{id: "listFollowUps", method: http.MethodGet, path: "/campaigns/{id}/follow-ups", tag: tag, roles: supervisor,
		summary: "Follow-ups of a campaign", doc: "Each look is audited (R4).", errors: []int{404}}, a.listFollowUps)
	add(a, op{id: "listTrunks", method: http.MethodGet, path: "/trunks", tag: tag, roles: supervisor,
		summary: "Configured trunks"}, a.listTrunks)
}

func newCampaign(c campaign.Campaign) Campaign {
	if c.Window.Intervals == nil {
		c.Window.Intervals = []window.Interval{}
	}
	if c.Agents == nil {
		c.Agents = []campaign.Ref{}
	}
	return Campaign{ID: c.ID, Name: c.Name, Purpose: c.Purpose, State: c.State, Mode: c.Mode, Trunk: c.Trunk, CallerID: c.CallerID,
		ListID: c.ListID, ListName: c.ListName, Agents: c.Agents, Window: c.Window, MaxAttempts: c.Retry.MaxAttempts,
		RetryDelayS: c.Retry.Default.DelayS, Retry: c.Retry, RingTimeoutS: c.RingTimeoutS, WrapUpS: c.WrapUpS, TypeCode: c.TypeCode, TrainedOnly: c.TrainedOnly, Version: c.Version,
		CreatedAt: c.CreatedAt, StartedAt: c.StartedAt, EndedAt: c.EndedAt, Counts: c.Counts, ModeSettings: c.Modes}
}

// settings checks what the schema cannot say. A window that never opens is allowed in a draft; start refuses it.
// by is who asks, was the abandon cap until now, 0 for a new campaign.
func (a *API) settings(in CampaignInput, by auth.User, was float64) (campaign.Settings, error) {
	var w wrongs
	s := campaign.Settings{Name: strings.TrimSpace(in.Name), Purpose: in.Purpose, Mode: in.Mode, Trunk: in.Trunk, CallerID: in.CallerID,
		ListID: in.ListID, AgentIDs: in.AgentIDs, RingTimeoutS: in.RingTimeoutS, WrapUpS: in.WrapUpS, TypeCode: in.TypeCode, TrainedOnly: in.TrainedOnly,
		Window: in.Window,
		Retry:  retry.Default(in.MaxAttempts, time.Duration(in.RetryDelayS)*time.Second)}
	s.Modes = w.modes(in.Mode, in.ModeSettings, by, was)
	at := "/max_attempts"
	if in.Retry != nil {
		s.Retry, at = *in.Retry, "/retry"
	}
	if s.Name == "" {
		w.add("/name", "required", "a name is needed")
	}
	for _, text := range [][2]string{{"/name", in.Name}, {"/purpose", in.Purpose}} {
		if strings.ContainsRune(text[1], 0) {
			w.add(text[0], CodeInvalid, "the text has a NUL character")
		}
	}
	if trunks := a.trunks(in.Trunk); len(trunks) == 0 {
		w.add("/trunk", CodeTrunkUnknown, fmt.Sprintf("trunk %q is not configured", in.Trunk))
	} else if in.CallerID != "" {
		lists := func(t Trunk) bool { return len(t.CallerIDs) == 0 || slices.Contains(t.CallerIDs, in.CallerID) }
		shows := func(t Trunk) bool { return lists(t) && (t.Shows == nil || t.Shows(in.CallerID, in.Name)) }
		if refusal := trunk.CheckCallerID(in.CallerID); refusal != nil {
			w.add("/caller_id", refusal.Code, refusal.Error())
		} else if !slices.ContainsFunc(trunks, lists) {
			w.add("/caller_id", "caller_id_not_allowed", "the trunk does not allow this caller ID")
		} else if !slices.ContainsFunc(trunks, shows) {
			w.add("/caller_id", "caller_id_kept", "this caller ID is kept for another campaign")
		}
	}
	for i, id := range in.AgentIDs {
		if slices.Contains(in.AgentIDs[:i], id) {
			w.add(fmt.Sprintf("/agent_ids/%d", i), "duplicate", "this agent is named twice")
		}
	}
	for _, e := range s.Window.Validate() {
		if e.Code != window.CodeNeverOpens {
			w.add("/window"+e.Pointer, e.Code, e.Detail)
		}
	}
	for _, e := range s.Retry.Validate() {
		if in.Retry == nil {
			e.Pointer = ""
		}
		w.add(at+e.Pointer, e.Code, e.Detail)
	}
	return s, w.err()
}

// trunks are those that a campaign may use: the one that it names, or with trunk.Auto all.
func (a *API) trunks(name string) []Trunk {
	if name == trunk.Auto {
		return a.deps.Trunks
	}
	for _, t := range a.deps.Trunks {
		if t.Name == name {
			return []Trunk{t}
		}
	}
	return nil
}

func (a *API) answerCampaign(ctx context.Context, id int64) (*campaignOut, error) {
	c, err := a.deps.Store.Campaign(ctx, id, time.Now())
	if err != nil {
		return nil, err
	}
	return &campaignOut{ETag: etag(c.Version), Body: newCampaign(c)}, nil
}

func etag(version int) string { return strconv.Quote(strconv.Itoa(version)) }

// ifMatch reads the version from an If-Match header as etag wrote it, quoted or not.
func ifMatch(h string) (int, error) {
	if h == "" {
		return 0, problem(http.StatusPreconditionRequired, CodeVersionMissing, "send the ETag of the version that was changed as If-Match")
	}
	v, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(strings.TrimSpace(h), "W/"), `"`))
	if err != nil {
		return 0, problem(http.StatusPreconditionFailed, CodeVersionChanged, "If-Match is no version of this campaign")
	}
	return v, nil
}

func (a *API) listCampaigns(ctx context.Context, in *campaignsIn) (*out[Page[Campaign]], error) {
	list, next, err := a.deps.Store.Campaigns(ctx, campaign.State(in.State), in.Cursor, in.Limit, time.Now())
	if err != nil {
		return nil, err
	}
	p := Page[Campaign]{Items: make([]Campaign, len(list)), Next: next}
	for i, c := range list {
		p.Items[i] = newCampaign(c)
	}
	return &out[Page[Campaign]]{p}, nil
}

func (a *API) createCampaign(ctx context.Context, in *campaignIn) (*campaignOut, error) {
	s, err := a.settings(in.Body, auth.UserOf(ctx), 0)
	if err != nil {
		return nil, err
	}
	id, err := a.deps.Store.CreateCampaign(ctx, s, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return a.answerCampaign(ctx, id)
}

func (a *API) getCampaign(ctx context.Context, in *IDParam) (*campaignOut, error) {
	return a.answerCampaign(ctx, in.ID)
}

func (a *API) updateCampaign(ctx context.Context, in *campaignPutIn) (*campaignOut, error) {
	version, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	was, err := a.deps.Store.Campaign(ctx, in.ID, time.Now())
	if err != nil {
		return nil, err
	}
	s, err := a.settings(in.Body, auth.UserOf(ctx), was.Modes.Predictive.AbandonCap)
	if err != nil {
		return nil, err
	}
	if err := a.deps.Store.UpdateCampaign(ctx, in.ID, version, s, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.answerCampaign(ctx, in.ID)
}

func (a *API) deleteCampaign(ctx context.Context, in *IDParam) (*none, error) {
	if err := a.deps.Store.DeleteCampaign(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, inUse(err, "a plan makes follow-ups for this campaign")
	}
	return &none{}, nil
}

func (a *API) startCampaign(ctx context.Context, in *IDParam) (*campaignOut, error) {
	known := func(name string) bool { return len(a.trunks(name)) > 0 }
	if err := a.deps.Store.StartCampaign(ctx, in.ID, auth.UserOf(ctx).ID, known); err != nil {
		return nil, err
	}
	return a.answerCampaign(ctx, in.ID)
}

func (a *API) pauseCampaign(ctx context.Context, in *IDParam) (*campaignOut, error) {
	if err := a.deps.Store.PauseCampaign(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.answerCampaign(ctx, in.ID)
}

func (a *API) stopCampaign(ctx context.Context, in *IDParam) (*campaignOut, error) {
	if err := a.deps.Store.StopCampaign(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.answerCampaign(ctx, in.ID)
}

func (a *API) getReadiness(ctx context.Context, in *IDParam) (*out[campaign.Readiness], error) {
	now := time.Now()
	c, err := a.deps.Store.Campaign(ctx, in.ID, now)
	if err != nil {
		return nil, err
	}
	ready, err := live.Readiness(ctx, a.deps.Store, a.deps.Dialer.Status(), []campaign.Campaign{c}, now)
	if err != nil {
		return nil, err
	}
	return &out[campaign.Readiness]{ready[0]}, nil
}

func (a *API) listFollowUps(ctx context.Context, in *followUpsIn) (*out[Page[campaign.FollowUp]], error) {
	if err := a.look(ctx, "campaign.follow_ups", "campaign", in.ID); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.FollowUps(ctx, in.ID, in.State, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.FollowUp]]{Page[campaign.FollowUp]{items, next}}, nil
}

func (a *API) listTrunks(context.Context, *none) (*out[[]TrunkInfo], error) {
	st := a.deps.Dialer.Status()
	list := make([]TrunkInfo, len(a.deps.Trunks))
	for i, t := range a.deps.Trunks {
		list[i] = TrunkInfo{Name: t.Name, MaxCalls: t.MaxCalls, CallsPerSecond: t.CallsPerSecond, CallerIDs: append([]string{}, t.CallerIDs...)}
		for _, ts := range st.Trunks {
			if ts.Name == t.Name {
				list[i].Calls, list[i].Status = ts.Calls, ts
			}
		}
	}
	return &out[[]TrunkInfo]{list}, nil
}
