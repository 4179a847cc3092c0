package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Incoming is a call of a simulated customer to the PBX, as the carrier saw it; see configs/asterisk/carrier/callin.conf.tmpl.
type Incoming struct {
	ID       string
	Called   time.Time // INVITE sent
	Answered time.Time // 200 came; zero: it did not
	Ended    time.Time // the recordings are complete from here on
	Status   string    // Asterisk's DIALSTATUS: ANSWER, CHANUNAVAIL, CONGESTION, NOANSWER ...
	Answer   string    // the final SIP answer when it was not answered: "SIP 404 Not Found"

	Heard, Said string // recordings, 8 kHz mono WAV
}

var (
	calledIn atomic.Int64
	// callsOf tells the calls of this process from those of others, which are in the same log.
	callsOf = strconv.FormatInt(time.Now().UnixMilli(), 36)
)

// CallIn has a customer call a number of the PBX and show the given number, which may be anything. steps is what he does once he is answered:
// "t5-w2-k1" plays a tone (660 Hz) for 5 s, is silent for 2 s, presses 1, and hangs up; "v3" speaks three times.
func (c *Carrier) CallIn(ctx context.Context, did, caller, steps string) (id string, err error) {
	id = fmt.Sprintf("%sx%d", callsOf, calledIn.Add(1))
	escaped := strings.NewReplacer("_", "%5F", "~", "%7E").Replace(url.QueryEscape(caller))
	_, err = c.CLI(ctx, fmt.Sprintf("channel originate Local/C%s_%s_%s@call-in/n extension P%s_%s@caller", id, strings.ReplaceAll(escaped, "+", "%20"), did, id, steps))
	return id, err
}

// WaitIncoming waits until a call that was begun by CallIn satisfies the condition.
func (c *Carrier) WaitIncoming(ctx context.Context, id string, until func(Incoming) bool) (Incoming, error) {
	for {
		in, err := c.incoming(id)
		if err != nil {
			return in, err
		}
		if until(in) {
			return in, nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return in, fmt.Errorf("lab: carrier: call %s is %+v: %w", id, in, err)
		}
	}
}

func (c *Carrier) incoming(id string) (Incoming, error) {
	in := Incoming{ID: id, Heard: filepath.Join(c.CallsDir, "in-"+id+".heard.wav"), Said: filepath.Join(c.CallsDir, "in-"+id+".said.wav")}
	f, err := os.Open(c.InviteLog + ".in")
	if errors.Is(err, os.ErrNotExist) {
		return in, nil // no call yet
	}
	if err != nil {
		return in, fmt.Errorf("lab: carrier: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		at, word, values, err := parseLogLine(lines.Text())
		if err != nil {
			continue // its end is still being written
		}
		if values["id"] != id {
			continue
		}
		switch word {
		case "CALL":
			in.Called = at
		case "ANSWER":
			in.Answered = at
		case "END":
			in.Ended, in.Status, in.Answer = at, values["status"], values["answer"]
		}
	}
	return in, lines.Err()
}
