package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"huifang/campaign/field"
	"huifang/dialer/trunk"
)

// ManualClaim is a dial that an agent asks for himself (R16, mode manual): a follow-up that waits, or a number.
type ManualClaim struct {
	Agent    int64
	FollowUp int64  // 0: Number
	Number   string // E.164
	Name     string // of who is called at Number, when nobody is known there
	Campaign int64  // for Number; 0: the only manual campaign that he works for
	Node     string
	Fence    int64
	Now      time.Time
}

// ManualItem is a follow-up that an agent may dial himself.
type ManualItem struct {
	ID         int64     `json:"id"`
	Campaign   Ref       `json:"campaign"`
	Name       string    `json:"name"`
	Phone      string    `json:"phone" doc:"masked"`
	DueAt      time.Time `json:"due_at"`
	Attempts   int       `json:"attempts"`
	IsCallback bool      `json:"is_callback" doc:"due_at was agreed with the customer"`
}

var (
	// ErrAgentNotFree says that an agent who wants to dial is not ready at this node.
	ErrAgentNotFree = errors.New("the agent is not ready")
	// ErrNoLine says that no trunk takes a call now; try again.
	ErrNoLine = errors.New("no line is free")
)

// Manual dials for an agent who asks for it, now or not at all, and returns the attempt. Beside ErrAgentNotFree and ErrNoLine
// it returns what ClaimManual refuses, and a field.Errors for a number that no trunk takes. It may be called from any goroutine.
func (r *Runner) Manual(ctx context.Context, m ManualClaim) (attempt int64, err error) {
	if !slices.Contains(r.Dialer.Free(), m.Agent) {
		return 0, ErrAgentNotFree
	}
	m.Node, m.Fence = r.Node, r.Epoch
	o, err := r.Store.ClaimManual(ctx, m)
	if err != nil {
		return 0, err
	}
	err = r.Place(ctx, o)
	refused := refusedFor(err)
	var none *trunk.NoTrunk
	switch {
	case refused != "":
		at := "/number"
		if m.FollowUp != 0 {
			at = "/follow_up_id"
		}
		var wrong field.Errors
		wrong.Add(refused, at, "%s", (&trunk.Refusal{Code: refused}).Error())
		return 0, wrong
	case errors.As(err, &none):
		return 0, fmt.Errorf("%w: %w", ErrNoLine, err)
	case err != nil:
		return 0, fmt.Errorf("%w: %w", ErrAgentNotFree, err) // he was a moment ago
	}
	return o.Attempt, nil
}
