package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// PortRange is a range of UDP ports, both ends included.
type PortRange struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// Ports are where the services listen, all on 127.0.0.1. A zero field means: as before in this folder, else the
// default of the mode.
type Ports struct {
	Postgres   int       `json:"postgres"`    // TCP
	Redis      int       `json:"redis"`       // TCP
	PBXHTTP    int       `json:"pbx_http"`    // TCP, ARI
	PBXSIP     int       `json:"pbx_sip"`     // UDP
	PBXRTP     PortRange `json:"pbx_rtp"`     // two ports a channel, four a bridged call
	CarrierSIP int       `json:"carrier_sip"` // UDP
	CarrierRTP PortRange `json:"carrier_rtp"` // two ports a call

	// Of the second PBX; zero without one.
	SecondHTTP int       `json:"second_http,omitempty"` // TCP, ARI
	SecondSIP  int       `json:"second_sip,omitempty"`  // UDP
	SecondRTP  PortRange `json:"second_rtp,omitzero"`
}

// DefaultPorts are those of detached services, away from the standard ports and below the range that Linux gives to
// outgoing connections (from 32768).
var DefaultPorts = Ports{
	Postgres: 21432, Redis: 21379, PBXHTTP: 21088, PBXSIP: 21060, CarrierSIP: 21061,
	PBXRTP: PortRange{22000, 23999}, CarrierRTP: PortRange{24000, 25999},
}

// or fills zero fields from another set.
func (p Ports) or(q Ports) Ports {
	for _, pair := range [][2]*int{{&p.Postgres, &q.Postgres}, {&p.Redis, &q.Redis}, {&p.PBXHTTP, &q.PBXHTTP}, {&p.PBXSIP, &q.PBXSIP}, {&p.CarrierSIP, &q.CarrierSIP}} {
		if *pair[0] == 0 {
			*pair[0] = *pair[1]
		}
	}
	if p.PBXRTP == (PortRange{}) {
		p.PBXRTP = q.PBXRTP
	}
	if p.CarrierRTP == (PortRange{}) {
		p.CarrierRTP = q.CarrierRTP
	}
	return p
}

// split gives half of the PBX's RTP ports to a second PBX, and the ports beside the carrier's for the rest.
func (p Ports) split() Ports {
	middle := p.PBXRTP.First + (p.PBXRTP.Last-p.PBXRTP.First+1)/2
	p.SecondHTTP, p.SecondSIP = p.CarrierSIP+1, p.CarrierSIP+2
	p.SecondRTP, p.PBXRTP = PortRange{middle, p.PBXRTP.Last}, PortRange{p.PBXRTP.First, middle - 1}
	return p
}

// validate names the first field that cannot be used.
func (p Ports) validate() error {
	single := map[string]int{"Postgres": p.Postgres, "Redis": p.Redis, "PBX HTTP": p.PBXHTTP, "PBX SIP": p.PBXSIP, "carrier SIP": p.CarrierSIP}
	seen := map[int]string{}
	for what, port := range single {
		if port < 1 || port > 65535 {
			return fmt.Errorf("port %d of %s is not a port number", port, what)
		}
		if other := seen[port]; other != "" {
			return fmt.Errorf("port %d is given to both %s and %s", port, other, what)
		}
		seen[port] = what
	}
	for what, r := range map[string]PortRange{"PBX RTP": p.PBXRTP, "carrier RTP": p.CarrierRTP} {
		if r.First < 1 || r.Last > 65535 || r.Last-r.First < 20 {
			return fmt.Errorf("range %d-%d of %s is not a range of at least 20 ports", r.First, r.Last, what)
		}
	}
	return nil
}

// Blocks of ports for test mode. Tests of several packages run at the same time: whoever holds the UDP port at the
// block's guard offset has the block, and the kernel gives it back when the holder ends, however it ends.
const (
	blockSize  = 2000
	blockGuard = 9
)

var blockStarts = []int{10000, 12000, 14000, 16000, 18000, 26000, 28000, 30000}

// listen has no settings; opening a port on loopback does not wait for anything.
var listen net.ListenConfig

// takeBlock reserves ports that nothing listens on; release gives them back.
func takeBlock(ctx context.Context) (p Ports, release func() error, err error) {
	for _, start := range blockStarts {
		guard, err := listen.ListenPacket(ctx, "udp4", fmt.Sprintf("127.0.0.1:%d", start+blockGuard))
		if err != nil {
			continue
		}
		p := Ports{
			Postgres: start, Redis: start + 1, PBXHTTP: start + 2, PBXSIP: start + 3, CarrierSIP: start + 4,
			PBXRTP: PortRange{start + 20, start + 1219}, CarrierRTP: PortRange{start + 1220, start + blockSize - 21},
		}
		free := true
		for _, use := range []portUse{{"tcp", p.Postgres, ""}, {"tcp", p.Redis, ""}, {"tcp", p.PBXHTTP, ""}, {"udp", p.PBXSIP, ""}, {"udp", p.CarrierSIP, ""}} {
			free = free && use.check(ctx) == nil
		}
		if free {
			return p, guard.Close, nil
		}
		guard.Close()
	}
	return Ports{}, nil, errors.New("no free block of ports: too many labs run at the same time")
}

// portUse is a port that a service is about to listen on.
type portUse struct {
	network string // "tcp" or "udp"
	port    int
	what    string // for the error message: "Postgres"
}

// check fails if the port is taken, and says by whom if that can be seen.
func (u portUse) check(ctx context.Context) error {
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(u.port))
	var closer interface{ Close() error }
	var err error
	if u.network == "tcp" {
		closer, err = listen.Listen(ctx, "tcp4", addr)
	} else {
		closer, err = listen.ListenPacket(ctx, "udp4", addr)
	}
	if err == nil {
		return closer.Close()
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %d (%s) cannot be used: %w", u.port, u.what, err)
	}
	holder := "another program"
	if pid, name := portHolder(u.network, u.port); pid != 0 {
		holder = fmt.Sprintf("%q (process %d)", name, pid)
	}
	return fmt.Errorf("port %d (%s) is in use by %s: stop that, or choose another port: %w", u.port, u.what, holder, err)
}

// portHolder finds the process that listens on a port, 0 if it cannot be seen (another user's, for example).
func portHolder(network string, port int) (pid int, name string) {
	inodes := map[string]bool{}
	for _, table := range []string{"/proc/net/" + network, "/proc/net/" + network + "6"} {
		f, err := os.Open(table)
		if err != nil {
			continue
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			fields := strings.Fields(sc.Text()) // sl local_address rem_address st ... inode: proc(5)
			if len(fields) < 10 {
				continue
			}
			_, hexPort, ok := strings.Cut(fields[1], ":")
			local, err := strconv.ParseUint(hexPort, 16, 16)
			listening := network == "udp" || fields[3] == "0A"
			if ok && err == nil && int(local) == port && listening {
				inodes["socket:["+fields[9]+"]"] = true
			}
		}
		f.Close()
	}
	if len(inodes) == 0 {
		return 0, ""
	}
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*") // the pattern is well-formed
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && inodes[target] {
			parts := strings.Split(link, "/")
			pid, _ = strconv.Atoi(parts[2])
			comm, _ := os.ReadFile(filepath.Join("/proc", parts[2], "comm")) // ended in the meantime: no name
			return pid, strings.TrimSpace(string(comm))
		}
	}
	return 0, ""
}
