package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// dial asks for a dial by hand, as the page does: a follow-up, or a number.
func (w *world) dial(d *client.Desk, in map[string]any) (attempt int64, err error) {
	var out struct {
		AttemptID int64 `json:"attempt_id"`
	}
	err = d.Do(w.ctx, http.MethodPost, "/desk/dial", in, &out)
	return out.AttemptID, err
}

// dialRefused wants a dial by hand refused, with the code of the field when one is to blame, else with the answer's own.
func (w *world) dialRefused(what string, d *client.Desk, in map[string]any, status int, code string) {
	w.t.Helper()
	_, err := w.dial(d, in)
	var p *client.Problem
	if !errors.As(err, &p) || p.Status != status {
		w.t.Errorf("%s: %v, want %d %s", what, err, status, code)
		return
	}
	got, pointer := p.Code, ""
	if len(p.Errors) > 0 {
		got, pointer = p.Errors[0].Code, p.Errors[0].Pointer
	}
	if _, asked := in[strings.TrimPrefix(pointer, "/")]; got != code || pointer != "" && !asked {
		w.t.Errorf("%s: %d %s at %q, want %s", what, p.Status, got, pointer, code)
	}
}

// manualDesk reads what an agent is offered for a dial by hand.
func (w *world) manualDesk(d *client.Desk) (may bool, items map[string]campaign.ManualItem) {
	w.t.Helper()
	var desk struct {
		MayDial bool `json:"may_dial"`
		Items   []campaign.ManualItem
	}
	w.must(d.Do(w.ctx, http.MethodGet, "/desk/manual", nil, &desk))
	items = map[string]campaign.ManualItem{}
	for _, i := range desk.Items {
		items[i.Name] = i
	}
	return desk.MayDial, items
}

// mayDial gives an agent the right to dial numbers of his own.
func (w *world) mayDial(agent int) {
	w.t.Helper()
	w.must(w.sup.Do(w.ctx, http.MethodPatch, fmt.Sprintf("/users/%d", w.agents[agent]), map[string]any{"rights": []string{"dial_manual"}}, nil))
}

// steady tells in what share of the pieces of 0.2 s a tone is what is heard. Where a busy machine stumbles the tone's phase jumps, which
// would spoil a longer measure as a whole.
func steady(samples []int16, rate int, from, to time.Duration, hz float64) float64 {
	found, all := 0, 0
	for at := from; at+200*time.Millisecond <= to; at += 200 * time.Millisecond {
		a, b := int(at.Seconds()*float64(rate)), int((at+200*time.Millisecond).Seconds()*float64(rate))
		if b <= len(samples) && lab.ToneShare(samples[a:b], rate, hz) > 0.6 {
			found++
		}
		all++
	}
	return float64(found) / float64(all)
}

// talkedByHand follows a call that was dialled by hand from its ringing to its disposition: the two hear each other, the carrier saw
// one call, and what is kept has both of them.
func (w *world) talkedByHand(d *client.Desk, attempt int64, num, customer string) {
	w.t.Helper()
	s, err := d.Wait(w.within(10*time.Second), func(s dialer.Snapshot) bool { return s.Call != nil && s.Call.Phase == "ringing" })
	w.must(err)
	if s.State != dialer.AgentReserved || s.Call.Attempt != attempt || s.Call.Screen.Customer != customer || s.Call.Screen.Phone != num[:3]+"****"+num[7:] {
		w.t.Errorf("%s: the desk shows %s, attempt %d of %d, %+v", num, s.State, s.Call.Attempt, attempt, s.Call.Screen)
	}
	_, err = d.Answered(w.within(15 * time.Second))
	w.must(err)
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	time.Sleep(1500 * time.Millisecond)
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, attempt, "completed", nil, false))
	w.waitState(d, dialer.AgentReady)

	inv := w.onlyCall(num)
	if inv.CallerID != "01062345678" || inv.EndedBy != "caller" {
		w.t.Errorf("%s: the carrier saw caller %q, ended by %q", num, inv.CallerID, inv.EndedBy)
	}
	tape, rate := w.heardBy(inv)
	if share := steady(tape, rate, 500*time.Millisecond, 1500*time.Millisecond, agentTone); share < 0.6 {
		w.t.Errorf("%s: the customer hears %.2f of the agent's tone", num, share)
	}
	w.eventually(5*time.Second, func() error {
		got := w.detail(attempt)
		if got.Outcome != "answered" || got.Disposition != "completed" || len(got.Recordings) != 1 || got.Recordings[0].State != "complete" {
			return fmt.Errorf("%s: %+v", num, got)
		}
		return nil
	})
	channels, rate := w.audio(w.detail(attempt).Recordings[0].ID)
	both := func(side []int16, hz float64) float64 {
		return steady(side, rate, 500*time.Millisecond, 1500*time.Millisecond, hz)
	}
	if left, right := both(channels[0], agentTone), both(channels[1], customerTone); left < 0.6 || right < 0.6 {
		w.t.Errorf("%s: the recording has %.2f of the agent's tone, %.2f of the customer's", num, left, right)
	}
	if state, reason, attempts := w.followUpOf(num); state != "completed" || attempts != 1 {
		w.t.Errorf("%s: the follow-up is %s %q after %d attempts", num, state, reason, attempts)
	}
}

// Manual: nothing is dialled by itself. An agent dials one of the list, or by right a number of his own, and talks, and writes
// down the result as after any other call.
func TestManualCalls(t *testing.T) {
	w := newWorld(t, 2, nil)
	listed, left, own := number("13901"), number("13901"), number("13901")
	d, other := w.desk(0, agentTone), w.desk(1, colleagueTone)
	c := w.campaign([]string{listed, left}, mode(dialer.Manual, nil))
	time.Sleep(2 * time.Second)
	if n := len(w.invites(listed)) + len(w.invites(left)); n != 0 {
		t.Fatalf("%d INVITEs by themselves", n)
	}
	may, items := w.manualDesk(d)
	if may || len(items) != 2 || strings.Contains(items["客户1"].Phone, listed[3:7]) {
		t.Fatalf("may dial: %t, offered %+v", may, items)
	}
	first, second := map[string]any{"follow_up_id": items["客户1"].ID}, map[string]any{"follow_up_id": items["客户2"].ID}

	attempt, err := w.dial(d, first)
	w.must(err)
	w.dialRefused("a colleague, the same customer", other, first, http.StatusUnprocessableEntity, "not_waiting")
	w.dialRefused("while it is being dialled", d, second, http.StatusConflict, "agent_not_ready")
	w.talkedByHand(d, attempt, listed, "客户1")
	w.dialRefused("one who is done with", d, first, http.StatusUnprocessableEntity, "not_waiting")

	// A number of his own: only by right.
	written := own[:3] + "-" + own[3:7] + " " + own[7:]
	typed := map[string]any{"number": written, "customer": "张三"}
	w.dialRefused("without the right", d, typed, http.StatusForbidden, "right_missing")
	time.Sleep(time.Second)
	if n := len(w.invites(own)) + len(w.invites(left)); n != 0 {
		t.Fatalf("%d INVITEs of what was refused", n)
	}
	w.mayDial(0)
	if may, _ := w.manualDesk(d); !may {
		t.Error("the desk does not offer the right")
	}
	attempt, err = w.dial(d, typed)
	w.must(err)
	w.talkedByHand(d, attempt, own, "张三")
	w.dialRefused("a colleague without the right", other, map[string]any{"number": left}, http.StatusForbidden, "right_missing")

	// Who is not ready does not dial.
	_, err = d.Say(w.ctx, "pause", map[string]any{"reason": "break"})
	w.must(err)
	w.dialRefused("paused", d, second, http.StatusConflict, "agent_not_ready")
	time.Sleep(time.Second)
	if n := len(w.invites(left)); n != 0 {
		t.Errorf("%d INVITEs to whom nobody has dialled", n)
	}
	if n := w.counts(c.ID); n.Total != 3 || n.Completed != 2 || n.Waiting != 1 {
		t.Errorf("counts %+v", n)
	}
	w.noDoubleDial([]string{listed, own})
}

// Two agents who dial the same number at the same moment make one call.
func TestManualTwoAgents(t *testing.T) {
	w := newWorld(t, 2, nil)
	w.mayDial(0)
	w.mayDial(1)
	desks := []*client.Desk{w.desk(0, agentTone), w.desk(1, colleagueTone)}
	w.campaign([]string{number("13901")}, mode(dialer.Manual, nil))
	num := number("13901")
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, d := range desks {
		wg.Go(func() { _, errs[i] = w.dial(d, map[string]any{"number": num}) })
	}
	wg.Wait()
	won := slices.Index(errs, nil)
	if won < 0 || errs[1-won] == nil {
		t.Fatalf("%v", errs)
	}
	var p *client.Problem
	if !errors.As(errs[1-won], &p) || len(p.Errors) != 1 || p.Errors[0].Code != "number_busy" && p.Errors[0].Code != "not_waiting" {
		t.Errorf("the second agent is told %v", errs[1-won])
	}
	_, err := desks[won].Answered(w.within(15 * time.Second))
	w.must(err)
	w.must(desks[won].Hears(w.within(3*time.Second), customerTone))
	if s := desks[1-won].Snapshot(); s.State != dialer.AgentReady {
		t.Errorf("the second agent is %s", s.State)
	}
	_, err = desks[won].Say(w.ctx, "hangup", nil)
	w.must(err)
	w.onlyCall(num)
}

// Calls by hand count against the caps and are bound by them, whoever dials and whether the number is typed or of the list.
func TestManualCallCap(t *testing.T) {
	w := newWorld(t, 2, nil)
	w.mayDial(0)
	w.mayDial(1)
	w.must(w.sup.Do(w.ctx, http.MethodPut, "/caps", map[string]int{"per_day": 2, "per_burst": 2, "burst_s": 300}, nil))
	num := number("13910")
	d, other := w.desk(0, agentTone), w.desk(1, colleagueTone)
	w.campaign([]string{num}, mode(dialer.Manual, nil))
	_, items := w.manualDesk(d)
	typed := map[string]any{"number": num}
	for i, in := range []map[string]any{typed, {"follow_up_id": items["客户1"].ID}} {
		attempt, err := w.dial(d, in)
		w.must(err)
		call, err := d.Answered(w.within(10 * time.Second))
		w.must(err)
		if call.Attempt != attempt || call.Screen.Attempt != i+1 {
			t.Errorf("call %d: attempt %d of %d, %+v", i+1, call.Attempt, attempt, call.Screen)
		}
		w.waitState(d, dialer.AgentWrapUp)
		at := time.Now().Add(2 * time.Second)
		w.must(d.Dispose(w.ctx, attempt, "callback", &at, true))
		w.waitState(d, dialer.AgentReady)
		time.Sleep(3 * time.Second) // it is due again
	}
	w.dialRefused("the third, typed", d, typed, http.StatusUnprocessableEntity, "call_caps")
	w.dialRefused("the third, of the list", d, map[string]any{"follow_up_id": items["客户1"].ID}, http.StatusUnprocessableEntity, "call_caps")
	if _, err := w.dial(other, typed); err == nil {
		t.Error("a colleague called a third time")
	}
	time.Sleep(2 * time.Second)
	if n := len(w.invites(num)); n != 2 {
		t.Errorf("%d INVITEs, want 2", n)
	}
	w.noDoubleDial([]string{num})
}

// What must not be dialled is not dialled by hand either, and the agent is told why. Nothing of it reaches the carrier.
func TestManualRefuses(t *testing.T) {
	w := trunkWorld(t, 1, trunkYAML("denies", shared.Carrier.SIPPort, "30s", `deny: ["+8613907"]`))
	before, err := shared.Carrier.Invites()
	w.must(err)
	w.mayDial(0)
	d := w.desk(0, agentTone)
	asked, fine := number("13901"), number("13901")
	manual := func(change func(*client.CampaignInput)) client.Campaign {
		return w.campaign([]string{number("13904")}, func(in *client.CampaignInput) {
			mode(dialer.Manual, nil)(in)
			in.Trunk = "denies"
			if change != nil {
				change(in)
			}
		})
	}
	c := manual(nil)
	closed := client.Window{Zone: "Asia/Shanghai", Intervals: []client.Interval{{From: "00:00", To: "24:00",
		Weekdays: []int{int(time.Now().In(time.FixedZone("", 8*3600)).Weekday()+1)%7 + 1}}}} // two days on, never today
	shut, paused := manual(func(in *client.CampaignInput) { in.Window = closed }), manual(nil)
	_, err = w.sup.Act(w.ctx, paused.ID, "pause")
	w.must(err)
	w.must(w.sup.Do(w.ctx, http.MethodPost, "/dnc", map[string]string{"phone": asked, "reason": "asked"}, nil))

	for _, tc := range []struct{ number, code string }{
		{"110", "phone_emergency"}, {"119", "phone_emergency"}, {"112", "phone_emergency"}, {"120", "phone_emergency"}, {"+86 110", "phone_emergency"},
		{"10086", "phone_short_number"}, {"95588", "phone_short_number"}, {"12345", "phone_short_number"},
		{"16812345678", "phone_not_valid"}, {"+86 168 1234 5678", "phone_not_valid"}, {"+1 900 555 0123", "phone_region_refused"}, {"+979 1 2345 6789", "phone_region_refused"},
		{"+44 20 7946 0000", "phone_region_refused"}, {"+852 2345 6789", "phone_region_refused"}, {"+1 876 555 0123", "phone_region_refused"}, {"+881 6 1234 5678", "phone_region_refused"},
		{"00442079460000", "phone_region_refused"}, {"0085223456789", "phone_region_refused"}, {"+00442079460000", "phone_region_refused"}, {"0019005550123", "phone_region_refused"},
		{"13900000001;ext=9", "phone_bad_characters"}, {"13900000001,1", "phone_bad_characters"}, {"13900000001&PJSIP/13900000002@carrier", "phone_bad_characters"},
		{"13900000001@127.0.0.1:5060", "phone_bad_characters"}, {"<sip:13900000001@127.0.0.1>", "phone_bad_characters"}, {"sip:13900000001", "phone_bad_characters"},
		{"13900000001\r\nX-Evil: 1", "phone_bad_characters"}, {"13900000001;user=phone", "phone_bad_characters"}, {"13900000001?X-Evil=1", "phone_bad_characters"},
		{"${EXTEN}", "phone_bad_characters"}, {"$(id)13900000001", "phone_bad_characters"}, {`"13900000001"`, "phone_bad_characters"}, {"13900000001|9", "phone_bad_characters"},
		{"*21*13900000001#", "phone_bad_characters"}, {"13900000001#", "phone_bad_characters"}, {"Local/13900000001@default", "phone_bad_characters"}, {"13900000001/n", "phone_bad_characters"},
		{"139%30000001", "phone_bad_characters"}, {"13900000001+1", "phone_bad_characters"}, {"139000000012345", "phone_too_long"}, {"1390000", "phone_too_short"},
		{asked, "on_dnc"}, {"+86" + asked, "on_dnc"}, {number("13907"), "number_denied"},
	} {
		w.dialRefused(fmt.Sprintf("%q", tc.number), d, map[string]any{"number": tc.number, "campaign_id": c.ID}, http.StatusUnprocessableEntity, tc.code)
	}
	for _, tc := range []struct {
		what string
		in   map[string]any
		code string
	}{
		{"outside the window", map[string]any{"number": fine, "campaign_id": shut.ID}, "window_closed"},
		{"a campaign that is paused", map[string]any{"number": fine, "campaign_id": paused.ID}, "no_manual_campaign"},
		{"a campaign that is not there", map[string]any{"number": fine, "campaign_id": 4711}, "no_manual_campaign"},
	} {
		w.dialRefused(tc.what, d, tc.in, http.StatusUnprocessableEntity, tc.code)
	}

	// Numbers that got into the list around every check.
	_, err = w.db.Exec(w.ctx, `alter table contact drop constraint if exists contact_phone_check`)
	w.must(err)
	for i, n := range []string{"+8616812345678", "+19005550123", "+442079460000", "+86110", "110", "00442079460000", "13900000001;ext=9",
		"13900000001&PJSIP/13900000002@carrier", "13900000001@127.0.0.1:5060", "13900000001\r\nX-Evil: 1", "${EXTEN}", "*21*13900000001#"} {
		var id int64
		w.must(w.db.QueryRow(w.ctx, `
			with ct as (insert into contact (list_id, line, name, phone) select list_id, 1000 + $2, 'bad', $1 from campaign where id = $3 returning id)
			insert into follow_up (campaign_id, contact_id, phone) select $3, ct.id, $1 from ct returning id`, n, i, c.ID).Scan(&id))
		_, err := w.dial(d, map[string]any{"follow_up_id": id})
		var p *client.Problem
		if !errors.As(err, &p) || p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || !strings.HasPrefix(p.Errors[0].Code, "number_") {
			t.Errorf("%q of the list: %v", n, err)
		}
	}
	if s := d.Snapshot(); s.State != dialer.AgentReady || s.Call != nil {
		t.Errorf("the agent is %s with %+v", s.State, s.Call)
	}

	// What is fine goes out by the same way.
	_, err = w.dial(d, map[string]any{"number": fine, "campaign_id": c.ID})
	w.must(err)
	_, err = d.Answered(w.within(15 * time.Second))
	w.must(err)
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.onlyCall(fine)
	after, err := shared.Carrier.Invites()
	w.must(err)
	for _, i := range after[len(before):] {
		if i.Number != fine {
			t.Errorf("INVITE to %q", i.Number)
		}
	}
}
