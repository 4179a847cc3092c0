package recording

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	suffix = ".wav"
	// unfinished marks the file of a call that runs, or that was cut short.
	unfinished = ".part"
	// flushInterval leaves room to its promise of half a second.
	flushInterval = 250 * time.Millisecond
)

// ErrName is wrapped when a name is not that of a recording.
var ErrName = errors.New("recording: not the name of a recording")

// ErrChecksum is wrapped when a recording is not what it was.
var ErrChecksum = errors.New("recording: checksum does not match")

// Store keeps recordings in a directory. A file of a running call ends in
// ".wav.part"; finished ones are never written to again. Several processes may
// share the directory: a running recording is locked by its process.
type Store struct {
	root *os.Root
	stop chan struct{}
	done chan struct{}

	mu      sync.Mutex
	closed  bool
	writers map[*Writer]struct{}
}

// NewStore opens a directory, makes it if need be, and checks that it can be
// written. The Store must be closed.
func NewStore(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("recording: make the directory: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-")
	if err != nil {
		return nil, fmt.Errorf("recording: directory %s is not writable: %w", dir, err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return nil, fmt.Errorf("recording: directory %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("recording: open the directory: %w", err)
	}
	s := &Store{root: root, stop: make(chan struct{}), done: make(chan struct{}), writers: make(map[*Writer]struct{})}
	go s.flushAll()
	return s, nil
}

// flushAll writes all running recordings until the Store is closed. One
// goroutine does, because there is one disk.
func (s *Store) flushAll() {
	defer close(s.done)
	ticker := time.NewTicker(flushInterval)
	defer ticker.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-ticker.C:
		}
		for _, w := range s.running() {
			w.flushLive(time.Now())
		}
	}
}

func (s *Store) running() []*Writer {
	s.mu.Lock()
	defer s.mu.Unlock()
	writers := make([]*Writer, 0, len(s.writers))
	for w := range s.writers {
		writers = append(writers, w)
	}
	return writers
}

func (s *Store) forget(w *Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.writers, w)
}

// Close writes out the recordings that still run and stops. They stay
// unfinished, for the next Sweep.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	close(s.stop)
	<-s.done
	now := time.Now()
	for _, w := range s.running() {
		w.flushLive(now)
		w.disk.Lock()
		if w.file != nil {
			w.release()
		}
		w.disk.Unlock()
		s.forget(w)
	}
	if err := s.root.Close(); err != nil {
		return fmt.Errorf("recording: close the store: %w", err)
	}
	return nil
}

// Create begins a recording of that name (see Name), whose time line begins at
// start. A full disk or a missing right shows here.
func (s *Store) Create(name string, start time.Time) (*Writer, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if _, err := s.root.Stat(name); err == nil {
		return nil, fmt.Errorf("recording: create %s: %w", name, fs.ErrExist)
	}
	if err := s.root.MkdirAll(path.Dir(name), 0o750); err != nil {
		return nil, fmt.Errorf("recording: create %s: %w", name, err)
	}
	file, err := s.root.OpenFile(name+unfinished, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return nil, fmt.Errorf("recording: create %s: %w", name, err)
	}
	if err := s.begin(file); err != nil {
		return nil, errors.Join(fmt.Errorf("recording: create %s: %w", name, err),
			file.Close(), s.root.Remove(name+unfinished))
	}
	w := newWriter(s, name, file, start)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.Join(fmt.Errorf("recording: create %s: %w", name, fs.ErrClosed), file.Close())
	}
	s.writers[w] = struct{}{}
	return w, nil
}

// begin locks the file, so that no other process sweeps it, and writes the
// header. A sweep only looks at it for a moment: the lock is waited for.
func (s *Store) begin(file *os.File) error {
	if err := lock(file, 0); err != nil {
		return err
	}
	_, err := file.WriteAt(header(0), 0)
	return err
}

// lock takes the lock of a file, which ends when the file is closed or the
// process dies.
func lock(file *os.File, how int) error {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|how)
		if !errors.Is(err, syscall.EINTR) {
			return os.NewSyscallError("flock", err)
		}
	}
}

// publish gives a finished file its final name, and makes that last.
func (s *Store) publish(name string) error {
	if err := s.root.Rename(name+unfinished, name); err != nil {
		return err
	}
	dir, err := s.root.Open(path.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// checkName refuses everything but recordings; that a name cannot leave the
// directory is os.Root's part.
func checkName(name string) error {
	if !fs.ValidPath(name) || !strings.HasSuffix(name, suffix) {
		return fmt.Errorf("%w: %q", ErrName, name)
	}
	return nil
}

// Open opens a finished recording for reading; the caller closes it. Its
// FileInfo has the size and the time for http.ServeContent.
func (s *Store) Open(name string) (*os.File, fs.FileInfo, error) {
	if err := checkName(name); err != nil {
		return nil, nil, err
	}
	file, err := s.root.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("recording: open: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("recording: open: %w", err), file.Close())
	}
	return file, info, nil
}

// Stat tells size and time of a finished recording.
func (s *Store) Stat(name string) (fs.FileInfo, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	info, err := s.root.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("recording: stat: %w", err)
	}
	return info, nil
}

// Remove deletes a finished recording with its outline. One that is gone already is no error.
func (s *Store) Remove(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	for _, file := range []string{name, name + peaksSuffix} {
		if err := s.root.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("recording: remove: %w", err)
		}
	}
	return nil
}

// Verify reads a recording and compares its checksum with Info.SHA256
// (ErrChecksum).
func (s *Store) Verify(name, sha256 string) error {
	file, _, err := s.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	sum, err := checksum(file)
	if err != nil {
		return fmt.Errorf("recording: verify %s: %w", name, err)
	}
	if !strings.EqualFold(sum, sha256) {
		return fmt.Errorf("%w: %s is %s, was %s", ErrChecksum, name, sum, sha256)
	}
	return nil
}

// Sweep finishes the recordings that a dead process has left (Repair) and
// returns them. Those that still run, here or in another process, are left
// alone. It goes on past files that it cannot finish and returns their errors
// joined.
func (s *Store) Sweep() ([]Info, error) {
	var found []Info
	var failed []error
	err := fs.WalkDir(s.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		final, ok := strings.CutSuffix(name, unfinished)
		if !ok || entry.IsDir() || checkName(final) != nil {
			return nil //nolint:nilerr // not one of ours
		}
		info, dead, err := s.sweep(final)
		if err != nil {
			failed = append(failed, fmt.Errorf("recording: sweep %s: %w", name, err))
		} else if dead {
			found = append(found, info)
		}
		return nil
	})
	if err != nil {
		failed = append(failed, fmt.Errorf("recording: sweep: %w", err))
	}
	return found, errors.Join(failed...)
}

// sweep finishes one file, unless its writer lives.
func (s *Store) sweep(name string) (info Info, dead bool, err error) {
	file, err := s.root.OpenFile(name+unfinished, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return Info{}, false, nil // its writer has just finished it
	}
	if err != nil {
		return Info{}, false, err
	}
	defer func() { _ = file.Close() }() // synced by repair
	err = lock(file, syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return Info{}, false, nil
	}
	if err != nil {
		return Info{}, false, err
	}
	stat, err := file.Stat()
	if err != nil {
		return Info{}, false, err
	}
	// An empty file may have been made a moment ago and not be locked yet.
	if stat.Size() == 0 && time.Since(stat.ModTime()) < time.Minute {
		return Info{}, false, nil
	}
	// While the lock was free its writer may have finished: then the name is gone.
	if _, err := s.root.Stat(name + unfinished); errors.Is(err, fs.ErrNotExist) {
		return Info{}, false, nil
	}
	if info, err = repair(file); err != nil {
		return Info{}, false, err
	}
	info.Name = name
	return info, true, s.publish(name)
}
