package g711_test

import (
	"math"
	"testing"

	"huifang/dialer/webrtc/g711"
)

// TestTable checks values of ITU-T G.711, table 2a (scaled to 16 bits), and
// that every byte stands for itself.
func TestTable(t *testing.T) {
	for b, want := range map[byte]int16{
		0x00: -32124, 0x80: 32124, 0xFF: 0, 0x7F: 0, 0xFE: 8, 0x7E: -8, 0xF0: 120, 0xEF: 132, 0x8F: 16764, 0x0F: -16764,
	} {
		if got := g711.Decode(b); got != want {
			t.Errorf("%#02x is %d, want %d", b, got, want)
		}
	}
	for b := range 256 {
		back := g711.Encode(g711.Decode(byte(b)))
		if back != byte(b) && b != 0x7F { // both 0xFF and 0x7F are 0
			t.Errorf("%#02x came back as %#02x", b, back)
		}
	}
	for v := math.MinInt16; v <= math.MaxInt16; v++ {
		got := float64(g711.Decode(g711.Encode(int16(v))))
		if d := math.Abs(got - float64(v)); d > 4+math.Abs(float64(v))/16 && v > -32635 && v < 32635 {
			t.Fatalf("%d became %g", v, got)
		}
	}
}

func TestAnalyze(t *testing.T) {
	linear := func(b []byte) []int16 {
		s := make([]int16, len(b))
		for i := range b {
			s[i] = g711.Decode(b[i])
		}
		return s
	}
	tone := linear(g711.Tone(1000, -12, 4000))
	if l := g711.Analyze(tone, 1000); l.Share < 0.99 || math.Abs(l.DBFS+12) > 0.2 {
		t.Errorf("1000 Hz at -12 dBFS: %+v", l)
	}
	if l := g711.Analyze(tone, 700); l.Share > 0.01 {
		t.Errorf("700 Hz in 1000 Hz: %+v", l)
	}
	mixed := linear(g711.Tone(700, -12, 4000))
	for i := range mixed {
		mixed[i] += tone[i]
	}
	if l := g711.Analyze(mixed, 700); math.Abs(l.Share-0.5) > 0.01 || math.Abs(l.DBFS+9) > 0.2 {
		t.Errorf("half of two tones: %+v", l)
	}
	for name, s := range map[string][]int16{"nothing": nil, "silence": make([]int16, 800), "0 Hz": linear(g711.Tone(0, -12, 800))} {
		if l := g711.Analyze(s, 700); l.Share != 0 || !math.IsInf(l.DBFS, -1) {
			t.Errorf("%s: %+v", name, l)
		}
	}
}
