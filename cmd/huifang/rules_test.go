package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// A do-not-call entry that was acknowledged: no INVITE after it (I4), and a phone that rings is hung up.
func TestDoNotCall(t *testing.T) {
	w := newWorld(t, 3, nil)
	rings := number("13904")
	var nums []string
	for range 30 {
		nums = append(nums, number("13903"))
	}
	for i := range 3 {
		w.desk(i, 0)
	}
	w.campaign([]string{rings}, func(in *client.CampaignInput) { in.Name = "ring"; in.AgentIDs = w.agents[:1]; in.RingS = 60 })
	if _, err := shared.Carrier.WaitInvite(w.within(10*time.Second), rings, func(i lab.Invite) bool { return !i.Rang.IsZero() }); err != nil {
		t.Fatal(err)
	}
	dnc := func(num string) time.Time {
		w.must(w.sup.Do(w.ctx, http.MethodPost, "/dnc", map[string]string{"phone": num, "reason": "asked"}, nil))
		return time.Now()
	}
	acknowledged := dnc(rings)
	inv, err := shared.Carrier.WaitInvite(w.within(5*time.Second), rings, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	if late := inv.Ended.Sub(acknowledged); late > 2*time.Second || inv.EndedBy != "caller" {
		t.Errorf("hung up %s after the entry by %s", late, inv.EndedBy)
	}

	// Entries while the numbers are being dialled: whatever wins, there is no INVITE after the acknowledgement.
	w.campaign(nums, func(in *client.CampaignInput) { in.AgentIDs = w.agents[1:] })
	when := make([]time.Time, len(nums))
	var wg sync.WaitGroup
	for part := range 3 {
		wg.Go(func() {
			for i := len(nums) - 1 - part; i >= 0; i -= 3 {
				when[i] = dnc(nums[i])
			}
		})
	}
	wg.Wait()
	w.eventually(20*time.Second, func() error {
		var open int
		w.must(w.db.QueryRow(w.ctx, `select count(*) from follow_up where state in ('waiting','live')`).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d follow-ups open", open)
		}
		return nil
	})
	dialled := 0
	for i, num := range nums {
		for _, inv := range w.invites(num) {
			dialled++
			if inv.Time.After(when[i].Add(5 * time.Millisecond)) { // the carrier's log has milliseconds
				t.Errorf("%s: INVITE %s after the acknowledgement", num, inv.Time.Sub(when[i]))
			}
		}
	}
	t.Logf("%d of %d were dialled before their entry", dialled, len(nums))
}

// Pause lets nothing new go out and keeps what rings; start goes on; stop hangs up what rings and cancels the rest.
func TestPauseAndStop(t *testing.T) {
	w := newWorld(t, 1, nil)
	var nums []string
	for range 4 {
		nums = append(nums, number("13904"))
	}
	d := w.desk(0, 0)
	c := w.campaign(nums, func(in *client.CampaignInput) { in.RingS = 8 })
	_, err := d.Wait(w.within(10*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Phase == "ringing" })
	w.must(err)
	_, err = w.sup.Act(w.ctx, c.ID, "pause")
	w.must(err)
	w.allEnded(1, 15*time.Second)
	time.Sleep(1500 * time.Millisecond)
	if list := w.attempts(); len(list) != 1 || *list[0].Outcome != "no_answer" {
		t.Fatalf("after the pause: %+v", list)
	}
	_, err = w.sup.Act(w.ctx, c.ID, "start")
	w.must(err)
	_, err = d.Wait(w.within(10*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Phase == "ringing" })
	w.must(err)
	stopped := time.Now()
	_, err = w.sup.Act(w.ctx, c.ID, "stop")
	w.must(err)
	list := w.allEnded(2, 5*time.Second)
	if *list[1].Outcome != "interrupted" {
		t.Errorf("ringing call ended %s", *list[1].Outcome)
	}
	w.waitState(d, dialer.AgentReady)
	if took := time.Since(stopped); took > 3*time.Second {
		t.Errorf("stop took %s", took)
	}
	counts := w.counts(c.ID)
	if counts.Cancelled != 3 || counts.Exhausted != 1 || counts.Total != 4 {
		t.Errorf("counts %+v", counts)
	}
	if _, err := w.sup.Act(w.ctx, c.ID, "start"); client.Code(err) != "wrong_state" {
		t.Errorf("a stopped campaign was started: %v", err)
	}
}

type readiness struct {
	DiallableNow int `json:"diallable_now"`
	Reasons      []struct {
		Code  string
		Until *time.Time
	}
}

func (r readiness) has(code string) bool {
	for _, x := range r.Reasons {
		if x.Code == code {
			return true
		}
	}
	return false
}

// "0 can be dialled now, because ..."
func TestReadiness(t *testing.T) {
	w := newWorld(t, 1, nil)
	nums := []string{number("13904"), number("13904")}
	closed := client.Window{Zone: "Asia/Shanghai", Intervals: []client.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}}
	tomorrow := int(time.Now().In(time.FixedZone("", 8*3600)).Weekday()+1)%7 + 1 // ISO day two days on, never today
	closed.Intervals[0].Weekdays = []int{tomorrow}
	c := w.campaign(nums, func(in *client.CampaignInput) { in.Window = closed; in.Name = "closed" })
	ask := func(id int64) (r readiness) {
		w.must(w.sup.Do(w.ctx, http.MethodGet, fmt.Sprintf("/campaigns/%d/readiness", id), nil, &r))
		return r
	}
	r := ask(c.ID)
	if r.DiallableNow != 0 || !r.has("window_closed") || !r.has("no_agents_ready") {
		t.Fatalf("%+v", r)
	}
	w.desk(0, 0)
	r = ask(c.ID)
	if r.DiallableNow != 0 || !r.has("window_closed") || r.has("no_agents_ready") {
		t.Fatalf("with an agent: %+v", r)
	}
	time.Sleep(time.Second)
	if n := len(w.attempts()); n != 0 {
		t.Fatalf("%d attempts outside the window", n)
	}
	open := w.campaign([]string{number("13904"), number("13904")}, func(in *client.CampaignInput) { in.RingS = 60 })
	w.eventually(10*time.Second, func() error {
		r := ask(open.ID)
		if !r.has("no_agents_ready") {
			return fmt.Errorf("%+v", r)
		}
		return nil
	})
}

// What must not be started says why; what is no number is refused and never dialled.
func TestBadInput(t *testing.T) {
	w := newWorld(t, 1, nil)
	csv := "name,phone\nok,13903999999\n" +
		"sip,13903999998;user=phone\nheader,\"13903999997\r\nX-Evil: 1\"\nplan,\"13903999996,tT,1\"\nat,13903999995@evil\nfoot,=1+1\n" +
		"short,110\npremium,+1 900 555 0100\nforeign,+44 20 7123 4567\nletters,1390399abcd\ndup,139-0399-9999\nempty,\n"
	list, err := w.sup.Upload(w.ctx, "bad", []byte(csv), "")
	w.must(err)
	if list.RowsTaken != 1 || list.RowsRefused != 11 {
		t.Fatalf("taken %d, refused %d", list.RowsTaken, list.RowsRefused)
	}
	again, err := w.sup.Upload(w.ctx, "bad", []byte(csv), "same-key-12345")
	w.must(err)
	repeated, err := w.sup.Upload(w.ctx, "bad", []byte(csv), "same-key-12345")
	w.must(err)
	if repeated.ID != again.ID {
		t.Errorf("the same upload made two lists")
	}
	in := client.CampaignInput{Name: "x", Mode: "progressive", Trunk: "carrier", ListID: list.ID, AgentIDs: w.agents, Window: client.Always(),
		MaxAttempts: 1, RetryDelayS: 60, RingS: 20, WrapUpS: 30}
	refused := func(name, code string, change func(*client.CampaignInput)) {
		t.Helper()
		bad := in
		change(&bad)
		c, err := w.sup.Campaign(w.ctx, bad)
		if err == nil {
			_, err = w.sup.Act(w.ctx, c.ID, "start")
		}
		if err == nil || !strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
	refused("no agents", "no_agents", func(c *client.CampaignInput) { c.AgentIDs = []int64{} })
	refused("no list", "no_contacts", func(c *client.CampaignInput) { c.ListID = 0 })
	refused("a trunk that is not there", "trunk_unknown", func(c *client.CampaignInput) { c.Trunk = "nowhere" })
	refused("a window that never opens", "never_opens", func(c *client.CampaignInput) { c.Window.Intervals = []client.Interval{} })
	refused("a caller id with a header in it", "caller_id", func(c *client.CampaignInput) { c.CallerID = "010\r\nX: y" })
	refused("a foreign zone name", "zone_unknown", func(c *client.CampaignInput) { c.Window.Zone = "Asia/Peking" })

	w.desk(0, 0)
	c, err := w.sup.Campaign(w.ctx, in)
	w.must(err)
	_, err = w.sup.Act(w.ctx, c.ID, "start")
	w.must(err)
	w.allEnded(1, 15*time.Second)
	all, err := shared.Carrier.Invites()
	w.must(err)
	for _, inv := range all {
		if strings.HasPrefix(inv.Number, "139039999") && inv.Number != "13903999999" || strings.HasPrefix(inv.Number, "+") {
			t.Errorf("INVITE to %s", inv.Number)
		}
	}
}

// Nothing knows the demo's trunk: another configuration with another trunk, another way to write its endpoint and no
// Redis works the same.
func TestAnotherTrunk(t *testing.T) {
	w := newWorld(t, 1, func(o *lab.NodeOptions) {
		o.Trunk, o.Endpoint, o.NoRedis = "other", fmt.Sprintf("PJSIP/carrier/sip:{number}@127.0.0.1:%d", shared.Carrier.SIPPort), true
	})
	num := number("13910")
	d := w.desk(0, 0)
	w.campaign([]string{num}, func(in *client.CampaignInput) { in.Trunk, in.CallerID = "other", "01062345679" })
	if _, err := d.Answered(w.within(15 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if calls := w.invites(num); len(calls) != 1 || calls[0].CallerID != "01062345679" {
		t.Fatalf("%+v", calls)
	}
}

// A trunk that leads nowhere is trouble of ours: it uses up none of the customer's attempts.
func TestTrunkWithoutEndpoint(t *testing.T) {
	w := newWorld(t, 1, func(o *lab.NodeOptions) { o.Endpoint = "PJSIP/{number}@nowhere" })
	w.desk(0, 0)
	c := w.campaign([]string{number("13900")}, nil)
	w.health("carrier", "down", 20*time.Second)
	if got := w.trunk("carrier"); got.Reason != "no_endpoint" {
		t.Errorf("trunk %+v", got)
	}
	for _, a := range w.attempts() { // before that was known
		if a.Outcome != nil && *a.Outcome != "not_placed" {
			t.Errorf("%+v", a)
		}
	}
	if got := w.counts(c.ID); got.Waiting+got.Live != 1 {
		t.Errorf("counts %+v", got)
	}
}

// The trunk's limit of concurrent calls holds, however many agents are free.
func TestTrunkLimit(t *testing.T) {
	w := newWorld(t, 5, func(o *lab.NodeOptions) { o.MaxCalls = 2 })
	var nums []string
	for range 6 {
		nums = append(nums, number("13905")) // rings 1 s, then rejected
	}
	for i := range 5 {
		w.desk(i, 0)
	}
	w.campaign(nums, nil)
	w.allEnded(6, 30*time.Second)
	var calls []lab.Invite
	for _, n := range nums {
		calls = append(calls, w.invites(n)...)
	}
	if len(calls) != 6 {
		t.Fatalf("%d INVITEs", len(calls))
	}
	for _, a := range calls {
		live := 0
		for _, b := range calls {
			if !b.Time.After(a.Time) && b.Ended.After(a.Time) {
				live++
			}
		}
		if live > 2 {
			t.Errorf("%d calls at once at %s", live, a.Time)
		}
	}
}
