package store_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/caps"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
	"huifang/dialer"
)

// model is the follow-up engine as the requirements say it, in memory and one step at a time. It shares the pure rules
// with the product (window, retry, caps) and nothing else; a fault is a rule that the product broke.
type model struct {
	now       time.Time
	caps      caps.Caps
	campaigns []*mCampaign
	contacts  []*mContact
	followUps []*mFollowUp
	attempts  []*mAttempt
	agents    int
	dnc       map[string]bool  // on the list; false: the entry is in force, but was not acknowledged yet
	epoch     map[string]int64 // of each node
}

type mCampaign struct {
	id     int64
	state  campaign.State
	window *window.Bound
	zone   *time.Location
	policy retry.Policy
	mode   dialer.Mode
}

type mContact struct {
	id, customer int64 // customer 0: a row of a list
	numbers      []string
	bad          map[string]bool
	own          window.Convenience
}

type mFollowUp struct {
	id            int64
	campaign      *mCampaign
	contact       *mContact
	number        int // index of the contact's number that is tried
	phone         string
	state, reason string
	due, until    time.Time // until zero: never too late
	attempts      int       // counted against the limit
	callback      bool
	agent         int64   // 0: any
	not           []int64 // agents who have passed it on
	faults        int     // of trunks
	required      []string
	happened      map[string]int // outcomes, and dispositions
}

type mAttempt struct {
	id              int64
	followUp        *mFollowUp
	phone           string
	customer, agent int64
	node            string
	fence           int64
	claimed, ended  time.Time
	mode            dialer.Mode
	state           string
	cancel, outcome string
	answered        bool
	seen            map[int]bool // entries of its journal
	client          uuid.UUID    // of its disposition
	label           string
}

type fault string

func (m *model) faultf(format string, args ...any) { panic(fault(fmt.Sprintf(format, args...))) }

func (a *mAttempt) live() bool { return a.outcome == "" }

// hours is when the customer may be called (I2): by the customer's clock, and at the customer's own times but for a callback,
// whose time is agreed.
func (f *mFollowUp) hours(callback bool) *window.Bound {
	own := f.contact.own
	if callback {
		own.Intervals = nil
	}
	if own.Zone == "" {
		own.Zones = []string{"Asia/Shanghai"} // all numbers of the test begin with +86
	}
	return f.campaign.window.Narrow(own)
}

// liveOn finds a live attempt to the number or the customer (I1).
func (m *model) liveOn(phone string, customer int64) *mAttempt {
	for _, a := range m.attempts {
		if a.live() && (a.phone == phone || customer != 0 && a.customer == customer) {
			return a
		}
	}
	return nil
}

// refused tells whether the number is on the do-not-call list.
func (m *model) refused(phone string) bool { _, on := m.dnc[phone]; return on }

func (m *model) busy(agent int64) bool {
	return agent != 0 && slices.ContainsFunc(m.attempts, func(a *mAttempt) bool { return a.live() && a.agent == agent })
}

// capped tells whether one more call to the number or the customer would be one too many (R12). A call counts from its
// claim; one that was given back was none.
func (m *model) capped(phone string, customer int64, but *mAttempt) bool {
	var number, person []time.Time
	for _, a := range m.attempts {
		if a == but || a.outcome == "not_placed" {
			continue
		}
		if a.phone == phone {
			number = append(number, a.claimed)
		}
		if customer != 0 && a.customer == customer {
			person = append(person, a.claimed)
		}
	}
	return !m.caps.Allows(number, m.now) || !m.caps.Allows(person, m.now)
}

// standing says what a waiting follow-up waits for, in the ledger's words.
func (m *model) standing(f *mFollowUp, ready []int64) string {
	switch {
	case f.due.After(m.now) && f.callback:
		return campaign.LedgerCallback
	case f.due.After(m.now):
		return campaign.LedgerLater
	case m.refused(f.phone):
		return campaign.ReasonOnDNC
	case m.liveOn(f.phone, f.contact.customer) != nil:
		return campaign.ReasonNumberBusy
	case m.capped(f.phone, f.contact.customer, nil):
		return campaign.LedgerCaps
	case f.agent != 0 && !slices.Contains(ready, f.agent):
		return campaign.ReasonWaitingOnAgent
	}
	return campaign.LedgerDue
}

func (m *model) tooLate(f *mFollowUp) bool {
	return !f.callback && !f.until.IsZero() && !f.until.After(m.now)
}

// abandoned tells whether the last call to a number that was answered by nobody's agent is less than 72 hours ago (R16).
func (m *model) abandoned(phone string) bool {
	return slices.ContainsFunc(m.attempts, func(a *mAttempt) bool {
		return a.phone == phone && a.outcome == "abandoned" && a.ended.Add(72*time.Hour).After(m.now)
	})
}

// needsAgent tells whether prediction must leave a follow-up to claims with agents.
func (m *model) needsAgent(f *mFollowUp) bool {
	return m.abandoned(f.phone) || len(f.not) > 0 || f.agent != 0
}

// mayClaim tells whether an agent, or 0, nobody, may be given the follow-up.
func (m *model) mayClaim(f *mFollowUp, agent int64) bool {
	if slices.Contains(f.not, agent) && f.agent != agent || agent == 0 && m.needsAgent(f) {
		return false
	}
	return f.state == "waiting" && !m.tooLate(f) && m.standing(f, []int64{agent}) == campaign.LedgerDue &&
		(f.callback || f.attempts < f.campaign.policy.MaxAttempts)
}

// claim takes over an attempt that the product made; held: by a claim for what prediction leaves out.
func (m *model) claim(a *mAttempt, held bool) {
	f := a.followUp
	switch {
	case a.mode == dialer.Predictive && m.needsAgent(f):
		m.faultf("attempt %d for follow-up %d has no agent, but needs one", a.id, f.id)
	case held && !m.needsAgent(f):
		m.faultf("attempt %d takes an agent for follow-up %d, which needs none", a.id, f.id)
	case slices.Contains(f.not, a.agent) && f.agent != a.agent:
		m.faultf("attempt %d gives follow-up %d to agent %d, who has passed it on", a.id, f.id, a.agent)
	case (a.agent == 0) != (a.mode == dialer.Predictive):
		m.faultf("attempt %d of mode %s has agent %d", a.id, a.mode, a.agent)
	case f.state != "waiting" || m.tooLate(f):
		m.faultf("attempt %d for follow-up %d, which is %s, due until %s", a.id, f.id, f.state, f.until)
	case m.standing(f, []int64{a.agent}) != campaign.LedgerDue:
		m.faultf("attempt %d for follow-up %d by agent %d: %s", a.id, f.id, a.agent, m.standing(f, []int64{a.agent}))
	case !f.callback && f.attempts >= f.campaign.policy.MaxAttempts:
		m.faultf("I3: attempt %d is beyond the limit of follow-up %d", a.id, f.id)
	case a.phone != f.phone || a.customer != f.contact.customer:
		m.faultf("attempt %d dials %s of customer %d, its follow-up %s of %d", a.id, a.phone, a.customer, f.phone, f.contact.customer)
	case m.busy(a.agent):
		m.faultf("I8: attempt %d gives agent %d a second call", a.id, a.agent)
	case m.epoch[a.node] != a.fence:
		m.faultf("attempt %d was made by a life of %s that is over", a.id, a.node)
	}
	a.claimed, a.state, a.seen = m.now, "claimed", map[int]bool{}
	m.attempts = append(m.attempts, a)
	f.state = "live"
	f.attempts++
}

// mayArm is the last check before the dial (I2, I4, R12).
func (m *model) mayArm(a *mAttempt) bool {
	c := a.followUp.campaign
	return a.state == "claimed" && m.epoch[a.node] == a.fence && a.cancel == "" && c.state == campaign.Running && a.followUp.hours(a.followUp.callback).Open(m.now) &&
		!m.refused(a.phone) && !m.capped(a.phone, a.customer, a) && !m.stale(a) && (a.agent != 0 || a.mode != dialer.Predictive || !m.abandoned(a.phone))
}

// stale: a claim that is older than a minute, a preview apart, is not dialled, because the caps count from it.
func (m *model) stale(a *mAttempt) bool {
	limit := time.Minute
	if a.mode == dialer.Preview {
		limit += time.Minute
	}
	return a.claimed.Before(m.now.Add(-limit))
}

// journal applies entries, each once; nothing changes after the end (I5: the first cause wins).
func (m *model) journal(a *mAttempt, entries []dialer.Entry) {
	for _, e := range entries {
		if a.seen[e.Seq] {
			continue
		}
		a.seen[e.Seq] = true
		if !a.live() {
			continue
		}
		switch e.Kind {
		case "dialled", "ringing", "answered":
			a.state = e.Kind
			a.answered = a.answered || e.Kind == "answered"
		case "agent_found":
			a.agent = e.Agent
		case "bridged":
			a.state = "talking"
		case "ended":
			m.end(a, string(e.Result.Outcome), e.Result.Fault, e.Detail, e.At)
		}
	}
}

func (m *model) end(a *mAttempt, outcome, fault, detail string, at time.Time) {
	f := a.followUp
	a.state, a.outcome, a.ended = "ended", outcome, at
	if a.claimed.After(at) {
		a.ended = a.claimed
	}
	skip, skipped := strings.CutPrefix(detail, "skipped:")
	back := func(pause time.Duration) {
		due := at.Add(pause)
		if f.due.After(due) {
			due = f.due
		}
		m.wait(f, due, f.callback, f.agent)
	}
	if outcome == "failed" && fault != "" {
		f.faults++
	}
	switch {
	// A dial is given back when it was never placed, and the first few times that the trunk failed (I3).
	case outcome == "not_placed":
		f.attempts--
		switch {
		case m.close(f):
		case skipped && (skip == "not_needed" || skip == "other_agent" && len(f.not) == m.agents-1 && !slices.Contains(f.not, a.agent)):
			f.state, f.reason = "cancelled", detail
		case skipped && skip == "other_agent":
			if !slices.Contains(f.not, a.agent) {
				f.not = append(f.not, a.agent)
			}
			f.agent = 0
			back(5 * time.Second)
		case skipped:
			back(map[string]time.Duration{"not_now": 30 * time.Minute, "timeout": 10 * time.Minute}[skip])
		case fault == "number_premium" && m.next(f) >= 0:
			f.number = m.next(f)
			f.phone = f.contact.numbers[f.number]
			back(5 * time.Second)
		case fault == "number_premium":
			f.state, f.reason = "exhausted", "number_premium"
		case fault == "number_not_allowed":
			back(15 * time.Minute)
		default:
			back(5 * time.Second)
		}
	case outcome == "failed" && fault != "" && f.faults <= 5:
		f.attempts--
		if !m.close(f) {
			back(10 * time.Second << (f.faults - 1))
		}
	case a.label != "": // the agent's word stands (I7)
	case outcome == "answered":
		f.state = "wrapup"
	default:
		f.happened[outcome]++
		if !m.close(f) {
			if outcome == "vacant" {
				f.contact.bad[f.phone] = true
			}
			m.again(f, outcome, retry.Decide(f.campaign.policy, m.history(f), outcome, at))
		}
	}
}

// close ends a follow-up for which nothing more may be dialled.
func (m *model) close(f *mFollowUp) bool {
	switch {
	case m.refused(f.phone):
		f.state, f.reason = "cancelled", "do_not_call"
	case f.campaign.state == campaign.Stopped || f.campaign.state == campaign.Finished:
		f.state, f.reason = "cancelled", "campaign_stopped"
	default:
		return false
	}
	return true
}

// next is the index of the contact's next number that can be dialled, or -1.
func (m *model) next(f *mFollowUp) int {
	for i, n := range f.contact.numbers {
		if i > f.number && !f.contact.bad[n] && !m.refused(n) {
			return i
		}
	}
	return -1
}

func (m *model) history(f *mFollowUp) retry.History {
	return retry.History{Attempts: f.attempts, ByOutcome: f.happened, MoreNumbers: m.next(f) >= 0, Zone: f.campaign.zone}
}

func (m *model) again(f *mFollowUp, what string, d retry.Decision) {
	if !d.Retry {
		f.state, f.reason = "exhausted", d.Reason+":"+what
		return
	}
	if d.Next {
		f.number = m.next(f)
		f.phone = f.contact.numbers[f.number]
	}
	m.wait(f, d.At, false, 0)
}

func (m *model) wait(f *mFollowUp, due time.Time, callback bool, agent int64) {
	f.state, f.due, f.callback, f.agent = "waiting", due, callback, agent
	m.corrected(f)
}

// corrected: a number that was put right is the one that is dialled.
func (m *model) corrected(f *mFollowUp) {
	if f.state == "waiting" && !slices.Contains(f.contact.numbers, f.phone) {
		f.phone = f.contact.numbers[f.number]
	}
}

// dispose says what must be answered to a disposition, "" for accepted, and does it.
func (m *model) dispose(a *mAttempt, r store.DisposeRequest, effect string) (code string) {
	f := a.followUp
	switch {
	case !r.Supervisor && (a.agent == 0 || a.agent != r.By):
		return "not_yours"
	case a.label != "" && a.client == r.ClientID:
		return ""
	case a.label != "":
		return "already_disposed"
	case !a.answered || !a.live() && a.outcome != "answered":
		return "not_answered"
	}
	switch effect {
	case "complete": // R14
		for _, q := range f.required {
			if strings.TrimSpace(r.Answers[q]) == "" {
				return "answer_required"
			}
		}
		f.state, f.reason = "completed", r.Code
	case "callback": // R13
		closed := *f
		switch {
		case r.CallbackAt == nil:
			return "callback_time_required"
		case !r.CallbackAt.After(m.now):
			return "callback_in_past"
		case m.close(&closed):
			return "callback_not_possible"
		case !f.hours(true).Open(*r.CallbackAt):
			return "callback_outside_window"
		}
		f.happened[r.Code]++
		var agent int64
		if r.CallbackMine {
			agent = a.agent
		}
		m.wait(f, *r.CallbackAt, true, agent)
	case "retry":
		f.happened[r.Code]++
		if !m.close(f) {
			m.again(f, r.Code, retry.DecideDisposition(f.campaign.policy, m.history(f), r.Code, m.now))
		}
	case "do_not_call":
		f.state, f.reason = "cancelled", "do_not_call"
		m.doNotCall(a.phone)
	case "end":
		if r.Code == "wrong_number" {
			f.contact.bad[f.phone] = true
		}
		f.state, f.reason = "cancelled", r.Code
	}
	a.label, a.client = r.Code, r.ClientID
	return ""
}

// doNotCall: nothing that waits is dialled, nothing unanswered goes on (I4).
func (m *model) doNotCall(phone string) {
	m.dnc[phone] = true
	m.cancel("do_not_call", func(f *mFollowUp) bool { return f.phone == phone }, func(a *mAttempt) bool { return a.phone == phone })
}

// stop ends a campaign for good.
func (m *model) stop(c *mCampaign) {
	c.state = campaign.Stopped
	mine := func(f *mFollowUp) bool { return f.campaign == c }
	m.cancel("campaign_stopped", mine, func(a *mAttempt) bool { return mine(a.followUp) })
}

func (m *model) cancel(reason string, which func(*mFollowUp) bool, attempts func(*mAttempt) bool) {
	for _, f := range m.followUps {
		if f.state == "waiting" && which(f) {
			f.state, f.reason = "cancelled", reason
		}
	}
	for _, a := range m.attempts {
		if a.live() && !a.answered && a.cancel == "" && attempts(a) {
			a.cancel = reason
		}
	}
}

// start: what is on the do-not-call list will not be dialled, and that is said from the start.
func (m *model) start(c *mCampaign) {
	c.state = campaign.Running
	for _, f := range m.followUps {
		if f.campaign == c && f.state == "waiting" && m.refused(f.phone) {
			f.state, f.reason = "cancelled", "do_not_call"
		}
	}
}

// sweep is what the runner does every two seconds.
func (m *model) sweep() {
	for _, f := range m.followUps {
		switch {
		case f.state == "waiting" && f.campaign.state == campaign.Stopped:
			f.state, f.reason = "cancelled", "campaign_stopped"
		case f.state == "waiting" && m.tooLate(f):
			f.state, f.reason = "exhausted", "too_late"
		}
	}
	for _, c := range m.campaigns {
		if c.state == campaign.Running && !slices.ContainsFunc(m.followUps, func(f *mFollowUp) bool {
			return f.campaign == c && slices.Contains([]string{"waiting", "live", "wrapup"}, f.state)
		}) {
			c.state = campaign.Finished
		}
	}
}

// ledger counts the campaign's follow-ups by class and reason.
func (m *model) ledger(c *mCampaign, ready []int64) map[string]int {
	lines := map[string]int{}
	for _, f := range m.followUps {
		if f.campaign != c {
			continue
		}
		line := "not " + f.reason
		switch f.state {
		case "completed":
			line = "done completed"
		case "live":
			line = "reached live"
		case "wrapup":
			line = "reached record_missing"
		case "waiting":
			why := m.standing(f, ready)
			switch {
			case c.state != campaign.Running:
				why = "campaign_" + string(c.state)
			case why == campaign.LedgerDue && !c.window.Open(m.now):
				why = campaign.ReasonWindowClosed
			}
			line = "waiting " + why
		}
		lines[line]++
	}
	return lines
}
