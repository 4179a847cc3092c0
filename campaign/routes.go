package campaign

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"huifang/campaign/phone"
	"huifang/dialer"
	"huifang/dialer/trunk"
)

// TrunkBook is what the dialer knows of the node's trunks.
type TrunkBook interface {
	// TrunkStates gives each trunk as of now, with the calls of this node.
	TrunkStates(now time.Time) map[string]trunk.State
	// TrunkFailed names the trunks that have just failed for a number in E.164.
	TrunkFailed(e164 string, now time.Time) []string
	// TrunkPicked counts a call that is to leave on a trunk; the call's end, or TrunkUnused, takes it back.
	TrunkPicked(name string, attempt int64, now time.Time)
	TrunkUnused(name string, attempt int64)
}

// Routes chooses for each call the trunk, the number as dialled there, and the caller ID (R15). A campaign names its trunk, or
// leaves it to the trunks' priorities ([trunk.Auto]). It may be used from any goroutine.
type Routes struct {
	Trunks []trunk.Trunk
	Region string // of national numbers, ISO 3166-1 alpha-2
	Book   TrunkBook
	Rate   RateLimiter

	mu        sync.Mutex
	elsewhere map[string]int
}

// TrunkRate is the reason for which a trunk takes no call, beside those of package trunk: as many as it may take have begun
// in this second.
const TrunkRate = "trunk_rate"

// Elsewhere takes over how many calls live on each trunk at other nodes.
func (r *Routes) Elsewhere(calls map[string]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.elsewhere = maps.Clone(calls)
}

func (r *Routes) states(now time.Time) map[string]trunk.State {
	states := r.Book.TrunkStates(now)
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, n := range r.elsewhere {
		s := states[name]
		s.Calls += n
		states[name] = s
	}
	return states
}

// Room is how many calls the trunks of a campaign can take now, the rates apart; when none, why.
func (r *Routes) Room(c Runnable, now time.Time) (n int, reason string) {
	return trunk.Room(r.Trunks, r.states(now), wantOf(c), now)
}

func wantOf(c Runnable) trunk.Want {
	return trunk.Want{Trunk: c.Trunk, CallerID: c.CallerID, Campaign: c.Name}
}

// Grant is the right to begin calls, taken from the trunks' rates.
type Grant map[string]int

// N is how many.
func (g Grant) N() (n int) {
	for _, k := range g {
		n += k
	}
	return n
}

// Take takes up to n calls of the rates of a campaign's trunks, the first choice first. Return gives back what was not used.
func (r *Routes) Take(ctx context.Context, c Runnable, n int, now time.Time) Grant {
	g := Grant{}
	states := r.states(now)
	for _, t := range trunk.Candidates(r.Trunks, wantOf(c)) {
		room, _ := t.Room(states[t.Name], now)
		if k := min(room, n-g.N()); k > 0 {
			if k = r.Rate.Take(ctx, t.Name, t.CallsPerSecond, k); k > 0 {
				g[t.Name] = k
			}
		}
	}
	return g
}

// Return gives back the rest of a grant.
func (r *Routes) Return(ctx context.Context, g Grant) {
	for _, t := range r.Trunks {
		r.Rate.Give(ctx, t.Name, t.CallsPerSecond, g[t.Name])
	}
	clear(g)
}

// Pick routes an order, whose number is E.164 and whose trunk and caller ID are the campaign's settings. It uses up one call of
// the grant; without one on the chosen trunk, one of the trunk's rate. The error is a *trunk.NoTrunk.
func (r *Routes) Pick(ctx context.Context, o dialer.Order, g Grant, now time.Time) (dialer.Order, error) {
	states := r.states(now)
	w := trunk.Want{Trunk: o.Trunk, CallerID: o.CallerID, Campaign: o.Screen.Campaign, Number: o.Number, Avoid: r.Book.TrunkFailed(o.Number, now)}
	busy := false
	for {
		choice, err := trunk.Pick(r.Trunks, states, w, now)
		if err != nil {
			if busy {
				return o, &trunk.NoTrunk{Reason: TrunkRate}
			}
			return o, err
		}
		t := choice.Trunk
		switch {
		case g[t.Name] > 0:
			g[t.Name]--
		case r.Rate.Take(ctx, t.Name, t.CallsPerSecond, 1) == 0:
			busy = true
			s := states[t.Name]
			s.Calls = t.MaxCalls // as good as full
			states[t.Name] = s
			continue
		}
		r.Book.TrunkPicked(t.Name, o.Attempt, now)
		o.Trunk, o.Number, o.CallerID = t.Name, r.dialled(t, o.Number), choice.CallerID
		return o, nil
	}
}

// dialled is a number as the trunk wants it.
func (r *Routes) dialled(t trunk.Trunk, e164 string) string {
	if t.Format == trunk.E164 {
		return e164
	}
	n, err := phone.Normalise(e164, r.Region)
	if err != nil {
		return e164 // of another region: the national form would not hold here
	}
	return n.National
}

// RefusedPrefix begins the Fault of a result whose number no trunk takes, see trunk.Refusal.
const RefusedPrefix = "number_"

// NeverDialled tells whether the guard's refusal of a number is about the number alone, and not about the trunks' lists of
// prefixes, which may be changed.
func NeverDialled(code string) bool {
	return code != trunk.NumberForeign && code != trunk.NumberDenied && code != trunk.NumberNotAllowed
}

// refusedFor gives the Fault of an order that no trunk takes: the guard's refusal of the number, else "".
func refusedFor(err error) string {
	if no, ok := err.(*trunk.NoTrunk); ok && no.Never && strings.HasPrefix(no.Reason, RefusedPrefix) { //nolint:errorlint // Pick returns it as it is
		return no.Reason
	}
	return ""
}
