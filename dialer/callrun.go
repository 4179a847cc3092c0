package dialer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"huifang/ari"
	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/webrtc"
)

// channelPrefix begins the channel id of an attempt; ids are derived from attempts and so never used twice.
const channelPrefix = "d1-"

// channelID has a fixed width: Asterisk 22 refuses (409) an id that is the beginning of a living channel's id.
func channelID(attempt int64) string { return fmt.Sprintf("%s%015d", channelPrefix, attempt) }

// channelOf is the channel of an order: a call that came in has the one that Asterisk made.
func channelOf(o Order) string {
	if o.Incoming != nil {
		return o.Incoming.Channel
	}
	return channelID(o.Attempt)
}

// ringSlack is how much longer than Asterisk's own ring limit we wait before we hang up ourselves.
const ringSlack = 3 * time.Second

// readRetry is after how long a channel's state is asked for again that could not be read.
const readRetry = 2 * time.Second

// armTimeout bounds the last check before the dial.
const armTimeout = 3 * time.Second

// liveCall drives one call. Its goroutine alone touches c, rec, part, agent, room and seq; others send to inbox.
type liveCall struct {
	d       *Dialer
	order   Order
	trunk   Trunk
	channel string
	l       *slog.Logger

	inbox   *mailbox[call.Event]
	q       *ari.Queue
	journal *journal
	timers  map[call.TimerKind]*time.Timer

	c       call.Call
	agent   int64
	seq     int
	part    int
	rec     Recording
	room    *room // nil: none
	ear     *ear
	hangUps int
	caller
	incall
	refused string // by the guard before the dial, see noteRefusal

	reread <-chan time.Time // when the channel's state is to be asked for again; nil: not

	seen progress // of c; guarded by Dialer.mu
}

func newLiveCall(d *Dialer, o Order, t Trunk) *liveCall {
	lc := &liveCall{
		d: d, order: o, trunk: t, channel: channelOf(o), l: d.log.With("attempt", o.Attempt, "number", o.Screen.Phone), // masked

		inbox: newMailbox[call.Event](), timers: map[call.TimerKind]*time.Timer{}, agent: o.Agent, caller: caller{avoid: map[int64]time.Time{}},
		c: call.Call{
			Limits: call.Limits{Prepare: 10 * time.Second, Ring: o.RingTimeout + ringSlack, Call: d.cfg.MaxCall, Return: agent.Grace},
			Policy: policyOf(o),
		},
	}
	lc.ear = &ear{tell: func(ev call.Event) { lc.inbox.push(ev) }}
	lc.journal = newJournal(o.Attempt, d.cfg.Store, lc.l)
	lc.q = d.cfg.ARI.Open(lc.channel)
	return lc
}

// policyOf gives what the reducer needs of an order's policy.
func policyOf(o Order) call.Policy {
	p := o.Policy
	return call.Policy{
		Room: o.Agent == 0, Preview: p.Preview, PreviewDial: p.PreviewDial, Machine: p.Machine, Notice: p.Mode == Agentless, Repeat: p.Repeat, Keys: p.Keys,
		AbandonedMessage: p.Prompts.Abandoned != "" || o.Incoming != nil, Hotline: hotlinePolicy(o.Incoming),
	}
}

// log adds a line to the attempt's timeline.
func (lc *liveCall) log(e Entry) {
	lc.seq++
	e.Seq, e.Detail = lc.seq, storable(e.Detail)
	lc.journal.add(e)
}

// run is the call's goroutine. When ctx ends before the call has, the call is left as it is at Asterisk.
func (lc *liveCall) run(ctx context.Context, first call.Event) {
	written := make(chan struct{})
	go func() { defer close(written); lc.journal.run(ctx) }()
	lc.step(ctx, first)
	for lc.c.State != call.Ended && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-lc.inbox.ready:
			events := lc.inbox.take()
			for len(events) > 0 && lc.c.State != call.Ended {
				lc.step(ctx, events[0])
				events = events[1:]
			}
			if len(events) > 0 {
				lc.inbox.back(events) // what came after the end is dealt with below
			}
		case <-lc.reread:
			lc.read(ctx)
		case <-lc.q.Ready():
			if ev, ok := lc.q.Pop(); ok {
				lc.heard(ctx, ev)
			}
		}
	}
	for _, t := range lc.timers {
		t.Stop()
	}
	if lc.c.State != call.Ended {
		lc.closeAudio("service_stopped")
		if lc.room != nil {
			lc.room.close()
		}
	}
	if lc.c.State == call.Ended {
		lc.dropGuest() // who was asked for in the moment in which the call ended
	}
	lc.q.Close()
	lc.journal.close()
	<-written // the number is free for the next attempt when the end is stored, not before

	lc.d.mu.Lock()
	delete(lc.d.calls, lc.order.Attempt)
	lc.d.stopFindingLocked(lc)
	lc.d.mu.Unlock()
	for _, ev := range lc.inbox.take() {
		if found, ok := ev.(call.AgentFound); ok {
			lc.d.release(found.Agent, lc.order, lc.c, false) // found in the moment the call ended
		}
	}
	lc.d.touch()
	signal(lc.d.freed)
}

func (lc *liveCall) step(ctx context.Context, ev call.Event) {
	for todo := []call.Event{ev}; len(todo) > 0; todo = todo[1:] {
		if found, ok := todo[0].(call.AgentFound); ok && !lc.c.HasAgent {
			lc.agent = found.Agent // whom ReleaseAgent means, also when he comes too late
		}
		before := lc.c
		var effects []call.Effect
		lc.c, effects = call.Step(lc.c, todo[0])
		lc.learn(before)
		for _, e := range effects {
			if answer := lc.exec(ctx, e); answer != nil {
				todo = append(todo, answer)
			}
		}
		lc.showGuest(before)
	}
}

// heard turns Asterisk's events into the call's.
func (lc *liveCall) heard(ctx context.Context, ev ari.Event) {
	at := ev.Meta().Received
	switch ev := ev.(type) {
	case ari.StasisStart:
		lc.step(ctx, call.Created{At: at})
	case ari.Dial:
		switch ev.Status {
		case "RINGING":
			lc.step(ctx, call.Rings{At: at})
		case "PROGRESS":
			lc.step(ctx, call.EarlyMedia{At: at})
		case "ANSWER":
			lc.answer(ctx, at)
		}
		// The other words mislead; Destroyed decides.
	case ari.ChannelState:
		lc.state(ctx, at, ev.Channel.State)
	case ari.HangupRequest:
		lc.step(ctx, call.RemoteHangUp{At: at, Cause: ev.Cause})
	case ari.Destroyed:
		lc.step(ctx, call.Destroyed{At: at, Cause: ev.Cause, SIPCode: ev.TechCause})
	case ari.DTMF:
		lc.log(Entry{At: at, Kind: "dtmf", By: call.Customer})
		lc.view(func(v *CallSnapshot) { v.Digits += ev.Digit })
		lc.step(ctx, call.Key{At: at, Digit: ev.Digit})
	case ari.Connected, ari.Unknown:
		lc.read(ctx)
	case ari.StasisEnd:
		if lc.order.Incoming != nil {
			// Asterisk tells no more of a channel that came in once it has left us; its dialplan does nothing but hang up.
			lc.step(ctx, call.Destroyed{At: at})
		}
	case ari.BridgeEntered, ari.BridgeLeft, ari.BridgeDestroyed, ari.PlaybackFinished, ari.Disconnected:
	}
}

func (lc *liveCall) state(ctx context.Context, at time.Time, state string) {
	switch state {
	case ari.StateRinging:
		lc.step(ctx, call.Rings{At: at})
	case ari.StateUp:
		lc.answer(ctx, at)
	}
}

func (lc *liveCall) answer(ctx context.Context, at time.Time) {
	if lc.c.AnsweredAt.IsZero() {
		lc.ear.listen(nil, nil) // what comes from now on is no announcement
	}
	lc.step(ctx, call.Answer{At: at})
}

// read asks for the channel's state after events may have been missed: Asterisk replays nothing.
func (lc *liveCall) read(ctx context.Context) {
	lc.reread = nil
	ch, err := lc.d.cfg.ARI.Channel(ctx, lc.channel)
	switch {
	case errors.Is(err, ari.ErrNotFound):
		lc.step(ctx, call.Vanished{At: time.Now()})
	case err != nil:
		lc.l.Warn("channel could not be read; it is asked for again", "err", err)
		lc.reread = time.After(readRetry)
	default:
		lc.state(ctx, time.Now(), ch.State)
	}
}

// exec runs one effect. The event it returns, if any, is its answer.
func (lc *liveCall) exec(ctx context.Context, e call.Effect) call.Event {
	client := lc.d.cfg.ARI
	failed := func(what string, placed bool, err error) call.Event {
		lc.l.Warn("call effect failed", "effect", what, "err", err)
		return call.EffectFailed{At: time.Now(), Effect: what, Placed: placed, Detail: short(err)}
	}
	switch e := e.(type) {
	case call.CreateChannel:
		if err := lc.d.createChannel(ctx, lc.channel, lc.trunk, lc.order.Number, lc.order.CallerID); err != nil {
			lc.noteRefusal(err)
			return failed("create", false, err)
		}
	case call.OpenRoom:
		rm, err := lc.d.openRoom(ctx, "call "+lc.channel)
		if err != nil {
			return failed("room", false, err)
		}
		lc.room = rm
		rm.port.Listen(lc.ear.hear)
		return call.RoomReady{At: time.Now()}
	case call.CloseRoom:
		if lc.room != nil {
			lc.room.close()
			lc.room = nil
		}
	case call.Join:
		bridge, err := lc.bridge()
		if err != nil {
			if lc.c.HasAgent {
				lc.avoidAgent()
			}
			return failed("join", false, err)
		}
		if err := client.AddToBridge(ctx, bridge, lc.channel); err != nil {
			if lc.c.HasAgent {
				lc.avoidAgent()
			}
			return failed("join", false, err)
		}
		return call.JoinDone{At: time.Now()}
	case call.Part:
		// Whoever is joined to the agent next must not hear the machine until it is in its room.
		if bridge, ok := lc.d.bridgeOf(lc.agent); ok {
			if err := client.RemoveFromBridge(ctx, bridge, lc.channel); err != nil {
				lc.l.Warn("the machine could not be taken out of its agent's bridge", "err", err)
			}
		}
	case call.Arm:
		ctx, cancel := context.WithTimeout(ctx, armTimeout)
		defer cancel()
		ok, reason, err := lc.d.cfg.Store.Arm(ctx, lc.order, time.Now())
		if err != nil {
			return failed("arm", false, err)
		}
		return call.ArmDone{At: time.Now(), OK: ok, Reason: reason}
	case call.Dial:
		if lc.order.Policy.Listen && lc.d.cfg.Early != nil {
			lc.ear.listen(lc.d.cfg.Early(), nil)
		}
		if leg := lc.d.legOf(lc.agent); leg != nil && lc.c.HasAgent {
			leg.Listen(lc.ear.hear)
		}
		return lc.dial(ctx, failed)
	case call.Detect:
		if lc.d.cfg.After != nil {
			lc.ear.listen(nil, lc.d.cfg.After())
		}
	case call.Record:
		lc.record(func(tap webrtc.Tap) { lc.room.port.Record(tap) })
	case call.Play:
		return lc.play(ctx, e.What, failed)
	case call.PlayMusic:
		if lc.room != nil {
			lc.room.port.Music()
		}
	case call.StopPlay:
		if lc.room != nil {
			lc.room.port.Stop()
		}
	case call.OpenAudio:
		lc.openAudio()
	case call.CloseAudio:
		lc.closeAudio("")
	case call.SetHold:
		if leg := lc.d.legOf(lc.agent); leg != nil {
			leg.SetHold(e.On)
		}
		lc.arrange()
		since := lc.c.HeldSince
		lc.view(func(v *CallSnapshot) {
			v.HeldSince = nil
			if e.On {
				v.HeldSince = &since
			}
		})
	case call.Enqueue, call.PickUp, call.TakeMessage, call.EndMessage:
		return lc.inbound(ctx, e, failed)
	case call.FindAgent:
		lc.d.mu.Lock()
		who, ok := lc.formerLocked()
		if !ok && lc.order.Incoming == nil {
			who, ok = lc.d.findLocked(lc)
		}
		lc.d.mu.Unlock()
		if !ok && lc.order.Incoming != nil {
			return lc.findInbound()
		}
		if !ok {
			return call.NoAgent{At: time.Now()}
		}
		return call.AgentFound{At: time.Now(), Agent: who}
	case call.StopFinding:
		lc.d.mu.Lock()
		lc.d.stopFindingLocked(lc)
		lc.d.mu.Unlock()
	case call.ReleaseAgent:
		if leg := lc.d.legOf(lc.agent); leg != nil {
			leg.Listen(nil)
		}
		lc.d.release(lc.agent, lc.order, lc.c, e.Talked)
	case call.HangUp:
		lc.hangUps++
		if err := client.Hangup(ctx, lc.channel, ""); err != nil {
			return failed("hangup", false, err)
		}
		if lc.hangUps > 1 {
			// The first hang-up was not confirmed. When the channel is gone, its last event was lost.
			if _, err := client.Channel(ctx, lc.channel); errors.Is(err, ari.ErrNotFound) {
				return call.Vanished{At: time.Now()}
			}
		}
	case call.SetTimer:
		if t := lc.timers[e.Kind]; t != nil {
			t.Stop()
		}
		lc.timers[e.Kind] = time.AfterFunc(e.After, func() { lc.inbox.push(call.TimerFired{At: time.Now(), Kind: e.Kind}) })
	case call.Log:
		lc.logEffect(e)
	case call.Finish:
		lc.finish()
	default:
		return lc.execGuest(ctx, e, failed)
	}
	return nil
}

// dial sends the INVITE, once. An answer that was lost is settled by reading the channel, never by a second dial.
func (lc *liveCall) dial(ctx context.Context, failed func(string, bool, error) call.Event) call.Event {
	lc.d.book.dialled(lc.order.Trunk, lc.order.Attempt, lc.order.Number, time.Now())
	err := lc.d.cfg.ARI.Dial(ctx, lc.channel, lc.order.RingTimeout)
	switch {
	case err == nil:
		lc.d.cfg.Metrics.dialled.WithLabelValues(lc.order.Trunk).Inc()
		return call.DialDone{At: time.Now()}
	case !ari.Ambiguous(err):
		return failed("dial", false, err)
	}
	ch, rerr := lc.d.cfg.ARI.Channel(ctx, lc.channel)
	if rerr == nil && ch.State != ari.StateDown {
		return call.DialDone{At: time.Now()}
	}
	return failed("dial", true, err)
}

// bridge is where the call's channel belongs now.
func (lc *liveCall) bridge() (string, error) {
	if !lc.c.HasAgent {
		if lc.room == nil {
			return "", errors.New("the call has no room")
		}
		return lc.room.bridge, nil
	}
	bridge, ok := lc.d.bridgeOf(lc.agent)
	if !ok {
		return "", errors.New("the agent's leg is not up")
	}
	return bridge, nil
}

// play plays a prompt in the call's room.
func (lc *liveCall) play(ctx context.Context, what call.Prompt, failed func(string, bool, error) call.Event) call.Event {
	p := lc.order.Policy.Prompts
	id := map[call.Prompt]string{call.Notice: p.Notice, call.AbandonedNote: p.Abandoned, call.MachineMessage: p.Machine}[what]
	if lc.room == nil || lc.d.cfg.Prompt == nil {
		return failed("play", false, errors.New("nothing to play in"))
	}
	ctx, cancel := context.WithTimeout(ctx, promptTimeout)
	defer cancel()
	var audio []byte
	var err error
	if lc.order.Incoming != nil {
		audio, err = lc.inboundPrompt(ctx, what)
	} else {
		audio, err = lc.d.cfg.Prompt(ctx, id)
	}
	if err != nil {
		return failed("play", false, fmt.Errorf("prompt %s %q: %w", what, id, err))
	}
	lc.room.port.Play(audio, func() { lc.inbox.push(call.Played{At: time.Now()}) })
	return nil
}

// promptTimeout bounds the reading of a prompt.
const promptTimeout = 3 * time.Second

func (lc *liveCall) openAudio() {
	leg := lc.d.legOf(lc.agent)
	if leg == nil {
		return // the leg went in this moment; the agent's session decides
	}
	lc.closeRecording("") // of the room
	if lc.room != nil {
		lc.room.port.Listen(nil)
	}
	lc.record(func(tap webrtc.Tap) { leg.Open(tap, lc.c.AnsweredAt) })
	leg.Listen(lc.ear.hear)
	lc.arrange()
}

// partsMost is how many parts of a recording are passed over at most.
const partsMost = 10

// record begins the next part of the call's recording with what open is given. open comes first: making a file takes
// milliseconds that the customer would notice.
func (lc *liveCall) record(open func(webrtc.Tap)) {
	lc.part++
	started := time.Now()
	tap := &lateTap{}
	lc.tap = tap
	open(tap)
	rec, err := lc.d.cfg.Recorder.Start(lc.order.Attempt, lc.part, started)
	for n := 0; errors.Is(err, fs.ErrExist) && n < partsMost; n++ {
		// An earlier life of the service began this part and could not write that down.
		lc.log(Entry{At: started, Kind: "recorded", Recording: &RecordingPart{Part: lc.part, State: "missing", Reason: "service_restarted"}})
		lc.part++
		rec, err = lc.d.cfg.Recorder.Start(lc.order.Attempt, lc.part, started)
	}
	tap.attach(rec)
	if err != nil {
		lc.l.Error("call is not recorded", "err", err)
		lc.log(Entry{At: started, Kind: "recorded", Recording: &RecordingPart{Part: lc.part, State: "missing", Reason: "recorder: " + short(err)}})
		return
	}
	lc.rec = rec
	lc.log(Entry{At: started, Kind: "recording", Recording: &RecordingPart{Part: lc.part, State: "recording", Path: rec.Path(), StartedAt: started}})
}

// closeAudio ends audio and recording. cut says why the recording is only a part of the conversation, if it is.
func (lc *liveCall) closeAudio(cut string) {
	lc.closeMix()
	if leg := lc.d.legOf(lc.agent); leg != nil {
		leg.CloseGate()
		if first := leg.Stats().FirstForwarded; first > 0 && lc.part == 1 {
			lc.d.cfg.Metrics.connect.Observe(first.Seconds())
		}
	}
	lc.closeRecording(cut)
}

func (lc *liveCall) closeRecording(cut string) {
	if lc.rec == nil {
		return
	}
	if lc.room != nil {
		lc.room.port.Record(nil)
	}
	part := lc.rec.Close()
	lc.rec, lc.tap = nil, nil
	part.Part = lc.part
	if cut != "" && part.State == "complete" {
		part.State, part.Reason = "partial", cut
	}
	lc.d.cfg.Metrics.recordings.WithLabelValues(part.State).Inc()
	lc.log(Entry{At: time.Now(), Kind: "recorded", Recording: &part})
}

func (lc *liveCall) logEffect(e call.Log) {
	entry := Entry{At: e.At, Kind: e.Kind, By: e.By, Detail: e.Detail}
	if e.Kind == "agent_found" {
		entry.Agent = lc.agent
	}
	lc.log(entry)
	lc.guestLog(e)
	switch e.Kind {
	case "created":
		lc.view(func(v *CallSnapshot) { v.Phase, v.PreviewTill = "dialling", nil })
	case "answered", "adopted":
		if lc.order.Incoming == nil { // what comes in costs nothing, and ends without noteEnd
			lc.d.book.answered(lc.order.Trunk, lc.order.Attempt, lc.order.Number, e.At)
		}
	case "ringing":
		lc.view(func(v *CallSnapshot) { v.Phase = "ringing" })
	case "detected":
		lc.view(func(v *CallSnapshot) { v.Detected = lc.c.Detected })
	case "handed":
		lc.dropCoaches() // the agent whose conversation it was has left
	case "bridged":
		answered := lc.c.AnsweredAt
		recording := lc.rec != nil
		lc.talk()
		lc.view(func(v *CallSnapshot) {
			v.Phase, v.AnsweredAt, v.Recording, v.Muted, v.HeldSince = "talking", &answered, recording, false, nil
			v.PausedSince = nil        // after a transfer that failed this begins a new part, which is recorded
			v.Detected = lc.c.Detected // before this agent was found, perhaps
		})
		lc.keepCoaches()
	}
}

func (lc *liveCall) finish() {
	lc.endFormer()
	lc.dropCoaches()
	lc.closeRecording("")
	fault := lc.noteEnd()
	lc.d.cfg.Metrics.calls.WithLabelValues(string(lc.c.Outcome)).Inc()
	lc.l.Info("call ended", "outcome", lc.c.Outcome, "cause", lc.c.Cause, "sip", lc.c.SIPCode, "by", lc.c.HungUpBy, "detail", lc.c.Reason)
	if !lc.c.AnsweredAt.IsZero() && lc.part == 0 {
		// I6: answered, and no audio ever opened.
		lc.log(Entry{At: lc.c.EndedAt, Kind: "recorded", Recording: &RecordingPart{Part: 1, State: "missing", Reason: "no_agent"}})
	}
	lc.log(Entry{At: lc.c.EndedAt, Kind: "ended", By: lc.c.HungUpBy, Detail: cmp.Or(lc.c.Reason, lc.c.Missed, fault),
		Result: &Result{Outcome: lc.c.Outcome, HungUpBy: lc.c.HungUpBy, Cause: lc.c.Cause, SIPCode: lc.c.SIPCode, Hold: lc.c.HoldTime, Callback: lc.c.Lost,
			Detected: lc.c.Detected, Heard: lc.c.Heard, Keys: lc.c.Keys, Fault: fault}})
}

// view changes what the agent sees of this call.
func (lc *liveCall) view(f func(*CallSnapshot)) {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	if dk := lc.d.desks[lc.agent]; dk != nil && dk.view != nil && dk.view.Attempt == lc.order.Attempt {
		f(dk.view)
		lc.d.publishLocked(dk)
	}
}

// short is an error's text for the timeline.
func short(err error) string {
	s := err.Error()
	if len(s) > 200 {
		s = s[:200]
	}
	return storable(s)
}

// storable is a text that the database takes: of UTF-8, without NUL.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}
