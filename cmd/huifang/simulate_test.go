package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"huifang/dialer/pacing/floor"
)

// simulateDay is a short day of a few agents.
func simulateDay() simulateCmd {
	return simulateCmd{Agents: 5, AnswerRate: 0.35, Hours: 3, Days: 1, Seeds: 1, Seed: 7, Algorithm: "predictive", Cap: 0.03, Ratio: 1.5, Talk: 180, WrapUp: 30}
}

func TestSimulate(t *testing.T) {
	got := map[string]simulation{}
	for _, name := range floor.Algorithms {
		c := simulateDay()
		c.Algorithm, c.JSON = name, true
		var out, again bytes.Buffer
		if err := c.print(&out); err != nil {
			t.Fatal(err)
		}
		if err := c.print(&again); err != nil {
			t.Fatal(err)
		}
		if out.String() != again.String() {
			t.Errorf("%s: the same seed gives another answer", name)
		}
		var s simulation
		if err := json.Unmarshal(out.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		if s.Algorithm != name || s.Occupancy <= 0 || s.Occupancy >= 1 || s.Served == 0 || s.Dialled <= s.Served {
			t.Errorf("%s: %+v", name, s)
		}
		got[name] = s
	}
	if got["progressive"].Lost != 0 || got["manual"].Lost != 0 {
		t.Error("somebody was abandoned although an agent was reserved for each call")
	}
	if p := got["predictive"]; p.Abandoned > 0.03 || p.Occupancy <= got["progressive"].Occupancy {
		t.Errorf("predictive: %+v, progressive: %+v", p, got["progressive"])
	}
	if got["progressive"].Occupancy <= got["manual"].Occupancy {
		t.Error("dialling by hand keeps agents busier than progressive dialling")
	}
}

func TestSimulateTable(t *testing.T) {
	c := simulateDay()
	c.Hours, c.Table = 1, true
	var out bytes.Buffer
	if err := c.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, name := range append([]string{"vicidial in hindsight", "optimum"}, floor.Algorithms...) {
		if !strings.Contains(out.String(), name) {
			t.Errorf("%s is missing:\n%s", name, &out)
		}
	}
}

func TestSimulateRefuses(t *testing.T) {
	for want, change := range map[string]func(*simulateCmd){
		"--agents: 0":      func(c *simulateCmd) { c.Agents = 0 },
		"--agents: 2001":   func(c *simulateCmd) { c.Agents = 2001 },
		"--answer-rate: 0": func(c *simulateCmd) { c.AnswerRate = 0 },
		"--answer-rate: 1": func(c *simulateCmd) { c.AnswerRate = 1 },
		"--hours: 25":      func(c *simulateCmd) { c.Hours = 25 },
		"--days: 0":        func(c *simulateCmd) { c.Days = 0 },
		"--seeds: 0":       func(c *simulateCmd) { c.Seeds = 0 },
		"--cap: 1":         func(c *simulateCmd) { c.Cap = 1 },
		"--ratio: 0":       func(c *simulateCmd) { c.Ratio = 0 },
		"--talk: -1":       func(c *simulateCmd) { c.Talk = -1 },
		"--wrap-up: 0":     func(c *simulateCmd) { c.WrapUp = 0 },
		`--algorithm: "x"`: func(c *simulateCmd) { c.Algorithm = "x" },
	} {
		c := simulateDay()
		change(&c)
		var out bytes.Buffer
		if err := c.print(&out); err == nil || !strings.HasPrefix(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%s: %v, and printed %q", want, err, &out)
		}
	}
}
