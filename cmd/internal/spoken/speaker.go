// Package spoken makes the audio that the shipped sounds, the tests and the bench of the recognisers are made of: sentences
// spoken by eSpeak NG in many voices, and what a telephone line does to them.
package spoken

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"

	"huifang/cmd/internal/lab"
)

// Rate is the samples a second of everything here.
const Rate = 8000

// eSpeak NG's voices. Its plain "cmn" of release 1.51 spells characters out in English; this one reads them.
const (
	Mandarin  = "cmn-latn-pinyin"
	Cantonese = "yue"
	English   = "en-us"
)

// Voice is who speaks, and how.
type Voice struct {
	Language string // Mandarin, Cantonese or English, as eSpeak NG calls its voice
	Variant  string // of eSpeak NG: "m3", "f2", "croak"; empty: the voice as it is
	WPM      int    // words a minute; 0: 160
	Pitch    int    // 0 to 99; 0: 50
}

func (v Voice) String() string {
	return fmt.Sprintf("%s+%s/%d", v.Language, v.Variant, v.WPM)
}

// Speaker speaks. It can be used by several goroutines at once.
type Speaker struct{ program lab.Program }

// NewSpeaker finds eSpeak NG, or unpacks it into the lab's cache.
func NewSpeaker(ctx context.Context) (*Speaker, error) {
	runtime, err := lab.NewRuntime(ctx, os.Stderr)
	if err != nil {
		return nil, err
	}
	program, err := runtime.ESpeak(ctx)
	if err != nil {
		return nil, err
	}
	return &Speaker{program: program}, nil
}

// Say speaks a text and returns it as linear samples at 8 kHz, limited to the telephone's band.
func (s *Speaker) Say(ctx context.Context, v Voice, text string) ([]int16, error) {
	name := v.Language
	if v.Variant != "" {
		name += "+" + v.Variant
	}
	wpm, pitch := v.WPM, v.Pitch
	if wpm == 0 {
		wpm = 160
	}
	if pitch == 0 {
		pitch = 50
	}
	args := append(s.program.Prefix[:len(s.program.Prefix):len(s.program.Prefix)],
		"-v", name, "-s", strconv.Itoa(wpm), "-p", strconv.Itoa(pitch), "-b", "1", "--stdin", "--stdout")
	cmd := exec.CommandContext(ctx, s.program.Path, args...)
	cmd.Env = append(os.Environ(), s.program.Env...)
	cmd.Stdin = bytes.NewReader([]byte(text))
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("spoken: espeak-ng %v: %w: %s", v, err, errOut.String())
	}
	samples, rate, err := streamedWAV(&out)
	if err != nil {
		return nil, fmt.Errorf("spoken: espeak-ng %v: %w", v, err)
	}
	return Resample(samples, rate, Rate), nil
}

// streamedWAV reads what espeak-ng writes: a 44-byte header whose lengths are not filled in, then 16-bit mono samples.
func streamedWAV(r io.Reader) (samples []int16, rate int, err error) {
	var header [44]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, 0, fmt.Errorf("no WAV header: %w", err)
	}
	if string(header[:4]) != "RIFF" || binary.LittleEndian.Uint16(header[22:]) != 1 || binary.LittleEndian.Uint16(header[34:]) != 16 {
		return nil, 0, errors.New("not 16-bit mono WAV")
	}
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, 0, err
	}
	samples = make([]int16, len(body)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(body[2*i:]))
	}
	return samples, int(binary.LittleEndian.Uint32(header[24:])), nil
}

// Resample changes the sampling rate with a windowed sinc of 32 zero crossings, cut off below the lower Nyquist frequency.
func Resample(in []int16, from, to int) []int16 {
	if from == to {
		return in
	}
	cutoff := 0.45 * float64(min(from, to)) / float64(from) // cycles per input sample
	half := int(math.Ceil(8 / cutoff))
	out := make([]int16, len(in)*to/from)
	// The positions repeat after to/gcd outputs, so their filters are made once.
	period := to / gcd(from, to)
	filters := make([][]float64, period)
	for k := range filters {
		frac := math.Mod(float64(k)*float64(from)/float64(to), 1)
		taps := make([]float64, 2*half)
		var sum float64
		for i := range taps {
			x := float64(i-half+1) - frac
			w := 0.5 + 0.5*math.Cos(math.Pi*x/float64(half+1))
			v := 2 * cutoff
			if x != 0 {
				v = math.Sin(2*math.Pi*cutoff*x) / (math.Pi * x)
			}
			taps[i] = v * w
			sum += taps[i]
		}
		for i := range taps {
			taps[i] /= sum
		}
		filters[k] = taps
	}
	for n := range out {
		base := n * from / to
		var v float64
		for i, tap := range filters[n%period] {
			if at := base + i - half + 1; at >= 0 && at < len(in) {
				v += tap * float64(in[at])
			}
		}
		out[n] = int16(max(-32768, min(32767, math.Round(v))))
	}
	return out
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
