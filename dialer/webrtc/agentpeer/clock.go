package agentpeer

import (
	"sync"
	"time"

	"huifang/dialer/webrtc/g711"
)

const (
	packetSamples = 160 // 20 ms
	period        = 20 * time.Millisecond
	// phases spreads the peers over the 20 ms, as real browsers are.
	phases = 4
)

// clock sends for every Peer of the process from one goroutine, which runs
// while there are any.
type clock struct {
	mu    sync.Mutex
	peers [phases]map[*Peer]struct{}
	count int
	next  int
	stop  chan struct{}
	done  chan struct{}
}

var shared clock

func (c *clock) add(p *Peer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.phase = c.next % phases
	c.next++
	if c.peers[p.phase] == nil {
		c.peers[p.phase] = make(map[*Peer]struct{})
	}
	c.peers[p.phase][p] = struct{}{}
	c.count++
	if c.count == 1 {
		c.stop, c.done = make(chan struct{}), make(chan struct{})
		go c.run(c.stop, c.done)
	}
}

// remove returns when nothing is sent for p any more.
func (c *clock) remove(p *Peer) {
	c.mu.Lock()
	if _, ok := c.peers[p.phase][p]; !ok {
		c.mu.Unlock()
		return
	}
	delete(c.peers[p.phase], p)
	c.count--
	var done chan struct{}
	if c.count == 0 {
		close(c.stop)
		done = c.done
	}
	c.mu.Unlock()
	if done != nil {
		<-done
	}
}

func (c *clock) run(stop, done chan struct{}) {
	defer close(done)
	const step = period / phases
	ticker := time.NewTicker(step)
	defer ticker.Stop()
	start := time.Now()
	for n := 0; ; {
		due := int(time.Since(start) / step)
		n = max(n, due-10*phases) // after a stall, do not catch up for ever
		for ; n < due; n++ {
			c.mu.Lock()
			for p := range c.peers[n%phases] {
				p.send()
			}
			c.mu.Unlock()
		}
		select {
		case <-stop:
			return
		case <-ticker.C:
		}
	}
}

// tones holds one second of mu-law per frequency, which loops without a seam
// because frequencies are whole numbers of Hz.
var tones sync.Map // int -> []byte

func toneLoop(hz int) []byte {
	if loop, ok := tones.Load(hz); ok {
		return loop.([]byte)
	}
	loop, _ := tones.LoadOrStore(hz, g711.Tone(hz, -12, g711.SampleRate))
	return loop.([]byte)
}
