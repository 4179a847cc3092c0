package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// After kill -9 in the middle of calls: answered calls are kept for their agents, ringing ones are hung up, every attempt
// has one outcome, no number is dialled twice.
func TestKill9(t *testing.T) {
	w := newWorld(t, 5, nil)
	talking := []string{number("13900"), number("13900")}
	ringing := []string{number("13904"), number("13904"), number("13904")}
	var desks []*client.Desk
	for i := range 5 {
		desks = append(desks, w.desk(i, agentTone))
	}
	w.campaign(append(append([]string{}, talking...), ringing...), func(in *client.CampaignInput) { in.RingS = 60 })
	w.eventually(15*time.Second, func() error {
		talk, ring := 0, 0
		for _, d := range desks {
			if c := d.Snapshot().Call; c != nil && c.Phase == "talking" {
				talk++
			} else if c != nil && c.Phase == "ringing" {
				ring++
			}
		}
		if talk != 2 || ring != 3 {
			return fmt.Errorf("%d talk, %d ring", talk, ring)
		}
		return nil
	})
	time.Sleep(1500 * time.Millisecond) // something to be recorded
	var mine int                        // a desk that talks
	var attempt int64
	for i, d := range desks {
		if c := d.Snapshot().Call; c.Phase == "talking" {
			mine, attempt = i, c.Attempt
		}
	}

	w.must(w.node.Kill9(w.ctx))
	killed := time.Now()
	w.must(w.node.Start(w.ctx))
	// Within 5 s of the start: the ringing ones are ended at the carrier and in the database.
	for _, num := range ringing {
		inv, err := shared.Carrier.WaitInvite(w.within(5*time.Second), num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
		w.must(err)
		if inv.EndedBy != "caller" || inv.Ended.Before(killed) {
			t.Errorf("%s ended by %s at %s, killed at %s", num, inv.EndedBy, inv.Ended, killed)
		}
	}
	w.eventually(5*time.Second, func() error {
		ended := 0
		for _, a := range w.attempts() {
			if a.Outcome != nil && *a.Outcome == "interrupted" {
				ended++
			}
		}
		if ended != 3 {
			return fmt.Errorf("%d attempts interrupted: %+v", ended, w.attempts())
		}
		return nil
	})
	// The answered one is there for its agent: a new page, audio both ways.
	d, err := w.login(fmt.Sprintf("agent%d", mine)).Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = d.Close() })
	w.must(d.Attach(w.ctx, 700))
	call, err := d.Answered(w.within(8 * time.Second))
	w.must(err)
	if call.Attempt != attempt {
		t.Fatalf("the desk has attempt %d, had %d", call.Attempt, attempt)
	}
	w.must(d.Hears(w.within(5*time.Second), customerTone))
	back := time.Since(killed)
	time.Sleep(1500 * time.Millisecond)
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	t.Logf("audio back %s after the kill", back)

	// The other one's agent does not come back: ended by rule after the grace period.
	list := w.allEnded(5, 40*time.Second)
	answered := 0
	for _, a := range list {
		if *a.Outcome == "answered" {
			answered++
		}
	}
	if answered != 2 {
		t.Errorf("%d answered: %+v", answered, list)
	}
	w.noDoubleDial(append(talking, ringing...))
	for _, num := range append(talking, ringing...) {
		if n := len(w.invites(num)); n != 1 {
			t.Errorf("%s: %d INVITEs", num, n)
		}
	}
	// The customer heard the agent before and after.
	var num string
	for _, a := range list {
		if a.ID == attempt {
			num = strings.TrimPrefix(a.Phone, "+86")
		}
	}
	inv, err := shared.Carrier.WaitInvite(w.ctx, num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	length := inv.Ended.Sub(inv.Answered)
	if before, after := w.heard(inv.Heard, 300*time.Millisecond, 1200*time.Millisecond, agentTone), w.heard(inv.Heard, length-1300*time.Millisecond, length-400*time.Millisecond, 700); before < 0.6 || after < 0.6 {
		t.Errorf("customer heard the agent: before the kill %.2f, after %.2f", before, after)
	}
	// Both parts of the recording are there; the cut one is readable.
	det := w.detail(attempt)
	if len(det.Recordings) != 2 || det.Recordings[0].State != "partial" || det.Recordings[1].State != "complete" {
		t.Fatalf("recordings %+v", det.Recordings)
	}
	if ms := det.Recordings[0].DurationMS; ms < 1000 {
		t.Errorf("%d ms kept of the part before the kill", ms)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	if share := lab.ToneShare(channels[1][rate/4:rate], rate, customerTone); share < 0.6 {
		t.Errorf("customer's tone in the part before the kill: %.2f", share)
	}
}

// Kill -9 again and again while calls are being placed: whatever the moment, no number is dialled twice.
func TestKill9WhileDialling(t *testing.T) {
	w := newWorld(t, 4, nil)
	var nums []string
	for range 40 {
		nums = append(nums, number("13903"))
	}
	w.campaign(nums, nil)
	for round := range 4 {
		for i := range 4 {
			d, err := w.login(fmt.Sprintf("agent%d", i)).Desk(w.ctx, true)
			w.must(err)
			t.Cleanup(func() { _ = d.Close() })
			w.must(d.Attach(w.ctx, 0))
			w.must(d.Ready(w.ctx))
		}
		time.Sleep(time.Duration(150+170*round) * time.Millisecond)
		w.must(w.node.Kill9(w.ctx))
		w.must(w.node.Start(w.ctx))
	}
	for i := range 4 {
		d, err := w.login(fmt.Sprintf("agent%d", i)).Desk(w.ctx, true)
		w.must(err)
		t.Cleanup(func() { _ = d.Close() })
		w.must(d.Attach(w.ctx, 0))
		w.must(d.Ready(w.ctx))
	}
	w.eventually(60*time.Second, func() error {
		var open int
		w.must(w.db.QueryRow(w.ctx, `select count(*) from follow_up where state in ('waiting','live')`).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d follow-ups open", open)
		}
		return nil
	})
	w.noDoubleDial(nums)
	for _, num := range nums {
		if n := len(w.invites(num)); n > 1 {
			t.Errorf("%s: %d INVITEs with one attempt allowed", num, n)
		}
	}
}

// Two processes on one database and one Asterisk, each with agents: no number is dialled twice.
func TestTwoRunners(t *testing.T) {
	w := newWorld(t, 6, nil)
	second := w.start(lab.NodeOptions{Name: "second", Index: 1, Binary: binary, Database: w.opts.Database})
	var nums []string
	for range 60 {
		nums = append(nums, number("13903"))
	}
	for i := range 3 {
		w.deskAt(w.node, i, 0)
		w.deskAt(second, 3+i, 0)
	}
	w.campaign(nums, nil)
	list := w.allEnded(60, 60*time.Second)
	per := map[int64]int{}
	for _, a := range list {
		per[*a.Agent]++
	}
	if len(per) != 6 {
		t.Errorf("only %d of 6 agents had calls", len(per))
	}
	for _, num := range nums {
		if n := len(w.invites(num)); n != 1 {
			t.Errorf("%s: %d INVITEs", num, n)
		}
	}
	w.noDoubleDial(nums)
}

// proxy is a TCP relay whose connections can be cut and refused.
type proxy struct {
	net.Listener
	target string

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]struct{}
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, target: target, conns: map[net.Conn]struct{}{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { p.relay(c) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); p.set(true); wg.Wait() })
	return p
}

func (p *proxy) relay(c net.Conn) {
	p.mu.Lock()
	if p.cut {
		p.mu.Unlock()
		_ = c.Close()
		return
	}
	up, err := net.Dial("tcp", p.target)
	if err != nil {
		p.mu.Unlock()
		_ = c.Close()
		return
	}
	p.conns[c], p.conns[up] = struct{}{}, struct{}{}
	p.mu.Unlock()
	done := make(chan struct{})
	go func() { defer close(done); _, _ = io.Copy(up, c); _ = up.Close() }()
	_, _ = io.Copy(c, up)
	_ = c.Close()
	<-done
	p.mu.Lock()
	delete(p.conns, c)
	delete(p.conns, up)
	p.mu.Unlock()
}

// set cuts all connections and refuses new ones, or lets them pass again.
func (p *proxy) set(cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = cut
	if cut {
		for c := range p.conns {
			_ = c.Close()
		}
	}
}

// The connection to ARI is cut again and again in the middle of dialling and talking.
func TestARICut(t *testing.T) {
	u, err := url.Parse(shared.PBX.ARIURL())
	if err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, u.Host)
	w := newWorld(t, 4, func(o *lab.NodeOptions) { o.ARIURL = "http://" + p.Addr().String() + "/ari" })
	talk := number("13900")
	d := w.desk(0, agentTone)
	w.campaign([]string{talk}, func(in *client.CampaignInput) { in.Name = "talk"; in.AgentIDs = w.agents[:1] })
	call, err := d.Answered(w.ctx)
	w.must(err)
	var nums []string
	for range 40 {
		nums = append(nums, number("13903"))
	}
	for i := 1; i < 4; i++ {
		w.desk(i, 0)
	}
	w.campaign(nums, func(in *client.CampaignInput) { in.AgentIDs = w.agents[1:] })
	for i := range 4 {
		time.Sleep(time.Duration(300+110*i) * time.Millisecond)
		p.set(true)
		time.Sleep(700 * time.Millisecond)
		if s := d.Snapshot(); i == 0 && s.Notice != "asterisk_down" {
			t.Errorf("the desk does not say that Asterisk is away: %+v", s)
		}
		p.set(false)
	}
	// The conversation has lived through all of it.
	w.must(d.Hears(w.within(3*time.Second), customerTone))
	if s := d.Snapshot(); s.Call == nil || s.Call.Attempt != call.Attempt || s.Call.Phase != "talking" {
		t.Fatalf("conversation %+v", s.Call)
	}
	w.eventually(60*time.Second, func() error {
		var open int
		w.must(w.db.QueryRow(w.ctx, `select count(*) from follow_up where state in ('waiting','live')`).Scan(&open))
		if open > 1 { // the conversation
			return fmt.Errorf("%d follow-ups open", open)
		}
		return nil
	})
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.allEnded(1, 10*time.Second)
	w.noDoubleDial(append(nums, talk))
	for _, num := range nums {
		if n := len(w.invites(num)); n > 1 {
			t.Errorf("%s: %d INVITEs with one attempt allowed", num, n)
		}
	}
}

// Asterisk dies and comes back: calls end by rule, nobody is stuck, and work goes on.
func TestAsteriskKilled(t *testing.T) {
	w := newWorld(t, 1, nil)
	first, second := number("13900"), number("13910")
	d := w.desk(0, agentTone)
	w.campaign([]string{first}, func(in *client.CampaignInput) { in.Name = "first" })
	call, err := d.Answered(w.ctx)
	w.must(err)
	time.Sleep(time.Second)
	w.must(shared.PBX.Kill9(w.ctx))
	_, err = d.Wait(w.within(5*time.Second), func(s dialer.Snapshot) bool { return s.Notice == "asterisk_down" })
	w.must(err)
	// The agent need not wait for Asterisk to get out of the call.
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(d.Dispose(w.ctx, call.Attempt, "completed", nil, false))
	w.waitState(d, dialer.AgentReady)

	w.must(shared.PBX.Start(w.ctx))
	list := w.allEnded(1, 15*time.Second)
	if *list[0].Outcome != "answered" {
		t.Errorf("outcome %s", *list[0].Outcome)
	}
	det := w.detail(list[0].ID)
	if len(det.Recordings) != 1 || det.Recordings[0].State != "complete" {
		t.Errorf("recordings %+v", det.Recordings)
	}
	w.campaign([]string{second}, func(in *client.CampaignInput) { in.Name = "second" })
	if _, err := d.Answered(w.within(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if n := len(w.invites(first)); n != 1 {
		t.Errorf("%d INVITEs to the first number", n)
	}
}

// Reloading the page in a call gives the audio back with the customer still there.
func TestReload(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13900")
	d := w.desk(0, agentTone)
	w.campaign([]string{num}, nil)
	call, err := d.Answered(w.ctx)
	w.must(err)
	w.must(d.Hears(w.within(2*time.Second), customerTone))
	w.must(d.Close())
	began := time.Now()
	again, err := d.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = again.Close() })
	if s := again.Snapshot(); s.State != dialer.AgentOnCall || s.Call.Attempt != call.Attempt {
		t.Fatalf("after the reload: %s %+v", s.State, s.Call)
	}
	w.must(again.Attach(w.ctx, 700))
	w.must(again.Hears(w.within(3*time.Second), customerTone))
	t.Logf("audio back after %s", time.Since(began))
	time.Sleep(1500 * time.Millisecond)
	_, err = again.Say(w.ctx, "hangup", nil)
	w.must(err)
	inv, err := shared.Carrier.WaitInvite(w.ctx, num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	length := inv.Ended.Sub(inv.Answered)
	if share := w.heard(inv.Heard, length-1200*time.Millisecond, length-300*time.Millisecond, 700); share < 0.6 {
		t.Errorf("customer hears the reloaded page: %.2f", share)
	}
	// A reload does not skip the disposition either.
	w.waitState(again, dialer.AgentWrapUp)
	w.must(again.Close())
	third, err := d.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = third.Close() })
	w.waitState(third, dialer.AgentWrapUp)
}

func TestSecondLogin(t *testing.T) {
	w := newWorld(t, 1, nil)
	d := w.desk(0, 0)
	other := w.login("agent0")
	if refused, err := other.Desk(w.within(5*time.Second), false); err == nil {
		t.Fatalf("a second page was taken: %+v", refused.Snapshot())
	}
	taken, err := other.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = taken.Close() })
	w.eventually(5*time.Second, func() error {
		if code := d.CloseCode(); code != 4001 {
			return fmt.Errorf("close code %d", code)
		}
		return nil
	})
	if s := taken.Snapshot(); s.State != dialer.AgentReady {
		t.Errorf("state %s after the take-over", s.State)
	}
}

// SIGTERM: no new calls, the conversation may end; what goes on longer is adopted by the next start.
func TestDrain(t *testing.T) {
	w := newWorld(t, 1, func(o *lab.NodeOptions) { o.Drain = "3s" })
	num := number("13900")
	d := w.desk(0, agentTone)
	w.campaign([]string{num, number("13903")}, nil)
	call, err := d.Answered(w.ctx)
	w.must(err)
	w.must(w.node.Signal(syscall.SIGTERM))
	w.eventually(12*time.Second, func() error {
		if w.node.Running() {
			return fmt.Errorf("still running")
		}
		return nil
	})
	if inv := w.invites(num); !inv[0].Ended.IsZero() {
		t.Fatal("the stopping service hung up the conversation")
	}
	w.must(w.node.Start(w.ctx))
	again, err := d.Desk(w.ctx, true)
	w.must(err)
	t.Cleanup(func() { _ = again.Close() })
	w.must(again.Attach(w.ctx, agentTone))
	w.must(again.Hears(w.within(6*time.Second), customerTone))
	_, err = again.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(again, dialer.AgentWrapUp)
	if n := len(w.attempts()); n != 1 {
		t.Errorf("%d attempts: a stopping service dialled on", n)
	}
	det := w.detail(call.Attempt)
	if len(det.Recordings) < 1 || det.Recordings[0].State != "partial" || det.Recordings[0].Reason != "service_stopped" {
		t.Errorf("recordings %+v", det.Recordings)
	}
}

// Postgres is away in the middle of a call: the call goes on, and what happened is stored when it is back.
func TestDatabaseAway(t *testing.T) {
	w := newWorld(t, 1, nil)
	num := number("13913")
	d := w.desk(0, agentTone)
	w.campaign([]string{num}, nil)
	_, err := d.Answered(w.ctx)
	w.must(err)
	w.must(shared.Postgres.Kill9(w.ctx))
	time.Sleep(2 * time.Second)
	w.must(d.Hears(w.within(2*time.Second), customerTone))
	_, err = d.Say(w.ctx, "hangup", nil)
	w.must(err)
	w.waitState(d, dialer.AgentWrapUp)
	w.must(shared.Postgres.Start(w.ctx))
	w.db.Reset()
	list := w.allEnded(1, 20*time.Second)
	if *list[0].Outcome != "answered" || *list[0].HungUpBy != "agent" {
		t.Fatalf("stored %+v", list[0])
	}
	det := w.detail(list[0].ID)
	if len(det.Recordings) != 1 || det.Recordings[0].State != "complete" {
		t.Errorf("recordings %+v", det.Recordings)
	}
	w.must(d.Dispose(w.ctx, list[0].ID, "completed", nil, false))
	w.waitState(d, dialer.AgentReady)
}

// Redis is away: dialling goes on, readiness says so.
func TestRedisAway(t *testing.T) {
	w := newWorld(t, 1, nil)
	w.must(shared.Redis.Kill9(w.ctx))
	t.Cleanup(func() {
		if err := shared.Redis.Start(context.Background()); err != nil {
			t.Error(err)
		}
	})
	num := number("13903")
	w.desk(0, 0)
	w.campaign([]string{num}, nil)
	w.allEnded(1, 15*time.Second)
	if n := len(w.invites(num)); n != 1 {
		t.Fatalf("%d INVITEs", n)
	}
	resp, err := http.Get(w.node.URL + "/readyz")
	w.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	w.must(err)
	if resp.StatusCode != http.StatusOK || !strings.Contains(string(text), `"redis"`) || !strings.Contains(string(text), "degraded") {
		t.Errorf("readyz: %s %s", resp.Status, text)
	}
}

// Asterisk hangs (stopped, not dead) in the middle of dialling: replies that do not come are never answered by a second
// dial.
func TestAsteriskHangs(t *testing.T) {
	w := newWorld(t, 4, nil)
	var nums []string
	for range 24 {
		nums = append(nums, number("13903"))
	}
	for i := range 4 {
		w.desk(i, 0)
	}
	w.campaign(nums, nil)
	for i := range 3 {
		time.Sleep(time.Duration(180+70*i) * time.Millisecond)
		w.must(shared.PBX.Signal(syscall.SIGSTOP))
		time.Sleep(4 * time.Second) // longer than a command may take
		w.must(shared.PBX.Signal(syscall.SIGCONT))
	}
	w.eventually(60*time.Second, func() error {
		var open int
		w.must(w.db.QueryRow(w.ctx, `select count(*) from follow_up where state in ('waiting','live')`).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d follow-ups open", open)
		}
		return nil
	})
	w.noDoubleDial(nums)
	for _, num := range nums {
		if n := len(w.invites(num)); n > 1 {
			t.Errorf("%s: %d INVITEs with one attempt allowed", num, n)
		}
	}
}

// The service starts without Asterisk, says what is missing, and dials when it is there.
func TestStartWithoutAsterisk(t *testing.T) {
	if err := shared.PBX.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := shared.PBX.Start(context.Background()); err != nil {
			t.Error(err)
		}
	})
	w := newWorld(t, 1, nil)
	resp, err := http.Get(w.node.URL + "/readyz")
	w.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	w.must(err)
	if !strings.Contains(string(text), "asterisk at "+shared.PBX.ARIURL()) {
		t.Errorf("readyz does not say where Asterisk is missed: %s", text)
	}
	d, err := w.login("agent0").Desk(w.ctx, false)
	w.must(err)
	t.Cleanup(func() { _ = d.Close() })
	w.must(d.Attach(w.ctx, 0))
	if s := d.Snapshot(); s.Notice != "asterisk_down" || s.Line {
		t.Errorf("the desk does not know: %+v", s)
	}
	num := number("13903")
	c := w.campaign([]string{num}, nil)
	var r readiness
	w.must(w.sup.Do(w.ctx, http.MethodGet, fmt.Sprintf("/campaigns/%d/readiness", c.ID), nil, &r))
	if !r.has("asterisk_down") {
		t.Errorf("readiness %+v", r)
	}
	w.must(shared.PBX.Start(w.ctx))
	w.must(d.Ready(w.ctx))
	w.allEnded(1, 15*time.Second)
	if n := len(w.invites(num)); n != 1 {
		t.Errorf("%d INVITEs", n)
	}
}

// Without Postgres or with a wrong address the service ends with an error that says what and where.
func TestStartErrors(t *testing.T) {
	w := newWorld(t, 0, nil)
	for _, tc := range []struct{ name, old, new, want string }{
		{"port in use", "", "", "http.listen 127.0.0.1"},
		{"unknown key", "region: CN", "regoin: CN", "field regoin not found"},
		{"recordings not writable", "dir: " + w.node.RecordingsDir, "dir: /proc/nowhere", "recordings.dir"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raw, err := os.ReadFile(w.node.ConfigFile)
			w.must(err)
			text := strings.Replace(string(raw), tc.old, tc.new, 1)
			if tc.name != "port in use" {
				text = strings.ReplaceAll(text, "listen: 127.0.0.1:", "listen: 127.0.0.2:")
			}
			file := filepath.Join(t.TempDir(), "huifang.yaml")
			w.must(os.WriteFile(file, []byte(text), 0o600))
			out, err := exec.CommandContext(w.within(20*time.Second), binary, "-c", file, "serve").CombinedOutput()
			if err == nil || !strings.Contains(string(out), tc.want) {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
