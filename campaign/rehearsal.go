package campaign

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"huifang/campaign/retry"
	"huifang/campaign/window"
	"huifang/dialer"
	"huifang/dialer/pacing"
	"huifang/dialer/pacing/floor"
)

// RehearsalInput is what a campaign is rehearsed with: what waits, who calls, and what is known of earlier calls.
type RehearsalInput struct {
	Mode           dialer.Mode
	Cap            float64 // abandoned / (abandoned + served), of mode predictive
	Agents         int
	Window         *window.Bound
	Zone           *time.Location // of the window
	Due            []DueFollowUps
	Retry          retry.Policy
	RingTimeout    time.Duration
	Trunk          string  // as the campaign names it
	Lines          int     // that the trunks can carry; 0: no limit
	CallsPerSecond float64 // of the trunks; 0: no limit
	Past           PastCalls
}

// DueFollowUps are waiting follow-ups that become due at about the same time after as many dials.
type DueFollowUps struct {
	At       time.Time
	Attempts int
	Count    int
}

// PastCalls is what is known of earlier calls, by the hour of the campaign's clock.
type PastCalls struct {
	Own     bool // of this campaign; false: of all
	Hours   [24]HourCalls
	Talks   int     // conversations that Talk is the mean of
	Talk    float64 // seconds
	TalkCV  float64 // standard deviation / mean
	WrapUps int
	WrapUp  float64 // seconds
}

// HourCalls are calls by the hour in which they were dialled.
type HourCalls struct{ Dialled, Answered int }

// Calls are all, and those that a person answered.
func (p PastCalls) Calls() (dialled, answered int) {
	for _, h := range p.Hours {
		dialled, answered = dialled+h.Dialled, answered+h.Answered
	}
	return dialled, answered
}

// Forecast is what a rehearsal expects. Shares are fractions of 1.
type Forecast struct {
	Mode      dialer.Mode `json:"mode"`
	Agents    int         `json:"agents"`
	FollowUps int         `json:"follow_ups" doc:"that wait; 0: there is nothing to rehearse"`
	Runs      int         `json:"runs" doc:"simulated courses that the ranges are taken from"`
	Finished  int         `json:"finished" doc:"courses in which all follow-ups were done within the horizon"`
	Horizon   time.Time   `json:"horizon" doc:"until when courses were followed"`
	Finish    *TimeRange  `json:"finish,omitempty" doc:"when the last follow-up is done, of the finished courses; absent when there is none"`
	Occupancy *Range      `json:"occupancy,omitempty" doc:"agents' time in conversation or wrap-up, of their time without breaks"`
	Abandoned *Range      `json:"abandoned,omitempty" doc:"abandoned / (abandoned + handed to an agent)"`
	Reached   *Range      `json:"reached,omitempty" doc:"follow-ups whose person is handed to an agent"`
	Dialled   *Range      `json:"dialled,omitempty" doc:"calls"`

	Assumptions []Assumption `json:"assumptions" doc:"what the figures rest on"`
}

// Range is what comes out in the courses: one in ten below P10, half below P50, one in ten above P90.
type Range struct {
	P10 float64 `json:"p10"`
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
}

// TimeRange is a Range of moments.
type TimeRange struct {
	P10 time.Time `json:"p10"`
	P50 time.Time `json:"p50"`
	P90 time.Time `json:"p90"`
}

// Assumption is something that a forecast rests on.
type Assumption struct {
	Code  string  `json:"code" enum:"answer_rate_own,answer_rate_all,answer_rate_unknown,talk_past,talk_unknown,wrap_up_past,wrap_up_unknown,agents_present,extrapolated,cut_short,retry_simple,learns_anew"`
	Value float64 `json:"value,omitempty" doc:"answer_rate_*: the rate; talk_*, wrap_up_*: seconds; agents_present: agents; extrapolated: hours that were simulated call by call; cut_short: the same, because the time ran out"`
	Count int     `json:"count,omitempty" doc:"answer_rate_own, answer_rate_all, talk_past, wrap_up_past: calls that it comes from"`
}

// Why a campaign cannot be rehearsed.
var (
	ErrNotRehearsed = errors.New("campaigns of this mode are not rehearsed")
	ErrNoAgents     = errors.New("nobody is assigned")
	ErrNeverOpens   = errors.New("the calling window never opens")
)

const (
	// RehearsalHorizon is how far courses are followed.
	RehearsalHorizon = 60 * 24 * time.Hour
	// enoughCalls are needed to believe a past answer rate, enoughTalks to believe past durations.
	enoughCalls = 100
	enoughTalks = 20
)

// Rehearse simulates the campaign's course from now on, again and again with other chance, at most runs times and until stop is
// true; the first course is always used, as far as it got. The first days are simulated call by call with the real pacing (package
// floor); the rest goes on at their pace. Answer rate and durations are drawn anew for each course, as uncertain as they are known.
func Rehearse(in RehearsalInput, now time.Time, runs int, stop func() bool) (Forecast, error) {
	switch {
	case in.Mode == dialer.Agentless || in.Mode == dialer.Inbound:
		return Forecast{}, ErrNotRehearsed
	case in.Agents <= 0:
		return Forecast{}, ErrNoAgents
	}
	f := Forecast{Mode: in.Mode, Agents: in.Agents, Horizon: now.Add(RehearsalHorizon), Assumptions: []Assumption{}}
	for _, d := range in.Due {
		f.FollowUps += d.Count
	}
	if f.FollowUps == 0 {
		return f, nil
	}
	sessions := sessionsOf(in.Window, now, f.Horizon)
	if len(sessions) == 0 {
		return Forecast{}, ErrNeverOpens
	}
	r := rehearsal{in: in, now: now, sessions: sessions, stop: stop, detail: detailHours(in)}
	var all []course
	for n := range max(1, runs) {
		c, err := r.course(uint64(n) + 1)
		if err != nil {
			return Forecast{}, err
		}
		if c.stopped && n > 0 {
			break
		}
		all = append(all, c)
		if c.stopped {
			break
		}
	}
	f.sum(all)
	f.Assumptions = r.assumptions(all)
	return f, nil
}

// rehearsal is what all courses have in common.
type rehearsal struct {
	in       RehearsalInput
	now      time.Time
	sessions []floor.Session // hours from now
	stop     func() bool
	detail   float64 // open hours that are simulated call by call
}

// course is one possible course of the campaign.
type course struct {
	finish            float64 // hours from now; 0: not within the horizon
	occupancy         float64
	abandoned         float64
	reached, dialled  float64
	detailed          float64 // hours simulated call by call
	extended, stopped bool
}

// sessionsOf lists when the window is open, in hours from now, none longer than a day.
func sessionsOf(w *window.Bound, now, until time.Time) (out []floor.Session) {
	for t := now; t.Before(until); {
		from, ok := w.Next(t)
		if !ok || !from.Before(until) {
			break
		}
		to, ok := w.Until(from)
		if !ok || !to.After(from) {
			break
		}
		if to.Sub(from) > 24*time.Hour {
			to = from.Add(24 * time.Hour)
		}
		if to.Sub(from) >= time.Minute {
			out = append(out, floor.Session{From: from.Sub(now).Hours(), To: to.Sub(now).Hours()})
		}
		t = to
	}
	return out
}

// detailHours keeps the work of a course within about a second or two of computing.
func detailHours(in RehearsalInput) float64 {
	hours := 800 / float64(in.Agents)
	if in.Mode != dialer.Predictive {
		hours *= 10
	}
	return math.Min(math.Max(hours, 4), 80)
}

// guess is the answer rate and the durations of one course.
type guess struct {
	rate         float64
	hours        map[int]float64
	talk, talkCV float64
	wrapUp       float64
}

func (r *rehearsal) guess(seed uint64) guess {
	chance := rand.New(rand.NewPCG(seed, 1))
	p := r.in.Past
	var g guess
	dialled, answered := p.Calls()
	if dialled >= enoughCalls {
		g.hours = map[int]float64{}
		mean := (float64(answered) + 1) / (float64(dialled) + 3)
		g.rate = mean + chance.NormFloat64()*math.Sqrt(mean*(1-mean)/float64(dialled)+0.02*0.02) // another day is never quite the same
		for h, c := range p.Hours {
			if c.Dialled > 0 { // towards the mean, as long as an hour has few calls
				g.hours[h] = clamp((float64(c.Answered)+30*mean)/(float64(c.Dialled)+30)*g.rate/mean, 0.01, 0.95)
			}
		}
	} else {
		g.rate = 0.2 + 0.3*chance.Float64()
	}
	g.rate = clamp(g.rate, 0.01, 0.95)
	g.talk, g.talkCV = 180*math.Exp(0.3*chance.NormFloat64()), 0.9
	if p.Talks >= enoughTalks {
		g.talk = p.Talk * math.Exp(0.05*chance.NormFloat64())
		g.talkCV = clamp(p.TalkCV, 0.1, 2)
	}
	g.wrapUp = 30 * math.Exp(0.3*chance.NormFloat64())
	if p.WrapUps >= enoughTalks {
		g.wrapUp = p.WrapUp * math.Exp(0.05*chance.NormFloat64())
	}
	g.talk, g.wrapUp = clamp(g.talk, 1, 7200), clamp(g.wrapUp, 0.1, 7200)
	return g
}

func clamp(x, least, most float64) float64 { return math.Min(math.Max(x, least), most) }

func (r *rehearsal) pacer() floor.Pacer {
	switch r.in.Mode {
	case dialer.Predictive:
		return pacing.NewPredictive(r.in.Cap)
	case dialer.Manual:
		return floor.Manual{}
	case dialer.Preview:
		return floor.Manual{Look: previewLook}
	case dialer.Progressive, dialer.Agentless, dialer.Inbound:
	}
	return floor.Progressive{}
}

// previewLook is how many seconds agents look at a customer before they dial, in the mean.
const previewLook = 15

// course simulates one course.
func (r *rehearsal) course(seed uint64) (course, error) {
	g := r.guess(seed)
	var detail []floor.Session
	hours, first := 0.0, r.firstDue()
	for _, s := range r.sessions {
		if hours >= r.detail {
			break
		}
		if s.To <= first { // nothing to dial yet
			continue
		}
		s.From = math.Max(s.From, first)
		s.To = math.Min(s.To, s.From+r.detail-hours)
		hours += s.To - s.From
		detail = append(detail, s)
	}
	retryAfter := time.Duration(r.in.Retry.Default.DelayS) * time.Second
	if rule, ok := r.in.Retry.Rules["no_answer"]; ok && rule.Action == retry.ActionRetry {
		retryAfter = max(time.Duration(rule.DelayS)*time.Second, time.Duration(rule.Days)*24*time.Hour)
	}
	list := &floor.List{Attempts: max(1, r.in.Retry.MaxAttempts), RetryAfter: retryAfter.Hours()}
	for _, d := range r.in.Due {
		list.Due = append(list.Due, floor.Due{At: math.Max(0, d.At.Sub(r.now).Hours()), FollowUps: d.Count, Attempts: min(d.Attempts, list.Attempts-1)})
	}
	res, err := floor.RunSessions(floor.Config{
		Agents: min(r.in.Agents, floor.MostAgents), AnswerRate: g.rate, HourRates: g.hours, Hours: 24, Seed: seed, Start: r.now.In(r.in.Zone),
		Sessions: detail, List: list, Talk: g.talk, TalkCV: g.talkCV, WrapUp: g.wrapUp, RingTimeout: math.Max(5, r.in.RingTimeout.Seconds()),
		Lines: r.in.Lines, CallsPerSecond: r.in.CallsPerSecond, CountsEvery: 1, Stop: r.stop,
	}, r.pacer(), r.in.Cap)
	if err != nil {
		return course{}, fmt.Errorf("rehearsal: %w", err)
	}
	m := floor.Mean(res.Days)
	c := course{abandoned: m.Abandoned, reached: float64(res.Reached), dialled: float64(m.Dialled), detailed: m.Hours, finish: res.DoneAt, stopped: res.Stopped}
	pace, weight := 0.0, 0.0
	for _, d := range res.Days {
		if d.Hours > 0.1 {
			c.occupancy += d.Occupancy * d.Hours
			weight += d.Hours
			pace = math.Max(pace, float64(d.Dialled)/d.Hours)
		}
	}
	if weight > 0 {
		c.occupancy /= weight
	}
	if len(res.Left) > 0 {
		c.extended = true
		r.extend(&c, res, list, pace)
	}
	return c, nil
}

// firstDue is when something is due first, in hours from now; 0 when that is in none of the sessions.
func (r *rehearsal) firstDue() float64 {
	first := math.Inf(1)
	for _, d := range r.in.Due {
		if d.Count > 0 {
			first = math.Min(first, math.Max(0, d.At.Sub(r.now).Hours()))
		}
	}
	if math.IsInf(first, 1) || !slices.ContainsFunc(r.sessions, func(s floor.Session) bool { return s.To > first }) {
		return 0
	}
	return first
}

// extend goes on at the pace of the simulated sessions until the rest of the list is done.
func (r *rehearsal) extend(c *course, res floor.Result, list *floor.List, pace float64) {
	if pace <= 0 || c.dialled == 0 {
		return
	}
	reach := c.reached / c.dialled // of a call
	calls, rounds := 0.0, 0
	for _, d := range res.Left {
		more := list.Attempts - d.Attempts
		miss := math.Pow(1-reach, float64(more))
		reached := float64(d.FollowUps) * (1 - miss)
		c.reached += reached
		calls += reached / math.Max(reach, 1e-6)
		rounds = max(rounds, more)
	}
	c.dialled += calls
	// Not before the last one was dialled as often as he may be, each time after a while.
	last := res.Left[0].At
	for _, d := range list.Due {
		last = math.Max(last, d.At)
	}
	earliest := last + float64(rounds-1)*list.RetryAfter
	hours := calls / pace
	from := res.Left[0].At
	for _, s := range r.sessions {
		open := s.To - math.Max(s.From, from)
		if open <= 0 {
			continue
		}
		if hours <= open {
			c.finish = math.Max(math.Max(s.From, from)+hours, earliest)
			break
		}
		hours -= open
	}
	if c.finish > RehearsalHorizon.Hours() {
		c.finish = 0
	}
}

// sum takes the ranges from the courses.
func (f *Forecast) sum(all []course) {
	f.Runs = len(all)
	rangeOf := func(value func(course) float64) *Range {
		xs := make([]float64, len(all))
		for i, c := range all {
			xs[i] = value(c)
		}
		slices.Sort(xs)
		return &Range{quantile(xs, 0.1), quantile(xs, 0.5), quantile(xs, 0.9)}
	}
	f.Occupancy = rangeOf(func(c course) float64 { return c.occupancy })
	f.Abandoned = rangeOf(func(c course) float64 { return c.abandoned })
	f.Reached = rangeOf(func(c course) float64 { return math.Round(c.reached) })
	f.Dialled = rangeOf(func(c course) float64 { return math.Round(c.dialled) })
	var ends []float64
	for _, c := range all {
		if c.finish > 0 {
			ends = append(ends, c.finish)
		}
	}
	f.Finished = len(ends)
	if len(ends) > 0 {
		slices.Sort(ends)
		now := f.Horizon.Add(-RehearsalHorizon)
		at := func(q float64) time.Time {
			return now.Add(time.Duration(quantile(ends, q) * float64(time.Hour))).Truncate(time.Minute)
		}
		f.Finish = &TimeRange{at(0.1), at(0.5), at(0.9)}
	}
}

// quantile is between the two nearest of sorted values.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// assumptions says what the forecast rests on.
func (r *rehearsal) assumptions(all []course) []Assumption {
	p := r.in.Past
	dialled, answered := p.Calls()
	rate := Assumption{Code: "answer_rate_unknown", Value: 0.35}
	if dialled >= enoughCalls {
		rate = Assumption{Code: "answer_rate_all", Value: float64(answered) / float64(dialled), Count: dialled}
		if p.Own {
			rate.Code = "answer_rate_own"
		}
	}
	talk, wrapUp := Assumption{Code: "talk_unknown", Value: 180}, Assumption{Code: "wrap_up_unknown", Value: 30}
	if p.Talks >= enoughTalks {
		talk = Assumption{Code: "talk_past", Value: math.Round(p.Talk), Count: p.Talks}
	}
	if p.WrapUps >= enoughTalks {
		wrapUp = Assumption{Code: "wrap_up_past", Value: math.Round(p.WrapUp), Count: p.WrapUps}
	}
	out := []Assumption{rate, talk, wrapUp, {Code: "agents_present", Value: float64(r.in.Agents)}, {Code: "retry_simple"}}
	if r.in.Mode == dialer.Predictive {
		out = append(out, Assumption{Code: "learns_anew"})
	}
	shortest := slices.MinFunc(all, func(a, b course) int { return cmp.Compare(a.detailed, b.detailed) })
	switch {
	case all[0].stopped:
		out = append(out, Assumption{Code: "cut_short", Value: math.Round(shortest.detailed*10) / 10})
	case slices.ContainsFunc(all, func(c course) bool { return c.extended }):
		out = append(out, Assumption{Code: "extrapolated", Value: math.Round(shortest.detailed)})
	}
	return out
}
