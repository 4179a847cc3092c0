package announcement

import (
	"math"

	"huifang/dialer/announcement/front"
)

// template is one frame of a recording.
type template struct {
	f    front.Frame
	bias float32 // what its evidence begins with
}

// The evidence of a pair of frames is the logarithm of how much likelier the two are as one sound in two voices than as two
// sounds: both normal in each dimension, with variance 1 within a sound and front.Spread between sounds.
var (
	product  [front.Dim]float32 // of x*y
	square   [front.Dim]float32 // of -(x*x + y*y)
	constant float32
)

func init() {
	for d := range front.Dim {
		b := front.Spread(d)
		t := b + 1
		det := t*t - b*b
		product[d] = float32(b / det)
		square[d] = float32(0.5 * (t/det - 1/t))
		constant += float32(0.5 * math.Log(t*t/det))
	}
}

func newTemplate(f *front.Frame) template {
	t := template{f: *f, bias: constant}
	for d, v := range f {
		t.bias -= square[d] * v * v
	}
	return t
}

// Weights of the alignment, in nats.
const (
	dull    = 3.0 // taken off each frame: what is merely alike leads nowhere
	worst   = -12 // one frame at least: one wrong sound does not spoil a sentence
	clearly = 12  // one frame at most
	uneven  = 1.0 // taken off a step that is longer or shorter than two frames, for each frame
	fade    = 0.5 // what a meaning that matched before loses with each step
)

// startEvery is how many frames apart a stretch may begin: most frames lead nowhere, and those need not be compared.
const startEvery = 4

// stretch is the best stretch of a call that ends now at one frame of a recording.
type stretch struct {
	score float32 // evidence, never below 0
	begin int32   // frame of the recording that it began at
}

// found is the best path of one meaning.
type found struct {
	stretch
	recording, frame int
}

// aligner compares one call with all recordings. Of the call it takes every second frame of speech, so that a step of two
// frames in a recording is the recording's own speed; one to four are allowed.
type aligner struct {
	library *Library
	paths   []stretch // by frame of all recordings
	now     []found   // by meaning: the best of paths
	peak    []float32 // by meaning: the best score that was, fading
}

func newAligner(l *Library) *aligner {
	return &aligner{library: l, paths: make([]stretch, l.frames), now: make([]found, len(l.meanings)), peak: make([]float32, len(l.meanings))}
}

func (a *aligner) step(f *front.Frame) {
	x, own := query(f)
	clear(a.now)
	for n := range a.library.recordings {
		r := a.library.recordings[n]
		paths := a.paths[r.first : r.first+len(r.frames)]
		if best := align(paths, r.frames, &x, own); paths[best].score > a.now[r.meaning].score {
			a.now[r.meaning] = found{paths[best], n, best}
		}
	}
	for m := range a.now {
		a.peak[m] = max(a.peak[m]-fade, a.now[m].score)
	}
}

// forget begins anew.
func (a *aligner) forget() {
	clear(a.paths)
	clear(a.now)
	clear(a.peak)
}

// query prepares a frame of a call for comparison: evidence is bias - own + x*f.
func query(f *front.Frame) (x front.Frame, own float32) {
	own = dull
	for d, v := range f {
		own += square[d] * v * v
		x[d] = v * product[d]
	}
	return x, own
}

func (t *template) evidence(x *front.Frame, own float32) float32 {
	// Four sums at a time: each addition has not to wait for the one before.
	a, b, c, e := t.bias-own, float32(0), float32(0), float32(0)
	for d := 0; d < front.Dim; d += 4 {
		a += x[d] * t.f[d]
		b += x[d+1] * t.f[d+1]
		c += x[d+2] * t.f[d+2]
		e += x[d+3] * t.f[d+3]
	}
	sum := (a + b) + (c + e)
	return max(worst, min(clearly, sum))
}

// align moves one recording's paths on by one step and returns where the best ends.
func align(paths []stretch, frames []template, x *front.Frame, own float32) (best int) {
	most := float32(0)
	for j := len(frames) - 1; j >= 0; j-- { // from the end: each goes on from those before it, as they were
		from, before := before(paths, j)
		p := stretch{begin: int32(j)}
		switch {
		case before > 0:
			p = paths[from]
		case j%startEvery != 0:
			paths[j] = p
			continue
		}
		p.score = max(0, before+frames[j].evidence(x, own))
		paths[j] = p
		if p.score > most {
			best, most = j, p.score
		}
	}
	return best
}

// before returns the best frame that a path can come to frame j from, and its score there less what the step costs.
func before(paths []stretch, j int) (from int, score float32) {
	if j >= 2 {
		from, score = j-2, paths[j-2].score
	}
	if j >= 1 {
		if s := paths[j-1].score - uneven; s > score {
			from, score = j-1, s
		}
	}
	if j >= 3 {
		if s := paths[j-3].score - uneven; s > score {
			from, score = j-3, s
		}
	}
	if j >= 4 {
		if s := paths[j-4].score - 2*uneven; s > score {
			from, score = j-4, s
		}
	}
	return from, score
}

// leader returns the meaning that has most evidence now, and by how much that exceeds what any other has or had. ok is false when
// there is none, or when the leader's evidence is not growing: then it lives on what was said before.
func (a *aligner) leader() (meaning int, margin float32, ok bool) {
	for m := range a.now {
		if a.now[m].score > a.now[meaning].score {
			meaning = m
		}
	}
	if len(a.now) == 0 || a.now[meaning].score == 0 || a.now[meaning].score < a.peak[meaning] {
		return 0, 0, false
	}
	other := float32(0)
	for m, p := range a.peak {
		if m != meaning {
			other = max(other, p)
		}
	}
	return meaning, a.now[meaning].score - other, true
}
