package lab

import (
	"context"
	"os"
	"time"
)

// TB is the part of testing.TB that [ForTest] uses; the binary does not have to link package testing.
type TB interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
	Name() string
}

// ForTest starts services in test mode, in a folder of their own unless o.Dir names one, and ends and removes them
// with the test. When the test has failed, the ends of the services' logs are shown; with HUIFANG_KEEP=1 the folder
// stays.
func ForTest(t TB, o Options) *Lab {
	t.Helper()
	o.Detached = false
	temporary := o.Dir == ""
	if temporary {
		dir, err := os.MkdirTemp("", "huifang-") // short, and not t.TempDir(), which no other user can enter
		if err != nil {
			t.Fatalf("lab: %v", err)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatalf("lab: %v", err)
		}
		o.Dir = dir
	}
	if o.Log == nil {
		o.Log = os.Stderr
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // the first time on a machine downloads
	defer cancel()
	l, err := Start(ctx, o)
	if err != nil {
		if temporary {
			os.RemoveAll(o.Dir) // best effort: the test fails already
		}
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			for _, s := range l.services() {
				t.Logf("end of %s:\n%s", s.LogFile(), s.logTail(20))
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Logf("%v", err)
			return
		}
		if !temporary || os.Getenv("HUIFANG_KEEP") == "1" {
			t.Logf("lab: %s is kept", l.base)
			return
		}
		if err := l.Remove(); err != nil {
			t.Logf("%v", err)
		}
		if err := os.RemoveAll(l.Dir); err != nil {
			t.Logf("lab: %v", err)
		}
	})
	return l
}
