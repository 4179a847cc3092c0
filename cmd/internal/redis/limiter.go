// Package redis holds what nodes share and may lose: the rates of the trunks. Without Redis each node keeps to the whole
// rate by itself; no invariant depends on it.
package redis

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// timeout bounds a question to Redis: rather the own rate than a wait.
const timeout = 200 * time.Millisecond

// take is the generic cell rate algorithm (ITU-T I.371) for several calls at once: the key holds the theoretical arrival
// time in microseconds, a burst of one second's calls is allowed. Redis' own clock is used, so that nodes agree. A negative
// number of calls gives so many back.
var take = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local step = tonumber(ARGV[1])
local want = tonumber(ARGV[2])
local burst = tonumber(ARGV[3])
local tat = tonumber(redis.call('GET', KEYS[1]) or '0')
local n = 0
if want < 0 then
  tat = tat + want * step
  n = want
end
if tat < now then tat = now end
while n < want and tat + step - now <= burst do
  tat = tat + step
  n = n + 1
end
redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000) + 1000)
return n
`)

// gcra is the same for this process alone.
func gcra(tat, now time.Time, step, burst time.Duration, want int) (n int, next time.Time) {
	if want < 0 {
		tat, n = tat.Add(time.Duration(want)*step), want
	}
	if tat.Before(now) {
		tat = now
	}
	for n < want && tat.Add(step).Sub(now) <= burst {
		tat = tat.Add(step)
		n++
	}
	return n, tat
}

// Limiter allows new calls on trunks at a rate, over all nodes that share the Redis.
type Limiter struct {
	client *redis.Client // nil: none configured
	log    *slog.Logger

	mu    sync.Mutex
	own   map[string]time.Time // theoretical arrival times
	fault time.Time            // when the loss of Redis was last logged
}

// NewLimiter makes a limiter; client may be nil.
func NewLimiter(client *redis.Client, log *slog.Logger) *Limiter {
	return &Limiter{client: client, log: log, own: map[string]time.Time{}}
}

// Connect makes a client from a URL (redis://...); it does not wait for the server.
func Connect(url string) (*redis.Client, error) {
	opt, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", err)
	}
	opt.DialTimeout, opt.ReadTimeout, opt.WriteTimeout, opt.MaxRetries = time.Second, timeout, timeout, 0
	return redis.NewClient(opt), nil
}

// Take takes up to n calls of the trunk's rate and returns how many it got.
func (l *Limiter) Take(ctx context.Context, trunk string, perSecond float64, n int) int {
	step := time.Duration(float64(time.Second) / perSecond)
	burst := max(time.Second, step)
	if l.client != nil {
		qctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		got, err := take.Run(qctx, l.client, []string{"huifang:rate:" + trunk}, step.Microseconds(), n, burst.Microseconds()).Int()
		if err == nil {
			return got
		}
		l.lost(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	got, tat := gcra(l.own[trunk], time.Now(), step, burst, n)
	l.own[trunk] = tat
	return got
}

// Give gives back calls that were taken and not made.
func (l *Limiter) Give(ctx context.Context, trunk string, perSecond float64, n int) {
	if n > 0 {
		l.Take(ctx, trunk, perSecond, -n)
	}
}

// lost logs that Redis is away, once a minute.
func (l *Limiter) lost(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.Sub(l.fault) > time.Minute {
		l.fault = now
		l.log.Warn("Redis does not answer; this node keeps to the trunks' rates by itself", "err", err)
	}
}
