package app

import (
	"slices"
	"testing"
	"time"

	"huifang/dialer"
	"huifang/dialer/trunk"
)

// All nodes show a trunk as the one sees it that can call over it, whichever node the page comes from.
func TestMergeShowsTheBetterTrunk(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	later := at.Add(time.Minute)
	up := dialer.TrunkStatus{Name: "t", Calls: 2, Health: trunk.WordUp, Since: at}
	down := dialer.TrunkStatus{Name: "t", Calls: 1, Health: trunk.WordDown, Reason: trunk.NoOptions, Since: later}
	suspect := dialer.TrunkStatus{Name: "t", Health: trunk.WordSuspect, Reason: trunk.FaultServer, Since: later, RetryAt: &later}
	unknown := dialer.TrunkStatus{Name: "t", Health: trunk.WordUnknown, Since: at}
	spent := dialer.TrunkStatus{Name: "t", Health: trunk.WordUp, Since: at, Spent: true}
	lately := dialer.TrunkStatus{Name: "t", Health: trunk.WordUp, Since: later}
	for _, c := range []struct{ a, b, want dialer.TrunkStatus }{
		{down, up, up}, {down, suspect, suspect}, {suspect, unknown, unknown}, {suspect, up, up}, {down, spent, spent}, {lately, up, up}, {up, up, up},
	} {
		for _, pair := range [][2]dialer.TrunkStatus{{c.a, c.b}, {c.b, c.a}} {
			s := dialer.Status{AsteriskUp: true, Trunks: []dialer.TrunkStatus{pair[0]}}
			other := dialer.Status{AsteriskUp: true, Trunks: []dialer.TrunkStatus{{Name: "another", Health: trunk.WordUp}, pair[1]}}
			merge(&s, other)
			want := c.want
			want.Calls = c.a.Calls + c.b.Calls
			if !slices.Equal(s.Trunks, []dialer.TrunkStatus{want}) {
				t.Errorf("%s here, %s there: %+v, want %+v", pair[0].Health, pair[1].Health, s.Trunks, want)
			}
			if other.Trunks[1] != pair[1] {
				t.Errorf("the other's picture was changed: %+v", other.Trunks)
			}
		}
	}
	// What a node without its Asterisk saw last tells nothing.
	s := dialer.Status{AsteriskUp: true, Trunks: []dialer.TrunkStatus{down}}
	merge(&s, dialer.Status{Trunks: []dialer.TrunkStatus{up}})
	if s.Trunks[0].Health != trunk.WordDown || s.Trunks[0].Calls != 3 {
		t.Errorf("without Asterisk there: %+v", s.Trunks)
	}
	s = dialer.Status{Trunks: []dialer.TrunkStatus{up}}
	merge(&s, dialer.Status{AsteriskUp: true, Trunks: []dialer.TrunkStatus{down}})
	if s.Trunks[0].Health != trunk.WordDown {
		t.Errorf("without Asterisk here: %+v", s.Trunks)
	}
}
