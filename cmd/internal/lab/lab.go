package lab

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// Options say what to start and where.
type Options struct {
	// Dir is the run folder (".run"). [ForTest] makes its own if it is empty.
	Dir string
	// Detached services survive this process and are ended by [Lab.Stop]; else they die with it.
	Detached bool
	// What to start. The carrier is of no use without the PBX, but each can run alone.
	Postgres, Redis, PBX, Carrier bool
	// SecondPBX starts another PBX on the same carrier, for tests of several nodes; not with Detached. The two share the
	// PBX's range of RTP ports.
	SecondPBX bool
	// Ports to listen on; zero fields: [DefaultPorts] for detached services, free ones else.
	Ports Ports
	// PostgresSettings change those of a new cluster, for benchmarks.
	PostgresSettings map[string]string
	// NoCarrierRecording saves the carrier's work of recording every call: for benchmarks.
	NoCarrierRecording bool
	// Log gets progress, a line each; nil: nowhere.
	Log io.Writer
}

// Lab is a set of running services. The fields of services that were not asked for are nil.
type Lab struct {
	Dir      string // run folder
	Postgres *Postgres
	Redis    *Redis
	PBX      *Asterisk
	Second   *Asterisk // the second PBX
	Carrier  *Carrier

	base    string // where the services' folders are: Dir, or elsewhere, see chooseBase
	cred    *syscall.Credential
	runtime *Runtime
	state   state
	spawner *spawner // test mode
	release func() error
	log     io.Writer
}

// state is kept in the run folder, so that another process finds the services again.
type state struct {
	Base             string             `json:"base"`
	Detached         bool               `json:"detached"`
	Ports            Ports              `json:"ports"`
	PostgresPassword string             `json:"postgres_password"`
	RedisPassword    string             `json:"redis_password"`
	ARIPassword      string             `json:"ari_password"`
	Programs         map[string]Program `json:"programs"` // by service, of those started at least once
}

const (
	stateName = "lab.json"
	lockName  = ".lab.lock"
)

// Start gets the programs, starts the services side by side and waits until all answer. Detached services that run
// already are taken over as they are. When one cannot be started, those that this call started are ended again.
func Start(ctx context.Context, o Options) (*Lab, error) {
	if o.Dir == "" {
		return nil, errors.New("lab: Options.Dir is missing")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("lab: run folder: %w", err)
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	log := &lineWriter{w: o.Log}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lab: run folder: %w", err)
	}
	unlock, err := lockFile(ctx, filepath.Join(dir, lockName), func() { fmt.Fprintf(log, "waiting for another start or stop in %s\n", dir) })
	if err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	defer unlock()

	l := &Lab{Dir: dir, log: log}
	if l.cred, err = serviceUser(); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	if l.runtime, err = NewRuntime(ctx, log); err != nil {
		return nil, err
	}
	if err := l.loadState(); err != nil {
		return nil, err
	}
	if err := l.choosePorts(ctx, o); err != nil {
		return nil, err
	}
	if err := l.start(ctx, o); err != nil {
		return nil, errors.Join(err, l.letGo())
	}
	return l, nil
}

// start does the part of Start that comes after the choices, with the run folder locked.
func (l *Lab) start(ctx context.Context, o Options) error {
	if err := l.chooseBase(ctx); err != nil {
		return err
	}
	l.state.Detached = o.Detached
	for _, secret := range []*string{&l.state.PostgresPassword, &l.state.RedisPassword, &l.state.ARIPassword} {
		if *secret == "" {
			*secret = rand.Text()
		}
	}
	if !o.Detached {
		l.spawner = newSpawner()
	}
	if err := l.saveState(); err != nil {
		return err
	}

	running := map[string]bool{}
	for name := range l.state.Programs {
		running[name] = l.readPID(name).alive()
	}
	begin := time.Now()
	err := l.startAll(ctx, o)
	for _, s := range l.services() {
		if err != nil && !running[s.name] {
			err = errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
		}
		l.state.Programs[s.name] = s.program
	}
	if err != nil {
		return err
	}
	if err := l.saveState(); err != nil {
		return err
	}
	for _, s := range l.services() {
		again := ""
		if running[s.name] {
			again = " (ran already)"
		}
		fmt.Fprintf(l.log, "%s %s: process %d%s\n", s.name, s.program.Version, s.PID(), again)
	}
	fmt.Fprintf(l.log, "all answer after %s\n", time.Since(begin).Round(10*time.Millisecond))
	return nil
}

// startAll gets programs, writes files and starts, side by side.
func (l *Lab) startAll(ctx context.Context, o Options) error {
	group, ctx := errgroup.WithContext(ctx)
	if o.Postgres {
		group.Go(func() error {
			programs, err := l.runtime.Postgres(ctx)
			if err != nil {
				return err
			}
			p := l.describePostgres(programs.Server, o.PostgresSettings)
			if !p.Running() {
				if err := l.setUpPostgres(ctx, p, programs.Initdb); err != nil {
					return err
				}
			}
			l.Postgres = p
			return p.Start(ctx)
		})
	}
	if o.Redis {
		group.Go(func() error {
			program, err := l.runtime.Redis(ctx)
			if err != nil {
				return err
			}
			r := l.describeRedis(program)
			if !r.Running() {
				if err := l.setUpRedis(r); err != nil {
					return err
				}
			}
			l.Redis = r
			return r.Start(ctx)
		})
	}
	startPBX := func(to **Asterisk, second bool) func() error {
		return func() error {
			program, err := l.runtime.Asterisk(ctx)
			if err != nil {
				return err
			}
			a := l.describePBX(program, second)
			if !a.Running() {
				if err := l.setUpAsterisk(a, asteriskFiles{CarrierSIPPort: l.state.Ports.CarrierSIP}); err != nil {
					return err
				}
			}
			*to = a
			return a.Start(ctx)
		}
	}
	if o.PBX {
		group.Go(startPBX(&l.PBX, false))
	}
	if o.SecondPBX {
		group.Go(startPBX(&l.Second, true))
	}
	if o.Carrier {
		group.Go(func() error {
			program, err := l.runtime.Asterisk(ctx)
			if err != nil {
				return err
			}
			c := l.describeCarrier(program)
			if !c.Running() {
				if err := l.setUpAsterisk(c.Asterisk, asteriskFiles{PBXSIPPort: l.state.Ports.PBXSIP, LogFile: c.InviteLog, CallsDir: c.CallsDir, Record: !o.NoCarrierRecording}); err != nil {
					return err
				}
			}
			l.Carrier = c
			return c.Start(ctx)
		})
	}
	return group.Wait()
}

// Open finds the services that were started in a run folder, running or not. It starts nothing. A folder in which
// nothing was ever started gives an error that is fs.ErrNotExist.
func Open(dir string) (*Lab, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("lab: run folder: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, stateName)); err != nil {
		return nil, fmt.Errorf("lab: nothing was started in %s: %w", dir, err)
	}
	l := &Lab{Dir: dir, log: io.Discard}
	if l.cred, err = serviceUser(); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	if l.runtime, err = NewRuntime(context.Background(), nil); err != nil {
		return nil, err
	}
	if err := l.loadState(); err != nil {
		return nil, err
	}
	for name, program := range l.state.Programs {
		switch name {
		case "postgres":
			l.Postgres = l.describePostgres(program, nil)
		case "redis":
			l.Redis = l.describeRedis(program)
		case "pbx":
			l.PBX = l.describePBX(program, false)
		case "carrier":
			l.Carrier = l.describeCarrier(program)
		}
	}
	return l, nil
}

// Status is the truth about one service at the time of asking.
type Status struct {
	Name    string
	Version string
	PID     int    // 0: it does not run
	Ports   string // "21432/tcp"
	Problem string // why it does not answer; empty: it does
	Log     string // file
}

// Status asks every service.
func (l *Lab) Status(ctx context.Context) []Status {
	var out []Status
	for _, s := range l.services() {
		status := Status{Name: s.name, Version: s.program.Version, PID: s.PID(), Log: s.log}
		var ports []string
		for _, use := range s.ports {
			ports = append(ports, fmt.Sprintf("%d/%s", use.port, use.network))
		}
		status.Ports = strings.Join(ports, " ")
		if status.PID == 0 {
			status.Problem = "not running"
		} else {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			if err := s.ready(ctx); err != nil {
				status.Problem = err.Error()
			}
			cancel()
		}
		out = append(out, status)
	}
	return out
}

// service describes a service; the caller completes it.
func (l *Lab) service(name, dir string, program Program, args []string) *Service {
	log := filepath.Join(dir, name+".log")
	return &Service{
		name: name, dir: dir, program: program, args: args, log: log, console: log,
		patience: 10 * time.Second, cred: l.cred, spawner: l.spawner, proc: l.readPID(name),
	}
}

// services returns what there is, in the order of starting.
func (l *Lab) services() []*Service {
	var out []*Service
	if l.Postgres != nil {
		out = append(out, l.Postgres.Service)
	}
	if l.Redis != nil {
		out = append(out, l.Redis.Service)
	}
	if l.Carrier != nil {
		out = append(out, l.Carrier.Service)
	}
	if l.PBX != nil {
		out = append(out, l.PBX.Service)
	}
	if l.Second != nil {
		out = append(out, l.Second.Service)
	}
	return out
}

// Base returns the folder that holds the services' folders: the run folder, or the one that stands in for it.
func (l *Lab) Base() string { return l.base }

// Runtime returns what finds the programs.
func (l *Lab) Runtime() *Runtime { return l.runtime }

// Stop ends all services, in the reverse order of their start. Detached ones are ended in order, those of test mode are
// killed: nobody needs what they would still write, and Asterisk takes seconds to part with its calls. It can be called
// more than once.
func (l *Lab) Stop(ctx context.Context) error {
	unlock, err := lockFile(ctx, filepath.Join(l.Dir, lockName), nil)
	if err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	defer unlock()
	services := l.services()
	for i := len(services) - 1; i >= 0; i-- {
		if l.state.Detached {
			err = errors.Join(err, services[i].Stop(ctx))
		} else {
			err = errors.Join(err, services[i].Kill9(ctx))
		}
	}
	return errors.Join(err, l.letGo())
}

// Remove deletes the services' folders, with all data, logs and recordings, and forgets ports and passwords. Stop first.
func (l *Lab) Remove() error {
	for _, s := range l.services() {
		if s.Running() {
			return fmt.Errorf("lab: remove %s: %s still runs", l.Dir, s.name)
		}
	}
	for _, name := range []string{"postgres", "redis", "pbx", "pbx2", "carrier"} {
		if err := os.RemoveAll(filepath.Join(l.base, name)); err != nil {
			return fmt.Errorf("lab: remove: %w", err)
		}
	}
	if l.base != l.Dir {
		if err := os.RemoveAll(l.base); err != nil {
			return fmt.Errorf("lab: remove: %w", err)
		}
	}
	if err := os.Remove(filepath.Join(l.Dir, stateName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("lab: remove: %w", err)
	}
	return nil
}

// letGo ends what keeps test mode together; the services have ended.
func (l *Lab) letGo() error {
	if l.spawner != nil {
		l.spawner.stop()
		l.spawner = nil
	}
	if l.release != nil {
		release := l.release
		l.release = nil
		if err := release(); err != nil {
			return fmt.Errorf("lab: give the ports back: %w", err)
		}
	}
	return nil
}

// choosePorts settles Ports: as asked, as before in this folder, by default.
func (l *Lab) choosePorts(ctx context.Context, o Options) error {
	asked := o.Ports
	want := o.Ports.or(l.state.Ports)
	if o.Detached {
		want = want.or(DefaultPorts)
	} else {
		block, release, err := takeBlock(ctx)
		if err != nil {
			return fmt.Errorf("lab: %w", err)
		}
		l.release = release
		want = asked.or(block)
		if o.SecondPBX {
			want = want.split()
		}
	}
	if err := want.validate(); err != nil {
		return errors.Join(fmt.Errorf("lab: %w", err), l.letGo())
	}
	if l.state.Base != "" && want != l.state.Ports {
		for name := range l.state.Programs {
			if l.readPID(name).alive() {
				return errors.Join(fmt.Errorf("lab: %s runs already, with other ports than asked for; stop it first", name), l.letGo())
			}
		}
	}
	l.state.Ports = want
	return nil
}

// chooseBase finds where the services can live: the run folder, unless the service user cannot enter it (a checkout
// below /root) or its path is too long for a Unix socket (108 bytes with the final zero, unix(7)). Then a folder in
// /var/tmp stands in for it, and lab.json in the run folder says which.
func (l *Lab) chooseBase(ctx context.Context) error {
	ok, err := reachable(ctx, l.Dir)
	if err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	base := l.Dir
	const longestSocket = "/postgres/.s.PGSQL.65535.lock"
	if !ok || len(l.Dir)+len(longestSocket) > 107 {
		sum := sha256.Sum256([]byte(l.Dir))
		base = fmt.Sprintf("/var/tmp/huifang-%s", hex.EncodeToString(sum[:6]))
		if err := os.Mkdir(base, 0o755); err != nil && !os.IsExist(err) {
			return fmt.Errorf("lab: folder for the services: %w", err)
		}
		// The name can be foreseen and /var/tmp is everybody's: somebody else's folder is not to be trusted.
		info, err := os.Lstat(base)
		if err != nil {
			return fmt.Errorf("lab: folder for the services: %w", err)
		}
		owner, isUnix := info.Sys().(*syscall.Stat_t)
		if !info.IsDir() || !isUnix || int(owner.Uid) != os.Geteuid() {
			return fmt.Errorf("lab: %s is not a folder of this user; remove it", base)
		}
		fmt.Fprintf(l.log, "%s cannot hold the services (path too long, or closed to the user nobody): they live in %s\n", l.Dir, base)
	}
	l.base, l.state.Base = base, base
	return nil
}

func (l *Lab) loadState() error {
	text, err := os.ReadFile(filepath.Join(l.Dir, stateName))
	if err == nil {
		err = json.Unmarshal(text, &l.state)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("lab: read the state of %s: %w", l.Dir, err)
	}
	l.base = l.state.Base
	if l.state.Programs == nil {
		l.state.Programs = map[string]Program{}
	}
	return nil
}

// saveState replaces the state file as a whole. It holds passwords.
func (l *Lab) saveState() error {
	text, err := json.MarshalIndent(l.state, "", "  ")
	if err != nil {
		return fmt.Errorf("lab: write the state: %w", err)
	}
	name := filepath.Join(l.Dir, stateName)
	if err := os.WriteFile(name+".new", text, 0o600); err != nil {
		return fmt.Errorf("lab: write the state: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("lab: write the state: %w", err)
	}
	return nil
}

// readPID reads a service's pid file; the zero procID, which is never alive, if there is none.
func (l *Lab) readPID(name string) procID {
	var id procID
	text, err := os.ReadFile(filepath.Join(l.base, name, name+".pid"))
	if err != nil || json.Unmarshal(text, &id) != nil {
		return procID{}
	}
	return id
}
