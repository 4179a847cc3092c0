package spoken

import (
	"math"
	"testing"

	"huifang/dialer/webrtc/g711"
)

func TestResample(t *testing.T) {
	in := make([]int16, 22050)
	for i := range in {
		// 1 kHz, which stays, and 5 kHz, which 8000 samples a second cannot carry.
		in[i] = int16(8000*math.Sin(2*math.Pi*1000*float64(i)/22050) + 8000*math.Sin(2*math.Pi*5000*float64(i)/22050))
	}
	out := Resample(in, 22050, Rate)
	if len(out) != 8000 {
		t.Fatalf("%d samples", len(out))
	}
	level := g711.Analyze(out[1000:7000], 1000)
	if level.Share < 0.999 || math.Abs(level.DBFS+15.3) > 0.2 {
		t.Errorf("1 kHz: %+v", level)
	}
}

func TestALaw(t *testing.T) {
	for sample := -32000; sample <= 32000; sample += 37 {
		got := int(decodeA(encodeA(int16(sample))))
		if limit := max(16, max(sample, -sample)/16); got-sample > limit || sample-got > limit {
			t.Fatalf("%d became %d", sample, got)
		}
	}
}

func TestSay(t *testing.T) {
	s := speaker(t)
	for _, language := range []string{Mandarin, Cantonese, English} {
		// A sentence of three seconds or so: a language that eSpeak NG does not speak is spelt out and takes far longer.
		text := map[string]string{Mandarin: "您拨打的电话已关机。", Cantonese: "你所打嘅電話已經關機。", English: "The phone you have dialed is turned off."}[language]
		samples, err := s.Say(t.Context(), Voice{Language: language}, text)
		if err != nil {
			t.Fatal(err)
		}
		if seconds := float64(len(samples)) / Rate; seconds < 1.5 || seconds > 4.5 {
			t.Errorf("%s: %.1f s", language, seconds)
		}
		if SpeechLevel(samples) < 500 {
			t.Errorf("%s: level %.0f", language, SpeechLevel(samples))
		}
	}
}
