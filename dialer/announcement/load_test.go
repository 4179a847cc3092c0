package announcement

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"huifang/dialer/webrtc/g711"
)

const shipped = "../../configs/announcements"

// shippedFile returns a shipped recording as linear samples.
func shippedFile(t *testing.T, name string) []int16 {
	t.Helper()
	data, err := os.ReadFile(shipped + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return decodeLaw(data, g711.Decode)
}

// wav makes a file of one channel.
func wav(format, rate, bits int, body []byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF\x00\x00\x00\x00WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(format), uint16(1), uint32(rate), uint32(rate * bits / 8), uint16(bits / 8), uint16(bits)} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	b.WriteString("data")
	if err := binary.Write(&b, binary.LittleEndian, uint32(len(body))); err != nil {
		panic(err)
	}
	b.Write(body)
	return b.Bytes()
}

func pcm(samples []int16) []byte {
	out := make([]byte, 2*len(samples))
	for i, s := range samples {
		binary.LittleEndian.PutUint16(out[2*i:], uint16(s))
	}
	return out
}

func TestShippedLibrary(t *testing.T) {
	l, err := Load(os.DirFS(shipped))
	if err != nil {
		t.Fatal(err)
	}
	if l.Len() < 40 {
		t.Errorf("%d recordings", l.Len())
	}
	for meaning, over := range ends {
		if over && !strings.Contains(strings.Join(l.meanings, " "), meaning) {
			t.Errorf("no recording of %s", meaning)
		}
	}
}

// TestEveryFormat loads the same recording in each format that a user may have, and has it recognised by another one.
func TestEveryFormat(t *testing.T) {
	samples := shippedFile(t, "busy/user-man.ulaw")
	alaw := make([]byte, len(samples))
	for i, s := range samples { // the nearest A-law byte, the slow way
		best := math.MaxInt
		for b := range 256 {
			if d := int(decodeA(byte(b))) - int(s); max(d, -d) < best {
				best, alaw[i] = max(d, -d), byte(b)
			}
		}
	}
	twice := make([]int16, 2*len(samples)) // 16 kHz
	for i := range twice {
		twice[i] = int16((int(samples[i/2]) + int(samples[min((i+1)/2, len(samples)-1)])) / 2)
	}
	law := make([]byte, len(samples))
	for i, s := range samples {
		law[i] = g711.Encode(s)
	}
	for name, data := range map[string][]byte{
		"busy/a.ulaw": law, "busy/b.alaw": alaw, "busy/c.wav": wav(1, 8000, 16, pcm(samples)), "busy/d.wav": wav(1, 16000, 16, pcm(twice)),
		"busy/e.wav": wav(6, 8000, 8, alaw), "busy/f.WAV": wav(7, 8000, 8, law), "busy/of/mine/g.ulaw": law,
	} {
		l, err := Load(fstest.MapFS{name: {Data: data}, "README.md": {Data: []byte("not audio")}, "busy/.hidden.wav": {Data: []byte("x")}})
		if err != nil || l.Len() != 1 {
			t.Errorf("%s: %d recordings, %v", name, l.Len(), err)
			continue
		}
		v, ok := hear(l.Listener(), law)
		if !ok || v.Meaning != Busy || v.File != name || !v.Ends() || v.At <= 0 || v.Score <= 0 {
			t.Errorf("%s: %+v, %t", name, v, ok)
		}
	}
}

// TestBadFiles: each is named with its reason, and the good one beside them works.
func TestBadFiles(t *testing.T) {
	good := shippedFile(t, "vacant/no-such-man.ulaw")
	law := make([]byte, len(good))
	for i, s := range good {
		law[i] = g711.Encode(s)
	}
	bad := map[string]struct {
		data []byte
		want string
	}{
		"busy/text.wav":         {[]byte("this is no audio at all"), "no WAV file"},
		"busy/empty.wav":        {nil, "no WAV file"},
		"busy/cut.wav":          {wav(1, 8000, 16, pcm(good))[:30], "header"},
		"busy/headless.wav":     {wav(1, 8000, 16, nil)[:36], "no audio in it"},
		"busy/mp3.wav":          {wav(85, 8000, 16, pcm(good)), "format 85"},
		"busy/float.wav":        {wav(3, 8000, 32, pcm(good)), "format 3"},
		"busy/rate.wav":         {wav(1, 11025, 16, pcm(good)), "11025 samples a second"},
		"busy/silent.ulaw":      {bytes.Repeat([]byte{g711.Silence}, 40000), "0.0 s of 5.0 s can be heard"},
		"busy/tone.ulaw":        {g711.Tone(450, -12, 40000), "can be heard"},
		"busy/short.ulaw":       {law[:4000], "of 0.5 s can be heard"},
		"busy/nothing.ulaw":     {nil, "can be heard"},
		"busy/endless.ulaw":     {bytes.Repeat(law, 20), "an announcement takes less than 60 s"},
		"guānjī/good.ulaw":      {law, "named by a meaning (busy,"},
		"ringback_tone/go.ulaw": {law, "named by a meaning"},
		"good.ulaw":             {law, "named by a meaning"},
	}
	folder := fstest.MapFS{"vacant/good.ulaw": {Data: law}}
	for name, f := range bad {
		folder[name] = &fstest.MapFile{Data: f.data}
	}
	l, err := Load(folder)
	if l == nil || l.Len() != 1 || err == nil {
		t.Fatalf("%v, %v", l, err)
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(bad) {
		t.Errorf("%d errors for %d files:\n%v", len(lines), len(bad), err)
	}
	for name, f := range bad {
		found := false
		for _, line := range lines {
			found = found || strings.Contains(line, name+":") && strings.Contains(line, f.want)
		}
		if !found {
			t.Errorf("%s: not said %q in:\n%v", name, f.want, err)
		}
	}
	if v, ok := hear(l.Listener(), law); !ok || v.Meaning != Vacant {
		t.Errorf("the good file: %+v, %t", v, ok)
	}
}

// TestBrokenWAVHeaders feeds headers with each byte changed: an error or a library, never a crash.
func TestBrokenWAVHeaders(t *testing.T) {
	file := wav(1, 8000, 16, pcm(shippedFile(t, "busy/user-man.ulaw")[:800]))
	for i := range 44 {
		for _, b := range []byte{0, 1, 0x7F, 0x80, 0xFF} {
			broken := bytes.Clone(file)
			broken[i] = b
			if l, err := Load(fstest.MapFS{"busy/x.wav": {Data: broken}}); l == nil || err == nil {
				t.Fatalf("byte %d = %#x: %v, %v", i, b, l, err) // 0.1 s is too short in any case
			}
		}
	}
}

func TestNoFolder(t *testing.T) {
	l, err := Load(os.DirFS(t.TempDir() + "/nothing"))
	if l == nil || l.Len() != 0 || err == nil {
		t.Errorf("%v, %v", l, err)
	}
	if v, ok := hear(l.Listener(), g711.Tone(300, -20, 8000)); ok {
		t.Errorf("an empty library recognised %+v", v)
	}
}
