package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"huifang/dialer/webrtc"
	"huifang/recording"
)

// What is compared runs in a process of its own, so that its processor time is its own: the bench starts itself again
// as a "gateway" (dialer/webrtc and recording) or a "relay" (two sockets a call, nothing else) and speaks JSON with it
// over standard input and output, a request and an answer in turn.

type request struct {
	Op       string         // leg, asterisk, open, close
	Offer    string         // leg, gateway: the agent's SDP
	Agent    netip.AddrPort // leg, relay: where the agent is
	Asterisk netip.AddrPort // leg, asterisk: where Asterisk is, or what stands in for it
	Leg      int            // asterisk: which one, counted from 0
	Record   bool           // open
}

type answer struct {
	Err    string
	SDP    string
	RTP    netip.AddrPort // where Asterisk has to send
	Agents netip.AddrPort // where agents have to send, relay only
}

// subject is a process to be measured, from the inside.
type subject interface {
	do(ctx context.Context, r request) (answer, error)
	close() error
}

// runChild serves requests until the input ends.
func runChild(role, dir string, in io.Reader, out io.Writer) (err error) {
	var s subject
	switch role {
	case "gateway":
		s, err = newGateway(dir)
	case "relay":
		s, err = newRelay()
	default:
		err = fmt.Errorf("there is no child %q", role)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	requests, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var r request
		if err := requests.Decode(&r); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("child: %w", err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		a, err := s.do(ctx, r)
		cancel()
		if err != nil {
			a.Err = err.Error()
		}
		if err := answers.Encode(a); err != nil {
			return fmt.Errorf("child: %w", err)
		}
	}
}

// gateway is the service's media path: legs and recordings.
type gateway struct {
	*webrtc.Gateway
	files      *recording.Store
	legs       []*webrtc.Leg
	recordings []*recording.Writer
	opened     int
}

func newGateway(dir string) (*gateway, error) {
	files, err := recording.NewStore(dir)
	if err != nil {
		return nil, err
	}
	g, err := webrtc.New(webrtc.Config{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1", Logger: quiet()})
	if err != nil {
		return nil, errors.Join(err, files.Close())
	}
	return &gateway{Gateway: g, files: files}, nil
}

func (g *gateway) close() error { return errors.Join(g.Gateway.Close(), g.files.Close()) }

func (g *gateway) do(ctx context.Context, r request) (answer, error) {
	switch r.Op {
	case "leg":
		leg, err := g.NewLeg(strconv.Itoa(len(g.legs)))
		if err != nil {
			return answer{}, err
		}
		g.legs = append(g.legs, leg)
		leg.SetAsterisk(r.Asterisk)
		sdp, err := leg.Attach(ctx, r.Offer, nil)
		return answer{SDP: sdp, RTP: leg.RTPAddr()}, err
	case "asterisk": // of a leg that was made before it was known
		if r.Leg < 0 || r.Leg >= len(g.legs) {
			return answer{}, fmt.Errorf("there is no leg %d", r.Leg)
		}
		g.legs[r.Leg].SetAsterisk(r.Asterisk)
		return answer{}, nil
	case "open":
		return answer{}, g.open(r.Record)
	case "close":
		return answer{}, g.shut()
	}
	return answer{}, fmt.Errorf("no such request: %q", r.Op)
}

// open begins a conversation on every leg.
func (g *gateway) open(record bool) error {
	now := time.Now()
	g.opened++
	for i, leg := range g.legs {
		if !record {
			leg.Open(nil, now)
			continue
		}
		name, err := recording.Name(now, strconv.Itoa(i+1), g.opened)
		if err != nil {
			return err
		}
		w, err := g.files.Create(name, now)
		if err != nil {
			return err
		}
		g.recordings = append(g.recordings, w)
		leg.Open(w, now)
	}
	return nil
}

// shut ends all conversations. A recording that is not whole would falsify the comparison.
func (g *gateway) shut() error {
	for _, leg := range g.legs {
		leg.CloseGate()
	}
	var errs []error
	for _, w := range g.recordings {
		info, err := w.Close(time.Now())
		if err == nil && (info.Partial || info.Lost > 0) {
			err = fmt.Errorf("recording %s is not whole: %s, %s lost", info.Name, info.Reason, info.Lost)
		}
		errs = append(errs, err)
	}
	g.recordings = nil
	return errors.Join(errs...)
}

// relay passes packets on and does nothing else, each with one system call to receive and one to send it: over one socket
// that all agents share, and one for each call towards Asterisk.
type relay struct {
	agents *net.UDPConn
	wg     sync.WaitGroup

	mu    sync.RWMutex
	calls map[netip.AddrPort]relayed // by the agent's address
}

type relayed struct {
	conn     *net.UDPConn
	asterisk netip.AddrPort
}

var loopback = net.IPv4(127, 0, 0, 1)

func newRelay() (*relay, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(2 << 20) // as the gateway's; less is no error
	r := &relay{agents: conn, calls: map[netip.AddrPort]relayed{}}
	r.wg.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return // closed
			}
			r.mu.RLock()
			c, ok := r.calls[from]
			r.mu.RUnlock()
			if ok {
				_, _ = c.conn.WriteToUDPAddrPort(buf[:n], c.asterisk) // what is lost shows on the other side
			}
		}
	})
	return r, nil
}

func (r *relay) close() error {
	err := r.agents.Close()
	for _, c := range r.calls {
		err = errors.Join(err, c.conn.Close())
	}
	r.wg.Wait()
	return err
}

func (r *relay) do(_ context.Context, q request) (answer, error) {
	if q.Op != "leg" {
		return answer{}, nil // always open
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback})
	if err != nil {
		return answer{}, err
	}
	r.mu.Lock()
	r.calls[q.Agent] = relayed{conn, q.Asterisk}
	r.mu.Unlock()
	r.wg.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, _, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return // closed
			}
			_, _ = r.agents.WriteToUDPAddrPort(buf[:n], q.Agent) // what is lost shows on the other side
		}
	})
	return answer{RTP: addrOf(conn), Agents: addrOf(r.agents)}, nil
}

func addrOf(conn *net.UDPConn) netip.AddrPort {
	a := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// process is a subject from the outside.
type process struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	requests *json.Encoder
	answers  *json.Decoder
}

// start runs this program again as a subject. It ends with its input, so also with us.
func (b *bench) start(ctx context.Context, role string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(b.dir, role+"-")
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, self, "-child", role, "-dir", dir)}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the %s: %w", role, err)
	}
	p.requests, p.answers = json.NewEncoder(p.in), json.NewDecoder(out)
	return p, nil
}

func (p *process) ask(r request) (a answer, err error) {
	if err := p.requests.Encode(r); err != nil {
		return a, fmt.Errorf("%s: %w", r.Op, err)
	}
	if err := p.answers.Decode(&a); err != nil {
		return a, fmt.Errorf("%s: %w", r.Op, err)
	}
	if a.Err != "" {
		return a, fmt.Errorf("%s: %s", r.Op, a.Err)
	}
	return a, nil
}

func (p *process) close() error {
	return errors.Join(p.in.Close(), p.cmd.Wait())
}
