package announcement

import (
	"slices"
	"time"

	"huifang/dialer/announcement/front"
	"huifang/dialer/webrtc/g711"
)

// When it is decided. Weights and limits were chosen with voices and sentences that the tests do not use.
const (
	enough     = 110  // nats of evidence for a meaning
	clearOfAll = 65   // nats more than for any other meaning
	unshared   = 40   // nats in what no other meaning's recordings have too
	span       = 140  // frames of the recording that it runs along, or 6/10 of a shorter one
	worstGap   = -1.5 // nats in each frame of its worst 0.4 s: less, and something else was said there
	steady     = 2    // steps (40 ms of speech) that it has to be so
	again      = 5    // steps until a meaning that was not distinct enough is looked at anew
	history    = 400  // steps that are looked back over: 16 s of speech
)

// Ring-back tone: 450 Hz in China, 440 and 480 Hz in Hong Kong, 425 Hz in Europe.
const (
	ringbackLow, ringbackHigh = 400.0, 500.0 // Hz
	ringbackFrames            = 17           // 20 ms each, without a gap: Hong Kong's 0.4 s less its edges
)

// Listener hears one call's early media. It is used by one goroutine, and costs no more after it has decided.
type Listener struct {
	library   *Library
	extractor *front.Extractor
	aligner   *aligner
	heard     int  // samples
	skip      bool // the next frame: every second one is compared

	leading, led int           // meaning that could be decided for, and for how many steps
	recent       []front.Frame // those compared
	wait         int
	tone         int // frames of ring-back tone up to now
	only         []string
	said         map[string]bool
	next         []Verdict
	over         bool
}

// Listener returns one for one call. With meanings given it reports only those.
func (l *Library) Listener(only ...string) *Listener {
	x := &Listener{library: l, aligner: newAligner(l), leading: -1, only: only, said: map[string]bool{}}
	x.extractor = front.NewExtractor(x.frame, x.sound)
	return x
}

// Hear takes the next audio (PCMU, 8000 Hz, any length; what was lost on the way is left out) and returns true when something
// was recognised: one verdict at most that ends the call ([Verdict.Ends]), and before it each thing that goes on ringing at
// most once.
func (x *Listener) Hear(payload []byte) (Verdict, bool) {
	if x.over {
		return Verdict{}, false
	}
	x.heard += len(payload)
	x.extractor.WriteLaw(payload)
	if len(x.next) == 0 {
		return Verdict{}, false
	}
	v := x.next[0]
	x.next = x.next[1:]
	x.over = v.Ends()
	return v, true
}

func (x *Listener) say(v Verdict) {
	if x.said[v.Meaning] || len(x.only) > 0 && !slices.Contains(x.only, v.Meaning) {
		return
	}
	x.said[v.Meaning] = true
	v.At = time.Duration(x.heard) * time.Second / g711.SampleRate
	x.next = append(x.next, v)
}

// frame takes a frame of speech.
func (x *Listener) frame(_ int, stack *[front.Stack]float32) {
	if x.skip = !x.skip; !x.skip {
		return
	}
	var f front.Frame
	front.Project(stack, &f)
	if len(x.recent) == history {
		x.recent = append(x.recent[:0], x.recent[history/4:]...)
	}
	x.recent = append(x.recent, f)
	x.wait = max(0, x.wait-1)
	x.aligner.step(&f)
	meaning, margin, ok := x.aligner.leader()
	if !ok {
		return
	}
	best := &x.aligner.now[meaning]
	length := len(x.library.recordings[best.recording].frames)
	if best.score < enough || margin < clearOfAll || x.wait > 0 || best.frame-int(best.begin) < min(span, length*6/10) {
		return
	}
	if least, gap := x.library.distinct(x.recent, best.recording); least < unshared || gap < worstGap {
		x.wait = again
		return
	}
	if meaning != x.leading {
		x.leading, x.led = meaning, 0
	}
	if x.led++; x.led < steady {
		return
	}
	if !x.said[x.library.meanings[meaning]] {
		x.say(Verdict{Meaning: x.library.meanings[meaning], File: x.library.recordings[best.recording].file,
			Score: float64(best.score), Margin: float64(margin)})
	}
	// What comes next is judged by itself: another announcement may follow.
	x.aligner.forget()
	x.recent, x.led = x.recent[:0], 0
}

func (x *Listener) sound(s front.Sound) {
	if s.Tone < ringbackLow || s.Tone > ringbackHigh {
		x.tone = 0
		return
	}
	if x.tone++; x.tone == ringbackFrames {
		x.say(Verdict{Meaning: RingbackTone})
	}
}
