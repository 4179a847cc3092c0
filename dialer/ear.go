package dialer

import (
	"sync"
	"time"

	"huifang/dialer/call"
)

// Early recognises announcements before the answer (R17), for one call: it takes mu-law audio as it comes and tells once
// what was said. The outcome is "" for what does not end a call, such as ring-back music.
type Early interface {
	Hear(ulaw []byte) (outcome call.Outcome, detail string, decided bool)
}

// After detects what answered, for one call: call.DetectedPerson, DetectedMachine or DetectedFax, once; and, for a
// machine, that its greeting is over.
type After interface {
	Hear(ulaw []byte) (what, detail string, beep bool)
}

// ear listens to the customer's side of one call, wherever it is: in its room or at its agent's leg.
type ear struct {
	tell func(call.Event)

	mu    sync.Mutex
	early Early
	after After
}

// hear takes a packet; it is what a webrtc.Room or Leg listens with.
func (e *ear) hear(_ uint32, arrival time.Time, payload []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.after != nil:
		what, detail, beep := e.after.Hear(payload)
		if what != "" {
			e.tell(call.Detected{At: arrival, What: what, Detail: detail})
		}
		if what == call.DetectedPerson || what == call.DetectedFax {
			e.after = nil
		}
		if beep {
			e.after = nil
			e.tell(call.Beeped{At: arrival})
		}
	case e.early != nil:
		if outcome, detail, ok := e.early.Hear(payload); ok {
			e.tell(call.Recognised{At: arrival, Outcome: outcome, Detail: detail})
			if outcome != "" {
				e.early = nil
			}
		}
	}
}

// listen makes early, before the answer, or after, from the answer on, listen from now on; nil: nobody.
func (e *ear) listen(early Early, after After) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.early, e.after = early, after
}
