// Package pacing says how many numbers to dial at a moment. It is pure: the time is an argument, and nothing is read or
// written. Progressive needs an agent for each call; Predictive dials ahead of the agents who are about to get free, within
// a hard cap on abandoned calls (R16). Package floor simulates a call centre around it.
package pacing

import "time"

// Progressive is the number of new calls in progressive mode: one for each free agent, within what the trunk has room
// for. An agent is reserved for each, so nobody who answers waits (R16).
func Progressive(freeAgents, trunkRoom int) int {
	return max(0, min(freeAgents, trunkRoom))
}

// Grace is how long a person who answered waits for an agent before the call counts as abandoned.
const Grace = 2 * time.Second

// Floor is what one node sees of one campaign at a moment.
type Floor struct {
	Now    time.Time
	Paused bool // nothing may be dialled

	Free    float64         // agents free for this campaign; one who serves several counts by his share
	Waiting int             // people who answered and wait for an agent
	Ringing []time.Duration // age of each line since its dial
	Talking []Busy          // agents in a conversation of this campaign
	WrapUp  []Busy          // agents in wrap-up after one
	Agents  int             // logged in and not on a break
	Room    int             // new lines that the trunks can take now
	Rest    time.Duration   // for how long may be dialled until the day ends whose abandoned count; 0: not known

	// Calls of persons: handed to an agent, and abandoned; of the calendar day and of the last 24 hours.
	Served, Abandoned     int
	Served24, Abandoned24 int
}

// Busy is an agent in a conversation or in wrap-up.
type Busy struct {
	Age   time.Duration // since the conversation, or the wrap-up, began
	Share float64       // how much of the agent comes to this campaign when he gets free, 0..1; 0 means 1
	Left  time.Duration // gets free in exactly so long (a wrap-up of fixed length); 0: unknown
}

// Decision says what to do now.
type Decision struct {
	Dial   int                // new lines
	Cancel []int              // indexes into Floor.Ringing: hang these up
	Mode   string             // ModePredictive or ModeProgressive: by what the campaign is paced at this moment
	Reason string             // one of the Reason codes
	Detail map[string]float64 // the numbers of the reason, by the names that the Reason's comment has
}

// What a Decision's Mode says.
const (
	ModePredictive  = "predictive"
	ModeProgressive = "progressive"
)

// Reasons of decisions. The pages say them in words. Every Detail has free (agents less those who wait), lines (that
// ring) and, but for the first three, budget (persons who may still be abandoned now), rate (abandoned so far, the
// higher one of the day and of 24 h), upper (its one-sided 95 % upper confidence bound by Wilson's formula) and, when
// these two are of the last 24 h, last_24h (1).
const (
	ReasonPaused       = "paused"               // nothing may be dialled
	ReasonNoAgents     = "no_agents"            // nobody is logged in
	ReasonNoRoom       = "no_room"              // the trunks take no more
	ReasonFreeAgent    = "free_agent"           // dialled because an agent is free
	ReasonEarnedBudget = "earned_budget"        // dialled ahead of the agents: risk, limit, expected
	ReasonRisk         = "risk_too_high"        // the next line would be abandoned too probably: risk > limit
	ReasonBudget       = "waits_for_budget"     // no line beyond the free agents until the budget is needed (needs) is there
	ReasonFallback     = "fallback_progressive" // the cap is used up: only free agents get lines until the rate is below it again: cap
	ReasonLearning     = "learning"             // too few answers seen to predict: answers, needs
	ReasonStale        = "stale_state"          // what was learnt is too old, or the clock jumped; learning anew: answers, needs
)

// Sample is something that ended and from which Predictive learns.
type Sample struct {
	Kind   string        // KindRing, KindTalk or KindWrapUp
	Lasted time.Duration // since the dial, or since the conversation or the wrap-up began
	End    string        // of KindRing: EndAnswered, EndOther or EndCancelled; of the others: EndOther, or EndCancelled when the agent left
	At     time.Time
}

// Kinds and ends of samples.
const (
	KindRing   = "ring"
	KindTalk   = "talk"
	KindWrapUp = "wrap_up"

	EndAnswered  = "answered"  // by somebody who needs an agent
	EndOther     = "other"     // by itself: busy, no answer, a machine that was recognised ...; the conversation or wrap-up was over
	EndCancelled = "cancelled" // by us; tells only that it lasted so long
)
