package webrtc

import (
	"testing"

	"huifang/dialer/webrtc/g711"
)

// numbered is a packet whose samples all have one value.
func numbered(seq uint16, ts uint32, value byte) packet {
	payload := make([]byte, packetSamples)
	for i := range payload {
		payload[i] = value
	}
	return packet{seq: seq, ts: ts, ssrc: 7, payload: payload}
}

// values are those that take gives for n ticks; 0 is silence, -1 a packet of several values.
func values(q *queue, n int) []int {
	var out []int
	var in [packetSamples]int16
	for range n {
		q.take(&in)
		v := int(in[0])
		for _, x := range in {
			if int(x) != v {
				v = -1
			}
		}
		out = append(out, v)
	}
	return out
}

func want(t *testing.T, got []int, bytes ...byte) {
	t.Helper()
	ok := len(got) == len(bytes)
	for i := range bytes {
		ok = ok && got[i] == int(g711.Decode(bytes[i]))
	}
	if !ok {
		t.Fatalf("got %v, want the values of %x", got, bytes)
	}
}

const none = g711.Silence

func TestQueuePlacesByTimestamp(t *testing.T) {
	t0 := ^uint32(0) - 200 // wraps within
	q := newQueue()
	want(t, values(q, 2), none, none)
	q.push(numbered(1, t0, 0x10))
	q.push(numbered(3, t0+320, 0x30)) // 2 comes later
	want(t, values(q, 1), none)       // the delay
	q.push(numbered(2, t0+160, 0x20))
	q.push(numbered(2, t0+160, 0x20))
	want(t, values(q, 3), 0x10, 0x20, 0x30)
	q.push(numbered(5, t0+640, 0x50)) // 4 is lost
	q.push(numbered(6, t0+800, 0x60))
	want(t, values(q, 4), none, 0x50, 0x60, none)
	if q.late != 0 {
		t.Errorf("%d late", q.late)
	}
}

func TestQueueGivesALateVoiceMoreTime(t *testing.T) {
	q := newQueue()
	q.push(numbered(1, 1000, 0x10))
	want(t, values(q, 3), none, 0x10, none)
	q.push(numbered(2, 1160, 0x20)) // was due in the tick before
	q.push(numbered(3, 1320, 0x30))
	want(t, values(q, 4), none, none, 0x20, 0x30)
	if q.late != 1 {
		t.Errorf("%d late, want 1", q.late)
	}
	q.push(numbered(2, 1160, 0x20)) // an old one changes nothing
	want(t, values(q, 1), none)
}

func TestQueueIsBounded(t *testing.T) {
	q := newQueue()
	for n := range 100 { // 2 s at once
		q.push(numbered(uint16(n), uint32(n*packetSamples), byte(n)))
	}
	kept := 0
	for _, v := range values(q, 50) {
		if v != 0 {
			kept++
		}
	}
	if kept == 0 || kept*packetSamples > queueMost {
		t.Errorf("%d packets kept of a burst, want 1 to %d", kept, queueMost/packetSamples)
	}
	q.push(packet{ssrc: 7, ts: 1 << 20, payload: make([]byte, 4000)}) // longer than the ring
	values(q, 3)
	if in := newQueue(); in.take(&[packetSamples]int16{}) {
		t.Error("an empty queue says that somebody speaks")
	}
}

// A voice that stops and begins anew with other numbers is heard again.
func TestQueueFollowsANewSource(t *testing.T) {
	q := newQueue()
	q.push(numbered(1, 5000, 0x10))
	want(t, values(q, 2), none, 0x10)
	other := numbered(900, 77, 0x40)
	other.ssrc = 8
	q.push(other)
	want(t, values(q, 2), none, 0x40)
	values(q, 100)
	q.push(numbered(901, 99, 0x50))
	want(t, values(q, 2), none, 0x50)
}

// Loud voices are cut off at full scale, never wrapped round.
func TestSumIsCutOff(t *testing.T) {
	var sum [packetSamples]int32
	loud, soft := [packetSamples]int16{20000, -20000, 30000}, [packetSamples]int16{20000, -20000, -29900}
	add(&sum, &loud)
	add(&sum, &soft)
	var to [packetSamples]byte
	got := encode(&sum, &to)
	for i, v := range []int16{32767, -32768, 100} {
		if got[i] != g711.Encode(v) {
			t.Errorf("sample %d is %d, want %d", i, g711.Decode(got[i]), v)
		}
	}
}
