package store

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/dialer"
)

// skipped gives back a preview that the agent, or the time, skipped (R16, I3): later, to another agent, or not at all. A
// callback stays one; what was agreed with this agent is anybody's when he passes it on.
func (f followUp) skipped(code string, at time.Time) change {
	c := f.notPlaced(at)
	if c.State == "cancelled" {
		return c
	}
	reason := campaign.SkippedPrefix + code
	switch r := f.modes.Preview.SkipReasonOf(code); r.Action {
	case campaign.SkipEnd:
		c = f.become("cancelled", reason)
		c.Attempts = -1
	case campaign.SkipOther:
		passed := append(slices.Clone(f.notAgents), f.agent)
		if !slices.ContainsFunc(f.agents, func(id int64) bool { return !slices.Contains(passed, id) }) {
			c = f.become("cancelled", reason)
			c.Attempts = -1
			break
		}
		c.NotAgent, c.Callback = &f.agent, &f.callback
	default:
		next := at.Add(time.Duration(r.DelayS) * time.Second)
		c.NotBefore = &next
	}
	return c
}

// wantsNoCall is true for a notice whose customer has pressed the key for it, whatever he pressed before (I4).
func (f followUp) wantsNoCall(r dialer.Result) bool {
	return f.notice && f.modes.Notice.Result(r.Heard, r.Keys).DoNotCall
}

// noticed decides after an answered notice: completed when it was heard or confirmed as the campaign wants it (and nothing
// has to be answered, R14), else dialled again under the retry policy's rule for that reason.
func (f followUp) noticed(b *pgx.Batch, r dialer.Result, at time.Time) change {
	n := f.modes.Notice.Result(r.Heard, r.Keys)
	if n.DoNotCall {
		// No other call to the number lives (I1), and none is armed once this is committed (I4).
		const reason = "notice_key"
		b.Queue(`insert into dnc (phone, reason) values ($1, $2) on conflict (phone) do nothing`, f.phone, reason)
		b.Queue(`update follow_up set state = 'cancelled', reason = 'do_not_call', updated_at = now() where phone = $1 and state = 'waiting'`, f.phone)
		b.Queue(`insert into audit (action, object, detail) values ('dnc.add', $1, $2)`, "phone:"+f.phone, map[string]any{"reason": reason})
	}
	switch reason := f.closed(); {
	case n.Done && len(f.required) == 0:
		return f.become("completed", n.Reason)
	case n.DoNotCall:
		return f.become("cancelled", "do_not_call")
	case n.Done:
		return f.become("exhausted", n.Reason)
	case reason != "":
		return f.become("cancelled", reason)
	}
	d := retry.DecideDisposition(f.policy, f.past(), n.Reason, at)
	if !d.Retry {
		return f.become("exhausted", d.Reason+":"+n.Reason)
	}
	return f.dialAgain(d)
}
