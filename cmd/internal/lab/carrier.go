package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Carrier is the second Asterisk: the telephone network and all customers. What a customer does depends on the number,
// see [NumberPlan].
type Carrier struct {
	*Asterisk
	InviteLog string // what happened, a line each; the first lines of configs/asterisk/carrier/extensions.conf.tmpl tell the format
	CallsDir  string // recordings
}

// NumberCase is one case of the number plan.
type NumberCase struct {
	Prefix string `json:"prefix"` // five digits; six free digits follow
	Does   string `json:"does"`
}

// NumberPlan lists what the simulated customers do. Any other number is vacant (404).
var NumberPlan = []NumberCase{
	{"13900", "answers at once, 440 Hz tone"},
	{"13901", "rings 3 s, answers, 440 Hz tone"},
	{"13902", "rings 1 s, answers, speaks Mandarin"},
	{"13903", "busy (Q.850 cause 17, SIP 486)"},
	{"13904", "rings, nobody answers; gives up after 60 s"},
	{"13905", "rings 1 s, rejected (21, 403)"},
	{"13906", "vacant number (1, 404)"},
	{"13907", "congestion (34, 503)"},
	{"13908", "network failure (38, 500)"},
	{"13909", "announcement 'powered off' in early media, then refused (20, 480)"},
	{"13910", "answers at once, tone, hangs up after 3 s"},
	{"13911", "answers at once, echo"},
	{"13912", "rings 1 s, answers, silent, hangs up after 10 min"},
	{"13913", "rings 1 s, answers, tone, hangs up after 20 s"},
	{"13914", "answers at once, tone, writes down DTMF"},
	{"13915", "rings 8 s, answers, tone"},
	{"13916", "early media: 'powered off' in Mandarin and English, three times, then refused (20, 480)"},
	{"13917", "early media: 'suspended', then refused (20, 480)"},
	{"13918", "early media: 'vacant number', then refused (20, 480)"},
	{"13919", "early media: 'busy', then refused (20, 480)"},
	{"13920", "early media: 'unreachable' in Cantonese and English, then refused (20, 480)"},
	{"13921", "early media: music and a company's greeting; answers, tone"},
	{"13922", "rings 1 s, answering machine: greeting, beep, listens for 20 s"},
	{"13923", "rings 1 s, fax machine: 2100 Hz for 3 s, hangs up after 10 s"},
	{"13924", "rings 1 s, answers, says 喂, waits 2.5 s, goes on speaking, silent"},
	{"13925", "rings 1 s, answers, says what sounds like an announcement, silent"},
	{"13926", "early media: ring-back tone for 6 s; answers, tone"},
	{"13927", "early media: music for 5 s, then 'powered off', then refused (20, 480)"},
	{"13928", "early media: speech that means nothing, then refused (20, 480)"},
	{"13950", "answers at once, tone, presses 1 after 3 s"},
	{"13951", "answers at once, tone, presses 9 after 3 s"},
	{"13952", "answers at once, tone, presses 0 after 3 s"},
	{"13953", "answers at once, tone, presses 0 after 3 s, hangs up after 60 s"},
}

// Invite is one call as the carrier saw it, from the INVITE on. Times that have not come are zero; all are UTC, to the
// millisecond, of the machine's wall clock.
type Invite struct {
	Time       time.Time // INVITE arrived
	Number     string    // as dialled
	CallerID   string    // user part of From
	CallerName string    // display name of From
	CallID     string    // SIP Call-ID

	Rang       time.Time // 180 sent
	Progressed time.Time // 183 with early media sent
	Answered   time.Time // 200 sent
	Ended      time.Time // recordings are complete from here on
	EndedBy    string    // "caller" (the PBX) or "callee" (the customer or the carrier)
	Cause      int       // Q.850
	DTMF       []Digit   // 13914 only

	// Recordings, 8 kHz mono 16-bit WAV, from the answer (or the early announcement) on: what the customer heard and
	// said. The files exist only for calls that came that far. Time in which packets went neither way is left out.
	Heard, Said string
}

// Digit is one DTMF digit, logged at its end.
type Digit struct {
	Time  time.Time
	Digit string
}

func (l *Lab) describeCarrier(program Program) *Carrier {
	ports := l.state.Ports
	a := l.describeAsterisk("carrier", "carrier", program, &Asterisk{SIPPort: ports.CarrierSIP, RTP: ports.CarrierRTP})
	calls := filepath.Join(a.dir, "calls")
	return &Carrier{Asterisk: a, InviteLog: filepath.Join(calls, "invites.log"), CallsDir: calls}
}

// Invites returns all calls since the log began, in the order of their INVITEs. It reads the log anew each time.
func (c *Carrier) Invites() ([]Invite, error) {
	f, err := os.Open(c.InviteLog)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // no call yet
	}
	if err != nil {
		return nil, fmt.Errorf("lab: carrier: %w", err)
	}
	defer f.Close()
	invites, err := parseInvites(f)
	if err != nil {
		return nil, fmt.Errorf("lab: carrier: %s: %w", c.InviteLog, err)
	}
	for i := range invites {
		name := invites[i].Number + "-" + invites[i].CallID
		invites[i].Heard = filepath.Join(c.CallsDir, name+".heard.wav")
		invites[i].Said = filepath.Join(c.CallsDir, name+".said.wav")
	}
	return invites, nil
}

// InvitesTo returns the calls to one number.
func (c *Carrier) InvitesTo(number string) ([]Invite, error) {
	all, err := c.Invites()
	var out []Invite
	for _, invite := range all {
		if invite.Number == number {
			out = append(out, invite)
		}
	}
	return out, err
}

// WaitInvite waits until a call to the number satisfies the condition and returns that call; nil means any call.
func (c *Carrier) WaitInvite(ctx context.Context, number string, until func(Invite) bool) (Invite, error) {
	for {
		calls, err := c.InvitesTo(number)
		if err != nil {
			return Invite{}, err
		}
		for _, call := range calls {
			if until == nil || until(call) {
				return call, nil
			}
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return Invite{}, fmt.Errorf("lab: carrier: no such call to %s among %d: %w", number, len(calls), err)
		}
	}
}

// parseInvites reads the carrier's log. A last line without its line break is still being written and does not count.
func parseInvites(r io.Reader) ([]Invite, error) {
	var invites []Invite
	byCallID := map[string]int{}
	reader := bufio.NewReader(r)
	for number := 1; ; number++ {
		line, err := reader.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return invites, nil
		}
		if err != nil {
			return nil, err
		}
		at, word, values, err := parseLogLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		callID := values["callid"]
		if word == "INVITE" {
			byCallID[callID] = len(invites)
			invites = append(invites, Invite{Time: at, Number: values["number"], CallerID: values["caller"], CallerName: values["name"], CallID: callID})
			continue
		}
		i, known := byCallID[callID]
		if !known {
			return nil, fmt.Errorf("line %d: %s of an unknown call %q", number, word, callID)
		}
		call := &invites[i]
		switch word {
		case "RING":
			call.Rang = at
		case "PROGRESS":
			call.Progressed = at
		case "ANSWER":
			call.Answered = at
		case "DTMF":
			call.DTMF = append(call.DTMF, Digit{Time: at, Digit: values["digit"]})
		case "HANGUP":
			call.Ended, call.EndedBy = at, values["by"]
			if call.Cause, err = strconv.Atoi(values["cause"]); err != nil {
				return nil, fmt.Errorf("line %d: cause: %w", number, err)
			}
		default:
			return nil, fmt.Errorf("line %d: unknown word %q", number, word)
		}
	}
}

// parseLogLine reads `time WORD key=value ...` with URI-encoded values.
func parseLogLine(line string) (at time.Time, word string, values map[string]string, err error) {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return at, "", nil, fmt.Errorf("%q is no log line", line)
	}
	if at, err = time.Parse("2006-01-02T15:04:05.000Z", fields[0]); err != nil {
		return at, "", nil, err
	}
	values = map[string]string{}
	for _, field := range fields[2:] {
		key, value, _ := strings.Cut(field, "=")
		if values[key], err = url.PathUnescape(value); err != nil {
			return at, "", nil, err
		}
	}
	return at, fields[1], values, nil
}
