package main

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

// fakeTrunk starts a carrier in bad shape.
func fakeTrunk(t *testing.T, a lab.FakeAnswers) *lab.FakeTrunk {
	t.Helper()
	f, err := lab.NewFakeTrunk()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	f.Answer(a)
	return f
}

// trunkYAML is one trunk of a node's configuration at a SIP server on this machine; more is further lines.
func trunkYAML(name string, port int, qualify string, more ...string) string {
	lines := []string{"name: " + name, `endpoint: "PJSIP/{number}@` + name + `"`, "max_calls: 20", "calls_per_second: 20",
		// Calls that come in are another test's: no address of these trunks is anybody's.
		fmt.Sprintf(`sip: {host: "127.0.0.1:%d", qualify: %s, addresses: ["127.0.0.99"]}`, port, qualify)}
	for _, m := range more {
		key, _, _ := strings.Cut(m, ":")
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, key+":") })
		lines = append(lines, m)
	}
	return "  - " + strings.Join(lines, "\n    ")
}

// trunkWorld is a world whose node has these trunks; the PBX knows of them what `huifang trunks pjsip` prints.
func trunkWorld(t *testing.T, agents int, trunks ...string) *world {
	t.Helper()
	configure := func(o *lab.NodeOptions) {
		o.Trunks = strings.Join(trunks, "\n")
		n, err := shared.Node(*o) // writes the file
		if err != nil {
			t.Fatal(err)
		}
		text, err := exec.CommandContext(t.Context(), binary, "-c", n.ConfigFile, "trunks", "pjsip").Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := shared.PBX.SetTrunks(t.Context(), string(text)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := shared.PBX.SetTrunks(ctx, ""); err != nil {
			t.Error(err)
		}
	})
	return newWorld(t, agents, configure)
}

type trunkInfo struct {
	Name, Health, Reason string
	Spent                bool
	Calls                int
	CallsToday           int `json:"calls_today"`
}

// trunk is what the supervisor sees of a trunk.
func (w *world) trunk(name string) trunkInfo {
	w.t.Helper()
	var list []struct{ Status trunkInfo }
	w.must(w.sup.Do(w.ctx, http.MethodGet, "/trunks", nil, &list))
	for _, t := range list {
		if t.Status.Name == name {
			return t.Status
		}
	}
	w.t.Fatalf("no trunk %s in %+v", name, list)
	return trunkInfo{}
}

// health waits until a trunk's health is as wanted.
func (w *world) health(name, want string, limit time.Duration) {
	w.t.Helper()
	w.eventually(limit, func() error {
		if got := w.trunk(name); got.Health != want {
			return fmt.Errorf("%s is %s (%s), want %s", name, got.Health, got.Reason, want)
		}
		return nil
	})
}

type dialRow struct {
	Trunk, Caller, Outcome, Fault string
	Cause, SIP                    int
}

// dials lists the ended attempts to a number, in their order.
func (w *world) dials(number string) (list []dialRow) {
	w.t.Helper()
	rows, err := w.db.Query(w.ctx, `select trunk, caller_id, outcome, fault, coalesce(cause, 0), coalesce(sip_code, 0) from attempt
		where phone = '+86' || $1 and ended_at is not null order by id`, number)
	w.must(err)
	for rows.Next() {
		var d dialRow
		w.must(rows.Scan(&d.Trunk, &d.Caller, &d.Outcome, &d.Fault, &d.Cause, &d.SIP))
		list = append(list, d)
	}
	w.must(rows.Err())
	return list
}

func (w *world) followUpOf(number string) (state, reason string, attempts int) {
	w.t.Helper()
	w.must(w.db.QueryRow(w.ctx, `select state, reason, attempts from follow_up where phone = '+86' || $1`, number).Scan(&state, &reason, &attempts))
	return state, reason, attempts
}

// Whatever a trunk answers instead of setting the call up, or if it answers nothing: the outcome is a failure, the customer's
// attempt is given back, and a 302 leads nowhere.
func TestTrunkAnswers(t *testing.T) {
	elsewhere := fakeTrunk(t, lab.FakeAnswers{Invite: 486})
	lured := number("13900")
	cases := []struct {
		name  string
		a     lab.FakeAnswers
		fault string
		sip   int
	}{
		{"redirect", lab.FakeAnswers{Options: true, Invite: 302, Contact: fmt.Sprintf("sip:%s@127.0.0.1:%d", lured, elsewhere.Port())}, "redirect", 302},
		{"tocarrier", lab.FakeAnswers{Options: true, Invite: 302, Contact: fmt.Sprintf("sip:%s@127.0.0.1:%d", lured, shared.Carrier.SIPPort)}, "redirect", 302},
		{"unauthorised", lab.FakeAnswers{Options: true, Invite: 401}, "auth", 401},
		{"forbidden", lab.FakeAnswers{Options: true, Invite: 403}, "auth", 403},
		{"media", lab.FakeAnswers{Options: true, Invite: 488}, "media", 488},
		{"broken", lab.FakeAnswers{Options: true, Invite: 500}, "server", 500},
		{"congested", lab.FakeAnswers{Options: true, Invite: 503}, "congestion", 503},
		{"garbage", lab.FakeAnswers{Options: true, Garbage: true}, "no_reply", 480},
		{"silent", lab.FakeAnswers{Options: true}, "no_reply", 480},
	}
	var trunks, nums []string
	var fakes []*lab.FakeTrunk
	for _, c := range cases {
		f := fakeTrunk(t, c.a)
		fakes = append(fakes, f)
		nums = append(nums, number("13900"))
		trunks = append(trunks, trunkYAML(c.name, f.Port(), "30s", fmt.Sprintf(`sip: {host: "127.0.0.1:%d", addresses: ["127.0.0.99"], user: acc, password: wrong}`, f.Port())))
	}
	w := trunkWorld(t, len(cases), trunks...)
	all := w.agents
	for i, c := range cases {
		w.agents = all[i : i+1]
		w.campaign(nums[i:i+1], func(in *client.CampaignInput) { in.Name, in.Trunk, in.RingS = c.name, c.name, 5 })
	}
	w.agents = all
	for i := range cases {
		w.desk(i, 0)
	}
	for i, c := range cases {
		w.eventually(30*time.Second, func() error { return w.dialledOnce(nums[i]) })
		d := w.dials(nums[i])[0]
		if d.Outcome != "failed" || d.Fault != c.fault || d.SIP != c.sip {
			t.Errorf("%s: %+v, want failed by %s, SIP %d", c.name, d, c.fault, c.sip)
		}
		// It may be dialled again already; then that attempt is counted as long as it lives.
		if state, reason, n := w.followUpOf(nums[i]); state != "waiting" && state != "live" || n > 1 || state == "waiting" && n != 0 {
			t.Errorf("%s: follow-up is %s (%s) with %d attempts", c.name, state, reason, n)
		}
		if sent := len(fakes[i].InvitesTo(nums[i])); sent == 0 {
			t.Errorf("%s: nothing reached it", c.name)
		}
	}
	if n := len(elsewhere.Invites()); n > 0 {
		t.Errorf("a 302 was followed: %+v", elsewhere.Invites())
	}
	if n := len(w.invites(lured)); n > 0 {
		t.Errorf("a 302 was followed to the carrier %d times", n)
	}
}

func (w *world) dialledOnce(number string) error {
	w.t.Helper()
	if len(w.dials(number)) == 0 {
		return fmt.Errorf("%s: no attempt has ended", number)
	}
	return nil
}

// A trunk that fails is left for the next one: the customers are reached, with one attempt each, and the bad trunk is left alone.
func TestTrunkFailover(t *testing.T) {
	bad := fakeTrunk(t, lab.FakeAnswers{Options: true, Invite: 503})
	w := trunkWorld(t, 2,
		trunkYAML("bad", bad.Port(), "30s", "priority: 1"),
		trunkYAML("good", shared.Carrier.SIPPort, "30s", "priority: 2", `caller_ids: ["01055550001", "01055550002", "01055550003", {number: "02155550009", region: "+8621"}]`))
	var nums []string
	for range 8 {
		nums = append(nums, number("13903"))
	}
	w.desk(0, 0)
	w.desk(1, 0)
	c := w.campaign(nums, func(in *client.CampaignInput) { in.Trunk, in.CallerID, in.MaxAttempts = "auto", "", 1 })
	w.eventually(60*time.Second, func() error {
		if got := w.counts(c.ID); got.Exhausted != len(nums) {
			return fmt.Errorf("counts %+v", got)
		}
		return nil
	})
	shown := map[string]bool{}
	for _, n := range nums {
		dials := w.dials(n)
		last := dials[len(dials)-1]
		if last.Trunk != "good" || last.Outcome != "busy" || !strings.HasPrefix(last.Caller, "0105555") {
			t.Errorf("%s: %+v", n, dials)
		}
		shown[last.Caller] = true
		if _, _, attempts := w.followUpOf(n); attempts != 1 {
			t.Errorf("%s: %d attempts are counted", n, attempts)
		}
		calls := w.invites(n)
		if len(calls) != 1 || calls[0].CallerID != last.Caller {
			t.Errorf("%s: the carrier saw %+v", n, calls)
		}
		for _, d := range dials[:len(dials)-1] {
			if d.Trunk != "bad" || d.Outcome != "failed" || d.Fault != "congestion" {
				t.Errorf("%s: %+v", n, d)
			}
		}
	}
	if len(shown) < 2 {
		t.Errorf("only %v were shown to %d customers", shown, len(nums))
	}
	// Three calls are enough to leave it; those under way at that moment, and a probe now and then, come on top.
	if n := len(bad.Invites()); n < 3 || n > 6 {
		t.Errorf("%d INVITEs to the bad trunk", n)
	}
	if got := w.trunk("bad"); got.Health != "suspect" || got.Reason != "congestion" {
		t.Errorf("the bad trunk is %+v", got)
	}

	// The same customer sees the same number again.
	again := nums[0]
	was := w.dials(again)
	w.campaign([]string{again}, func(in *client.CampaignInput) { in.Name, in.Trunk, in.CallerID = "again", "good", "" })
	w.eventually(20*time.Second, func() error {
		if len(w.dials(again)) == len(was) {
			return fmt.Errorf("not dialled again")
		}
		return nil
	})
	if now := w.dials(again); now[len(now)-1].Caller != was[len(was)-1].Caller {
		t.Errorf("%s saw %s, then %s", again, was[len(was)-1].Caller, now[len(now)-1].Caller)
	}
}

// A trunk that does not answer OPTIONS is not called; when it answers again, it is.
func TestDeadTrunkRecovers(t *testing.T) {
	f := fakeTrunk(t, lab.FakeAnswers{})
	w := trunkWorld(t, 1,
		trunkYAML("first", f.Port(), "1s", "priority: 1"),
		trunkYAML("second", shared.Carrier.SIPPort, "1s", "priority: 2"))
	w.health("first", "down", 20*time.Second)
	w.health("second", "up", 20*time.Second)
	if err := w.cli("trunks", "check"); err == nil || !strings.Contains(err.Error(), "offline") {
		t.Errorf("trunks check says %v", err)
	}
	w.desk(0, 0)
	auto := func(name string) func(in *client.CampaignInput) {
		return func(in *client.CampaignInput) { in.Name, in.Trunk, in.CallerID = name, "auto", "" }
	}
	num := number("13903")
	w.campaign([]string{num}, auto("while it is dead"))
	w.eventually(20*time.Second, func() error { return w.dialledOnce(num) })
	if d := w.dials(num); d[0].Trunk != "second" || d[0].Outcome != "busy" || len(f.Invites()) > 0 {
		t.Errorf("%+v; %d INVITEs to the dead trunk", d, len(f.Invites()))
	}
	// A campaign that insists on the dead one waits, and says why.
	waits := number("13903")
	c := w.campaign([]string{waits}, func(in *client.CampaignInput) { in.Name, in.Trunk, in.CallerID = "insists", "first", "" })
	var ready struct {
		Reasons []struct{ Code, Detail string }
	}
	w.must(w.sup.Do(w.ctx, http.MethodGet, fmt.Sprintf("/campaigns/%d/readiness", c.ID), nil, &ready))
	if !slices.Contains(ready.Reasons, struct{ Code, Detail string }{"trunk_down", "no_options"}) {
		t.Errorf("readiness %+v", ready)
	}
	f.Answer(lab.FakeAnswers{Options: true, Invite: 486})
	w.health("first", "up", 20*time.Second)
	w.eventually(20*time.Second, func() error { return w.dialledOnce(waits) })
	if d := w.dials(waits); len(d) != 1 || d[0].Trunk != "first" || d[0].Outcome != "busy" || len(f.InvitesTo(waits)) != 1 {
		t.Errorf("after it came back: %+v, %d INVITEs", d, len(f.InvitesTo(waits)))
	}
	w.must(w.cli("trunks", "check"))
}

// Registration and digest authentication against the carrier, and what a wrong password looks like.
func TestTrunkAccount(t *testing.T) {
	sip := func(password string, register bool) string {
		return fmt.Sprintf(`sip: {host: "127.0.0.1:%d", user: %s, password: "%s", register: %v, from_user: true, addresses: ["127.0.0.99"]}`,
			shared.Carrier.SIPPort, lab.Account, password, register)
	}
	w := trunkWorld(t, 2,
		trunkYAML("account", 1, "30s", sip(lab.AccountPassword, true), `caller_ids: ["01066660001"]`),
		trunkYAML("wrong", 1, "30s", sip("wrong", false)))
	w.eventually(20*time.Second, func() error {
		out, err := shared.PBX.CLI(w.ctx, "pjsip show registrations")
		if err != nil || !strings.Contains(out, "Registered") {
			return fmt.Errorf("registrations: %s %w", out, err)
		}
		return nil
	})
	all := w.agents
	good, bad := number("13903"), number("13903")
	w.agents = all[:1]
	w.campaign([]string{good}, func(in *client.CampaignInput) { in.Name, in.Trunk, in.CallerID = "good", "account", "" })
	w.agents = all[1:]
	w.campaign([]string{bad}, func(in *client.CampaignInput) { in.Name, in.Trunk, in.CallerID = "bad", "wrong", "" })
	w.agents = all
	w.desk(0, 0)
	w.desk(1, 0)
	w.eventually(20*time.Second, func() error {
		if err := w.dialledOnce(good); err != nil {
			return err
		}
		return w.dialledOnce(bad)
	})
	if d := w.dials(good); d[0].Outcome != "busy" {
		t.Errorf("with the right password: %+v", d)
	}
	if calls := w.invites(good); len(calls) != 1 || calls[0].CallerID != "01066660001" {
		t.Errorf("the carrier saw %+v", calls)
	}
	if d := w.dials(bad); d[0].Outcome != "failed" || d[0].Fault != "auth" || len(w.invites(bad)) > 0 {
		t.Errorf("with a wrong password: %+v", d)
	}
}

// Concurrency and calls per second of each trunk, as the carrier counts them (R15).
func TestTrunkLimits(t *testing.T) {
	w := trunkWorld(t, 8,
		trunkYAML("one", shared.Carrier.SIPPort, "30s", "priority: 1", "max_calls: 2", "calls_per_second: 1", `caller_ids: ["01077770001"]`),
		trunkYAML("two", shared.Carrier.SIPPort, "30s", "priority: 2", "max_calls: 3", "calls_per_second: 2", `caller_ids: ["01077770002"]`))
	most := map[string]int{"01077770001": 2, "01077770002": 3}
	perSecond := map[string]int{"01077770001": 1, "01077770002": 2}
	var nums []string
	for range 20 {
		nums = append(nums, number("13904")) // rings; nobody answers
	}
	for i := range w.agents {
		w.desk(i, 0)
	}
	c := w.campaign(nums, func(in *client.CampaignInput) { in.Trunk, in.CallerID, in.RingS = "auto", "", 5 })
	w.eventually(90*time.Second, func() error {
		if got := w.counts(c.ID); got.Exhausted != len(nums) {
			return fmt.Errorf("counts %+v", got)
		}
		return nil
	})
	by := map[string][]lab.Invite{}
	for _, n := range nums {
		calls := w.invites(n)
		if len(calls) != 1 {
			t.Fatalf("%s: %d INVITEs", n, len(calls))
		}
		by[calls[0].CallerID] = append(by[calls[0].CallerID], calls[0])
	}
	for id, calls := range by {
		slices.SortFunc(calls, func(a, b lab.Invite) int { return a.Time.Compare(b.Time) })
		peak := 0
		for _, at := range calls {
			live := 0
			for _, c := range calls {
				if !c.Time.After(at.Time) && c.Ended.After(at.Time) {
					live++
				}
			}
			peak = max(peak, live)
		}
		if peak != most[id] {
			t.Errorf("%s: %d calls at once, want %d", id, peak, most[id])
		}
		// In any span of d seconds at most the rate times d, and one second's calls as a burst.
		for i := range calls {
			for j := i; j < len(calls); j++ {
				d := calls[j].Time.Sub(calls[i].Time).Seconds() + 0.3 // the way to the carrier varies, and on a busy machine when it notes the call
				if n := j - i + 1; float64(n) > float64(perSecond[id])*(d+1) {
					t.Errorf("%s: %d INVITEs within %.1f s, the rate is %d/s", id, n, d, perSecond[id])
				}
			}
		}
	}
	if len(by["01077770001"]) == 0 || len(by["01077770002"]) == 0 || len(by) != 2 {
		t.Errorf("calls by caller ID: %d, %d", len(by["01077770001"]), len(by["01077770002"]))
	}
}

// What may be spent on a trunk holds, also over a restart.
func TestTrunkSpendGuard(t *testing.T) {
	w := trunkWorld(t, 1, trunkYAML("cheap", shared.Carrier.SIPPort, "30s", "limits: {calls_per_hour: 3}"))
	var nums []string
	for range 6 {
		nums = append(nums, number("13903"))
	}
	w.desk(0, 0)
	c := w.campaign(nums, func(in *client.CampaignInput) { in.Trunk, in.CallerID = "cheap", "" })
	total := func() (n int) {
		for _, num := range nums {
			n += len(w.invites(num))
		}
		return n
	}
	w.eventually(20*time.Second, func() error {
		if got := w.trunk("cheap"); !got.Spent || got.CallsToday != 3 || total() != 3 {
			return fmt.Errorf("%+v, %d INVITEs", got, total())
		}
		return nil
	})
	w.must(w.node.Stop(w.ctx))
	w.must(w.node.Start(w.ctx))
	w.sup, w.qa = w.login("boss"), w.login("qa")
	w.desk(0, 0)
	w.eventually(20*time.Second, func() error {
		if got := w.trunk("cheap"); !got.Spent {
			return fmt.Errorf("%+v", got)
		}
		return nil
	})
	var ready struct{ Reasons []struct{ Code string } }
	w.must(w.sup.Do(w.ctx, http.MethodGet, fmt.Sprintf("/campaigns/%d/readiness", c.ID), nil, &ready))
	if !slices.Contains(ready.Reasons, struct{ Code string }{"trunk_spent"}) {
		t.Errorf("readiness %+v", ready)
	}
	time.Sleep(2 * time.Second) // some turns of the runner
	if n := total(); n != 3 {
		t.Errorf("%d INVITEs in this hour", n)
	}
}

// Numbers and caller IDs that got into the database around every check: no INVITE leaves, and the follow-up says why.
func TestBadNumbersNeverLeave(t *testing.T) {
	bad := []string{
		"+869001234567", "+8616812345678", "+19005550123", "+97912345678", "+882123456789", "+442071234567", "+8816123456789", "+18765550123",
		"+86110", "+8612110", "+86120", "+8695588", "110", "119", "00442071234567", "008613900000001", "+00442071234567", "95588", "+8601016890000",
		"13900000001;ext=9", "13900000001,1", "13900000001&PJSIP/13900000002@carrier", "13900000001@127.0.0.1:5060", "<sip:13900000001@127.0.0.1>",
		"13900000001\r\nX-Evil: 1", "13900000001\n", "${EXTEN}", "$(id)13900000001", `"13900000001"`, "13900000001|9", "*21*13900000001#", "13900000001#",
		"+8613900000001 ", " +8613900000001", "Local/13900000001@default", "139000000012345", "sip:13900000001", "1390000000１", "+86139%30000001",
	}
	w := newWorld(t, 3, nil)
	before, err := shared.Carrier.Invites()
	w.must(err)
	fine := number("13903")
	c := w.campaign([]string{fine}, func(in *client.CampaignInput) { in.Name = "numbers" })
	_, err = w.sup.Act(w.ctx, c.ID, "pause")
	w.must(err)
	_, err = w.db.Exec(w.ctx, `alter table contact drop constraint if exists contact_phone_check`)
	w.must(err)
	for i, n := range bad {
		_, err := w.db.Exec(w.ctx, `
			with ct as (insert into contact (list_id, line, name, phone) select list_id, 1000 + $2, 'bad', $1 from campaign where id = $3 returning id)
			insert into follow_up (campaign_id, contact_id, phone) select $3, ct.id, $1 from ct`, n, i, c.ID)
		w.must(err)
	}
	ids := []string{"1;x=y", "0106234\r\nX-Evil: 1", `"Bank" <sip:95588@x>`, "110", "12", "${X}", "0106234567890123456789012"}
	for i, id := range ids {
		c := w.campaign([]string{number("13903")}, func(in *client.CampaignInput) { in.Name = fmt.Sprintf("caller %d", i) })
		_, err = w.sup.Act(w.ctx, c.ID, "pause")
		w.must(err)
		_, err = w.db.Exec(w.ctx, `update campaign set caller_id = $1 where id = $2`, id, c.ID)
		w.must(err)
		_, err = w.sup.Act(w.ctx, c.ID, "start")
		w.must(err)
	}
	_, err = w.sup.Act(w.ctx, c.ID, "start")
	w.must(err)
	for i := range w.agents {
		w.desk(i, 0)
	}
	w.eventually(60*time.Second, func() error {
		var open int
		w.must(w.db.QueryRow(w.ctx, `select count(*) from follow_up f where campaign_id = $1 and (state = 'live' or state = 'waiting' and due_at < now() + interval '5 minutes')`, c.ID).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d have not been tried", open)
		}
		return nil
	})
	after, err := shared.Carrier.Invites()
	w.must(err)
	for _, i := range after[len(before):] {
		if i.Number != fine {
			t.Errorf("INVITE to %q as %q", i.Number, i.CallerID)
		}
	}
	if len(after) == len(before) {
		t.Error("the number that is fine was not dialled either")
	}
	for _, n := range bad {
		var state, reason, why string
		w.must(w.db.QueryRow(w.ctx, `select f.state, f.reason, coalesce((select max(a.end_detail) from attempt a where a.follow_up_id = f.id), '') from follow_up f where f.phone = $1`, n).Scan(&state, &reason, &why))
		if state == "exhausted" && strings.HasPrefix(reason, "number_") || state == "waiting" && strings.HasPrefix(why, "number_") {
			continue
		}
		t.Errorf("%q: %s %q, attempt ended with %q", n, state, reason, why)
	}
}
