package dialer

import (
	"slices"
	"testing"
	"time"
)

// Of the agents at other nodes those may be fetched who are free, may take the call, and are neither here nor on their way; who has
// waited longest comes first.
func TestFetchable(t *testing.T) {
	t0 := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	others := []AgentStatus{
		{ID: 1, Free: true, Since: t0.Add(3 * time.Minute)},
		{ID: 2, State: AgentOnCall, Since: t0},
		{ID: 3, Free: true, Since: t0.Add(time.Minute)},
		{ID: 4, State: AgentReady, Since: t0}, // without audio
		{ID: 5, Free: true, Since: t0.Add(2 * time.Minute)},
	}
	anybody := func(int64) bool { return true }
	cases := []struct {
		name   string
		others []AgentStatus
		pool   []int64
		may    func(int64) bool
		want   []int64
	}{
		{"nobody is seen", nil, []int64{1, 2, 3}, anybody, nil},
		{"longest idle first", others, []int64{1, 2, 3, 4, 5, 6}, anybody, []int64{3, 5, 1}},
		{"one who is asked for", others, []int64{5}, anybody, []int64{5}},
		{"busy", others, []int64{2}, anybody, nil},
		{"without audio", others, []int64{4}, anybody, nil},
		{"nobody of the pool", others, nil, anybody, nil},
		{"one is on his way already", others, []int64{1, 3}, func(id int64) bool { return id != 3 }, []int64{1}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			var got []int64
			for _, a := range fetchable(tc.others, tc.pool, tc.may) {
				got = append(got, a.ID)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%v, want %v", got, tc.want)
			}
		})
	}
}
