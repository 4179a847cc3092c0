package dialer

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"huifang/ari"
	"huifang/dialer/agent"
	"huifang/dialer/call"
	"huifang/dialer/queue"
)

// Arrival is a call that came in on a trunk.
type Arrival struct {
	Node    string
	Fence   int64
	Channel string // its id at Asterisk
	Trunk   string // "": none that is configured
	DID     string // the number that was called, as the trunk delivers it
	Caller  string // as the trunk delivers it; may be anything
	At      time.Time
}

// Incoming is what an order of a call that came in has beside an outgoing one's; the call goes to a queue of the hotline (R19).
type Incoming struct {
	Channel   string
	DID       string
	Category  string
	ArrivedAt time.Time

	PickedUpAt time.Time // by an earlier life of this node; zero: it rings

	Open  bool      // the queue's window, at the arrival
	Opens time.Time // when it opens next; zero: open, or never

	Limits     queue.Limits
	Head       time.Duration // head start of the queue's callers
	Language   string        // that the agent has to speak; "": any
	Speaks     map[int64][]string
	Last       int64         // who called or talked to the customer last; 0: nobody
	Patience   time.Duration // the caller waits so long for Last while he is busy
	Owner      int64         // who owns the customer; 0: nobody
	Announce   time.Duration // from one announcement of the position to the next; 0: none
	Offer      bool          // while waiting: key 1 callback, key 2 message
	CanCall    bool          // the caller's number is one that may be called back
	MessageMax time.Duration
	Greeting   string // prompts, as Config.Prompt knows them; "": none
	Closed     string
	English    bool // the hotline's own prompts are said in English too
}

// Refused says why a call that came in is not taken.
type Refused struct {
	Code string // did_unknown, queue_draft, queue_paused, queue_stopped
}

func (r *Refused) Error() string { return "incoming call refused: " + r.Code }

// The codes of Refused; a queue that does not run gives "queue_" and its state.
const (
	RefusedDID   = "did_unknown"
	refusedQueue = "queue_"
)

// Hotline is what the dialer needs from the database for calls that come in. Implemented by campaign/store.
type Hotline interface {
	// Arrive stores an incoming call: its queue, the customer behind the number, and follow-up and attempt in one transaction.
	// Telling the same arrival again gives the same attempt as it is. A *Refused says that the call is not taken.
	Arrive(ctx context.Context, a Arrival) (LiveAttempt, error)
}

// QueueStatus is a queue of the hotline in the live picture, at this node.
type QueueStatus struct {
	Campaign int64      `json:"campaign_id"`
	Waiting  int        `json:"waiting" doc:"callers without an agent"`
	Longest  *time.Time `json:"longest,omitempty" doc:"arrival of the one who waits longest"`
}

// inboundApp is the dialplan's global variable that names the application to which incoming calls are handed: this node's.
// See [inbound] in configs/asterisk/pbx/extensions.conf.tmpl.
const inboundApp = "HUIFANG_APP"

// inboundArg is the first argument of Stasis() of incoming calls; the number that was called follows.
const inboundArg = "in"

const (
	arriveTimeout = 4 * time.Second // for the database to take an incoming call; the caller hears it ring
	arriveRetry   = 250 * time.Millisecond
	avoidFor      = 10 * time.Second // an agent who could not be reached for a caller
)

// SIP answers to calls that are not taken, as ARI's reasons: 404, 480 and 503.
const (
	reasonUnknown = "unallocated"
	reasonClosed  = "no_answer"
	reasonLater   = "congestion"
)

// hotline takes the calls that come in, until ctx ends.
func (d *Dialer) hotline(ctx context.Context) {
	q := d.cfg.ARI.OpenUnclaimed()
	defer q.Close()
	d.announceApp(ctx)
	for {
		ev, err := q.Next(ctx)
		if err != nil {
			return // ctx has ended
		}
		switch ev := ev.(type) {
		case ari.Connected:
			d.announceApp(ctx)
		case ari.StasisStart:
			if len(ev.Args) > 0 && ev.Args[0] == inboundArg {
				d.takeIn(ev.Channel, strings.Join(ev.Args[1:], ","), ev.Received)
			}
		default:
		}
	}
}

// announceApp tells Asterisk's dialplan where incoming calls go. Asterisk forgets it when it restarts.
func (d *Dialer) announceApp(ctx context.Context) {
	if !d.cfg.ARI.State().Connected {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, arriveTimeout)
	defer cancel()
	if err := d.cfg.ARI.SetGlobal(ctx, inboundApp, d.cfg.ARI.App()); err != nil && ctx.Err() == nil {
		d.log.Warn("Asterisk was not told where incoming calls go; they are refused until the next connection", "err", err)
	}
}

// takeIn starts the call of a channel that has come in, once.
func (d *Dialer) takeIn(ch ari.Channel, did string, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx == nil || d.ctx.Err() != nil || d.arriving[ch.ID] {
		return
	}
	d.arriving[ch.ID] = true
	ctx, full := d.ctx, d.draining
	d.wg.Go(func() {
		defer func() {
			d.mu.Lock()
			delete(d.arriving, ch.ID)
			d.mu.Unlock()
		}()
		if full {
			d.refuse(ctx, ch.ID, "draining", reasonLater)
			return
		}
		d.arrive(ctx, ch, did, at)
	})
}

func (d *Dialer) arrive(ctx context.Context, ch ari.Channel, did string, at time.Time) {
	if ch.State == ari.StateRing {
		if err := d.cfg.ARI.Ring(ctx, ch.ID); errors.Is(err, ari.ErrNotFound) {
			return // gone already
		}
	}
	row, err := d.stored(ctx, Arrival{Node: d.cfg.Node, Fence: d.cfg.Epoch, Channel: ch.ID, Trunk: d.trunkOf(ch.Name), DID: did, Caller: ch.Caller, At: at})
	var refused *Refused
	switch {
	case errors.As(err, &refused) && refused.Code == RefusedDID:
		d.refuse(ctx, ch.ID, refused.Code, reasonUnknown)
		return
	case errors.As(err, &refused):
		d.refuse(ctx, ch.ID, refused.Code, reasonClosed)
		return
	case err != nil:
		if ctx.Err() == nil {
			d.log.Error("incoming call could not be stored", "err", err)
			d.refuse(ctx, ch.ID, "database_down", reasonLater)
		}
		return
	}
	if row.State == "ended" || !d.waitFor(row) {
		return // what is left of its channel is the reconciliation's
	}
	// What happened before the call's own queue was open was told to nobody.
	if _, err := d.cfg.ARI.Channel(ctx, ch.ID); errors.Is(err, ari.ErrNotFound) {
		d.mu.Lock()
		if lc := d.calls[row.Attempt]; lc != nil {
			lc.inbox.push(call.Vanished{At: time.Now()})
		}
		d.mu.Unlock()
	}
}

// stored has the database take the call; the caller hears it ring meanwhile.
func (d *Dialer) stored(ctx context.Context, a Arrival) (row LiveAttempt, err error) {
	ctx, cancel := context.WithTimeout(ctx, arriveTimeout)
	defer cancel()
	for {
		var refused *Refused
		row, err = d.cfg.Hotline.Arrive(ctx, a)
		if err == nil || errors.As(err, &refused) {
			return row, err
		}
		select {
		case <-ctx.Done():
			return row, err
		case <-time.After(arriveRetry):
		}
	}
}

// takeInLost takes in the channels that have come in and have no call in this process: an earlier life of it had them waiting, or
// their StasisStart was lost. Storing such an arrival again gives the attempt that it has.
// own are the calls of this process before the channels were listed: they are looked after, or have ended since.
func (d *Dialer) takeInLost(channels []ari.Channel, rows []LiveAttempt, own map[int64]string) {
	if d.cfg.Hotline == nil {
		return
	}
	bridged := map[string]bool{}
	for _, row := range rows {
		bridged[channelOf(row.Order)] = !row.BridgedAt.IsZero()
	}
	for _, list := range []map[int64]string{own, d.callsNow()} {
		for _, channel := range list {
			bridged[channel] = true
		}
	}
	for _, ch := range channels {
		did, ok := strings.CutPrefix(ch.Stasis, d.cfg.ARI.App()+","+inboundArg+",")
		if ok && !bridged[ch.ID] {
			d.takeIn(ch, did, time.Now())
		}
	}
}

// tickQueues looks again at callers who waited for their own agent.
func (d *Dialer) tickQueues() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.assignLocked()
}

func (d *Dialer) refuse(ctx context.Context, channel, why, reason string) {
	d.log.Info("incoming call refused", "why", why)
	d.cfg.Metrics.refused.WithLabelValues(why).Inc()
	if err := d.cfg.ARI.Hangup(ctx, channel, reason); err != nil && ctx.Err() == nil {
		d.log.Warn("refused call not hung up; the reconciliation will", "err", err)
	}
}

// trunkOf finds the trunk of a channel's name, technology/endpoint-number; "" when none is configured.
func (d *Dialer) trunkOf(channel string) string {
	endpoint := channel[strings.Index(channel, "/")+1:]
	if i := strings.LastIndex(endpoint, "-"); i >= 0 {
		endpoint = endpoint[:i]
	}
	for _, t := range d.cfg.Trunks {
		if strings.HasSuffix(t.Endpoint, "@"+endpoint) {
			return t.Name
		}
	}
	return ""
}

// waitFor starts the call of a stored arrival; false when it has one, or the service stops.
func (d *Dialer) waitFor(row LiveAttempt) bool {
	in := row.Incoming
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.calls[row.Attempt] != nil || d.ctx.Err() != nil {
		return false
	}
	lc := newLiveCall(d, row.Order, d.trunks[row.Trunk])
	lc.seq, lc.part, lc.agent = row.LastSeq, row.LastPart, 0
	if row.Agent != 0 { // reserved when an earlier life of this node ended
		lc.log(Entry{At: now, Kind: "agent_gone"})
	}
	waiting, present := 0, 0
	for _, w := range d.waiting {
		if w.caller.Queue == row.Campaign {
			waiting++
		}
	}
	for _, id := range row.Pool {
		if dk := d.desks[id]; dk != nil && dk.s.State != agent.Offline {
			present++
		}
	}
	for _, a := range d.elsewhereLocked() {
		if slices.Contains(row.Pool, a.ID) {
			present++
		}
	}
	turn, reason := in.Limits.Admit(in.Open, waiting, present)
	if in.Open && !in.PickedUpAt.IsZero() && row.LastPart == 0 { // and is not leaving a message
		turn, reason = queue.Wait, "" // he was let in before a restart, after which no page is back yet
	}
	d.calls[row.Attempt] = lc
	d.startLocked(lc, call.Arrived{At: now, Turn: call.Turn(turn), Reason: reason, UpAt: in.PickedUpAt})
	return true
}

// waiter is a caller in the queue; guarded by Dialer.mu.
type waiter struct {
	lc     *liveCall
	caller queue.Caller
	avoid  map[int64]time.Time // agents who could not be reached for him, and until when they are not tried again
	coming int64               // who is fetched for him from another node; 0: nobody
}

// enqueueLocked gives a caller his place; he may have it already.
func (d *Dialer) enqueueLocked(lc *liveCall) *waiter {
	w := d.waiting[lc.order.Attempt]
	if w == nil {
		in := lc.order.Incoming
		w = &waiter{lc: lc, avoid: lc.avoid, caller: queue.Caller{
			ID: lc.order.Attempt, Queue: lc.order.Campaign, Arrived: in.ArrivedAt, Head: in.Head, Agents: lc.order.Pool, Language: in.Language,
			Last: in.Last, Patience: in.Patience, Owner: in.Owner,
		}}
		d.waiting[lc.order.Attempt] = w
		d.touch()
	}
	return w
}

// callersLocked are the callers who wait, as the rules want them.
func (d *Dialer) callersLocked(now time.Time) []queue.Caller {
	list := make([]queue.Caller, 0, len(d.waiting))
	for _, w := range d.waiting {
		c := w.caller
		for id, until := range w.avoid {
			if now.Before(until) {
				c.Avoid = append(c.Avoid, id)
			}
		}
		list = append(list, c)
	}
	return list
}

// elsewhereLocked lists the agents who are signed in at other nodes, from which they can be fetched.
func (d *Dialer) elsewhereLocked() []AgentStatus {
	if d.cfg.Seats == nil {
		return nil
	}
	return slices.DeleteFunc(d.others(), func(a AgentStatus) bool {
		dk := d.desks[a.ID]
		return a.State == AgentOffline || dk != nil && dk.page != nil
	})
}

// assignLocked gives agents who are free to callers who wait: those who sit here first, and to whom none of them can be given one
// who sits at another node; he is fetched.
func (d *Dialer) assignLocked() {
	if len(d.waiting) == 0 || d.ctx.Err() != nil || !d.cfg.ARI.State().Connected {
		return
	}
	now := time.Now()
	var present []queue.Agent
	for id, dk := range d.desks {
		if dk.s.State == agent.Offline || dk.s.State == agent.Paused || dk.page == nil {
			continue // for who is on a break nobody waits
		}
		present = append(present, queue.Agent{ID: id, Free: dk.freeLocked(), Since: dk.s.Since, Speaks: d.languagesLocked(id)})
	}
	far := d.elsewhereLocked()
	for _, a := range far {
		if a.State == AgentPaused {
			continue
		}
		present = append(present, queue.Agent{ID: a.ID, Since: a.Since, Speaks: d.languagesLocked(a.ID)})
	}
	for _, m := range queue.Assign(now, d.callersLocked(now), present) {
		w := d.waiting[m.Caller]
		if d.reserveLocked(m.Agent, w.lc.order) {
			delete(d.waiting, m.Caller)
			w.lc.inbox.push(call.AgentFound{At: now, Agent: m.Agent})
		}
	}
	if len(far) == 0 || len(d.waiting) == 0 {
		return
	}
	onTheirWay := map[int64]bool{}
	for _, w := range d.waiting {
		onTheirWay[w.coming] = true // the picture of the other node is some moments old
	}
	for i := range present {
		k := slices.IndexFunc(far, func(a AgentStatus) bool { return a.ID == present[i].ID })
		present[i].Free = k >= 0 && far[k].Free && d.fetching[present[i].ID] == nil && !onTheirWay[present[i].ID]
	}
	callers := slices.DeleteFunc(d.callersLocked(now), func(c queue.Caller) bool { return d.waiting[c.ID].coming != 0 })
	for _, m := range queue.Assign(now, callers, present) {
		w := d.waiting[m.Caller]
		w.coming, d.fetching[m.Agent] = m.Agent, w.lc
		d.wg.Go(func() { d.fetchFor(w, m.Agent) })
	}
}

// languagesLocked are those that an agent speaks, as far as the orders of the callers tell; of whom they do not tell speaks all.
func (d *Dialer) languagesLocked(id int64) []string {
	for _, w := range d.waiting {
		if l, ok := w.lc.order.Incoming.Speaks[id]; ok {
			return l
		}
	}
	return []string{"mandarin", "cantonese"}
}

// queuesLocked is the queues' part of the live picture.
func (d *Dialer) queuesLocked() []QueueStatus {
	byQueue := map[int64]*QueueStatus{}
	for _, w := range d.waiting {
		s := byQueue[w.caller.Queue]
		if s == nil {
			s = &QueueStatus{Campaign: w.caller.Queue}
			byQueue[w.caller.Queue] = s
		}
		s.Waiting++
		if at := w.caller.Arrived; s.Longest == nil || at.Before(*s.Longest) {
			s.Longest = &at
		}
	}
	list := []QueueStatus{}
	for _, id := range slices.Sorted(maps.Keys(byQueue)) {
		list = append(list, *byQueue[id])
	}
	return list
}
