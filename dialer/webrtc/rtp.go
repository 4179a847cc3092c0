package webrtc

import (
	"encoding/binary"
	"time"
)

const (
	// payloadPCMU is the static RTP payload type of mu-law (RFC 3551, 6).
	payloadPCMU = 0
	// clockRate is the RTP clock of PCMU in Hz: one tick is one sample, one byte.
	clockRate = 8000
	// packetSamples is the length of an ordinary packet, 20 ms.
	packetSamples = 160
	rtpHeaderSize = 12
	// tick is the length of one sample.
	tick = time.Second / clockRate
	// maxPacket is the largest datagram that is read, and that a rewritten
	// packet can fill.
	maxPacket = 1500
)

// packet is a view of an RTP packet (RFC 3550, 5.1); payload lies in the
// buffer that was parsed.
type packet struct {
	seq         uint16
	ts          uint32
	ssrc        uint32
	payloadType uint8
	marker      bool
	payload     []byte
}

// parseRTP reads an RTP packet without copying. It is written out here,
// because pion/rtp allocates for header extensions and this runs per packet.
func parseRTP(b []byte) (p packet, ok bool) {
	if len(b) < rtpHeaderSize || b[0]>>6 != 2 {
		return packet{}, false
	}
	offset := rtpHeaderSize + 4*int(b[0]&0x0F)
	if b[0]&0x10 != 0 {
		if len(b) < offset+4 {
			return packet{}, false
		}
		offset += 4 + 4*int(binary.BigEndian.Uint16(b[offset+2:]))
	}
	if len(b) < offset {
		return packet{}, false
	}
	end := len(b)
	if b[0]&0x20 != 0 {
		if end == offset {
			return packet{}, false
		}
		padding := int(b[end-1])
		if padding == 0 || padding > end-offset {
			return packet{}, false
		}
		end -= padding
	}
	return packet{
		seq:         binary.BigEndian.Uint16(b[2:]),
		ts:          binary.BigEndian.Uint32(b[4:]),
		ssrc:        binary.BigEndian.Uint32(b[8:]),
		payloadType: b[1] & 0x7F,
		marker:      b[1]&0x80 != 0,
		payload:     b[offset:end],
	}, true
}

// appendRTP appends a PCMU packet with a plain header to b.
func appendRTP(b []byte, seq uint16, ts, ssrc uint32, marker bool, payload []byte) []byte {
	second := byte(payloadPCMU)
	if marker {
		second |= 0x80
	}
	b = append(b, 2<<6, second)
	b = binary.BigEndian.AppendUint16(b, seq)
	b = binary.BigEndian.AppendUint32(b, ts)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	return append(b, payload...)
}
