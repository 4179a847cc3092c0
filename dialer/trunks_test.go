package dialer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huifang/dialer/call"
	"huifang/dialer/trunk"
)

var shanghai = time.FixedZone("CST", 8*3600)

func book(at time.Time) *trunkBook {
	return newTrunkBook("n1", shanghai, []Trunk{
		{Name: "t", Endpoint: "PJSIP/{number}@t", Home: "86", MaxCalls: 10, Rates: []trunk.Rate{{Prefix: "+86", PerMinute: 0.1}}},
		{Name: "u", Endpoint: "PJSIP/{number}@u", Home: "86", MaxCalls: 10}}, at)
}

func (b *trunkBook) see(name string, at time.Time) trunk.State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state(b.lines[name], at)
}

func TestBookCountsWhatIsSpent(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 50, 0, 0, shanghai)
	b := book(at)
	b.dialled("t", 1, "13900000001", at)
	b.answered("t", 1, "13900000001", at)
	b.dialled("t", 2, "13900000002", at)
	b.dialled("nowhere", 3, "13900000003", at) // a row of a trunk that is configured no more
	if s := b.see("t", at.Add(90*time.Second)); s.Calls != 2 || s.Hour != (trunk.Usage{Calls: 2, Talk: 90 * time.Second, Cost: 0.2}) || s.Day != s.Hour {
		t.Errorf("under way: %+v", s)
	}
	if s := b.see("u", at); s.Calls != 0 || s.Day != (trunk.Usage{}) {
		t.Errorf("the other trunk: %+v", s)
	}
	b.ended("t", 1, true, "", at.Add(20*time.Minute))
	b.ended("t", 2, true, trunk.FaultCongestion, at.Add(20*time.Minute))
	later := at.Add(20 * time.Minute)
	if s := b.see("t", later); s.Calls != 0 || s.Hour.Calls != 0 || s.Hour.Talk != 20*time.Minute || s.Day.Calls != 2 || s.Day.Cost < 1.999 || s.Day.Cost > 2.001 {
		t.Errorf("in the next hour: %+v", s)
	}
	if s := b.see("t", at.Add(15*time.Hour)); s.Day != (trunk.Usage{}) {
		t.Errorf("after midnight: %+v", s)
	}
}

// An outside guest who is given up before his dial leaves his line on the trunk free.
func TestGuestWhoIsNotDialled(t *testing.T) {
	at := time.Now()
	d := &Dialer{book: book(at)}
	lc := &liveCall{d: d, incall: incall{guest: &guest{kind: call.Outside, key: -4, route: OutsideRoute{Trunk: "t", Number: "02162345678"}}}}
	d.TrunkPicked("t", -4, at)
	if s := d.book.see("t", at); s.Calls != 1 {
		t.Fatalf("picked: %+v", s)
	}
	for range 2 {
		lc.dropGuest()
	}
	if s := d.book.see("t", at); s.Calls != 0 || s.Day.Calls != 0 {
		t.Errorf("given up: %+v", s)
	}
}

// A call that came in takes no line of those that are dialled, however it goes.
func TestCallsThatComeInAreNotBooked(t *testing.T) {
	at := time.Now()
	d := &Dialer{book: book(at), desks: map[int64]*desk{}}
	for _, in := range []*Incoming{nil, {Channel: "c"}} {
		lc := &liveCall{d: d, order: Order{Attempt: 5, Trunk: "t", Number: "13900000001", Incoming: in}, journal: newJournal(5, nil, nil)}
		lc.logEffect(call.Log{At: at, Kind: "answered"})
		want := 1
		if in != nil {
			want = 0
		}
		if s := d.book.see("t", at); s.Calls != want {
			t.Errorf("came in: %v; calls of the trunk %d, want %d", in != nil, s.Calls, want)
		}
		d.book.ended("t", 5, true, "", at)
	}
}

// A restart goes on with what the node has stored; a call that it adopts costs once.
func TestBookGoesOn(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, shanghai)
	b := book(at)
	b.dialled("t", 1, "13900000001", at)
	b.answered("t", 1, "13900000001", at)
	stored := append(b.hours(at.Add(10*time.Minute)), TrunkHour{Trunk: "t", Node: "n2", Hour: at.UTC(), Usage: trunk.Usage{Calls: 7, Talk: time.Minute}},
		TrunkHour{Trunk: "gone", Node: "n1", Hour: at, Usage: trunk.Usage{Calls: 1}})

	again := book(at.Add(10 * time.Minute))
	again.learn(stored, true)
	again.answered("t", 1, "13900000001", at.Add(10*time.Minute)) // adopted
	again.learn(stored, false)                                    // as every few seconds: the node's own are not added once more
	end := at.Add(15 * time.Minute)
	again.ended("t", 1, true, "", end)
	if s := again.see("t", end); s.Day.Calls != 8 || s.Day.Talk != 16*time.Minute {
		t.Errorf("after a restart: %+v", s.Day)
	}
}

func TestBookHealth(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, shanghai)
	b := book(at)
	for i, number := range []string{"13900000001", "13900000002", "13900000003"} {
		b.dialled("t", int64(i), number, at)
		b.ended("t", int64(i), true, trunk.FaultServer, at)
	}
	d := &Dialer{book: b}
	if s := b.see("t", at); s.Health.Word() != trunk.WordSuspect {
		t.Fatalf("after three faults: %s", s.Health.Word())
	}
	if got := d.TrunkFailed("+8613900000001", at.Add(time.Minute)); len(got) != 1 || got[0] != "t" {
		t.Errorf("the number's next call avoids %v", got)
	}
	if got := d.TrunkFailed("+8613900000001", at.Add(time.Hour)); got != nil {
		t.Errorf("an hour later it still avoids %v", got)
	}
	probe := b.see("t", at).Health.Retry
	d.TrunkPicked("t", 9, probe)
	if ok, _ := b.see("t", probe).Health.MayCall(probe); ok || b.see("t", probe).Calls != 1 {
		t.Error("a second call while the probe is out")
	}
	d.TrunkUnused("t", 9)
	if ok, tries := b.see("t", probe).Health.MayCall(probe); !ok || !tries || b.see("t", probe).Calls != 0 {
		t.Error("an unused probe keeps the trunk closed")
	}
	b.dialled("t", 10, "13900000009", probe)
	b.ended("t", 10, true, "", probe.Add(time.Second))
	if s := b.see("t", probe); s.Health.Word() != trunk.WordUnknown {
		t.Errorf("after a probe that worked: %s", s.Health.Word())
	}
}

// A trunk that Asterisk has not asked yet is not down; one that does not answer any more is, at once.
func TestBookHears(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, shanghai)
	b := book(at)
	for _, step := range []struct {
		after      time.Duration
		generation int
		online     bool
		offline    string
		want       string
	}{
		{0, 1, false, trunk.NoOptions, trunk.WordUnknown}, {20 * time.Second, 1, false, trunk.NoOptions, trunk.WordUnknown}, {40 * time.Second, 1, false, trunk.NoOptions, trunk.WordDown},
		{50 * time.Second, 1, true, "", trunk.WordUp}, {52 * time.Second, 1, false, trunk.NoOptions, trunk.WordDown}, {60 * time.Second, 1, true, "", trunk.WordUp},
		{70 * time.Second, 2, false, trunk.NoOptions, trunk.WordUnknown}, {72 * time.Second, 2, true, "", trunk.WordUp}, {74 * time.Second, 2, false, trunk.NoEndpoint, trunk.WordDown},
	} {
		if _, got := b.heard("t", step.online, step.offline, step.generation, at.Add(step.after)); got.Word() != step.want {
			t.Errorf("after %s: %s, want %s", step.after, got.Word(), step.want)
		}
	}
}

// createChannel is the only way to a trunk: no other place of the service makes channels to the outside.
func TestNothingBypassesTheGuard(t *testing.T) {
	found := 0
	for _, dir := range []string{".", "../campaign", "../campaign/store", "../web", "../web/api", "../web/live", "../cmd/internal/app", "../cmd/huifang"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			n := strings.Count(string(text), ".CreateChannel(")
			if n > 0 && f != "trunks.go" {
				t.Errorf("%s makes a channel by itself", f)
			}
			found += n
		}
	}
	if found != 1 {
		t.Errorf("%d places make channels", found)
	}
}
