package recording

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// killed names the directory into which this binary, run as a child, records
// until it is killed.
const killed = "RECORDING_TEST_KILLED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killed); dir != "" {
		recordForEver(dir)
	}
	goleak.VerifyTestMain(m)
}

// begin lies in the future, so that the Store's own flushes do nothing.
var begin = time.Date(2100, 11, 21, 10, 0, 0, 0, time.UTC)

func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func create(t testing.TB, s *Store, attempt string, start time.Time) *Writer {
	t.Helper()
	name, err := Name(start, attempt, 1)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Create(name, start)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// frames returns the audio of a file by channel, after checking its header.
func frames(t testing.TB, s *Store, name string) (sides [Channels][]byte) {
	t.Helper()
	b, err := s.root.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(len(b)-headerSize) / frameSize
	if !bytes.HasPrefix(b, header(n)) || int64(len(b)) != headerSize+n*frameSize {
		t.Fatalf("%s: header does not agree with %d bytes: % x", name, len(b), b[:min(len(b), headerSize)])
	}
	for i, v := range b[headerSize:] {
		sides[i%Channels] = append(sides[i%Channels], v)
	}
	return sides
}

func packetOf(v byte) []byte { return bytes.Repeat([]byte{v}, 160) }

// TestPlacement: every received packet lies where it belongs to the frame, all
// else is silence, whatever comes late, twice, in disorder, or not at all, and
// whenever the file is flushed.
func TestPlacement(t *testing.T) {
	s := newStore(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		name, err := Name(begin, "placement", n)
		if err != nil {
			t.Fatal(err)
		}
		w, err := s.Create(name, begin)
		if err != nil {
			t.Fatal(err)
		}
		type event struct {
			at      time.Duration
			side    int
			ts      uint32
			payload []byte
		}
		const packets = 150
		var events []event
		want := [Channels][]byte{bytes.Repeat([]byte{silence}, packets*160), bytes.Repeat([]byte{silence}, packets*160)}
		for side := range Channels {
			base := rapid.Uint32().Draw(t, "timestamp")
			loss := rapid.IntRange(0, 60).Draw(t, "loss in percent")
			maxDelay := rapid.IntRange(1, 900).Draw(t, "delay in ms")
			rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
			for k := range packets {
				// The first packet of every quarter of a second is not delayed.
				delay := time.Duration(0)
				if k%12 != 0 {
					if rng.IntN(100) < loss {
						continue
					}
					delay = time.Duration(rng.IntN(maxDelay)) * time.Millisecond
				}
				v := byte(rng.IntN(255))
				e := event{time.Duration(k+1)*20*time.Millisecond + delay, side, base + uint32(k*160), packetOf(v)}
				events = append(events, e)
				if rng.IntN(20) == 0 { // twice
					e.at += 5 * time.Millisecond
					events = append(events, e)
				}
				copy(want[side][k*160:], e.payload)
			}
		}
		slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
		flushAt := rapid.SliceOfN(rapid.IntRange(0, len(events)), 0, 8).Draw(t, "flushes")
		for i, e := range events {
			for _, f := range flushAt {
				if f == i {
					w.flushLive(begin.Add(e.at))
				}
			}
			now := begin.Add(e.at)
			if e.side == 0 {
				w.Agent(e.ts, now, e.payload)
			} else {
				w.Customer(e.ts, now, e.payload)
			}
		}
		info, err := w.Close(begin.Add(packets * 20 * time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		if info.Duration != packets*20*time.Millisecond || info.Lost != 0 || info.Partial || info.Reason != "" {
			t.Fatalf("info %+v", info)
		}
		b, err := s.root.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range b[headerSize:] {
			if v != want[i%Channels][i/Channels] {
				t.Fatalf("side %d, frame %d (%s): %#x, want %#x", i%Channels, i/Channels,
					time.Duration(i/Channels)*sample, v, want[i%Channels][i/Channels])
			}
		}
		if err := s.Verify(name, info.SHA256); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAlignment: with jitter from the first packet on, drifting clocks, pauses
// and restarted timestamps, each side stays within 10 ms of the truth once its
// first 1.3 s are over, so that the two are within 20 ms of each other.
func TestAlignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := aligner{start: begin}
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		jitter := rapid.IntRange(0, 120).Draw(t, "jitter in ms")
		loss := rapid.IntRange(0, 30).Draw(t, "loss in percent")
		ppm := rapid.IntRange(-150, 150).Draw(t, "drift in ppm")
		ts := rapid.Uint32().Draw(t, "timestamp")
		type arrival struct {
			at    time.Time
			ts    uint32
			truth int64
			fresh time.Duration // spoken since the timestamps began
		}
		var arrivals []arrival
		spoken, since := time.Duration(0), time.Duration(0) // by the sender's clock
		for spoken < 5*time.Minute {
			switch n := rng.IntN(10_000); {
			case n < 25: // pause in which the timestamps go on
				pause := time.Duration(rng.IntN(5_000)) * time.Millisecond
				spoken += pause
				ts += uint32(pause / sample)
			case n == 25: // another sender
				spoken += 200 * time.Millisecond // longer than any jitter
				ts, since = rng.Uint32(), 0
			}
			real := spoken + spoken*time.Duration(ppm)/1_000_000
			delay := time.Duration(0)
			if rng.IntN(5) > 0 || since == 0 {
				delay = time.Duration(rng.IntN(jitter+1)) * time.Millisecond
			}
			if rng.IntN(100) >= loss {
				arrivals = append(arrivals, arrival{begin.Add(real + 20*time.Millisecond + delay), ts, int64(real / sample), since})
			}
			spoken, since, ts = spoken+20*time.Millisecond, since+20*time.Millisecond, ts+160
		}
		slices.SortStableFunc(arrivals, func(a, b arrival) int { return a.at.Compare(b.at) })
		for _, p := range arrivals {
			at := a.place(p.ts, p.at, 160)
			if off := at - p.truth; p.fresh > 1300*time.Millisecond && (off > 80 || off < -80) {
				t.Fatalf("packet at %s lies %s off", p.at.Sub(begin), time.Duration(off)*sample)
			}
		}
	})
}

// TestTimestampJump: a new source's timestamps are placed by arrival.
func TestTimestampJump(t *testing.T) {
	s := newStore(t)
	w := create(t, s, "jump", begin)
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	w.Agent(4_000_000_000, at(20), packetOf(1))
	w.Agent(4_000_000_160, at(40), packetOf(2))
	w.Agent(77, at(1020), packetOf(3)) // page reloaded
	w.Agent(77+160, at(1040), packetOf(4))
	info, err := w.Close(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if info.Duration != 1040*time.Millisecond {
		t.Errorf("duration %s, want 1.04s", info.Duration)
	}
	got := frames(t, s, info.Name)
	for frame, want := range map[int]byte{0: 1, 160: 2, 320: silence, 7999: silence, 8000: 3, 8160: 4} {
		if got[0][frame] != want {
			t.Errorf("frame %d is %d, want %d", frame, got[0][frame], want)
		}
	}
	if !bytes.Equal(got[1], bytes.Repeat([]byte{silence}, len(got[1]))) {
		t.Error("the customer's side is not silent")
	}
}

func TestLengthIsWallClock(t *testing.T) {
	s := newStore(t)
	for _, test := range []struct {
		name      string
		last, end time.Duration
		flush     time.Duration
		want      time.Duration
	}{
		{name: "silence at the end is kept", last: time.Second, end: 90 * time.Second, want: 90 * time.Second},
		{name: "what comes after the end is not", last: 5 * time.Second, end: 4 * time.Second, want: 4 * time.Second},
		{name: "flushed beyond the end", last: time.Second, end: 2 * time.Second, flush: 2300 * time.Millisecond, want: 2 * time.Second},
		{name: "no packet at all", end: 3 * time.Second, want: 3 * time.Second},
		{name: "nothing", want: 0},
	} {
		w := create(t, s, strings.ReplaceAll(test.name, " ", "-"), begin)
		if test.last > 0 {
			w.Customer(1, begin.Add(test.last), packetOf(9))
		}
		if test.flush > 0 {
			w.flushLive(begin.Add(test.flush))
		}
		info, err := w.Close(begin.Add(test.end))
		if err != nil {
			t.Fatal(err)
		}
		if got := frames(t, s, info.Name); info.Duration != test.want || len(got[0]) != int(test.want/sample) || info.Lost != 0 {
			t.Errorf("%s: %s, %d frames, lost %s; want %s", test.name, info.Duration, len(got[0]), info.Lost, test.want)
		}
	}
}

// TestSlowDisk: while the disk stalls packets are taken without waiting; what
// no longer fits into memory is lost, counted, and silence in the file.
func TestSlowDisk(t *testing.T) {
	s := newStore(t)
	w := create(t, s, "slow", begin)
	w.disk.Lock()
	const seconds = 20
	started := time.Now()
	for k := range seconds * 50 {
		now := begin.Add(time.Duration(k+1) * 20 * time.Millisecond)
		w.Agent(uint32(k*160), now, packetOf(byte(k%200)))
		w.Customer(uint32(k*160), now, packetOf(byte(k%200)))
	}
	if took := time.Since(started); took > time.Second {
		t.Errorf("packets waited for the disk: %s", took)
	}
	w.disk.Unlock()
	info, err := w.Close(begin.Add(seconds * time.Second))
	if err != nil {
		t.Fatal(err)
	}
	lost := seconds*SampleRate - ringFrames
	if info.Lost != time.Duration(lost)*sample || !info.Partial || info.Reason != ReasonDisk || info.Duration != seconds*time.Second {
		t.Errorf("info %+v, want %s lost to the disk", info, time.Duration(lost)*sample)
	}
	got := frames(t, s, info.Name)
	for frame := range got[0] {
		want := byte(silence)
		if frame >= lost {
			want = byte(frame / 160 % 200)
		}
		if got[0][frame] != want || got[1][frame] != want {
			t.Fatalf("frame %d is %d, %d, want %d", frame, got[0][frame], got[1][frame], want)
		}
	}
}

// TestFailingDisk: a disk that refuses for a while loses nothing; one that
// refuses to the end leaves what it took.
func TestFailingDisk(t *testing.T) {
	s := newStore(t)
	for _, recovers := range []bool{true, false} {
		name := map[bool]string{true: "recovers", false: "fails"}[recovers]
		w := create(t, s, name, begin)
		speak := func(from, to int) {
			for k := from; k < to; k++ {
				w.Agent(uint32(k*160), begin.Add(time.Duration(k+1)*20*time.Millisecond), packetOf(5))
			}
		}
		speak(0, 50)
		w.flushLive(begin.Add(time.Second))
		w.disk.Lock()
		good := w.file
		readOnly, err := s.root.Open(w.name + unfinished)
		if err != nil {
			t.Fatal(err)
		}
		w.file = readOnly
		w.disk.Unlock()
		speak(50, 100)
		w.flushLive(begin.Add(2 * time.Second))
		if recovers {
			w.disk.Lock()
			w.file = good
			w.disk.Unlock()
			_ = readOnly.Close()
			info, err := w.Close(begin.Add(2 * time.Second))
			if err != nil {
				t.Fatal(err)
			}
			if info.Lost != 0 || info.Partial || !bytes.Equal(frames(t, s, info.Name)[0], bytes.Repeat([]byte{5}, 2*SampleRate)) {
				t.Errorf("%s: %+v, want all of it", name, info)
			}
			continue
		}
		if info, err := w.Close(begin.Add(2 * time.Second)); err == nil {
			t.Errorf("%s: %+v without an error", name, info)
		}
		_ = good.Close()
		found, err := s.Sweep()
		if err != nil || len(found) != 1 || found[0].Duration != time.Second || !found[0].Partial {
			t.Errorf("%s: sweep found %+v, %v; want the first second", name, found, err)
		}
	}
}

// TestTruncatedAnywhere: a file cut at any byte is made a valid recording of
// all whole frames before the cut.
func TestTruncatedAnywhere(t *testing.T) {
	whole := header(1000)
	for i := range 1000 {
		whole = append(whole, byte(i), byte(i>>2))
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "cut.wav")
	for cut := range len(whole) + 1 {
		if err := os.WriteFile(file, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := Repair(file)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		n := int64(max(0, cut-headerSize)) / frameSize
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := append(header(n), whole[headerSize:headerSize+n*frameSize]...)
		if !bytes.Equal(got, want) || !info.Partial || info.Reason != ReasonInterrupted ||
			info.Duration != time.Duration(n)*sample || info.Bytes != int64(len(want)) {
			t.Fatalf("cut at %d: %d bytes, %+v; want %d frames", cut, len(got), info, n)
		}
		if _, frames, err := audio(bytes.NewReader(got)); err != nil || frames != n {
			t.Fatalf("cut at %d: not readable: %d frames, %v", cut, frames, err)
		}
	}
	for _, other := range []string{"not a recording at all", "RIFF....WAVEfmt \x10\x00\x00\x00\x01\x00"} {
		if err := os.WriteFile(file, []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Repair(file); !errors.Is(err, ErrFormat) {
			t.Errorf("%q: %v, want ErrFormat", other, err)
		}
		if b, _ := os.ReadFile(file); string(b) != other {
			t.Errorf("%q was changed to %q", other, b)
		}
	}
}

// recordForEver is the child of TestKilled.
func recordForEver(dir string) {
	s, err := NewStore(dir)
	if err != nil {
		panic(err)
	}
	w, err := s.Create("killed-1.wav", time.Now())
	if err != nil {
		panic(err)
	}
	start := time.Now()
	for k := 0; ; k++ {
		time.Sleep(time.Until(start.Add(time.Duration(k+1) * 20 * time.Millisecond)))
		w.Agent(uint32(k*160), time.Now(), packetOf(7))
		if k == 0 {
			_, _ = os.Stdout.WriteString("started\n")
		}
	}
}

// TestKilled: after kill -9 all but the last half second is there, and a Sweep
// in another process leaves the recording alone while it runs.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), killed+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = child.Process.Kill() }()
	if _, err := out.Read(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	s, err := NewStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	time.Sleep(700 * time.Millisecond)
	if found, err := s.Sweep(); len(found) != 0 || err != nil {
		t.Errorf("sweep of a running recording: %+v, %v", found, err)
	}
	file, err := s.root.Open("killed-1.wav" + unfinished)
	if err != nil {
		t.Fatal(err)
	}
	if _, n, err := audio(file); err != nil || n < SampleRate/5 {
		t.Errorf("the running recording has %d frames, %v", n, err)
	}
	_ = file.Close()
	time.Sleep(900 * time.Millisecond)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
	lived := time.Since(started)
	found, err := s.Sweep()
	if err != nil || len(found) != 1 {
		t.Fatalf("sweep: %+v, %v", found, err)
	}
	info := found[0]
	if info.Name != "killed-1.wav" || !info.Partial || info.Reason != ReasonInterrupted ||
		info.Duration < lived-500*time.Millisecond || info.Duration > lived+100*time.Millisecond {
		t.Errorf("after %s: %+v", lived, info)
	}
	if err := s.Verify(info.Name, info.SHA256); err != nil {
		t.Error(err)
	}
	if again, err := s.Sweep(); len(again) != 0 || err != nil {
		t.Errorf("second sweep: %+v, %v", again, err)
	}
	heard := bytes.Count(frames(t, s, info.Name)[0], []byte{7})
	if total := int(info.Duration / sample); heard < total*9/10 {
		t.Errorf("only %d of %d frames hold the agent", heard, total)
	}
}

// TestConcurrent has many recordings with two senders each, closed while they
// send, under the race detector.
func TestConcurrent(t *testing.T) {
	s := newStore(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			start := time.Now()
			name, err := Name(start, "concurrent", i+1)
			if err != nil {
				t.Error(err)
				return
			}
			w, err := s.Create(name, start)
			if err != nil {
				t.Error(err)
				return
			}
			stop := make(chan struct{})
			var senders sync.WaitGroup
			for _, send := range []func(uint32, time.Time, []byte){w.Agent, w.Customer} {
				senders.Go(func() {
					for k := 0; ; k++ {
						select {
						case <-stop:
							return
						case <-time.After(5 * time.Millisecond):
							send(uint32(k*160), time.Now(), packetOf(byte(k)))
						}
					}
				})
			}
			time.Sleep(time.Duration(300+10*i) * time.Millisecond)
			end := time.Now()
			info, err := w.Close(end)
			if err != nil {
				t.Error(err)
			}
			close(stop)
			senders.Wait()
			if d := end.Sub(start) - info.Duration; d < 0 || d > time.Millisecond {
				t.Errorf("recording of %s is %s long", end.Sub(start), info.Duration)
			}
			if _, err := w.Close(end); !errors.Is(err, fs.ErrClosed) {
				t.Errorf("second Close: %v", err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkPacket(b *testing.B) {
	s := newStore(b)
	w := create(b, s, "bench", begin)
	payload := packetOf(3)
	b.ReportAllocs()
	k := 0
	for b.Loop() {
		now := begin.Add(time.Duration(k+1) * 20 * time.Millisecond)
		w.Agent(uint32(k*160), now, payload)
		w.Customer(uint32(k*160), now, payload)
		if k%12 == 11 { // every 240 ms
			w.flushLive(now)
		}
		k++
	}
	elapsed := b.Elapsed()
	b.ReportMetric(float64(elapsed.Nanoseconds())/float64(b.N)*50/1000, "µs/s-of-call")
}
