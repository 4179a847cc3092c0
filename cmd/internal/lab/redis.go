package lab

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// Redis is a private Redis on 127.0.0.1 that keeps nothing on disk: what Huifang puts there may vanish.
type Redis struct {
	*Service
	Port     int
	Password string
}

// URL returns redis://:password@127.0.0.1:port/0.
func (r *Redis) URL() string {
	u := url.URL{Scheme: "redis", User: url.UserPassword("", r.Password), Host: r.Addr(), Path: "/0"}
	return u.String()
}

// Addr returns host:port.
func (r *Redis) Addr() string { return "127.0.0.1:" + strconv.Itoa(r.Port) }

func (l *Lab) describeRedis(program Program) *Redis {
	dir := filepath.Join(l.base, "redis")
	r := &Redis{Port: l.state.Ports.Redis, Password: l.state.RedisPassword}
	r.Service = l.service("redis", dir, program, []string{filepath.Join(dir, "redis.conf")})
	r.ports = []portUse{{"tcp", r.Port, "Redis"}}
	r.stopSignal, r.deathSignal = syscall.SIGTERM, syscall.SIGKILL
	r.ready = func(ctx context.Context) error {
		client := redis.NewClient(&redis.Options{Addr: r.Addr(), Password: r.Password, MaxRetries: -1})
		defer client.Close()
		return client.Ping(ctx).Err()
	}
	return r
}

// setUpRedis writes the settings to a file: everybody can read arguments.
func (l *Lab) setUpRedis(r *Redis) error {
	if err := ownDir(l.cred, r.dir, 0o755); err != nil {
		return fmt.Errorf("lab: redis: %w", err)
	}
	text := fmt.Sprintf("bind 127.0.0.1\nport %d\nrequirepass %s\ndir %q\nsave \"\"\nappendonly no\ndaemonize no\nmaxmemory 256mb\nmaxmemory-policy noeviction\n",
		r.Port, r.Password, r.dir)
	config := filepath.Join(r.dir, "redis.conf")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return fmt.Errorf("lab: redis: write the configuration: %w", err)
	}
	if err := own(l.cred, config); err != nil {
		return fmt.Errorf("lab: redis: %w", err)
	}
	return nil
}
