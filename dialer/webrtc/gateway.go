// Package webrtc is the media gateway between agents' browsers and Asterisk.
//
// A browser speaks WebRTC (ICE-lite, DTLS-SRTP) to one UDP port that all
// agents share; Asterisk speaks plain RTP to one other, from an ExternalMedia
// channel for each agent, which stays up between calls. Both sides speak PCMU,
// so packets pass unconverted; only sequence numbers and timestamps are
// rewritten. Key presses (RFC 4733) do not pass: they go to Asterisk by command.
package webrtc

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/report"
	pion "github.com/pion/webrtc/v4"
)

// Config says where a Gateway listens.
type Config struct {
	// Listen is the UDP address for all browsers, IP:port. Port 0 takes any
	// free port; the unspecified address offers every interface's.
	Listen string
	// AdvertiseIP is the IP address that browsers are told instead of the
	// listening one, for a machine behind 1:1 NAT. Empty for none.
	AdvertiseIP string
	// RTPHost is the local IP address for the side of Asterisk.
	RTPHost string
	// Logger gets what the gateway has to say; nil for slog.Default().
	Logger *slog.Logger
}

// Gateway makes Legs and owns the port that browsers connect to.
type Gateway struct {
	log      *slog.Logger
	api      *pion.API
	mux      *ice.UDPMuxDefault
	browsers *socket
	asterisk *asterisk

	mu     sync.Mutex
	closed bool
	legs   map[*Leg]struct{}
	rooms  map[*Room]struct{}
}

const (
	// A browser checks its connection every 2.5 s and sends 50 packets a second
	// even when the microphone is muted (RFC 7675; Chromium).
	disconnectedAfter = 5 * time.Second
	failedAfter       = 10 * time.Second // after disconnectedAfter
	// reportInterval is between RTCP reports (RFC 3550, 6.2: 5 s at least for
	// large sessions; 2 s keep the page's quality display alive).
	reportInterval = 2 * time.Second
)

// New opens the browsers' port.
func New(cfg Config) (*Gateway, error) {
	log := cfg.Logger
	if log == nil {
		log = slog.Default()
	}
	at, err := netip.ParseAddrPort(cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("webrtc: listen address %q is not IP:port: %w", cfg.Listen, err)
	}
	rtpHost, err := netip.ParseAddr(cfg.RTPHost)
	if err != nil {
		return nil, fmt.Errorf("webrtc: RTP host %q is not an IP address: %w", cfg.RTPHost, err)
	}
	if rtpHost.IsUnspecified() {
		return nil, fmt.Errorf("webrtc: RTP host %s: Asterisk needs one address to send to", rtpHost)
	}
	settings, err := iceSettings(at.Addr(), cfg.AdvertiseIP)
	if err != nil {
		return nil, err
	}
	loggers := loggerFactory{log}
	settings.LoggerFactory = loggers

	var media pion.MediaEngine
	codec := pion.RTPCodecParameters{RTPCodecCapability: pcmu, PayloadType: payloadPCMU}
	if err := media.RegisterCodec(codec, pion.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("webrtc: register PCMU: %w", err)
	}
	var registry interceptor.Registry
	if err := pion.ConfigureRTCPReportsWithOptions(&registry,
		[]report.ReceiverOption{report.ReceiverInterval(reportInterval)},
		report.SenderInterval(reportInterval)); err != nil {
		return nil, fmt.Errorf("webrtc: configure RTCP reports: %w", err)
	}

	browsers, err := listen(at)
	if err != nil {
		return nil, fmt.Errorf("webrtc: browsers' port: %w", err)
	}
	asterisk, err := newAsterisk(rtpHost.Unmap(), browsers, log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("webrtc: port for Asterisk: %w", err), browsers.Close())
	}
	mux := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: browsers, Logger: loggers.NewLogger("ice")})
	settings.SetICEUDPMux(mux)

	return &Gateway{
		log: log,
		api: pion.NewAPI(pion.WithSettingEngine(settings), pion.WithMediaEngine(&media),
			pion.WithInterceptorRegistry(&registry)),
		mux:      mux,
		browsers: browsers,
		asterisk: asterisk,
		legs:     make(map[*Leg]struct{}),
		rooms:    make(map[*Room]struct{}),
	}, nil
}

var pcmu = pion.RTPCodecCapability{MimeType: pion.MimeTypePCMU, ClockRate: clockRate, Channels: 1}

func iceSettings(listen netip.Addr, advertise string) (pion.SettingEngine, error) {
	var s pion.SettingEngine
	s.SetLite(true)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetICETimeouts(disconnectedAfter, failedAfter, 0)
	s.SetIncludeLoopbackCandidate(listen.IsLoopback() || listen.IsUnspecified() && advertise == "")
	// AES-GCM costs less than half of AES-CM with HMAC per packet. The DTLS
	// server chooses, and browsers would choose AES-CM: so we are the server.
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	if err := s.SetAnsweringDTLSRole(pion.DTLSRoleServer); err != nil {
		return s, fmt.Errorf("webrtc: set the DTLS role: %w", err)
	}
	if advertise == "" {
		return s, nil
	}
	if _, err := netip.ParseAddr(advertise); err != nil {
		return s, fmt.Errorf("webrtc: advertised address %q is not an IP address: %w", advertise, err)
	}
	err := s.SetICEAddressRewriteRules(pion.ICEAddressRewriteRule{
		External:        []string{advertise},
		AsCandidateType: pion.ICECandidateTypeHost,
		Mode:            pion.ICEAddressRewriteReplace,
	})
	if err != nil {
		return s, fmt.Errorf("webrtc: advertise %s: %w", advertise, err)
	}
	return s, nil
}

// Foreign counts the datagrams that came to Asterisk's side from elsewhere, or from a channel that nobody waits for.
func (g *Gateway) Foreign() uint64 { return g.asterisk.foreign.Load() }

// Unsent counts the packets that were to go out with others and that the network did not take.
func (g *Gateway) Unsent() uint64 { return g.browsers.failed.Load() + g.asterisk.failed.Load() }

// Addr is the address that browsers connect to, with the port that was taken.
func (g *Gateway) Addr() netip.AddrPort { return g.browsers.addr }

// NewLeg makes an agent's leg. The name is for the log.
// The Leg must be closed.
func (g *Gateway) NewLeg(name string) (*Leg, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	l := newLeg(g, name)
	g.legs[l] = struct{}{}
	return l, nil
}

func (g *Gateway) forget(l *Leg) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.legs, l)
}

// Close closes every Leg and Room and the ports.
func (g *Gateway) Close() error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return nil
	}
	g.closed = true
	legs := make([]*Leg, 0, len(g.legs))
	for l := range g.legs {
		legs = append(legs, l)
	}
	rooms := make([]*Room, 0, len(g.rooms))
	for r := range g.rooms {
		rooms = append(rooms, r)
	}
	g.mu.Unlock()
	var wg sync.WaitGroup
	for _, r := range rooms {
		wg.Go(r.Close)
	}
	for _, l := range legs {
		wg.Go(l.Close)
	}
	wg.Wait()
	err := g.mux.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	if err = errors.Join(err, g.asterisk.Close()); err != nil {
		return fmt.Errorf("webrtc: close the ports: %w", err)
	}
	return nil
}
