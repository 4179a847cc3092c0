package redis

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huifang/cmd/internal/lab"
)

// Over any pattern of asking, no more calls pass in any second than two seconds' worth (the burst and the rate), none is
// lost for ever, and what is given back can be taken again.
func TestGCRA(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perSecond := rapid.IntRange(1, 50).Draw(t, "rate")
		step := time.Second / time.Duration(perSecond)
		now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
		start, tat, total := now, time.Time{}, 0
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			now = now.Add(time.Duration(rapid.IntRange(0, 700).Draw(t, "ms")) * time.Millisecond)
			want := rapid.IntRange(0, 30).Draw(t, "want")
			var got int
			got, tat = gcra(tat, now, step, time.Second, want)
			if got < 0 || got > want {
				t.Fatalf("got %d of %d", got, want)
			}
			total += got
			if limit := perSecond + 1 + int(now.Sub(start)/step); total > limit {
				t.Fatalf("%d calls after %s at %d/s", total, now.Sub(start), perSecond)
			}
			if back := rapid.IntRange(0, got).Draw(t, "back"); back > 0 {
				_, tat = gcra(tat, now, step, time.Second, -back)
				total -= back
				again, next := gcra(tat, now, step, time.Second, back)
				if again != back {
					t.Fatalf("%d were given back, %d could be taken", back, again)
				}
				tat, total = next, total+again
			}
		}
		if got, _ := gcra(tat, now.Add(3*time.Second), step, time.Second, 1); got != 1 {
			t.Fatal("nothing passes after a pause")
		}
	})
}

// Two nodes share one rate through a real Redis, and go on by themselves without it.
func TestSharedRate(t *testing.T) {
	l := lab.ForTest(t, lab.Options{Redis: true})
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	var nodes []*Limiter
	for range 2 {
		client, err := Connect(l.Redis.URL())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = client.Close() })
		nodes = append(nodes, NewLimiter(client, log))
	}
	first, second := nodes[0].Take(ctx, "t", 10, 8), nodes[1].Take(ctx, "t", 10, 8)
	if first != 8 || second > 3 { // 10 in the burst, and what has passed meanwhile
		t.Fatalf("the nodes took %d and %d of 10", first, second)
	}
	nodes[0].Give(ctx, "t", 10, 5)
	if got := nodes[1].Take(ctx, "t", 10, 5); got != 5 {
		t.Fatalf("%d of 5 that were given back", got)
	}
	if got := nodes[1].Take(ctx, "other", 10, 3); got != 3 {
		t.Fatalf("another trunk got %d of 3", got)
	}
	if err := l.Redis.Kill9(ctx); err != nil {
		t.Fatal(err)
	}
	if got := nodes[0].Take(ctx, "t", 10, 4); got != 4 {
		t.Fatalf("without Redis %d of 4", got)
	}
}

// Nodes see each other's pictures while they are fresh; without Redis they see none.
func TestBoard(t *testing.T) {
	l := lab.ForTest(t, lab.Options{Redis: true})
	ctx := context.Background()
	client, err := Connect(l.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	board := NewBoard(client)
	if seen, err := board.Exchange(ctx, "a", []byte("of a"), []string{"b", "c"}); err != nil || len(seen) != 0 {
		t.Fatalf("a sees %q, %v", seen, err)
	}
	seen, err := board.Exchange(ctx, "b", []byte("of b"), []string{"c", "a"})
	if err != nil || len(seen) != 1 || string(seen["a"]) != "of a" {
		t.Fatalf("b sees %q, %v", seen, err)
	}
	if life, err := client.PTTL(ctx, pictureKey("b")).Result(); err != nil || life <= 0 || life > pictureLife {
		t.Fatalf("a picture hangs for %s, %v", life, err)
	}
	if err := l.Redis.Kill9(ctx); err != nil {
		t.Fatal(err)
	}
	if seen, err := board.Exchange(ctx, "b", []byte("of b"), []string{"a"}); err == nil {
		t.Fatalf("without Redis b sees %q", seen)
	}
}
