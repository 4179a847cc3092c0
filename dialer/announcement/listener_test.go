package announcement

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"huifang/dialer/webrtc/g711"
)

var whole = sync.OnceValues(func() (*Library, error) { return Load(os.DirFS(shipped)) })

func shippedLibrary(t *testing.T) *Library {
	t.Helper()
	l, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// hear plays in packets of 20 ms and returns the first verdict that ends the call, else the first at all.
func hear(x *Listener, law []byte) (first Verdict, any bool) {
	for packet := range slices.Chunk(law, 160) {
		v, ok := x.Hear(packet)
		if ok && v.Ends() {
			return v, true
		}
		if ok && !any {
			first, any = v, true
		}
	}
	return first, any
}

func law(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shipped, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestEveryRecordingIsRecognised plays each shipped file twice: it is known by its own meaning, in every position that a packet may
// begin at, however the audio is cut up.
func TestEveryRecordingIsRecognised(t *testing.T) {
	l := shippedLibrary(t)
	for _, r := range l.recordings {
		meaning := l.meanings[r.meaning]
		audio := append(law(t, r.file), bytes.Repeat([]byte{g711.Silence}, 8000)...)
		audio = append(audio, audio...)
		v, ok := hear(l.Listener(), audio[r.first%7000:])
		if meaning == Other {
			continue
		}
		if !ok || v.Meaning != meaning {
			t.Errorf("%s: %+v, %t", r.file, v, ok)
		}
	}
}

func TestOneVerdictThatEnds(t *testing.T) {
	l := shippedLibrary(t)
	x := l.Listener()
	audio := append(law(t, "powered_off/dialed-phone-man.ulaw"), law(t, "vacant/dialed-number-man.ulaw")...)
	audio = append(audio, audio...)
	count := 0
	for packet := range slices.Chunk(audio, 160) {
		if v, ok := x.Hear(packet); ok {
			count++
			if v.Meaning != PoweredOff || !v.Ends() || v.At > 6*time.Second {
				t.Errorf("%+v", v)
			}
		}
	}
	if count != 1 {
		t.Errorf("%d verdicts", count)
	}
}

// TestPacketsOfAnySize: the verdict does not depend on how the audio is cut up.
func TestPacketsOfAnySize(t *testing.T) {
	l := shippedLibrary(t)
	audio := law(t, "suspended/hongkong-woman.ulaw")
	want, ok := hear(l.Listener(), audio)
	if !ok {
		t.Fatal("not recognised")
	}
	r := rand.New(rand.NewPCG(1, 2))
	x := l.Listener()
	for at := 0; at < len(audio); {
		n := min(len(audio)-at, 1+r.IntN(700))
		v, ok := x.Hear(audio[at : at+n])
		at += n
		if ok {
			if v.Meaning != want.Meaning || v.File != want.File || v.Score != want.Score {
				t.Errorf("%+v, in packets of 20 ms %+v", v, want)
			}
			return
		}
	}
	t.Error("not recognised")
}

// TestWhatEndsNoCall: tones, noise, music, silence and clicks, at all levels.
func TestWhatEndsNoCall(t *testing.T) {
	l := shippedLibrary(t)
	r := rand.New(rand.NewPCG(3, 4))
	join := func(parts ...[]byte) []byte { return bytes.Repeat(slices.Concat(parts...), 6) }
	noise := func(level float64) []byte {
		out := make([]byte, 5*8000)
		for i := range out {
			out[i] = g711.Encode(int16(level * r.NormFloat64()))
		}
		return out
	}
	random := make([]byte, 30*8000)
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	var melody []byte
	for range 200 {
		melody = append(melody, g711.Tone([]int{262, 294, 330, 349, 392, 440, 494, 523, 659, 784}[r.IntN(10)], -15, 800+r.IntN(2400))...)
	}
	var clicks []byte
	for range 400 {
		clicks = append(clicks, 0x80, 0x00)
		clicks = append(clicks, bytes.Repeat([]byte{g711.Silence}, r.IntN(1600))...)
	}
	for name, audio := range map[string][]byte{
		"silence": bytes.Repeat([]byte{g711.Silence}, 30*8000), "noise": noise(800), "loud noise": noise(12000), "faint noise": noise(20), "random bytes": random,
		"ring-back":  join(g711.Tone(450, -15, 8000), g711.Tone(0, -15, 32000)),
		"busy tone":  join(g711.Tone(450, -15, 2800), g711.Tone(0, -15, 2800)),
		"congestion": join(g711.Tone(450, -15, 5600), g711.Tone(0, -15, 5600)),
		"SIT":        join(g711.Tone(950, -15, 2640), g711.Tone(1400, -15, 2640), g711.Tone(1800, -15, 2640), g711.Tone(0, 0, 8000)),
		"fax":        join(g711.Tone(2100, -12, 24000), g711.Tone(1100, -12, 4000)),
		"melody":     melody, "clicks": clicks,
	} {
		x := l.Listener()
		rang := false
		for packet := range slices.Chunk(audio, 160) {
			v, ok := x.Hear(packet)
			if ok && v.Meaning != RingbackTone {
				t.Errorf("%s: %+v", name, v)
			}
			rang = rang || ok
		}
		if name == "ring-back" && !rang {
			t.Error("ring-back tone was not noted")
		}
	}
}

// TestGoesOnRinging: a 彩铃 that the user named, then the announcement that ends the call.
func TestGoesOnRinging(t *testing.T) {
	l := shippedLibrary(t)
	x := l.Listener()
	audio := slices.Concat(law(t, "call_waiting/dialed-phone-man.ulaw"), bytes.Repeat([]byte{g711.Silence}, 8000), law(t, "call_waiting/dialed-phone-man.ulaw"),
		bytes.Repeat([]byte{g711.Silence}, 8000), law(t, "unreachable/area-woman.ulaw"))
	var got []string
	for packet := range slices.Chunk(audio, 160) {
		if v, ok := x.Hear(packet); ok {
			got = append(got, v.Meaning)
		}
	}
	if !slices.Equal(got, []string{CallWaiting, Unreachable}) {
		t.Errorf("%v", got)
	}
}

func TestOnlySomeMeanings(t *testing.T) {
	l := shippedLibrary(t)
	if v, ok := hear(l.Listener(Voicemail), law(t, "busy/dialed-phone-man.ulaw")); ok {
		t.Errorf("%+v", v)
	}
	if v, ok := hear(l.Listener(Voicemail), law(t, "voicemail/mailbox-woman.ulaw")); !ok || v.Meaning != Voicemail || v.Ends() {
		t.Errorf("%+v, %t", v, ok)
	}
}

// BenchmarkHear is one second of early media that is speech, the dearest there is.
func BenchmarkHear(b *testing.B) {
	l, err := whole()
	if err != nil {
		b.Fatal(err)
	}
	audio, err := os.ReadFile(filepath.Join(shipped, "other/forwarded-man.ulaw"))
	if err != nil {
		b.Fatal(err)
	}
	x := l.Listener()
	for i := 0; b.Loop(); i++ {
		at := i * 8000 % (len(audio) - 8000)
		for packet := range slices.Chunk(audio[at:at+8000], 160) {
			x.Hear(packet)
		}
	}
}
