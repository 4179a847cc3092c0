package main

import (
	"bufio"
	"bytes"
	"context"
	endian "encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

// The tests of this file drive the web app in Chromium, by the scripts of web/ui/e2e, and then look at what the customer
// heard, at the database and at the recording.

const uiDir = "../../web/ui"

// browserPath gets a Chromium; the first time on a machine without one it is downloaded.
var browserPath = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	p, err := shared.Runtime().Chromium(ctx)
	return p.Path, err
})

// newBrowserWorld is a world without agents, on a machine that can run the web app.
func newBrowserWorld(t *testing.T) *world {
	t.Helper()
	for _, file := range []string{"dist/index.html", "node_modules/playwright-core/package.json", "node_modules/axe-core/axe.min.js"} {
		if _, err := os.Stat(filepath.Join(uiDir, file)); err != nil {
			t.Fatalf("the web app is not built (run `make build`): %v", err)
		}
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatalf("Node 20 is needed (and `make build`): %v", err)
	}
	if _, err := browserPath(); err != nil {
		t.Fatal(err)
	}
	return newWorld(t, 0, nil)
}

// person makes a user whose name is not the login, as in life.
func (w *world) person(login, name, role string) int64 {
	w.t.Helper()
	var u client.User
	w.must(w.sup.Do(w.ctx, http.MethodPost, "/users", map[string]string{"login": login, "name": name, "role": role, "password": password}, &u))
	if role == "agent" {
		w.agents = append(w.agents, u.ID)
	}
	return u.ID
}

// happened is what a scenario reported: when each event was (the last one of a name), and what was measured at it.
type happened map[string]struct {
	At    time.Time
	DBFS  float64
	Share float64
	MS    float64
}

// since gives the time from a moment of the carrier's clock, which is the same machine's.
func (h happened) since(t *testing.T, event string, from time.Time) time.Duration {
	t.Helper()
	e, ok := h[event]
	if !ok {
		t.Fatalf("the scenario did not report %q", event)
	}
	return e.At.Sub(from)
}

// browse runs a scenario of web/ui/e2e to its end.
func (w *world) browse(scenario string, params map[string]any) happened {
	w.t.Helper()
	path, err := browserPath()
	w.must(err)
	pictures := filepath.Join(os.TempDir(), "huifang-"+w.t.Name()) // stays for the reader when the test fails
	w.must(os.RemoveAll(pictures))
	all := map[string]any{"url": w.node.URL, "chromium": path, "dir": pictures, "password": password, "screenshots": os.Getenv("HUIFANG_SCREENSHOTS")}
	for k, v := range params {
		all[k] = v
	}
	raw, err := json.Marshal(all)
	w.must(err)
	cmd := exec.CommandContext(w.ctx, "node", filepath.Join(uiDir, "e2e", scenario))
	cmd.Env = append(os.Environ(), "HUIFANG_E2E="+string(raw))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // it closes its browser
	cmd.WaitDelay = 10 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begin := time.Now()
	runErr := cmd.Run()
	out := happened{}
	lines := bufio.NewScanner(&stdout)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e struct {
			Event, Name     string
			At              int64
			DBFS, Share, MS float64
			Text            string
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			w.t.Fatalf("%s: %v: %s", scenario, err, lines.Bytes())
		}
		switch e.Event {
		case "step":
			w.t.Logf("%6.0f ms  %s", e.MS, e.Name)
		case "note":
			w.t.Log(e.Text)
		}
		h := out[e.Event]
		h.At, h.DBFS, h.Share, h.MS = time.UnixMilli(e.At), e.DBFS, e.Share, e.MS
		out[e.Event] = h
	}
	if _, done := out["done"]; runErr != nil || !done {
		w.t.Fatalf("%s: %v (after %s)\n%s", scenario, runErr, time.Since(begin).Round(time.Second), stderr.String())
	}
	w.t.Logf("%s took %s", scenario, time.Since(begin).Round(100*time.Millisecond))
	return out
}

// microphone writes what the agent says, for a browser that repeats it without end: 48 kHz mono, 10 s.
func (w *world) microphone(sample func(second float64) float64) string {
	w.t.Helper()
	const rate, seconds = 48000, 10
	data := make([]byte, 0, 44+2*rate*seconds)
	data = append(data, "RIFF"...)
	data = endian.LittleEndian.AppendUint32(data, 36+2*rate*seconds)
	data = append(data, "WAVEfmt "...)
	data = endian.LittleEndian.AppendUint32(data, 16)
	data = endian.LittleEndian.AppendUint16(data, 1) // PCM
	data = endian.LittleEndian.AppendUint16(data, 1)
	data = endian.LittleEndian.AppendUint32(data, rate)
	data = endian.LittleEndian.AppendUint32(data, 2*rate)
	data = endian.LittleEndian.AppendUint16(data, 2)
	data = endian.LittleEndian.AppendUint16(data, 16)
	data = append(data, "data"...)
	data = endian.LittleEndian.AppendUint32(data, 2*rate*seconds)
	for i := range rate * seconds {
		data = endian.LittleEndian.AppendUint16(data, uint16(int16(32767*sample(float64(i)/rate))))
	}
	file := filepath.Join(w.t.TempDir(), "microphone.wav")
	w.must(os.WriteFile(file, data, 0o644))
	return file
}

// steadyTone has whole periods in 10 s, so its repetition has no crack.
func steadyTone(second float64) float64 { return 0.3 * math.Sin(2*math.Pi*agentTone*second) }

// oneInvite waits for the end of the only call to a number.
func (w *world) oneInvite(num string) lab.Invite {
	w.t.Helper()
	inv, err := shared.Carrier.WaitInvite(w.within(5*time.Second), num, func(i lab.Invite) bool { return !i.Ended.IsZero() })
	w.must(err)
	if n := len(w.invites(num)); n != 1 {
		w.t.Fatalf("%d INVITEs to %s", n, num)
	}
	return inv
}

// span is a part of a call, from the customer's answer on.
type span struct {
	name     string
	from, to time.Duration
	tone     bool // the customer hears the agent's tone
}

// customerHeard checks parts of the carrier's recording.
func (w *world) customerHeard(inv lab.Invite, spans ...span) {
	w.t.Helper()
	for _, s := range spans {
		if s.to-s.from < 300*time.Millisecond {
			w.t.Errorf("customer %s: nothing to measure between %s and %s", s.name, s.from, s.to)
			continue
		}
		share := w.heard(inv.Heard, s.from, s.to, agentTone)
		if (share > 0.6) != s.tone || (!s.tone && share > 0.1) {
			w.t.Errorf("customer %s (%s-%s): share of the agent's tone %.2f", s.name, s.from, s.to, share)
		}
	}
}

// The whole run through the pages: list, campaign, call, disposition, recording.
func TestBrowserWholeRun(t *testing.T) {
	w := newBrowserWorld(t)
	w.person("wang", "王主管", "supervisor")
	w.person("li", "李小红", "agent")
	w.person("zhou", "周质检", "qa")
	num := number("13901")
	csv, err := simplifiedchinese.GB18030.NewEncoder().String("客户姓名,手机号,产品\n张伟," + num + ",柜机 3 匹\n王芳,12345,挂机\n张伟," + num + ",柜机 3 匹\n")
	w.must(err)
	list := filepath.Join(t.TempDir(), "安装客户.csv")
	w.must(os.WriteFile(list, []byte(csv), 0o644))
	got := w.browse("whole-run.mjs", map[string]any{
		"supervisor": "wang", "agent": "li", "agentName": "李小红", "qa": "zhou", "list": list, "customer": "张伟", "product": "柜机 3 匹", "number": num,
		"microphone": w.microphone(steadyTone),
	})
	t.Logf("the agent heard 440 Hz at %.0f dBFS, share %.2f; on hold %.0f dBFS", got["heard"].DBFS, got["heard"].Share, got["silence"].DBFS)

	inv := w.oneInvite(num)
	if inv.CallerID != "01062345679" || inv.EndedBy != "caller" {
		t.Errorf("carrier saw caller %q, ended by %q", inv.CallerID, inv.EndedBy)
	}
	at := func(event string) time.Duration { return got.since(t, event, inv.Answered) }
	margin := 400 * time.Millisecond
	w.customerHeard(inv,
		span{"in talk", 600 * time.Millisecond, at("mute") - margin, true},
		span{"muted", at("muted") + margin, at("unmute") - margin, false},
		span{"unmuted", at("unmuted") + margin, at("hold") - margin, true},
		span{"on hold", at("held") + margin, at("unhold") - margin, false},
		span{"after hold", at("unheld") + margin, at("hangup") - margin, true},
	)
	if took := inv.Ended.Sub(got["hangup"].At); took > 2*time.Second {
		t.Errorf("the customer's phone was hung up %s after F4", took)
	}

	list1 := w.allEnded(1, 5*time.Second)
	det := w.detail(list1[0].ID)
	if len(list1) != 1 || det.Outcome != "answered" || det.Disposition != "completed" || det.HungUpBy != "agent" || det.HoldMS < 1000 {
		t.Errorf("%d attempts, stored %+v", len(list1), det)
	}
	if len(det.Recordings) != 1 || det.Recordings[0].State != "complete" {
		t.Fatalf("recordings %+v", det.Recordings)
	}
	channels, rate := w.audio(det.Recordings[0].ID)
	from, to := int(0.8*float64(rate)), int((at("mute")-margin).Seconds()*float64(rate))
	agent, customer := lab.ToneShare(channels[0][from:to], rate, agentTone), lab.ToneShare(channels[1][from:to], rate, customerTone)
	across := lab.ToneShare(channels[0][from:to], rate, customerTone)
	t.Logf("recording: agent's tone %.2f in the left channel, customer's %.2f in the right", agent, customer)
	if agent < 0.6 || customer < 0.6 || across > 0.1 {
		t.Errorf("recording: agent's tone %.2f in the left, customer's %.2f in the right channel and %.2f in the left", agent, customer, across)
	}
}

// A reload in a call gives the audio back; the customer stays and hears the agent again.
func TestBrowserReload(t *testing.T) {
	w := newBrowserWorld(t)
	w.person("li", "李小红", "agent")
	num := number("13900")
	c := w.campaign([]string{num}, nil)
	got := w.browse("reload.mjs", map[string]any{"agent": "li", "customer": "客户1", "microphone": w.microphone(steadyTone)})
	t.Logf("the audio was back %.0f ms after the reload", got["back"].MS)
	inv := w.oneInvite(num)
	if inv.Ended.Before(got["hangup"].At) || inv.EndedBy != "caller" {
		t.Errorf("the customer's call ended at %s by %s, the agent hung up at %s", inv.Ended, inv.EndedBy, got["hangup"].At)
	}
	at := func(event string) time.Duration { return got.since(t, event, inv.Answered) }
	margin := 400 * time.Millisecond
	w.customerHeard(inv,
		span{"muted, over the reload", at("muted") + margin, at("unmute") - margin, false},
		span{"after the reload", at("unmuted") + margin, at("hangup") - margin, true},
	)
	w.allEnded(1, 5*time.Second)
	if counts := w.counts(c.ID); counts.Completed != 1 {
		t.Errorf("counts %+v", counts)
	}
}

func TestBrowserMicrophoneRefused(t *testing.T) {
	w := newBrowserWorld(t)
	w.person("li", "李小红", "agent")
	w.browse("microphone.mjs", map[string]any{"agent": "li"})
}

// The second page of an agent takes the call over without a loss for the customer.
func TestBrowserSecondLogin(t *testing.T) {
	w := newBrowserWorld(t)
	w.person("li", "李小红", "agent")
	num := number("13900")
	w.campaign([]string{num}, nil)
	got := w.browse("second-login.mjs", map[string]any{"agent": "li", "customer": "客户1", "microphone": w.microphone(steadyTone)})
	inv := w.oneInvite(num)
	if inv.Ended.Before(got["hangup"].At) || inv.EndedBy != "caller" {
		t.Errorf("the customer's call ended at %s by %s, the agent hung up at %s", inv.Ended, inv.EndedBy, got["hangup"].At)
	}
	list := w.allEnded(1, 5*time.Second)
	if len(list) != 1 || !slices.Contains([]string{"agent"}, *list[0].HungUpBy) {
		t.Errorf("stored %+v", list)
	}
}
