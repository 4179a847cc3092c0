package recording

import (
	"fmt"
	"io"
	"time"
)

// Inspect measures a finished recording anew: length, size and checksum of what the file holds. It is for one whose Info
// was lost between closing it and storing what it said.
func (s *Store) Inspect(name string) (Info, error) {
	file, stat, err := s.Open(name)
	if err != nil {
		return Info{}, err
	}
	defer func() { _ = file.Close() }() // only read
	_, frames, err := audio(file)
	if err != nil {
		return Info{}, fmt.Errorf("recording: inspect %s: %w", name, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Info{}, fmt.Errorf("recording: inspect %s: %w", name, err)
	}
	sum, err := checksum(file)
	if err != nil {
		return Info{}, fmt.Errorf("recording: inspect %s: %w", name, err)
	}
	return Info{Name: name, Duration: time.Duration(frames) * sample, Bytes: stat.Size(), SHA256: sum}, nil
}
