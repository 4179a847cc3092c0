package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

// Colleagues and callers over two nodes (R18, R19): who is asked, or needed, follows his seat to the node of the call.

// directory is whom an agent may ask, once it fits.
func (p *pair) directory(d *client.Desk, what string, fits func([]dialer.AgentInfo) bool) {
	p.t.Helper()
	p.eventually(8*time.Second, func() error {
		var dir struct{ Agents []dialer.AgentInfo }
		p.must(d.Do(p.ctx, http.MethodGet, "/agent/directory", nil, &dir))
		if !fits(dir.Agents) {
			return fmt.Errorf("%s: directory %+v", what, dir.Agents)
		}
		return nil
	})
}

// farFree waits until a desk's directory shows an agent of the other node as free.
func (p *pair) farFree(d *client.Desk, id int64) {
	p.t.Helper()
	p.directory(d, "a free colleague of the other node", func(list []dialer.AgentInfo) bool {
		i := slices.IndexFunc(list, func(a dialer.AgentInfo) bool { return a.ID == id })
		return i >= 0 && list[i].Away && list[i].Free && list[i].State == dialer.AgentReady
	})
}

// followed is a page that has followed its agent's seat by itself, and how long that took.
type followed struct {
	desk *client.Desk
	took time.Duration
	err  error
}

// follow lets an agent's page behave as the browser's: when its agent is moved it connects again.
func (p *pair) follow(d *client.Desk, tone int) <-chan followed {
	ctx := p.within(30 * time.Second)
	out := make(chan followed, 1)
	go func() { // ends within the context's time
		began := time.Now()
		select {
		case <-d.Gone():
			began = time.Now()
		case <-ctx.Done():
		}
		next, err := d.Follow(ctx, tone)
		out <- followed{next, time.Since(began), err}
	}()
	return out
}

func (p *pair) arrived(ch <-chan followed) *client.Desk {
	p.t.Helper()
	f := <-ch
	p.must(f.err)
	p.t.Cleanup(func() { _ = f.desk.Close() })
	p.t.Logf("the page was back with its audio after %s", f.took.Round(10*time.Millisecond))
	return f.desk
}

// satAt tells at which node an agent's seat is.
func (p *pair) satAt(agent int64) string {
	p.t.Helper()
	var node string
	p.must(p.db.QueryRow(p.ctx, `select node from agent_seat where agent_id = $1`, agent).Scan(&node))
	return node
}

// finishedByColleague: he who has been given the customer talks with him and ends the call, which is his; heard is what the
// customer heard before.
func (p *pair) finishedByColleague(d *client.Desk, attempt int64, num string, answered time.Time, heard []stretch) {
	p.t.Helper()
	p.hears("colleague with the customer", d.Audio, "customer")
	during(&heard, "with the colleague", "colleague")
	p.say(d, "hangup", nil)
	p.waitState(d, dialer.AgentWrapUp)
	p.must(d.Dispose(p.ctx, attempt, "completed", nil, false))
	p.waitState(d, dialer.AgentReady)
	samples, rate := p.heardBy(p.endedInvite(num))
	p.judge("customer", samples, rate, answered, heard)
	row := p.allEnded(1, 5*time.Second)[0]
	if row.Outcome == nil || *row.Outcome != "answered" || row.Agent == nil || *row.Agent != p.agents[1] {
		p.t.Errorf("attempt %+v, want it with the colleague", row)
	}
}

// An agent of one node asks one of the other: consultation, conference, and a transfer after it; the disposition is the second one's.
func TestConsultOverNodes(t *testing.T) {
	p := newPair(t, 3, nil)
	num := number("13900")
	a := p.deskAt(p.node, 0, agentTone)
	call := p.conversation(a, num)
	answered := time.Now()
	b := p.deskAt(p.second, 1, colleagueTone)
	busy := p.deskAt(p.second, 2, 0)
	_, err := busy.Say(p.ctx, "pause", map[string]any{"reason": "lunch"})
	p.must(err)
	p.farFree(a, p.agents[1])
	p.directory(a, "both colleagues", func(list []dialer.AgentInfo) bool { return len(list) == 2 })
	p.refused(a, "colleague_busy", "ask", map[string]any{"whom": "agent", "agent_id": p.agents[2]}) // paused: he stays

	var heard []stretch
	ready := b.Snapshot().Since
	coming := p.follow(b, colleagueTone)
	asked := time.Now()
	p.say(a, "ask", map[string]any{"whom": "agent", "agent_id": p.agents[1], "note": "合同条款"})
	if g := p.guest(a, "connecting"); g.Guest.Name != "agent1" || g.Guest.Till != nil || g.HeldSince == nil {
		t.Errorf("while the colleague is fetched: %+v, held since %v", g.Guest, g.HeldSince)
	}
	b = p.arrived(coming)
	if s := b.Snapshot(); s.Since.Sub(ready).Abs() > time.Millisecond && s.State == dialer.AgentReady {
		t.Errorf("ready since %s, was since %s", s.Since, ready)
	}
	ring := p.guest(b, "asked")
	t.Logf("asked at the other node %s after the question", time.Since(asked).Round(10*time.Millisecond))
	if ring.Guest.Name != "agent0" || ring.Guest.Note != "合同条款" || ring.Guest.Till == nil || ring.Screen.Customer != "客户1" {
		t.Fatalf("the colleague sees %+v, guest %+v", ring, ring.Guest)
	}
	if left := time.Until(*ring.Guest.Till); left < 15*time.Second {
		t.Errorf("he has %s to accept", left)
	}
	if g := p.guest(a, "asked"); g.Guest.Till == nil {
		t.Errorf("the host does not see how long: %+v", g.Guest)
	}
	if node := p.satAt(p.agents[1]); node != p.node.Name {
		t.Errorf("the colleague sits at %s", node)
	}
	during(&heard, "while the colleague is asked", "")
	p.say(b, "accept", nil)
	p.guest(a, "consulting")
	p.hears("agent in the consultation", a.Audio, "colleague")
	p.hears("colleague in the consultation", b.Audio, "agent")
	during(&heard, "during the consultation", "")
	p.say(a, "hold", map[string]any{"on": false})
	p.guest(b, "conference")
	p.hears("agent in the conference", a.Audio, "colleague customer")
	p.hears("colleague in the conference", b.Audio, "agent customer")
	during(&heard, "in the conference", "agent colleague")
	p.say(a, "complete", nil)
	p.guest(b, "taken")
	p.waitState(a, dialer.AgentReady)
	p.waitState(b, dialer.AgentOnCall)
	p.finishedByColleague(b, call.Attempt, num, answered, heard)
	p.inOrder(call.Attempt, "bridged", "consult", "hold", "guest_accepted", "unhold", "agent_found", "bridged", "hangup", "ended")
	det := p.detail(call.Attempt)
	if det.Disposition != "completed" {
		t.Errorf("disposition %q", det.Disposition)
	}
	p.noDoubleDial([]string{num})
}

// Blind over nodes, to a skill: those of the own node first. One who was fetched and does not accept leaves the customer to the agent, and stays ready where he is.
func TestTransferToSkillOverNodes(t *testing.T) {
	p := newPair(t, 3, nil)
	for _, id := range p.agents[1:] {
		p.must(p.sup.Do(p.ctx, http.MethodPut, fmt.Sprintf("/users/%d/skills", id), map[string]any{"skills": []map[string]any{{"skill": "cantonese", "level": 5}}}, nil))
	}
	num := number("13900")
	a := p.deskAt(p.node, 0, agentTone)
	c := p.conversation(a, num)
	answered := time.Now()
	b := p.deskAt(p.second, 1, colleagueTone)
	ask := map[string]any{"whom": "skill", "skill": "cantonese", "blind": true}
	p.farFree(a, p.agents[1])

	local, err := p.loginAt(p.node, "agent2").Desk(p.ctx, false)
	p.must(err)
	t.Cleanup(func() { _ = local.Close() })
	p.must(local.Attach(p.ctx, 0))
	p.must(local.Ready(p.ctx))
	p.say(a, "ask", ask)
	p.guest(local, "asked") // nearer
	p.waitState(a, dialer.AgentWrapUp)
	p.say(local, "decline", nil)
	p.waitState(a, dialer.AgentOnCall)
	p.guest(a, "failed")
	if node := p.satAt(p.agents[1]); node != p.second.Name {
		t.Errorf("the colleague of the other node sits at %s", node)
	}
	_, err = local.Say(p.ctx, "pause", map[string]any{"reason": "lunch"})
	p.must(err)

	coming := p.follow(b, colleagueTone)
	var heard []stretch
	p.say(a, "ask", ask)
	p.waitState(a, dialer.AgentWrapUp)
	b = p.arrived(coming)
	if s := p.guest(b, "asked"); !s.Guest.Blind {
		t.Errorf("he is not told that it is a transfer: %+v", s.Guest)
	}
	during(&heard, "transferred, nobody there yet", "")
	p.say(b, "decline", nil)
	p.waitState(a, dialer.AgentOnCall)
	if s := p.guest(a, "failed"); s.Guest.Reason != "declined" {
		t.Errorf("guest %+v", s.Guest)
	}
	p.hears("agent who has the customer again", a.Audio, "customer")
	p.waitState(b, dialer.AgentReady)
	p.say(a, "ask", ask) // now he is near
	p.guest(b, "asked")
	p.say(b, "accept", nil)
	p.guest(b, "taken")
	p.waitState(a, dialer.AgentReady)
	p.finishedByColleague(b, c.Attempt, num, answered, heard)
}

// Two nodes ask the same free agent at once: one gets him, the other is told, and he has one call. One whose page does not come back
// leaves the customer to the agent who asked.
func TestColleagueIsWantedTwice(t *testing.T) {
	p := newPair(t, 4, nil)
	// The two who ask sit at one node, the one who is asked at the other.
	a, b := p.deskAt(p.node, 0, agentTone), p.deskAt(p.node, 1, agentTone)
	nums := []string{number("13900"), number("13900")}
	p.campaign(nums, func(in *client.CampaignInput) { in.AgentIDs = p.agents[:2] })
	for _, d := range []*client.Desk{a, b} {
		_, err := d.Answered(p.ctx)
		p.must(err)
	}
	c := p.deskAt(p.second, 2, colleagueTone)
	p.farFree(a, p.agents[2])
	coming := p.follow(c, colleagueTone)
	ask := map[string]any{"whom": "agent", "agent_id": p.agents[2]}
	refused := 0
	for _, d := range []*client.Desk{a, b} {
		if _, err := d.Say(p.ctx, "ask", ask); err != nil {
			var r *client.ReplyError
			if !errors.As(err, &r) || r.Code != "colleague_busy" {
				t.Fatal(err)
			}
			refused++
		}
	}
	c = p.arrived(coming)
	ring := p.guest(c, "asked")
	winner, loser := a, b
	if ring.Guest.Name != "agent0" {
		winner, loser = b, a
	}
	p.guest(winner, "asked")
	if refused == 0 {
		if s := p.guest(loser, "failed"); s.Guest.Reason != "busy" {
			t.Errorf("the other one is told %+v", s.Guest)
		}
	}
	p.hears("agent who was refused", loser.Audio, "customer")
	p.say(c, "accept", nil)
	p.guest(winner, "consulting")
	p.hears("colleague", c.Audio, "agent")
	p.say(winner, "take_back", nil)
	p.waitState(c, dialer.AgentReady)

	// Another one's page is lost in the moment in which he is moved. When he is back he has not to take over, and is ready.
	p.deskAt(p.second, 3, 0)
	p.farFree(a, p.agents[3])
	p.say(a, "ask", map[string]any{"whom": "agent", "agent_id": p.agents[3]})
	if s := p.guest(a, "failed"); s.Guest.Reason != "no_answer" {
		t.Errorf("whose page is lost: %+v", s.Guest)
	}
	p.hears("agent alone with the customer", a.Audio, "customer")
	back, err := p.loginAt(p.second, "agent3").Desk(p.within(5*time.Second), false)
	p.must(err)
	t.Cleanup(func() { _ = back.Close() })
	p.must(back.Attach(p.ctx, 0))
	p.waitState(back, dialer.AgentReady)
}

// A customer calls the hotline at a node at which nobody sits (R19): he is let in, hears music, and an agent of the other node comes to
// him. While the only agent there has another call the caller waits; when nobody is signed in anywhere he is told.
func TestHotlineOverNodes(t *testing.T) {
	p := newPair(t, 1, nil)
	q := p.hotline(nil)
	a := p.deskAt(p.second, 0, agentTone)
	p.eventually(8*time.Second, func() error {
		for _, s := range p.picture(p.node).Agents {
			if s.ID == p.agents[0] && s.Node == p.second.Name && s.Free {
				return nil
			}
		}
		return fmt.Errorf("the agent is not seen as free: %+v", p.picture(p.node).Agents)
	})
	_, err := a.Say(p.ctx, "pause", map[string]any{"reason": "break"})
	p.must(err)
	p.waitState(a, dialer.AgentPaused)
	id := p.callIn(q.did, number("13900"), "t40")
	in := p.incoming(id, 10*time.Second, picked)
	p.eventually(8*time.Second, func() error { // at both nodes
		for _, n := range []*lab.Node{p.node, p.second} {
			if list := p.picture(n).Queues; len(list) != 1 || list[0].Waiting != 1 || list[0].Longest == nil {
				return fmt.Errorf("%s shows %+v", n.Name, list)
			}
		}
		return nil
	})
	if node := p.satAt(p.agents[0]); node != p.second.Name {
		t.Errorf("the paused agent sits at %s", node)
	}
	coming := p.follow(a, agentTone)
	began := time.Now()
	p.must(a.Ready(p.ctx))
	a = p.arrived(coming)
	call, err := a.Answered(p.within(5 * time.Second))
	p.must(err)
	t.Logf("the caller had the agent of the other node %s after he was free", time.Since(began).Round(10*time.Millisecond))
	p.must(a.Hears(p.within(3*time.Second), callerTone))
	talked := time.Since(in.Answered)
	time.Sleep(1500 * time.Millisecond)
	p.say(a, "hangup", nil)
	p.waitState(a, dialer.AgentWrapUp)
	p.must(a.Dispose(p.ctx, call.Attempt, "completed", nil, false))
	in = p.incoming(id, 5*time.Second, over)
	if share := p.heard(in.Heard, talked+500*time.Millisecond, talked+1200*time.Millisecond, agentTone); share < 0.6 {
		t.Errorf("share of the agent's tone at the caller %.2f", share)
	}
	p.eventually(3*time.Second, func() error { // the end is stored a moment after it
		if r := p.hotlineRow(0); r.Outcome != "answered" || r.Agent == nil || *r.Agent != p.agents[0] || r.FollowUp != "completed" {
			return fmt.Errorf("%+v", r)
		}
		return nil
	})

	_, err = a.Say(p.ctx, "offline", nil)
	p.must(err)
	p.waitState(a, dialer.AgentOffline)
	p.incoming(p.callIn(q.did, number("13900"), "t5"), 10*time.Second, over)
	p.eventually(3*time.Second, func() error {
		if r := p.hotlineRow(1); r.Outcome != "missed" || !r.Callback && r.FollowUp != "waiting" {
			return fmt.Errorf("nobody is signed in: %+v", r)
		}
		return nil
	})
}
