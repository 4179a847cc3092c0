package dialer

import (
	"testing"
	"time"

	"huifang/dialer/call"
	"huifang/dialer/webrtc/g711"
)

func TestVoice(t *testing.T) {
	speech := func(ms int) []byte { return g711.Tone(300, -20, ms*8) }
	quiet := func(ms int) []byte { return g711.Tone(50, -55, ms*8) }
	cases := []struct {
		name   string
		parts  [][]byte
		spoke  bool
		silent time.Duration // 0: never
	}{
		{"nobody speaks", [][]byte{quiet(8000)}, false, 6 * time.Second},
		{"a click is no voice", [][]byte{quiet(1000), speech(60), quiet(5000)}, false, 0},
		{"speech with pauses, then silence", [][]byte{quiet(3000), speech(800), quiet(4000), speech(500), quiet(7000)}, true, 14300 * time.Millisecond},
		{"speaks on", [][]byte{speech(3000), quiet(3000), speech(3000)}, true, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			at := time.Duration(0)
			spoke, silent := false, time.Duration(0)
			v := voice{tell: func(ev call.Event) {
				switch ev.(type) {
				case call.Spoke:
					spoke = true
				case call.Silent:
					silent = at
				default:
					t.Errorf("%T", ev)
				}
			}}
			for _, part := range c.parts {
				for len(part) > 0 {
					n := min(160, len(part))
					at += time.Duration(n) * time.Second / g711.SampleRate
					v.hear(0, time.Time{}, part[:n])
					part = part[n:]
				}
			}
			if spoke != c.spoke || silent != c.silent {
				t.Errorf("spoke %v, silent after %s", spoke, silent)
			}
		})
	}
}
