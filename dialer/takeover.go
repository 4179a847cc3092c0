package dialer

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"huifang/ari"
	"huifang/dialer/agent"
	"huifang/dialer/call"
)

// NodeLife is what the database knows of a node.
type NodeLife struct {
	Name  string
	Lives bool      // its lease has not expired
	Able  bool      // it lives and its Asterisk is connected
	Until time.Time // of the lease
}

// TakeoverStore is what taking over needs from the database. Implemented by campaign/store.
type TakeoverStore interface {
	// NodeAble notes whether the node's Asterisk is connected.
	NodeAble(ctx context.Context, node string, epoch int64, able bool) error
	// LostNodes lists the nodes whose lease has expired and that have left live attempts.
	LostNodes(ctx context.Context) ([]string, error)
	// TakeNode raises the fence of a node whose lease has expired, once, and keeps other takers away for hold. Not ok: it
	// lives, or another one works on it. lost is how long ago the lease expired.
	TakeNode(ctx context.Context, node, by string, hold time.Duration) (lost time.Duration, ok bool, err error)
	Live(ctx context.Context, node string) ([]LiveAttempt, error)
	Journal(ctx context.Context, attempt int64, entries []Entry) error
}

// Peer is another node as this one reaches it.
type Peer struct {
	ARI *ari.Client // of its Asterisk; only commands are sent
	// Answers tells whether its process does. One that lost the database alone still carries its conversations.
	Answers func(ctx context.Context) bool
}

// Takeover hands on what nodes leave that died (design: "Taking over from a dead owner"): it raises the fence, so that the
// dead node can arm no dial, deletes the channels of calls that are not answered, so that a dial on its way meets 404, and
// gives the attempts their outcomes, so that the follow-ups go on by the retry policy.
//
//	attempt            its Asterisk answers                          it does not, or the node is no peer
//	claimed            hung up, not_placed                           not_placed: only what is armed is ever dialled
//	not answered       hung up, interrupted                          the number stays locked for as long as a call may last
//	answered           hung up when the node was silent for          the same; its agent is free after agent.Grace
//	                   agent.Grace, unless its process answers; at
//	                   once when there is nobody to talk to
//
// Until the fence is raised a restart of the node adopts its conversations; no other node can, for their agents' audio is there.
type Takeover struct {
	Node    string
	Epoch   int64
	Lease   time.Duration // that nodes live on: a node was silent for so long when its lease expires
	Store   TakeoverStore
	ARI     *ari.Client // of this node
	Peers   map[string]Peer
	MaxCall time.Duration
	Metrics *Metrics
	Log     *slog.Logger
}

const (
	takeoverEvery = time.Second
	takeoverRound = 20 * time.Second // limit of the work on one node
	takeoverHold  = takeoverRound + 5*time.Second
	// takeoverSteady is how long a node must have had the database before it takes over: when the database comes back to all, the
	// others need a moment to prolong their leases.
	takeoverSteady = 5 * time.Second
)

// Run works until ctx ends.
func (t *Takeover) Run(ctx context.Context) error {
	tick := time.NewTicker(takeoverEvery)
	defer tick.Stop()
	told := map[string]string{} // by node: the trouble that was logged
	var steady, seen time.Time  // since when the database has answered, and when it did last
	for {
		if now := time.Now(); now.Sub(seen) > takeoverSteady/2 { // it was away, or this process stood still
			steady = now
		}
		err := t.round(ctx, told, time.Since(steady) >= takeoverSteady)
		if err != nil && ctx.Err() == nil {
			t.Log.Warn("other nodes could not be looked after", "err", err)
		}
		if err == nil {
			seen = time.Now()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// round looks at all nodes once; only a steady one takes over.
func (t *Takeover) round(ctx context.Context, told map[string]string, steady bool) error {
	ctx, cancel := context.WithTimeout(ctx, takeoverRound)
	defer cancel()
	if err := t.Store.NodeAble(ctx, t.Node, t.Epoch, t.ARI.State().Connected); err != nil {
		return err
	}
	lost, err := t.Store.LostNodes(ctx)
	if err != nil || !steady {
		return err
	}
	for _, node := range lost {
		if node == t.Node {
			continue
		}
		if err := t.take(ctx, node, told); err != nil {
			return fmt.Errorf("take over from node %s: %w", node, err)
		}
	}
	return nil
}

// take works off what a lost node has left.
func (t *Takeover) take(ctx context.Context, node string, told map[string]string) error {
	lost, ok, err := t.Store.TakeNode(ctx, node, t.Node, takeoverHold)
	if err != nil || !ok {
		return err
	}
	peer, known := t.Peers[node]
	trouble := "it is not among the peers of this node"
	var channels []ari.Channel
	if known {
		trouble = ""
		// After the fence was raised: what was armed before has its channel by now.
		if channels, err = peer.ARI.Channels(ctx); err != nil {
			trouble = err.Error()
		}
	}
	rows, err := t.Store.Live(ctx, node)
	if err != nil {
		return err
	}
	if told[node] != trouble || lost < 2*takeoverEvery {
		told[node] = trouble
		t.Log.Warn("node is lost; its calls are taken over", "lost_node", node, "silent_for", lost+t.Lease, "attempts", len(rows), "asterisk_trouble", trouble)
	}
	silent := lost+t.Lease >= agent.Grace // its conversations are given up
	if silent && known && peer.Answers(ctx) {
		silent = false
	}
	for _, row := range rows {
		if trouble != "" {
			err = t.settleUnseen(ctx, row, silent)
		} else {
			err = t.settle(ctx, peer.ARI, row, channels, silent)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settle ends an attempt whose channel, if it has one, can be deleted.
func (t *Takeover) settle(ctx context.Context, client *ari.Client, row LiveAttempt, channels []ari.Channel, silent bool) error {
	up := false
	var ids []string
	for _, c := range channels {
		if c.ID == channelOf(row.Order) {
			up = c.State == ari.StateUp
		} else if !strings.HasPrefix(c.ID, guestsOf(row.Attempt)) {
			continue
		}
		ids = append(ids, c.ID)
	}
	if up && !silent && (row.Agent != 0 || row.Handed || row.Incoming != nil) {
		return nil // a restart of the node would go on with it, but for one that was handed over: those may talk as long
	}
	for _, id := range ids {
		if err := client.Hangup(ctx, id, ""); err != nil {
			return err
		}
	}
	return t.finish(ctx, row, up, len(ids) > 0)
}

// settleUnseen deals with an attempt whose channel nobody can see. Until no call can last any longer the customer's phone may
// ring (I1), unless the dial was never armed, which now it cannot be any more.
func (t *Takeover) settleUnseen(ctx context.Context, row LiveAttempt, silent bool) error {
	over := row.ClaimedAt.Add(row.Policy.Preview + row.RingTimeout + ringSlack + t.MaxCall)
	if row.State == "claimed" && row.Incoming == nil || time.Now().After(over) {
		return t.finish(ctx, row, false, false)
	}
	if silent && row.Agent != 0 {
		// He must not wait for that: he may sit down at another node and get calls. The record is a supervisor's to hand over.
		if err := t.Store.Journal(ctx, row.Attempt, []Entry{{Seq: row.LastSeq + 1, At: time.Now(), Kind: "agent_gone", By: call.System, Detail: "node_lost"}}); err != nil {
			return fmt.Errorf("free the agent of attempt %d: %w", row.Attempt, err)
		}
	}
	return nil
}

func (t *Takeover) finish(ctx context.Context, row LiveAttempt, up, there bool) error {
	r := resultOf(row, up)
	if err := t.Store.Journal(ctx, row.Attempt, lastEntries(row, r, "node_lost", endOf(row, there, time.Now()))); err != nil {
		return fmt.Errorf("finish attempt %d: %w", row.Attempt, err)
	}
	t.Metrics.reconciled.WithLabelValues(string(r.Outcome)).Inc()
	t.Log.Info("attempt of a lost node finished", "attempt", row.Attempt, "was", row.State, "outcome", r.Outcome)
	return nil
}

// guestsOf begins the ids of the channels of those who were asked into an attempt's call.
func guestsOf(attempt int64) string { return fmt.Sprintf("%s%015d-", guestPrefix, attempt) }
