package queue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func ago(s int) time.Time { return now.Add(-time.Duration(s) * time.Second) }

func TestAssign(t *testing.T) {
	free := func(id int64, idle int, speaks ...string) Agent {
		return Agent{ID: id, Free: true, Since: ago(idle), Speaks: speaks}
	}
	busy := func(id int64, speaks ...string) Agent { return Agent{ID: id, Since: ago(5), Speaks: speaks} }
	all := []int64{1, 2, 3}
	cases := []struct {
		name    string
		callers []Caller
		present []Agent
		want    []Match
	}{
		{"longest idle", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(1)}}, []Agent{free(1, 5), free(2, 50), free(3, 7)}, []Match{{10, 2}}},
		{"the agent who called, when free", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(1), Last: 3}}, []Agent{free(1, 5), free(2, 50), free(3, 7)}, []Match{{10, 3}}},
		{"also when he does not take this queue's calls", []Caller{{ID: 10, Ready: true, Agents: []int64{1}, Arrived: ago(1), Last: 3}}, []Agent{free(1, 5), free(3, 7)}, []Match{{10, 3}}},
		{"waits for him while patience lasts", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Last: 3, Patience: 10 * time.Second}}, []Agent{free(1, 5), busy(3)}, nil},
		{"and then takes another", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(10), Last: 3, Patience: 10 * time.Second}}, []Agent{free(1, 5), busy(3)}, []Match{{10, 1}}},
		{"not for one who is not there", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Last: 3, Patience: 10 * time.Second}}, []Agent{free(1, 5)}, []Match{{10, 1}}},
		{"meanwhile the next caller is served", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Last: 3, Patience: 10 * time.Second},
			{ID: 11, Ready: true, Agents: all, Arrived: ago(1)}}, []Agent{free(1, 5), busy(3)}, []Match{{11, 1}}},
		{"owner", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Owner: 1}}, []Agent{free(1, 5), free(2, 50)}, []Match{{10, 1}}},
		{"language", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Language: "cantonese"}}, []Agent{free(1, 50, "mandarin"), free(2, 5, "mandarin", "cantonese")}, []Match{{10, 2}}},
		{"language of one who is busy", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Language: "cantonese"}}, []Agent{free(1, 50, "mandarin"), busy(2, "cantonese")}, nil},
		{"language of nobody", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(3), Language: "cantonese"}}, []Agent{free(1, 50, "mandarin"), busy(2, "mandarin")}, []Match{{10, 1}}},
		{"the only one who speaks it is spared", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(9)}, {ID: 11, Ready: true, Agents: all, Arrived: ago(3), Language: "cantonese"}},
			[]Agent{free(1, 5, "mandarin"), free(2, 50, "cantonese")}, []Match{{10, 1}, {11, 2}}},
		{"alarm before an earlier complaint", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(200), Head: time.Minute}, {ID: 11, Ready: true, Agents: all, Arrived: ago(1), Head: 10 * time.Minute}},
			[]Agent{free(1, 5)}, []Match{{11, 1}}},
		{"but not for ever", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(700), Head: time.Minute}, {ID: 11, Ready: true, Agents: all, Arrived: ago(1), Head: 10 * time.Minute}},
			[]Agent{free(1, 5)}, []Match{{10, 1}}},
		{"who lost his agent is first", []Caller{{ID: 10, Ready: true, Agents: all, Arrived: ago(700)}, {ID: 11, Ready: true, Agents: all, Arrived: ago(1), Again: true, Avoid: []int64{1}}},
			[]Agent{free(1, 50), free(2, 5)}, []Match{{11, 2}, {10, 1}}},
		{"not while he is greeted", []Caller{{ID: 10, Agents: all, Arrived: ago(2)}}, []Agent{free(1, 50)}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Assign(now, c.callers, c.present); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func drawCallers(t *rapid.T, agents int) []Caller {
	ids := rapid.SliceOfDistinct(rapid.Int64Range(1, int64(agents)), rapid.ID[int64])
	n := rapid.IntRange(0, 8).Draw(t, "callers")
	list := make([]Caller, n)
	for i := range list {
		list[i] = Caller{
			ID: int64(100 + i), Queue: rapid.Int64Range(1, 2).Draw(t, "queue"), Arrived: ago(rapid.IntRange(0, 900).Draw(t, "waited")),
			Head: time.Duration(rapid.SampledFrom([]int{0, 60, 600}).Draw(t, "head")) * time.Second, Again: rapid.Bool().Draw(t, "again"),
			Ready: rapid.IntRange(0, 4).Draw(t, "ready") > 0, Agents: ids.Draw(t, "agents"),
			Language: rapid.SampledFrom([]string{"", "mandarin", "cantonese"}).Draw(t, "language"),
			Last:     rapid.Int64Range(0, int64(agents)).Draw(t, "last"), Owner: rapid.Int64Range(0, int64(agents)).Draw(t, "owner"),
			Patience: time.Duration(rapid.IntRange(0, 20).Draw(t, "patience")) * time.Second,
		}
	}
	return list
}

func drawAgents(t *rapid.T, n int) []Agent {
	var list []Agent
	for i := range n {
		if rapid.IntRange(0, 3).Draw(t, "here") == 0 {
			continue
		}
		list = append(list, Agent{ID: int64(i + 1), Free: rapid.Bool().Draw(t, "free"), Since: ago(rapid.IntRange(0, 100).Draw(t, "since")),
			Speaks: rapid.SampledFrom([][]string{{"mandarin"}, {"cantonese"}, {"mandarin", "cantonese"}, nil}).Draw(t, "speaks")})
	}
	return list
}

// Whatever waits and whoever is there: nobody is given twice, only those who are free and may; nobody who could have an agent
// waits; who is earlier in the order is never left out for who is later; and the order of the input does not matter.
func TestAssignProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 6
		callers, present := drawCallers(t, n), drawAgents(t, n)
		got := Assign(now, callers, present)
		byCaller, byAgent := map[int64]int64{}, map[int64]int64{}
		var free []Agent
		for _, g := range present {
			if g.Free {
				free = append(free, g)
			}
		}
		may := func(c Caller) []int64 {
			if !c.Ready {
				return nil
			}
			return candidates(now, c, present, free)
		}
		for _, m := range got {
			if byCaller[m.Caller] != 0 || byAgent[m.Agent] != 0 {
				t.Fatalf("twice in %v", got)
			}
			byCaller[m.Caller], byAgent[m.Agent] = m.Agent, m.Caller
			c := callers[slices.IndexFunc(callers, func(c Caller) bool { return c.ID == m.Caller })]
			if !slices.Contains(may(c), m.Agent) {
				t.Fatalf("%v may not have %d", c, m.Agent)
			}
		}
		order := Order(callers)
		for i, c := range order {
			if byCaller[c.ID] != 0 {
				continue
			}
			for _, g := range may(c) {
				who := byAgent[g]
				if who == 0 {
					t.Fatalf("%d waits though %d is free: %v", c.ID, g, got)
				}
				if slices.IndexFunc(order, func(o Caller) bool { return o.ID == who }) > i {
					t.Fatalf("%d waits while %d, who is later, has %d: %v", c.ID, who, g, got)
				}
			}
		}
		mixed := rapid.Permutation(callers).Draw(t, "mixed")
		if again := Assign(now, mixed, present); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("%v, and in another order of the input %v", got, again)
		}
		for _, c := range callers {
			if p := Position(callers, c.ID); p < 1 || p > len(callers) {
				t.Fatalf("position %d of %d", p, len(callers))
			}
		}
	})
}

// While agents come free one after the other, everybody is served in the end, whoever keeps calling: only those who came within
// the head start after him can go before him.
func TestNobodyStarves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := time.Duration(rapid.IntRange(0, 3600).Draw(t, "head")) * time.Second
		victim := Caller{ID: 1, Ready: true, Agents: []int64{1}, Arrived: now}
		every := time.Duration(rapid.IntRange(1, 120).Draw(t, "every")) * time.Second
		waiting := []Caller{victim}
		at := now
		for served := 0; ; served++ {
			if served > int(head/every)+2 {
				t.Fatalf("not served after %d others", served)
			}
			at = at.Add(every)
			waiting = append(waiting, Caller{ID: int64(served + 2), Ready: true, Agents: []int64{1}, Arrived: at, Head: head})
			m := Assign(at, waiting, []Agent{{ID: 1, Free: true, Since: at}})
			if len(m) != 1 {
				t.Fatalf("%v", m)
			}
			if m[0].Caller == victim.ID {
				return
			}
			waiting = slices.DeleteFunc(waiting, func(c Caller) bool { return c.ID == m[0].Caller })
		}
	})
}

func TestAdmit(t *testing.T) {
	l := Limits{MaxWaiting: 2, Overflow: Callback, Closed: Message}
	for _, c := range []struct {
		open             bool
		waiting, present int
		step             Step
		reason           string
	}{
		{true, 0, 1, Wait, ""}, {true, 1, 1, Wait, ""}, {true, 2, 1, Callback, ReasonFull}, {true, 0, 0, Callback, ReasonNobody}, {false, 0, 3, Message, ReasonClosed},
	} {
		if step, reason := l.Admit(c.open, c.waiting, c.present); step != c.step || reason != c.reason {
			t.Errorf("%+v: %s %s", c, step, reason)
		}
	}
}
