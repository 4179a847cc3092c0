package ari

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const destroyedJSON = `{"type":"ChannelDestroyed","timestamp":"2026-01-02T03:04:05.678+0800","cause":17,"cause_txt":"User busy","tech_cause":486,` +
	`"channel":{"id":%q,"name":"PJSIP/trunk-00000001","state":"Down","protocol_id":"abc@127.0.0.1","caller":{"name":"","number":"13800138000"},` +
	`"connected":{"name":"","number":"01012345678"},"accountcode":"","dialplan":{"context":"default","exten":"s","priority":1,"app_name":"","app_data":""},` +
	`"creationtime":"2026-01-02T03:04:00.000+0800","language":"en"},"asterisk_id":"00:00:00:00:00:01","application":"test"}`

func TestTechCauseDecoded(t *testing.T) {
	h := Header{Received: time.Now(), Generation: 3}
	m := decode([]byte(strings.Replace(destroyedJSON, "%q", `"a"`, 1)), h)
	east := time.FixedZone("", 8*3600)
	h.Sent = time.Date(2026, 1, 2, 3, 4, 5, 678e6, east)
	want := Destroyed{Header: h, Cause: 17, CauseText: "User busy", TechCause: 486, Channel: Channel{
		ID: "a", Name: "PJSIP/trunk-00000001", State: "Down", Caller: "13800138000", Connected: "01012345678",
		CreatedAt: time.Date(2026, 1, 2, 3, 4, 0, 0, east), ProtocolID: "abc@127.0.0.1",
	}}
	if diff := cmp.Diff(want, m.ev); diff != "" {
		t.Error(diff)
	}
	for _, raw := range []string{
		`{"type":"ChannelDestroyed","cause":16,"channel":{"id":"a"}}`,
		`{"type":"ChannelDestroyed","cause":16,"tech_cause":null,"channel":{"id":"a"}}`,
		`{"type":"ChannelDestroyed","cause":16,"tech_cause":"486 Busy","channel":{"id":"a"}}`,
	} {
		if e, ok := decode([]byte(raw), h).ev.(Destroyed); !ok || e.Cause != 16 || e.TechCause != 0 {
			t.Errorf("%s: %+v", raw, e)
		}
	}
}

func TestDecode(t *testing.T) {
	h := Header{Generation: 1}
	a := Channel{ID: "a"}
	for raw, want := range map[string]Event{
		`{"type":"StasisStart","channel":{"id":"a"},"args":["x"]}`:                                     StasisStart{h, a, []string{"x"}},
		`{"type":"StasisEnd","channel":{"id":"a"}}`:                                                    StasisEnd{h, a},
		`{"type":"ChannelStateChange","channel":{"id":"a","state":"Up"}}`:                              ChannelState{h, Channel{ID: "a", State: StateUp}},
		`{"type":"Dial","dialstatus":"RINGING","peer":{"id":"a"},"caller":{"id":"b"}}`:                 Dial{h, a, "RINGING"},
		`{"type":"ChannelHangupRequest","cause":16,"tech_cause":200,"soft":true,"channel":{"id":"a"}}`: HangupRequest{h, a, 16, 200, true},
		`{"type":"ChannelDtmfReceived","digit":"#","duration_ms":120,"channel":{"id":"a"}}`:            DTMF{h, a, "#", 120 * time.Millisecond},
		`{"type":"ChannelLeftBridge","bridge":{"id":"b"},"channel":{"id":"a"}}`:                        BridgeLeft{h, "b", a},
		`{"type":"BridgeDestroyed","bridge":{"id":"b"}}`:                                               BridgeDestroyed{h, "b"},
		`{"type":"PlaybackFinished","playback":{"id":"p","state":"failed","target_uri":"channel:a"}}`:  PlaybackFinished{h, "p", "a", true},
		`{"type":"PlaybackFinished","playback":{"id":"p","state":"done","target_uri":"bridge:b"}}`:     PlaybackFinished{h, "p", "", false},
	} {
		m := decode([]byte(raw), h)
		got := cmp.Diff(want, m.ev)
		if got != "" {
			t.Errorf("%s:\n%s", raw, got)
		}
	}
}

func TestWhatCannotBeDecodedIsDeliveredAndCounted(t *testing.T) {
	for _, tc := range []struct {
		raw  string
		fate fate
		ids  []string
	}{
		{`{"type":"NewInAsterisk30","channel":{"id":"a"},"bridge":{"id":"b"}}`, unknown, []string{"a", "b"}},
		{`{"type":"MissingParams","params":["app"]}`, unknown, nil},
		{`{"type":"ChannelDestroyed","cause":"seventeen","channel":{"id":"a"}}`, malformed, []string{"a"}},
		{`{"type":"ChannelDestroyed","timestamp":"yesterday","channel":{"id":"a"}}`, malformed, []string{"a"}},
		{`{"type":"ChannelDestroyed","channel":{"id":7},"peer":{"id":"a"}}`, malformed, []string{"a"}},
		{`{"type":"ChannelDestroyed"}`, malformed, nil},
		{`{"type":"ChannelDestroyed","channel":null}`, malformed, nil},
		{`{"channel":{"id":"a"}}`, malformed, []string{"a"}},
		{`{"type":7}`, malformed, nil},
		{`[]`, malformed, nil},
		{`null`, malformed, nil},
		{`{"type":"Stas`, malformed, nil},
		{"\xff\x00", malformed, nil},
		{"", malformed, nil},
	} {
		m := decode([]byte(tc.raw), Header{})
		u, ok := m.ev.(Unknown)
		if !ok || m.fate != tc.fate || string(u.Raw) != tc.raw || !cmp.Equal(m.ids, tc.ids) {
			t.Errorf("%s: %+v", tc.raw, m)
		}
		if tc.fate == malformed && u.Err == nil {
			t.Errorf("%s: no reason", tc.raw)
		}
	}
}

// TestBrokenEventReachesItsCall: over the wire, an event that cannot be read
// still tells the call's owner that something has happened.
func TestBrokenEventReachesItsCall(t *testing.T) {
	fates := make(chan string, 10)
	_, c, conn := up(t, func(cfg *Config) { cfg.Hooks.Event = func(typ, fate string) { fates <- typ + " " + fate } })
	q, rest := c.Open("a"), c.OpenUnclaimed()
	send(t, conn, `{"type":"ChannelDestroyed","cause":"x","channel":{"id":"a"}}`)
	send(t, conn, `no JSON`)
	if u := next[Unknown](t, q); u.Type != "ChannelDestroyed" || u.Err == nil {
		t.Errorf("%+v", u)
	}
	next[Unknown](t, rest)
	for _, want := range []string{"ChannelDestroyed malformed", " malformed"} {
		if got := <-fates; got != want {
			t.Errorf("hook: %q, want %q", got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(strings.Replace(destroyedJSON, "%q", `"a"`, 1)))
	for _, s := range []string{
		``, `{}`, `null`, `[1]`, `"x"`, `{"type":"Dial","peer":{"id":"a"}}`, `{"type":"ApplicationReplaced"}`,
		`{"type":"ChannelVarset"}`, `{"type":"StasisStart","channel":{"id":"a","creationtime":"9999-99-99"}}`,
		`{"type":"PlaybackFinished","playback":{"id":"p","target_uri":"channel:"}}`,
		`{"type":"ChannelEnteredBridge","channel":{"id":"a"},"bridge":null}`,
		`{"type":"BridgeBlindTransfer","channel":{"id":"a","caller":null}}`,
		`{"type":"ContactInfo","aor":"x"}`, `{"type":"Peer"}`, `{"type":"ChannelDestroyed","tech_cause":1e99,"channel":{"id":"a"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := decode(raw, Header{Generation: 7})
		// Every message is an event or a counted, known reason why not.
		if m.ev == nil {
			if m.fate != ignored || (!ignoredTypes[m.typ] && !m.replaced) {
				t.Fatalf("dropped: %+v", m)
			}
			return
		}
		if m.ev.Meta().Generation != 7 {
			t.Fatalf("header lost: %+v", m.ev)
		}
		for _, id := range m.ids {
			if id == "" {
				t.Fatalf("empty id: %+v", m)
			}
		}
		if u, isUnknown := m.ev.(Unknown); isUnknown {
			if m.fate != unknown && m.fate != malformed {
				t.Fatalf("not counted: %+v", m)
			}
			if !json.Valid(raw) && u.Err == nil {
				t.Fatalf("no reason: %+v", m)
			}
		} else if len(m.ids) == 0 || m.fate != "" {
			t.Fatalf("no owner: %+v", m)
		}
	})
}
