package app

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

func TestSpeaker(t *testing.T) {
	if speaker(nil) != nil {
		t.Error("texts are spoken without a program")
	}
	// The text is input, whatever is in it.
	text := `您好 $(id) "; --help`
	got, err := speaker([]string{"cat"})(t.Context(), text)
	if err != nil || string(got) != text {
		t.Errorf("%q, %v", got, err)
	}
	var exit *exec.ExitError
	if _, err := speaker([]string{"sh", "-c", "echo no voice >&2; exit 3"})(t.Context(), text); !errors.As(err, &exit) || !strings.Contains(err.Error(), "no voice") {
		t.Errorf("a program that fails: %v", err)
	}
	if _, err := speaker([]string{"no-such-program"})(t.Context(), text); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("a program that there is not: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := speaker([]string{"sleep", "60"})(ctx, text); err == nil {
		t.Error("a cancelled one has spoken")
	}
}
