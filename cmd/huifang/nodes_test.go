package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
	"huifang/web/live"
)

// Two nodes, each with an Asterisk of its own, on one database, one Redis and one carrier.

// tookOver is within what a node that died must have been taken over: lease, and some rounds on a busy machine.
const tookOver = 20 * time.Second

type pair struct {
	*world
	second *lab.Node
}

// newPair starts two nodes; change is applied to both.
func newPair(t *testing.T, agents int, change func(first bool, o *lab.NodeOptions)) *pair {
	t.Helper()
	p := &pair{}
	var other lab.NodeOptions
	p.world = newWorld(t, agents, func(o *lab.NodeOptions) {
		other = *o
		other.Name, other.Index, other.ARIURL = o.Name+"b", 1, shared.Second.ARIURL()
		o.Peers = []lab.NodeOptions{{Name: other.Name, Index: 1, ARIURL: shared.Second.ARIURL()}}
		other.Peers = []lab.NodeOptions{{Name: o.Name, ARIURL: shared.PBX.ARIURL()}}
		if change != nil {
			change(true, o)
			change(false, &other)
		}
	})
	p.second = p.start(other)
	t.Cleanup(func() {
		if shared.Second.Running() {
			if _, err := shared.Second.CLI(context.Background(), "channel request hangup all"); err != nil {
				t.Log(err)
			}
		}
	})
	// Each knows that the other's Asterisk is there.
	for _, n := range []*lab.Node{p.node, p.second} {
		p.eventually(10*time.Second, func() error {
			s := p.picture(n)
			if len(s.Nodes) != 2 || s.Nodes[0].State != "up" || s.Nodes[1].State != "up" || !s.Nodes[0].Seen || !s.Nodes[1].Seen {
				return fmt.Errorf("nodes %+v", s.Nodes)
			}
			return nil
		})
	}
	return p
}

// picture is the dialer's part of the live picture as a node shows it.
func (p *pair) picture(n *lab.Node) dialer.Status {
	p.t.Helper()
	return p.live(n).Dialer
}

// live is the live picture as a node shows it.
func (p *pair) live(n *lab.Node) live.Live {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	resp, err := p.loginAt(n, "boss").Raw(ctx, http.MethodGet, "/live", nil)
	p.must(err)
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var l live.Live
			p.must(json.Unmarshal([]byte(text), &l))
			return l
		}
	}
	p.t.Fatalf("no live picture: %v", lines.Err())
	return live.Live{}
}

// hurry makes what waits due now.
func (p *pair) hurry() {
	p.t.Helper()
	_, err := p.db.Exec(p.ctx, `update follow_up set due_at = now() where state = 'waiting'`)
	p.must(err)
}

// perNode counts the attempts of each node.
func (p *pair) perNode() map[string]int {
	p.t.Helper()
	rows, err := p.db.Query(p.ctx, `select node, count(*) from attempt group by node`)
	p.must(err)
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var node string
		var n int
		p.must(rows.Scan(&node, &n))
		out[node] = n
	}
	p.must(rows.Err())
	return out
}

// refusedAt opens an agent's page that must be refused, and returns the close code.
func (p *pair) refusedAt(n *lab.Node, agent int, takeOver bool) {
	p.t.Helper()
	d, err := p.loginAt(n, fmt.Sprintf("agent%d", agent)).Desk(p.within(10*time.Second), takeOver)
	if err == nil {
		_ = d.Close()
		p.t.Fatalf("agent %d got a second page: %+v", agent, d.Snapshot())
	}
}

// seatAt seats an agent with audio, waiting for a seat elsewhere to be free, and goes ready.
func (p *pair) seatAt(n *lab.Node, agent int, limit time.Duration) *client.Desk {
	p.t.Helper()
	var d *client.Desk
	c := p.loginAt(n, fmt.Sprintf("agent%d", agent))
	p.eventually(limit, func() (err error) {
		d, err = c.Desk(p.within(5*time.Second), true)
		return err
	})
	p.t.Cleanup(func() { _ = d.Close() })
	p.must(d.Attach(p.ctx, 0))
	return d
}

// Both nodes dial one campaign; nobody is called twice, and the trunk's limits hold over both, as the carrier sees it. Agents
// stay where they sit, whichever node their page comes to.
func TestTwoNodes(t *testing.T) {
	const maxCalls, perSecond = 3, 6
	p := newPair(t, 6, func(_ bool, o *lab.NodeOptions) { o.MaxCalls, o.PerSecond = maxCalls, perSecond })
	for i := range 6 {
		p.deskAt([]*lab.Node{p.node, p.second}[i%2], i, 0)
	}
	p.eventually(5*time.Second, func() error {
		for _, n := range []*lab.Node{p.node, p.second} {
			s, at := p.picture(n), map[string]int{}
			for _, a := range s.Agents {
				if a.State == dialer.AgentReady {
					at[a.Node]++
				}
			}
			if len(s.Agents) != 6 || at[p.node.Name] != 3 || at[p.second.Name] != 3 {
				return fmt.Errorf("%s shows %+v", n.Name, s.Agents)
			}
		}
		return nil
	})
	var nums []string
	for range 24 {
		nums = append(nums, number("13905"))
	}
	p.campaign(nums, nil)
	p.allEnded(len(nums), 60*time.Second)
	p.noDoubleDial(nums)
	var calls []lab.Invite
	for _, num := range nums {
		list := p.invites(num)
		if len(list) != 1 {
			t.Errorf("%s: %d INVITEs", num, len(list))
		}
		calls = append(calls, list...)
	}
	if per := p.perNode(); per[p.node.Name] < 4 || per[p.second.Name] < 4 {
		t.Errorf("calls are not spread: %v", per)
	}
	most, burst := 0, 0
	for _, c := range calls {
		together, second := 0, 0
		for _, o := range calls {
			if !o.Time.After(c.Time) && (o.Ended.IsZero() || o.Ended.After(c.Time)) {
				together++
			}
			if !o.Time.Before(c.Time) && o.Time.Before(c.Time.Add(time.Second)) {
				second++
			}
		}
		most, burst = max(most, together), max(burst, second)
	}
	t.Logf("at most %d calls at once, %d in a second", most, burst)
	if most > maxCalls {
		t.Errorf("%d calls at once on a trunk of %d", most, maxCalls)
	}
	if burst > 2*perSecond { // a second's burst and a second's rate
		t.Errorf("%d calls in a second on a trunk of %d", burst, perSecond)
	}
}

// An agent has one page over all nodes; a page that comes to another node than his is passed on, with its conversation.
func TestAgentStaysAtHisNode(t *testing.T) {
	p := newPair(t, 1, nil)
	num := number("13900")
	d := p.deskAt(p.node, 0, agentTone)
	p.campaign([]string{num}, nil)
	call, err := d.Answered(p.ctx)
	p.must(err)
	p.refusedAt(p.second, 0, false)
	c := p.loginAt(p.second, "agent0")
	taken, err := c.Desk(p.within(10*time.Second), true)
	p.must(err)
	t.Cleanup(func() { _ = taken.Close() })
	p.eventually(5*time.Second, func() error {
		if code := d.CloseCode(); code != 4001 {
			return fmt.Errorf("close code %d of the first page", code)
		}
		return nil
	})
	if s := taken.Snapshot(); s.State != dialer.AgentOnCall || s.Call.Attempt != call.Attempt {
		t.Fatalf("the page at the other node shows %s, %+v", s.State, s.Call)
	}
	p.must(taken.Attach(p.ctx, agentTone))
	p.must(taken.Hears(p.within(5*time.Second), customerTone))
	// A supervisor's page at the other node reaches him too.
	coach, err := p.loginAt(p.second, "boss").Coach(p.ctx, 0, p.agents[0])
	p.must(err)
	t.Cleanup(func() { _ = coach.Close() })
	p.say(coach, "listen", map[string]any{"agent_id": p.agents[0]})
	p.hears("supervisor at the other node", coach.Audio, "agent customer")
	_, err = taken.Say(p.ctx, "hangup", nil)
	p.must(err)
	p.waitState(taken, dialer.AgentWrapUp)
	// The disposition goes the same way: his desk knows of it.
	p.must(taken.Dispose(p.ctx, call.Attempt, "completed", nil, false))
	p.waitState(taken, dialer.AgentReady)

	// His node's Asterisk dies: then he may sit down at the other one.
	p.must(shared.PBX.Kill9(p.ctx))
	t.Cleanup(func() {
		if err := shared.PBX.Start(context.Background()); err != nil {
			t.Error(err)
		}
	})
	p.eventually(10*time.Second, func() error {
		for _, n := range p.picture(p.second).Nodes {
			if n.Name == p.node.Name && n.State != "no_asterisk" {
				return fmt.Errorf("node %+v", n)
			}
		}
		return nil
	})
	moved, err := c.Desk(p.within(10*time.Second), true)
	p.must(err)
	t.Cleanup(func() { _ = moved.Close() })
	p.must(moved.Attach(p.ctx, agentTone))
	p.must(moved.Ready(p.ctx))
	again := number("13900")
	p.campaign([]string{again}, func(in *client.CampaignInput) { in.Name = "again" })
	if _, err = moved.Answered(p.within(15 * time.Second)); err != nil {
		t.Fatal(err)
	}
	p.eventually(5*time.Second, func() error {
		if code := taken.CloseCode(); code != 4001 {
			return fmt.Errorf("close code %d of the page at the first node", code)
		}
		return nil
	})
}

// Kill -9 of a node in the middle of dialling, ringing and talking, and nobody starts it again: the other one hangs up what
// rings, the follow-ups go on there, its agents get them, the conversation ends by rule and keeps its wrap-up.
func TestNodeKilled(t *testing.T) {
	p := newPair(t, 6, nil)
	talk := number("13900")
	ringing := []string{number("13904"), number("13904")}
	var busy []string
	for range 40 {
		busy = append(busy, number("13903"))
	}
	d := p.deskAt(p.node, 0, agentTone)
	for i := 1; i < 4; i++ {
		p.deskAt(p.node, i, 0)
	}
	p.campaign([]string{talk}, func(in *client.CampaignInput) { in.Name, in.AgentIDs = "talk", p.agents[:1] })
	talked, err := d.Answered(p.ctx)
	p.must(err)
	p.campaign(ringing, func(in *client.CampaignInput) { in.Name, in.RingS, in.MaxAttempts = "ring", 60, 2 })
	for _, num := range ringing {
		_, err := shared.Carrier.WaitInvite(p.within(15*time.Second), num, func(i lab.Invite) bool { return !i.Rang.IsZero() })
		p.must(err)
	}
	for i := 4; i < 6; i++ {
		p.deskAt(p.second, i, 0)
	}
	p.campaign(busy, func(in *client.CampaignInput) { in.Name, in.MaxAttempts = "busy", 2 })
	time.Sleep(400 * time.Millisecond)
	p.must(p.node.Kill9(p.ctx))
	killed := time.Now()

	for _, num := range ringing {
		inv, err := shared.Carrier.WaitInvite(p.within(tookOver), num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
		p.must(err)
		if inv.EndedBy != "caller" || inv.Ended.Before(killed) {
			t.Errorf("%s ended by %s at %s, killed at %s", num, inv.EndedBy, inv.Ended, killed)
		}
	}
	t.Logf("ringing phones were hung up %s after the kill", time.Since(killed).Round(100*time.Millisecond))
	p.eventually(5*time.Second, func() error {
		var open int
		p.must(p.db.QueryRow(p.ctx, `select count(*) from attempt where node = $1 and ended_at is null and answered_at is null`, p.node.Name).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d unanswered attempts of the dead node are open", open)
		}
		return nil
	})
	if inv := p.invites(talk); !inv[0].Ended.IsZero() && inv[0].Ended.Sub(killed) < 12*time.Second {
		t.Errorf("the conversation was hung up %s after the kill: a restart might have adopted it", inv[0].Ended.Sub(killed))
	}
	p.hurry()
	for _, num := range ringing {
		p.eventually(20*time.Second, func() error {
			if n := len(p.invites(num)); n != 2 {
				return fmt.Errorf("%s: %d INVITEs", num, n)
			}
			return nil
		})
	}
	// The agent of the conversation, which is given up, finds his wrap-up at the other node.
	inv, err := shared.Carrier.WaitInvite(p.within(15*time.Second), talk, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	p.must(err)
	t.Logf("the conversation ended %s after the kill", inv.Ended.Sub(killed).Round(100*time.Millisecond))
	moved := p.seatAt(p.second, 0, 10*time.Second)
	if s := p.waitState(moved, dialer.AgentWrapUp); s.Call == nil || s.Call.Attempt != talked.Attempt {
		t.Fatalf("the desk shows %+v", s.Call)
	}
	p.must(moved.Dispose(p.ctx, talked.Attempt, "completed", nil, false))

	// The dead node starts again: its calls are not its any more.
	p.must(p.node.Start(p.ctx))
	all := slices.Concat(busy, ringing, []string{talk})
	p.eventually(40*time.Second, func() error {
		p.hurry()
		var open int
		p.must(p.db.QueryRow(p.ctx, `select count(*) from follow_up f join campaign c on c.id = f.campaign_id
			where f.state in ('waiting', 'live') and c.name <> 'ring'`).Scan(&open))
		if open > 0 {
			return fmt.Errorf("%d follow-ups open", open)
		}
		return nil
	})
	p.noDoubleDial(append(busy, talk))
	for _, num := range all {
		calls := p.invites(num)
		if len(calls) > 2 {
			t.Errorf("%s: %d INVITEs with two attempts allowed", num, len(calls))
		}
		if len(calls) == 2 && (calls[0].Ended.IsZero() || calls[1].Time.Before(calls[0].Ended)) {
			t.Errorf("%s: dialled while it rang: %+v", num, calls)
		}
	}
	if n := len(p.invites(talk)); n != 1 {
		t.Errorf("%d INVITEs to the customer who talked", n)
	}
}

// holder is a proxy before an ARI that keeps requests to dial until it is released, and notes their answers.
type holder struct {
	*httptest.Server
	held    chan string // path of each that is held
	release chan struct{}

	mu      sync.Mutex
	answers []int
}

func newHolder(t *testing.T, target string) *holder {
	t.Helper()
	u, err := url.Parse(strings.TrimSuffix(target, "/ari"))
	if err != nil {
		t.Fatal(err)
	}
	h := &holder{held: make(chan string, 10), release: make(chan struct{})}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(u)
			if strings.HasSuffix(r.In.URL.Path, "/dial") {
				r.Out = r.Out.WithContext(context.WithoutCancel(r.In.Context())) // on its way, whoever gives up
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if strings.HasSuffix(r.Request.URL.Path, "/dial") {
				h.mu.Lock()
				h.answers = append(h.answers, r.StatusCode)
				h.mu.Unlock()
			}
			return nil
		},
	}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/dial") {
			h.held <- r.URL.Path
			<-h.release
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { h.CloseClientConnections(); h.Close() })
	return h
}

// A process that stands still for longer than its lease, in the moment of a dial: the other node calls the customer, and the
// late dial, when it comes, reaches nobody; the process notices that it is over and ends.
func TestNodeStopped(t *testing.T) {
	h := newHolder(t, shared.PBX.ARIURL())
	p := newPair(t, 2, func(first bool, o *lab.NodeOptions) {
		if first {
			o.ARIURL = h.URL + "/ari"
		}
	})
	num := number("13900")
	p.deskAt(p.node, 0, 0)
	p.campaign([]string{num}, func(in *client.CampaignInput) { in.MaxAttempts = 3 })
	<-h.held
	var state string
	p.must(p.db.QueryRow(p.ctx, `select state from attempt`).Scan(&state))
	if state != "armed" {
		t.Fatalf("the dial is held in state %s", state)
	}
	p.must(p.node.Signal(syscall.SIGSTOP))
	d := p.deskAt(p.second, 1, agentTone)
	p.eventually(tookOver, func() error {
		if list := p.attempts(); list[0].Outcome == nil || *list[0].Outcome != "interrupted" {
			return fmt.Errorf("attempts %+v", list)
		}
		return nil
	})
	p.hurry()
	_, err := d.Answered(p.within(20 * time.Second))
	p.must(err)
	close(h.release) // now the dial that was under way gets through
	p.eventually(5*time.Second, func() error {
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.answers) == 0 {
			return fmt.Errorf("the late dial has no answer")
		}
		return nil
	})
	h.mu.Lock()
	if !slices.Equal(h.answers, []int{http.StatusNotFound}) {
		t.Errorf("the late dial was answered %v, want 404", h.answers)
	}
	h.mu.Unlock()
	p.must(p.node.Signal(syscall.SIGCONT))
	p.eventually(15*time.Second, func() error {
		if p.node.Running() {
			return fmt.Errorf("the fenced node still runs")
		}
		return nil
	})
	if raw, err := os.ReadFile(p.node.LogFile()); err != nil || !strings.Contains(string(raw), "another node has taken over its calls") {
		t.Errorf("the log does not say why the node has ended: %v", err)
	}
	p.must(d.Hears(p.within(3*time.Second), customerTone)) // the other node's call was not touched
	_, err = d.Say(p.ctx, "hangup", nil)
	p.must(err)
	p.allEnded(2, 10*time.Second)
	if n := len(p.invites(num)); n != 1 {
		t.Errorf("%d INVITEs", n)
	}
}

// The Asterisk of a node dies, then the node: nobody can see whether its calls go on, so their numbers stay locked until no call
// can last any longer; everything else goes on at the other node, the agent of a lost conversation too.
func TestNodeAndAsteriskKilled(t *testing.T) {
	p := newPair(t, 3, func(_ bool, o *lab.NodeOptions) { o.MaxDuration = "12s" })
	ring, talk := number("13904"), number("13900")
	p.deskAt(p.second, 0, 0)
	d := p.deskAt(p.second, 1, agentTone)
	p.campaign([]string{talk}, func(in *client.CampaignInput) { in.Name, in.AgentIDs = "talk", p.agents[1:2] })
	_, err := d.Answered(p.ctx)
	p.must(err)
	p.campaign([]string{ring}, func(in *client.CampaignInput) {
		in.Name, in.RingS, in.MaxAttempts, in.AgentIDs = "ring", 5, 2, []int64{p.agents[0], p.agents[2]}
	})
	first, err := shared.Carrier.WaitInvite(p.within(15*time.Second), ring, func(i lab.Invite) bool { return !i.Rang.IsZero() })
	p.must(err)
	p.must(shared.Second.Kill9(p.ctx))
	t.Cleanup(func() {
		if err := shared.Second.Start(context.Background()); err != nil {
			t.Error(err)
		}
	})
	p.must(p.second.Kill9(p.ctx))
	killed := time.Now()

	// The other node does its own work all the time.
	other := p.deskAt(p.node, 2, 0)
	var busy []string
	for range 6 {
		busy = append(busy, number("13903"))
	}
	p.campaign(busy, func(in *client.CampaignInput) { in.Name, in.AgentIDs = "busy", p.agents[2:] })
	p.eventually(15*time.Second, func() error {
		for _, num := range busy {
			if len(p.invites(num)) != 1 {
				return fmt.Errorf("%s is not called", num)
			}
		}
		return nil
	})
	p.waitState(other, dialer.AgentReady)
	// The agent of the lost conversation can work again.
	p.must(p.seatAt(p.node, 1, 25*time.Second).Ready(p.ctx))
	t.Logf("the agent sits at the other node %s after the kill", time.Since(killed).Round(100*time.Millisecond))
	p.eventually(25*time.Second, func() error {
		for _, a := range p.attempts() {
			if a.Outcome == nil {
				return fmt.Errorf("open: %+v", a)
			}
		}
		return nil
	})
	// Ring limit, slack and the longest call: nobody could know that the phone did not ring any more.
	if locked := time.Since(first.Time); locked < 5*time.Second+12*time.Second {
		t.Errorf("the number was free %s after its INVITE", locked)
	}
	p.hurry()
	p.eventually(15*time.Second, func() error {
		if n := len(p.invites(ring)); n != 2 {
			return fmt.Errorf("%d INVITEs to the number that rang", n)
		}
		return nil
	})
}

// The pacing of a campaign is shown over both nodes, whichever one is asked.
func TestPacingOfAllNodes(t *testing.T) {
	p := newPair(t, 2, nil)
	nodes := []*lab.Node{p.node, p.second}
	for i, n := range nodes {
		p.deskAt(n, i, 0)
	}
	var nums []string
	for range 6 {
		nums = append(nums, number("13904"))
	}
	c := p.campaign(nums, mode(dialer.Predictive, nil))
	for _, n := range nodes {
		p.eventually(10*time.Second, func() error {
			list := p.live(n).Pacing
			if len(list) != 1 || list[0].CampaignID != c.ID || len(list[0].Nodes) != 2 {
				return fmt.Errorf("%s shows %+v", n.Name, list)
			}
			s := list[0]
			lines := s.Nodes[0].Lines + s.Nodes[1].Lines
			if s.Nodes[0].Node != p.node.Name || s.Nodes[1].Node != p.second.Name || s.Free != 2 || s.Nodes[0].Free != 1 || s.Nodes[1].Free != 1 ||
				s.Lines != lines || lines < 2 || s.Nodes[0].Lines == 0 || s.Nodes[1].Lines == 0 {
				return fmt.Errorf("%s shows %+v", n.Name, s)
			}
			return nil
		})
	}
	// A node that has died is in it no more.
	p.must(p.second.Kill9(p.ctx))
	p.eventually(tookOver, func() error {
		if list := p.live(p.node).Pacing; len(list) != 1 || list[0].Nodes != nil || list[0].Free != 1 {
			return fmt.Errorf("%+v", list)
		}
		return nil
	})
}

// Redis is away: both nodes dial on, nobody twice, and the pictures say that the other node is not seen.
func TestTwoNodesWithoutRedis(t *testing.T) {
	p := newPair(t, 2, nil)
	p.must(shared.Redis.Kill9(p.ctx))
	t.Cleanup(func() {
		if err := shared.Redis.Start(context.Background()); err != nil {
			t.Error(err)
		}
	})
	var nums []string
	for range 16 {
		nums = append(nums, number("13903"))
	}
	p.deskAt(p.node, 0, 0)
	p.deskAt(p.second, 1, 0)
	p.campaign(nums, nil)
	p.allEnded(len(nums), 30*time.Second)
	p.noDoubleDial(nums)
	if per := p.perNode(); len(per) != 2 {
		t.Errorf("calls are not spread: %v", per)
	}
	p.eventually(10*time.Second, func() error {
		s := p.picture(p.node)
		for _, n := range s.Nodes {
			if n.State != "up" || n.Seen != (n.Name == p.node.Name) {
				return fmt.Errorf("nodes %+v", s.Nodes)
			}
		}
		return nil
	})
	resp, err := http.Get(p.second.URL + "/readyz")
	p.must(err)
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("readyz: %s, %v", resp.Status, err)
	}
}
