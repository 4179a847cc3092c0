package spoken

import (
	"math"
	"math/rand/v2"

	"huifang/dialer/webrtc/g711"
)

// Line is what a telephone line does to audio.
type Line struct {
	GainDB float64
	SNR    float64 // dB of the speech over white noise; 0: no noise
	ALaw   bool    // passed an A-law network before it came to us as mu-law
	Seed   uint64  // of the noise
}

// Carry returns what arrives, in PCMU.
func (l Line) Carry(samples []int16) []byte {
	random := rand.New(rand.NewPCG(l.Seed, 1))
	gain := math.Pow(10, l.GainDB/20)
	// -16 dBFS is about what eSpeak NG speaks at and more than calls have; -22 is usual (ITU-T P.56).
	gain *= math.Pow(10, -22.0/20) * 32768 / max(1, SpeechLevel(samples))
	noise := 0.0
	if l.SNR != 0 {
		noise = gain * SpeechLevel(samples) * math.Pow(10, -l.SNR/20)
	}
	out := make([]byte, len(samples))
	for i, s := range samples {
		v := float64(s)*gain + noise*random.NormFloat64()
		linear := int16(max(-32768, min(32767, math.Round(v))))
		if l.ALaw {
			linear = decodeA(encodeA(linear))
		}
		out[i] = g711.Encode(linear)
	}
	return out
}

// SpeechLevel is the root mean square of the parts that are louder than -40 dB of the loudest 20 ms.
func SpeechLevel(samples []int16) float64 {
	var energies []float64
	var loudest float64
	for at := 0; at+160 <= len(samples); at += 160 {
		var e float64
		for _, s := range samples[at : at+160] {
			e += float64(s) * float64(s)
		}
		energies = append(energies, e/160)
		loudest = max(loudest, e/160)
	}
	var sum, n float64
	for _, e := range energies {
		if e > loudest*1e-3 {
			sum += e
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(sum / n)
}

// Loop repeats a recording with a pause of the given samples between, from the offset on, until n samples are there.
func Loop(samples []int16, pause, offset, n int) []int16 {
	period := len(samples) + pause
	out := make([]int16, n)
	for i := range out {
		if at := (offset + i) % period; at < len(samples) {
			out[i] = samples[at]
		}
	}
	return out
}

// encodeA and decodeA are A-law (ITU-T G.711).
func encodeA(sample int16) byte {
	v := int(sample) >> 3 // 13 bits
	sign := byte(0x80)
	if v < 0 {
		v, sign = -v-1, 0
	}
	v = min(v, 4095)
	exponent := 0
	for limit := 31; v > limit && exponent < 7; limit = limit*2 + 1 {
		exponent++
	}
	shift := max(exponent, 1)
	return (sign | byte(exponent)<<4 | byte(v>>shift&0x0F)) ^ 0x55
}

func decodeA(b byte) int16 {
	b ^= 0x55
	exponent, mantissa := int(b>>4&7), int(b&0x0F)
	v := mantissa<<4 + 8
	if exponent > 0 {
		v = (v + 0x100) << (exponent - 1)
	}
	if b&0x80 == 0 {
		v = -v
	}
	return int16(v)
}
