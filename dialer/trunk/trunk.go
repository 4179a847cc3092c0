// Package trunk decides by which trunk a number leaves, as whom, and whether it may leave at all (requirement R15). It is
// pure: the time is an argument, no I/O.
//
//   - [Trunk.Check] is the guard: what may ever stand in a dial string. It is asked immediately before a channel is made,
//     so that nothing reaches a trunk around it.
//   - [Pick] chooses among the trunks: health, room, rates of spending, prefixes, caller ID.
//   - [Health] learns from OPTIONS and from calls whether a trunk works; [Fault] tells a trunk's failure from a customer's.
package trunk

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"
)

// Trunk is a way out to the telephone network, as configured. Prefixes are E.164 with the plus: "+86", "+8610".
type Trunk struct {
	Name           string
	Endpoint       string   // dial string with {number}, such as PJSIP/{number}@carrier
	Format         Format   // of numbers in dial strings
	Home           string   // country calling code without plus, "86": numbers without plus belong there
	Priority       int      // the lowest is asked first; equal ones share the calls
	MaxCalls       int      // at once, over all nodes
	CallsPerSecond float64  // new calls, over all nodes
	Allow          []string // prefixes that may be called; none: those of Home
	Deny           []string // prefixes that may not, whatever Allow says
	CallerIDs      []CallerID
	Limits         Limits
	Rates          []Rate
	Qualify        time.Duration // between OPTIONS; 0: not known here
}

// Format is how a trunk wants numbers.
type Format string

// The formats of dial strings. Numbers of other countries are E.164 in both.
const (
	National Format = "national" // as dialled inside the country: 13900000001, 01062345678
	E164     Format = "e164"     // +8613900000001
)

// CallerID is a number that may be shown to customers.
type CallerID struct {
	Number   string // as sent
	Campaign string // only for the campaign of this name; "": for all
	Region   string // only for customers whose number begins with this prefix; "": for all
}

// Limits of what may be spent on a trunk, over all nodes; 0: none. They hold against toll fraud and mistakes: a call that is
// under way is not ended by them, the next one is not begun.
type Limits struct {
	CallsPerHour, CallsPerDay int
	TalkPerHour, TalkPerDay   time.Duration
	CostPerDay                float64 // in the unit of Rate.PerMinute
}

// Rate is the price of a call to numbers with a prefix; the longest prefix counts. Any begun minute costs a whole one.
type Rate struct {
	Prefix    string
	PerMinute float64
}

// Cost is the price of a conversation; 0 when no rate fits.
func (t Trunk) Cost(e164 string, talk time.Duration) float64 {
	best := Rate{}
	for _, r := range t.Rates {
		if strings.HasPrefix(e164, r.Prefix) && len(r.Prefix) > len(best.Prefix) {
			best = r
		}
	}
	return best.PerMinute * math.Ceil(talk.Minutes())
}

// DialString is what Asterisk is asked to dial: number is as the trunk wants it.
func (t Trunk) DialString(number string) string {
	return strings.ReplaceAll(t.Endpoint, "{number}", number)
}

// PJSIPEndpoint is the name of the endpoint in Asterisk's pjsip.conf; "" when the trunk is of another technology.
func (t Trunk) PJSIPEndpoint() string {
	rest, ok := strings.CutPrefix(t.Endpoint, "PJSIP/")
	if !ok {
		return ""
	}
	if name, _, ok := strings.Cut(rest, "/"); ok { // PJSIP/name/sip:{number}@host
		return name
	}
	_, name, _ := strings.Cut(rest, "@")
	return name
}

// Usage is what was spent on a trunk in a time.
type Usage struct {
	Calls int
	Talk  time.Duration
	Cost  float64
}

// State is a trunk at one moment.
type State struct {
	Calls  int // live ones, over all nodes
	Health Health
	Hour   Usage // since the full hour, calls under way included
	Day    Usage // since midnight
}

// Why a trunk takes no call now. Beside these there are the codes of a [Refusal].
const (
	Unknown     = "trunk_unknown"     // no trunk has this name
	Full        = "trunk_full"        // as many calls as it may have
	Down        = "trunk_down"        // Asterisk cannot reach it
	Suspect     = "trunk_suspect"     // calls failed; it is being left alone, or a single call tries it
	Spent       = "trunk_spent"       // a limit of the hour or the day is reached
	OtherCaller = "caller_id_foreign" // the campaign's caller ID is not one of the trunk's
)

// Room is how many more calls the trunk can take, and when none, why.
func (t Trunk) Room(s State, now time.Time) (n int, reason string) {
	n = t.MaxCalls - s.Calls
	if n <= 0 {
		return 0, Full
	}
	switch ok, probe := s.Health.MayCall(now); {
	case s.Health.Offline != "":
		return 0, Down
	case !ok:
		return 0, Suspect
	case probe:
		n = 1
	}
	l := t.Limits
	for _, limit := range [][2]int{{l.CallsPerHour, s.Hour.Calls}, {l.CallsPerDay, s.Day.Calls}} {
		if limit[0] > 0 {
			n = min(n, limit[0]-limit[1])
		}
	}
	if n <= 0 || l.TalkPerHour > 0 && s.Hour.Talk >= l.TalkPerHour || l.TalkPerDay > 0 && s.Day.Talk >= l.TalkPerDay ||
		l.CostPerDay > 0 && s.Day.Cost >= l.CostPerDay {
		return 0, Spent
	}
	return n, ""
}

// Auto is the name by which a campaign leaves the choice of the trunk to the priorities; "" is the same.
const Auto = "auto"

// Want is a call that looks for a trunk.
type Want struct {
	Trunk    string // its name; Auto: any
	CallerID string // "": one of the trunk's
	Campaign string
	Number   string   // E.164
	Avoid    []string // trunks on which this number has just failed: taken last
}

// Choice is the answer.
type Choice struct {
	Trunk    Trunk
	CallerID string // "": the trunk's own
}

// NoTrunk says why no trunk takes a call.
type NoTrunk struct {
	Reason string            // of the first trunk by priority, or what all say of the number
	Each   map[string]string // by trunk
	Never  bool              // as the configuration is, no trunk ever takes this number
}

func (e *NoTrunk) Error() string { return e.Reason }

// Candidates are the trunks that a campaign may use by its settings, the first choice first.
func Candidates(trunks []Trunk, w Want) []Trunk {
	var list []Trunk
	for _, t := range trunks {
		if (w.Trunk == "" || w.Trunk == Auto || w.Trunk == t.Name) && t.Shows(w.CallerID, w.Campaign) {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b Trunk) int { return cmp.Compare(a.Priority, b.Priority) })
	return list
}

func noCandidate(trunks []Trunk, w Want) string {
	w.CallerID = ""
	if len(Candidates(trunks, w)) > 0 {
		return OtherCaller
	}
	return Unknown
}

// Room is how many calls a campaign's trunks can take now, and when none, why.
func Room(trunks []Trunk, states map[string]State, w Want, now time.Time) (n int, reason string) {
	list := Candidates(trunks, w)
	if len(list) == 0 {
		return 0, noCandidate(trunks, w)
	}
	for i := len(list) - 1; i >= 0; i-- {
		k, why := list[i].Room(states[list[i].Name], now)
		n += k
		reason = why
	}
	if n > 0 {
		reason = ""
	}
	return n, reason
}

// Pick chooses the trunk of a call: the first by priority, among equals the least used, that is healthy, has room, may call
// the number and may show the caller ID. The error is a *NoTrunk.
func Pick(trunks []Trunk, states map[string]State, w Want, now time.Time) (Choice, error) {
	list := Candidates(trunks, w)
	if len(list) == 0 {
		return Choice{}, &NoTrunk{Reason: noCandidate(trunks, w)}
	}
	used := func(t Trunk) float64 { return float64(states[t.Name].Calls) / float64(max(1, t.MaxCalls)) }
	avoided := func(t Trunk) int {
		if slices.Contains(w.Avoid, t.Name) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b Trunk) int {
		return cmp.Or(cmp.Compare(avoided(a), avoided(b)), cmp.Compare(a.Priority, b.Priority), cmp.Compare(used(a), used(b)))
	})
	no := &NoTrunk{Each: map[string]string{}, Never: true}
	for _, t := range list {
		var reason string
		never := false
		if refusal := t.Check(w.Number); refusal != nil {
			reason, never = refusal.Code, true
		} else {
			_, reason = t.Room(states[t.Name], now)
		}
		if reason == "" {
			return Choice{Trunk: t, CallerID: cmp.Or(w.CallerID, t.CallerID(w.Campaign, w.Number))}, nil
		}
		no.Each[t.Name] = reason
		no.Never = no.Never && never
		if no.Reason == "" || !never && !no.Never && no.eachNever(no.Reason) {
			no.Reason = reason
		}
	}
	return Choice{}, no
}

// eachNever reports a reason that does not pass with time.
func (e *NoTrunk) eachNever(reason string) bool {
	return !slices.Contains([]string{Full, Down, Suspect, Spent}, reason)
}

// Shows tells whether the trunk may show the number that a campaign has chosen: one of its own that is not kept for another
// campaign, or any when it has none. What it keeps for a region is shown to all customers of a campaign that has chosen it.
func (t Trunk) Shows(id, campaign string) bool {
	return id == "" || len(t.CallerIDs) == 0 || slices.ContainsFunc(t.CallerIDs, func(c CallerID) bool {
		return c.Number == id && (c.Campaign == "" || c.Campaign == campaign)
	})
}

// CallerID chooses the number that a customer sees: of those for the campaign and the customer's region, the most local
// ones, spread evenly over the customers. The same customer sees the same number as long as the trunk's list does not
// change, and most do when it changes. "" when the trunk has none for the call.
func (t Trunk) CallerID(campaign, e164 string) string {
	var pool []CallerID
	rank := -1
	for _, c := range t.CallerIDs {
		if c.Campaign != "" && c.Campaign != campaign || !strings.HasPrefix(e164, c.Region) {
			continue
		}
		r := 2 * len(c.Region) // the region first: a local number is answered more often
		if c.Campaign != "" {
			r++
		}
		if r > rank {
			rank, pool = r, nil
		}
		if r == rank {
			pool = append(pool, c)
		}
	}
	// Rendezvous hashing: each customer takes the number with the highest hash of the pair.
	best, top := "", uint64(0)
	for _, c := range pool {
		h := fnv.New64a()
		_, _ = h.Write([]byte(c.Number + " " + e164)) // never fails
		// FNV's last bytes stir the high bits too little.
		sum := h.Sum64()
		sum ^= sum >> 32
		sum *= 0x9E3779B97F4A7C15
		if sum ^= sum >> 29; best == "" || sum > top {
			best, top = c.Number, sum
		}
	}
	return best
}
