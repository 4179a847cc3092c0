package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/campaign/window"
)

func sum(c campaign.Counts) int {
	return c.Waiting + c.Live + c.WrapUp + c.Completed + c.Exhausted + c.Cancelled
}

func TestCampaignIsStoredAsGiven(t *testing.T) {
	d := newDesk(t)
	l := d.list(3)
	in := d.settings(&l.ID)
	in.Purpose, in.CallerID = "满意度", "4008001234"
	id, err := d.s.CreateCampaign(d.ctx, in, d.supervisor)
	d.must(err)
	c := d.get(id)
	if diff := cmp.Diff(in, c.Settings); diff != "" {
		t.Error(diff)
	}
	if c.State != campaign.Draft || c.Version != 1 || c.ListName != "list" || c.Counts != (campaign.Counts{Total: 3, Waiting: 3, Due: 3}) {
		t.Errorf("%+v", c)
	}
	if len(c.Agents) != 2 || c.Agents[0].Name != "ann" {
		t.Errorf("agents %+v", c.Agents)
	}
}

func TestCampaignRefusesWhatDoesNotExist(t *testing.T) {
	d := newDesk(t)
	var fe *store.FieldError
	nolist := int64(4711)
	if _, err := d.s.CreateCampaign(d.ctx, d.settings(&nolist), d.supervisor); !errors.As(err, &fe) || fe.Pointer != "/list_id" {
		t.Errorf("unknown list: %v", err)
	}
	in := d.settings(nil)
	in.AgentIDs = append(in.AgentIDs, d.supervisor)
	if _, err := d.s.CreateCampaign(d.ctx, in, d.supervisor); !errors.As(err, &fe) || fe.Pointer != "/agent_ids/2" {
		t.Errorf("supervisor as agent: %v", err)
	}
	var n int
	d.scan(&n, `select count(*) from campaign`)
	if n != 0 {
		t.Errorf("%d campaigns were stored", n)
	}
}

func TestUpdateCampaign(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(3)
	other := d.list(5)
	in := c.Settings
	in.Name, in.ListID, in.AgentIDs = "renamed", &other.ID, d.agents[:1]
	d.must(d.s.UpdateCampaign(d.ctx, c.ID, 1, in, d.supervisor))
	got := d.get(c.ID)
	if got.Name != "renamed" || got.Version != 2 || got.Counts.Total != 5 || !slices.Equal(got.AgentIDs, d.agents[:1]) {
		t.Fatalf("%+v", got)
	}
	if err := d.s.UpdateCampaign(d.ctx, c.ID, 1, in, d.supervisor); !errors.Is(err, store.ErrVersion) {
		t.Errorf("old version: %v", err)
	}
	d.must(d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	if err := d.s.UpdateCampaign(d.ctx, c.ID, 3, in, d.supervisor); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("running: %v", err)
	}
	d.must(d.s.PauseCampaign(d.ctx, c.ID, d.supervisor))
	in.ListID = c.ListID
	var fe *store.FieldError
	if err := d.s.UpdateCampaign(d.ctx, c.ID, 4, in, d.supervisor); !errors.As(err, &fe) || fe.Code != "list_fixed" {
		t.Errorf("other list while paused: %v", err)
	}
	in.ListID = &other.ID
	in.WrapUpS = 90
	d.must(d.s.UpdateCampaign(d.ctx, c.ID, 4, in, d.supervisor))
	if err := d.s.UpdateCampaign(d.ctx, 4711, 1, in, d.supervisor); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no campaign: %v", err)
	}
}

func TestCampaignStates(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(3)
	wrong := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, store.ErrWrongState) {
			t.Errorf("%s: %v", what, err)
		}
	}
	wrong("pause a draft", d.s.PauseCampaign(d.ctx, c.ID, d.supervisor))
	wrong("stop a draft", d.s.StopCampaign(d.ctx, c.ID, d.supervisor))
	d.must(d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	started := d.get(c.ID).StartedAt
	if started == nil {
		t.Fatal("no start time")
	}
	wrong("start twice", d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	wrong("delete a running one", d.s.DeleteCampaign(d.ctx, c.ID, d.supervisor))
	d.must(d.s.PauseCampaign(d.ctx, c.ID, d.supervisor))
	d.must(d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	if again := d.get(c.ID).StartedAt; !again.Equal(*started) {
		t.Error("the start time moved")
	}
	d.must(d.s.StopCampaign(d.ctx, c.ID, d.supervisor))
	wrong("start after stop", d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	var actions []string
	d.scan(&actions, `select array_agg(action order by id) from audit where object = 'campaign:' || $1::bigint and user_id = $2`, c.ID, d.supervisor)
	want := []string{"campaign.create", "campaign.start", "campaign.pause", "campaign.start", "campaign.stop"}
	if !slices.Equal(actions, want) {
		t.Errorf("audit %v", actions)
	}
}

func TestStartRefusesWhatCouldNeverDial(t *testing.T) {
	d := newDesk(t)
	l := d.list(2)
	for _, c := range []struct {
		code   string
		change func(*campaign.Settings)
		trunk  func(string) bool
	}{
		{"no_contacts", func(s *campaign.Settings) { s.ListID = nil }, anyTrunk},
		{"no_agents", func(s *campaign.Settings) { s.AgentIDs = nil }, anyTrunk},
		{"window_never_opens", func(s *campaign.Settings) { s.Window = window.Window{Zone: "Asia/Shanghai"} }, anyTrunk},
		{"trunk_unknown", func(*campaign.Settings) {}, func(string) bool { return false }},
	} {
		in := d.settings(&l.ID)
		c.change(&in)
		id, err := d.s.CreateCampaign(d.ctx, in, d.supervisor)
		d.must(err)
		var se *store.StartError
		if err := d.s.StartCampaign(d.ctx, id, d.supervisor, c.trunk); !errors.As(err, &se) || se.Code != c.code {
			t.Errorf("%s: %v", c.code, err)
		}
		if got := d.get(id); got.State != campaign.Draft || got.Version != 1 {
			t.Errorf("%s: changed to %s", c.code, got.State)
		}
	}
	// An agent who may not sign in any more is none.
	in := d.settings(&l.ID)
	in.AgentIDs = d.agents[:1]
	id, err := d.s.CreateCampaign(d.ctx, in, d.supervisor)
	d.must(err)
	d.exec(`update app_user set active = false where id = $1`, d.agents[0])
	var se *store.StartError
	if err := d.s.StartCampaign(d.ctx, id, d.supervisor, anyTrunk); !errors.As(err, &se) || se.Code != "no_agents" {
		t.Errorf("inactive agent: %v", err)
	}
	// Nor is one without the skill that the campaign asks for (R35).
	in.AgentIDs = d.agents[1:]
	id, err = d.s.CreateCampaign(d.ctx, in, d.supervisor)
	d.must(err)
	d.exec(`update campaign set skill = 'visit' where id = $1`, id)
	if err := d.s.StartCampaign(d.ctx, id, d.supervisor, anyTrunk); !errors.As(err, &se) || se.Code != "no_agents" {
		t.Errorf("untrained agent: %v", err)
	}
	d.exec(`insert into user_skill (user_id, skill) values ($1, 'visit')`, d.agents[1])
	d.must(d.s.StartCampaign(d.ctx, id, d.supervisor, anyTrunk))
	if c := d.get(id); !slices.Equal(c.Pool, d.agents[1:]) {
		t.Errorf("pool %v", c.Pool)
	}
}

// attempt makes a live attempt for the i-th follow-up of a campaign.
func (d *desk) attempt(c campaign.Campaign, i int, state string) (id int64) {
	d.t.Helper()
	d.exec(`insert into node (id) values ('n1') on conflict do nothing`)
	d.scan(&id, `insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, agent_id, node, fence, state)
		select f.id, f.campaign_id, f.contact_id, f.phone, 't1', null, 'n1', 1, $3 from follow_up f where f.campaign_id = $1 order by f.id offset $2 limit 1
		returning id`, c.ID, i, state)
	d.exec(`update follow_up set state = 'live', attempts = attempts + 1 where id = (select follow_up_id from attempt where id = $1)`, id)
	return id
}

func TestStopCancelsWaitingAndUnansweredOnly(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(4)
	d.must(d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	ringing := d.attempt(c, 0, "ringing")
	talking := d.attempt(c, 1, "talking")
	d.exec(`update attempt set answered_at = now() where id = $1`, talking)
	d.must(d.s.StopCampaign(d.ctx, c.ID, d.supervisor))
	got := d.get(c.ID)
	if got.Counts.Live != 2 || got.Counts.Cancelled != 2 || sum(got.Counts) != got.Counts.Total || got.EndedAt == nil {
		t.Fatalf("%+v", got.Counts)
	}
	var reason string
	d.scan(&reason, `select cancel_reason from attempt where id = $1`, ringing)
	if reason != store.ReasonStopped {
		t.Errorf("ringing attempt: %q", reason)
	}
	d.scan(&reason, `select cancel_reason from attempt where id = $1`, talking)
	if reason != "" {
		t.Errorf("the answered attempt was cancelled: %q", reason)
	}
}

func TestDueIsSplitWithoutOverlap(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(8)
	f := func(i int) (id int64) {
		d.scan(&id, `select id from follow_up where campaign_id = $1 order by id offset $2 limit 1`, c.ID, i)
		return id
	}
	d.must(d.s.StartCampaign(d.ctx, c.ID, d.supervisor, anyTrunk))
	// 0: in a live attempt of another campaign; 1: on the do-not-call list; 2: both; 3, 4: callbacks of ann, of bob;
	// 5: later; 6: live itself; 7: free
	other := d.campaign(3)
	d.attempt(other, 0, "ringing")
	d.attempt(other, 2, "ringing")
	d.exec(`insert into dnc (phone) values ($1), ($2)`, number(1), number(2))
	d.exec(`update follow_up set is_callback = true, callback_agent = $2 where id = $1`, f(3), d.agents[0])
	d.exec(`update follow_up set is_callback = true, callback_agent = $2 where id = $1`, f(4), d.agents[1])
	later := time.Now().Add(time.Hour).Truncate(time.Microsecond)
	d.exec(`update follow_up set due_at = $2 where id = $1`, f(5), later)
	d.attempt(c, 6, "dialled")

	now := time.Now()
	split, err := d.s.SplitDue(d.ctx, []int64{c.ID}, []int64{d.agents[0]}, now)
	d.must(err)
	got := split[c.ID]
	if got.OnDNC != 2 || got.NumberBusy != 1 || got.WaitingOnAgent != 1 || got.Free != 2 || got.NoneFits {
		t.Fatalf("%+v", got)
	}
	if got.NextDue == nil || !got.NextDue.Equal(later) {
		t.Errorf("next due %v, want %v", got.NextDue, later)
	}
	counts := d.get(c.ID).Counts
	if counts.Due != got.OnDNC+got.NumberBusy+got.WaitingOnAgent+got.Free || counts.Due != 6 || sum(counts) != 8 {
		t.Errorf("%+v", counts)
	}
	// Nobody ready: both callbacks wait, the rest does not change.
	split, err = d.s.SplitDue(d.ctx, []int64{c.ID}, nil, now)
	d.must(err)
	if got := split[c.ID]; got.WaitingOnAgent != 2 || got.Free != 1 || got.NoneFits {
		t.Errorf("nobody ready: %+v", got)
	}
	// One who is ready but not in the pool gets no callback either.
	d.exec(`update campaign set skill = 'visit' where id = $1`, c.ID)
	split, err = d.s.SplitDue(d.ctx, []int64{c.ID}, d.agents, now)
	d.must(err)
	if got := split[c.ID]; got.WaitingOnAgent != 2 || got.Free != 1 || got.NoneFits {
		t.Errorf("nobody trained: %+v", got)
	}
}

// What the claim would pass over for every ready agent is not called free without a word (R21).
func TestNoReadyAgentFits(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(4)
	ann, bob := d.agents[0], d.agents[1]
	var ids []int64
	d.scan(&ids, `select array_agg(id order by id) from follow_up where campaign_id = $1`, c.ID)
	want := func(what string, none bool, ready ...int64) {
		t.Helper()
		split, err := d.s.SplitDue(d.ctx, []int64{c.ID}, ready, time.Now())
		d.must(err)
		if got := split[c.ID]; got.NoneFits != none {
			t.Errorf("%s: %+v", what, got)
		}
	}
	want("whom all can serve", false, ann)
	d.exec(`update contact set language = 'cantonese'`)
	want("no language recorded", false, ann)
	d.exec(`insert into user_skill (user_id, skill) values ($1, 'mandarin'), ($2, 'cantonese')`, ann, bob)
	want("cantonese, ann is ready", true, ann)
	want("both are ready", false, ann, bob)
	want("nobody is ready", false)
	d.exec(`update follow_up set not_agents = $2 where id <> $1`, ids[0], []int64{bob})
	want("bob has one left", false, ann, bob)
	d.exec(`insert into dnc (phone) select phone from follow_up where id = $1`, ids[0])
	want("which is on the do-not-call list", true, ann, bob)
	// A callback agreed with him is his, whatever else.
	d.exec(`update follow_up set is_callback = true, callback_agent = $2 where id = $1`, ids[1], bob)
	want("a callback of bob's", false, ann, bob)
	want("a callback of bob's, who is away", true, ann)
	d.exec(`update campaign set skill = 'visit' where id = $1`, c.ID)
	want("nobody is in the pool", false, ann, bob)
}

// A head of the queue that nobody takes does not hide what comes after it.
func TestFitLooksAtBothEndsOfTheQueue(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(1203)
	d.exec(`insert into user_skill (user_id, skill) values ($1, 'mandarin')`, d.agents[0])
	d.exec(`update contact set language = 'cantonese'`)
	d.exec(`update contact set language = '' where id = (select max(contact_id) from follow_up where campaign_id = $1)`, c.ID)
	for _, want := range []bool{false, true} {
		split, err := d.s.SplitDue(d.ctx, []int64{c.ID}, d.agents[:1], time.Now())
		d.must(err)
		if got := split[c.ID]; got.Free != 1203 || got.NoneFits != want {
			t.Errorf("%+v, want %v", got, want)
		}
		d.exec(`update contact set language = 'cantonese'`)
	}
}

func TestFollowUpsByStateAndPage(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(5)
	d.attempt(c, 2, "ringing")
	d.exec(`update follow_up set is_callback = true, callback_agent = $2, due_at = now() + interval '1 hour'
		where id = (select min(id) from follow_up where campaign_id = $1)`, c.ID, d.agents[1])
	page, next, err := d.s.FollowUps(d.ctx, c.ID, "", "", 3)
	d.must(err)
	if len(page) != 3 || page[0].CallbackAgent == nil || page[0].CallbackAgent.Name != "bob" || page[2].State != "live" || page[2].Attempts != 1 {
		t.Fatalf("%+v", page)
	}
	rest, end, err := d.s.FollowUps(d.ctx, c.ID, "", next, 3)
	d.must(err)
	if len(rest) != 2 || end != "" || rest[0].ID <= page[2].ID {
		t.Fatalf("%+v %q", rest, end)
	}
	waiting, _, err := d.s.FollowUps(d.ctx, c.ID, "waiting", "", 10)
	d.must(err)
	if len(waiting) != 4 {
		t.Fatalf("%d waiting", len(waiting))
	}
	mine, _, err := d.s.AgentCallbacks(d.ctx, d.agents[1], "", 10)
	d.must(err)
	if len(mine) != 1 || mine[0].Customer != "c0" || mine[0].Running {
		t.Fatalf("%+v", mine)
	}
	if none, _, err := d.s.AgentCallbacks(d.ctx, d.agents[0], "", 10); err != nil || len(none) != 0 {
		t.Fatalf("another agent's: %+v %v", none, err)
	}
}

func TestAttemptSearch(t *testing.T) {
	d := newDesk(t)
	c := d.campaign(4)
	// Four attempts, one minute apart: busy, answered by ann with audio, answered by bob without, not placed.
	base := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	var ids []int64
	for i, a := range []struct {
		outcome string
		agent   any
	}{{"busy", nil}, {"answered", d.agents[0]}, {"answered", d.agents[1]}, {"not_placed", nil}} {
		id := d.attempt(c, i, "claimed")
		at := base.Add(time.Duration(i) * time.Minute)
		d.exec(`update attempt set claimed_at = $2, dialled_at = $2::timestamptz + interval '1 s', ended_at = $2::timestamptz + interval '21 s', outcome = $3, state = 'ended', agent_id = $4,
			answered_at = case when $3::text = 'answered' then $2::timestamptz + interval '6 s' end, hung_up_by = 'customer', cause = 16, sip_code = 200 where id = $1`, id, at, a.outcome, a.agent)
		ids = append(ids, id)
	}
	d.exec(`insert into recording (attempt_id, part, state, path, sha256, duration_ms, bytes) values ($1, 1, 'complete', 'x.wav', 'ab', 15000, 240058)`, ids[1])
	d.exec(`insert into recording (attempt_id, part, state, reason) values ($1, 1, 'missing', 'disk')`, ids[2])
	d.exec(`insert into attempt_disposition (attempt_id, client_id, code, note, by_user) values ($1, gen_random_uuid(), 'completed', 'gut', $2)`, ids[1], d.agents[0])
	d.exec(`insert into attempt_event (attempt_id, seq, at, kind) values ($1, 1, $2, 'claimed'), ($1, 2, $2, 'answered')`, ids[1], base)

	find := func(f store.AttemptFilter) []int64 {
		t.Helper()
		list, _, err := d.s.Attempts(d.ctx, f, "", 50)
		d.must(err)
		out := []int64{}
		for _, a := range list {
			out = append(out, a.ID)
		}
		return out
	}
	yes, no := true, false
	for _, c := range []struct {
		name string
		f    store.AttemptFilter
		want []int64
	}{
		{"all", store.AttemptFilter{}, []int64{ids[3], ids[2], ids[1], ids[0]}},
		{"campaign", store.AttemptFilter{Campaign: c.ID}, []int64{ids[3], ids[2], ids[1], ids[0]}},
		{"other campaign", store.AttemptFilter{Campaign: c.ID + 1}, []int64{}},
		{"agent", store.AttemptFilter{Agent: d.agents[1]}, []int64{ids[2]}},
		{"outcome", store.AttemptFilter{Outcome: "busy"}, []int64{ids[0]}},
		{"disposition", store.AttemptFilter{Disposition: "completed"}, []int64{ids[1]}},
		{"from", store.AttemptFilter{From: base.Add(2 * time.Minute)}, []int64{ids[3], ids[2]}},
		{"to", store.AttemptFilter{To: base.Add(time.Minute)}, []int64{ids[0]}},
		{"phone", store.AttemptFilter{Phone: number(2)}, []int64{ids[2]}},
		{"end of the phone", store.AttemptFilter{PhoneEnd: "0003"}, []int64{ids[3]}},
		{"recorded", store.AttemptFilter{Recorded: &yes}, []int64{ids[1]}},
		{"not recorded", store.AttemptFilter{Recorded: &no, Outcome: "answered"}, []int64{ids[2]}},
		{"several", store.AttemptFilter{Agent: d.agents[0], Outcome: "answered", From: base, To: base.Add(time.Hour)}, []int64{ids[1]}},
	} {
		if got := find(c.f); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	page, next, err := d.s.Attempts(d.ctx, store.AttemptFilter{}, "", 3)
	d.must(err)
	rest, end, err := d.s.Attempts(d.ctx, store.AttemptFilter{}, next, 3)
	d.must(err)
	if len(page) != 3 || len(rest) != 1 || rest[0].ID != ids[0] || end != "" {
		t.Errorf("pages of %d and %d", len(page), len(rest))
	}

	det, err := d.s.Attempt(d.ctx, ids[1])
	d.must(err)
	if *det.RingMS != 5000 || *det.TalkMS != 15000 || det.Note != "gut" || det.DisposedBy.Name != "ann" || len(det.Timeline) != 2 ||
		len(det.Recordings) != 1 || det.Recordings[0].DurationMS != 15000 || det.Agent.Name != "ann" || *det.SIPCode != 200 {
		t.Errorf("%+v", det)
	}
	unanswered, err := d.s.Attempt(d.ctx, ids[0])
	d.must(err)
	if *unanswered.RingMS != 20000 || unanswered.TalkMS != nil || unanswered.Agent != nil || unanswered.DisposedAt != nil {
		t.Errorf("%+v", unanswered)
	}
	if _, err := d.s.Attempt(d.ctx, 999999); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no attempt: %v", err)
	}
	day, err := d.s.Today(d.ctx, base)
	d.must(err)
	if day != (campaign.Day{Attempts: 3, Answered: 2, Completed: 1}) {
		t.Errorf("%+v", day)
	}
}

func TestLooksAreAuditedOnceInAWhile(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		d.must(d.s.AuditLook(d.ctx, d.supervisor, "recording.listen", "recording:1"))
	}
	d.must(d.s.AuditLook(d.ctx, d.agents[0], "recording.listen", "recording:1"))
	d.must(d.s.AuditLook(d.ctx, d.supervisor, "recording.listen", "recording:2"))
	var n int
	d.scan(&n, `select count(*) from audit`)
	if n != 3 {
		t.Fatalf("%d looks", n)
	}
	d.exec(`update audit set at = at - interval '11 minutes'`)
	d.must(d.s.AuditLook(d.ctx, d.supervisor, "recording.listen", "recording:1"))
	d.scan(&n, `select count(*) from audit`)
	if n != 4 {
		t.Fatalf("%d looks after a while", n)
	}
}

func TestDNCEntries(t *testing.T) {
	d := newDesk(t)
	for i := range 3 {
		d.must(d.s.DoNotCall(d.ctx, number(i), "asked", d.supervisor))
	}
	page, next, err := d.s.DNCEntries(d.ctx, "", "", 2)
	d.must(err)
	rest, _, err := d.s.DNCEntries(d.ctx, "", next, 2)
	d.must(err)
	if len(page) != 2 || len(rest) != 1 || page[0].Phone != number(2) || rest[0].Phone != number(0) || rest[0].CreatedBy != "boss" {
		t.Fatalf("%+v %+v", page, rest)
	}
	one, _, err := d.s.DNCEntries(d.ctx, number(1), "", 2)
	d.must(err)
	if len(one) != 1 || one[0].Reason != "asked" {
		t.Fatalf("%+v", one)
	}
}
