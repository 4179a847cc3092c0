package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"huifang/web/api"
)

// seen is what the outermost handler learns of the inner ones.
type seen struct {
	route string
}

type seenKey struct{}

// routed notes which route of the API was taken. Paths and queries are never logged: they may hold phone numbers.
func routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if s, ok := r.Context().Value(seenKey{}).(*seen); ok {
				s.route = r.Pattern
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// observe gives each request a trace id, turns panics into problems, logs and measures.
func observe(log *slog.Logger, reg *prometheus.Registry, next http.Handler) http.Handler {
	var took *prometheus.HistogramVec
	if reg != nil {
		took = prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "huifang_http_request_seconds", Help: "Time to answer HTTP requests, by route and status class.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"})
		reg.MustRegister(took)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := newTraceID()
		s := &seen{}
		ctx := context.WithValue(api.WithTraceID(r.Context(), id), seenKey{}, s)
		r = r.WithContext(ctx)
		w.Header().Set("X-Request-Id", id)
		rec := &recorder{ResponseWriter: w}
		var abort any
		func() {
			defer func() { abort = recover() }()
			next.ServeHTTP(rec, r)
		}()
		if s.route == "" {
			s.route = r.Pattern
		}
		if abort != nil && !isAbort(abort) {
			log.LogAttrs(ctx, slog.LevelError, "panic", slog.String("trace_id", id), slog.String("route", s.route),
				slog.String("panic", fmt.Sprint(abort)), slog.String("stack", string(debug.Stack())))
			if rec.status == 0 {
				api.WriteProblem(rec, r, api.NewProblem(http.StatusInternalServerError, api.CodeInternal, "unexpected error; the log has it under traceId"))
				abort = nil
			} else {
				abort = http.ErrAbortHandler // the answer is cut: the client must notice
			}
		}
		if rec.status == 0 {
			rec.status = http.StatusOK
		}
		elapsed := time.Since(start)
		level := slog.LevelInfo
		if s.route == "/" || s.route == "GET /healthz" || s.route == "GET /readyz" || s.route == "GET /metrics" {
			level = slog.LevelDebug
		}
		log.LogAttrs(ctx, level, "request", slog.String("trace_id", id), slog.String("method", r.Method), slog.String("route", s.route),
			slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes), slog.Duration("took", elapsed))
		// Streams last as long as somebody looks; their time says nothing.
		if took != nil && rec.status != http.StatusSwitchingProtocols && rec.Header().Get("Content-Type") != "text/event-stream" {
			took.WithLabelValues(s.route, strconv.Itoa(rec.status/100)+"xx").Observe(elapsed.Seconds())
		}
		if abort != nil {
			panic(abort)
		}
	})
}

func isAbort(v any) bool {
	err, ok := v.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

func newTraceID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// recorder notes status and size. Unwrap lets http.ResponseController and the WebSocket reach the connection.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// appPolicy fits the web app: own scripts only; antd writes style elements; recordings play from blobs too.
const appPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; " +
	"base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

func securityHeaders(secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", appPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// noStore keeps answers with customers' data out of caches; routes that may be cached say so themselves.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
