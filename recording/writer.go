package recording

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path"
	"sync"
	"time"
)

// Why a recording is not whole, for Info.Reason.
const (
	ReasonDisk        = "disk"        // the disk was full, broken or too slow
	ReasonInterrupted = "interrupted" // the process ended during the call
)

// Info describes a finished recording.
type Info struct {
	Name     string        // in the Store, with slashes; a path for Repair
	Duration time.Duration // of the audio
	Bytes    int64         // of the file
	SHA256   string        // of the file, in hex
	Lost     time.Duration // audio of either side that was received and not stored
	Partial  bool          // the end or a part is missing
	Reason   string        // why it is partial, empty if it is not
}

// ringFrames is how much of a recording stays in memory: so long may the disk
// stall before audio is lost, and so late may a packet come. 8 s, 128 kB.
const ringFrames = 1 << 16

// Writer records one call. Agent and Customer take packets from two goroutines
// and never wait for the disk: they write to memory, from which the Store's
// flusher writes the file several times a second.
type Writer struct {
	store *Store
	name  string
	start time.Time

	mu     sync.Mutex
	sides  [Channels]aligner
	ring   []byte
	head   int64 // frames 0 to head exist, the last ringFrames of them in ring
	extent int64 // end of the last packet
	dirty  int64 // first frame that the file does not have as ring has it
	lost   int64
	stall  bool // frames were lost to the disk
	closed bool

	disk    sync.Mutex // taken before mu, held while writing
	file    *os.File
	size    int64 // frames in the file
	scratch []byte
}

func newWriter(s *Store, name string, file *os.File, start time.Time) *Writer {
	w := &Writer{store: s, name: name, file: file, start: start, ring: make([]byte, ringFrames*frameSize)}
	for i := range w.sides {
		w.sides[i].start = start
	}
	return w
}

// Name is the recording's name in the Store.
func (w *Writer) Name() string { return w.name }

// Agent takes a packet of the agent's audio: its RTP timestamp, its arrival and
// its mu-law payload, which is copied. After Close it does nothing.
func (w *Writer) Agent(timestamp uint32, arrival time.Time, payload []byte) {
	w.put(0, timestamp, arrival, payload)
}

// Customer takes a packet of the customer's audio like Agent.
func (w *Writer) Customer(timestamp uint32, arrival time.Time, payload []byte) {
	w.put(1, timestamp, arrival, payload)
}

func (w *Writer) put(side int, timestamp uint32, arrival time.Time, payload []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(payload) == 0 {
		return
	}
	at := w.sides[side].place(timestamp, arrival, len(payload))
	if at < 0 { // spoken before the recording began
		payload = payload[min(-at, int64(len(payload))):]
		at = 0
	}
	end := at + int64(len(payload))
	if end > maxFrames {
		w.lost += int64(len(payload))
		return
	}
	w.advance(end)
	w.extent = max(w.extent, end)
	if late := min(w.head-ringFrames-at, int64(len(payload))); late > 0 {
		w.lost += late
		payload, at = payload[late:], at+late
	}
	if len(payload) == 0 {
		return
	}
	w.dirty = min(w.dirty, at)
	cell := at % ringFrames * frameSize
	for _, b := range payload {
		w.ring[cell+int64(side)] = b
		if cell += frameSize; cell == int64(len(w.ring)) {
			cell = 0
		}
	}
}

// advance makes the recording at least that long, with silence.
func (w *Writer) advance(to int64) {
	if to <= w.head {
		return
	}
	old := w.head
	w.head = to
	for at := max(old, to-ringFrames); at < to; {
		cell := at % ringFrames
		n := min(to-at, ringFrames-cell)
		fillSilence(w.ring[cell*frameSize : (cell+n)*frameSize])
		at += n
	}
	w.forget(old)
}

// forget gives up what has left the ring before it was written. Frames from
// end on were silence anyway.
func (w *Writer) forget(end int64) {
	if floor := w.head - ringFrames; w.dirty < floor {
		if gone := min(floor, end) - w.dirty; gone > 0 {
			w.lost += gone
			w.stall = true
		}
		w.dirty = floor
	}
}

func fillSilence(b []byte) {
	for i := range b {
		b[i] = silence
	}
}

// flush brings the file up to date; the recording is at least frames long.
func (w *Writer) flush(frames int64) error {
	frames = min(frames, maxFrames)
	w.mu.Lock()
	long := frames-w.dirty > ringFrames
	w.mu.Unlock()
	if long { // a silence that would push what is due out of the ring
		if err := w.writeRing(0); err != nil {
			return err
		}
	}
	return w.writeRing(frames)
}

// writeRing extends the recording to frames and writes what is due.
func (w *Writer) writeRing(frames int64) error {
	w.mu.Lock()
	w.advance(frames)
	from, to := w.dirty, w.head
	w.scratch = w.scratch[:0]
	for at := from; at < to; {
		cell := at % ringFrames
		n := min(to-at, ringFrames-cell)
		w.scratch = append(w.scratch, w.ring[cell*frameSize:(cell+n)*frameSize]...)
		at += n
	}
	w.dirty = to
	w.mu.Unlock()
	if from == to {
		return nil
	}
	err := w.write(from, w.scratch)
	if err != nil { // the frames stay due as long as the ring has them
		w.mu.Lock()
		w.dirty = min(w.dirty, from)
		w.forget(to)
		w.mu.Unlock()
	}
	return err
}

// write puts frames at the given place of the file, then its new length into
// the header, so that the file is readable at any moment.
func (w *Writer) write(from int64, frames []byte) error {
	for w.size < from { // lost frames: silence, not the zeros of a sparse file
		n := min(from-w.size, SampleRate)
		gap := make([]byte, n*frameSize)
		fillSilence(gap)
		if _, err := w.file.WriteAt(gap, headerSize+w.size*frameSize); err != nil {
			return err
		}
		w.size += n
	}
	if _, err := w.file.WriteAt(frames, headerSize+from*frameSize); err != nil {
		return err
	}
	end := from + int64(len(frames)/frameSize)
	if end <= w.size {
		return nil
	}
	if _, err := w.file.WriteAt(header(end), 0); err != nil {
		return err
	}
	w.size = end
	return nil
}

// flushLive is the Store's periodic flush. Its error is not reported: the next
// one tries again, and what is lost in the end is in the Info.
func (w *Writer) flushLive(now time.Time) {
	w.disk.Lock()
	defer w.disk.Unlock()
	if w.file != nil {
		_ = w.flush(w.sides[0].frameAt(now))
	}
}

// Close ends the recording at end, which gives its length, or at its last
// packet if end is zero. It writes what is in memory, syncs, checksums and
// renames the file to its final name; on a slow disk it waits.
//
// A recording that the disk has not taken as a whole is still finished: it is
// partial then, with ReasonDisk. An error means that there is no finished file;
// what is there remains for Sweep.
func (w *Writer) Close(end time.Time) (Info, error) {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return Info{}, fmt.Errorf("recording %s: %w", w.name, os.ErrClosed)
	}
	w.closed = true
	frames := w.extent
	if !end.IsZero() {
		frames = max(0, min(w.sides[0].frameAt(end), maxFrames))
	}
	w.mu.Unlock()

	w.disk.Lock()
	defer w.disk.Unlock()
	defer w.store.forget(w)
	if w.file == nil { // the Store was closed
		return Info{}, fmt.Errorf("recording %s: %w", w.name, os.ErrClosed)
	}
	defer w.release()
	flushed := w.flush(frames)
	if flushed != nil { // once more, for what may have been a short hiccup
		flushed = w.flush(frames)
	}
	w.mu.Lock()
	info := Info{Name: w.name, Lost: time.Duration(w.lost) * sample, Partial: w.stall}
	if flushed != nil && w.dirty < min(frames, w.head) {
		info.Lost += time.Duration(min(frames, w.head)-w.dirty) * sample
		info.Partial = true
	}
	w.mu.Unlock()
	if info.Partial {
		info.Reason = ReasonDisk
	}
	if err := finish(w.file, min(w.size, frames), &info); err != nil {
		return Info{}, fmt.Errorf("recording %s: %w", w.name, err)
	}
	if err := w.store.publish(w.name); err != nil {
		return Info{}, fmt.Errorf("recording %s: %w", w.name, err)
	}
	return info, nil
}

// release closes the file; disk is locked.
func (w *Writer) release() {
	_ = w.file.Close() // synced before, or given up
	w.file = nil
}

// finish cuts the file to so many frames, makes the header agree, syncs it and
// fills in the length and checksum.
func finish(file *os.File, frames int64, info *Info) error {
	info.Bytes = headerSize + frames*frameSize
	info.Duration = time.Duration(frames) * sample
	if err := file.Truncate(info.Bytes); err != nil {
		return fmt.Errorf("truncate: %w", err)
	}
	if _, err := file.WriteAt(header(frames), 0); err != nil {
		return fmt.Errorf("write the header: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	sum, err := checksum(io.NewSectionReader(file, 0, info.Bytes))
	if err != nil {
		return err
	}
	info.SHA256 = sum
	return nil
}

func checksum(r io.Reader) (string, error) {
	hash := sha256.New()
	if _, err := io.CopyBuffer(hash, r, make([]byte, 64<<10)); err != nil {
		return "", fmt.Errorf("checksum: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Repair makes a recording that was cut short valid: the header agrees with
// what the file holds, an odd byte at the end is dropped. A file that is not a
// recording is left alone (ErrFormat).
func Repair(filename string) (Info, error) {
	file, err := os.OpenFile(filename, os.O_RDWR, 0)
	if err != nil {
		return Info{}, fmt.Errorf("recording: repair: %w", err)
	}
	defer func() { _ = file.Close() }() // synced before
	info, err := repair(file)
	if err != nil {
		return Info{}, fmt.Errorf("recording: repair %s: %w", filename, err)
	}
	info.Name = filename
	return info, nil
}

func repair(file *os.File) (Info, error) {
	stat, err := file.Stat()
	if err != nil {
		return Info{}, err
	}
	head := make([]byte, min(stat.Size(), headerSize))
	if _, err := file.ReadAt(head, 0); err != nil {
		return Info{}, err
	}
	if !isHeader(head) {
		return Info{}, ErrFormat
	}
	info := Info{Partial: true, Reason: ReasonInterrupted}
	frames := max(0, min((stat.Size()-headerSize)/frameSize, maxFrames))
	if err := finish(file, frames, &info); err != nil {
		return Info{}, err
	}
	return info, nil
}

// Name is the Store's scheme: year/month/day/attempt-part.wav, the day in
// start's location. Parts count from 1. Attempt may hold letters, digits,
// hyphens and underscores.
func Name(start time.Time, attempt string, part int) (string, error) {
	if attempt == "" || len(attempt) > 100 || part < 1 {
		return "", fmt.Errorf("recording: no name for attempt %q, part %d", attempt, part)
	}
	for _, c := range []byte(attempt) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '-' && c != '_' {
			return "", fmt.Errorf("recording: no name for attempt %q: character %q", attempt, c)
		}
	}
	return path.Join(start.Format("2006/01/02"), fmt.Sprintf("%s-%d.wav", attempt, part)), nil
}
