package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/dialer/trunk"
)

// trunksNow is a dialer's book and a rate limiter.
type trunksNow struct {
	states map[string]trunk.State
	failed map[string][]string
	rate   map[string]int // calls that may still begin
}

func (f *trunksNow) TrunkStates(time.Time) map[string]trunk.State    { return maps.Clone(f.states) }
func (f *trunksNow) TrunkFailed(number string, _ time.Time) []string { return f.failed[number] }
func (f *trunksNow) TrunkPicked(name string, _ int64, _ time.Time) {
	s := f.states[name]
	s.Calls++
	f.states[name] = s
}
func (f *trunksNow) TrunkUnused(name string, _ int64) {
	s := f.states[name]
	s.Calls--
	f.states[name] = s
}
func (f *trunksNow) Take(_ context.Context, name string, _ float64, n int) int {
	n = min(n, f.rate[name])
	f.rate[name] -= n
	return n
}
func (f *trunksNow) Give(_ context.Context, name string, _ float64, n int) { f.rate[name] += n }

func routes(f *trunksNow) *campaign.Routes {
	return &campaign.Routes{Region: "CN", Book: f, Rate: f, Trunks: []trunk.Trunk{
		{Name: "a", Home: "86", Priority: 1, MaxCalls: 3, CallsPerSecond: 1, CallerIDs: []trunk.CallerID{{Number: "01011110000"}}},
		{Name: "b", Home: "86", Priority: 2, MaxCalls: 5, CallsPerSecond: 1, Format: trunk.E164, Allow: []string{"+86", "+852"}},
	}}
}

func TestRoutes(t *testing.T) {
	now, ctx := time.Now(), t.Context()
	f := &trunksNow{states: map[string]trunk.State{}, rate: map[string]int{"a": 2, "b": 9}, failed: map[string][]string{"+8613900000007": {"a"}}}
	r := routes(f)
	auto := campaign.Runnable{Trunk: trunk.Auto}
	if n, _ := r.Room(auto, now); n != 8 {
		t.Errorf("room %d", n)
	}
	r.Elsewhere(map[string]int{"a": 2, "b": 1})
	if n, _ := r.Room(auto, now); n != 5 {
		t.Errorf("room beside other nodes' calls %d", n)
	}
	r.Elsewhere(nil)

	g := r.Take(ctx, auto, 4, now)
	if g["a"] != 2 || g["b"] != 2 || g.N() != 4 || f.rate["b"] != 7 {
		t.Fatalf("grant %v, left %v", g, f.rate)
	}
	pick := func(number, name string, g campaign.Grant) string {
		o, err := r.Pick(ctx, dialer.Order{Attempt: 1, Trunk: name, Number: number}, g, now)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(o.Trunk, " ", o.Number, " ", o.CallerID)
	}
	for _, tc := range []struct{ number, trunk, want string }{
		{"+8613900000001", trunk.Auto, "a 13900000001 01011110000"},
		{"+8613900000007", trunk.Auto, "b +8613900000007 "}, // it has just failed on a
		{"+85251234567", trunk.Auto, "b +85251234567 "},
		{"+862162345678", trunk.Auto, "a 02162345678 01011110000"},
		{"+8613900000003", trunk.Auto, "b +8613900000003 "}, // a has begun as many as it may in this second; b's grant is used up, its rate is not
		{"+8613900000004", "a", campaign.TrunkRate},
		{"+442071234567", trunk.Auto, trunk.NumberForeign},
		{"+8613900000005", "c", trunk.Unknown},
	} {
		if got := pick(tc.number, tc.trunk, g); got != tc.want {
			t.Errorf("%s on %s: %q, want %q", tc.number, tc.trunk, got, tc.want)
		}
	}
	r.Return(ctx, g)
	if g.N() != 0 || f.rate["a"] != 0 || f.rate["b"] != 6 {
		t.Errorf("after the return %v, left %v", g, f.rate)
	}
	unused := r.Take(ctx, auto, 3, now)
	r.Return(ctx, unused)
	if f.rate["b"] != 6 {
		t.Errorf("an unused grant costs: %v", f.rate)
	}
	_, err := r.Pick(ctx, dialer.Order{Trunk: trunk.Auto, Number: "+8616812345678"}, nil, now)
	var none *trunk.NoTrunk
	if !errors.As(err, &none) || !none.Never || none.Reason != trunk.NumberPremium {
		t.Errorf("premium: %v", err)
	}
	if slices.ContainsFunc([]string{trunk.NumberPremium, trunk.NumberEmergency, trunk.NumberCharacters}, func(c string) bool { return !campaign.NeverDialled(c) }) ||
		campaign.NeverDialled(trunk.NumberForeign) || campaign.NeverDialled(trunk.NumberNotAllowed) {
		t.Error("what is never dialled and what the lists forbid are confused")
	}
}
