package pacing

import (
	"cmp"
	"math"
	"time"
)

// Predictive paces one campaign on one node. It learns when lines are answered and when agents get free (State), and dials
// ahead of them as far as the persons who may still be abandoned allow. It is not for concurrent use.
//
// It begins progressive: nobody may be abandoned until enough were served. From then on a line beyond the free agents is
// dialled only while the risk that its person finds no agent is below a limit. The limit follows the budget: it rises while less
// is abandoned than the cap allows and falls when more is. Besides that, lines are hung up again before more persons could
// answer than the cap allows, so that a wrong prediction costs lines and not persons.
type Predictive struct {
	limit float64 // the cap
	state State
	stale bool // what was learnt earlier was lost

	decided time.Time // last decision
	built   time.Time // tables
	counted int       // persons of the last decision's budget, to see new ones
	ahead   ahead
	talk    freeTimes
	wrapUp  freeTimes
	outlook outlook
	// buffers
	talkAges, wrapUpAges []float64
}

// Settings of the controller. They were chosen on other seeds than those of the tests and of the bench.
const (
	spare        = 0.0002              // the feedback aims that much below the cap
	minAnswers   = 25                  // answers to be seen before predicting
	maxAhead     = 15                  // lines at most, for each agent logged in
	limitMost    = 0.9                 // of the risk of a line
	slope        = 0.2                 // of the logarithm of the limit, for each person of budget
	speed        = 0.001               // of the logarithm of the limit, for each person of budget and each call of a person
	smoothOver   = 25 * time.Second    // the mean of the expected abandoned
	rebuildEach  = time.Second         // tables
	staleAfter   = 14 * 24 * time.Hour // a State is of no use any more
	dialChance   = 0.0002              // that more are abandoned than the cap allows, up to which lines are dialled ...
	cancelChance = 0.0005              // ... and above which they are hung up again
	usuallyBusy  = 0.7                 // of an agent's time, to estimate who is still to come today
	hopelessRisk = 2.0                 // times the limit: a line with more risk is hung up ...
	hopelessAge  = 18 * time.Second    // ... once it has rung for 15 s, the least that callers are held to (16 CFR 310.4(b)(4)(ii)), after a set-up of 3 s
)

// NewPredictive makes the pacing of a campaign of which nothing is known. The cap is abandoned / (abandoned + served), between
// 0 and 1; 0.03 is usual (R16).
func NewPredictive(cap float64) *Predictive {
	p := &Predictive{limit: math.Min(math.Max(cap, 0), 1)}
	p.forget()
	return p
}

func (p *Predictive) forget() {
	p.state = State{Ring: newRing(), Talk: newBusyTimes(450), WrapUp: newBusyTimes(60)}
	p.built = time.Time{}
}

// Learn takes in what has ended. Samples may come in any order, and late.
func (p *Predictive) Learn(s Sample) {
	if s.Lasted < 0 {
		return
	}
	switch s.Kind {
	case KindRing:
		p.state.Ring.learn(s.Lasted, s.End, s.At.Hour())
		if s.End == EndAnswered {
			p.state.Answers++
		}
	case KindTalk:
		p.state.Talk.learn(s.Lasted, s.End)
	case KindWrapUp:
		p.state.WrapUp.learn(s.Lasted, s.End)
	}
	if s.At.After(p.state.At) {
		p.state.At = s.At
	}
}

// gates by the number of agents: the budget that must be left after a dial, and the one that the feedback aims at.
func gates(agents int) (gate, aim float64) {
	switch {
	case agents <= 5:
		return 0.3, 2
	case agents < 25:
		return 0.5, 3
	}
	return 0.5, 5
}

// Decide says what to do now. It is to be called every half second and after every event, at least 0.1 s apart. Anything in f is
// allowed: of nonsense it makes a decision that dials nothing or for free agents only.
func (p *Predictive) Decide(f Floor) Decision {
	agents := int(math.Floor(math.Min(math.Max(f.Free, 0), 1e6)+1e-9)) - max(f.Waiting, 0)
	lines, room := len(f.Ringing), max(0, f.Room)
	b := newBudget(p.limit, f)
	d := Decision{Mode: ModeProgressive, Detail: map[string]float64{"free": float64(agents), "lines": float64(lines)}}

	p.passTime(f)
	b.reserve = p.reserve(f)
	ready, why := p.predicts(f, b)
	over := lines > agents
	if over || ready {
		p.rebuild(f)
		p.look(f, nil, agents)
	}
	p.feedBack(f, b, over || ready)
	if f.Paused || f.Agents <= 0 {
		d.Reason = why
		d.Cancel = p.guard(f, agents, b)
		return d
	}
	b.detail(d.Detail)
	if want := agents - lines; want > 0 && room > 0 {
		d.Dial, d.Reason = min(want, room), ReasonFreeAgent
	}
	switch {
	case d.Dial >= room:
		d.Reason = cmp.Or(d.Reason, ReasonNoRoom)
	case ready:
		for range d.Dial {
			p.outlook.add(&p.ahead[0])
		}
		n, reason := p.beyond(f, b, room-d.Dial, d.Detail)
		if d.Dial += n; n > 0 || d.Dial == 0 {
			d.Reason = reason
		}
	case d.Dial == 0:
		d.Reason = why
		p.explain(why, f, b, d.Detail)
	}
	if ready {
		d.Mode = ModePredictive
	}
	if d.Dial == 0 && over {
		d.Cancel = p.guard(f, agents, b)
		if len(d.Cancel) == 0 && ready {
			d.Cancel = p.hopeless(f, b)
		}
	}
	return d
}

// predicts says whether lines beyond the free agents may be dialled at all, or why not.
func (p *Predictive) predicts(f Floor, b budget) (bool, string) {
	gate, _ := gates(f.Agents)
	switch {
	case f.Paused:
		return false, ReasonPaused
	case f.Agents <= 0:
		return false, ReasonNoAgents
	case p.state.Answers < minAnswers && p.stale:
		return false, ReasonStale
	case p.state.Answers < minAnswers:
		return false, ReasonLearning
	case b.left < 0:
		return false, ReasonFallback
	case b.left < gate+b.reserve:
		return false, ReasonBudget
	}
	return true, ""
}

// reserve is how many persons of the budget are kept near the end of a day. An agent may always go without a word while a line
// rings for him alone; until now such an accident is made up for by those who are served after it, but not any more when too few
// will be.
func (p *Predictive) reserve(f Floor) float64 {
	handling := p.state.Talk.mean() + p.state.WrapUp.mean()
	if toCome := usuallyBusy * float64(f.Agents) * f.Rest.Seconds() / handling; f.Rest > 0 && p.limit*toCome < 1 {
		return 1
	}
	return 0
}

func (p *Predictive) explain(why string, f Floor, b budget, detail map[string]float64) {
	gate, _ := gates(f.Agents)
	switch why {
	case ReasonStale, ReasonLearning:
		detail["answers"], detail["needs"] = float64(p.state.Answers), minAnswers
	case ReasonBudget:
		detail["needs"] = gate + b.reserve
	case ReasonFallback:
		detail["cap"] = p.limit
	}
}

// beyond dials lines that no free agent waits for, as long as the risk of each is within the limit. It returns why it stopped,
// or that it dialled.
func (p *Predictive) beyond(f Floor, b budget, room int, detail map[string]float64) (n int, reason string) {
	gate, aim := gates(f.Agents)
	limit := p.riskLimit(b, aim)
	line := &p.ahead[0]
	most := maxAhead*f.Agents - len(f.Ringing)
	for {
		risk, expected := p.outlook.risk(line), p.outlook.expected()
		detail["risk"], detail["limit"], detail["expected"] = risk, limit, expected
		switch {
		case n >= room || n >= most:
			reason = ReasonNoRoom
		case risk > limit:
			reason = ReasonRisk
		case b.left-expected-line[horizons-1]*risk < gate+b.reserve, p.outlook.moreWith(b.allowed()-int(b.reserve), line) > dialChance:
			reason = ReasonBudget
			detail["needs"] = math.Max(gate+expected, b.forMore()) + b.reserve
		default:
			p.outlook.add(line)
			n++
			continue
		}
		if n > 0 {
			reason = ReasonEarnedBudget
		}
		return n, reason
	}
}

// riskLimit is the risk of one line up to which it is dialled.
func (p *Predictive) riskLimit(b budget, aim float64) float64 {
	return math.Min(limitMost, math.Exp(p.state.Level+slope*(b.aimed-p.state.Expected-aim)))
}

// feedBack moves the limit by what was abandoned, once for each person.
func (p *Predictive) feedBack(f Floor, b budget, looked bool) {
	n := f.Served + f.Abandoned
	news := n - p.counted
	p.counted = n
	if p.decided.IsZero() {
		news = 0 // the level that was restored has learnt from the calls of before
	}
	if f.Agents <= 0 {
		return
	}
	size := float64(f.Agents)
	if p.state.Level == 0 {
		p.state.Level = math.Log(0.02 + 0.1/size)
	}
	expected := 0.0
	if looked {
		expected = math.Min(20, p.outlook.expected())
	}
	if !p.decided.IsZero() {
		passed := f.Now.Sub(p.decided).Seconds()
		share := 1 - math.Exp(-math.Min(math.Max(passed, 0), 5)/smoothOver.Seconds())
		p.state.Expected += share * (expected - p.state.Expected)
	}
	p.decided = f.Now
	if news <= 0 { // a new day, or nobody
		return
	}
	_, aim := gates(f.Agents)
	p.state.Level += float64(min(news, 100)) * speed * math.Max(1, 30/size) * (b.aimed - p.state.Expected - aim)
	p.state.Level = math.Min(math.Max(p.state.Level, math.Log(0.003)), math.Log(0.7))
}

// guard hangs up the youngest lines, which have troubled nobody yet, while more persons could be abandoned than the cap allows:
// an agent left, or more people answer than ever.
func (p *Predictive) guard(f Floor, agents int, b budget) (cancel []int) {
	allowed := b.allowed()
	// Who waits already, for whom agents is below 0, may be abandoned too.
	over := min(len(f.Ringing), len(f.Ringing)-agents-allowed)
	if over <= 0 {
		return nil
	}
	gone := make([]bool, len(f.Ringing))
	for ; over > 0 && p.outlook.more(allowed) > cancelChance; over-- {
		youngest := -1
		for i, age := range f.Ringing {
			if !gone[i] && (youngest < 0 || age < f.Ringing[youngest]) {
				youngest = i
			}
		}
		gone[youngest] = true
		cancel = append(cancel, youngest)
		if c := &p.ahead[second(f.Ringing[youngest])]; c[horizons-1] < 0.5 {
			p.outlook.remove(c)
		} else {
			p.look(f, gone, agents)
		}
	}
	return cancel
}

// hopeless hangs up the line that has rung longest when an answer would now come at a bad moment.
func (p *Predictive) hopeless(f Floor, b budget) []int {
	oldest := -1
	for i, age := range f.Ringing {
		if oldest < 0 || age > f.Ringing[oldest] {
			oldest = i
		}
	}
	if oldest < 0 || f.Ringing[oldest] < hopelessAge {
		return nil
	}
	c := &p.ahead[second(f.Ringing[oldest])]
	if c[horizons-1] >= 0.5 {
		return nil
	}
	_, aim := gates(f.Agents)
	p.outlook.remove(c)
	if p.outlook.risk(c) <= hopelessRisk*p.riskLimit(b, aim) {
		return nil
	}
	return []int{oldest}
}

// passTime forgets what is too old.
func (p *Predictive) passTime(f Floor) {
	if age := f.Now.Sub(p.state.At); !p.state.At.IsZero() && (age > staleAfter || age < -24*time.Hour) {
		p.forget()
		p.stale = true
	}
}

// rebuild makes the tables anew when they are a second old.
func (p *Predictive) rebuild(f Floor) {
	if age := f.Now.Sub(p.built); age >= 0 && age < rebuildEach && !p.built.IsZero() {
		return
	}
	p.built = f.Now
	p.talkAges, p.wrapUpAges = agesOf(p.talkAges, f.Talking), agesOf(p.wrapUpAges, f.WrapUp)
	wrapUp := p.state.WrapUp.survival(p.wrapUpAges)
	p.wrapUp.reset(wrapUp, nil)
	wrapped := wrapUp.cdf()
	p.talk.reset(p.state.Talk.survival(p.talkAges), &wrapped)
	p.state.Ring.predict(f.Ringing, f.Now.Hour(), &p.ahead)
}

// look fills the outlook, without the lines that are gone.
func (p *Predictive) look(f Floor, gone []bool, agents int) {
	o := &p.outlook
	o.agents = agents + len(f.Talking) + len(f.WrapUp)
	exact := len(f.Ringing)+len(f.Talking)+len(f.WrapUp) <= exactUpTo
	for j := range o.sums {
		o.sums[j].reset(exact)
	}
	if !exact {
		p.lookAtMany(f, gone)
		return
	}
	for i, age := range f.Ringing {
		if gone == nil || !gone[i] {
			o.add(&p.ahead[second(age)])
		}
	}
	for _, t := range f.Talking {
		still := t.still(p.talk.within(t.index()))
		o.add(&still)
	}
	for _, w := range f.WrapUp {
		still := w.still(p.wrapUp.within(w.index()))
		o.add(&still)
	}
}

// lookAtMany fills sums that are not exact, for which those of one age count together.
func (p *Predictive) lookAtMany(f Floor, gone []bool) {
	var lines [rings]float64
	for i, age := range f.Ringing {
		if gone == nil || !gone[i] {
			lines[second(age)]++
		}
	}
	for a, n := range lines {
		if n > 0 {
			p.outlook.addMany(&p.ahead[a], n)
		}
	}
	for _, state := range []struct {
		agents []Busy
		times  *freeTimes
	}{{f.Talking, &p.talk}, {f.WrapUp, &p.wrapUp}} {
		var alike [ages]float64
		for _, b := range state.agents {
			if b.whole() {
				alike[b.index()]++
				continue
			}
			still := b.still(state.times.within(b.index()))
			p.outlook.addMany(&still, 1)
		}
		for i, n := range alike {
			if n > 0 {
				still := Busy{}.still(state.times.within(i))
				p.outlook.addMany(&still, n)
			}
		}
	}
}

// whole says that nothing but his age tells the agent from others.
func (b Busy) whole() bool { return b.Left <= 0 && (b.Share <= 0 || b.Share >= 1) }

func (b Busy) index() int { return ageIndex(b.Age.Seconds()) }

// still gives the chances that an agent is not free for this campaign by the horizons; free are those that his age tells.
func (b Busy) still(free *[horizons]float64) (still [horizons]float64) {
	share := b.Share
	if share <= 0 || share > 1 {
		share = 1
	}
	for j, p := range free {
		if b.Left > 0 {
			p = 0
			if b.Left <= time.Duration(2*(j+1))*time.Second+Grace {
				p = 1
			}
		}
		still[j] = 1 - share*p
	}
	return still
}

// agesOf puts the ages of agents in a state into a buffer.
func agesOf(buffer []float64, agents []Busy) []float64 {
	buffer = buffer[:0]
	for _, a := range agents {
		buffer = append(buffer, a.Age.Seconds())
	}
	return buffer
}
