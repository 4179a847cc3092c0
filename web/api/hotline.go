package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/web/auth"
)

// QueueInput is what a supervisor decides about a queue of the hotline (R19).
type QueueInput struct {
	Name        string        `json:"name" minLength:"1" maxLength:"200"`
	Purpose     string        `json:"purpose" maxLength:"2000" required:"false" doc:"shown to the agent"`
	Trunk       string        `json:"trunk" minLength:"1" maxLength:"64" doc:"for callbacks; auto: any, by priority"`
	CallerID    string        `json:"caller_id" maxLength:"32" required:"false" doc:"of callbacks; empty: the trunk chooses"`
	AgentIDs    []int64       `json:"agent_ids" maxItems:"1000" required:"false"`
	Window      window.Window `json:"window" doc:"when calls are taken, and callbacks made"`
	MaxAttempts int           `json:"max_attempts" minimum:"1" maximum:"10" default:"3" required:"false" doc:"dials for one callback at most"`
	RetryDelayS int           `json:"retry_delay_s" minimum:"1" maximum:"2592000" default:"600" required:"false" doc:"seconds between them"`
	WrapUpS     int           `json:"wrapup_s" minimum:"0" maximum:"3600" default:"60" required:"false" doc:"seconds allowed for the disposition"`
	TypeCode    string        `json:"type_code" maxLength:"64" required:"false" doc:"follow-up type whose questions the agent asks; empty: none"`
	TrainedOnly bool          `json:"trained_only" required:"false" doc:"only agents who have the type as a skill get its calls (R35)"`

	campaign.QueueSettings
}

// Queue is a queue of the hotline with its settings.
type Queue struct {
	ID          int64           `json:"id" doc:"of its campaign, by which it is started, paused and stopped"`
	Name        string          `json:"name"`
	Purpose     string          `json:"purpose"`
	State       campaign.State  `json:"state" enum:"draft,running,paused,stopped,finished"`
	Trunk       string          `json:"trunk"`
	CallerID    string          `json:"caller_id"`
	Agents      []campaign.Ref  `json:"agents"`
	Window      window.Window   `json:"window"`
	MaxAttempts int             `json:"max_attempts"`
	RetryDelayS int             `json:"retry_delay_s"`
	WrapUpS     int             `json:"wrapup_s"`
	TypeCode    string          `json:"type_code,omitempty"`
	TrainedOnly bool            `json:"trained_only"`
	Version     int             `json:"version" doc:"for If-Match"`
	Counts      campaign.Counts `json:"counts" doc:"calls and callbacks"`

	campaign.QueueSettings
}

// QueueLive is how a queue is doing now.
type QueueLive struct {
	ID       int64               `json:"id"`
	Name     string              `json:"name"`
	Category campaign.Category   `json:"category" enum:"pre_sales,after_sales,complaint,alarm"`
	Numbers  []string            `json:"numbers"`
	State    campaign.State      `json:"state" enum:"draft,running,paused,stopped,finished"`
	Waiting  int                 `json:"waiting" doc:"callers without an agent"`
	Longest  *time.Time          `json:"longest,omitempty" doc:"arrival of the one who waits longest"`
	Agents   int                 `json:"agents" doc:"who can get its calls: assigned, active and, where it asks for it, trained"`
	SignedIn int                 `json:"signed_in" doc:"of these"`
	Ready    int                 `json:"ready" doc:"of these, free for a call now"`
	Reasons  []QueueReason       `json:"reasons" doc:"why calls are refused, or get no agent, now; empty: they are taken"`
	Today    campaign.HotlineDay `json:"today"`
	Callback int                 `json:"callbacks" doc:"that wait"`
}

// QueueReason says why calls to a queue are refused or get no agent now.
type QueueReason struct {
	Code  string     `json:"code" enum:"not_running,no_numbers,asterisk_down,window_closed,no_agents_assigned,no_agents_signed_in,queue_full" doc:"not_running, no_numbers and asterisk_down: calls are refused; the others: as the queue's overflow and closed settings say"`
	State string     `json:"state,omitempty" doc:"not_running: the state"`
	Until *time.Time `json:"until,omitempty" doc:"window_closed: next opening"`
}

type queueOut struct {
	ETag string `header:"ETag" doc:"version, for If-Match"`
	Body Queue
}

type queueIn struct {
	Body QueueInput
}

type queuePutIn struct {
	IDParam
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of the version that was changed"`
	Body    QueueInput
}

type hotlineCallsIn struct {
	Paging
	Queue   int64  `query:"queue_id" minimum:"1"`
	Outcome string `query:"outcome" enum:"missed,message"`
	Open    bool   `query:"open" doc:"only those whose callback waits or is under way"`
}

func (a *API) hotlineRoutes() {
	const tag = "hotline"
	add(a, op{id: "listQueues", method: http.MethodGet, path: "/queues", tag: tag, roles: supervisor,
		summary: "Queues, those in use first"}, a.listQueues)
	add(a, op{id: "createQueue", method: http.MethodPost, path: "/queues", tag: tag, roles: supervisor, status: 201,
		summary: "New queue, a draft", doc: "422 did_taken: another queue has the number. Start, pause and stop it as a campaign; start says no_numbers, no_agents, trunk_unknown or window_never_opens."}, a.createQueue)
	add(a, op{id: "getQueue", method: http.MethodGet, path: "/queues/{id}", tag: tag, roles: supervisor,
		summary: "One queue", errors: []int{404}}, a.getQueue)
	add(a, op{id: "updateQueue", method: http.MethodPut, path: "/queues/{id}", tag: tag, roles: supervisor,
		summary: "Change a queue, running or not", doc: "Who waits keeps what held when he called.", errors: []int{404, 409, 412, 428}}, a.updateQueue)
	add(a, op{id: "getQueueDefaults", method: http.MethodGet, path: "/queues/defaults/{category}", tag: tag, roles: supervisor,
		summary: "What a new queue of a category begins with"}, a.getQueueDefaults)
	add(a, op{id: "getHotline", method: http.MethodGet, path: "/hotline", tag: tag, roles: supervisor,
		summary: "Who waits now, how today went, and why calls are not taken"}, a.getHotline)
	add(a, op{id: "listHotlineCalls", method: http.MethodGet, path: "/hotline/calls", tag: tag, roles: supervisor,
		summary: "Calls that nobody took: missed ones and messages, newest first", doc: "Messages are played by recordings/{id}/audio. Each look is audited (R4)."}, a.listHotlineCalls)
	add(a, op{id: "listMessages", method: http.MethodGet, path: "/agent/calls/{id}/messages", tag: "agent", roles: agents,
		summary: "Messages that the customer of my call has left on this queue", errors: []int{404}}, a.listMessages)
	add(a, op{id: "getMessage", method: http.MethodGet, path: "/agent/messages/{id}/audio", tag: "agent", roles: agents,
		summary: "Audio of a message, by its call, for an agent who calls back", doc: "For the agent who calls back, or did in the last day; 404 for others. Each look is audited (R4).",
		errors: []int{404}, timeout: -1, change: binary("audio/wav")}, a.getMessage)
	a.directoryRoutes()
}

func newQueue(q campaign.Queue) Queue {
	c := newCampaign(q.Campaign)
	if q.Numbers == nil {
		q.Numbers = []string{}
	}
	return Queue{ID: c.ID, Name: c.Name, Purpose: c.Purpose, State: c.State, Trunk: c.Trunk, CallerID: c.CallerID, Agents: c.Agents, Window: c.Window,
		MaxAttempts: c.MaxAttempts, RetryDelayS: c.RetryDelayS, WrapUpS: c.WrapUpS, TypeCode: c.TypeCode, TrainedOnly: c.TrainedOnly, Version: c.Version,
		Counts: c.Counts, QueueSettings: q.QueueSettings}
}

// queueRing is how long a callback rings.
const queueRing = 30

// queueSettings checks an input as a campaign, and what only queues have.
func (a *API) queueSettings(in QueueInput, by auth.User) (campaign.Settings, campaign.QueueSettings, error) {
	q := in.QueueSettings
	s, err := a.settings(CampaignInput{Name: in.Name, Purpose: in.Purpose, Mode: dialer.Inbound, Trunk: in.Trunk, CallerID: in.CallerID, AgentIDs: in.AgentIDs,
		Window: in.Window, MaxAttempts: in.MaxAttempts, RetryDelayS: in.RetryDelayS, RingTimeoutS: queueRing, WrapUpS: in.WrapUpS,
		TypeCode: in.TypeCode, TrainedOnly: in.TrainedOnly}, by, 0)
	var w wrongs
	if p, ok := err.(*Problem); ok { //nolint:errorlint // settings returns it as it is
		w = append(w, p.Errors...)
	} else if err != nil {
		return s, q, err
	}
	w = append(w, fieldProblems("", q.Check(a.deps.Region))...)
	s.Retry = retry.Default(in.MaxAttempts, time.Duration(in.RetryDelayS)*time.Second)
	return s, q, w.err()
}

func (a *API) answerQueue(ctx context.Context, id int64) (*queueOut, error) {
	q, err := a.deps.Store.Queue(ctx, id, time.Now())
	if err != nil {
		return nil, err
	}
	return &queueOut{ETag: etag(q.Version), Body: newQueue(q)}, nil
}

func (a *API) listQueues(ctx context.Context, _ *none) (*out[[]Queue], error) {
	list, err := a.deps.Store.Queues(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	items := make([]Queue, len(list))
	for i, q := range list {
		items[i] = newQueue(q)
	}
	return &out[[]Queue]{items}, nil
}

func (a *API) createQueue(ctx context.Context, in *queueIn) (*queueOut, error) {
	s, q, err := a.queueSettings(in.Body, auth.UserOf(ctx))
	if err != nil {
		return nil, err
	}
	id, err := a.deps.Store.CreateQueue(ctx, s, q, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return a.answerQueue(ctx, id)
}

func (a *API) getQueue(ctx context.Context, in *IDParam) (*queueOut, error) {
	return a.answerQueue(ctx, in.ID)
}

func (a *API) updateQueue(ctx context.Context, in *queuePutIn) (*queueOut, error) {
	version, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	s, q, err := a.queueSettings(in.Body, auth.UserOf(ctx))
	if err != nil {
		return nil, err
	}
	if err := a.deps.Store.UpdateQueue(ctx, in.ID, version, s, q, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.answerQueue(ctx, in.ID)
}

func (a *API) getQueueDefaults(_ context.Context, in *struct {
	Category campaign.Category `path:"category" enum:"pre_sales,after_sales,complaint,alarm"`
}) (*out[campaign.QueueSettings], error) {
	return &out[campaign.QueueSettings]{campaign.DefaultQueue(in.Category)}, nil
}

func (a *API) getHotline(ctx context.Context, _ *none) (*out[[]QueueLive], error) {
	now := time.Now()
	list, err := a.deps.Store.Queues(ctx, now)
	if err != nil {
		return nil, err
	}
	y, m, d := now.In(a.zone()).Date()
	days, err := a.deps.Store.HotlineDays(ctx, time.Date(y, m, d, 0, 0, 0, 0, a.zone()))
	if err != nil {
		return nil, err
	}
	cal, err := a.deps.Store.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	st := a.deps.Dialer.Status()
	states := map[int64]dialer.AgentState{}
	for _, g := range st.Agents {
		states[g.ID] = g.State
	}
	items := []QueueLive{}
	for _, q := range list {
		if q.State == campaign.Stopped || q.State == campaign.Finished {
			continue
		}
		l := QueueLive{ID: q.ID, Name: q.Name, Category: q.Category, Numbers: q.Numbers, State: q.State, Agents: len(q.Pool), Today: days[q.ID],
			Callback: q.Counts.Waiting, Reasons: []QueueReason{}}
		for _, w := range st.Queues {
			if w.Campaign == q.ID {
				l.Waiting, l.Longest = w.Waiting, w.Longest
			}
		}
		for _, id := range q.Pool {
			switch states[id] {
			case dialer.AgentReady:
				l.Ready++
				l.SignedIn++
			case dialer.AgentReserved, dialer.AgentOnCall, dialer.AgentWrapUp, dialer.AgentPaused:
				l.SignedIn++
			case dialer.AgentOffline:
			}
		}
		bound := q.Window.Bind(cal)
		l.Reasons = queueReasons(q, l, st.AsteriskUp, bound.Open(now), func() (time.Time, bool) { return bound.Next(now) })
		items = append(items, l)
	}
	return &out[[]QueueLive]{items}, nil
}

// queueReasons lists everything that keeps a caller from an agent now.
func queueReasons(q campaign.Queue, l QueueLive, asteriskUp, open bool, next func() (time.Time, bool)) []QueueReason {
	reasons := []QueueReason{}
	if q.State != campaign.Running {
		reasons = append(reasons, QueueReason{Code: "not_running", State: string(q.State)})
	}
	if len(q.Numbers) == 0 {
		reasons = append(reasons, QueueReason{Code: "no_numbers"})
	}
	if !asteriskUp {
		reasons = append(reasons, QueueReason{Code: "asterisk_down"})
	}
	if !open {
		r := QueueReason{Code: "window_closed"}
		if at, ok := next(); ok {
			r.Until = &at
		}
		reasons = append(reasons, r)
	}
	switch {
	case l.Agents == 0:
		reasons = append(reasons, QueueReason{Code: "no_agents_assigned"})
	case l.SignedIn == 0:
		reasons = append(reasons, QueueReason{Code: "no_agents_signed_in"})
	case l.Waiting >= q.MaxWaiting:
		reasons = append(reasons, QueueReason{Code: "queue_full"})
	}
	return reasons
}

func (a *API) listHotlineCalls(ctx context.Context, in *hotlineCallsIn) (*out[Page[campaign.HotlineCall]], error) {
	if err := a.look(ctx, "hotline.calls", "queue", in.Queue); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.HotlineCalls(ctx, store.HotlineFilter{Queue: in.Queue, Outcome: in.Outcome, Open: in.Open}, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.HotlineCall]]{Page[campaign.HotlineCall]{items, next}}, nil
}
