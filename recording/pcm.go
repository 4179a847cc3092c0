package recording

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	pcmHeaderSize = 44
	pcmFrameSize  = 2 * Channels
)

// PCM presents a recording as a WAV file of 16-bit PCM, converted as it is
// read, for players that do not know mu-law. Its size is known from the start,
// so it can be served with Range requests (http.ServeContent).
//
// Chromium plays the mu-law file as it is (tried with <audio> and
// decodeAudioData); this plays everywhere.
func PCM(r io.ReadSeeker) (io.ReadSeeker, error) {
	offset, frames, err := audio(r)
	if err != nil {
		return nil, err
	}
	frames = min(frames, (1<<32-1-pcmHeaderSize)/pcmFrameSize)
	return &pcm{source: r, offset: offset, size: pcmHeaderSize + frames*pcmFrameSize, head: pcmHeader(frames)}, nil
}

type pcm struct {
	source io.ReadSeeker
	offset int64 // of the audio in source
	head   []byte
	size   int64
	at     int64
	buf    [8192]byte
}

func pcmHeader(frames int64) []byte {
	data := uint32(frames * pcmFrameSize)
	b := make([]byte, 0, pcmHeaderSize)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, pcmHeaderSize-8+data)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, formatPCM)
	b = binary.LittleEndian.AppendUint16(b, Channels)
	b = binary.LittleEndian.AppendUint32(b, SampleRate)
	b = binary.LittleEndian.AppendUint32(b, SampleRate*pcmFrameSize)
	b = binary.LittleEndian.AppendUint16(b, pcmFrameSize)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	return binary.LittleEndian.AppendUint32(b, data)
}

// Read implements io.Reader.
func (p *pcm) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	if len(b) == 0 {
		return 0, nil
	}
	if p.at < pcmHeaderSize {
		n := copy(b, p.head[p.at:])
		p.at += int64(n)
		return n, nil
	}
	// The first and the last sample may be asked for in halves.
	at := p.at - pcmHeaderSize
	first := at / 2
	odd := int(at % 2)
	want := min(int64(len(b)), p.size-p.at)
	n := min((want+int64(odd)+1)/2, int64(len(p.buf)))
	if _, err := p.source.Seek(p.offset+first, io.SeekStart); err != nil {
		return 0, fmt.Errorf("recording: seek: %w", err)
	}
	if _, err := io.ReadFull(p.source, p.buf[:n]); err != nil {
		return 0, fmt.Errorf("recording: read: %w", err)
	}
	done := 0
	for _, u := range p.buf[:n] {
		v := uint16(linear[u])
		for half := odd; half < 2 && done < int(want); half++ {
			b[done] = byte(v >> (8 * half))
			done++
		}
		odd = 0
	}
	p.at += int64(done)
	return done, nil
}

// Seek implements io.Seeker.
func (p *pcm) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if offset < 0 {
		return 0, errors.New("recording: seek before the beginning")
	}
	p.at = offset
	return offset, nil
}
