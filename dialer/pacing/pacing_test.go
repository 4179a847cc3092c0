package pacing

import (
	"testing"

	"pgregory.net/rapid"
)

func TestProgressive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		free, room := rapid.IntRange(-5, 500).Draw(t, "free"), rapid.IntRange(-50, 500).Draw(t, "room")
		n := Progressive(free, room)
		if n < 0 || (n > 0 && (n > free || n > room)) {
			t.Fatalf("%d calls for %d agents and room for %d", n, free, room)
		}
		if free > 0 && room > 0 && n == 0 {
			t.Fatal("dials nothing although there are agents and room")
		}
		if Progressive(free+1, room) < n {
			t.Fatal("falls with more agents")
		}
	})
}
