package dialer

import (
	"errors"
	"testing"
	"time"

	"huifang/dialer/agent"
	"huifang/dialer/call"
)

// An agent's page or audio may go in the moment in which the customer is put through to him: then his reservation is given up
// while the audio is opened. The conversation is his all the same, or ends; never is it nobody's while he gets another one.
func TestAgentGoesWhileHeIsConnected(t *testing.T) {
	for name, tc := range map[string]struct {
		more []agent.Event // after the reservation
		gone bool          // his desk is
		want agent.State
		hung bool
	}{
		"he is there":                 {nil, false, agent.OnCall, false},
		"his page is loaded again":    {[]agent.Event{agent.MediaDown{}}, false, agent.OnCall, false},
		"his page is closed":          {[]agent.Event{agent.PageClosed{}}, false, agent.OnCall, false},
		"he has another call by now":  {[]agent.Event{agent.MediaDown{}, agent.MediaUp{}, agent.Reserve{Attempt: 8}}, false, agent.Reserved, true},
		"he wanted to go on a break":  {[]agent.Event{agent.AskPause{Reason: "lunch"}, agent.MediaDown{}}, false, agent.OnCall, false},
		"even his desk is gone":       {nil, true, agent.Reserved, true},
		"his pause began before that": {[]agent.Event{agent.MediaDown{}, agent.AskPause{Reason: "lunch"}}, false, agent.OnCall, false},
	} {
		d := &Dialer{desks: map[int64]*desk{}, calls: map[int64]*liveCall{}, freed: make(chan struct{}, 1), changed: make(chan struct{}, 1)}
		dk := d.deskLocked(Agent{ID: 1})
		lc := &liveCall{d: d, order: Order{Attempt: 7, Campaign: 3}, agent: 1, inbox: newMailbox[call.Event]()}
		d.calls[7] = lc
		for _, ev := range append([]agent.Event{agent.PageOpened{}, agent.MediaUp{}, agent.AskReady{}, agent.Reserve{Attempt: 7}}, tc.more...) {
			if err := d.stepLocked(dk, ev); err != nil {
				t.Fatal(name, err)
			}
		}
		if tc.gone {
			delete(d.desks, 1)
		}
		lc.inbox.take() // AgentGone, which means nothing once they talk
		lc.talk()
		hung := false
		for _, ev := range lc.inbox.take() {
			asked, ok := ev.(call.HangUpAsked)
			hung = hung || ok && asked.Reason == "agent_lost"
		}
		if dk.s.State != tc.want || hung != tc.hung {
			t.Errorf("%s: %s, hung up %v; want %s, %v", name, dk.s.State, hung, tc.want, tc.hung)
		}
		if dk.s.State == agent.OnCall && dk.s.Attempt == 7 && !tc.gone && tc.more != nil {
			if dk.view == nil || dk.view.Attempt != 7 || dk.s.Free() {
				t.Errorf("%s: he sees %+v", name, dk.view)
			}
			if !dk.s.Media && time.Until(dk.s.GraceEnds) <= 0 {
				t.Errorf("%s: no time to come back", name)
			}
		}
	}
}

// A customer who is only shown is skipped with a reason (R16): hanging up is no way around it, but ends the dial that follows.
func TestHangUpIsNoSkip(t *testing.T) {
	d := &Dialer{desks: map[int64]*desk{}, calls: map[int64]*liveCall{}, freed: make(chan struct{}, 1), changed: make(chan struct{}, 1)}
	dk := d.deskLocked(Agent{ID: 1})
	for _, ev := range []agent.Event{agent.PageOpened{}, agent.MediaUp{}, agent.AskReady{}, agent.Reserve{Attempt: 7}} {
		if err := d.stepLocked(dk, ev); err != nil {
			t.Fatal(err)
		}
	}
	lc := &liveCall{d: d, order: Order{Attempt: 7}, agent: 1, inbox: newMailbox[call.Event]()}
	d.calls[7] = lc
	till := time.Now().Add(time.Minute)
	dk.view = &CallSnapshot{Attempt: 7, Phase: "preview", PreviewTill: &till}
	p := &page{d: d, dk: dk}
	if err := p.HangUp(t.Context()); !errors.Is(err, ErrNotAllowed) || len(lc.inbox.take()) > 0 {
		t.Fatalf("hung up on a preview: %v", err)
	}
	if err := p.Skip(t.Context(), "not_now"); err != nil || len(lc.inbox.take()) != 1 {
		t.Fatalf("not skipped: %v", err)
	}
	dk.view.Phase, dk.view.PreviewTill = "dialling", nil
	if err := p.HangUp(t.Context()); err != nil || len(lc.inbox.take()) != 1 {
		t.Fatalf("the dial goes on: %v", err)
	}
}

// An agent whose line could not be reached for a customer who waits is not tried again at once: a line that is gone, or a customer
// who is about to be, would be tried without end.
func TestFindAvoids(t *testing.T) {
	d := &Dialer{desks: map[int64]*desk{}, calls: map[int64]*liveCall{}, freed: make(chan struct{}, 1), changed: make(chan struct{}, 1), waiting: map[int64]*waiter{}}
	for id := int64(1); id <= 2; id++ {
		dk := d.deskLocked(Agent{ID: id})
		dk.line = &line{d: d, dk: dk, up: true}
		for _, ev := range []agent.Event{agent.PageOpened{}, agent.MediaUp{}, agent.AskReady{}} {
			if err := d.stepLocked(dk, ev); err != nil {
				t.Fatal(err)
			}
		}
	}
	lc := &liveCall{d: d, order: Order{Attempt: 7, Campaign: 3, Pool: []int64{1, 2}}, inbox: newMailbox[call.Event](), caller: caller{avoid: map[int64]time.Time{}}}
	find := func() int64 {
		t.Helper()
		who, ok := d.findLocked(lc)
		if !ok {
			return 0
		}
		lc.agent = who
		if err := d.stepLocked(d.desks[who], agent.Release{Attempt: 7}); err != nil {
			t.Fatal(err)
		}
		d.desks[who].view = nil
		return who
	}
	first := find()
	lc.avoidAgent()
	second := find()
	if first == 0 || second == 0 || second == first {
		t.Fatalf("%d, then %d", first, second)
	}
	lc.avoidAgent()
	if third := find(); third != 0 {
		t.Errorf("%d is tried again at once", third)
	}
	d.offerLocked(d.desks[first])
	if got := lc.inbox.take(); len(got) > 0 {
		t.Errorf("%d is offered at once: %v", first, got)
	}
	lc.avoid[first] = time.Now().Add(-time.Second)
	d.offerLocked(d.desks[first])
	if got := lc.inbox.take(); len(got) != 1 {
		t.Errorf("he is not offered later: %v", got)
	}
}
