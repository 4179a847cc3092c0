// Package recording stores calls as stereo mu-law WAV files: the agent left,
// the customer right, 8000 frames a second of two bytes each.
//
// A Store owns a directory and writes the recordings that run; a Writer takes
// the packets of one call. Recordings end up checksummed and immutable, whether
// the call was ended or the process killed (requirement R29, invariant I6).
package recording

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	// SampleRate is the number of frames a second.
	SampleRate = 8000
	// Channels is the number of channels: 0 the agent, 1 the customer.
	Channels = 2

	frameSize   = Channels
	formatMuLaw = 7 // WAVE_FORMAT_MULAW (RFC 2361)
	formatPCM   = 1
	silence     = 0xFF // mu-law of 0
	headerSize  = 58
	// sample is the time between two frames.
	sample = time.Second / SampleRate
	// maxFrames keeps the sizes of a WAV file within 32 bits: 74 hours.
	maxFrames = (1<<32 - 1 - headerSize) / frameSize
)

// ErrFormat is wrapped when a file is not a stereo mu-law WAV of 8000 Hz.
var ErrFormat = errors.New("recording: not a stereo mu-law WAV file")

// header returns the 58 bytes before the audio (Multimedia Programming
// Interface and Data Specifications 1.0; a format other than PCM needs the
// extension size and the fact chunk).
func header(frames int64) []byte {
	data := uint32(frames * frameSize)
	b := make([]byte, 0, headerSize)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, headerSize-8+data)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 18)
	b = binary.LittleEndian.AppendUint16(b, formatMuLaw)
	b = binary.LittleEndian.AppendUint16(b, Channels)
	b = binary.LittleEndian.AppendUint32(b, SampleRate)
	b = binary.LittleEndian.AppendUint32(b, SampleRate*frameSize)
	b = binary.LittleEndian.AppendUint16(b, frameSize)
	b = binary.LittleEndian.AppendUint16(b, 8)
	b = binary.LittleEndian.AppendUint16(b, 0)
	b = append(b, "fact"...)
	b = binary.LittleEndian.AppendUint32(b, 4)
	b = binary.LittleEndian.AppendUint32(b, uint32(frames))
	b = append(b, "data"...)
	return binary.LittleEndian.AppendUint32(b, data)
}

// isHeader tells whether b is a header of ours, or the beginning of one,
// whatever its sizes say.
func isHeader(b []byte) bool {
	b = bytes.Clone(b)
	want := header(0)
	for _, size := range []int{4, 46, 54} {
		for i := size; i < size+4 && i < len(b); i++ {
			b[i] = want[i]
		}
	}
	return bytes.HasPrefix(want, b)
}

// audio finds the frames in a WAV file: the offset of the first and how many
// there are. A data chunk that promises more than the file holds is cut.
func audio(r io.ReadSeeker) (offset, frames int64, err error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, 0, fmt.Errorf("recording: measure: %w", err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, 0, fmt.Errorf("recording: rewind: %w", err)
	}
	var riff [12]byte
	if _, err := io.ReadFull(r, riff[:]); err != nil {
		return 0, 0, formatError(err)
	}
	if string(riff[:4]) != "RIFF" || string(riff[8:]) != "WAVE" {
		return 0, 0, ErrFormat
	}
	known := false
	for at := int64(len(riff)); ; {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			return 0, 0, formatError(err)
		}
		at += int64(len(chunk))
		length := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "fmt ":
			var f [16]byte
			if length < int64(len(f)) {
				return 0, 0, ErrFormat
			}
			if _, err := io.ReadFull(r, f[:]); err != nil {
				return 0, 0, formatError(err)
			}
			format, channels := binary.LittleEndian.Uint16(f[0:]), binary.LittleEndian.Uint16(f[2:])
			rate, bits := binary.LittleEndian.Uint32(f[4:]), binary.LittleEndian.Uint16(f[14:])
			if format != formatMuLaw || channels != Channels || rate != SampleRate || bits != 8 {
				return 0, 0, fmt.Errorf("%w: format %d, %d channels of %d bits, %d Hz", ErrFormat, format, channels, bits, rate)
			}
			known = true
		case "data":
			if !known {
				return 0, 0, ErrFormat
			}
			return at, min(length, size-at) / frameSize, nil
		}
		at += length + length%2
		if at > size {
			return 0, 0, ErrFormat
		}
		if _, err := r.Seek(at, io.SeekStart); err != nil {
			return 0, 0, fmt.Errorf("recording: seek: %w", err)
		}
	}
}

// formatError tells a file that ends too early from a disk that fails.
func formatError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: the file ends in its header", ErrFormat)
	}
	return fmt.Errorf("recording: read the header: %w", err)
}

// linear holds the 16-bit sample of every mu-law byte (ITU-T G.711).
var linear = func() (table [256]int16) {
	for i := range table {
		u := ^byte(i)
		magnitude := (int(u&0x0F)<<3+0x84)<<(u>>4&0x07) - 0x84
		if u&0x80 != 0 {
			magnitude = -magnitude
		}
		table[i] = int16(magnitude)
	}
	return table
}()
