package answered

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"huifang/dialer/announcement"
	"huifang/dialer/webrtc/g711"
)

var library = sync.OnceValues(func() (*announcement.Library, error) {
	return announcement.Load(os.DirFS("../../configs/announcements"))
})

// spoken is speech of the given length: the begin of a shipped sentence that is no mailbox's, over and over.
func spoken(t *testing.T, length time.Duration) []byte {
	t.Helper()
	data, err := os.ReadFile("../../configs/announcements/other/connecting-man.ulaw")
	if err != nil {
		t.Fatal(err)
	}
	data = data[400:12000]
	n := int(length.Seconds() * 8000)
	return bytes.Repeat(data, n/len(data)+1)[:n]
}

func quiet(length time.Duration) []byte {
	r := rand.New(rand.NewPCG(1, 1))
	out := make([]byte, int(length.Seconds()*8000))
	for i := range out {
		out[i] = g711.Encode(int16(25 * r.NormFloat64())) // a quiet room
	}
	return out
}

func beep(hz int, length time.Duration) []byte {
	return g711.Tone(hz, -15, int(length.Seconds()*8000))
}

// hear returns all verdicts, and when the audio was over.
func hear(t *testing.T, parts ...[]byte) []Verdict {
	t.Helper()
	l, err := library()
	if err != nil {
		t.Fatal(err)
	}
	d := New(Config{Library: l})
	var got []Verdict
	for packet := range slices.Chunk(slices.Concat(parts...), 160) {
		if v, ok := d.Hear(packet); ok {
			got = append(got, v)
		}
	}
	return got
}

func TestVerdicts(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	mailbox, err := os.ReadFile("../../configs/announcements/voicemail/not-available-woman.ulaw")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		audio [][]byte
		want  []string // what and why
		by    time.Duration
	}{
		"喂":                      {[][]byte{quiet(500 * ms), spoken(t, 400*ms), quiet(3 * s)}, []string{"person greeting"}, 1500 * ms},
		"a sentence":             {[][]byte{quiet(500 * ms), spoken(t, 2*s), quiet(3 * s)}, []string{"person greeting"}, 3500 * ms},
		"a company":              {[][]byte{quiet(500 * ms), spoken(t, 5*s), quiet(3 * s)}, []string{"person long_greeting"}, 7200 * ms},
		"nobody speaks":          {[][]byte{quiet(12 * s)}, []string{"person silence"}, 8 * s},
		"digital silence":        {[][]byte{bytes.Repeat([]byte{g711.Silence}, 12*8000)}, []string{"person silence"}, 8 * s},
		"somebody talks on":      {[][]byte{spoken(t, 14*s)}, []string{"machine monologue"}, 12 * s},
		"mailbox":                {[][]byte{quiet(300 * ms), mailbox, quiet(600 * ms), beep(1000, 400*ms), quiet(3 * s)}, []string{"machine mailbox", "beep beep"}, 5 * s},
		"own greeting":           {[][]byte{quiet(300 * ms), spoken(t, 4*s), quiet(800 * ms), beep(440, 300*ms), quiet(3 * s)}, []string{"machine beep", "beep beep"}, 5600 * ms},
		"fax":                    {[][]byte{quiet(800 * ms), beep(2100, 3*s), quiet(3 * s)}, []string{"fax ced"}, 1500 * ms},
		"calling fax":            {[][]byte{quiet(800 * ms), beep(1100, 500*ms), quiet(3 * s)}, []string{"fax cng"}, 1500 * ms},
		"fax that speaks first":  {[][]byte{spoken(t, 4*s), beep(1100, 500*ms), quiet(s), beep(1100, 500*ms)}, []string{"machine beep", "beep beep"}, 5 * s},
		"switchboard transfers":  {[][]byte{spoken(t, 4*s), quiet(300 * ms), beep(450, s), quiet(4 * s), beep(450, s)}, []string{"person long_greeting"}, 7500 * ms},
		"beep before any speech": {[][]byte{quiet(300 * ms), beep(1000, 300*ms), quiet(500 * ms), spoken(t, 500*ms), quiet(2 * s)}, []string{"person greeting"}, 2500 * ms},
	} {
		got := hear(t, c.audio...)
		var words []string
		for _, v := range got {
			words = append(words, v.What+" "+v.Why)
		}
		if !slices.Equal(words, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		} else if got[0].At > c.by || got[0].At <= 0 {
			t.Errorf("%s: after %s, want %s at most", name, got[0].At, c.by)
		}
	}
}

// TestAlwaysAVerdict: whatever is heard, after half a minute it is known what to do, and nothing is said twice.
func TestAlwaysAVerdict(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 30 {
		var audio []byte
		for len(audio) < 30*8000 {
			switch r.IntN(5) {
			case 0:
				audio = append(audio, quiet(time.Duration(r.IntN(3000))*time.Millisecond)...)
			case 1:
				audio = append(audio, spoken(t, time.Duration(r.IntN(4000))*time.Millisecond)...)
			case 2:
				audio = append(audio, beep(200+r.IntN(2500), time.Duration(r.IntN(1500))*time.Millisecond)...)
			case 3:
				for range r.IntN(8000) {
					audio = append(audio, byte(r.Uint32()))
				}
			case 4:
				audio = append(audio, bytes.Repeat([]byte{g711.Silence}, r.IntN(20000))...)
			}
		}
		got := hear(t, audio)
		if len(got) == 0 || got[0].What == Beep || len(got) > 2 || len(got) == 2 && (got[0].What != Machine || got[1].What != Beep) {
			t.Errorf("%v", got)
		}
	}
}
