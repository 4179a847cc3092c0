package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"huifang/campaign/prompt"
)

// speakWithin bounds one run of the speak command.
const speakWithin = 15 * time.Second

// speaker says texts by a program of the configuration; nil when there is none. The text goes to its standard input, never
// into its arguments.
func speaker(command []string) func(ctx context.Context, text string) ([]byte, error) {
	if len(command) == 0 {
		return nil
	}
	return func(ctx context.Context, text string) ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, speakWithin)
		defer cancel()
		cmd := exec.CommandContext(ctx, command[0], command[1:]...)
		cmd.WaitDelay = time.Second
		cmd.Stdin = strings.NewReader(text)
		wav, complaint := &limited{left: int(prompt.MaxFile)}, &limited{left: 1 << 10}
		cmd.Stdout, cmd.Stderr = wav, complaint
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("prompts.speak_command %s: %w: %s", command[0], err, strings.TrimSpace(complaint.String()))
		}
		return wav.Bytes(), nil
	}
}

// limited keeps so many bytes and refuses more.
type limited struct {
	bytes.Buffer
	left int
}

var errTooLong = errors.New("the output is too long")

func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.left {
		return 0, errTooLong
	}
	l.left -= len(p)
	return l.Buffer.Write(p)
}
