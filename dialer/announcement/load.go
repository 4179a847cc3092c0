package announcement

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
	"sync"

	"huifang/dialer/announcement/front"
	"huifang/dialer/webrtc/g711"
)

// Library is a set of recordings. It does not change and is used by any number of listeners at once.
type Library struct {
	recordings []*recording
	meanings   []string // that occur
	frames     int
}

// recording is one file.
type recording struct {
	file    string
	meaning int // index of Library.meanings
	first   int // of its frames among all
	frames  []template
	once    sync.Once
	shared  [][]bool // see Library.sharedWith
}

const (
	shortest = 1.0  // seconds of speech or music that a recording must have
	longest  = 60.0 // seconds that a file may have
)

// Load reads the recordings of one or several folders: those shipped and the user's own. Each lies in a folder that is named
// by its meaning, for example powered_off/china-mobile.wav; formats are WAV (16-bit PCM, mu-law or A-law; 8000 Hz, or
// 16000, 32000, 48000, which are reduced), .ulaw and .alaw (raw, 8000 Hz). Other files, and what begins with a dot, are not
// looked at. The error names each file that cannot be used, with its reason (errors.Join); the library has all the others and is
// never nil.
func Load(folders ...fs.FS) (*Library, error) {
	l := &Library{}
	var problems []error
	for _, folder := range folders {
		err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				problems = append(problems, fmt.Errorf("announcement: %s: %w", name, err))
				return nil
			}
			suffix := strings.ToLower(path.Ext(name))
			if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || !slices.Contains([]string{".wav", ".ulaw", ".alaw"}, suffix) {
				return nil
			}
			if err := l.add(folder, name, suffix); err != nil {
				problems = append(problems, fmt.Errorf("announcement: %s: %w", name, err))
			}
			return nil
		})
		if err != nil {
			problems = append(problems, fmt.Errorf("announcement: %w", err))
		}
	}
	return l, errors.Join(problems...)
}

func (l *Library) add(folder fs.FS, name, suffix string) error {
	meaning, _, inFolder := strings.Cut(name, "/")
	if _, known := ends[meaning]; !inFolder || !known {
		known := make([]string, 0, len(ends))
		for m := range ends {
			known = append(known, m)
		}
		slices.Sort(known)
		return fmt.Errorf("it lies in no folder that is named by a meaning (%s)", strings.Join(known, ", "))
	}
	info, err := fs.Stat(folder, name)
	if err != nil {
		return err
	}
	if info.Size() > longest*48000*2 {
		return fmt.Errorf("%d bytes are too many; an announcement takes less than %.0f s", info.Size(), longest)
	}
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return err
	}
	var samples []int16
	switch suffix {
	case ".wav":
		if samples, err = readWAV(data); err != nil {
			return err
		}
	case ".ulaw":
		samples = decodeLaw(data, g711.Decode)
	case ".alaw":
		samples = decodeLaw(data, decodeA)
	}
	if seconds := float64(len(samples)) / g711.SampleRate; seconds > longest {
		return fmt.Errorf("it takes %.0f s; an announcement takes less than %.0f s", seconds, longest)
	}
	r := &recording{file: name, first: l.frames}
	front.Extract(samples, func(_ int, stack *[front.Stack]float32) {
		var f front.Frame
		front.Project(stack, &f)
		r.frames = append(r.frames, newTemplate(&f))
	})
	if heard := float64(len(r.frames)) * front.Hop / g711.SampleRate; heard < shortest {
		return fmt.Errorf("only %.1f s of %.1f s can be heard (silence, a pure tone, or too short); at least %.0f s are needed",
			heard, float64(len(samples))/g711.SampleRate, shortest)
	}
	r.meaning = slices.Index(l.meanings, meaning)
	if r.meaning < 0 {
		r.meaning = len(l.meanings)
		l.meanings = append(l.meanings, meaning)
	}
	l.frames += len(r.frames)
	l.recordings = append(l.recordings, r)
	return nil
}

// Len returns how many recordings there are.
func (l *Library) Len() int { return len(l.recordings) }

func decodeLaw(data []byte, decode func(byte) int16) []int16 {
	out := make([]int16, len(data))
	for i, b := range data {
		out[i] = decode(b)
	}
	return out
}

// decodeA returns the linear sample of an A-law byte (ITU-T G.711).
func decodeA(b byte) int16 {
	b ^= 0x55
	exponent, mantissa := int(b>>4&7), int(b&0x0F)
	v := mantissa<<4 + 8
	if exponent > 0 {
		v = (v + 0x100) << (exponent - 1)
	}
	if b&0x80 == 0 {
		v = -v
	}
	return int16(v)
}

// readWAV returns the first channel at 8000 Hz.
func readWAV(data []byte) ([]int16, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, errors.New("no WAV file")
	}
	var format, channels, rate, bits, block int
	for at := 12; at+8 <= len(data); {
		id, size := string(data[at:at+4]), int(binary.LittleEndian.Uint32(data[at+4:]))
		body := data[at+8:]
		switch id {
		case "fmt ":
			if len(body) < 16 {
				return nil, errors.New("the WAV file is cut off in its header")
			}
			format, channels = int(binary.LittleEndian.Uint16(body)), int(binary.LittleEndian.Uint16(body[2:]))
			rate, block, bits = int(binary.LittleEndian.Uint32(body[4:])), int(binary.LittleEndian.Uint16(body[12:])), int(binary.LittleEndian.Uint16(body[14:]))
		case "data":
			var decode func([]byte) int16
			switch {
			case format == 1 && bits == 16:
				decode = func(b []byte) int16 { return int16(binary.LittleEndian.Uint16(b)) }
			case format == 6 && bits == 8:
				decode = func(b []byte) int16 { return decodeA(b[0]) }
			case format == 7 && bits == 8:
				decode = func(b []byte) int16 { return g711.Decode(b[0]) }
			default:
				return nil, fmt.Errorf("WAV format %d with %d bits; 16-bit PCM, A-law and mu-law can be read", format, bits)
			}
			if channels < 1 || block != channels*bits/8 {
				return nil, fmt.Errorf("the WAV header contradicts itself: %d channels, %d bits, %d bytes a sample", channels, bits, block)
			}
			if rate%g711.SampleRate != 0 || rate == 0 || rate > 48000 {
				return nil, fmt.Errorf("%d samples a second; 8000 or 16000 are expected", rate)
			}
			body = body[:min(size, len(body))]
			samples := make([]int16, 0, len(body)/block)
			for i := 0; i+block <= len(body); i += block {
				samples = append(samples, decode(body[i:]))
			}
			return reduce(samples, rate/g711.SampleRate), nil
		}
		at += 8 + size + size%2
	}
	return nil, errors.New("the WAV file has no audio in it")
}

// reduce keeps one of factor samples, after a low-pass filter (windowed sinc).
func reduce(in []int16, factor int) []int16 {
	if factor == 1 {
		return in
	}
	half := 16 * factor
	taps := make([]float64, 2*half+1)
	var sum float64
	for i := range taps {
		x := float64(i - half)
		taps[i] = 0.5 + 0.5*math.Cos(math.Pi*x/float64(half+1))
		if c := 0.9 / float64(factor); x != 0 {
			taps[i] *= math.Sin(math.Pi*c*x) / (math.Pi * c * x)
		}
		sum += taps[i]
	}
	out := make([]int16, len(in)/factor)
	for n := range out {
		var v float64
		for i, tap := range taps {
			if at := n*factor + i - half; at >= 0 && at < len(in) {
				v += tap * float64(in[at])
			}
		}
		out[n] = int16(max(-32768, min(32767, math.Round(v/sum))))
	}
	return out
}
