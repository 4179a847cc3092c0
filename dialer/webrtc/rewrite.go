package webrtc

import "time"

// A sequence number that leaves this range around the last one is no loss and
// no reordering but a restarted sender (RFC 3550, A.1).
const (
	maxDropout  = 3000
	maxMisorder = 100
)

// maxSkew is how far a source's timestamps may run away from the wall clock,
// in samples, before they are taken for a jump.
const maxSkew = clockRate

// talkSpurtGap is the silence after which a packet begins a new talk spurt
// and gets the marker bit, in samples (RFC 3551, 4.1).
const talkSpurtGap = 4 * packetSamples

// rewriter makes one RTP stream out of packets from changing sources (agent,
// the agent's next browser, hold music; one customer, the next customer).
//
// Every packet that goes out has the next sequence number and a later
// timestamp than the one before, so a number is never used twice: under SRTP
// that would repeat a nonce. Within a source timestamps keep their distances,
// so a lost packet remains a gap in time; at a change of source the time that
// passed on the wall clock is kept. Packets that come after their successor
// are refused.
type rewriter struct {
	started bool
	cut     bool // the next packet begins anew, whatever its numbers
	source  uint32
	ssrc    uint32
	inSeq   uint16
	inTS    uint32

	outSeq uint16
	outTS  uint32
	length uint32 // samples in the last packet
	at     time.Time
}

// newRewriter begins a stream after the given sequence number and timestamp.
func newRewriter(seq uint16, ts uint32) rewriter {
	return rewriter{outSeq: seq, outTS: ts}
}

// next returns what to send the packet p of the given source as, or false
// when it comes too late. at is the time of sending.
func (r *rewriter) next(source uint32, p packet, at time.Time) (seq uint16, ts uint32, marker, ok bool) {
	length := uint32(len(p.payload))
	elapsed := int64(at.Sub(r.at) / tick)
	var advance uint32
	switch {
	case !r.started:
		advance, marker = packetSamples, true
	case source == r.source && p.ssrc == r.ssrc && !r.cut:
		step := int16(p.seq - r.inSeq)
		if step <= 0 && step > -maxMisorder {
			return 0, 0, false, false
		}
		advance = p.ts - r.inTS
		skew := int64(int32(advance)) - elapsed
		if int32(advance) <= 0 || skew > maxSkew || skew < -maxSkew || step <= -maxMisorder || step > maxDropout {
			advance, marker = r.resume(elapsed), true
		}
	default:
		advance, marker = r.resume(elapsed), true
	}
	r.cut = false
	r.started, r.source, r.ssrc, r.inSeq, r.inTS = true, source, p.ssrc, p.seq, p.ts
	r.outSeq++
	r.outTS += advance
	marker = marker || p.marker || advance > r.length+talkSpurtGap
	r.length, r.at = length, at
	return r.outSeq, r.outTS, marker, true
}

// resume is the step of the timestamp to a source that has none in common
// with the one before: the time that has passed, but never into the packet
// that was sent last.
func (r *rewriter) resume(elapsed int64) uint32 {
	const longest = 1 << 30 // stays far from the half of the number space
	return uint32(max(int64(r.length), 1, min(elapsed, longest)))
}

// meter counts what is received of one stream (RFC 3550, A.1, A.3, A.8).
type meter struct {
	flow     Flow
	expected uint64
	started  bool
	ssrc     uint32
	seq      uint16
	transit  int64
	jitter   float64 // samples
}

// add counts a packet and tells whether its sequence number came late.
func (m *meter) add(p packet, at time.Time) {
	m.flow.Packets++
	m.flow.Bytes += uint64(len(p.payload))
	transit := at.UnixNano()/int64(tick) - int64(p.ts)
	step := int(int16(p.seq - m.seq))
	switch {
	case !m.started, p.ssrc != m.ssrc, step > maxDropout, step <= -maxMisorder:
		m.started, m.ssrc, m.seq = true, p.ssrc, p.seq
		m.expected++
	case step > 0:
		m.expected += uint64(step)
		m.seq = p.seq
		// A timestamp that wraps or is set anew is no jitter.
		if d := transit - m.transit; d > -clockRate && d < clockRate {
			m.jitter += (float64(max(d, -d)) - m.jitter) / 16
		}
	default:
		m.flow.Late++
		return
	}
	m.transit = transit
	m.flow.Last = at
}

func (m *meter) stats() Flow {
	f := m.flow
	if m.expected > f.Packets {
		f.Lost = m.expected - f.Packets
	}
	f.Jitter = time.Duration(m.jitter * float64(tick))
	return f
}
