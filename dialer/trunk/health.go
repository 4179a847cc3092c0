package trunk

import "time"

// How calls make a trunk suspect: after so many faults in a row, none to the same number as the one before, it is left alone
// for a time that doubles with each try.
const (
	suspectAfter = 3
	firstPause   = 10 * time.Second
	longestPause = 5 * time.Minute
	probeLimit   = 2 * time.Minute // a probe of which nothing was heard for so long was lost
)

// Health is what is known of a trunk: from OPTIONS (Asterisk's qualify) and from the calls over it. The zero value is a trunk
// of which nothing is known; it may be called. Times are arguments; the zero time means never.
type Health struct {
	Offline string // why no call can leave: NoOptions or NoEndpoint; "": Asterisk holds it for reachable, or does not know
	Online  bool   // Asterisk holds it for reachable
	Fault   string // of the last call that failed by the trunk's fault; "" since one did not
	Faults  int    // in a row

	Since time.Time // of the present Word
	Retry time.Time // suspect: no call before this moment
	Probe time.Time // suspect: when the one call that tries the trunk began; zero: there is none

	lastNumber string
	pause      time.Duration
}

// The words for a trunk's health.
const (
	WordUp      = "up"      // Asterisk holds it for reachable: OPTIONS are answered, or are not sent
	WordUnknown = "unknown" // Asterisk has not said, and calls have not failed
	WordSuspect = "suspect" // calls failed
	WordDown    = "down"    // no call can leave
)

// Why a trunk is down.
const (
	NoOptions  = "no_options"  // it does not answer OPTIONS, or is not registered here
	NoEndpoint = "no_endpoint" // Asterisk's pjsip.conf has no such endpoint
)

// Word sums it up.
func (h Health) Word() string {
	switch {
	case h.Offline != "":
		return WordDown
	case h.suspect():
		return WordSuspect
	case h.Online:
		return WordUp
	}
	return WordUnknown
}

// Reason says why it is not up: NoOptions, NoEndpoint, or the Fault of calls; "" when nothing is wrong.
func (h Health) Reason() string {
	switch {
	case h.Offline != "":
		return h.Offline
	case h.suspect():
		return h.Fault
	}
	return ""
}

func (h Health) suspect() bool { return h.Faults >= suspectAfter }

// MayCall tells whether a call may be begun now, and whether it is the single one that tries a suspect trunk.
func (h Health) MayCall(now time.Time) (ok, probe bool) {
	switch {
	case h.Offline != "":
		return false, false
	case !h.suspect():
		return true, false
	case now.Before(h.Retry), !h.Probe.IsZero() && now.Sub(h.Probe) < probeLimit:
		return false, true
	}
	return true, true
}

// Began notes a call that leaves now.
func (h Health) Began(now time.Time) Health {
	if _, probe := h.MayCall(now); probe {
		h.Probe = now
	}
	return h
}

// Heard notes what Asterisk says of the endpoint: online, or why not; neither when it does not know.
func (h Health) Heard(online bool, offline string, now time.Time) Health {
	before := h.Word()
	if h.Offline != "" && online {
		h.recover() // it was away, and the calls failed by that
	}
	h.Online, h.Offline = online, offline
	return h.changed(before, now)
}

// Ended notes the end of a call that had left: fault is [Fault]'s, "" when the trunk did its work.
func (h Health) Ended(fault, number string, now time.Time) Health {
	before := h.Word()
	if fault == "" {
		h.recover()
		return h.changed(before, now)
	}
	probed := h.suspect() && !h.Probe.IsZero()
	h.Probe = time.Time{}
	if number == h.lastNumber && !probed {
		return h // it may be the number
	}
	h.Fault, h.lastNumber = fault, number
	h.Faults++
	switch {
	case h.Faults == suspectAfter:
		h.pause = firstPause
		h.Retry = now.Add(h.pause)
	case probed:
		h.pause = min(2*h.pause, longestPause)
		h.Retry = now.Add(h.pause)
	}
	return h.changed(before, now)
}

func (h *Health) recover() {
	h.Fault, h.Faults, h.Retry, h.Probe, h.lastNumber, h.pause = "", 0, time.Time{}, time.Time{}, "", 0
}

func (h Health) changed(before string, now time.Time) Health {
	if h.Word() != before || h.Since.IsZero() {
		h.Since = now
	}
	return h
}

// The faults of a trunk: why a call was not set up although the customer is not the cause.
const (
	FaultNoReply    = "no_reply"   // nothing came back at all, within the ring time or SIP's 32 s
	FaultRedirect   = "redirect"   // 3xx: it wants the call to go elsewhere, which is never done
	FaultAuth       = "auth"       // 401, 403, 407: account, password, address or caller ID refused
	FaultMedia      = "media"      // 415, 488, 606: no codec in common
	FaultCongestion = "congestion" // 503, cause 34 or 42
	FaultServer     = "server"     // other 5xx, network out of order
	FaultProtocol   = "protocol"   // other 4xx that say nothing of the callee
)

// Fault tells a call that the trunk did not set up from one that says something of the customer: cause is Q.850, sip the SIP
// status (0: unknown), rang tells that 180 or 183 came, timedOut that it lasted as long as it was allowed to ring.
// "" when the trunk is not at fault. Measured on Asterisk 22 against a server that answers each of these.
//
// What was set up so far that it rang is never the trunk's fault here: the customer may have noticed it.
func Fault(cause, sip int, rang, timedOut bool) string {
	if rang {
		return ""
	}
	switch {
	case sip >= 300 && sip < 400:
		return FaultRedirect
	case sip == 401, sip == 403, sip == 407:
		return FaultAuth
	case sip == 415, sip == 488, sip == 606:
		return FaultMedia
	case sip == 503:
		return FaultCongestion
	case sip >= 500 && sip < 600:
		return FaultServer
	case sip == 480 && timedOut, sip == 408:
		return FaultNoReply
	case sip == 400, sip == 402, sip == 405, sip == 406, sip == 420, sip == 481, sip == 482, sip == 483, sip == 491:
		return FaultProtocol
	case sip >= 200:
		return "" // busy, declined, no such number, not available: the customer's
	}
	switch cause {
	case 34, 42:
		return FaultCongestion
	case 27, 38, 41:
		return FaultServer
	case 58, 88:
		return FaultMedia
	case 18, 19, 102:
		if timedOut {
			return FaultNoReply
		}
	}
	return ""
}
