package floor

import (
	"math"
	"testing"
)

// With one agent and a cap of nearly 1 nothing holds back: the agent is busy but for the moments that a line takes.
func TestOptimum(t *testing.T) {
	// With nobody waiting and every line answered, a cap that allows nothing means one line for each free agent: an agent is idle
	// for one ring before each call.
	got, err := Optimum(1, 0.95, 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	want := markovBusy / (markovBusy + markovRing/0.95)
	if math.Abs(got-want) > 3e-4 {
		t.Errorf("one agent, nothing to be abandoned: %.5f, not %.5f", got, want)
	}
	last := 0.0
	for _, cap := range []float64{0.01, 0.03, 0.1} {
		got, err := Optimum(5, 0.35, cap)
		if err != nil {
			t.Fatal(err)
		}
		if got <= last || got >= 1 {
			t.Errorf("cap %v: %v after %v", cap, got, last)
		}
		last = got
	}
	if _, err := Optimum(0, 0.35, 0.03); err == nil {
		t.Error("no agents, and yet a value")
	}
}
