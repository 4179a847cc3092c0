package dialer

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"huifang/dialer/call"
	"huifang/dialer/queue"
	"huifang/dialer/webrtc"
	"huifang/dialer/webrtc/g711"
)

// caller is what a live call that came in has beside the others.
type caller struct {
	greeted bool                // he has heard his position
	avoid   map[int64]time.Time // agents who could not be reached for him, and until when; guarded by Dialer.mu
}

var errNoRoom = errors.New("the call has no room")

// hotlinePolicy gives what the reducer needs of an incoming order.
func hotlinePolicy(in *Incoming) call.Hotline {
	if in == nil {
		return call.Hotline{}
	}
	return call.Hotline{On: true, Greeting: in.Greeting != "", Announce: in.Announce, MaxWait: in.Limits.MaxWait, Overflow: call.Turn(in.Limits.Overflow),
		Offer: in.Offer, CanCall: in.CanCall, MessageMax: in.MessageMax}
}

// inbound runs the effects that only calls have that come in.
func (lc *liveCall) inbound(ctx context.Context, e call.Effect, failed func(string, bool, error) call.Event) call.Event {
	switch e.(type) {
	case call.Enqueue:
		lc.d.mu.Lock()
		lc.d.enqueueLocked(lc)
		lc.d.mu.Unlock()
	case call.PickUp:
		if err := lc.d.cfg.ARI.Answer(ctx, lc.channel); err != nil {
			return failed("pick_up", false, err)
		}
		return call.PickedUp{At: time.Now()}
	case call.TakeMessage:
		if lc.room == nil {
			return failed("message", false, errNoRoom)
		}
		lc.record(func(tap webrtc.Tap) { lc.room.port.Record(tap) })
		v := &voice{tell: func(ev call.Event) { lc.inbox.push(ev) }}
		lc.room.port.Listen(v.hear)
	case call.EndMessage:
		if lc.room != nil {
			lc.room.port.Listen(nil)
		}
		lc.closeRecording("")
	}
	return nil
}

// findInbound lets the caller have an agent from now on.
func (lc *liveCall) findInbound() call.Event {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	w := lc.d.enqueueLocked(lc)
	w.caller.Ready, w.caller.Again = true, lc.c.Again
	lc.d.assignLocked()
	if lc.d.waiting[lc.order.Attempt] == w {
		return call.NoAgent{At: time.Now()}
	}
	return nil // AgentFound is in the inbox
}

// avoidAgent keeps an agent whose line could not be reached from being tried again for this caller at once.
func (lc *liveCall) avoidAgent() {
	lc.d.mu.Lock()
	defer lc.d.mu.Unlock()
	lc.avoid[lc.agent] = time.Now().Add(avoidFor)
}

// inboundPrompt is what a caller hears, put together of prompts, the built-in ones in his language.
func (lc *liveCall) inboundPrompt(ctx context.Context, what call.Prompt) ([]byte, error) {
	in := lc.order.Incoming
	lc.d.mu.Lock()
	position := queue.Position(lc.d.callersLocked(time.Now()), lc.order.Attempt)
	lc.d.mu.Unlock()
	var audio []byte
	for _, id := range inboundWords(in, what, lc.c.Turn, lc.c.Missed, position, lc.greeted) {
		part, err := lc.d.cfg.Prompt(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("prompt %q: %w", id, err)
		}
		audio = append(audio, part...)
	}
	lc.greeted = lc.greeted || what == call.PositionNote
	if what == call.TurnNote && lc.c.Turn == call.TurnMessage {
		audio = append(audio, g711.Tone(1000, -12, g711.SampleRate*2/5)...)
	}
	return audio, nil
}

// lastNumber is the highest position that is said as a number.
const lastNumber = 10

// inboundWords are the ids of the prompts that make up what a caller hears. again: he has heard an announcement before.
func inboundWords(in *Incoming, what call.Prompt, turn call.Turn, missed string, position int, again bool) []string {
	languages := []string{"zh"}
	if in.Language == "cantonese" {
		languages[0] = "yue"
	}
	if in.English {
		languages = append(languages, "en")
	}
	var ids []string
	own := func(id string) {
		if id != "" {
			ids = append(ids, id)
		}
	}
	if what == call.Greeting {
		own(in.Greeting)
		return ids
	}
	if what == call.TurnNote && missed == queue.ReasonClosed {
		own(in.Closed)
	}
	for _, language := range languages {
		say := func(names ...string) {
			for _, n := range names {
				ids = append(ids, "hotline:"+n+"-"+language)
			}
		}
		switch what {
		case call.Greeting, call.Notice, call.MachineMessage:
		case call.AbandonedNote: // of a transfer that nobody took
			if in.CanCall {
				say("callback")
			} else {
				say("again")
			}
		case call.PositionNote:
			if !again {
				say("busy")
			}
			if position > lastNumber {
				say("many")
			} else if position > 0 {
				say("position", strconv.Itoa(position), "waiting")
			}
			switch {
			case in.Offer && in.CanCall:
				say("offer")
			case in.Offer:
				say("offer-message")
			}
		case call.Thanks:
			say("thanks")
		case call.TurnNote:
			switch {
			case missed == queue.ReasonClosed && in.Closed == "":
				say("closed")
			case missed == queue.ReasonFull || missed == queue.ReasonNobody || missed == call.MissedMaxWait || missed == call.MissedStopped:
				say("nobody")
			}
			switch {
			case turn == call.TurnMessage:
				say("leave")
			case turn == call.TurnCallback:
				say("callback")
			case missed == queue.ReasonClosed:
				say("later")
			default:
				say("again")
			}
		}
	}
	return ids
}
