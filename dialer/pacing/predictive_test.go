package pacing

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// lasted draws times that things have lasted.
func lasted(t *rapid.T, most int, name string) []time.Duration {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.IntRange(0, 60000).Draw(t, "ms")) * time.Millisecond
	}), 0, most).Draw(t, name)
}

func busy(t *rapid.T, most int, name string) []Busy {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Busy {
		return Busy{Age: time.Duration(rapid.IntRange(0, 900).Draw(t, "age")) * time.Second, Share: rapid.SampledFrom([]float64{0, 1, 0.5}).Draw(t, "share")}
	}), 0, most).Draw(t, name)
}

// drawFloor draws a floor whose day has gone well enough to predict, or not.
func drawFloor(t *rapid.T) Floor {
	f := Floor{Now: morning.Add(time.Duration(rapid.IntRange(0, 36000).Draw(t, "now")) * time.Second), Room: rapid.IntRange(-3, 60).Draw(t, "room"),
		Free: float64(rapid.IntRange(0, 20).Draw(t, "free")), Waiting: rapid.IntRange(0, 3).Draw(t, "waiting"),
		Ringing: lasted(t, 60, "ringing"), Talking: busy(t, 60, "talking"), WrapUp: busy(t, 20, "wrap-up"),
		Served: rapid.IntRange(0, 3000).Draw(t, "served")}
	f.Abandoned = rapid.IntRange(0, 1+f.Served/20).Draw(t, "abandoned")
	f.Served24, f.Abandoned24 = f.Served+rapid.IntRange(0, 100).Draw(t, "served24"), f.Abandoned+rapid.IntRange(0, 5).Draw(t, "abandoned24")
	f.Agents = int(f.Free) + len(f.Talking) + len(f.WrapUp)
	return f
}

// taught has learnt from some calls.
func taught(t *rapid.T) State {
	p := NewPredictive(0.03)
	for range rapid.IntRange(0, 120).Draw(t, "samples") {
		s := Sample{Lasted: time.Duration(rapid.IntRange(0, 40000).Draw(t, "ms")) * time.Millisecond, At: morning,
			Kind: rapid.SampledFrom([]string{KindRing, KindTalk, KindWrapUp}).Draw(t, "kind"),
			End:  rapid.SampledFrom([]string{EndOther, EndCancelled}).Draw(t, "end")}
		if s.Kind == KindRing {
			s.End = rapid.SampledFrom([]string{EndAnswered, EndOther, EndCancelled}).Draw(t, "ring end")
		}
		p.Learn(s)
	}
	s := p.State()
	s.Answers += rapid.SampledFrom([]int{0, minAnswers}).Draw(t, "answers of long ago")
	return s
}

// restored is a pacing that knows a state, which need not be enough to predict with.
func restored(s State) *Predictive {
	p := NewPredictive(0.03)
	if s.At.IsZero() {
		s.At = morning
	}
	p.Restore(s)
	return p
}

func TestDecideProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, s := drawFloor(t), taught(t)
		decide := func(f Floor) Decision { return restored(s).Decide(f) }
		d := decide(f)
		switch {
		case d.Dial < 0 || (d.Dial > 0 && d.Dial > f.Room):
			t.Fatalf("dials %d with room for %d", d.Dial, f.Room)
		case d.Reason == "" || d.Detail == nil || (d.Mode != ModePredictive && d.Mode != ModeProgressive):
			t.Fatalf("does not say why: %+v", d)
		case d.Dial > 0 && len(d.Cancel) > 0:
			t.Fatal("dials and hangs up at once")
		}
		for name, x := range d.Detail {
			if !finite(x) {
				t.Fatalf("%s is %v", name, x)
			}
		}
		slices.Sort(d.Cancel)
		if n := len(d.Cancel); n > 0 && (d.Cancel[0] < 0 || d.Cancel[n-1] >= len(f.Ringing) || len(slices.Compact(slices.Clone(d.Cancel))) != n) {
			t.Fatalf("hangs up %v of %d", d.Cancel, len(f.Ringing))
		}
		if lines := len(f.Ringing) + d.Dial; d.Mode == ModeProgressive && d.Dial > 0 && lines > int(f.Free)-f.Waiting {
			t.Fatalf("%d lines for %v agents while progressive", lines, f.Free)
		}

		more := f
		more.Free++ // of the same people: one who was on a call of another campaign
		if after := decide(more); after.Dial < d.Dial {
			t.Fatalf("one more agent is free, and it dials %d instead of %d (%s, %s)", after.Dial, d.Dial, d.Reason, after.Reason)
		}
		paused := f
		paused.Paused = true
		if p := decide(paused); p.Dial != 0 || p.Reason != ReasonPaused {
			t.Fatalf("paused and yet: %+v", p)
		}
		nobody := f
		nobody.Agents, nobody.Free = 0, 0
		if p := decide(nobody); p.Dial != 0 || p.Reason != ReasonNoAgents {
			t.Fatalf("nobody is there and yet: %+v", p)
		}
		spent := f
		spent.Abandoned = 1 + f.Served/32 // > 0.03 of both
		spent.Abandoned24 = max(spent.Abandoned, f.Abandoned24)
		if p := decide(spent); p.Mode != ModeProgressive || len(f.Ringing)+p.Dial > max(len(f.Ringing), int(f.Free)-f.Waiting) {
			t.Fatalf("the cap is used up and yet: %+v", p)
		}
	})
}

// The decision must exist for anything at all.
func TestDecideTotal(t *testing.T) {
	odd := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, -1, math.MaxInt64, math.MinInt64}))
	durations := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration { return time.Duration(odd.Draw(t, "d")) }), 0, 100)
	states := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Busy {
		return Busy{Age: time.Duration(odd.Draw(t, "age")), Share: rapid.Float64().Draw(t, "share"), Left: time.Duration(odd.Draw(t, "left"))}
	}), 0, 100)
	count := rapid.IntRange(-1<<40, 1<<40)
	rapid.Check(t, func(t *rapid.T) {
		p := NewPredictive(rapid.Float64().Draw(t, "cap"))
		for range rapid.IntRange(1, 4).Draw(t, "decisions") {
			p.Learn(Sample{Kind: rapid.SampledFrom([]string{KindRing, KindTalk, KindWrapUp, "?"}).Draw(t, "kind"), Lasted: time.Duration(odd.Draw(t, "lasted")),
				End: rapid.SampledFrom([]string{EndAnswered, EndOther, "?"}).Draw(t, "end"), At: time.Unix(odd.Draw(t, "at")/1e9, 0)})
			f := Floor{Now: time.Unix(odd.Draw(t, "now")/1e9, 0), Paused: rapid.Bool().Draw(t, "paused"), Free: rapid.Float64().Draw(t, "free"), Waiting: rapid.IntRange(-5, 50).Draw(t, "waiting"),
				Ringing: durations.Draw(t, "ringing"), Talking: states.Draw(t, "talking"), WrapUp: states.Draw(t, "wrap-up"), Agents: rapid.IntRange(-5, 500).Draw(t, "agents"),
				Room: rapid.IntRange(-10, 500).Draw(t, "room"), Served: count.Draw(t, "served"), Abandoned: count.Draw(t, "abandoned"), Served24: count.Draw(t, "served24"), Abandoned24: count.Draw(t, "abandoned24")}
			d := p.Decide(f)
			if d.Dial < 0 || d.Dial > max(0, f.Room) || (f.Paused && d.Dial > 0) {
				t.Fatalf("dials %d", d.Dial)
			}
		}
		if s := p.State(); !finite(s.Level, s.Expected) {
			t.Fatalf("the state is damaged: %v, %v", s.Level, s.Expected)
		}
	})
}

func TestStateSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, f := taught(t), drawFloor(t)
		s.At = morning
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back State
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if back.Ring != s.Ring || back.Talk != s.Talk || back.Level != s.Level {
			t.Fatal("the state is another one after JSON")
		}
		a, b := restored(s), restored(back)
		if x, y := a.Decide(f), b.Decide(f); x.Dial != y.Dial || x.Reason != y.Reason {
			t.Fatalf("decides %+v, and from what was stored %+v", x, y)
		}
	})
}

// good is a floor on which a pacing that knows enough predicts.
func good() Floor {
	f := Floor{Now: morning.Add(4 * time.Hour), Agents: 20, Room: 50, Served: 1000, Abandoned: 10, Served24: 1000, Abandoned24: 10}
	for i := range 20 {
		f.Talking = append(f.Talking, Busy{Age: time.Duration(20*i) * time.Second})
	}
	return f
}

func learnt() State {
	p := NewPredictive(0.03)
	for i := range 1000 {
		at := morning.Add(time.Duration(i) * 10 * time.Second)
		end := EndOther
		if i%4 == 0 {
			end = EndAnswered
		}
		p.Learn(Sample{Kind: KindRing, Lasted: time.Duration(5+i%25) * time.Second, End: end, At: at})
		p.Learn(Sample{Kind: KindTalk, Lasted: time.Duration(60+i%240) * time.Second, End: EndOther, At: at})
		p.Learn(Sample{Kind: KindWrapUp, Lasted: time.Duration(10+i%40) * time.Second, End: EndOther, At: at})
	}
	return p.State()
}

func TestReasons(t *testing.T) {
	known := learnt()
	old := known
	old.At = morning.Add(-30 * 24 * time.Hour)
	damaged := known
	damaged.Ring.AtRisk[3] = math.NaN()
	for name, c := range map[string]struct {
		state  State
		change func(*Floor)
		reason string
		mode   string
	}{
		"paused":               {known, func(f *Floor) { f.Paused = true }, ReasonPaused, ModeProgressive},
		"nobody there":         {known, func(f *Floor) { f.Agents, f.Talking = 0, nil }, ReasonNoAgents, ModeProgressive},
		"no room":              {known, func(f *Floor) { f.Room = 0 }, ReasonNoRoom, ModePredictive},
		"earned":               {known, func(*Floor) {}, ReasonEarnedBudget, ModePredictive},
		"risky":                {known, func(f *Floor) { f.Ringing = make([]time.Duration, 40) }, ReasonRisk, ModePredictive},
		"a free agent":         {State{}, func(f *Floor) { f.Free = 1 }, ReasonFreeAgent, ModeProgressive},
		"nothing is known":     {State{}, func(*Floor) {}, ReasonLearning, ModeProgressive},
		"old":                  {old, func(*Floor) {}, ReasonStale, ModeProgressive},
		"damaged":              {damaged, func(*Floor) {}, ReasonStale, ModeProgressive},
		"first calls":          {known, func(f *Floor) { f.Served, f.Abandoned = 5, 0 }, ReasonBudget, ModeProgressive},
		"a person to lose":     {known, func(f *Floor) { f.Agents, f.Served, f.Abandoned = 3, 300, 8; f.Rest = 3 * time.Hour }, ReasonRisk, ModePredictive},
		"no time to regain it": {known, func(f *Floor) { f.Agents, f.Served, f.Abandoned = 3, 300, 8; f.Rest = 20 * time.Minute }, ReasonBudget, ModeProgressive},
		"over the cap":         {known, func(f *Floor) { f.Abandoned = 40 }, ReasonFallback, ModeProgressive},
		"over the cap of 24 h": {known, func(f *Floor) { f.Served24, f.Abandoned24 = 2000, 80 }, ReasonFallback, ModeProgressive},
	} {
		t.Run(name, func(t *testing.T) {
			p := NewPredictive(0.03)
			if !c.state.At.IsZero() {
				p.Restore(c.state)
			}
			f := good()
			c.change(&f)
			d := p.Decide(f)
			if d.Reason != c.reason || d.Mode != c.mode {
				t.Fatalf("%s, %s instead of %s, %s: %v", d.Mode, d.Reason, c.mode, c.reason, d.Detail)
			}
		})
	}
}

// With nothing to be abandoned, lines that no agent is left for are hung up, the youngest first.
func TestHangsUpWhenAgentsLeave(t *testing.T) {
	f := Floor{Now: morning, Agents: 2, Free: 1, Room: 10, Ringing: []time.Duration{9 * time.Second, 4 * time.Second, 6 * time.Second}}
	d := NewPredictive(0.03).Decide(f)
	if !slices.Equal(d.Cancel, []int{1, 2}) || d.Dial != 0 {
		t.Fatalf("%+v", d)
	}
	f.Agents, f.Free = 0, 0
	if d := NewPredictive(0.03).Decide(f); len(d.Cancel) != 3 {
		t.Fatalf("rings although nobody is there: %+v", d)
	}
}

// Who answered and waits may be abandoned as well as who answers next: when two wait and two may be abandoned, nothing may ring.
func TestHangsUpWhenPersonsWait(t *testing.T) {
	p := NewPredictive(0.03)
	p.Restore(learnt())
	f := good()
	f.Served, f.Abandoned, f.Served24, f.Abandoned24 = 2787, 84, 2787, 84
	f.Waiting, f.Ringing = 2, []time.Duration{8 * time.Second}
	if d := p.Decide(f); !slices.Equal(d.Cancel, []int{0}) || d.Dial != 0 {
		t.Fatalf("%+v", d)
	}
	f.Waiting = 0
	if d := p.Decide(f); len(d.Cancel) != 0 {
		t.Fatalf("hangs up although nobody waits: %+v", d)
	}
}

// What was seen of lines that still ring counts: without it, early answers would look like a high answer rate.
func TestTimeAtRisk(t *testing.T) {
	chance := func(ringing []time.Duration) float64 {
		r := newRing()
		for range 40 {
			r.learn(4*time.Second, EndAnswered, 9)
		}
		var out ahead
		r.predict(ringing, 9, &out)
		return out[0][horizons-1]
	}
	without := chance(nil)
	with := chance(slices.Repeat([]time.Duration{20 * time.Second}, 160))
	if without < 0.8 || with > 0.4 || with < 0.1 {
		t.Fatalf("of 200 lines 40 were answered and 160 ring: %.2f, and without those %.2f", with, without)
	}
}

func TestSumIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 10).Draw(t, "p")
		var s sum
		s.reset(true)
		for _, p := range ps {
			s.add(p)
		}
		k := rapid.IntRange(-2, 11).Draw(t, "k")
		tail, over := 0.0, 0.0
		for set := range 1 << len(ps) {
			p, n := 1.0, 0
			for i, x := range ps {
				if set>>i&1 == 1 {
					p *= x
					n++
				} else {
					p *= 1 - x
				}
			}
			if n >= k {
				tail += p
			}
			if n > k {
				over += p * float64(n-k)
			}
		}
		if math.Abs(s.atLeast(k)-tail) > 1e-9 || math.Abs(s.over(k)-over) > 1e-9 {
			t.Fatalf("P(>= %d) %v, not %v; excess %v, not %v", k, s.atLeast(k), tail, s.over(k), over)
		}
		if p := ps[len(ps)-1]; p < 0.5 {
			s.remove(p)
			var other sum
			other.reset(true)
			for _, p := range ps[:len(ps)-1] {
				other.add(p)
			}
			if math.Abs(s.atLeast(k)-other.atLeast(k)) > 1e-9 {
				t.Fatal("taking out an event gives another distribution")
			}
		}
	})
}

func TestUpperBound(t *testing.T) {
	for _, c := range []struct {
		served, abandoned int
		want              float64
	}{{0, 0, 1}, {100, 0, 0.0263}, {97, 3, 0.0728}, {9700, 300, 0.0329}, {0, 5, 1}} { // Wilson 1927, z = 1.6449
		if got := UpperBound(c.served, c.abandoned); math.Abs(got-c.want) > 5e-4 {
			t.Errorf("%d of %d: %.4f, not %.4f", c.abandoned, c.served+c.abandoned, got, c.want)
		}
	}
}
