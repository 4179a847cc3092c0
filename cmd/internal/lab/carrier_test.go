package lab

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseInvites(t *testing.T) {
	log := `2026-11-21T20:57:46.052Z INVITE caller=01088886666 name=%E5%9B%9E%20%E8%AE%BF number=13900000001 callid=a%40b
2026-11-21T20:57:46.100Z INVITE caller= name= number=10086 callid=c
2026-11-21T20:57:46.101Z HANGUP by=callee cause=1 number=10086 callid=c
2026-11-21T20:57:47.000Z ANSWER number=13900000001 callid=a%40b
2026-11-21T20:57:48.000Z DTMF digit=%23 number=13900000001 callid=a%40b
2026-11-21T20:57:49.000Z HANGUP by=caller cause=16 number=139`
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, "2026-11-21T20:57:"+text+"Z")
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	got, err := parseInvites(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	want := []Invite{
		{Time: at("46.052"), Number: "13900000001", CallerID: "01088886666", CallerName: "回 访", CallID: "a@b", Answered: at("47"), DTMF: []Digit{{at("48"), "#"}}},
		{Time: at("46.1"), Number: "10086", CallID: "c", Ended: at("46.101"), EndedBy: "callee", Cause: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, bad := range []string{"nonsense\n", "2026-11-21T20:57:46.052Z ANSWER number=1 callid=x\n", "20:57 INVITE number=1 callid=x\n"} {
		if _, err := parseInvites(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
