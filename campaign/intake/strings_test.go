package intake

import (
	"strings"
	"testing"
)

// Short and long strings come back, also those that fill a piece of memory or are larger than one.
func TestSharedStrings(t *testing.T) {
	var s sharedStrings
	var want []string
	for i := range 3000 {
		want = append(want, strings.Repeat("户", i%700))
	}
	for _, n := range []int{0, 1<<pieceBits - 6, 1<<pieceBits - 5, 1<<pieceBits - 4, 1 << pieceBits, 3 << pieceBits, 1, 5} {
		want = append(want, strings.Repeat("x", n), "after")
	}
	for _, text := range want {
		s.add(text)
	}
	for i, text := range want {
		if got, ok := s.get(i); !ok || got != text {
			t.Fatalf("string %d of %d bytes came back as %d bytes, %v", i, len(text), len(got), ok)
		}
	}
	for _, i := range []int{-1, len(want)} {
		if _, ok := s.get(i); ok {
			t.Errorf("there is a string %d", i)
		}
	}
}
