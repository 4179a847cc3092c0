package recording

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"
)

func TestNames(t *testing.T) {
	name, err := Name(time.Date(2026, 11, 21, 23, 59, 0, 0, time.FixedZone("CST", 8*3600)), "9f1c-7_A", 2)
	if err != nil || name != "2026/11/21/9f1c-7_A-2.wav" {
		t.Errorf("%q, %v", name, err)
	}
	for _, attempt := range []string{"", "../x", "a/b", "a b", "a.b", "é", string(make([]byte, 101))} {
		if name, err := Name(begin, attempt, 1); err == nil {
			t.Errorf("attempt %q gave %q", attempt, name)
		}
	}
	if _, err := Name(begin, "a", 0); err == nil {
		t.Error("part 0 has a name")
	}
}

func TestNoWayOut(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret.wav")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "recordings")
	s, err := NewStore(root)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := os.Symlink(secret, filepath.Join(root, "link.wav")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"../secret.wav", "/etc/passwd", secret, "a/../../secret.wav", "", ".", "x.wav.part", "x.wav.peaks",
		"link.wav", "./link.wav", "a//b.wav", "..\\secret.wav", "a\x00.wav",
	} {
		if file, _, err := s.Open(name); err == nil {
			t.Errorf("opened %q", name)
			_ = file.Close()
		}
		if _, err := s.Stat(name); err == nil {
			t.Errorf("found %q", name)
		}
		if err := s.Verify(name, ""); err == nil || errors.Is(err, ErrChecksum) {
			t.Errorf("read %q: %v", name, err)
		}
		if _, err := s.Peaks(name, 10); err == nil {
			t.Errorf("outlined %q", name)
		}
	}
	for _, name := range []string{"../out.wav", "/tmp/out.wav", "x.txt"} {
		if _, err := s.Create(name, begin); err == nil {
			t.Errorf("created %q", name)
		}
	}
	if found, err := s.Sweep(); len(found) != 0 || err != nil {
		t.Errorf("sweep: %+v, %v", found, err)
	}
}

func TestCreate(t *testing.T) {
	s := newStore(t)
	w := create(t, s, "once", begin)
	if _, err := s.Create(w.Name(), begin); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a running recording was begun again: %v", err)
	}
	info, err := w.Close(begin.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create(w.Name(), begin); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a finished recording was begun again: %v", err)
	}
	file, stat, err := s.Open(info.Name)
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	if stat.Size() != info.Bytes {
		t.Errorf("%d bytes, want %d", stat.Size(), info.Bytes)
	}
	if err := s.Verify(info.Name, info.SHA256); err != nil {
		t.Error(err)
	}
	if again, err := s.Inspect(info.Name); again != info || err != nil {
		t.Errorf("measured anew: %+v, %v, was %+v", again, err, info)
	}
	if err := s.root.WriteFile(info.Name, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(info.Name, info.SHA256); !errors.Is(err, ErrChecksum) {
		t.Errorf("a changed recording: %v", err)
	}
	if _, _, err := s.Open("2100/11/21/none-1.wav"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing recording: %v", err)
	}
}

func TestUnusableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewStore(filepath.Join(file, "recordings")); err == nil {
		t.Error("a directory below a file")
	}
	if _, err := NewStore("/proc/recordings"); err == nil {
		t.Error("a directory that cannot be written")
	}
}

// TestStoreClosed: a Store that closes writes out what runs, for a Sweep.
func TestStoreClosed(t *testing.T) {
	dir := t.TempDir()
	s, err := NewStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(-time.Second)
	w := create(t, s, "running", start)
	w.Agent(0, start.Add(20*time.Millisecond), packetOf(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w.Agent(160, start.Add(40*time.Millisecond), packetOf(1)) // must do no harm
	if _, err := w.Close(time.Now()); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("closing after the store: %v", err)
	}
	if s, err = NewStore(dir); err != nil {
		t.Fatal(err)
	}
	found, err := s.Sweep()
	if err != nil || len(found) != 1 || found[0].Name != w.Name() || found[0].Duration < time.Second {
		t.Errorf("sweep: %+v, %v", found, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// tones records seconds of two sines, loud on the agent's side.
func tones(seconds int) []byte {
	b := header(int64(seconds) * SampleRate)
	loud, soft := sine(0.5), sine(0.1)
	for i := range seconds * SampleRate {
		b = append(b, loud[i%80], soft[i%80])
	}
	return b
}

// sine is ten periods of 1000 Hz in mu-law, found by search in the table.
func sine(amplitude float64) (b [80]byte) {
	for i := range b {
		want := amplitude * 32768 * math.Sin(2*math.Pi*float64(i)/8)
		best := math.Inf(1)
		for u, v := range linear {
			if d := math.Abs(float64(v) - want); d < best {
				best, b[i] = d, byte(u)
			}
		}
	}
	return b
}

func TestPeaks(t *testing.T) {
	s := newStore(t)
	if err := s.root.WriteFile("t-1.wav", tones(3)[:headerSize+5*SampleRate], 0o600); err != nil { // 2.5 s
		t.Fatal(err)
	}
	for _, perSecond := range []int{10, 7, 100, 10} {
		p, err := s.Peaks("t-1.wav", perSecond)
		if err != nil {
			t.Fatal(err)
		}
		buckets := (5*perSecond + 1) / 2
		if p.Duration != 2.5 || p.PerSecond != perSecond || len(p.Peaks[0]) != 2*buckets || len(p.Peaks[1]) != 2*buckets {
			t.Fatalf("%d a second: %g s, %d and %d values, want %d", perSecond, p.Duration, len(p.Peaks[0]), len(p.Peaks[1]), 2*buckets)
		}
		for side, amplitude := range []float64{0.5, 0.1} {
			for i, v := range p.Peaks[side] {
				want := amplitude
				if i%2 == 0 {
					want = -amplitude
				}
				if math.Abs(float64(v)-want) > 0.02 {
					t.Fatalf("%d a second, side %d, value %d: %g, want %g", perSecond, side, i, v, want)
				}
			}
		}
	}
	// The kept outline is used: it answers even for changed audio.
	if err := s.root.WriteFile("t-1.wav", header(0), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Peaks("t-1.wav", 10); err != nil || p.Duration != 2.5 {
		t.Errorf("kept outline: %+v, %v", p, err)
	}
	if p, err := s.Peaks("t-1.wav", 20); err != nil || p.Duration != 0 || p.Peaks[0] == nil {
		t.Errorf("empty recording: %+v, %v", p, err)
	}
	for _, perSecond := range []int{0, -1, MaxPeaks + 1} {
		if _, err := s.Peaks("t-1.wav", perSecond); err == nil {
			t.Errorf("%d peaks a second", perSecond)
		}
	}
	b, err := json.Marshal(Peaks{PerSecond: 1, Duration: 1, Peaks: [2][]float32{{-0.5, 0.123}, {0, 0}}})
	if want := `{"per_second":1,"duration":1,"peaks":[[-0.5,0.123],[0,0]]}`; string(b) != want || err != nil {
		t.Errorf("%s, want %s", b, want)
	}
	dirEntries, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil || len(dirEntries) != 2 {
		t.Errorf("%d files beside the recording, %v", len(dirEntries), err)
	}
}

func TestPCM(t *testing.T) {
	source := tones(1)
	view, err := PCM(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	want := pcmHeader(SampleRate)
	for _, u := range source[headerSize:] {
		want = binary.LittleEndian.AppendUint16(want, uint16(linear[u]))
	}
	if size := binary.LittleEndian.Uint32(want[4:]) + 8; int(size) != len(want) {
		t.Errorf("header says %d bytes of %d", size, len(want))
	}
	if err := iotest.TestReader(view, want); err != nil {
		t.Error(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(want)).Draw(t, "from")
		to := rapid.IntRange(from, len(want)).Draw(t, "to")
		if _, err := view.Seek(int64(from), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, to-from)
		if _, err := io.ReadFull(view, got); err != nil || !bytes.Equal(got, want[from:to]) {
			t.Fatalf("%d to %d differ, %v", from, to, err)
		}
	})

	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x.wav", nil)
	request.Header.Set("Range", "bytes=101-2000")
	response := httptest.NewRecorder()
	http.ServeContent(response, request, "x.wav", begin, view)
	if response.Code != http.StatusPartialContent || !bytes.Equal(response.Body.Bytes(), want[101:2001]) {
		t.Errorf("range: status %d, %d bytes", response.Code, response.Body.Len())
	}
}

func TestForeignFiles(t *testing.T) {
	stereo := tones(1)
	patch := func(at int, b ...byte) []byte {
		c := bytes.Clone(stereo)
		copy(c[at:], b)
		return c
	}
	for name, b := range map[string][]byte{
		"empty":          nil,
		"text":           []byte("this is no recording, but it is long enough to be one of them, or not"),
		"PCM":            patch(20, 1),
		"mono":           patch(22, 1),
		"16 kHz":         patch(24, 0x80, 0x3E),
		"huge fmt chunk": patch(16, 0xFF, 0xFF, 0xFF, 0xFF),
		"no data":        stereo[:50],
	} {
		if _, err := PCM(bytes.NewReader(b)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
		if _, err := ReadPeaks(bytes.NewReader(b), 10); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
	}
	// Other writers put other chunks first, and promise more data than there is.
	other := append(bytes.Clone(stereo[:12]), "LIST\x03\x00\x00\x00abc\x00"...)
	other = append(other, stereo[12:headerSize+2000]...)
	if _, n, err := audio(bytes.NewReader(other)); n != 1000 || err != nil {
		t.Errorf("with a LIST chunk, cut: %d frames, %v; want 1000", n, err)
	}
}

func FuzzAudio(f *testing.F) {
	f.Add(header(0))
	f.Add(tones(1)[:200])
	f.Fuzz(func(t *testing.T, b []byte) {
		offset, n, err := audio(bytes.NewReader(b))
		if err == nil && (offset < 0 || n < 0 || offset+n*frameSize > int64(len(b))) {
			t.Errorf("%d frames at %d of %d bytes", n, offset, len(b))
		}
	})
}

func BenchmarkPeaks30Minutes(b *testing.B) {
	call := bytes.NewReader(tones(30 * 60))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadPeaks(call, 10); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClose30Minutes(b *testing.B) {
	s := newStore(b)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		name, err := Name(begin, "long", i+1)
		if err != nil {
			b.Fatal(err)
		}
		w, err := s.Create(name, begin)
		if err != nil {
			b.Fatal(err)
		}
		for second := range 30 * 60 {
			w.flushLive(begin.Add(time.Duration(second) * time.Second))
		}
		b.StartTimer()
		if _, err := w.Close(begin.Add(30 * time.Minute)); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := s.root.Remove(name); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// Inspect says of a finished file what Close had said.
func TestInspect(t *testing.T) {
	s := newStore(t)
	start := time.Now()
	w := create(t, s, "7", start)
	for i := range 50 {
		w.Agent(uint32(i*160), start.Add(time.Duration(i)*20*time.Millisecond), packetOf(1))
	}
	closed, err := w.Close(start.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	seen, err := s.Inspect(closed.Name)
	if err != nil || seen != closed {
		t.Fatalf("%+v, %v; Close said %+v", seen, err, closed)
	}
	if _, err := s.Inspect("2026/11/21/8-1.wav"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("missing file: %v", err)
	}
}

// A removed recording is gone with its outline; removing it again is no error.
func TestRemove(t *testing.T) {
	s := newStore(t)
	start := time.Now()
	w := create(t, s, "9", start)
	w.Agent(0, start, packetOf(1))
	closed, err := w.Close(start.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Peaks(closed.Name, 10); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Remove(closed.Name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{closed.Name, closed.Name + peaksSuffix} {
		if _, err := s.root.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Remove("../x.wav"); !errors.Is(err, ErrName) {
		t.Errorf("a name outside: %v", err)
	}
}
