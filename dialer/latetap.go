package dialer

import (
	"bytes"
	"sync"
	"time"

	"huifang/dialer/webrtc"
)

// lateTap keeps the first packets of a call while its recording is being opened, and hands them over with all that
// follow. So the audio need not wait for the file.
type lateTap struct {
	mu       sync.Mutex
	attached bool
	paused   bool
	to       webrtc.Tap // nil: there is no recording
	kept     []keptPacket
}

type keptPacket struct {
	agent     bool
	timestamp uint32
	arrival   time.Time
	payload   []byte
}

// lateTapMost bounds what is kept, packets of both sides: 4 s. A disk that is slower loses the beginning, not memory.
const lateTapMost = 400

var _ webrtc.Tap = (*lateTap)(nil)

func (l *lateTap) Agent(timestamp uint32, arrival time.Time, payload []byte) {
	l.take(true, timestamp, arrival, payload)
}

func (l *lateTap) Customer(timestamp uint32, arrival time.Time, payload []byte) {
	l.take(false, timestamp, arrival, payload)
}

func (l *lateTap) take(agent bool, timestamp uint32, arrival time.Time, payload []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.paused:
	case l.to != nil:
		pass(l.to, agent, timestamp, arrival, payload)
	case !l.attached && len(l.kept) < lateTapMost:
		l.kept = append(l.kept, keptPacket{agent, timestamp, arrival, bytes.Clone(payload)})
	}
}

// pause leaves out what comes, which the recording has as silence, until it is called again with false.
func (l *lateTap) pause(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.paused = on
}

// attach names the recording, nil for none. It is called once.
func (l *lateTap) attach(to webrtc.Tap) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.attached, l.to = true, to
	for _, k := range l.kept {
		if to != nil {
			pass(to, k.agent, k.timestamp, k.arrival, k.payload)
		}
	}
	l.kept = nil
}

func pass(to webrtc.Tap, agent bool, timestamp uint32, arrival time.Time, payload []byte) {
	if agent {
		to.Agent(timestamp, arrival, payload)
	} else {
		to.Customer(timestamp, arrival, payload)
	}
}
