package prompt

import (
	"strings"
	"testing"
	"time"
)

// Every text is there in every language, and none is too long for one who waits.
func TestHotlinePrompts(t *testing.T) {
	all, err := readHotline()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for id, audio := range all {
		if d := Length(audio); d < 300*time.Millisecond || d > 12*time.Second {
			t.Errorf("%s is %s long", id, d)
		}
		names[id[:strings.LastIndex(id, "-")]]++
	}
	for name, n := range names {
		if n != 3 {
			t.Errorf("%s: %d languages", name, n)
		}
	}
	if _, ok := Hotline("hotline:leave-zh"); !ok {
		t.Error("no hotline:leave-zh")
	}
	if _, ok := Hotline("leave-zh"); ok {
		t.Error("an id without its prefix")
	}
}
