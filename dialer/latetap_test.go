package dialer

import (
	"fmt"
	"testing"
	"time"
)

type heard struct{ got []string }

func (h *heard) Agent(ts uint32, _ time.Time, p []byte) {
	h.got = append(h.got, fmt.Sprintf("a%d:%s", ts, p))
}
func (h *heard) Customer(ts uint32, _ time.Time, p []byte) {
	h.got = append(h.got, fmt.Sprintf("c%d:%s", ts, p))
}

// What comes before the recording is open is in it, in order, although the packets' memory is used again.
func TestLateTap(t *testing.T) {
	var tap lateTap
	now := time.Now()
	buf := []byte("x")
	for i := range 3 {
		buf[0] = byte('0' + i)
		tap.Customer(uint32(i), now, buf)
		tap.Agent(uint32(i), now, buf)
	}
	h := &heard{}
	tap.attach(h)
	tap.Customer(9, now, []byte("z"))
	if got := fmt.Sprint(h.got); got != "[c0:0 a0:0 c1:1 a1:1 c2:2 a2:2 c9:z]" {
		t.Error(got)
	}

	var none lateTap
	none.Agent(1, now, buf)
	none.attach(nil)
	for range 2 * lateTapMost {
		none.Agent(2, now, buf)
	}
	if len(none.kept) != 0 {
		t.Error("a call without a recording keeps its packets")
	}
	var slow lateTap
	for range 2 * lateTapMost {
		slow.Agent(2, now, buf)
	}
	if len(slow.kept) != lateTapMost {
		t.Errorf("%d packets are kept for a recording that does not open", len(slow.kept))
	}
}
