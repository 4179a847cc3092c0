// Package front turns telephone audio into frames that look alike whoever speaks: what package announcement compares.
//
// A frame stands for 20 ms. It is made of the energies in 20 mel bands over 180 ms, as logarithms, less their mean over the
// speech heard so far (so that gain and line do not count), projected onto the directions in which sounds differ more than
// voices do (linear discriminant analysis). cmd/sounds computes the projection from sentences spoken by many voices.
package front

import (
	"math"

	"huifang/dialer/webrtc/g711"
)

const (
	Hop   = 160 // samples from frame to frame, 20 ms
	Bands = 20  // mel bands of a spectrum
	Stack = 5 * Bands
	Dim   = 20 // dimensions of a frame

	window = 256 // samples of a spectrum
	stride = 2   // frames between the spectra of a stack
	reach  = 2 * stride
	warmUp = 30  // frames of speech that the first mean is taken over
	memory = 400 // frames of speech that the mean goes back over
)

// Frame is 20 ms of speech: within one sound each dimension varies by about 1 between voices.
type Frame [Dim]float32

// Sound is what 20 ms hold by themselves.
type Sound struct {
	Level  float64 // dB relative to full scale
	Tone   float64 // Hz of a pure tone, or the stronger of two close ones; 0: none
	Speech bool    // loud enough against what was heard before, and no tone
}

// spectrum is one frame before it is compared with its surroundings.
type spectrum struct {
	energy [Bands]float32
	logs   [Bands]float32
	speech bool
}

// Extractor makes frames of one call's audio as it comes. It is used by one goroutine.
type Extractor struct {
	stacked func(at int, stack *[Stack]float32)
	heard   func(Sound)

	samples []float32 // not yet used up

	peak, noise float64 // dB: of the loudest speech, sinking slowly; of the background, rising slowly
	fixed       bool    // mean and floor were given
	counted     int     // frames of speech in mean
	mean        [Bands]float64
	floor       float32 // added to each band's energy, so that what is far below the speech does not count

	pending []spectrum
	first   int // number of pending[0]
	cursor  int // number of the next frame to be stacked
}

// NewExtractor begins a call. stacked gets each frame of speech before its projection (see [Project]), with its number
// from the begin of the call, 80 ms late, and the first ones only after 0.6 s of speech; heard gets each 20 ms at once.
// Either may be nil.
func NewExtractor(stacked func(at int, stack *[Stack]float32), heard func(Sound)) *Extractor {
	return &Extractor{stacked: stacked, heard: heard, peak: -100, noise: -35}
}

// Extract returns the stacks of a whole recording, compared with the mean over all of it.
func Extract(samples []int16, stacked func(at int, stack *[Stack]float32)) {
	first := NewExtractor(nil, nil)
	first.Write(samples)
	x := NewExtractor(stacked, nil)
	if first.counted == 0 {
		return
	}
	x.fixed, x.mean, x.floor, x.counted = true, first.mean, first.floor, first.counted
	x.peak, x.noise = first.peak, first.noise
	x.Write(samples)
	x.Write(make([]int16, reach*Hop+window))
}

// WriteLaw takes PCMU bytes.
func (x *Extractor) WriteLaw(payload []byte) {
	for _, b := range payload {
		x.samples = append(x.samples, float32(g711.Decode(b)))
	}
	x.take()
}

// Write takes linear samples.
func (x *Extractor) Write(samples []int16) {
	for _, s := range samples {
		x.samples = append(x.samples, float32(s))
	}
	x.take()
}

func (x *Extractor) take() {
	used := 0
	for ; len(x.samples)-used >= window; used += Hop {
		x.frame(x.samples[used : used+window])
	}
	x.samples = append(x.samples[:0], x.samples[used:]...)
}

func (x *Extractor) frame(samples []float32) {
	var s spectrum
	sound := analyse(samples, &s.energy)
	switch {
	case sound.Level > x.peak:
		x.peak = sound.Level
	case !x.fixed:
		x.peak -= 0.02
	}
	if sound.Level < x.noise {
		x.noise = max(sound.Level, -70)
	} else if !x.fixed {
		x.noise += 0.05
	}
	sound.Speech = sound.Tone == 0 && sound.Level > -58 && sound.Level > x.noise+6 && sound.Level > x.peak-22
	if x.heard != nil {
		x.heard(sound)
	}
	s.speech = sound.Speech
	if s.speech && !x.fixed {
		x.learn(&s)
	}
	s.take(x.floor)
	x.pending = append(x.pending, s)
	if x.counted >= warmUp || x.fixed {
		x.stack()
	} else if len(x.pending) > 1000 { // nobody speaks
		x.drop(x.first + len(x.pending) - 2*reach)
		x.cursor = x.first + reach
	}
}

// take computes the logarithms.
func (s *spectrum) take(floor float32) {
	for b, e := range s.energy {
		s.logs[b] = float32(math.Log(float64(e + floor)))
	}
}

// learn takes a frame of speech into mean and floor. Those of the beginning are taken anew when there are enough.
func (x *Extractor) learn(s *spectrum) {
	x.counted++
	var sum float32
	for _, e := range s.energy {
		sum += e
	}
	weight := 1 / float64(min(x.counted, memory))
	x.floor += float32(weight) * (floorShare*sum/Bands - x.floor)
	switch {
	case x.counted > warmUp:
		s.take(x.floor)
		for b, v := range s.logs {
			x.mean[b] += weight * (float64(v) - x.mean[b])
		}
	case x.counted == warmUp:
		s.take(x.floor)
		n := 1
		for b, v := range s.logs {
			x.mean[b] = float64(v)
		}
		for i := range x.pending {
			p := &x.pending[i]
			p.take(x.floor)
			if !p.speech {
				continue
			}
			n++
			for b, v := range p.logs {
				x.mean[b] += (float64(v) - x.mean[b]) / float64(n)
			}
		}
	}
}

// floorShare is the floor as a share of the mean energy of speech in a band, -20 dB: about the noise that is borne.
const floorShare = 0.01

// stack emits the frames that have all their surroundings.
func (x *Extractor) stack() {
	end := x.first + len(x.pending)
	for ; x.cursor+reach < end; x.cursor++ {
		if !x.pending[x.cursor-x.first].speech || x.stacked == nil {
			continue
		}
		var out [Stack]float32
		for k := range 5 {
			at := max(x.cursor+(k-2)*stride, x.first)
			p := &x.pending[at-x.first]
			for b := range Bands {
				out[k*Bands+b] = p.logs[b] - float32(x.mean[b])
			}
		}
		x.stacked(x.cursor, &out)
	}
	if len(x.pending) > 256 {
		x.drop(x.cursor - reach)
	}
}

// drop forgets the frames before number at.
func (x *Extractor) drop(at int) {
	if n := at - x.first; n > 0 {
		x.pending = append(x.pending[:0], x.pending[n:]...)
		x.first = at
	}
}
