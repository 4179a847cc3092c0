package dialer

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"huifang/ari"
	"huifang/dialer/trunk"
)

// Trunk is a way out to the telephone network (R15).
type Trunk = trunk.Trunk

const (
	trunkAskEvery  = 2 * time.Second  // the endpoints' state at Asterisk
	trunkSaveEvery = 5 * time.Second  // what was spent
	trunkAvoidFor  = 10 * time.Minute // a number that failed on a trunk tries others first
	trunkIO        = 3 * time.Second

	// Asterisk asks a trunk for the first time at any moment of the first qualify period, and calls it offline until then.
	trunkQualify = 30 * time.Second // where the configuration does not say
	trunkReply   = 5 * time.Second
)

// TrunkHour is what one node has spent on one trunk in one hour.
type TrunkHour struct {
	Trunk string
	Node  string
	Hour  time.Time // its beginning
	trunk.Usage
}

// TrunkStore keeps what was spent on the trunks, so that their limits hold over all nodes and restarts. Implemented by campaign/store.
type TrunkStore interface {
	// TrunkUsage reads the hours of all nodes that began at or after since.
	TrunkUsage(ctx context.Context, since time.Time) ([]TrunkHour, error)
	// SaveTrunkUsage replaces hours of a node.
	SaveTrunkUsage(ctx context.Context, hours []TrunkHour) error
}

// trunkBook is what this node knows of its trunks: their health, what was spent, who has just failed where. Its mutex is
// never held during I/O or while another is taken.
type trunkBook struct {
	node   string
	zone   *time.Location
	trunks []Trunk
	began  time.Time // talk before it was counted by an earlier life of this node

	mu     sync.Mutex
	lines  map[string]*trunkLine
	failed map[string]failedOn // by number in E.164
}

type trunkLine struct {
	trunk  Trunk
	health trunk.Health
	asked  int                       // the connection to Asterisk of the two that follow
	since  time.Time                 // when it was first asked for the endpoint
	online bool                      // it has called the endpoint online
	calls  map[int64]trunkCall       // that were picked and have not ended, by attempt
	own    map[time.Time]trunk.Usage // by the beginning of the hour, finished calls; their number counts from the dial
	others map[time.Time]trunk.Usage // of the other nodes
}

type trunkCall struct {
	number   string // E.164
	answered time.Time
}

type failedOn struct {
	trunk string
	at    time.Time
}

func newTrunkBook(node string, zone *time.Location, trunks []Trunk, now time.Time) *trunkBook {
	b := &trunkBook{node: node, zone: zone, trunks: trunks, began: now, lines: map[string]*trunkLine{}, failed: map[string]failedOn{}}
	for _, t := range trunks {
		b.lines[t.Name] = &trunkLine{trunk: t, calls: map[int64]trunkCall{}, own: map[time.Time]trunk.Usage{}, others: map[time.Time]trunk.Usage{}}
	}
	return b
}

// hour is the beginning of the hour, as wall clocks in the zone have it.
func (b *trunkBook) hour(at time.Time) time.Time {
	at = at.In(b.zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), 0, 0, 0, b.zone)
}

func (b *trunkBook) midnight(at time.Time) time.Time {
	at = at.In(b.zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, b.zone)
}

// canonical is a number in E.164, or as it is.
func (t *trunkLine) canonical(number string) string {
	if e164, refusal := trunk.Canonical(number, t.trunk.Home); refusal == nil {
		return e164
	}
	return number
}

// dialled notes a call that leaves.
func (b *trunkBook) dialled(name string, attempt int64, number string, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.lines[name]
	if l == nil {
		return
	}
	l.health = l.health.Began(at)
	l.calls[attempt] = trunkCall{number: l.canonical(number)}
	l.add(b.hour(at), trunk.Usage{Calls: 1})
}

func (l *trunkLine) add(hour time.Time, u trunk.Usage) {
	o := l.own[hour]
	l.own[hour] = trunk.Usage{Calls: o.Calls + u.Calls, Talk: o.Talk + u.Talk, Cost: o.Cost + u.Cost}
}

// answered notes that a call costs from now on.
func (b *trunkBook) answered(name string, attempt int64, number string, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.lines[name]; l != nil {
		l.calls[attempt] = trunkCall{number: l.canonical(number), answered: at}
	}
}

// ended notes the end of a call, and why the trunk failed, if it did.
func (b *trunkBook) ended(name string, attempt int64, placed bool, fault string, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.lines[name]
	if l == nil {
		return
	}
	c := l.calls[attempt]
	delete(l.calls, attempt)
	if c.number == "" || !placed {
		l.health.Probe = time.Time{} // it did not try the trunk
		return
	}
	if !c.answered.IsZero() {
		talk := at.Sub(latest(c.answered, b.began))
		l.add(b.hour(at), trunk.Usage{Talk: talk, Cost: l.trunk.Cost(c.number, talk)})
	}
	l.health = l.health.Ended(fault, c.number, at)
	if fault != "" {
		b.avoid(c.number, failedOn{name, at})
	} else {
		delete(b.failed, c.number)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (b *trunkBook) avoid(number string, f failedOn) {
	if len(b.failed) > 10000 {
		for n, old := range b.failed {
			if f.at.Sub(old.at) > trunkAvoidFor {
				delete(b.failed, n)
			}
		}
	}
	b.failed[number] = f
}

// state is a trunk as of now; calls under way cost already.
func (b *trunkBook) state(l *trunkLine, now time.Time) trunk.State {
	s := trunk.State{Calls: len(l.calls), Health: l.health}
	hour, midnight := b.hour(now), b.midnight(now)
	plus := func(u *trunk.Usage, v trunk.Usage) {
		u.Calls, u.Talk, u.Cost = u.Calls+v.Calls, u.Talk+v.Talk, u.Cost+v.Cost
	}
	for _, hours := range []map[time.Time]trunk.Usage{l.own, l.others} {
		for at, u := range hours {
			if at.Equal(hour) {
				plus(&s.Hour, u)
			}
			if !at.Before(midnight) {
				plus(&s.Day, u)
			}
		}
	}
	running := l.running(b.began, now)
	plus(&s.Hour, running)
	plus(&s.Day, running)
	return s
}

func (l *trunkLine) running(began, now time.Time) (u trunk.Usage) {
	for _, c := range l.calls {
		if !c.answered.IsZero() {
			talk := now.Sub(latest(c.answered, began))
			u.Talk += talk
			u.Cost += l.trunk.Cost(c.number, talk)
		}
	}
	return u
}

// hours is what is to be stored: the node's hours of today, with what calls under way have cost.
func (b *trunkBook) hours(now time.Time) []TrunkHour {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []TrunkHour
	current, midnight := b.hour(now), b.midnight(now)
	for name, l := range b.lines {
		running := l.running(b.began, now)
		for at, u := range l.own {
			if at.Before(midnight) {
				delete(l.own, at) // stored before
				continue
			}
			if at.Equal(current) {
				u.Talk, u.Cost = u.Talk+running.Talk, u.Cost+running.Cost
			}
			list = append(list, TrunkHour{Trunk: name, Node: b.node, Hour: at, Usage: u})
		}
	}
	return list
}

// learn takes over what is stored: with first the node's own hours too, which an earlier life has counted.
func (b *trunkBook) learn(list []TrunkHour, first bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lines {
		l.others = map[time.Time]trunk.Usage{}
	}
	for _, h := range list {
		l := b.lines[h.Trunk]
		at := b.hour(h.Hour)
		switch {
		case l == nil:
		case h.Node != b.node:
			o := l.others[at]
			l.others[at] = trunk.Usage{Calls: o.Calls + h.Calls, Talk: o.Talk + h.Talk, Cost: o.Cost + h.Cost}
		case first:
			l.add(at, h.Usage)
		}
	}
}

// heard notes what Asterisk says of a trunk's endpoint, over the connection of that number, and gives its health before and after.
func (b *trunkBook) heard(name string, online bool, offline string, generation int, at time.Time) (before, after trunk.Health) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.lines[name]
	before = l.health
	if l.asked != generation {
		l.asked, l.since, l.online = generation, at, false
	}
	l.online = l.online || online
	if offline == trunk.NoOptions && !l.online && at.Sub(l.since) < cmp.Or(l.trunk.Qualify, trunkQualify)+trunkReply {
		offline = "" // perhaps it has not been asked yet
	}
	l.health = l.health.Heard(online, offline, at)
	return before, l.health
}

// TrunkStates is what this node knows of each trunk now; Calls are its own, those that came in on the trunk included.
func (d *Dialer) TrunkStates(now time.Time) map[string]trunk.State {
	states := d.trunkStates(now)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, lc := range d.calls {
		if s, ok := states[lc.order.Trunk]; ok && lc.order.Incoming != nil {
			s.Calls++
			states[lc.order.Trunk] = s
		}
	}
	return states
}

func (d *Dialer) trunkStates(now time.Time) map[string]trunk.State {
	d.book.mu.Lock()
	defer d.book.mu.Unlock()
	out := make(map[string]trunk.State, len(d.book.lines))
	for name, l := range d.book.lines {
		out[name] = d.book.state(l, now)
	}
	return out
}

// TrunkFailed names the trunks that have just failed for a number in E.164.
func (d *Dialer) TrunkFailed(e164 string, now time.Time) []string {
	d.book.mu.Lock()
	defer d.book.mu.Unlock()
	if f, ok := d.book.failed[e164]; ok && now.Sub(f.at) < trunkAvoidFor {
		return []string{f.trunk}
	}
	return nil
}

// TrunkPicked counts a call that is to leave on a trunk: when the trunk is suspect, no other one may.
func (d *Dialer) TrunkPicked(name string, attempt int64, now time.Time) {
	d.book.mu.Lock()
	defer d.book.mu.Unlock()
	if l := d.book.lines[name]; l != nil {
		l.health = l.health.Began(now)
		l.calls[attempt] = trunkCall{}
	}
}

// TrunkUnused takes back a TrunkPicked of which no call came.
func (d *Dialer) TrunkUnused(name string, attempt int64) {
	d.book.ended(name, attempt, false, "", time.Now())
}

// createChannel is the one place where channels to the outside are made: whatever was checked before, a number or caller ID
// that the guard refuses gets no channel. The error is a *trunk.Refusal then.
func (d *Dialer) createChannel(ctx context.Context, id string, t Trunk, number, callerID string) error {
	if refusal := t.Check(number); refusal != nil {
		return refusal
	}
	if refusal := trunk.CheckCallerID(callerID); refusal != nil {
		return refusal
	}
	_, err := d.cfg.ARI.CreateChannel(ctx, ari.CreateRequest{ID: id, Endpoint: t.DialString(number), CallerID: callerID, Formats: "ulaw,alaw"})
	return err
}

// watchTrunks asks Asterisk for the trunks' endpoints and keeps what was spent.
func (d *Dialer) watchTrunks(ctx context.Context) {
	tick := time.NewTicker(trunkAskEvery)
	defer tick.Stop()
	var saved time.Time
	first := true
	for {
		if now := time.Now(); now.Sub(saved) >= trunkSaveEvery && d.cfg.TrunkStore != nil {
			saved = now
			if err := d.keepUsage(ctx, now, first); err != nil && ctx.Err() == nil {
				d.log.Warn("what was spent on the trunks could not be stored; tried again", "err", err)
			} else {
				first = false
			}
		}
		d.askTrunks(ctx)
		select {
		case <-ctx.Done():
			if d.cfg.TrunkStore != nil && !first {
				ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), trunkIO)
				defer cancel()
				if err := d.cfg.TrunkStore.SaveTrunkUsage(ctx, d.book.hours(time.Now())); err != nil {
					d.log.Warn("the last seconds of what was spent on the trunks are not stored", "err", err)
				}
			}
			return
		case <-tick.C:
		}
	}
}

func (d *Dialer) keepUsage(ctx context.Context, now time.Time, first bool) error {
	ctx, cancel := context.WithTimeout(ctx, trunkIO)
	defer cancel()
	if !first {
		if err := d.cfg.TrunkStore.SaveTrunkUsage(ctx, d.book.hours(now)); err != nil {
			return err
		}
	}
	list, err := d.cfg.TrunkStore.TrunkUsage(ctx, d.book.midnight(now))
	if err == nil {
		d.book.learn(list, first)
	}
	return err
}

func (d *Dialer) askTrunks(ctx context.Context) {
	st := d.cfg.ARI.State()
	if !st.Connected {
		return
	}
	for _, t := range d.cfg.Trunks {
		name := t.PJSIPEndpoint()
		if name == "" {
			continue
		}
		state, err := d.cfg.ARI.EndpointState(ctx, "PJSIP", name)
		online, offline := state == ari.EndpointOnline, ""
		switch {
		case errors.Is(err, ari.ErrNotFound):
			offline = trunk.NoEndpoint
		case err != nil:
			continue // the connection says so too
		case state == ari.EndpointOffline:
			offline = trunk.NoOptions
		}
		before, after := d.book.heard(t.Name, online, offline, st.Generation, time.Now())
		if before.Word() != after.Word() || before.Reason() != after.Reason() {
			d.log.Info("trunk", "trunk", t.Name, "health", after.Word(), "reason", after.Reason())
			d.touch()
			signal(d.freed)
		}
	}
}

// noteRefusal remembers that the guard refused the number or caller ID of a call.
func (lc *liveCall) noteRefusal(err error) {
	var refusal *trunk.Refusal
	if errors.As(err, &refusal) {
		lc.refused = refusal.Code
	}
}

// noteEnd books the end of a call on its trunk and gives the Result's Fault.
func (lc *liveCall) noteEnd() string {
	c := lc.c
	fault := ""
	if lc.order.Incoming != nil {
		return ""
	}
	if c.Placed && c.AnsweredAt.IsZero() && c.Recognised == "" && (c.HungUpBy == "" || c.Reason == "ring_timeout") {
		timedOut := c.EndedAt.Sub(c.DialledAt) >= lc.order.RingTimeout-time.Second/2 // by Asterisk's clock
		fault = trunk.Fault(c.Cause, c.SIPCode, c.Rang || c.Progress, timedOut)
		if c.Reason == "ring_timeout" && !c.Rang && !c.Progress {
			fault = trunk.FaultNoReply
		}
	}
	lc.d.book.ended(lc.order.Trunk, lc.order.Attempt, c.Placed, fault, c.EndedAt)
	if lc.refused != "" && !c.Placed {
		return lc.refused
	}
	if fault != "" {
		lc.d.cfg.Metrics.faults.WithLabelValues(lc.order.Trunk, fault).Inc()
	}
	return fault
}

// trunkStatus is the trunks' part of the live picture.
func (d *Dialer) trunkStatus(calls map[string]int, now time.Time) []TrunkStatus {
	states := d.trunkStates(now)
	list := make([]TrunkStatus, 0, len(d.cfg.Trunks))
	for _, t := range d.cfg.Trunks {
		s := states[t.Name]
		_, reason := t.Room(trunk.State{Health: s.Health, Hour: s.Hour, Day: s.Day}, now)
		ts := TrunkStatus{Name: t.Name, Calls: calls[t.Name], MaxCalls: t.MaxCalls, PerSec: t.CallsPerSecond, Health: s.Health.Word(), Reason: s.Health.Reason(),
			Since: s.Health.Since, Spent: reason == trunk.Spent, CallsToday: s.Day.Calls, TalkTodayS: int(s.Day.Talk.Seconds()), CostToday: s.Day.Cost}
		if s.Health.Word() == trunk.WordSuspect {
			ts.RetryAt = &s.Health.Retry
		}
		list = append(list, ts)
	}
	return list
}
