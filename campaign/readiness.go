package campaign

import (
	"time"

	"huifang/campaign/window"
	"huifang/dialer"
)

// The codes of a [Reason]: why fewer follow-ups than wanted, or none, can be dialled at this moment.
const (
	ReasonNotRunning     = "not_running"
	ReasonWindowClosed   = "window_closed" // Until: next opening, absent when it never opens again
	ReasonNoAgents       = "no_agents_assigned"
	ReasonNoAgentsReady  = "no_agents_ready" // Count: assigned agents who are signed in
	ReasonNoDue          = "no_due"          // Until: when the next one is due
	ReasonAllDone        = "all_done"
	ReasonAsteriskDown   = "asterisk_down"
	ReasonTrunkUnknown   = "trunk_unknown" // the configuration has no such trunk any more
	ReasonTrunkFull      = "trunk_full"
	ReasonTrunkDown      = "trunk_down"        // Detail: why it cannot be reached
	ReasonTrunkSuspect   = "trunk_suspect"     // calls failed on it; Detail: why; Until: when it is tried again
	ReasonTrunkSpent     = "trunk_spent"       // a limit of its calls, minutes or cost is reached
	ReasonNumberBusy     = "number_busy"       // Count: the customer's number is in another live attempt (I1)
	ReasonOnDNC          = "on_dnc"            // Count: on the do-not-call list (I4)
	ReasonWaitingOnAgent = "waiting_for_agent" // Count: callbacks of an agent who is not ready
	ReasonByHand         = "dialled_by_hand"   // mode manual: agents dial themselves
	ReasonCaps           = "call_caps"         // Count: called as often as the caps allow (R12)
	ReasonNoneFits       = "no_agent_fits"     // no ready agent speaks the language of what is due (R21), or all have passed it on
)

// Reason says why follow-ups are not dialled now.
type Reason struct {
	Code   string     `json:"code" enum:"not_running,window_closed,no_agents_assigned,no_agents_ready,no_due,all_done,asterisk_down,trunk_unknown,trunk_full,trunk_down,trunk_suspect,trunk_spent,number_busy,on_dnc,waiting_for_agent,no_agent_fits,call_caps,dialled_by_hand"`
	Count  *int       `json:"count,omitempty"`
	Until  *time.Time `json:"until,omitempty"`
	Detail string     `json:"detail,omitempty"`
}

// Readiness answers "how many can be dialled now, and if none, why".
type Readiness struct {
	DiallableNow int      `json:"diallable_now"`
	Reasons      []Reason `json:"reasons"`
	Counts       Counts   `json:"counts"`

	Warnings []window.Warning `json:"warnings" doc:"what holds nothing back, but has to be known: a year soon to come whose holidays are not in the calendar"`
}

// Situation is what [Assess] looks at. Due follow-ups fall into exactly one of OnDNC, NumberBusy, WaitingOnAgent,
// Capped and Free, so these add up to Counts.Due.
type Situation struct {
	State      State
	Mode       dialer.Mode // "": progressive
	WindowOpen bool
	NextOpen   *time.Time // when the window is closed: next opening; nil: never
	Warnings   []window.Warning
	NextDue    *time.Time // earliest due_at among the waiting follow-ups that are not due

	AgentsAssigned int // agents in its pool: assigned, active, with the skill that it asks for
	AgentsSignedIn int // of these: signed in
	AgentsReady    int // of these: ready for a call now

	AsteriskUp    bool
	AsteriskError string
	TrunkKnown    bool
	TrunkCalls    int
	TrunkMax      int // 0: no limit

	// Trouble of the trunks when none of those that the campaign may use takes calls: a Reason with one of the codes of trunks.
	TrunkTrouble *Reason

	Counts         Counts
	OnDNC          int
	NumberBusy     int
	WaitingOnAgent int
	Capped         int
	Free           int
	NoneFits       bool // agents are ready, and none of them can take what is Free
}

// Assess says how many follow-ups can be dialled at this moment and lists every reason that holds others back.
// When a reason closes the campaign as a whole, DiallableNow is 0.
func Assess(s Situation) Readiness {
	r := Readiness{Counts: s.Counts, Reasons: []Reason{}, Warnings: append([]window.Warning{}, s.Warnings...)}
	shut := false // something keeps the whole campaign from dialling
	gate := func(reason Reason) {
		r.Reasons = append(r.Reasons, reason)
		shut = true
	}
	some := func(code string, n int) {
		if n > 0 {
			r.Reasons = append(r.Reasons, Reason{Code: code, Count: &n})
		}
	}
	if s.State != Running {
		gate(Reason{Code: ReasonNotRunning, Detail: string(s.State)})
	}
	if ByHand(s.Mode) {
		gate(Reason{Code: ReasonByHand})
	}
	open := s.Counts.Waiting + s.Counts.Live + s.Counts.WrapUp
	takesCalls := s.Mode == dialer.Inbound // a queue without callbacks is neither done nor waiting
	if open == 0 && !takesCalls {
		gate(Reason{Code: ReasonAllDone})
	}
	// Prediction dials for those who are about to become ready.
	ready := s.AgentsReady
	if s.Mode == dialer.Predictive {
		ready = s.AgentsSignedIn
	}
	switch {
	case !NeedsAgents(s.Mode):
	case s.AgentsAssigned == 0:
		gate(Reason{Code: ReasonNoAgents})
	case ready == 0:
		n := s.AgentsSignedIn
		gate(Reason{Code: ReasonNoAgentsReady, Count: &n})
	}
	if !s.WindowOpen {
		gate(Reason{Code: ReasonWindowClosed, Until: s.NextOpen})
	}
	if !s.AsteriskUp {
		gate(Reason{Code: ReasonAsteriskDown, Detail: s.AsteriskError})
	}
	switch {
	case !s.TrunkKnown:
		gate(Reason{Code: ReasonTrunkUnknown})
	case s.TrunkTrouble != nil:
		gate(*s.TrunkTrouble)
	case s.TrunkMax > 0 && s.TrunkCalls >= s.TrunkMax:
		n := s.TrunkCalls
		gate(Reason{Code: ReasonTrunkFull, Count: &n})
	}
	if open > 0 && s.Counts.Due == 0 && !takesCalls {
		gate(Reason{Code: ReasonNoDue, Until: s.NextDue})
	}
	// What is free needs an agent who speaks the customer's language and has not passed it on.
	if s.NoneFits && s.Free > 0 && NeedsAgents(s.Mode) && !ByHand(s.Mode) {
		gate(Reason{Code: ReasonNoneFits})
	}
	some(ReasonNumberBusy, s.NumberBusy)
	some(ReasonOnDNC, s.OnDNC)
	some(ReasonWaitingOnAgent, s.WaitingOnAgent)
	some(ReasonCaps, s.Capped)
	if !shut {
		r.DiallableNow = s.Free
	}
	return r
}
