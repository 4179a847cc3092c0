package agentpeer

import "encoding/binary"

// numberSize is the length of a packet's number and of its complement, which
// tells it from audio.
const numberSize = 8

// Number writes the number n at the beginning of a payload. Nothing on the
// way changes the payload of a call that is not transcoded, muted or mixed.
func Number(payload []byte, n uint32) {
	binary.BigEndian.PutUint32(payload, n)
	binary.BigEndian.PutUint32(payload[4:], ^n)
}

// NumberOf reads what Number wrote; false: the payload has none.
func NumberOf(payload []byte) (n uint32, ok bool) {
	if len(payload) < numberSize {
		return 0, false
	}
	n = binary.BigEndian.Uint32(payload)
	return n, binary.BigEndian.Uint32(payload[4:]) == ^n
}

// Counter counts the payloads that [Number] has marked. A number below the last one
// begins a new sender.
type Counter struct {
	Numbered, Missing uint64
	last              uint32
}

// Add takes the next payload; one without a number is not counted.
func (c *Counter) Add(payload []byte) {
	n, ok := NumberOf(payload)
	if !ok {
		return
	}
	if c.Numbered > 0 && n > c.last {
		c.Missing += uint64(n - c.last - 1)
	}
	c.Numbered++
	c.last = n
}
