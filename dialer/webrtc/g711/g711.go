// Package g711 converts between 16-bit linear samples and G.711 mu-law bytes
// (ITU-T G.711, 8000 samples a second), for what this project makes itself:
// hold music, test tones, measurements. Calls are passed through unconverted.
package g711

import "math"

// SampleRate is the number of samples a second of every G.711 stream.
const SampleRate = 8000

// Silence is the mu-law byte of the sample 0.
const Silence = 0xFF

var (
	encodeTable [1 << 16]byte
	decodeTable [1 << 8]int16
)

func init() {
	for i := range decodeTable {
		u := ^byte(i)
		magnitude := (int(u&0x0F)<<3+bias)<<(u>>4&0x07) - bias
		if u&0x80 != 0 {
			magnitude = -magnitude
		}
		decodeTable[i] = int16(magnitude)
	}
	for i := range encodeTable {
		encodeTable[i] = encode(int(int16(i)))
	}
}

// bias and clip are the constants of the segmented mu-law approximation, in
// units of 16-bit samples.
const (
	bias = 0x84
	clip = 32635
)

func encode(sample int) byte {
	var sign byte
	if sample < 0 {
		sample, sign = -sample, 0x80
	}
	sample = min(sample, clip) + bias
	exponent := 7
	for mask := 0x4000; exponent > 0 && sample&mask == 0; mask >>= 1 {
		exponent--
	}
	return ^(sign | byte(exponent)<<4 | byte(sample>>(exponent+3)&0x0F))
}

// Encode returns the mu-law byte of a linear sample.
func Encode(sample int16) byte { return encodeTable[uint16(sample)] }

// Decode returns the linear sample of a mu-law byte, within +-32124.
func Decode(b byte) int16 { return decodeTable[b] }

// Level is what a piece of audio holds at one frequency.
type Level struct {
	// Share is the part of the energy that lies at the frequency, 0 to 1. A
	// clean tone gives 0.99 or more, speech and other tones give far less.
	Share float64
	// DBFS is the RMS level of the whole piece in dB relative to a full-scale
	// square wave; silence is negative infinity.
	DBFS float64
}

// Analyze measures samples at hz (Goertzel). The piece should hold at least
// ten periods of the frequency.
func Analyze(samples []int16, hz float64) Level {
	if len(samples) == 0 {
		return Level{DBFS: math.Inf(-1)}
	}
	coefficient := 2 * math.Cos(2*math.Pi*hz/SampleRate)
	var s1, s2, energy float64
	for _, sample := range samples {
		x := float64(sample)
		energy += x * x
		s1, s2 = x+coefficient*s1-s2, s1
	}
	if energy == 0 {
		return Level{DBFS: math.Inf(-1)}
	}
	n := float64(len(samples))
	power := s1*s1 + s2*s2 - coefficient*s1*s2
	return Level{
		Share: min(1, 2*power/(n*energy)),
		DBFS:  20 * math.Log10(math.Sqrt(energy/n)/32768),
	}
}

// Tone makes n samples of a sine of hz at the given level in dB relative to
// full scale (as in Level), in mu-law. 0 Hz gives silence.
func Tone(hz int, dbfs float64, n int) []byte {
	loop := make([]byte, n)
	amplitude := min(32767, 32768*math.Sqrt2*math.Pow(10, dbfs/20))
	if hz == 0 {
		amplitude = 0
	}
	for i := range loop {
		loop[i] = Encode(int16(amplitude * math.Sin(2*math.Pi*float64(hz)*float64(i)/SampleRate)))
	}
	return loop
}
