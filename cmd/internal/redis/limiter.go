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
	"golang.org/x/time/rate"
)

// timeout bounds a question to Redis: rather the own rate than a wait.
const timeout = 200 * time.Millisecond

// take is the generic cell rate algorithm (ITU-T I.371) for several calls at once: the key holds the theoretical arrival
// time in microseconds, a burst of one second's calls is allowed. Redis' own clock is used, so that nodes agree.
var take = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local step = tonumber(ARGV[1])
local want = tonumber(ARGV[2])
local burst = tonumber(ARGV[3])
local tat = tonumber(redis.call('GET', KEYS[1]) or '0')
if tat < now then tat = now end
local n = 0
while n < want and tat + step - now <= burst do
  tat = tat + step
  n = n + 1
end
if n > 0 then redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000) + 1000) end
return n
`)

// Limiter allows new calls on trunks at a rate, over all nodes that share the Redis.
type Limiter struct {
	client *redis.Client // nil: none configured
	log    *slog.Logger

	mu    sync.Mutex
	own   map[string]*rate.Limiter
	fault time.Time // when the loss of Redis was last logged
}

// NewLimiter makes a limiter; client may be nil.
func NewLimiter(client *redis.Client, log *slog.Logger) *Limiter {
	return &Limiter{client: client, log: log, own: map[string]*rate.Limiter{}}
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
	if l.client != nil {
		qctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		got, err := take.Run(qctx, l.client, []string{"huifang:rate:" + trunk}, 1e6/perSecond, n, max(1e6, 1e6/perSecond)).Int()
		if err == nil {
			return got
		}
		l.lost(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	lim := l.own[trunk]
	if lim == nil || lim.Limit() != rate.Limit(perSecond) {
		lim = rate.NewLimiter(rate.Limit(perSecond), max(1, int(perSecond)))
		l.own[trunk] = lim
	}
	got := 0
	for got < n && lim.Allow() {
		got++
	}
	return got
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
