package webrtc

import "time"

// Flow is what was received of one direction.
type Flow struct {
	Packets uint64
	Bytes   uint64        // of payload
	Lost    uint64        // gaps in the sequence numbers that were never filled
	Late    uint64        // packets that came after their successor, or twice
	Jitter  time.Duration // interarrival jitter (RFC 3550, 6.4.1)
	Last    time.Time     // arrival of the newest packet, zero if none came
}

// Sent is what was sent in one direction.
type Sent struct {
	Packets uint64
	Bytes   uint64 // of payload
	Errors  uint64 // packets that the network did not take
}

// Browser is what the agent's browser last reported by RTCP about the audio
// sent to it (RFC 3550, 6.4.2); zero before its first report.
type Browser struct {
	Lost      float64 // share lost in the last report interval, 0 to 1
	Jitter    time.Duration
	RoundTrip time.Duration
	At        time.Time
}

// Stats are the counters of a leg since it was made.
type Stats struct {
	FromCustomer Flow // from Asterisk, gate open or not
	FromAgent    Flow // from the browser, gate open or not
	ToAgent      Sent
	ToCustomer   Sent // with the hold music

	WrongPayload uint64 // packets of another payload type than PCMU, or no RTP

	// FirstForwarded is the time from the answer given to Open to the first
	// customer packet handed to the agent's connection; zero until then.
	FirstForwarded time.Duration

	Browser Browser
}
