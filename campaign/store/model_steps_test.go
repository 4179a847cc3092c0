package store_test

import (
	"fmt"
	"slices"
	"time"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/dialer/call"
)

// step does one thing at random; when there was nothing to do, another.
func (w *world) step() {
	for before, tries := len(*w.log), 0; len(*w.log) == before && tries < 4; tries++ {
		w.tryStep()
	}
	w.check()
}

func (w *world) tryStep() {
	steps := []struct {
		weight int
		do     func()
	}{
		{24, w.claim}, {60, w.advance}, {18, w.disposition}, {16, w.tick}, {2, w.crash}, {3, w.reconcileAny}, {9, w.zombie}, {2, w.doNotCall}, {1, w.mayCallAgain},
		{3, w.moveCampaign}, {2, w.switchMode}, {5, w.newFollowUp}, {2, w.correct}, {1, w.changeCaps},
	}
	sum := 0
	for _, s := range steps {
		sum += s.weight
	}
	at := w.IntN(sum)
	for _, s := range steps {
		if at -= s.weight; at < 0 {
			s.do()
			return
		}
	}
}

// tick lets the clock go on, or jump a little back; then the runner sweeps.
func (w *world) tick() {
	at := w.m.now
	switch w.IntN(14) {
	case 0:
		at = at.Add(-time.Duration(w.IntN(90)) * time.Second)
	case 1, 2:
		at = at.Add(time.Duration(w.IntN(60_000)) * time.Millisecond)
	case 3, 4:
		at = at.Add(time.Duration(w.IntN(120)) * time.Minute)
	case 5:
		at = at.Add(time.Duration(w.IntN(72)) * time.Hour)
	case 6: // an edge of a window
		c := among(w.dice, w.m.campaigns)
		edge, ok := c.window.Next(at)
		if c.window.Open(at) {
			edge, ok = c.window.Until(at)
		}
		if ok {
			at = edge.Add(time.Duration(w.IntN(3)-1) * time.Second)
		}
	case 7: // midnight
		zone := among(w.dice, w.m.campaigns).zone
		y, m, d := at.In(zone).Date()
		at = time.Date(y, m, d+1, 0, 0, w.IntN(3)-1, 0, zone).UTC()
	default: // when something is due and may be dialled
		f := among(w.dice, w.waiting(func(f *mFollowUp) bool { return f.campaign.state == campaign.Running }))
		if f == nil {
			break
		}
		if f.due.After(at) {
			at = f.due
		}
		if open, ok := f.hours(f.callback).Next(at); ok {
			at = open
		}
	}
	w.db.Set(at)
	w.m.now = w.db.Now()
	_, err := w.s.CloseFinished(w.ctx)
	w.must(err)
	w.m.sweep()
	w.logf("the clock goes on; sweep")
	w.checkFigures()
}

// claim asks for follow-ups, mostly as the runner does. The answer may be lost: then nobody drives the attempts.
func (w *world) claim() {
	c := among(w.dice, w.m.campaigns) // whatever its state: the runner had looked a moment before
	if f := among(w.dice, w.waiting(func(f *mFollowUp) bool {
		return f.campaign.state == campaign.Running && f.campaign.window.Open(w.m.now) && !f.due.After(w.m.now)
	})); f != nil && w.chance(95) {
		c = f.campaign
	} else if w.chance(80) {
		return
	}
	p := w.live[among(w.dice, w.nodes)]
	if len(w.zombies) > 0 && w.chance(15) {
		p = among(w.dice, w.zombies)
	}
	var agents []int64
	for _, a := range w.agents {
		if w.chance(70) && (!w.m.busy(a) || w.chance(5)) {
			agents = append(agents, a)
		}
	}
	// Prediction reserves nobody; what needs an agent it leaves to claims with agents.
	held := c.mode == dialer.Predictive && w.chance(40)
	limit, who := 0, agents
	if c.mode == dialer.Predictive && !held {
		agents, limit, who = nil, 1+w.IntN(3), []int64{0}
	}
	free := !slices.ContainsFunc(agents, w.m.busy)
	orders, err := w.s.Claim(w.ctx, campaign.Claim{Campaign: campaign.Runnable{ID: c.id, Trunk: "t", Agents: w.agents, Mode: c.mode, Modes: campaign.DefaultModeSettings()},
		Node: p.node, Fence: p.fence, Agents: agents, Limit: limit, Held: held, Now: w.m.now})
	w.must(err)
	may := false // somebody could be called
	passed := false
	for _, f := range w.m.followUps {
		may = may || f.campaign == c && slices.ContainsFunc(who, func(a int64) bool { return w.m.mayClaim(f, a) && (!held || f.agent != 0) })
		passed = passed || limit > 0 && f.campaign == c && f.state == "waiting" && w.m.needsAgent(f) // may have been looked at in vain
		if f.campaign == c && f.state == "waiting" && w.m.standing(f, agents) == campaign.LedgerCaps {
			w.count(tallyCapped)
		}
	}
	made := w.newAttempts()
	for _, a := range made {
		if a.followUp.campaign != c || !slices.Contains(who, a.agent) || a.fence != p.fence {
			w.m.faultf("claim for campaign %d and agents %d made attempt %+v", c.id, agents, *a)
		}
		w.m.claim(a, held)
		w.count(tallyClaimed)
		if held {
			w.count(tallyHeld)
		}
		if a.agent == 0 {
			w.count(tallyAlone)
		}
		w.logf("claim of %s/%d for campaign %d: attempt %d of follow-up %d, %s, agent %d", p.node, p.fence, c.id, a.id, a.followUp.id, a.phone, a.agent)
	}
	for _, a := range made { // callbacks come first
		for _, f := range w.m.followUps {
			if free && !held && !passed && !a.followUp.callback && f.callback && f.campaign == c && w.m.mayClaim(f, a.agent) {
				w.m.faultf("agent %d was given follow-up %d while callback %d is due", a.agent, a.followUp.id, f.id)
			}
		}
	}
	if c.state == campaign.Running && c.window.Open(w.m.now) && free && !passed && may && len(made) == 0 && w.m.epoch[p.node] == p.fence {
		w.m.faultf("campaign %d, agents %d: nothing was claimed although something is due", c.id, agents)
	}
	if len(orders) != len(made) {
		w.m.faultf("%d orders for %d attempts", len(orders), len(made))
	}
	if w.chance(5) {
		w.logf("  the answer is lost")
		return
	}
	for _, o := range orders {
		i := slices.IndexFunc(made, func(a *mAttempt) bool { return a.id == o.Attempt })
		if i < 0 || o.Number != made[i].phone || o.Agent != made[i].agent || o.Fence != p.fence {
			w.m.faultf("order %+v is not what was claimed", o)
		}
		p.calls = append(p.calls, &liveCall{order: o, a: made[i], stage: "claimed"})
	}
}

// advance brings one call of a process that lives a step on.
func (w *world) advance() {
	p := w.live[w.nodes[0]]
	if other := w.live[w.nodes[1]]; len(p.calls) == 0 || len(other.calls) > 0 && w.chance(50) {
		p = other
	}
	c := among(w.dice, p.calls)
	if c == nil {
		return
	}
	end := func(outcomes ...call.Outcome) { w.entry(c, "ended", among(w.dice, outcomes)) }
	unanswered := []call.Outcome{call.Busy, call.NoAnswer, call.NoAnswer, call.PoweredOff, call.Suspended, call.Vacant, call.Vacant, call.Rejected, call.Unreachable, call.Failed, call.Interrupted}
	for range 1 + w.IntN(3) {
		hungUp := c.a.cancel != "" && w.chance(70)
		switch c.stage {
		case "claimed":
			switch {
			case c.a.mode == dialer.Preview && w.chance(20):
				end(call.NotPlaced)
				last := &c.unsent[len(c.unsent)-1]
				last.Detail, last.Result.Fault = "skipped:"+among(w.dice, []string{"not_now", "other_agent", "not_needed", "timeout"}), ""
				w.count(tallySkipped)
			case hungUp || w.chance(5):
				end(call.NotPlaced)
			case w.arm(c):
				if c.stage = "armed"; w.chance(40) {
					return
				}
			default:
				end(call.NotPlaced)
			}
		case "armed":
			if w.m.dnc[c.a.phone] {
				w.m.faultf("I4: attempt %d to %s is dialled after the do-not-call entry was acknowledged", c.a.id, c.a.phone)
			}
			if w.chance(5) {
				end(call.NotPlaced) // the channel was gone before the dial
			} else {
				w.entry(c, "dialled", "")
			}
		case "dialled", "ringing":
			switch {
			case hungUp:
				end(call.Interrupted)
			case c.stage == "dialled" && w.chance(60):
				w.entry(c, "ringing", "")
			case w.chance(60):
				w.entry(c, "answered", "")
			default:
				end(unanswered...)
			}
		case "answered":
			if c.a.agent == 0 {
				// As the longest idle agent is reserved: at once, or the call is abandoned.
				i := slices.IndexFunc(w.agents, func(a int64) bool { return !w.m.busy(a) })
				if i < 0 || w.chance(30) {
					end(call.Abandoned, call.Abandoned, call.Machine, call.Fax)
					break
				}
				w.entry(c, "agent_found", "")
				c.unsent[len(c.unsent)-1].Agent = w.agents[i]
				w.entry(c, "bridged", "")
				w.count(tallyTalked)
				w.send(c)
			} else if w.chance(85) {
				w.entry(c, "bridged", "")
				w.count(tallyTalked)
			} else {
				end(call.Abandoned, call.Machine, call.Fax)
			}
		case "talking":
			if w.chance(60) {
				end(call.Answered)
			}
		}
	}
	w.logf("attempt %d: %s %s", c.a.id, c.stage, lastOutcome(c))
	if w.chance(80) || c.stage == "ended" {
		w.send(c)
	}
	if c.stage == "ended" {
		p.calls = slices.DeleteFunc(p.calls, func(o *liveCall) bool { return o == c })
	}
}

func lastOutcome(c *liveCall) call.Outcome {
	if n := len(c.unsent); n > 0 && c.unsent[n-1].Result != nil {
		return c.unsent[n-1].Result.Outcome
	}
	return ""
}

// arm asks whether the call may be dialled. Its answer may be lost: then it is not dialled, or asked again, in vain.
func (w *world) arm(c *liveCall) bool {
	f := c.a.followUp
	want := w.m.mayArm(c.a)
	ok, reason, err := w.s.Arm(w.ctx, c.order, w.m.now)
	w.must(err)
	w.logf("arm attempt %d: %v %s", c.a.id, ok, reason)
	if ok != want {
		w.m.faultf("arming attempt %d: %v (%s), must be %v", c.a.id, ok, reason, want)
	}
	if reason == "fenced" {
		w.count(tallyFenced)
	}
	if !ok {
		w.count(tallyRefused)
		if next, ok := f.hours(f.callback).Next(w.m.now); ok && reason == "customer_time" && c.a.state == "claimed" {
			f.due = next // it waits for the customer's time
		}
		return false
	}
	w.count(tallyArmed)
	c.a.state = "armed"
	if w.chance(5) {
		w.logf("  the answer is lost")
		if w.chance(50) {
			ok, _, err = w.s.Arm(w.ctx, c.order, w.m.now)
			w.must(err)
			if ok {
				w.m.faultf("attempt %d was armed twice", c.a.id)
			}
		}
		return false
	}
	return true
}

// send writes a call's journal; what was written may be written again, because its answer was lost.
func (w *world) send(c *liveCall) {
	if len(c.unsent) == 0 && len(c.sent) == 0 {
		return
	}
	batch := c.unsent
	if w.chance(20) {
		batch = append(slices.Clone(c.sent), c.unsent...)
	}
	for range 1 + w.IntN(5)/4 {
		w.journal(c.a, batch)
	}
	c.sent, c.unsent = append(c.sent, c.unsent...), nil
	if w.chance(15) { // one that was given up arrives late
		w.journal(c.a, c.sent[:w.IntN(len(c.sent)+1)])
	}
}

func (w *world) journal(a *mAttempt, entries []dialer.Entry) {
	number := a.followUp.number
	w.must(w.s.Journal(w.ctx, a.id, entries))
	wasLive := a.live()
	w.m.journal(a, entries)
	if wasLive && a.outcome == "not_placed" {
		w.count(tallyGivenBack)
	}
	if wasLive && a.outcome == "failed" && a.followUp.faults > 0 {
		w.count(tallyTrunkFailed)
	}
	if a.followUp.number != number {
		w.count(tallyNextNumber)
	}
}

// crash ends a process between two steps and starts its node anew. The old one may only have lost its network: it goes
// on as a zombie.
func (w *world) crash() {
	node := among(w.dice, w.nodes)
	old := w.live[node]
	if w.chance(75) {
		w.zombies = append(w.zombies, old)
	}
	w.logf("%s/%d dies with %d calls", node, old.fence, len(old.calls))
	w.startNode(node)
	if w.chance(40) {
		w.reconcile(w.live[node])
	}
}

func (w *world) startNode(node string) {
	fence, err := w.s.StartNode(w.ctx, node)
	w.must(err)
	if fence <= w.m.epoch[node] {
		w.m.faultf("epoch %d of %s after %d", fence, node, w.m.epoch[node])
	}
	w.m.epoch[node] = fence
	w.live[node] = &process{node: node, fence: fence}
}

func (w *world) reconcileAny() { w.reconcile(w.live[among(w.dice, w.nodes)]) }

// reconcile takes over what an earlier life of the node left, as dialer/reconcile.go does.
func (w *world) reconcile(p *process) {
	rows, err := w.s.Live(w.ctx, p.node)
	w.must(err)
	mine := 0
	for _, a := range w.m.attempts {
		if a.live() && a.node == p.node {
			mine++
		}
	}
	if len(rows) != mine {
		w.m.faultf("%d live attempts of %s, must be %d", len(rows), p.node, mine)
	}
	for _, row := range rows {
		if slices.ContainsFunc(p.calls, func(c *liveCall) bool { return c.a.id == row.Attempt }) {
			continue
		}
		a := w.attempt(row.Attempt)
		last := 0
		for seq := range a.seen {
			last = max(last, seq)
		}
		if row.State != a.state || row.AnsweredAt.IsZero() == a.answered || row.LastSeq != last || row.Cancel != a.cancel {
			w.m.faultf("live attempt %+v, must be %+v", row, *a)
		}
		if a.answered && w.chance(50) {
			w.logf("attempt %d is adopted by %s/%d", a.id, p.node, p.fence)
			w.count(tallyAdopted)
			p.calls = append(p.calls, &liveCall{order: row.Order, a: a, stage: a.state, seq: last})
			continue
		}
		outcome := call.Interrupted
		switch a.state {
		case "talking":
			outcome = call.Answered
		case "answered":
			outcome = call.Abandoned
		case "claimed":
			outcome = call.NotPlaced
		}
		w.logf("attempt %d is settled by %s/%d: %s", a.id, p.node, p.fence, outcome)
		w.count(tallySettled)
		w.journal(a, []dialer.Entry{{Seq: last + 2, At: w.m.now, Kind: "ended", By: call.System, Result: &dialer.Result{Outcome: outcome, HungUpBy: call.System}}})
	}
}

// zombie lets a process act whose node has a newer life: it tries to arm, writes what it had not written, and ends its
// calls, whose channels are gone.
func (w *world) zombie() {
	p := among(w.dice, w.zombies)
	if p == nil || len(p.calls) == 0 {
		return
	}
	c := among(w.dice, p.calls)
	switch {
	case c.stage == "claimed" && w.chance(70):
		if w.arm(c) {
			w.m.faultf("an earlier life of %s armed attempt %d", p.node, c.a.id)
		}
		return
	case w.chance(50) && c.a.live():
		w.logf("the late %s/%d writes the journal of attempt %d", p.node, p.fence, c.a.id)
		w.send(c)
		return
	}
	outcome := call.Interrupted
	switch {
	case c.stage == "claimed":
		outcome = call.NotPlaced
	case c.stage == "talking":
		outcome = call.Answered
	case c.stage == "answered":
		outcome = call.Abandoned
	case c.a.answered: // it had not heard of the answer
		outcome = call.Abandoned
	}
	w.entry(c, "ended", outcome)
	w.logf("the late %s/%d ends attempt %d: %s", p.node, p.fence, c.a.id, outcome)
	w.send(c)
	p.calls = slices.DeleteFunc(p.calls, func(o *liveCall) bool { return o == c })
}

// finish lets everything come to an end: both nodes start anew and nothing is left under way.
func (w *world) finish() {
	for _, n := range w.nodes {
		w.startNode(n)
		w.reconcile(w.live[n])
		for _, c := range w.live[n].calls {
			w.entry(c, "ended", map[bool]call.Outcome{true: call.Answered, false: call.Abandoned}[c.stage == "talking"])
			w.send(c)
		}
	}
	w.check()
	for _, a := range w.m.attempts {
		if a.live() {
			w.m.faultf("attempt %d has not ended", a.id)
		}
	}
	for _, f := range w.m.followUps {
		if f.state == "live" {
			w.m.faultf("follow-up %d is left live", f.id)
		}
	}
	w.checkCaps()
}

// armed finds an attempt between its last check and its dial, to a number or to any ("").
func (w *world) armed(number string) *mAttempt {
	for _, a := range w.m.attempts {
		if a.state == "armed" && (number == "" || a.phone == number) {
			return a
		}
	}
	return nil
}

// waiting lists the waiting follow-ups for which ok holds.
func (w *world) waiting(ok func(*mFollowUp) bool) (list []*mFollowUp) {
	for _, f := range w.m.followUps {
		if f.state == "waiting" && ok(f) {
			list = append(list, f)
		}
	}
	return list
}

func (w *world) attempt(id int64) *mAttempt {
	for _, a := range w.m.attempts {
		if a.id == id {
			return a
		}
	}
	panic(fault(fmt.Sprintf("attempt %d is unknown", id)))
}
