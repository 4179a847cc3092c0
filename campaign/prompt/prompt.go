// Package prompt reads audio that people upload, or a speech synthesiser says, and makes of it what calls play: mono G.711
// mu-law of 8 kHz (requirement R16). It is pure.
package prompt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"huifang/dialer/webrtc/g711"
)

// Limits of a prompt.
const (
	MaxLength = 5 * time.Minute
	MinLength = 300 * time.Millisecond
	// MaxFile is the size of the largest file that can hold MaxLength: 96 kHz, two channels, 32 bits, and some text.
	MaxFile = 96000*2*4*int64(MaxLength/time.Second) + 1<<20
)

// Codes of an Error, stable for translation.
const (
	CodeNotWAV   = "audio_not_wav" // neither WAV nor what was said to be raw G.711
	CodeCorrupt  = "audio_corrupt" // WAV whose parts do not fit together
	CodeEncoding = "audio_encoding_unknown"
	CodeRate     = "audio_rate_bad"
	CodeChannels = "audio_channels_bad"
	CodeTooLong  = "audio_too_long"
	CodeTooShort = "audio_too_short"
	CodeSilent   = "audio_silent"
)

// Error says why audio cannot be used.
type Error struct {
	Code   string
	Detail string // English, for people
}

func (e *Error) Error() string { return e.Code + ": " + e.Detail }

func refuse(code, format string, args ...any) error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Format is what a file is.
type Format string

// The formats: WAV says itself what is in it, the others are bytes of mono G.711 at 8 kHz.
const (
	WAV   Format = "wav"
	MuLaw Format = "ulaw"
	ALaw  Format = "alaw"
)

// Decode makes mu-law of a file. WAV may hold PCM of 8 to 32 bits, floats, mu-law or A-law, one or two channels, at the usual rates.
// The error is always an *Error.
func Decode(data []byte, f Format) ([]byte, error) {
	var samples []float64
	rate := g711.SampleRate
	switch f {
	case MuLaw, ALaw:
		samples = make([]float64, len(data))
		for i, b := range data {
			samples[i] = companded(b, f == ALaw)
		}
	default:
		var err error
		if samples, rate, err = readWAV(data); err != nil {
			return nil, err
		}
	}
	length := time.Duration(len(samples)) * time.Second / time.Duration(rate)
	switch {
	case length > MaxLength:
		return nil, refuse(CodeTooLong, "%s long, at most %s", length.Round(time.Second), MaxLength)
	case length < MinLength:
		return nil, refuse(CodeTooShort, "%s long, at least %s", length.Round(time.Millisecond), MinLength)
	case silent(samples, rate):
		return nil, refuse(CodeSilent, "nothing can be heard in it")
	}
	samples = resample(samples, rate)
	out := make([]byte, len(samples))
	for i, s := range samples {
		out[i] = g711.Encode(int16(math.Round(max(-1, min(1, s)) * math.MaxInt16)))
	}
	return out, nil
}

// Length is how long mu-law audio of 8 kHz lasts.
func Length(ulaw []byte) time.Duration {
	return time.Duration(len(ulaw)) * time.Second / g711.SampleRate
}

// Codes of WAV formats (RFC 2361).
const (
	wavPCM        = 1
	wavFloat      = 3
	wavALaw       = 6
	wavMuLaw      = 7
	wavExtensible = 0xFFFE
)

// rates are those that recorders use; each other one would need filters of its own.
var rates = []int{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}

// streamed is what a program that writes WAV to a pipe says of the length of the audio, or more.
const streamed = 0x7FFFF000

// readWAV gives the samples of a RIFF WAVE file, the mean of its channels, within -1 and 1.
func readWAV(data []byte) (samples []float64, rate int, err error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, 0, refuse(CodeNotWAV, "the file is no WAV file")
	}
	var format, channels, bits int
	var audio []byte
	found := false
	for rest := data[12:]; len(rest) >= 8; {
		id, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:8]))
		body := rest[8:]
		if id == "data" && (size == 0 || size >= streamed) {
			size = int64(len(body))
		}
		if size > int64(len(body)) {
			return nil, 0, refuse(CodeCorrupt, "part %q is longer than the file", id)
		}
		switch id {
		case "fmt ":
			if size < 16 {
				return nil, 0, refuse(CodeCorrupt, "the description of the format is too short")
			}
			format, channels = int(binary.LittleEndian.Uint16(body)), int(binary.LittleEndian.Uint16(body[2:]))
			rate, bits = int(binary.LittleEndian.Uint32(body[4:])), int(binary.LittleEndian.Uint16(body[14:]))
			if format == wavExtensible && size >= 26 {
				format = int(binary.LittleEndian.Uint16(body[24:]))
			}
			found = true
		case "data":
			audio = body[:size]
		}
		if size += size & 1; size > int64(len(body)) { // parts begin at even places
			break
		}
		rest = body[size:]
	}
	switch {
	case !found:
		return nil, 0, refuse(CodeCorrupt, "the file does not describe its format")
	case audio == nil:
		return nil, 0, refuse(CodeCorrupt, "the file has no audio")
	case !slices.Contains(rates, rate):
		return nil, 0, refuse(CodeRate, "%d samples a second, must be one of %v", rate, rates)
	case channels < 1 || channels > 2:
		return nil, 0, refuse(CodeChannels, "%d channels, must be 1 or 2", channels)
	}
	read, width, err := reader(format, bits)
	if err != nil {
		return nil, 0, err
	}
	frames := len(audio) / (width * channels)
	if frames > rate*int(MaxLength/time.Second+1) {
		frames = rate * int(MaxLength/time.Second+1) // enough to be told that it is too long
	}
	samples = make([]float64, frames)
	for i := range samples {
		for c := range channels {
			samples[i] += read(audio[(i*channels+c)*width:]) / float64(channels)
		}
	}
	return samples, rate, nil
}

// reader gives how one sample is read, and its width in bytes.
func reader(format, bits int) (read func([]byte) float64, width int, err error) {
	switch {
	case format == wavPCM && bits == 8:
		return func(b []byte) float64 { return (float64(b[0]) - 128) / 128 }, 1, nil
	case format == wavPCM && bits == 16:
		return func(b []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15) }, 2, nil
	case format == wavPCM && bits == 24:
		return func(b []byte) float64 {
			return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
		}, 3, nil
	case format == wavPCM && bits == 32:
		return func(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31) }, 4, nil
	case format == wavFloat && bits == 32:
		return func(b []byte) float64 {
			v := float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return 0
			}
			return max(-1, min(1, v))
		}, 4, nil
	case format == wavMuLaw && bits == 8:
		return func(b []byte) float64 { return companded(b[0], false) }, 1, nil
	case format == wavALaw && bits == 8:
		return func(b []byte) float64 { return companded(b[0], true) }, 1, nil
	}
	return nil, 0, refuse(CodeEncoding, "encoding %d with %d bits, must be PCM, float, mu-law or A-law", format, bits)
}

// companded reads a byte of G.711.
func companded(b byte, alaw bool) float64 {
	if alaw {
		return float64(decodeALaw(b)) / (1 << 15)
	}
	return float64(g711.Decode(b)) / (1 << 15)
}

// decodeALaw gives the linear sample of an A-law byte (ITU-T G.711).
func decodeALaw(b byte) int16 {
	b ^= 0x55
	v := int(b&0x0F)<<4 + 8
	if segment := b >> 4 & 7; segment > 0 {
		v = (v + 0x100) << (segment - 1)
	}
	if b&0x80 == 0 {
		v = -v
	}
	return int16(v)
}

// silent tells whether no tenth of a second is louder than -50 dB of full scale.
func silent(samples []float64, rate int) bool {
	const quiet = 0.00316
	n := rate / 10
	for at := 0; at+n <= len(samples); at += n {
		sum := 0.0
		for _, s := range samples[at : at+n] {
			sum += s * s
		}
		if math.Sqrt(sum/float64(n)) > quiet {
			return false
		}
	}
	return true
}

// resample brings audio to 8 kHz by a windowed sinc that passes what a telephone does.
func resample(in []float64, rate int) []float64 {
	if rate == g711.SampleRate {
		return in
	}
	const crossings = 24 // of the sinc on each side
	const pass = 3700.0 * 2 / g711.SampleRate
	ratio := float64(rate) / g711.SampleRate
	reach := int(math.Ceil(crossings * ratio / pass)) // in samples of the input
	// Where an output sample lies between two of the input repeats, so there are few sets of weights.
	sets := make([][]float64, g711.SampleRate/gcd(rate, g711.SampleRate))
	for s := range sets {
		_, between := math.Modf(float64(s) * ratio)
		taps, sum := make([]float64, 2*reach+2), 0.0
		for t := range taps {
			x := (float64(t-reach) - between) / ratio * pass
			if math.Abs(x) >= crossings {
				continue
			}
			taps[t] = 0.5 + 0.5*math.Cos(math.Pi*x/crossings) // Hann
			if x != 0 {
				taps[t] *= math.Sin(math.Pi*x) / (math.Pi * x)
			}
			sum += taps[t]
		}
		for t := range taps {
			taps[t] /= sum
		}
		sets[s] = taps
	}
	out := make([]float64, len(in)*g711.SampleRate/rate)
	for i := range out {
		first := i*rate/g711.SampleRate - reach
		for t, w := range sets[i%len(sets)] {
			if k := first + t; k >= 0 && k < len(in) {
				out[i] += w * in[k]
			}
		}
	}
	return out
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// ToWAV is a WAV file of 16 bits with the audio, which every browser plays.
func ToWAV(ulaw []byte) []byte {
	const head = 44
	b := make([]byte, 0, head+2*len(ulaw))
	put := func(v ...any) {
		for _, x := range v {
			switch x := x.(type) {
			case string:
				b = append(b, x...)
			case uint32:
				b = binary.LittleEndian.AppendUint32(b, x)
			case uint16:
				b = binary.LittleEndian.AppendUint16(b, x)
			}
		}
	}
	n := uint32(2 * len(ulaw))
	put("RIFF", head-8+n, "WAVE", "fmt ", uint32(16), uint16(wavPCM), uint16(1), uint32(g711.SampleRate), uint32(2*g711.SampleRate), uint16(2), uint16(16), "data", n)
	for _, u := range ulaw {
		put(uint16(g711.Decode(u)))
	}
	return b
}

// As tells whether err is an *Error, and which.
func As(err error) (*Error, bool) {
	var e *Error
	return e, errors.As(err, &e)
}
