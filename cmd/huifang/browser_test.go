package main

import (
	"bufio"
	"bytes"
	"context"
	endian "encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/encoding/simplifiedchinese"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
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
	needsBrowser(t)
	return newWorld(t, 0, nil)
}

// needsBrowser fails on a machine that cannot run the web app.
func needsBrowser(t *testing.T) {
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
	pictures, err := os.MkdirTemp("", "huifang-pictures-")
	w.must(err)
	w.t.Cleanup(func() {
		if !w.t.Failed() { // else they stay, the error names them
			w.must(os.RemoveAll(pictures))
		}
	})
	screenshots := os.Getenv("HUIFANG_SCREENSHOTS")
	if screenshots != "" && !filepath.IsAbs(screenshots) {
		w.t.Fatalf("HUIFANG_SCREENSHOTS=%s: tests run in their own folder, an absolute path is needed", screenshots)
	}
	all := map[string]any{"url": w.node.URL, "chromium": path, "dir": pictures, "password": password, "screenshots": screenshots}
	for k, v := range params {
		all[k] = v
	}
	raw, err := json.Marshal(all)
	w.must(err)
	cmd := exec.CommandContext(w.ctx, "node", filepath.Join(uiDir, "e2e", scenario))
	cmd.Env = append(os.Environ(), "HUIFANG_E2E="+string(raw))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // it closes its browser
	cmd.WaitDelay = 10 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} // ends with this process, whose thread stays
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
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
	csv, err := simplifiedchinese.GB18030.NewEncoder().String("客户姓名,手机号,产品\n张伟," + num + ",柜机 3 匹\n王芳,1390123,挂机\n张伟," + num + ",柜机 3 匹\n")
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
	if len(list) != 1 || *list[0].HungUpBy != "agent" {
		t.Errorf("stored %+v", list)
	}
}

// Two agents and a supervisor in one call, through the pages.
func TestBrowserInCall(t *testing.T) {
	w := newBrowserWorld(t)
	w.person("wang", "王主管", "supervisor")
	li := w.person("li", "李小红", "agent")
	chen := w.person("chen", "陈专家", "agent")
	num := number("13900")
	w.campaign([]string{num}, func(in *client.CampaignInput) { in.AgentIDs = []int64{li} })
	got := w.browse("in-call.mjs", map[string]any{"supervisor": "wang", "agent": "li", "agentName": "李小红", "colleague": "chen", "colleagueName": "陈专家",
		"customer": "客户1", "microphone": w.microphone(steadyTone)})
	inv := w.oneInvite(num)
	at := func(event string) time.Duration { return got.since(t, event, inv.Answered) }
	margin := 400 * time.Millisecond
	w.customerHeard(inv,
		span{"while the recording is paused", at("paused") + margin, at("resume") - margin, true},
		span{"during the consultation", at("consulting") + margin, at("consulted") - margin, false},
	)
	row := w.allEnded(1, 5*time.Second)[0]
	det := w.detail(row.ID)
	if row.Agent == nil || *row.Agent != chen || det.Disposition != "completed" {
		t.Errorf("stored %+v, %+v", row, det)
	}
	w.inOrder(row.ID, "recording_paused", "recording_resumed", "hold", "consult", "guest_accepted", "coach_listen", "coach_whisper", "coach_left", "bridged", "ended")
}

// An agent asks a colleague at another node, through the pages: the colleague's page follows by itself, without a question.
func TestBrowserColleagueOfAnotherNode(t *testing.T) {
	needsBrowser(t)
	p := newPair(t, 0, nil)
	li := p.person("li", "李小红", "agent")
	chen := p.person("chen", "陈专家", "agent")
	num := number("13900")
	p.campaign([]string{num}, func(in *client.CampaignInput) { in.AgentIDs = []int64{li} })
	p.browse("nodes.mjs", map[string]any{"agent": "li", "colleague": "chen", "colleagueId": chen, "otherUrl": p.second.URL, "microphone": p.microphone(steadyTone)})
	row := p.allEnded(1, 5*time.Second)[0]
	if det := p.detail(row.ID); row.Agent == nil || *row.Agent != chen || det.Disposition != "completed" {
		t.Errorf("stored %+v, %+v", row, det)
	}
	if node := p.satAt(chen); node != p.node.Name {
		t.Errorf("the colleague sits at %s", node)
	}
}

// speech sounds and looks roughly like somebody who speaks: syllables in phrases, over the harmonics of a voice.
func speech(second float64) float64 {
	phrase := math.Mod(second, 5)
	if phrase > 2.8 {
		return 0
	}
	syllable := math.Pow(math.Sin(math.Pi*math.Mod(phrase*4.2, 1)), 2) * (0.6 + 0.4*math.Sin(7*math.Floor(phrase*4.2)))
	voice := 0.0
	for h := 1.0; h <= 12; h++ {
		voice += math.Sin(2*math.Pi*150*h*second) / (1 + math.Abs(h-4)) / 4
	}
	return 0.5 * syllable * voice
}

// history makes what the pages show: lists, campaigns, calls of an agent who is at lunch now.
func (w *world) history(chen int64, num string) {
	w.t.Helper()
	head := "姓名,手机号,产品,安装日期,安装师傅\n"
	first, err := w.sup.Upload(w.ctx, "夏季老客户", []byte(head+"张伟,"+num+",挂机 1.5 匹,2024-07-02,刘师傅\n李娜,"+number("13910")+",柜机 3 匹,2024-07-05,刘师傅\n"+
		"刘洋,"+number("13903")+",挂机 1.5 匹,2024-07-11,孙师傅\n陈静,"+number("13906")+",新风系统,2024-07-12,孙师傅\n杨帆,"+number("13905")+",挂机 1.5 匹,2024-07-15,刘师傅\n"), "")
	w.must(err)
	login := client.New(w.node.URL)
	w.must(login.Login(w.ctx, "chen", password))
	d, err := login.Desk(w.ctx, false)
	w.must(err)
	w.t.Cleanup(func() { _ = d.Close() }) // the node may be dead
	w.must(d.Attach(w.ctx, agentTone))
	w.must(d.Ready(w.ctx))
	c, err := w.sup.Campaign(w.ctx, client.CampaignInput{Name: "夏季保养回访", Purpose: "提醒清洗滤网，预约保养。", Mode: "progressive", Trunk: "carrier", ListID: first.ID,
		AgentIDs: []int64{chen}, Window: client.Always(), MaxAttempts: 2, RetryDelayS: 7200, RingS: 20, WrapUpS: 30})
	w.must(err)
	_, err = w.sup.Act(w.ctx, c.ID, "start")
	w.must(err)
	for _, note := range []string{"已提醒清洗滤网。", "下午方便，约好上门。"} {
		call, err := d.Answered(w.ctx)
		w.must(err)
		time.Sleep(time.Second)
		_, err = d.Say(w.ctx, "hangup", nil)
		w.must(err)
		w.waitState(d, dialer.AgentWrapUp)
		w.must(login.Do(w.ctx, http.MethodPost, fmt.Sprintf("/attempts/%d/disposition", call.Attempt),
			map[string]any{"client_id": uuid.NewString(), "code": "completed", "note": note}, nil))
		w.waitState(d, dialer.AgentReady)
	}
	w.allEnded(5, 15*time.Second)
	_, err = d.Say(w.ctx, "pause", map[string]any{"reason": "lunch"})
	w.must(err)
	w.must(w.sup.Do(w.ctx, http.MethodPost, "/dnc", map[string]string{"phone": number("13904"), "reason": "客户要求不再联系"}, nil))
}

// The pages in both languages, light and dark.
func TestBrowserScreens(t *testing.T) {
	w := newBrowserWorld(t)
	w.person("wang", "王主管", "supervisor")
	w.person("zhou", "周质检", "qa")
	li, chen := w.person("li", "李小红", "agent"), w.person("chen", "陈志强", "agent")
	w.sup = w.login("wang")
	num := number("13902")
	w.history(chen, num)
	csv := "姓名,手机号,产品,安装日期,安装师傅\n张伟," + num + ",柜机 3 匹,2026-11-02,刘师傅\n"
	for _, name := range []string{"王芳", "赵磊", "黄敏", "周杰", "吴倩", "徐强", "孙丽", "马超"} {
		csv += name + "," + number("13904") + ",挂机 1.5 匹,2026-11-05,孙师傅\n"
	}
	list, err := w.sup.Upload(w.ctx, "十一月安装客户", []byte(csv+"朱琳,1390123,柜机 3 匹,2026-11-06,孙师傅\n胡军,110,柜机 3 匹,2026-11-06,孙师傅\n"), "")
	w.must(err)
	c, err := w.sup.Campaign(w.ctx, client.CampaignInput{Name: "空调安装回访", Purpose: "确认安装日期、使用是否正常、服务态度；有问题转售后。", Mode: "progressive", Trunk: "carrier",
		CallerID: "01062345678", ListID: list.ID, AgentIDs: []int64{li}, Window: client.Always(), MaxAttempts: 2, RetryDelayS: 3600, RingS: 25, WrapUpS: 60})
	w.must(err)
	_, err = w.sup.Act(w.ctx, c.ID, "start")
	w.must(err)
	w.browse("screens.mjs", map[string]any{"supervisor": "wang", "agent": "li", "agentName": "李小红", "qa": "zhou", "customer": "张伟", "campaign": c.Name,
		"microphone": w.microphone(speech)})
	if n := len(w.invites(num)); n != 2 { // one of each campaign
		t.Errorf("%d INVITEs", n)
	}
}
