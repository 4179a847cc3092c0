package recording

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"time"
)

// MaxPeaks bounds how many buckets a second Peaks makes.
const MaxPeaks = 100

// Peaks is the outline of a recording for drawing it. Its JSON fits
// wavesurfer.js: the members are the options of the same name.
type Peaks struct {
	PerSecond int     `json:"per_second"` // buckets a second
	Duration  float64 `json:"duration"`   // s
	// Peaks holds for the agent and for the customer the lowest and the highest
	// sample of every bucket in turn, -1 to 1.
	Peaks [Channels][]float32 `json:"peaks"`
}

// ReadPeaks outlines a recording with so many buckets a second, 1 to MaxPeaks.
func ReadPeaks(r io.ReadSeeker, perSecond int) (*Peaks, error) {
	if perSecond < 1 || perSecond > MaxPeaks {
		return nil, fmt.Errorf("recording: %d peaks a second, want 1 to %d", perSecond, MaxPeaks)
	}
	offset, frames, err := audio(r)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(offset, io.SeekStart); err != nil {
		return nil, fmt.Errorf("recording: seek: %w", err)
	}
	buckets := int((frames*int64(perSecond) + SampleRate - 1) / SampleRate)
	p := &Peaks{PerSecond: perSecond, Duration: float64(frames) / SampleRate}
	for i := range p.Peaks {
		p.Peaks[i] = make([]float32, 0, 2*buckets)
	}
	buf := make([]byte, (SampleRate/perSecond+1)*frameSize)
	for bucket := range int64(buckets) {
		from := bucket * SampleRate / int64(perSecond)
		to := min((bucket+1)*SampleRate/int64(perSecond), frames)
		piece := buf[:(to-from)*frameSize]
		if _, err := io.ReadFull(r, piece); err != nil {
			return nil, fmt.Errorf("recording: read: %w", err)
		}
		for side := range p.Peaks {
			low, high := int16(math.MaxInt16), int16(math.MinInt16)
			for i := side; i < len(piece); i += frameSize {
				v := linear[piece[i]]
				low, high = min(low, v), max(high, v)
			}
			p.Peaks[side] = append(p.Peaks[side], level(low), level(high))
		}
	}
	return p, nil
}

// level scales to -1..1, in thousandths to keep the JSON short.
func level(v int16) float32 { return float32(math.Round(float64(v)/32768*1000) / 1000) }

// peaksSuffix is added to the name of a recording for its outline.
const peaksSuffix = ".peaks"

// Peaks outlines a finished recording. The outline is kept beside it, so only
// the first call reads the audio.
func (s *Store) Peaks(name string, perSecond int) (*Peaks, error) {
	file, _, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	cache := name + peaksSuffix
	if b, err := s.root.ReadFile(cache); err == nil {
		var p Peaks
		if json.Unmarshal(b, &p) == nil && p.PerSecond == perSecond {
			return &p, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("recording: read the peaks: %w", err)
	}
	p, err := ReadPeaks(file, perSecond)
	if err != nil {
		return nil, fmt.Errorf("recording: peaks of %s: %w", name, err)
	}
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("recording: peaks of %s: %w", name, err)
	}
	// Without the copy, as on a full disk, the next call computes them again.
	temporary := cache + "." + strconv.FormatInt(time.Now().UnixNano(), 36)
	if s.root.WriteFile(temporary, b, 0o640) != nil || s.root.Rename(temporary, cache) != nil {
		if err := s.root.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("recording: peaks of %s: %w", name, err)
		}
	}
	return p, nil
}
