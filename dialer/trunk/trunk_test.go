package trunk

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func suspect(at time.Time) Health {
	var h Health
	for i := range suspectAfter {
		h = h.Ended(FaultCongestion, fmt.Sprint(i), at)
	}
	return h
}

func TestPick(t *testing.T) {
	first := Trunk{Name: "first", Home: "86", Priority: 1, MaxCalls: 2, CallerIDs: []CallerID{{Number: "01011110000"}}}
	second := Trunk{Name: "second", Home: "86", Priority: 2, MaxCalls: 5, CallerIDs: []CallerID{{Number: "01022220000"}}}
	twin := Trunk{Name: "twin", Home: "86", Priority: 1, MaxCalls: 4}
	kept := Trunk{Name: "kept", Home: "86", MaxCalls: 5, CallerIDs: []CallerID{{Number: "4008001234", Campaign: "装机回访"}}}
	down := Health{}.Heard(false, NoOptions, noon)
	cases := []struct {
		name   string
		trunks []Trunk
		states map[string]State
		want   Want
		trunk  string
		reason string
	}{
		{"by priority", []Trunk{second, first}, nil, Want{}, "first", ""},
		{"named", []Trunk{first, second}, nil, Want{Trunk: "second"}, "second", ""},
		{"auto is any", []Trunk{first, second}, nil, Want{Trunk: Auto}, "first", ""},
		{"unknown", []Trunk{first}, nil, Want{Trunk: "x"}, "", Unknown},
		{"full", []Trunk{first, second}, map[string]State{"first": {Calls: 2}}, Want{}, "second", ""},
		{"down", []Trunk{first, second}, map[string]State{"first": {Health: down}}, Want{}, "second", ""},
		{"suspect", []Trunk{first, second}, map[string]State{"first": {Health: suspect(noon)}}, Want{}, "second", ""},
		{"equals share", []Trunk{first, twin}, map[string]State{"first": {Calls: 1}, "twin": {Calls: 1}}, Want{}, "twin", ""},
		{"none", []Trunk{first}, map[string]State{"first": {Health: down}}, Want{}, "", Down},
		{"just failed there", []Trunk{first, second}, nil, Want{Avoid: []string{"first"}}, "second", ""},
		{"just failed there, no other", []Trunk{first}, nil, Want{Avoid: []string{"first"}}, "first", ""},
		{"caller ID of the other", []Trunk{first, second}, nil, Want{CallerID: "01022220000"}, "second", ""},
		{"caller ID of none", []Trunk{first, second}, nil, Want{CallerID: "01099990000"}, "", OtherCaller},
		{"caller ID of this campaign", []Trunk{kept}, nil, Want{CallerID: "4008001234", Campaign: "装机回访"}, "kept", ""},
		{"caller ID of another campaign", []Trunk{kept}, nil, Want{CallerID: "4008001234", Campaign: "投诉回访"}, "", OtherCaller},
		{"any caller ID where none are listed", []Trunk{twin}, nil, Want{CallerID: "01099990000"}, "twin", ""},
		{"no trunk for the number", []Trunk{first, second}, nil, Want{Number: "+442071234567"}, "", NumberForeign},
		{"full where it may, forbidden where there is room", []Trunk{{Name: "local", Home: "86", MaxCalls: 9}, {Name: "world", Home: "86", Priority: 1, MaxCalls: 1, Allow: []string{"+44"}}},
			map[string]State{"world": {Calls: 1}}, Want{Number: "+442071234567"}, "", Full},
	}
	for _, tc := range cases {
		if tc.want.Number == "" {
			tc.want.Number = "+8613900000001"
		}
		got, err := Pick(tc.trunks, tc.states, tc.want, noon)
		var no *NoTrunk
		switch {
		case tc.reason == "" && (err != nil || got.Trunk.Name != tc.trunk):
			t.Errorf("%s: %q, %v; want %q", tc.name, got.Trunk.Name, err, tc.trunk)
		case tc.reason != "" && (!errors.As(err, &no) || no.Reason != tc.reason):
			t.Errorf("%s: %q, %v; want %s", tc.name, got.Trunk.Name, err, tc.reason)
		case no != nil && no.Never != (tc.reason == NumberForeign):
			t.Errorf("%s: never %v", tc.name, no.Never)
		}
	}
}

func TestLimits(t *testing.T) {
	limits := Limits{CallsPerHour: 10, CallsPerDay: 50, TalkPerHour: time.Hour, TalkPerDay: 3 * time.Hour, CostPerDay: 20}
	tr := Trunk{MaxCalls: 30, Limits: limits}
	for _, tc := range []struct {
		name      string
		hour, day Usage
		n         int
	}{
		{"fresh", Usage{}, Usage{}, 10},
		{"nearly used up", Usage{Calls: 8}, Usage{Calls: 8}, 2},
		{"hour's calls", Usage{Calls: 10}, Usage{Calls: 10}, 0},
		{"day's calls", Usage{}, Usage{Calls: 50}, 0},
		{"more than the day's", Usage{}, Usage{Calls: 60}, 0},
		{"hour's talk", Usage{Talk: time.Hour}, Usage{Talk: time.Hour}, 0},
		{"day's talk", Usage{}, Usage{Talk: 3 * time.Hour}, 0},
		{"day's cost", Usage{}, Usage{Cost: 20}, 0},
	} {
		n, reason := tr.Room(State{Hour: tc.hour, Day: tc.day}, noon)
		if n != tc.n || (n == 0) != (reason == Spent) {
			t.Errorf("%s: %d %q, want %d", tc.name, n, reason, tc.n)
		}
	}
	tr = Trunk{Rates: []Rate{{"+86", 0.1}, {"+861390", 0.5}}}
	for _, tc := range []struct {
		number string
		talk   time.Duration
		want   float64
	}{{"+8613800000001", time.Minute, 0.1}, {"+8613800000001", 61 * time.Second, 0.2}, {"+8613900000001", time.Second, 0.5}, {"+442071234567", time.Hour, 0}, {"+8613800000001", 0, 0}} {
		if got := tr.Cost(tc.number, tc.talk); math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%s for %s costs %v, want %v", tc.number, tc.talk, got, tc.want)
		}
	}
}

func TestCallerIDPool(t *testing.T) {
	tr := Trunk{CallerIDs: []CallerID{
		{Number: "01010000001"}, {Number: "01010000002"}, {Number: "01010000003"}, {Number: "01010000004"},
		{Number: "02110000001", Region: "+8621"}, {Number: "4000000001", Campaign: "回访"}, {Number: "02110000009", Campaign: "回访", Region: "+8621"},
	}}
	for _, tc := range []struct{ campaign, number, want string }{
		{"other", "+862162345678", "02110000001"}, {"回访", "+862162345678", "02110000009"}, {"回访", "+8613900000001", "4000000001"},
	} {
		if got := tr.CallerID(tc.campaign, tc.number); got != tc.want {
			t.Errorf("%s, %s: %s, want %s", tc.campaign, tc.number, got, tc.want)
		}
	}
	const customers = 4000
	shown := map[string]int{}
	moved := 0
	fewer := tr
	fewer.CallerIDs = append([]CallerID{}, tr.CallerIDs[1:]...) // 01010000001 is taken away
	for i := range customers {
		number := fmt.Sprintf("+86139%08d", i)
		id := tr.CallerID("x", number)
		shown[id]++
		if again := fewer.CallerID("x", number); id != "01010000001" && again != id {
			moved++
		}
	}
	for id, n := range shown {
		if n < customers/4*85/100 || n > customers/4*115/100 {
			t.Errorf("%s is shown to %d of %d customers", id, n, customers)
		}
	}
	if len(shown) != 4 || moved > 0 {
		t.Errorf("%d numbers shown; %d customers see another one although theirs is still there", len(shown), moved)
	}
	if got := (Trunk{}).CallerID("x", "+8613900000001"); got != "" {
		t.Errorf("a trunk without numbers shows %q", got)
	}
}

func TestRoom(t *testing.T) {
	trunks := []Trunk{{Name: "a", Priority: 2, MaxCalls: 5, CallerIDs: []CallerID{{Number: "01011110000"}}}, {Name: "b", Priority: 1, MaxCalls: 3}}
	down := State{Health: Health{}.Heard(false, NoOptions, noon)}
	for _, tc := range []struct {
		states map[string]State
		want   Want
		n      int
		reason string
	}{
		{nil, Want{}, 8, ""}, {nil, Want{Trunk: "a"}, 5, ""}, {map[string]State{"a": {Calls: 4}}, Want{}, 4, ""}, {nil, Want{CallerID: "01099990000"}, 3, ""},
		{map[string]State{"a": {Calls: 9}, "b": down}, Want{}, 0, Down}, {map[string]State{"a": {Calls: 9}}, Want{Trunk: "a"}, 0, Full},
		{nil, Want{Trunk: "a", CallerID: "01099990000"}, 0, OtherCaller}, {nil, Want{Trunk: "c"}, 0, Unknown},
	} {
		if n, reason := Room(trunks, tc.states, tc.want, noon); n != tc.n || reason != tc.reason {
			t.Errorf("%+v: %d %q, want %d %q", tc, n, reason, tc.n, tc.reason)
		}
	}
}

func TestHealth(t *testing.T) {
	h := Health{}
	at := noon
	step := func(d time.Duration) time.Time { at = at.Add(d); return at }
	for i := range 2 {
		h = h.Ended(FaultServer, fmt.Sprint(i), step(time.Second))
	}
	if h = h.Ended(FaultServer, "1", step(time.Second)); h.Word() != WordUnknown {
		t.Fatalf("the same number twice made it %s", h.Word())
	}
	if h = h.Ended(FaultServer, "2", step(time.Second)); h.Word() != WordSuspect || h.Reason() != FaultServer {
		t.Fatalf("three faults: %s %s", h.Word(), h.Reason())
	}
	pause := time.Duration(0)
	for range 8 {
		wait := h.Retry.Sub(at)
		if wait < pause || wait > longestPause {
			t.Fatalf("pause of %s after one of %s", wait, pause)
		}
		pause = wait
		if ok, _ := h.MayCall(at.Add(wait - time.Millisecond)); ok {
			t.Fatal("called within the pause")
		}
		if ok, probe := h.MayCall(step(wait)); !ok || !probe {
			t.Fatal("no probe after the pause")
		}
		h = h.Began(at)
		if ok, _ := h.MayCall(at); ok {
			t.Fatal("a second probe")
		}
		h = h.Ended(FaultServer, "2", step(time.Second))
	}
	if pause != longestPause {
		t.Errorf("the pause stays at %s", pause)
	}
	h = h.Began(step(longestPause)).Ended("", "3", step(time.Second))
	if h.Word() != WordUnknown || h.Faults != 0 {
		t.Errorf("after a call that worked: %s, %d faults", h.Word(), h.Faults)
	}
	if lost := suspect(at).Began(at); !lost.Probe.IsZero() {
		if ok, _ := lost.MayCall(at.Add(probeLimit + time.Second)); !ok {
			t.Error("a probe that was lost keeps the trunk closed")
		}
	}
	h = suspect(at).Heard(false, NoOptions, at)
	if ok, _ := h.MayCall(at.Add(time.Hour)); ok || h.Word() != WordDown || h.Reason() != NoOptions {
		t.Errorf("without OPTIONS: %s %s, may call %v", h.Word(), h.Reason(), ok)
	}
	since := h.Since
	if h = h.Heard(false, NoOptions, at.Add(time.Minute)); h.Since != since {
		t.Error("Since moves although nothing changes")
	}
	if h = h.Heard(true, "", at.Add(time.Hour)); h.Word() != WordUp || !h.Since.Equal(at.Add(time.Hour)) {
		t.Errorf("back: %s since %s", h.Word(), h.Since)
	}
	if h = suspect(at).Heard(true, "", at); h.Word() != WordSuspect {
		t.Errorf("answered OPTIONS make good failing calls: %s", h.Word())
	}
}

// As measured on Asterisk 22 with a server that gives each answer: Q.850 cause and SIP status of the channel's end.
func TestFault(t *testing.T) {
	for _, tc := range []struct {
		cause, sip     int
		rang, timedOut bool
		want           string
	}{
		{23, 302, false, false, FaultRedirect}, {16, 300, false, false, FaultRedirect}, {16, 380, false, false, FaultRedirect},
		{21, 401, false, false, FaultAuth}, {21, 403, false, false, FaultAuth}, {21, 407, false, false, FaultAuth},
		{58, 488, false, false, FaultMedia}, {58, 606, false, false, FaultMedia}, {127, 415, false, false, FaultMedia},
		{34, 503, false, false, FaultCongestion}, {38, 500, false, false, FaultServer}, {27, 502, false, false, FaultServer}, {102, 504, false, false, FaultServer},
		{29, 501, false, false, FaultServer}, {127, 505, false, false, FaultServer}, {34, 513, false, false, FaultServer},
		{18, 408, false, true, FaultNoReply}, {18, 408, false, false, FaultNoReply}, {19, 480, false, true, FaultNoReply},
		{127, 400, false, false, FaultProtocol}, {19, 483, false, false, FaultProtocol},
		{34, 0, false, false, FaultCongestion}, {38, 0, false, false, FaultServer}, {19, 0, false, true, FaultNoReply},
		// Of the customer, or perhaps.
		{17, 486, false, false, ""}, {17, 600, false, false, ""}, {1, 404, false, false, ""}, {22, 410, false, false, ""}, {28, 484, false, false, ""}, {1, 604, false, false, ""},
		{21, 603, false, false, ""}, {19, 480, false, false, ""}, {16, 0, false, false, ""}, {16, 603, false, false, ""}, {127, 487, false, false, ""}, {0, 0, false, false, ""},
		{34, 503, true, false, ""}, {21, 403, true, false, ""}, {19, 480, true, true, ""}, {38, 500, true, false, ""}, {18, 408, true, true, ""},
	} {
		if got := Fault(tc.cause, tc.sip, tc.rang, tc.timedOut); got != tc.want {
			t.Errorf("%d/%d rang %v timed out %v: %q, want %q", tc.cause, tc.sip, tc.rang, tc.timedOut, got, tc.want)
		}
	}
}

// Whatever is known of the trunks: what is picked exists, has room, is healthy, and may call the number; a suspect trunk
// never gets a second call.
func TestPickProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var trunks []Trunk
		states := map[string]State{}
		for i := range rapid.IntRange(0, 4).Draw(t, "trunks") {
			tr := Trunk{Name: fmt.Sprint(i), Home: "86", Priority: rapid.IntRange(0, 2).Draw(t, "priority"), MaxCalls: rapid.IntRange(1, 4).Draw(t, "max"),
				Allow:  rapid.SampledFrom([][]string{nil, {"+86"}, {"+852"}, {"+86", "+852"}}).Draw(t, "allow"),
				Limits: Limits{CallsPerDay: rapid.SampledFrom([]int{0, 3}).Draw(t, "limit")}}
			var h Health
			for range rapid.IntRange(0, 8).Draw(t, "history") {
				switch rapid.IntRange(0, 3).Draw(t, "event") {
				case 0:
					h = h.Heard(rapid.Bool().Draw(t, "online"), rapid.SampledFrom([]string{"", NoOptions}).Draw(t, "offline"), noon)
				case 1:
					h = h.Ended(rapid.SampledFrom([]string{"", FaultServer, FaultNoReply}).Draw(t, "fault"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "number"), noon)
				default:
					h = h.Began(noon)
				}
			}
			trunks = append(trunks, tr)
			states[tr.Name] = State{Calls: rapid.IntRange(0, 5).Draw(t, "calls"), Health: h, Day: Usage{Calls: rapid.IntRange(0, 4).Draw(t, "today")}}
		}
		now := noon.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "later")) * time.Second)
		w := Want{Number: rapid.SampledFrom([]string{"+8613900000001", "+85251234567", "+442071234567"}).Draw(t, "number"), Trunk: rapid.SampledFrom([]string{"", Auto, "1"}).Draw(t, "named")}
		got, err := Pick(trunks, states, w, now)
		if err != nil {
			var no *NoTrunk
			if !errors.As(err, &no) || no.Reason == "" {
				t.Fatalf("no reason: %v", err)
			}
			for _, tr := range Candidates(trunks, w) {
				if n, _ := tr.Room(states[tr.Name], now); n > 0 && tr.Check(w.Number) == nil {
					t.Fatalf("%s could take the call, and the answer is %s", tr.Name, no.Reason)
				}
			}
			return
		}
		s := states[got.Trunk.Name]
		ok, probe := s.Health.MayCall(now)
		if !ok || s.Health.Offline != "" || s.Calls >= got.Trunk.MaxCalls || got.Trunk.Check(w.Number) != nil || w.Trunk == "1" && got.Trunk.Name != "1" ||
			got.Trunk.Limits.CallsPerDay > 0 && s.Day.Calls >= got.Trunk.Limits.CallsPerDay {
			t.Fatalf("picked %+v with %+v", got.Trunk, s)
		}
		for _, tr := range Candidates(trunks, w) {
			if n, _ := tr.Room(states[tr.Name], now); n > 0 && tr.Check(w.Number) == nil && tr.Priority < got.Trunk.Priority {
				t.Fatalf("%s comes first and has room, picked %s", tr.Name, got.Trunk.Name)
			}
		}
		if probe {
			if again := s.Health.Began(now); func() bool { ok, _ := again.MayCall(now); return ok }() {
				t.Fatal("a second probe")
			}
		}
	})
}

func TestPJSIPEndpoint(t *testing.T) {
	for endpoint, want := range map[string]string{
		"PJSIP/{number}@carrier": "carrier", "PJSIP/9{number}@carrier": "carrier", "PJSIP/carrier/sip:{number}@127.0.0.1:5060": "carrier", "IAX2/carrier/{number}": "",
	} {
		if got := (Trunk{Endpoint: endpoint}).PJSIPEndpoint(); got != want {
			t.Errorf("%s: %q, want %q", endpoint, got, want)
		}
	}
	if got := (Trunk{Endpoint: "PJSIP/9{number}@carrier"}).DialString("123"); got != "PJSIP/9123@carrier" {
		t.Error(got)
	}
}
