package lab

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
)

// ReadWAV reads a 16-bit PCM WAV file, as the carrier records it. channels[c][i] is sample i of channel c, rate is
// samples a second. A file whose header was never completed (its writer was killed) is read up to its end.
func ReadWAV(path string) (channels [][]int16, rate int, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, fmt.Errorf("lab: read recording: %w", err)
	}
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, 0, fmt.Errorf("lab: %s is no WAV file", path)
	}
	count := 0
	for at := 12; at+8 <= len(data); {
		id, size := string(data[at:at+4]), int(binary.LittleEndian.Uint32(data[at+4:]))
		body := data[at+8:]
		switch id {
		case "fmt ":
			if len(body) < 16 || binary.LittleEndian.Uint16(body) != 1 || binary.LittleEndian.Uint16(body[14:]) != 16 {
				return nil, 0, fmt.Errorf("lab: %s is not 16-bit PCM", path)
			}
			count, rate = int(binary.LittleEndian.Uint16(body[2:])), int(binary.LittleEndian.Uint32(body[4:]))
		case "data":
			if count == 0 {
				return nil, 0, errors.New("lab: WAV data before its format")
			}
			if size == 0 || size > len(body) {
				size = len(body)
			}
			channels = make([][]int16, count)
			for i := 0; i+2*count <= size; i += 2 * count {
				for c := range channels {
					channels[c] = append(channels[c], int16(binary.LittleEndian.Uint16(body[i+2*c:])))
				}
			}
			return channels, rate, nil
		}
		at += 8 + size + size%2
	}
	return nil, 0, fmt.Errorf("lab: %s has no data", path)
}

// ToneShare tells how much of the samples' energy lies at a frequency (Hz), from 0 to 1 (Goertzel's algorithm). A pure
// tone gives more than 0.9 when the samples span many of its periods; silence gives 0.
func ToneShare(samples []int16, rate int, frequency float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	w := 2 * math.Pi * frequency / float64(rate)
	var s1, s2, energy float64
	for _, sample := range samples {
		x := float64(sample)
		energy += x * x
		s1, s2 = x+2*math.Cos(w)*s1-s2, s1
	}
	if energy == 0 {
		return 0
	}
	power := s1*s1 + s2*s2 - 2*math.Cos(w)*s1*s2
	return min(1, 2*power/(energy*float64(len(samples))))
}
