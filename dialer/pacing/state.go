package pacing

import (
	"math"
	"time"
)

// State is what a Predictive has learnt of a campaign. It is kept as JSON over restarts and days; it has no personal data.
type State struct {
	At       time.Time `json:"at"`      // of the last sample
	Answers  int       `json:"answers"` // learnt from in all
	Ring     Ring      `json:"ring"`
	Talk     BusyTimes `json:"talk"`
	WrapUp   BusyTimes `json:"wrap_up"`
	Level    float64   `json:"level"`    // logarithm of the limit of a line's risk; 0: none yet
	Expected float64   `json:"expected"` // mean of the persons who were expected to be abandoned
}

// State returns what was learnt, to be stored.
func (p *Predictive) State() State { return p.state }

// Restore goes on with what was stored. What is damaged is not taken: then everything is learnt anew. What is older than two
// weeks is forgotten at the next decision, which says so.
func (p *Predictive) Restore(s State) {
	p.forget()
	if !s.sound() {
		p.stale = true
		return
	}
	p.state = s
	p.stale = false
}

func (s *State) sound() bool {
	ok := !s.At.IsZero() && s.Answers >= 0 && finite(s.Level, s.Expected) && s.Level <= 0 && s.Expected >= 0
	r := &s.Ring
	for a := range rings {
		ok = ok && counts(r.AtRisk[a], r.Answered[a], r.Other[a]) && r.AtRisk[a] > 0 && r.Answered[a]+r.Other[a] <= r.AtRisk[a]*(1+1e-6)
	}
	ok = ok && counts(r.Observed, r.Expected)
	for _, h := range r.Hours {
		ok = ok && counts(h.Observed, h.Expected)
	}
	for _, b := range []*BusyTimes{&s.Talk, &s.WrapUp} {
		ok = ok && b.Mean > 0 && b.Mean < 1e6
		for i := range bins {
			ok = ok && counts(b.Ends[i], b.AtRisk[i])
		}
	}
	return ok
}

// counts says whether these can be numbers of calls or of seconds.
func counts(xs ...float64) bool {
	for _, x := range xs {
		if !finite(x) || x < 0 || x > 1e12 {
			return false
		}
	}
	return true
}

func finite(xs ...float64) bool {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
