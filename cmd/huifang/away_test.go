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
