package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

// cpu measures the processor time of conversations, both sides talking all the time: first of the whole service and of
// Asterisk, with recording, as in production; then of the media path alone, in a process of its own, with and without
// recording, between two measurements of a bare relay.
func (b *bench) cpu(ctx context.Context) ([]row, error) {
	sizes, rounds, window := []int{25, 50, 100}, 3, 10*time.Second
	if b.quick {
		sizes, rounds, window = []int{10, 25}, 1, 3*time.Second
	}
	loads, err := b.serviceLoads(ctx, sizes, rounds, window)
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, n := range sizes {
		pairs, window := 2, 5*time.Second // the smaller sizes show only the slope
		if i == len(sizes)-1 {
			pairs, window = 5, 6*time.Second
		}
		if b.quick {
			pairs, window = 1, 3*time.Second
		}
		m, err := b.mediaLoads(ctx, n, pairs, window)
		rows = append(rows, loads[i].rows(m)...)
		if err != nil {
			return rows, fmt.Errorf("media path with %d calls: %w", n, err)
		}
	}
	return rows, nil
}

// serviceLoad is the processor time of n conversations, in percent of one core.
type serviceLoad struct {
	n                 int
	huifang, asterisk series
	arrived           series // percent of the packets that should have come to the agents
}

func (l serviceLoad) rows(m mediaLoad) []row {
	bare := "bare UDP relay " + m.relay.spread("%.1f", " %")
	rows := []row{
		{what: fmt.Sprintf("CPU of %d recorded conversations: the service (gateway, recording and all else)", l.n), ours: perCall(l.huifang, l.n),
			limit: bare, ratio: ratio(l.huifang.median(), m.relay.median())},
		{what: "- the media path alone, recorded", ours: perCall(m.recorded, l.n), limit: bare, ratio: ratio(m.recorded.median(), m.relay.median())},
	}
	if added := m.recording(); len(added) > 0 {
		target := ""
		if l.n == 100 {
			target = verdict("<= 5 points", added.median() <= 5)
		}
		rows = append(rows, row{"- what recording adds to it", fmt.Sprintf("%+.1f points of a core (%d pairs, %+.1f to %+.1f)", added.median(), len(added), slices.Min(added), slices.Max(added)),
			"without recording " + m.plain.spread("%.1f", " %"), ratio(m.recorded.median(), m.plain.median()), target})
	}
	return append(rows,
		row{what: "- Asterisk (PBX)", ours: perCall(l.asterisk, l.n)},
		row{what: "- packets that arrived (service; media path and relay)", ours: fmt.Sprintf("%.1f %%; %.1f %%", l.arrived.median(), m.through.median())})
}

// perCall shows percents of a core.
func perCall(s series, n int) string {
	return fmt.Sprintf("%s of a core, %.2f %% a call", s.spread("%.1f", " %"), s.median()/float64(n))
}

// serviceLoads brings more and more agents into conversations with customers, over real Asterisks.
func (b *bench) serviceLoads(ctx context.Context, sizes []int, rounds int, window time.Duration) (loads []serviceLoad, err error) {
	most := sizes[len(sizes)-1]
	s, err := b.startService(ctx, "cpu", most, "", lab.NodeOptions{MaxCalls: most, PerSecond: 20})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for _, n := range sizes {
		numbers := make([]string, n-len(s.desks))
		for i := range numbers {
			numbers[i] = b.number("13900")
		}
		if err := s.seat(ctx, n); err != nil {
			return nil, err
		}
		if err := s.campaign(ctx, fmt.Sprintf("cpu %d", n), numbers); err != nil {
			return nil, err
		}
		if err := s.talking(ctx); err != nil {
			return nil, err
		}
		time.Sleep(2 * time.Second) // the setting up is over
		load := serviceLoad{n: n}
		for range rounds {
			packets := heardBy(s.desks)
			began := time.Now()
			used, err := cpuOver(ctx, window, s.node.PID(), b.lab.PBX.PID(), os.Getpid())
			if err != nil {
				return nil, err
			}
			should := float64(n) * 50 * time.Since(began).Seconds()
			load.huifang, load.asterisk = append(load.huifang, used[0]), append(load.asterisk, used[1])
			load.arrived = append(load.arrived, 100*float64(heardBy(s.desks)-packets)/should)
			say("%d conversations: service %.1f %%, Asterisk %.1f %% of a core; agents' side (the bench) %.1f %%; %.1f %% of the packets arrived",
				n, used[0], used[1], used[2], load.arrived[len(load.arrived)-1])
		}
		loads = append(loads, load)
	}
	return loads, nil
}

func heardBy(desks []*client.Desk) (packets uint64) {
	for _, d := range desks {
		packets += d.Audio.Stats().Packets
	}
	return packets
}

// cpuOver measures processes over a time, in percent of one core.
func cpuOver(ctx context.Context, window time.Duration, pids ...int) ([]float64, error) {
	before := make([]time.Duration, len(pids))
	began := time.Now()
	for i, pid := range pids {
		var err error
		if before[i], err = cpuTime(pid); err != nil {
			return nil, err
		}
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(window):
	}
	elapsed := time.Since(began)
	used := make([]float64, len(pids))
	for i, pid := range pids {
		after, err := cpuTime(pid)
		if err != nil {
			return nil, err
		}
		used[i] = 100 * float64(after-before[i]) / float64(elapsed)
	}
	return used, nil
}

// cpuTime is a process' user and system time so far: fields 14 and 15 of /proc/PID/stat in ticks of 10 ms, proc(5).
func cpuTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("processor time: %w", err)
	}
	// The name, in parentheses, may itself hold spaces and parentheses; field 3 follows it.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("processor time: /proc/%d/stat has %d fields", pid, len(fields))
	}
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}
