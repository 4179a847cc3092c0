package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// memoryOver runs fn and returns by how much the resident memory of this process grew beyond what it was before, in MB.
func memoryOver(fn func() error) (grown float64, err error) {
	runtime.GC()
	debug.FreeOSMemory()
	before, err := resident()
	if err != nil {
		return 0, err
	}
	peak, stop, done := before, make(chan struct{}), make(chan error)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				done <- nil
				return
			case <-tick.C:
				now, err := resident()
				if err != nil {
					<-stop
					done <- err
					return
				}
				peak = max(peak, now)
			}
		}
	}()
	err = fn()
	close(stop)
	if werr := <-done; err == nil {
		err = werr
	}
	return float64(peak-before) / (1 << 20), err
}

// resident is the resident memory of this process in bytes (proc(5)).
func resident() (int64, error) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("%s has no VmRSS", f.Name())
}
