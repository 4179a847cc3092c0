package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"huifang/dialer/webrtc/agentpeer"
)

// phones are customers behind a SIP address (RFC 3261) of the bench's own. The simulated carrier will not do to measure
// a connect: an Asterisk that answers waits for the caller's audio, half a second at most, before it says anything. These
// answer and speak as the network does: a packet every 20 ms (PCMU), the first at any moment of the first 20 ms. Packets
// are numbered, and those of a numbered agent are counted. Numbers with the prefix of ringing ones ring for a second
// before they answer.
type phones struct {
	conn *net.UDPConn
	addr netip.AddrPort
	wg   sync.WaitGroup

	mu    sync.Mutex
	calls map[string]*phoneCall // by Call-ID
}

// phoneCall is one customer's call.
type phoneCall struct {
	number   string
	rtp      *net.UDPConn
	hangUp   context.CancelFunc
	answered time.Time // 200 OK was about to be sent
	spoke    time.Time // the first packet was about to be sent

	mu    sync.Mutex
	heard agentpeer.Counter
}

const (
	plain   = "13900" // answers at once
	ringing = "13901"
	ringFor = time.Second
)

func newPhones() (*phones, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	if err != nil {
		return nil, fmt.Errorf("phones: %w", err)
	}
	p := &phones{conn: conn, addr: addrOf(conn), calls: map[string]*phoneCall{}}
	p.wg.Go(p.read)
	return p, nil
}

func (p *phones) close() error {
	err := p.conn.Close()
	p.mu.Lock()
	for _, c := range p.calls {
		c.hangUp()
	}
	p.mu.Unlock()
	p.wg.Wait()
	return err
}

// dial is what to dial for a number; {number} serves too.
func (p *phones) dial(number string) string {
	return fmt.Sprintf("PJSIP/carrier/sip:%s@%s", number, p.addr)
}

func (p *phones) read() {
	buf := make([]byte, 1<<16)
	for {
		n, from, err := p.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return // closed
		}
		if m := parseSIP(string(buf[:n])); m != nil {
			p.handle(m, from)
		}
	}
}

// sip is a request, as far as it is needed for its response.
type sip struct {
	method, user string
	via          []string // lines
	header       map[string]string
	body         string
	media        netip.AddrPort // of the SDP
}

// parseSIP returns nil for what is no request.
func parseSIP(text string) *sip {
	head, body, _ := strings.Cut(text, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	start := strings.Fields(lines[0])
	if len(start) != 3 || start[2] != "SIP/2.0" {
		return nil
	}
	m := &sip{method: start[0], header: map[string]string{}, body: body}
	uri, _, _ := strings.Cut(strings.TrimPrefix(start[1], "sip:"), "@")
	m.user = uri
	for _, line := range lines[1:] {
		key, value, _ := strings.Cut(line, ":")
		key = strings.ToLower(strings.TrimSpace(key))
		if key == "via" {
			m.via = append(m.via, line)
		}
		m.header[key] = strings.TrimSpace(value)
	}
	var ip, port string
	for line := range strings.SplitSeq(body, "\r\n") { // RFC 8866, 5.7 and 5.14
		if rest, ok := strings.CutPrefix(line, "c=IN IP4 "); ok {
			ip = rest
		}
		if rest, ok := strings.CutPrefix(line, "m=audio "); ok {
			port, _, _ = strings.Cut(rest, " ")
		}
	}
	m.media, _ = netip.ParseAddrPort(ip + ":" + port) // only an INVITE has one
	return m
}

func (m *sip) response(status string, extra ...string) []byte {
	to := m.header["to"]
	if !strings.Contains(to, ";tag=") {
		to += ";tag=bench"
	}
	lines := append([]string{"SIP/2.0 " + status}, m.via...)
	lines = append(lines, "From: "+m.header["from"], "To: "+to, "Call-ID: "+m.header["call-id"], "CSeq: "+m.header["cseq"])
	return []byte(strings.Join(append(lines, extra...), "\r\n"))
}

func (p *phones) send(b []byte, to netip.AddrPort) {
	_, _ = p.conn.WriteToUDPAddrPort(b, to) // what is lost shows as a call that is not answered
}

func (p *phones) handle(m *sip, from netip.AddrPort) {
	const empty = "Content-Length: 0\r\n\r\n"
	id := m.header["call-id"]
	switch m.method {
	case "ACK":
	case "INVITE":
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.calls[id] != nil {
			return // sent again; the answer is on its way
		}
		rtp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
		if err != nil {
			p.send(m.response("500 Server Internal Error", empty), from)
			return
		}
		ctx, cancel := context.WithCancel(context.Background())
		c := &phoneCall{number: m.user, rtp: rtp, hangUp: cancel}
		p.calls[id] = c
		p.wg.Go(func() { p.talk(ctx, c, m, from) })
	default: // BYE, and whatever else may come
		p.mu.Lock()
		if c := p.calls[id]; c != nil {
			c.hangUp()
		}
		p.mu.Unlock()
		p.send(m.response("200 OK", empty), from)
	}
}

// talk rings, answers and speaks until the call ends.
func (p *phones) talk(ctx context.Context, c *phoneCall, m *sip, from netip.AddrPort) {
	defer c.hangUp()
	defer c.rtp.Close() // nothing is lost with it
	contact := fmt.Sprintf("Contact: <sip:%s@%s>", c.number, p.addr)
	if strings.HasPrefix(c.number, ringing) {
		p.send(m.response("180 Ringing", contact, "Content-Length: 0\r\n\r\n"), from)
		if !sleep(ctx, ringFor) {
			return
		}
	}
	port := strconv.Itoa(int(addrOf(c.rtp).Port()))
	sdp := "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n"
	ok := m.response("200 OK", contact, "Content-Type: application/sdp", fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(sdp), sdp))
	first := rand.N(time.Second / packetsPerSecond)
	answered := time.Now()
	p.send(ok, from)
	p.wg.Go(c.listen)
	packet := make([]byte, 12+samples)
	packet[0] = 2 << 6 // version 2, payload type 0: RFC 3550, 5.1
	binary.BigEndian.PutUint32(packet[8:], rand.Uint32())
	sequence, timestamp := uint16(rand.Uint32()), rand.Uint32() // begin anywhere
	for i := uint32(0); ; i++ {
		if !sleep(ctx, time.Until(answered.Add(first+time.Duration(i)*time.Second/packetsPerSecond))) {
			return
		}
		if i == 0 {
			p.mu.Lock()
			c.answered, c.spoke = answered, time.Now()
			p.mu.Unlock()
		}
		binary.BigEndian.PutUint16(packet[2:], sequence+uint16(i))
		binary.BigEndian.PutUint32(packet[4:], timestamp+i*samples)
		agentpeer.Number(packet[12:], i)
		if _, err := c.rtp.WriteToUDPAddrPort(packet, m.media); err != nil {
			return
		}
	}
}

// listen counts what the agent says until the call ends.
func (c *phoneCall) listen() {
	buf := make([]byte, 1500)
	for {
		n, _, err := c.rtp.ReadFromUDPAddrPort(buf)
		if err != nil {
			return // closed
		}
		if n > 12 && buf[0] == 2<<6 { // Asterisk sends neither extensions nor other sources' numbers here
			c.mu.Lock()
			c.heard.Add(buf[12:n])
			c.mu.Unlock()
		}
	}
}

// heard sums up what the customers of all calls have heard.
func (p *phones) heard() (sum agentpeer.Counter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		c.mu.Lock()
		sum.Numbered += c.heard.Numbered
		sum.Missing += c.heard.Missing
		c.mu.Unlock()
	}
	return sum
}

// sleep waits and tells whether it came to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// connects are what calls took.
type connects struct {
	whole   []time.Duration // from 200 OK to the arrival of the first packet at the agent
	speaks  []time.Duration // from 200 OK to the first packet of the customer: what no system can be faster than
	added   []time.Duration // the rest: what the system made of it
	skipped int             // calls in which the customer's first packet was not forwarded, but a later one
}

// arrival is that of the first packet of a call's customer at the agent. The last of Asterisk's own ringing tone may come
// before it.
type arrival struct {
	at     time.Time
	packet uint32 // its number: 0 is the customer's first
}

// add takes the arrivals of the first packets, by telephone number.
func (p *phones) add(out *connects, arrived map[string]arrival) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := 0
	for _, c := range p.calls {
		first, ok := arrived[c.number]
		if !ok {
			continue
		}
		found++
		at := first.at
		if c.spoke.IsZero() || at.Before(c.spoke) {
			return fmt.Errorf("%s was heard %s before he spoke", c.number, c.spoke.Sub(at))
		}
		out.whole = append(out.whole, at.Sub(c.answered))
		out.speaks = append(out.speaks, c.spoke.Sub(c.answered))
		out.added = append(out.added, at.Sub(c.spoke))
		if first.packet > 0 {
			out.skipped++
		}
	}
	if found != len(arrived) {
		return fmt.Errorf("the phones saw %d of %d calls", found, len(arrived))
	}
	return nil
}
