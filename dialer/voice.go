package dialer

import (
	"math"
	"time"

	"huifang/dialer/call"
	"huifang/dialer/webrtc/g711"
)

// voice listens to a message that a caller leaves: whether anybody speaks, and since when nobody does.
type voice struct {
	tell func(call.Event)

	samples int // heard so far; the clock of everything here
	voiced  int // samples of the present stretch with a voice
	last    int // end of the latest voice
	spoke   bool
	silent  bool
}

// The levels and times of a voice, in samples at 8 kHz. A telephone in a quiet room is below -50 dBFS, speech above -35.
const (
	voiceLevel  = -42.0 // dBFS of a packet
	voiceLeast  = g711.SampleRate / 5
	voicePause  = g711.SampleRate / 5 // a gap that does not end a stretch
	silenceMost = 6 * g711.SampleRate // nobody speaks (any more)
)

// hear takes a packet; it is what a webrtc.Room listens with.
func (v *voice) hear(_ uint32, arrival time.Time, payload []byte) {
	energy := 0.0
	for _, b := range payload {
		x := float64(g711.Decode(b))
		energy += x * x
	}
	v.samples += len(payload)
	if level := 10 * math.Log10(energy/float64(len(payload))/(32768*32768)); level >= voiceLevel {
		if v.samples-v.last > voicePause+len(payload) {
			v.voiced = 0
		}
		v.voiced += len(payload)
		v.last = v.samples
		if v.voiced >= voiceLeast && !v.spoke {
			v.spoke = true
			v.tell(call.Spoke{At: arrival})
		}
	}
	if !v.silent && v.samples-v.last >= silenceMost {
		v.silent = true
		v.tell(call.Silent{At: arrival})
	}
}
