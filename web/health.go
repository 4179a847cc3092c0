package web

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Check is one thing that /readyz looks at. A critical one that fails makes the answer 503, so that a load balancer
// sends nobody here: without Postgres nothing works. Others make it 200 with status degraded: without Asterisk no
// calls are placed, but lists, searches and recordings are there; without Redis only hints are missing.
type Check struct {
	Name     string // e.g. postgres, redis, asterisk
	Critical bool
	Run      func(ctx context.Context) error
}

const checkTimeout = 2 * time.Second

// health is the answer of /readyz.
type health struct {
	Status   string          `json:"status"` // ok, degraded, down
	Problems []healthProblem `json:"problems"`
}

type healthProblem struct {
	Name     string `json:"name"`
	Critical bool   `json:"critical"`
	Detail   string `json:"detail"`
}

// healthz says that the process lives.
func healthz(w http.ResponseWriter, _ *http.Request) {
	writeHealth(w, http.StatusOK, health{Status: "ok", Problems: []healthProblem{}})
}

func readyz(checks []Check) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
		defer cancel()
		errs := make([]error, len(checks))
		var wg sync.WaitGroup
		for i, c := range checks {
			wg.Go(func() { errs[i] = c.Run(ctx) })
		}
		wg.Wait()
		h, status := health{Status: "ok", Problems: []healthProblem{}}, http.StatusOK
		for i, c := range checks {
			if errs[i] == nil {
				continue
			}
			h.Problems = append(h.Problems, healthProblem{Name: c.Name, Critical: c.Critical, Detail: errs[i].Error()})
			if c.Critical {
				h.Status, status = "down", http.StatusServiceUnavailable
			} else if h.Status == "ok" {
				h.Status = "degraded"
			}
		}
		writeHealth(w, status, h)
	})
}

func writeHealth(w http.ResponseWriter, status int, h health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h) // a client that has gone away is no error of ours
}
