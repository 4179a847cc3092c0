package recording

import "time"

const (
	// jump is how far a packet may lie from its arrival before its timestamp
	// is not believed: the sender has begun to count anew.
	jump = 2 * SampleRate
	// tolerance is how far even the fastest packets of a window may lie from
	// their arrival before the side is moved. It leaves the two sides within
	// 20 ms of each other.
	tolerance = 8 * SampleRate / 1000
)

// A side that lies late is moved as soon as this is sure, since a packet cannot
// come before it was sent. That it lies early is only sure after a second in
// which no packet came without delay.
const (
	lateWindow   = 200 * time.Millisecond
	earlyWindow  = time.Second
	earlyPackets = 50
)

// aligner places the packets of one side on the recording's time line, whose
// frame 0 is at start.
//
// Timestamps tell how packets lie to each other, so jitter, loss and
// reordering do not matter. Arrival tells where the side lies: the fastest
// packet of a window is taken to have come without delay, and when it strays
// from its place (clock drift, a new network path) the side is moved.
type aligner struct {
	start  time.Time
	anchor int64  // frame of timestamp base
	base   uint32 // timestamp of the newest packet
	known  bool

	window  time.Time // begin of the present window
	packets int       // in it
	fastest int64     // least delay of them, in frames
}

// frameAt is the frame that is heard at t.
func (a *aligner) frameAt(t time.Time) int64 { return int64(t.Sub(a.start) / sample) }

// place returns the frame where a packet of n samples begins; it may be
// negative at the very start of the recording.
func (a *aligner) place(ts uint32, arrival time.Time, n int) int64 {
	live := a.frameAt(arrival) - int64(n) // where it would lie without delay
	at := a.anchor + int64(int32(ts-a.base))
	delay := live - at
	if !a.known || delay > jump || delay < -jump {
		a.known, a.anchor, a.base = true, live, ts
		a.window, a.packets, a.fastest = arrival, 1, 0
		return live
	}
	age := arrival.Sub(a.window)
	late := age > lateWindow && a.fastest < -tolerance
	if late || age > earlyWindow && a.packets >= earlyPackets {
		if late || a.fastest > tolerance {
			a.anchor += a.fastest
			at += a.fastest
			delay -= a.fastest
		}
		a.window, a.packets, a.fastest = arrival, 0, delay
	}
	a.packets++
	a.fastest = min(a.fastest, delay)
	if int32(ts-a.base) > 0 {
		a.anchor += int64(ts - a.base)
		a.base = ts
	}
	return at
}
