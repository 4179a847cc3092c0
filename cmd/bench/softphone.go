package main

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"

	"huifang/ari"
	"huifang/dialer/webrtc/agentpeer"
)

// What Huifang's agents are compared with: agents whose softphones are WebRTC endpoints of the same Asterisk (SIP over
// WebSocket, RFC 7118; ICE; DTLS-SRTP), members of a queue of its own app_queue.

//go:embed pbx
var pbxFiles embed.FS

// softphones are such agents. They answer every call at once.
type softphones struct {
	b      *bench
	client *ari.Client // for the customers' calls
	stop   func() error
	phones []*softphone

	mu    sync.Mutex
	talks map[string]*softCall // by the customer's number
	wg    sync.WaitGroup       // of calls that begin or end
}

// softphone is one agent's connection.
type softphone struct {
	s    *softphones
	name string
	conn *websocket.Conn
	done chan struct{}

	registered chan struct{}
	refused    string // status line of a registration that was not taken; set before done
	numbered   bool
	calls      map[string]*softCall // by Call-ID; the reader's
}

// softCall is a call that one of them has answered.
type softCall struct {
	number string
	audio  *agentpeer.Peer
	err    error         // why it has no audio
	began  chan struct{} // closed when its audio is connected, or will not be
	cancel context.CancelFunc
}

// startSoftphones teaches the PBX, as it runs, n endpoints and a queue, and registers them. numbered is agentpeer's.
func (b *bench) startSoftphones(ctx context.Context, n int, numbered bool) (s *softphones, err error) {
	s = &softphones{b: b, talks: map[string]*softCall{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if err := b.teachPBX(ctx); err != nil {
		return s, err
	}
	if s.client, s.stop, err = b.bareClient(ctx, "bench-softphones"); err != nil {
		return s, err
	}
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	s.phones = make([]*softphone, n)
	for i := range n {
		group.Go(func() (err error) {
			s.phones[i], err = s.register(gctx, softphoneName(i), numbered)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return s, fmt.Errorf("register softphones: %w", err)
	}
	return s, nil
}

// mostSoftphones is how many endpoints the PBX is taught.
const mostSoftphones = 100

func softphoneName(i int) string { return fmt.Sprintf("softphone%d", i) }

// teachPBX adds to the PBX's configuration what the softphones need. It stays: endpoints that nobody uses cost nothing.
func (b *bench) teachPBX(ctx context.Context) error {
	if b.taught {
		return nil
	}
	names := make([]string, mostSoftphones)
	for i := range names {
		names[i] = softphoneName(i)
	}
	texts, err := pbxTexts(names)
	if err != nil {
		return err
	}
	for name, text := range texts {
		if err := b.lab.PBX.EditConfig(name, func(old string) string { return old + text }); err != nil {
			return err
		}
	}
	for _, command := range []string{
		"module load res_srtp.so", "module load res_pjsip_transport_websocket.so", "module load res_pjsip_registrar.so",
		"module load res_pjsip_endpoint_identifier_user.so", "module reload res_pjsip.so", "dialplan reload",
		"module load app_queue.so", "module load app_echo.so",
	} {
		out, err := b.lab.PBX.CLI(ctx, command)
		if err != nil {
			return err
		}
		if strings.Contains(out, "Unable") {
			return fmt.Errorf("%s: %s", command, strings.TrimSpace(out))
		}
	}
	b.taught = true
	return nil
}

// pbxTexts gives what is appended to the PBX's files for the named softphones, by file name.
func pbxTexts(names []string) (map[string]string, error) {
	files, err := template.ParseFS(pbxFiles, "pbx/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("configuration of the softphones: %w", err)
	}
	texts := map[string]string{}
	for _, t := range files.Templates() {
		var text strings.Builder
		if err := t.Execute(&text, names); err != nil {
			return nil, fmt.Errorf("configuration of the softphones: %w", err)
		}
		texts[strings.TrimSuffix(t.Name(), ".tmpl")] = text.String()
	}
	return texts, nil
}

var iceLine = regexp.MustCompile(`(?m)^icesupport *=.*$`)

// setICE turns ICE on or off for calls to come. Softphones need it; Huifang's calls do not, and would pay for it with
// every packet.
func (b *bench) setICE(ctx context.Context, on bool) error {
	outer := ""
	if on {
		var err error
		if outer, err = outerAddress(); err != nil {
			return err
		}
	}
	if err := b.lab.PBX.EditConfig("rtp.conf", func(text string) string { return withICE(text, outer) }); err != nil {
		return err
	}
	_, err := b.lab.PBX.CLI(ctx, "module reload res_rtp_asterisk.so")
	return err
}

// withICE changes an rtp.conf. Asterisk offers no loopback address in ICE, so 127.0.0.1 stands for the machine's outer one;
// "" turns ICE off.
func withICE(text, outer string) string {
	const hosts, only = "\n[ice_host_candidates]\n", "\nice_deny = 0.0.0.0/0\nice_permit = 127.0.0.1/32"
	text, _, _ = strings.Cut(text, hosts)
	text = strings.Replace(text, only, "", 1)
	if outer == "" {
		return iceLine.ReplaceAllLiteralString(text, "icesupport = no")
	}
	return iceLine.ReplaceAllLiteralString(text, "icesupport = yes"+only) + hosts + outer + " => 127.0.0.1\n"
}

// outerAddress is an IPv4 address of this machine that is not loopback. Nothing is sent to it.
func outerAddress() (string, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "", fmt.Errorf("addresses of this machine: %w", err)
	}
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && !ip.IP.IsLoopback() && !ip.IP.IsUnspecified() {
			return ip.IP.String(), nil
		}
	}
	return "", errors.New("this machine has no IPv4 address but loopback, and Asterisk offers WebRTC none then")
}

func (s *softphones) close() error {
	var errs []error
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if s.stop != nil {
		errs = append(errs, s.b.hangUpAll(ctx), s.stop())
	}
	for _, p := range s.phones {
		if p == nil {
			continue
		}
		p.close()
		for _, c := range p.calls { // whose BYE did not come
			s.end(c)
		}
	}
	s.wg.Wait()
	return errors.Join(errs...)
}

// register connects a softphone. It comes from 127.0.0.2: from 127.0.0.1 comes the carrier.
func (s *softphones) register(ctx context.Context, name string, numbered bool) (p *softphone, err error) {
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	transport := &http.Transport{DialContext: from.DialContext}
	url := fmt.Sprintf("ws://127.0.0.1:%d/ws", s.b.lab.PBX.HTTPPort)
	conn, resp, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}, Subprotocols: []string{"sip"}})
	if err != nil {
		return nil, fmt.Errorf("SIP over WebSocket: %w", err)
	}
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // of the handshake; empty
	}
	p = &softphone{s: s, name: name, conn: conn, done: make(chan struct{}), registered: make(chan struct{}), refused: "the connection was closed", numbered: numbered, calls: map[string]*softCall{}}
	go p.read()
	// Asterisk refuses a Call-ID that it has seen with this CSeq, and may not have forgotten the last round's yet.
	id := name + rand.Text()
	p.send([]byte(strings.Join([]string{
		"REGISTER sip:127.0.0.1 SIP/2.0", "Via: SIP/2.0/WS " + name + ".invalid;branch=z9hG4bK" + id, "Max-Forwards: 70",
		"From: <sip:" + name + "@127.0.0.1>;tag=" + id, "To: <sip:" + name + "@127.0.0.1>", "Call-ID: " + id, "CSeq: 1 REGISTER",
		p.contact(), "Expires: 3600", "Content-Length: 0", "", ""}, "\r\n")))
	select {
	case <-p.registered:
		return p, nil
	case <-p.done:
		err = fmt.Errorf("refused: %s", p.refused)
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.close()
	return nil, fmt.Errorf("register %s: %w", name, err)
}

func (p *softphone) contact() string {
	return "Contact: <sip:" + p.name + "@" + p.name + ".invalid;transport=ws>"
}

func (p *softphone) close() {
	_ = p.conn.Close(websocket.StatusGoingAway, "") // may be gone already
	<-p.done
}

func (p *softphone) send(message []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = p.conn.Write(ctx, websocket.MessageText, message) // a lost connection shows as a call that has no audio
}

func (p *softphone) read() {
	defer close(p.done)
	for {
		_, raw, err := p.conn.Read(context.Background()) // ended by close
		if err != nil {
			return
		}
		text := string(raw)
		if status, ok := strings.CutPrefix(text, "SIP/2.0 "); ok {
			switch {
			case strings.HasPrefix(status, "200"):
				close(p.registered)
			case status[0] > '2':
				p.refused, _, _ = strings.Cut(text, "\r\n")
				return
			}
			continue
		}
		if m := parseSIP(text); m != nil {
			p.handle(m)
		}
	}
}

func (p *softphone) handle(m *sip) {
	const empty = "Content-Length: 0\r\n\r\n"
	id := m.header["call-id"]
	switch m.method {
	case "ACK":
	case "INVITE":
		p.answer(m)
	case "BYE", "CANCEL":
		p.send(m.response("200 OK", empty))
		if c := p.calls[id]; c != nil {
			delete(p.calls, id)
			p.s.end(c)
		}
	default: // OPTIONS, NOTIFY
		p.send(m.response("200 OK", empty))
	}
}

// answer takes a call at once, as a page does whose agent waits for the next customer.
func (p *softphone) answer(m *sip) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	c := &softCall{number: userOf(m.header["from"]), began: make(chan struct{}), cancel: cancel}
	sdp, err := c.accept(ctx, m.body, p.numbered)
	c.err = err
	p.s.took(c)
	if err != nil {
		cancel()
		p.send(m.response("488 Not Acceptable Here", "Content-Length: 0\r\n\r\n"))
		return
	}
	p.calls[m.header["call-id"]] = c
	p.send(m.response("200 OK", p.contact(), "Content-Type: application/sdp", fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(sdp), sdp)))
	p.s.wg.Go(func() {
		defer close(c.began)
		_ = c.audio.WaitConnected(ctx) // else the call has no audio, which shows
	})
}

func (c *softCall) accept(ctx context.Context, offer string, numbered bool) (sdp string, err error) {
	if c.audio, err = agentpeer.New(agentpeer.Config{ToneHz: 1000, Numbered: numbered}); err != nil {
		return "", err
	}
	if sdp, err = c.audio.Accept(ctx, offer); err != nil {
		return "", errors.Join(err, c.audio.Close())
	}
	return sdp, nil
}

// userOf is the user part of a From header.
func userOf(from string) string {
	_, rest, _ := strings.Cut(from, "sip:")
	user, _, _ := strings.Cut(rest, "@")
	return user
}

func (s *softphones) took(c *softCall) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.talks[c.number] = c
}

// end closes a call's audio, which takes a moment.
func (s *softphones) end(c *softCall) {
	c.cancel()
	s.wg.Go(func() {
		<-c.began
		_ = c.audio.Close() // its other end is gone
	})
}

// talk is the call of a number, once an agent has taken it.
func (s *softphones) talk(number string) *softCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.talks[number]
}
