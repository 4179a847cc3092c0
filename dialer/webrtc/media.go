package webrtc

import "time"

// fromAsterisk takes one datagram from the customer's side.
func (l *Leg) fromAsterisk(b []byte, now time.Time) {
	d := &l.down
	d.Lock()
	defer d.Unlock()
	p, ok := parseRTP(b)
	if !ok || p.payloadType != payloadPCMU || len(p.payload) == 0 {
		d.wrong++
		return
	}
	d.meter.add(p, now)
	if d.listen != nil {
		d.listen(p.ts, now, p.payload)
	}
	if d.mix != nil {
		d.mix.push(p)
		return
	}
	if !d.open {
		d.kept.keep(p, b, now)
		return
	}
	l.pass(p, now)
}

// keep takes the packet p of datagram b in the place of the one before.
func (k *kept) keep(p packet, b []byte, now time.Time) {
	if k.at.IsZero() || now.Sub(k.at) > newSource || p.seq != k.seq+1 {
		k.since = now
	}
	k.at, k.seq, k.n = now, p.seq, copy(k.buf[:], b)
}

// passKept passes on what the customer said at the answer, before the gate was opened; down is locked.
func (l *Leg) passKept(answered time.Time) {
	k := &l.down.kept
	at := k.at
	k.at = time.Time{}
	if at.IsZero() || k.since.Before(answered.Add(-overtake)) || time.Since(at) > keptFor || l.down.mix != nil {
		return
	}
	if p, ok := parseRTP(k.buf[:k.n]); ok {
		l.pass(p, at)
	}
}

// pass hands a customer's packet to the tap and the agent; down is locked.
func (l *Leg) pass(p packet, now time.Time) {
	d := &l.down
	if d.tap != nil {
		d.tap.Customer(p.ts, now, p.payload)
	}
	if d.hold {
		return
	}
	l.toBrowser(0, p, now)
}

// toBrowser forwards a packet to the agent; down is locked.
func (l *Leg) toBrowser(source uint32, p packet, now time.Time) {
	d := &l.down
	agent := l.peer.Load()
	if agent == nil || !agent.connected.Load() {
		return
	}
	seq, ts, marker, ok := d.stream.next(source, p, now)
	if !ok {
		return
	}
	h := &d.header
	h.Version, h.SequenceNumber, h.Timestamp, h.Marker = 2, seq, ts, marker
	if err := agent.write(h, p.payload); err != nil {
		d.sent.Errors++
		return
	}
	d.sent.Packets++
	d.sent.Bytes += uint64(len(p.payload))
	if d.first == 0 && d.open {
		d.first = max(1, time.Since(d.answered))
	}
}

// fromAgent takes one packet from the browser of the given number.
func (l *Leg) fromAgent(browser uint32, b []byte, now time.Time) {
	u := &l.up
	u.Lock()
	defer u.Unlock()
	if current := l.peer.Load(); current == nil || current.number != browser {
		return // a last packet of the browser before
	}
	p, ok := parseRTP(b)
	if !ok || p.payloadType != payloadPCMU || len(p.payload) == 0 {
		u.wrong++
		return
	}
	u.meter.add(p, now)
	if u.muted {
		p.payload = u.silence[:len(p.payload)]
	}
	if u.mix != nil {
		u.mix.push(p)
		return
	}
	if !u.open || u.hold || u.mixed {
		return
	}
	if u.tap != nil {
		u.tap.Agent(p.ts, now, p.payload)
	}
	l.send(browser, p, now)
}

// sendMusic sends a packet of hold music to the customer.
func (l *Leg) sendMusic(p packet, now time.Time) {
	l.up.Lock()
	defer l.up.Unlock()
	if !l.up.mixed {
		l.send(musicSource, p, now)
	}
}

// send forwards a packet to Asterisk; up is locked.
func (l *Leg) send(source uint32, p packet, now time.Time) {
	u := &l.up
	if !u.destination.IsValid() {
		return
	}
	seq, ts, marker, ok := u.stream.next(source, p, now)
	if !ok {
		return
	}
	out := appendRTP(u.buf[:0], seq, ts, l.ssrc, marker, p.payload)
	if _, err := l.gateway.asterisk.WriteToAddrPort(out, u.destination); err != nil {
		u.sent.Errors++
		return
	}
	u.sent.Packets++
	u.sent.Bytes += uint64(len(p.payload))
}
