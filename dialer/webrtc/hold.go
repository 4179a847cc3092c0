package webrtc

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"huifang/dialer/webrtc/g711"
)

// holdMusic is the mu-law loop that a customer on hold hears: four soft chords
// of two seconds, about 22 dB below full scale, made once per process.
var holdMusic = sync.OnceValue(func() []byte {
	chords := [][]float64{ // C, Am, F, G in Hz, around the middle of the telephone band
		{261.6, 329.6, 392.0, 523.3},
		{220.0, 329.6, 440.0, 523.3},
		{349.2, 440.0, 523.3, 698.5},
		{293.7, 392.0, 493.9, 587.3},
	}
	const seconds = 2
	samples := seconds * g711.SampleRate
	loop := make([]byte, 0, len(chords)*samples)
	for _, chord := range chords {
		for i := range samples {
			t := float64(i) / g711.SampleRate
			var sum float64
			for _, hz := range chord {
				sum += math.Sin(2*math.Pi*hz*t) + 0.2*math.Sin(4*math.Pi*hz*t)
			}
			// Swell in and fade out, so that chords change without a click.
			envelope := math.Min(1, t/0.15) * math.Min(1, (seconds-t)/0.6)
			loop = append(loop, g711.Encode(int16(1800*envelope*sum)))
		}
	}
	return loop
})

// music plays the hold music to send, one packet every 20 ms, until ctx ends.
func music(ctx context.Context, send func(packet, time.Time)) { stream(ctx, holdMusic(), true, send) }

// stream plays mu-law audio to send, one packet every 20 ms, again and again or once, until ctx ends. It tells whether
// it came to the end.
func stream(ctx context.Context, ulaw []byte, again bool, send func(packet, time.Time)) (ended bool) {
	const period = packetSamples * tick
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	start := time.Now()
	ssrc := rand.Uint32() // tells this stream from the one before
	var padded [packetSamples]byte
	for n := 0; ; {
		// What the clock says is due, so that late ticks do not stretch the
		// music; a longer stall is skipped in a loop, and shifts what is played once.
		due := int(time.Since(start)/period) + 1
		if due-n > 10 {
			if again {
				n = due - 1
			} else {
				start = start.Add(time.Duration(due-1-n) * period)
				due = n + 1
			}
		}
		for ; n < due; n++ {
			offset := n * packetSamples
			if again {
				offset %= len(ulaw)
			} else if offset >= len(ulaw) {
				return true
			}
			payload := ulaw[offset:min(offset+packetSamples, len(ulaw))]
			if len(payload) < packetSamples {
				k := copy(padded[:], payload)
				for i := k; i < packetSamples; i++ {
					padded[i] = g711.Silence
				}
				payload = padded[:]
			}
			send(packet{
				ssrc:    ssrc,
				seq:     uint16(n),
				ts:      uint32(n * packetSamples),
				payload: payload,
			}, time.Now())
		}
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
}
