package dialer

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"huifang/ari"
	"huifang/dialer/agent"
	"huifang/dialer/call"
)

const (
	reconcileEvery = 5 * time.Second
	sweepEvery     = time.Second
)

// watch reconciles what the database, this process and Asterisk each believe: at every connection to Asterisk, before
// any order is taken on it, and every few seconds; and it hangs up what was cancelled.
func (d *Dialer) watch(ctx context.Context) {
	q := d.cfg.ARI.Open()
	defer q.Close()
	again := time.NewTicker(reconcileEvery)
	defer again.Stop()
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	try := time.NewTimer(0) // the connection may have been made before the queue was opened
	defer try.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.Ready():
			ev, ok := q.Pop()
			if !ok {
				continue
			}
			d.publishAll()
			if _, ok := ev.(ari.Connected); !ok {
				continue
			}
		case <-try.C:
		case <-again.C:
		case <-d.sweep:
			d.cancelled(ctx)
			continue
		case <-sweep.C:
			d.cancelled(ctx)
			continue
		}
		if err := d.reconcile(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("reconciliation failed; it is repeated", "err", err)
			try.Reset(500 * time.Millisecond)
		}
	}
}

// publishAll sends every page a snapshot, after something that concerns all.
func (d *Dialer) publishAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, dk := range d.desks {
		d.publishLocked(dk)
	}
	d.touch()
}

// cancelled hangs up attempts that were cancelled (campaign stopped, do-not-call) and are not answered yet.
func (d *Dialer) cancelled(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	list, err := d.cfg.Store.Cancelled(ctx, d.cfg.Node)
	if err != nil {
		if ctx.Err() == nil {
			d.log.Warn("cancelled attempts could not be read", "err", err)
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for attempt, reason := range list {
		if lc := d.calls[attempt]; lc != nil {
			lc.inbox.push(call.CancelAsked{At: time.Now(), Reason: reason}) // the answer may be known here and not stored yet
		}
	}
}

// reconcile brings database, process and Asterisk into one picture (design: "Reconcile"):
//
//	row and answered channel   adopt the call, its agent may come back to it
//	row and unanswered channel hang up, finish as interrupted
//	row alone                  finish it
//	channel alone              hang up, count an alarm
//
// Rows and channels of calls that live in this process are left alone. One clean-up at a time: concurrent deletes after
// a reconnect have crashed Asterisk.
func (d *Dialer) reconcile(ctx context.Context) error {
	st := d.cfg.ARI.State()
	if !st.Connected {
		return d.expire(ctx)
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	// The calls of this process first: one that ends while the lists are read is in them, and is none that was left. Channels
	// before rows: one that is created after this list belongs to a call of this process.
	own := d.callsNow()
	channels, err := d.cfg.ARI.Channels(ctx)
	if err != nil {
		return err
	}
	rows, err := d.cfg.Store.Live(ctx, d.cfg.Node)
	if err != nil {
		return fmt.Errorf("list live attempts: %w", err)
	}
	there := map[string]ari.Channel{}
	for _, c := range channels {
		there[c.ID] = c
	}
	mine := map[int64]bool{}
	for _, row := range rows {
		mine[row.Attempt] = true
		if own[row.Attempt] != "" || d.hasCall(row.Attempt) {
			continue
		}
		ch, exists := there[channelOf(row.Order)]
		if row.Incoming != nil && exists && row.BridgedAt.IsZero() {
			continue // a caller who waits; see takeInLost
		}
		if !exists && row.ClaimedAt.After(began.Add(-2*time.Second)) {
			continue // claimed this moment, its call is about to start; the next round sees it
		}
		if err := d.settle(ctx, row, ch, exists); err != nil {
			return err
		}
	}
	for id := range own {
		mine[id] = true
	}
	if err := d.hangUpOrphans(ctx, channels, mine); err != nil {
		return err
	}
	d.takeInLost(channels, rows, own)
	if err := d.hangUpGuests(ctx, channels); err != nil {
		return err
	}
	if err := d.clearLines(ctx, channels); err != nil {
		return err
	}
	d.mu.Lock()
	first := d.reconciled != st.Generation
	d.reconciled = st.Generation
	d.mu.Unlock()
	if first {
		d.log.Info("reconciled with Asterisk", "attempts", len(rows), "channels", len(channels), "took", time.Since(began))
		signal(d.freed)
	}
	return nil
}

// callsNow gives the channels of the calls of this process, by attempt.
func (d *Dialer) callsNow() map[int64]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	channels := make(map[int64]string, len(d.calls))
	for id, lc := range d.calls {
		channels[id] = lc.channel
	}
	return channels
}

func (d *Dialer) hasCall(attempt int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls[attempt] != nil
}

// settle deals with an attempt that no goroutine of ours drives.
func (d *Dialer) settle(ctx context.Context, row LiveAttempt, ch ari.Channel, exists bool) error {
	if exists && ch.State == ari.StateUp && row.Agent != 0 {
		d.adopt(row)
		return nil
	}
	if exists {
		// Deleting the channel is the fence: a dial still on its way meets 404.
		if err := d.cfg.ARI.Hangup(ctx, ch.ID, ""); err != nil {
			return err
		}
	}
	r := resultOf(row, exists && ch.State == ari.StateUp)
	entries := lastEntries(row, r, "service_restarted", endOf(row, exists, time.Now()))
	if err := d.cfg.Store.Journal(ctx, row.Attempt, entries); err != nil {
		return fmt.Errorf("finish attempt %d: %w", row.Attempt, err)
	}
	d.cfg.Metrics.reconciled.WithLabelValues(string(r.Outcome)).Inc()
	d.log.Info("attempt finished by reconciliation", "attempt", row.Attempt, "was", row.State, "outcome", r.Outcome)
	return nil
}

// resultOf says how an attempt ended whose process is gone. up: its channel was answered.
func resultOf(row LiveAttempt, up bool) Result {
	r := Result{Outcome: call.Interrupted, HungUpBy: call.System}
	switch {
	case row.Incoming != nil && row.BridgedAt.IsZero() && row.LastPart > 0:
		r.Outcome = call.LeftMessage // he was leaving one; the recording was closed at the start
	case row.Incoming != nil && row.BridgedAt.IsZero():
		r.Outcome = call.Missed // and is called back
	case row.Agent == 0 && row.Detected == call.DetectedFax:
		r.Outcome, r.Detected = call.Fax, row.Detected
	case row.Agent == 0 && row.Detected == call.DetectedMachine && (row.BridgedAt.IsZero() || row.Policy.Machine != call.AgentMachine):
		// A message was to be left, its agent had gone. Whom the policy gives the machine to, he has talked.
		r.Outcome, r.Detected = call.Machine, row.Detected
	case !row.BridgedAt.IsZero() || !row.AnsweredAt.IsZero() && row.Policy.Mode == Agentless:
		r.Outcome = call.Answered
	case !row.AnsweredAt.IsZero() || up:
		r.Outcome = call.Abandoned
	case row.State == "claimed":
		r.Outcome = call.NotPlaced // arming comes before the dial
	}
	return r
}

// endOf says when an attempt ended whose process is gone. A channel that was still there ended now. Of any other all that is known is
// until when its process was seen: a restart hours later must not add the hours to a caller's wait, a conversation or a trunk's minutes.
func endOf(row LiveAttempt, there bool, now time.Time) time.Time {
	if there || row.GoneAt.IsZero() {
		return now
	}
	end := slices.MaxFunc([]time.Time{row.GoneAt, row.ClaimedAt, row.AnsweredAt, row.BridgedAt}, time.Time.Compare)
	if end.After(now) {
		return now
	}
	return end
}

// lastEntries finish an attempt whose process is gone; why is for the timeline.
func lastEntries(row LiveAttempt, r Result, why string, at time.Time) []Entry {
	entries := []Entry{}
	if !row.AnsweredAt.IsZero() {
		// The recording that was under way was closed by the crash; campaign/store keeps one that is finished already.
		part := max(row.LastPart, 1)
		entries = append(entries, Entry{Seq: row.LastSeq + 1, At: at, Kind: "recorded", Recording: &RecordingPart{Part: part, State: "missing", Reason: why}})
	}
	return append(entries, Entry{Seq: row.LastSeq + 2, At: at, Kind: "ended", By: call.System, Detail: why, Result: &r})
}

// adopt takes over an answered call that an earlier life of this node left.
func (d *Dialer) adopt(row LiveAttempt) {
	now := time.Now()
	answered := row.AnsweredAt
	if answered.IsZero() {
		answered = now // the crash came between Asterisk's answer and our writing it
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.calls[row.Attempt] != nil || d.ctx.Err() != nil {
		return
	}
	lc := newLiveCall(d, row.Order, d.trunks[row.Trunk])
	lc.seq, lc.part = row.LastSeq, row.LastPart
	dk := d.deskLocked(Agent{ID: row.Agent})
	if dk.page == nil && dk.pageGone.IsZero() {
		dk.pageGone = now
	}
	held := dk.s.Attempt == 0
	if held {
		_ = d.stepLocked(dk, agent.Restore{Attempt: row.Attempt, State: agent.OnCall}) // total
		dk.view = &CallSnapshot{Attempt: row.Attempt, Phase: "talking", Screen: row.Screen, StartedAt: row.ClaimedAt, AnsweredAt: &answered}
		d.publishLocked(dk)
	}
	d.calls[row.Attempt] = lc
	if row.AnsweredAt.IsZero() {
		lc.log(Entry{At: answered, Kind: "answered"})
	}
	d.startLocked(lc, call.Adopt{At: now, AnsweredAt: answered, BridgedAt: row.BridgedAt, HasAgent: held})
	if dk.line != nil && dk.line.up {
		lc.inbox.push(call.LegReady{At: now})
	}
	d.cfg.Metrics.reconciled.WithLabelValues("adopted").Inc()
	d.log.Info("answered call adopted", "attempt", row.Attempt, "agent", row.Agent)
}

// hangUpOrphans ends channels of attempts that have ended or never were.
func (d *Dialer) hangUpOrphans(ctx context.Context, channels []ari.Channel, mine map[int64]bool) error {
	var ids []int64
	for _, c := range channels {
		id, err := strconv.ParseInt(strings.TrimPrefix(c.ID, channelPrefix), 10, 64)
		if strings.HasPrefix(c.ID, channelPrefix) && err == nil && !mine[id] && !d.hasCall(id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	owners, err := d.cfg.Store.Owners(ctx, ids)
	if err != nil {
		return fmt.Errorf("look up the owners of channels: %w", err)
	}
	for _, id := range ids {
		if owners[id] != "" || d.hasCall(id) {
			continue
		}
		if err := d.cfg.ARI.Hangup(ctx, channelID(id), ""); err != nil {
			return err
		}
		d.cfg.Metrics.orphans.Inc()
		d.log.Warn("channel without a live attempt was hung up", "attempt", id)
	}
	return nil
}

// clearLines removes agents' and rooms' channels and bridges that an earlier life of this node left behind.
func (d *Dialer) clearLines(ctx context.Context, channels []ari.Channel) error {
	bridges, err := d.cfg.ARI.Bridges(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	current := map[string]bool{}
	for _, dk := range d.desks {
		if dk.line != nil {
			current[dk.line.channel], current[dk.line.bridge] = true, true
		}
	}
	for rm := range d.rooms {
		current[rm.channel], current[rm.bridge] = true, true
	}
	d.mu.Unlock()
	own := fmt.Sprintf("-%d-", d.cfg.Epoch)
	stale := func(prefix, id string) bool {
		rest, ok := strings.CutPrefix(id, prefix+d.cfg.Node)
		// Of this epoch only a line's own goroutine removes: it may be building one this moment.
		return ok && !current[id] && strings.HasPrefix(rest, "-") && !strings.HasPrefix(rest, own)
	}
	for _, b := range bridges {
		if stale(bridgePrefix, b.ID) || stale(roomBridgePrefix, b.ID) {
			if err := d.cfg.ARI.DestroyBridge(ctx, b.ID); err != nil {
				return err
			}
		}
	}
	for _, c := range channels {
		// One of this epoch that is nobody's line was left when Asterisk could not be reached.
		of := strings.HasPrefix(c.ID, mediaPrefix+d.cfg.Node+own) || strings.HasPrefix(c.ID, roomMediaPrefix+d.cfg.Node+own)
		left := of && !current[c.ID] && time.Since(c.CreatedAt) > time.Minute
		if left || stale(mediaPrefix, c.ID) || stale(roomMediaPrefix, c.ID) {
			if err := d.cfg.ARI.Hangup(ctx, c.ID, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// expire finishes attempts that no call of ours drives while Asterisk cannot be asked: only when they are older than
// any call can be, for until then the customer's phone may be ringing (I1).
func (d *Dialer) expire(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	rows, err := d.cfg.Store.Live(ctx, d.cfg.Node)
	if err != nil {
		return fmt.Errorf("list live attempts: %w", err)
	}
	for _, row := range rows {
		limit := row.ClaimedAt.Add(row.RingTimeout + ringSlack + d.cfg.MaxCall)
		if d.hasCall(row.Attempt) || time.Now().Before(limit) {
			continue
		}
		if err := d.settle(ctx, row, ari.Channel{}, false); err != nil {
			return err
		}
	}
	return nil
}
