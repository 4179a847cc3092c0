package campaign

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"huifang/dialer"
	"huifang/dialer/pacing"
)

// How often the pacing of a campaign does what.
const (
	decideEvery    = 100 * time.Millisecond // at most
	countEvery     = time.Second            // calls of persons are counted in the database
	idleCountEvery = time.Minute            // while nothing is dialled and nothing rings
	savePaceEvery  = time.Minute
	heldEvery      = 5 * time.Second // numbers that want a reserved agent are looked for
	turnEvery      = 5 * time.Second // a campaign gets an agent who is kept for another one's lines
)

// pace is the pacing of one campaign at this node.
type pace struct {
	p                            *pacing.Predictive
	cap                          float64
	decided, counted, saved, own time.Time
	turn                         time.Time // when it had an agent who was kept for others
	dry                          time.Time // when there was nothing to dial
	counts                       PacingCounts
	leaving                      int // abandoned whose calls had not ended in the database
}

// paceOf gives a campaign's pacing, with what was learnt before.
func (r *Runner) paceOf(ctx context.Context, c Runnable) *pace {
	limit := c.Modes.Predictive.AbandonCap
	pc := r.paces[c.ID]
	if pc != nil && pc.cap == limit {
		return pc
	}
	now := time.Now()
	pc = &pace{p: pacing.NewPredictive(limit), cap: limit, saved: now}
	raw, err := r.Store.LoadPacing(ctx, c.ID)
	var st pacing.State
	switch {
	case err != nil:
		r.Log.Warn("what the pacing has learnt could not be read; it learns anew", "campaign", c.ID, "err", err)
	case len(raw) > 0 && json.Unmarshal(raw, &st) == nil:
		pc.p.Restore(st)
	}
	if r.paces == nil {
		r.paces = map[int64]*pace{}
	}
	r.paces[c.ID] = pc
	return pc
}

// learn hands the pacings what has ended, and keeps what they know.
func (r *Runner) learn(ctx context.Context, list []Runnable, now time.Time) {
	for _, s := range r.Dialer.Samples() {
		if pc := r.paces[s.Campaign]; pc != nil {
			pc.p.Learn(s.Sample)
		}
	}
	for id, pc := range r.paces {
		gone := !slices.ContainsFunc(list, func(c Runnable) bool { return c.ID == id })
		if !gone && now.Sub(pc.saved) < savePaceEvery {
			continue
		}
		pc.saved = now
		raw, err := json.Marshal(pc.p.State())
		if err == nil {
			err = r.Store.SavePacing(ctx, id, raw)
		}
		if err != nil {
			r.Log.Warn("what the pacing has learnt could not be kept", "campaign", id, "err", err)
		} else if gone {
			delete(r.paces, id)
		}
	}
}

// bidder is a campaign that is paced by prediction, as [deal] sees it.
type bidder struct {
	id      int64
	present []int64 // its agents who sit at this node
	ahead   int     // lines that ring and persons who wait, for whom nobody is reserved
	due     bool    // it can dial, as far as is known
}

func (r *Runner) bidders(ctx context.Context, list []Runnable, now time.Time) []bidder {
	var all []bidder
	for _, c := range list {
		if c.predicts(now) {
			f, ringing := r.Dialer.Floor(c.ID, nil)
			room, _ := r.Routes.Room(c, now)
			due := room > 0 && now.Sub(r.paceOf(ctx, c).dry) >= dealEvery
			all = append(all, bidder{c.ID, r.Dialer.Present(c.Agents), len(ringing) + f.Waiting, due})
		}
	}
	return all
}

// dealEvery is how long a free agent who serves several campaigns stays with one that does not dial for him, and how long one that
// had nothing to dial is passed over.
const dealEvery = 10 * time.Second

// deal says how much of each agent comes to each campaign that is paced by prediction, 0..1. An agent who is free comes whole to
// one of his campaigns, for a line cannot be dialled for half of one: first to those whose lines ring already, in turns, else to
// one that can dial, another one each time. Who is busy is divided among them. taken are free and kept for other calls.
// kept are those for whom lines ring already.
func deal(all []bidder, free, taken []int64, now time.Time) (shares map[int64]map[int64]float64, kept []int64) {
	serves := map[int64][]int64{} // by agent
	ahead := make([]int, len(all))
	for i, b := range all {
		ahead[i] = b.ahead
		if !b.due && b.ahead == 0 {
			continue
		}
		for _, a := range b.present {
			serves[a] = append(serves[a], b.id)
		}
	}
	given := map[int64]int64{}
	for more := true; more; {
		more = false
		for i, b := range all {
			at := slices.IndexFunc(free, func(a int64) bool { return given[a] == 0 && slices.Contains(b.present, a) })
			if ahead[i] == 0 || at < 0 {
				continue
			}
			given[free[at]], more = b.id, true
			kept = append(kept, free[at])
			ahead[i]--
		}
	}
	for _, a := range free {
		if n := int64(len(serves[a])); n > 0 && given[a] == 0 {
			given[a] = serves[a][(a+now.Unix()/int64(dealEvery/time.Second))%n]
		}
	}
	shares = map[int64]map[int64]float64{}
	for _, b := range all {
		shares[b.id] = map[int64]float64{}
		for _, a := range b.present {
			shares[b.id][a] = partOf(b.id, given[a], serves[a], slices.Contains(taken, a))
		}
	}
	return shares, kept
}

// partOf is how much of an agent comes to a campaign: given is the one that he is given to, 0 for none as he is busy or taken.
func partOf(campaign, given int64, serves []int64, taken bool) float64 {
	switch {
	case taken:
		return 0
	case given != 0:
		if given == campaign {
			return 1
		}
		return 0
	case len(serves) == 0:
		return 1 // none can dial
	case slices.Contains(serves, campaign):
		return 1 / float64(len(serves))
	}
	return 0
}

// predict decides for a predictive campaign how many to dial now, and hangs up lines that may not be answered any more.
func (r *Runner) predict(ctx context.Context, c Runnable, share map[int64]float64, room int, now time.Time) (int, error) {
	pc := r.paceOf(ctx, c)
	if now.Sub(pc.decided) < decideEvery {
		return 0, nil
	}
	f, ringing := r.Dialer.Floor(c.ID, share)
	f.Room = room
	d, err := r.decide(ctx, c, pc, f, ringing, now)
	return d.Dial, err
}

// windDown looks after the lines that were dialled ahead of the agents before the window closed, the mode was changed or the
// campaign was halted: it hangs up those that may not be answered any more, and returns how many agents the others may need.
func (r *Runner) windDown(ctx context.Context, c Runnable, now time.Time) (ahead int, err error) {
	share := map[int64]float64{}
	for _, a := range r.Dialer.Present(c.Agents) {
		share[a] = 1
	}
	f, ringing := r.Dialer.Floor(c.ID, share)
	f.Paused = true
	ahead = len(ringing) + f.Waiting
	if ahead == 0 && c.Mode != dialer.Predictive {
		return 0, nil
	}
	pc := r.paceOf(ctx, c)
	if now.Sub(pc.decided) < decideEvery {
		return ahead, nil
	}
	d, err := r.decide(ctx, c, pc, f, ringing, now)
	return ahead - len(d.Cancel), err
}

// decide has the pacing decide on what the node sees, and does it but for the dials.
func (r *Runner) decide(ctx context.Context, c Runnable, pc *pace, f pacing.Floor, ringing []int64, now time.Time) (d pacing.Decision, err error) {
	every := countEvery
	if f.Paused && len(ringing) == 0 {
		every = idleCountEvery
	}
	// Whose call has just ended must not be missing from both counts.
	if now.Sub(pc.counted) >= every || f.Abandoned < pc.leaving {
		counts, err := r.Store.PacingCounts(ctx, r.Node, []int64{c.ID}, now)
		if err != nil {
			return d, err
		}
		pc.counts, pc.counted = counts[c.ID], now
	}
	pc.decided, pc.leaving = now, f.Abandoned
	f.Now, f.Rest = now, c.Window.Rest(now)
	f.Served, f.Served24 = pc.counts.Served, pc.counts.Served24
	f.Abandoned += pc.counts.Abandoned
	f.Abandoned24 += pc.counts.Abandoned24
	d = pc.p.Decide(f)
	for _, i := range d.Cancel {
		r.Dialer.Cancel(ringing[i], "pacing")
	}
	if c.Mode != dialer.Predictive || c.Halted {
		return d, nil
	}
	if !c.Window.Open(now) {
		d.Mode, d.Reason = "", ReasonClosed
	}
	r.note(PacingStatus{
		CampaignID: c.ID, Campaign: c.Name, Mode: string(c.Mode), Cap: pc.cap,
		PacingFigures: PacingFigures{By: d.Mode, Reason: d.Reason, Detail: d.Detail, Dialled: d.Dial,
			Lines: len(ringing), Waiting: f.Waiting, Free: f.Free, Busy: len(f.Talking) + len(f.WrapUp),
			Served: f.Served, Abandoned: f.Abandoned, At: now},
	})
	return d, nil
}

// note keeps what Pacing shows.
func (r *Runner) note(s PacingStatus) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pacing == nil {
		r.pacing = map[int64]PacingStatus{}
	}
	r.pacing[s.CampaignID] = s
}

// noted forgets campaigns that do not run any more, or not in this mode.
func (r *Runner) noted(list []Runnable) {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.pacing, func(id int64, _ PacingStatus) bool {
		return !slices.ContainsFunc(list, func(c Runnable) bool { return c.ID == id && c.Mode == dialer.Predictive && !c.Halted })
	})
}

// Pacing says how the running campaigns are paced at this node, by name. It may be called from any goroutine.
func (r *Runner) Pacing() []PacingStatus {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]PacingStatus, 0, len(r.pacing))
	for _, s := range r.pacing {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b PacingStatus) int { return strings.Compare(a.Campaign, b.Campaign) })
	return out
}
