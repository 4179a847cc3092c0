package lab

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// FakeTrunk is a carrier in bad shape: a small SIP server over UDP that answers as it is told, never connects a call, and
// counts what reaches it. For what a good carrier does there is [Carrier].
type FakeTrunk struct {
	conn *net.UDPConn
	done chan struct{}

	mu      sync.Mutex
	answers FakeAnswers
	invites []FakeInvite
	options int
}

// FakeAnswers is how a FakeTrunk behaves. The zero value answers nothing at all: a dead trunk.
type FakeAnswers struct {
	Options bool   // answers OPTIONS with 200
	Invite  int    // final status of INVITEs; 0: none, not even 100 Trying
	Ringing bool   // 180 before it
	Contact string // of a 3xx answer
	Garbage bool   // everything else is answered with bytes that are not SIP
}

// FakeInvite is one INVITE; repetitions of the same one are not counted.
type FakeInvite struct {
	Time     time.Time
	Number   string // user part of the request's URI
	CallerID string // user part of From
	CallID   string
}

// NewFakeTrunk listens on a free port of 127.0.0.1.
func NewFakeTrunk() (*FakeTrunk, error) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, fmt.Errorf("lab: fake trunk: %w", err)
	}
	f := &FakeTrunk{conn: conn, done: make(chan struct{})}
	go f.serve()
	return f, nil
}

// Close ends it.
func (f *FakeTrunk) Close() {
	f.conn.Close()
	<-f.done
}

// Port is the UDP port it listens on.
func (f *FakeTrunk) Port() int { return f.conn.LocalAddr().(*net.UDPAddr).Port }

// Answer sets how it behaves from now on.
func (f *FakeTrunk) Answer(a FakeAnswers) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = a
}

// Invites returns what has come so far, also what was not answered.
func (f *FakeTrunk) Invites() []FakeInvite {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.invites)
}

// InvitesTo returns the INVITEs to one number.
func (f *FakeTrunk) InvitesTo(number string) []FakeInvite {
	return slices.DeleteFunc(f.Invites(), func(i FakeInvite) bool { return i.Number != number })
}

// Options is how many OPTIONS have come.
func (f *FakeTrunk) Options() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.options
}

func (f *FakeTrunk) serve() {
	defer close(f.done)
	buf := make([]byte, 65536)
	for {
		n, from, err := f.conn.ReadFromUDP(buf)
		if err != nil {
			return // closed
		}
		for _, answer := range f.handle(string(buf[:n])) {
			if _, err := f.conn.WriteToUDP([]byte(answer), from); err != nil {
				return
			}
		}
	}
}

// handle returns the answers to one request.
func (f *FakeTrunk) handle(request string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	head, _, _ := strings.Cut(request, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	method, rest, _ := strings.Cut(lines[0], " ")
	if strings.HasPrefix(method, "SIP/") {
		return nil
	}
	header := func(name string) (all []string) {
		for _, l := range lines[1:] {
			if key, value, ok := strings.Cut(l, ":"); ok && strings.EqualFold(strings.TrimSpace(key), name) {
				all = append(all, strings.TrimSpace(value))
			}
		}
		return all
	}
	first := func(name string) string {
		if all := header(name); len(all) > 0 {
			return all[0]
		}
		return ""
	}
	a := f.answers
	switch method {
	case "OPTIONS":
		f.options++
	case "INVITE":
		id := first("Call-ID") + " " + first("CSeq")
		if !slices.ContainsFunc(f.invites, func(i FakeInvite) bool { return i.CallID == id }) {
			f.invites = append(f.invites, FakeInvite{Time: time.Now(), Number: userPart(rest), CallerID: userPart(first("From")), CallID: id})
		}
	}
	if a.Garbage && (!a.Options || method != "OPTIONS") {
		return []string{"\x00\xff garbage \r\n\r\n", "SIP/2.0 999999 ?\r\nVia: x\r\n\r\n"}
	}
	reply := func(status int, extra ...string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "SIP/2.0 %d Fake\r\n", status)
		for _, v := range header("Via") {
			fmt.Fprintf(&b, "Via: %s\r\n", v)
		}
		to := first("To")
		if status > 100 && !strings.Contains(to, "tag=") {
			to += ";tag=fake"
		}
		fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n", first("From"), to, first("Call-ID"), first("CSeq"))
		for _, e := range extra {
			b.WriteString(e + "\r\n")
		}
		b.WriteString("Content-Length: 0\r\n\r\n")
		return b.String()
	}
	switch {
	case method == "OPTIONS" && a.Options, method == "CANCEL" && a.Invite != 0, method == "BYE":
		return []string{reply(200)}
	case method != "INVITE" || a.Invite == 0:
		return nil
	}
	var extra []string
	switch {
	case a.Invite == 401:
		extra = append(extra, `WWW-Authenticate: Digest realm="fake", nonce="`+fmt.Sprint(len(f.invites))+`", algorithm=MD5`)
	case a.Contact != "":
		extra = append(extra, "Contact: <"+a.Contact+">")
	}
	out := []string{reply(100)}
	if a.Ringing {
		out = append(out, reply(180))
	}
	return append(out, reply(a.Invite, extra...))
}

// userPart is the user of the first SIP URI in a text.
func userPart(text string) string {
	_, after, ok := strings.Cut(text, "sip:")
	if !ok {
		return ""
	}
	if user, _, ok := strings.Cut(after, "@"); ok {
		return user
	}
	return ""
}
