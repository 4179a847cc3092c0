package dialer

import (
	"strings"
	"testing"

	"huifang/dialer/call"
	"huifang/dialer/queue"
)

func TestInboundWords(t *testing.T) {
	cases := []struct {
		name     string
		in       Incoming
		what     call.Prompt
		turn     call.Turn
		missed   string
		position int
		again    bool
		want     string
	}{
		{"first announcement", Incoming{Offer: true, CanCall: true}, call.PositionNote, "", "", 3, false, "busy-zh position-zh 3-zh waiting-zh offer-zh"},
		{"next one, in Cantonese", Incoming{Language: "cantonese"}, call.PositionNote, "", "", 10, true, "position-yue 10-yue waiting-yue"},
		{"far behind, withheld number, in English too", Incoming{Offer: true, English: true}, call.PositionNote, "", "", 11, true, "many-zh offer-message-zh many-en offer-message-en"},
		{"closed", Incoming{}, call.TurnNote, call.TurnMessage, queue.ReasonClosed, 0, false, "closed-zh leave-zh"},
		{"closed, own prompt", Incoming{Closed: "7"}, call.TurnNote, call.TurnHangUp, queue.ReasonClosed, 0, false, "7 later-zh"},
		{"waited too long", Incoming{}, call.TurnNote, call.TurnCallback, call.MissedMaxWait, 0, true, "nobody-zh callback-zh"},
		{"queue stopped", Incoming{}, call.TurnNote, call.TurnHangUp, call.MissedStopped, 0, true, "nobody-zh again-zh"},
		{"full", Incoming{}, call.TurnNote, call.TurnHangUp, queue.ReasonFull, 0, true, "nobody-zh again-zh"},
		{"message by key", Incoming{}, call.TurnNote, call.TurnMessage, call.MissedMessage, 0, true, "leave-zh"},
		{"greeting", Incoming{Greeting: "shipped:x"}, call.Greeting, "", "", 1, false, "shipped:x"},
		{"a transfer that nobody took", Incoming{English: true, CanCall: true}, call.AbandonedNote, "", "", 0, true, "callback-zh callback-en"},
		{"the same, number withheld", Incoming{}, call.AbandonedNote, "", "", 0, true, "again-zh"},
		{"thanks", Incoming{}, call.Thanks, call.TurnMessage, "", 0, false, "thanks-zh"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.ReplaceAll(strings.Join(inboundWords(&c.in, c.what, c.turn, c.missed, c.position, c.again), " "), "hotline:", "")
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestTrunkOfAnIncomingChannel(t *testing.T) {
	d := &Dialer{cfg: Config{Trunks: []Trunk{{Name: "main", Endpoint: "PJSIP/{number}@carrier"}, {Name: "second", Endpoint: "PJSIP/{number}@carrier-b"}}}}
	for name, want := range map[string]string{"PJSIP/carrier-0000001f": "main", "PJSIP/carrier-b-00000020": "second", "PJSIP/other-00000021": "", "": ""} {
		if got := d.trunkOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
