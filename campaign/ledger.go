package campaign

import (
	"slices"
	"strings"
	"time"

	"huifang/campaign/window"
)

// LedgerClass says what has become of a follow-up.
type LedgerClass string

// The classes of the due-list ledger. Every follow-up is in exactly one of them.
const (
	LedgerDone    LedgerClass = "done"    // completed
	LedgerReached LedgerClass = "reached" // a call is under way, or the record of one is to be finished
	LedgerWaiting LedgerClass = "waiting" // will be dialled; the reason says what for it waits
	LedgerNot     LedgerClass = "not"     // will not be dialled; the reason says why
)

// Reasons of waiting follow-ups beside those of [Reason] and "campaign_<state>".
const (
	LedgerDue        = "due"         // may be dialled now
	LedgerLater      = "later"       // Until: the earliest
	LedgerCallback   = "callback"    // agreed with the customer; Until: the earliest
	LedgerCaps       = "call_caps"   // called as often as R12 allows
	LedgerPlanPaused = "plan_paused" // its plan is paused (R8)
)

// LedgerCount counts follow-ups of one campaign that are alike.
type LedgerCount struct {
	Campaign int64
	State    string // of the follow-ups
	Reason   string // why they ended, or what those that wait wait for
	Count    int
	Earliest *time.Time // due time, of those that are due later
}

// LedgerCampaign is what the ledger needs to know of a campaign.
type LedgerCampaign struct {
	ID     int64
	State  State
	Window *window.Bound // of a running one
}

// LedgerLine is one line of the ledger.
type LedgerLine struct {
	Class  LedgerClass `json:"class" enum:"done,reached,waiting,not"`
	Reason string      `json:"reason" doc:"completed; live, record_missing; due, later, callback, window_closed, call_caps, number_busy, on_dnc, waiting_for_agent, campaign_draft, campaign_paused, plan_paused; or why it ended: do_not_call, campaign_stopped, outcome_final:vacant, max_attempts:no_answer, refused ..."`
	Count  int         `json:"count"`
	Until  *time.Time  `json:"until,omitempty" doc:"waiting: the earliest moment at which one of them may go on"`
}

// Ledger says of every follow-up that was ever due what has become of it; the lines add up to Total.
type Ledger struct {
	At      time.Time    `json:"at"`
	Total   int          `json:"total"`
	Done    int          `json:"done"`
	Reached int          `json:"reached"`
	Waiting int          `json:"waiting"`
	Not     int          `json:"not"`
	Lines   []LedgerLine `json:"lines"`
}

// MakeLedger sums up counts at a moment. Counts of campaigns that are not named count as of stopped ones.
func MakeLedger(counts []LedgerCount, campaigns []LedgerCampaign, now time.Time) Ledger {
	byID := map[int64]LedgerCampaign{}
	for _, c := range campaigns {
		byID[c.ID] = c
	}
	type key struct {
		class  LedgerClass
		reason string
	}
	sums := map[key]*LedgerLine{}
	l := Ledger{At: now, Lines: []LedgerLine{}}
	for _, n := range counts {
		class, reason, until := classify(n, byID[n.Campaign], now)
		k := key{class, reason}
		if sums[k] == nil {
			sums[k] = &LedgerLine{Class: class, Reason: reason}
		}
		line := sums[k]
		line.Count += n.Count
		if until != nil && (line.Until == nil || until.Before(*line.Until)) {
			line.Until = until
		}
		l.Total += n.Count
		switch class {
		case LedgerDone:
			l.Done += n.Count
		case LedgerReached:
			l.Reached += n.Count
		case LedgerWaiting:
			l.Waiting += n.Count
		case LedgerNot:
			l.Not += n.Count
		}
	}
	for _, line := range sums {
		l.Lines = append(l.Lines, *line)
	}
	order := []LedgerClass{LedgerDone, LedgerReached, LedgerWaiting, LedgerNot}
	slices.SortFunc(l.Lines, func(a, b LedgerLine) int {
		if a.Class != b.Class {
			return slices.Index(order, a.Class) - slices.Index(order, b.Class)
		}
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	return l
}

func classify(n LedgerCount, c LedgerCampaign, now time.Time) (LedgerClass, string, *time.Time) {
	switch n.State {
	case "completed":
		return LedgerDone, "completed", nil
	case "live":
		return LedgerReached, "live", nil
	case "wrapup":
		return LedgerReached, "record_missing", nil
	case "paused":
		return LedgerWaiting, LedgerPlanPaused, nil
	case "waiting":
	default:
		return LedgerNot, n.Reason, nil
	}
	if c.State != Running {
		state := c.State
		if state == "" {
			state = Stopped
		}
		return LedgerWaiting, "campaign_" + string(state), n.Earliest
	}
	if n.Reason != LedgerDue {
		return LedgerWaiting, n.Reason, n.Earliest
	}
	if c.Window.Open(now) {
		return LedgerWaiting, LedgerDue, nil
	}
	if next, ok := c.Window.Next(now); ok {
		return LedgerWaiting, ReasonWindowClosed, &next
	}
	return LedgerWaiting, ReasonWindowClosed, nil
}

// LineOf names the line of the ledger in which follow-ups like n are counted; the counts themselves do not matter.
func LineOf(n LedgerCount, c LedgerCampaign, now time.Time) (LedgerClass, string) {
	class, reason, _ := classify(n, c, now)
	return class, reason
}

// LedgerItem is a follow-up of a line of the ledger.
type LedgerItem struct {
	ID          int64     `json:"id"`
	Campaign    Ref       `json:"campaign"`
	Plan        *Ref      `json:"plan,omitempty"`
	Unit        *Ref      `json:"unit,omitempty" doc:"store or department of the customer"`
	Owner       *Ref      `json:"owner,omitempty" doc:"of the customer"`
	Customer    *Ref      `json:"customer,omitempty" doc:"absent for a contact of a simple list"`
	Contact     string    `json:"contact"`
	Phone       string    `json:"phone" doc:"masked unless the reader is supervisor or admin"`
	State       string    `json:"state" enum:"waiting,paused,live,wrapup,completed,exhausted,cancelled"`
	Reason      string    `json:"reason,omitempty" doc:"why it ended"`
	DueAt       time.Time `json:"due_at"`
	Attempts    int       `json:"attempts"`
	LastOutcome string    `json:"last_outcome,omitempty"`
}
