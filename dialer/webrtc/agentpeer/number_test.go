package agentpeer_test

import (
	"bytes"
	"testing"

	"huifang/dialer/webrtc/agentpeer"
)

func TestCounter(t *testing.T) {
	voice := bytes.Repeat([]byte{0xd5}, 160)
	var c agentpeer.Counter
	for _, n := range []uint32{7, 8, 11, 12, 0, 1, 3} { // 9, 10 are missing; another sender; 2 is missing
		numbered := bytes.Clone(voice)
		agentpeer.Number(numbered, n)
		c.Add(numbered)
		c.Add(voice) // no number
	}
	c.Add(nil)
	if c.Numbered != 7 || c.Missing != 3 {
		t.Errorf("%+v", c)
	}
}
