package floor

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"huifang/dialer/pacing"
)

const (
	tick  = 0.5 // seconds between decisions
	apart = 0.1 // at least between two
	grace = 2.0
)

// sim is a running simulation. Times are seconds since the first day began.
type sim struct {
	c       Config
	p       Pacer
	learner interface{ Learn(pacing.Sample) } // p, when it learns
	own     bool                              // p reserves an agent for each line
	clocked bool                              // p decides by its own clock, not at events
	knows   bool                              // p is told when each agent gets free
	extra   float64                           // seconds that an agent needs to dial by hand
	cap     float64

	now    float64
	index  int     // of the session
	begin  float64 // of the session
	end    float64
	events queue
	rate   rate
	chance *rand.Rand // of what is not a customer's

	agents  []agent
	idle    []int // free agents, longest idle first
	ringing []*line
	waiting []*line
	n       int // dialled in this session
	list    *numbers
	stopped bool
	date    time.Time // of the day that these count:
	served  int
	lost    int

	tokens, filled float64 // of the trunks' rate
	decided        float64
	counted        float64 // served and abandoned, for the pacing
	asked          float64 // Config.Stop
	soon           bool    // a decision is due
	served24       times
	lost24         times
	out            Day
	busy, logged   float64 // seconds of agents, within the session
	waits          []float64
	idled          float64
	view           pacing.Floor
}

type agent struct {
	state   int
	since   float64 // state
	counted float64 // time accounted for until here
	line    *line
	breaks  []pause
	due     bool    // for a break
	gone    bool    // free, as everybody believes, but nobody is there
	until   float64 // gets free, when busy
}

const (
	away = iota
	free
	talking
	wrappingUp
)

type line struct {
	customer
	dialled float64
	answer  float64 // when it was answered
	over    bool
	machine bool
	index   int // in ringing

	attempts int // that its follow-up has had
}

// times counts moments of the last 24 hours.
type times struct {
	at    []float64
	first int
}

func (t *times) add(at float64) { t.at = append(t.at, at) }

func (t *times) count(now float64) int {
	for t.first < len(t.at) && t.at[t.first] <= now-86400 {
		t.first++
	}
	return len(t.at) - t.first
}

func newSim(c Config, p Pacer, cap float64) *sim {
	s := &sim{c: c, p: p, cap: cap, agents: make([]agent, c.Agents), list: newNumbers(c.List)}
	s.learner, _ = p.(interface{ Learn(pacing.Sample) })
	if x, ok := p.(interface{ reserves() (bool, float64) }); ok {
		s.own, s.extra = x.reserves()
	}
	_, s.clocked = p.(interface{ clocked() })
	_, s.knows = p.(Known)
	return s
}

// session simulates one session.
func (s *sim) session(i int, of Session) Day {
	s.index = i
	s.begin = math.Max(3600*of.From, s.now)
	s.end = math.Max(3600*of.To, s.begin)
	s.now, s.decided, s.counted, s.filled, s.tokens = s.begin, s.begin-1, s.begin-s.c.CountsEvery, s.begin, s.c.CallsPerSecond
	hours := (s.end - s.begin) / 3600
	s.chance = rand.New(rand.NewPCG(s.c.Seed, uint64(i)<<40))
	s.rate = s.c.rate(s.chance, s.clock(s.begin), hours)
	if y, m, d := s.clock(s.begin).Date(); s.date != time.Date(y, m, d, 0, 0, 0, 0, time.UTC) {
		s.date, s.served, s.lost = time.Date(y, m, d, 0, 0, 0, 0, time.UTC), 0, 0
	}
	s.out, s.busy, s.logged, s.idled, s.waits, s.n = Day{}, 0, 0, 0, s.waits[:0], 0
	s.idle = s.idle[:0]
	for i := range s.agents {
		login, breaks := s.c.shift(s.chance, hours)
		s.agents[i] = agent{breaks: breaks}
		s.events.push(event{at: s.begin + login, kind: comes, agent: i})
		for _, b := range breaks {
			s.events.push(event{at: s.begin + b.at, kind: breakDue, agent: i})
		}
		if s.c.LeavesPerHour > 0 {
			s.events.push(event{at: s.begin + s.chance.ExpFloat64()*3600/s.c.LeavesPerHour, kind: leaves, agent: i})
		}
	}
	s.events.push(event{at: s.begin, kind: ticks})
	for len(s.events) > 0 {
		e := s.events.pop()
		s.now = e.at
		s.handle(e)
		if s.soon && (e.kind == ticks || !s.clocked) && s.now-s.decided >= apart-1e-9 {
			s.decide()
		}
	}
	return s.result()
}

func (s *sim) result() Day {
	o := &s.out
	if s.logged > 0 {
		o.Occupancy = s.busy / s.logged
	}
	if n := o.Served + o.Lost; n > 0 {
		o.Abandoned = float64(o.Lost) / float64(n)
	}
	if n := len(s.waits); n > 0 {
		for _, w := range s.waits {
			o.WaitMean += w / float64(n)
		}
		slices.Sort(s.waits)
		o.WaitP99, o.WaitMost = s.waits[(n*99-1)/100], s.waits[n-1]
		o.IdleMean = s.idled / float64(n)
	}
	o.Dialled = s.n
	o.Hours = (s.end - s.begin) / 3600
	o.Ended = s.now / 3600
	return *o
}

// finished says that nothing is dialled any more in this session.
func (s *sim) finished() bool {
	return s.stopped || s.now >= s.end || !s.list.more(s.end)
}

func (s *sim) handle(e event) {
	switch e.kind {
	case ticks:
		s.soon = true
		busy := len(s.ringing) > 0 || len(s.waiting) > 0
		for i := range s.agents {
			busy = busy || s.agents[i].state >= talking
		}
		if s.c.Stop != nil && s.now >= s.asked+60 {
			s.asked = s.now
			s.stopped = s.stopped || s.c.Stop()
		}
		if !s.stopped && (busy || !s.finished()) {
			s.events.push(event{at: s.now + tick, kind: ticks})
			return
		}
		s.end = math.Min(s.end, s.now) // there may be nothing left to dial
		for i := range s.agents {
			s.set(i, away)
		}
		s.events = s.events[:0]
	case wakes:
		s.soon = true
	case comes:
		if s.agents[e.agent].state == away {
			s.free(e.agent)
		}
	case breakDue:
		s.agents[e.agent].due = true
		s.giveBreaks()
	case leaves:
		s.leave(e.agent)
	case noticed:
		if a := &s.agents[e.agent]; a.gone {
			s.notice(e.agent)
		}
	case answered:
		if !e.line.over {
			s.answer(e.line)
		}
	case ended:
		if !e.line.over {
			s.over(e.line, pacing.EndOther)
			s.giveBreaks()
		}
	case gaveUp:
		s.abandon(e.line)
	case recognised:
		if s.stopWaiting(e.line) {
			s.list.again(s.now, e.line.attempts)
		}
	case talked:
		s.talked(e.agent)
	case wrapped:
		s.learn(pacing.KindWrapUp, s.now-s.agents[e.agent].since, pacing.EndOther)
		s.free(e.agent)
	}
}

// set moves an agent into a state and accounts for the time in the one before.
func (s *sim) set(i, state int) {
	a := &s.agents[i]
	passed := math.Min(s.now, s.end) - math.Min(a.counted, s.end)
	switch {
	case a.counted < s.begin:
	case a.state == free && !a.gone:
		s.logged += passed
	case a.state == talking || a.state == wrappingUp:
		s.logged += passed
		s.busy += passed
	}
	if a.state == free {
		if k := slices.Index(s.idle, i); k >= 0 {
			s.idle = slices.Delete(s.idle, k, k+1)
		}
	}
	a.state, a.since, a.counted = state, s.now, s.now
	if state == free {
		s.idle = append(s.idle, i)
	}
	s.soon = true
}

// free makes an agent free: for a break that is due, for who waits longest, or for the next call.
func (s *sim) free(i int) {
	s.agents[i].gone = false
	s.set(i, free)
	if s.agents[i].due {
		s.goOnBreak(i)
		return
	}
	for len(s.waiting) > 0 {
		l := s.waiting[0]
		s.waiting = s.waiting[1:]
		s.hand(l, i)
		return
	}
}

func (s *sim) goOnBreak(i int) {
	a := &s.agents[i]
	lasts := 0.0
	for len(a.breaks) > 0 && s.begin+a.breaks[0].at <= s.now {
		lasts += a.breaks[0].lasts
		a.breaks = a.breaks[1:]
	}
	a.due = false
	s.set(i, away)
	s.events.push(event{at: s.now + lasts, kind: comes, agent: i})
}

// giveBreaks sends free agents on the breaks that are due; one for whom a line rings stays.
func (s *sim) giveBreaks() {
	for k := 0; k < len(s.idle); {
		i := s.idle[k]
		if !s.agents[i].due || s.agents[i].gone || (s.own && len(s.idle) <= len(s.ringing)) {
			k++
			continue
		}
		s.goOnBreak(i)
	}
}

// leave: an agent goes without a word. It shows when he is given a call, or after some seconds.
func (s *sim) leave(i int) {
	if a := &s.agents[i]; a.state == free && !a.gone {
		s.set(i, free) // account for the time until now
		a.gone = true
		s.events.push(event{at: s.now + 5 + 10*s.chance.Float64(), kind: noticed, agent: i})
	}
	s.events.push(event{at: s.now + s.chance.ExpFloat64()*3600/s.c.LeavesPerHour, kind: leaves, agent: i})
}

func (s *sim) notice(i int) {
	s.set(i, away)
	s.agents[i].gone = false
	s.events.push(event{at: s.now + 60 + 300*s.chance.Float64(), kind: comes, agent: i})
}

// dial places the next call, or none when nobody is due.
func (s *sim) dial() bool {
	attempts, ok := s.list.next(s.now)
	if !ok {
		return false
	}
	l := &line{customer: s.c.customer(s.index, s.n), dialled: s.now, index: len(s.ringing), attempts: attempts}
	s.n++
	s.ringing = append(s.ringing, l)
	rings := s.now + l.setUp + s.extra
	switch {
	case l.answers < s.rate.at(s.now-s.begin):
		s.events.push(event{at: rings + l.ring, kind: answered, line: l})
	case s.c.Markov:
		s.events.push(event{at: rings + l.ring, kind: ended, line: l})
	case l.failure < 0.5:
		s.events.push(event{at: rings + s.c.RingTimeout, kind: ended, line: l})
	case l.failure < 0.8 && s.c.MachineNoticed == 0:
		s.events.push(event{at: rings + l.ring, kind: ended, line: l})
	case l.failure < 0.8:
		l.machine = true
		s.events.push(event{at: rings + l.ring, kind: answered, line: l})
	case l.failure < 0.92:
		s.events.push(event{at: rings + 0.5, kind: ended, line: l})
	default:
		s.events.push(event{at: s.now + s.extra + 1, kind: ended, line: l})
	}
	return true
}

// over takes a line from those that ring.
func (s *sim) over(l *line, end string) {
	l.over = true
	last := len(s.ringing) - 1
	s.ringing[l.index] = s.ringing[last]
	s.ringing[l.index].index = l.index
	s.ringing = s.ringing[:last]
	s.learn(pacing.KindRing, s.now-l.dialled, end)
	if end != pacing.EndAnswered {
		s.list.again(s.now, l.attempts)
	}
	s.soon = true
}

func (s *sim) answer(l *line) {
	s.over(l, pacing.EndAnswered)
	l.answer = s.now
	for len(s.idle) > 0 {
		if i := s.idle[0]; s.agents[i].gone {
			s.notice(i)
			continue
		}
		s.hand(l, s.idle[0])
		return
	}
	if s.c.Markov {
		s.abandoned(l)
		return
	}
	s.waiting = append(s.waiting, l)
	stays := grace
	if l.quick > 0 && !l.machine {
		stays = math.Min(stays, l.quick)
	}
	if l.machine && s.c.MachineNoticed < grace {
		s.events.push(event{at: s.now + s.c.MachineNoticed, kind: recognised, line: l})
	}
	s.events.push(event{at: s.now + stays, kind: gaveUp, line: l})
}

func (s *sim) stopWaiting(l *line) bool {
	k := slices.Index(s.waiting, l)
	if k < 0 {
		return false
	}
	s.waiting = slices.Delete(s.waiting, k, k+1)
	s.soon = true
	return true
}

func (s *sim) abandon(l *line) {
	if s.stopWaiting(l) {
		s.abandoned(l)
	}
}

func (s *sim) abandoned(l *line) {
	s.out.Lost++
	s.lost++
	s.list.again(s.now, l.attempts)
	s.lost24.add(s.now)
	over := func(served, lost int) float64 { return float64(lost) - s.cap*float64(served+lost) }
	s.out.Over = math.Max(s.out.Over, over(s.served, s.lost))
	s.out.Over24 = math.Max(s.out.Over24, over(s.served24.count(s.now), s.lost24.count(s.now)))
	s.soon = true
}

// hand gives an answered call to an agent.
func (s *sim) hand(l *line, i int) {
	a := &s.agents[i]
	waited := s.now - l.answer
	s.idled += s.now - a.since
	s.waits = append(s.waits, waited)
	s.set(i, talking)
	a.line = l
	talk, wrapUp := l.talk, l.wrapUp
	switch {
	case l.machine:
		talk, wrapUp = math.Max(0.1, s.c.MachineNoticed-waited), 0
	case l.quick > 0:
		talk = math.Max(0.1, l.quick-waited)
	}
	if l.machine {
		s.list.again(s.now, l.attempts)
	} else {
		s.out.Served++
		s.served++
		s.list.reach(s.now)
		s.served24.add(s.now)
	}
	l.wrapUp = wrapUp
	a.until = s.now + talk + wrapUp
	s.events.push(event{at: s.now + talk, kind: talked, agent: i})
}

func (s *sim) talked(i int) {
	a := &s.agents[i]
	s.learn(pacing.KindTalk, s.now-a.since, pacing.EndOther)
	if a.line.wrapUp <= 0 {
		s.learn(pacing.KindWrapUp, 0, pacing.EndOther)
		s.free(i)
		return
	}
	s.set(i, wrappingUp)
	s.events.push(event{at: s.now + a.line.wrapUp, kind: wrapped, agent: i})
}

func (s *sim) clock(t float64) time.Time { return s.c.Start.Add(seconds(t)) }

func seconds(x float64) time.Duration { return time.Duration(x * float64(time.Second)) }

func (s *sim) learn(kind string, lasted float64, end string) {
	if s.learner != nil {
		s.learner.Learn(pacing.Sample{Kind: kind, Lasted: seconds(lasted), End: end, At: s.clock(s.now)})
	}
}

// decide asks the pacing and does what it says.
func (s *sim) decide() {
	s.soon, s.decided = false, s.now
	d := s.p.Decide(s.look())
	slices.Sort(d.Cancel)
	for _, k := range slices.Backward(d.Cancel) {
		s.over(s.ringing[k], pacing.EndCancelled)
		s.out.Cancelled++
	}
	for range d.Dial {
		if s.finished() || !s.dial() {
			break
		}
		s.tokens--
	}
	if s.soon = len(d.Cancel) > 0; s.soon {
		s.events.push(event{at: s.now + apart, kind: wakes})
	}
}

// look is what the pacing sees.
func (s *sim) look() pacing.Floor {
	v := &s.view
	v.Ringing, v.Talking, v.WrapUp = v.Ringing[:0], v.Talking[:0], v.WrapUp[:0]
	v.Now, v.Paused, v.Waiting, v.Agents = s.clock(s.now), s.finished(), len(s.waiting), len(s.idle)
	v.Free = float64(len(s.idle))
	v.Rest = seconds(math.Max(0, s.end-s.now))
	for _, l := range s.ringing {
		v.Ringing = append(v.Ringing, seconds(s.now-l.dialled))
	}
	for i := range s.agents {
		a := &s.agents[i]
		if a.state != talking && a.state != wrappingUp {
			continue
		}
		v.Agents++
		b := pacing.Busy{Age: seconds(s.now - a.since)}
		if s.knows {
			b.Left = max(1, seconds(a.until-s.now))
			if a.due {
				b.Left = time.Hour
			}
		}
		if a.state == talking {
			v.Talking = append(v.Talking, b)
		} else {
			v.WrapUp = append(v.WrapUp, b)
		}
	}
	s.tokens = math.Min(math.Max(1, s.c.CallsPerSecond), s.tokens+(s.now-s.filled)*s.c.CallsPerSecond)
	s.filled = s.now
	v.Room = int(s.tokens)
	if s.c.Lines > 0 {
		v.Room = min(v.Room, s.c.Lines-len(s.ringing)-len(s.waiting)-len(v.Talking))
	}
	if s.now >= s.counted+s.c.CountsEvery {
		s.counted = s.now
		v.Served, v.Abandoned = s.served, s.lost
		v.Served24, v.Abandoned24 = s.served24.count(s.now), s.lost24.count(s.now)
	}
	return *v
}
