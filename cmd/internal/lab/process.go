package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// procID names one process for good: a pid alone is used again, pid with start time and boot is not.
type procID struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"` // clock ticks since boot, field 22 of /proc/PID/stat, proc(5)
	Boot  string `json:"boot"`  // /proc/sys/kernel/random/boot_id
}

func identify(pid int) (procID, error) {
	start, _, err := procStat(pid)
	if err != nil {
		return procID{}, err
	}
	return procID{PID: pid, Start: start, Boot: bootID()}, nil
}

func bootID() string {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return "" // some containers hide it; pid and start time still have to agree
	}
	return strings.TrimSpace(string(text))
}

// procStat returns the start time and the state letter of a process.
func procStat(pid int) (start uint64, state string, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, "", err
	}
	// The name, in parentheses, may itself hold spaces and parentheses.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 20 {
		return 0, "", fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	start, err = strconv.ParseUint(fields[19], 10, 64)
	return start, fields[0], err
}

// alive tells whether the very same process still runs. A zombie counts as ended, but only once its threads have ended
// too: until then they hold its ports. A zombie of ours is collected.
func (p procID) alive() bool {
	if p.PID <= 0 || p.Boot != bootID() {
		return false
	}
	start, state, err := procStat(p.PID)
	if err != nil || start != p.Start {
		return false
	}
	if state != "Z" && state != "X" {
		return true
	}
	var status syscall.WaitStatus
	if pid, err := syscall.Wait4(p.PID, &status, syscall.WNOHANG, nil); err == nil && pid == p.PID {
		return false // ours, and the kernel gives it only when all threads have ended
	}
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", p.PID))
	return err == nil && len(threads) > 1
}

// signal sends sig if the very same process still runs; an ended process is no error.
func (p procID) signal(sig syscall.Signal) error {
	if !p.alive() {
		return nil
	}
	if err := syscall.Kill(p.PID, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("send %v to process %d: %w", sig, p.PID, err)
	}
	return nil
}

// waitGone waits until the process has ended.
func (p procID) waitGone(ctx context.Context) error {
	for p.alive() {
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return fmt.Errorf("process %d still runs: %w", p.PID, err)
		}
	}
	return nil
}

// children returns the processes that p has started itself and that still run.
func (p procID) children() []procID {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", p.PID, p.PID))
	if err != nil {
		return nil // ended in the meantime, or a kernel without the file: nothing to wait for
	}
	var out []procID
	for _, field := range strings.Fields(string(text)) {
		if pid, err := strconv.Atoi(field); err == nil {
			if child, err := identify(pid); err == nil {
				out = append(out, child)
			}
		}
	}
	return out
}

// pause sleeps, or returns early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// spawner starts children that must die with this process. The kernel sends the parent-death signal when the *thread*
// that started the child ends (prctl(2)), and Go may end threads; so one goroutine keeps one thread for as long as its
// children live.
type spawner struct {
	work chan func()
	quit chan struct{}
	done chan struct{}
	once sync.Once
}

func newSpawner() *spawner {
	s := &spawner{work: make(chan func()), quit: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for {
			select {
			case f := <-s.work:
				f()
			case <-s.quit:
				return
			}
		}
	}()
	return s
}

// do runs f on the kept thread; false after stop.
func (s *spawner) do(f func()) bool {
	ran := make(chan struct{})
	select {
	case s.work <- func() { defer close(ran); f() }:
		<-ran
		return true
	case <-s.done:
		return false
	}
}

// stop ends the goroutine; call it after the children have ended. Its thread goes back to the Go scheduler.
func (s *spawner) stop() {
	s.once.Do(func() { close(s.quit) })
	<-s.done
}

// Service is one running program of the lab. Its methods can be called from several goroutines, one at a time takes
// effect.
type Service struct {
	name        string
	dir         string // working folder, owned by the service user
	program     Program
	args        []string
	log         string // file with what the program has to say
	console     string // file with its standard output and error; may be the same
	ports       []portUse
	stopSignal  syscall.Signal // asks for a quick but orderly end
	deathSignal syscall.Signal // sent by the kernel when this process dies (test mode)
	patience    time.Duration  // between stopSignal and SIGKILL
	ready       func(ctx context.Context) error

	cred    *syscall.Credential
	spawner *spawner // nil: detached

	mu   sync.Mutex
	proc procID
}

// Name returns "postgres", "redis", "pbx" or "carrier".
func (s *Service) Name() string { return s.name }

// Dir returns the service's own folder.
func (s *Service) Dir() string { return s.dir }

// LogFile returns the path of the service's log.
func (s *Service) LogFile() string { return s.log }

// PID returns the process id, 0 if the service does not run.
func (s *Service) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.proc.alive() {
		return 0
	}
	return s.proc.PID
}

// Running tells whether the process exists; a process stopped with SIGSTOP counts as running.
func (s *Service) Running() bool { return s.PID() != 0 }

// Start starts the service on the same folder and ports as before and waits until it answers. A service that runs
// already is only waited for.
func (s *Service) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := !s.proc.alive()
	if mine {
		for _, use := range s.ports {
			if err := use.check(ctx); err != nil {
				return fmt.Errorf("lab: start %s: %w", s.name, err)
			}
		}
		proc, err := s.spawn()
		if err != nil {
			return fmt.Errorf("lab: start %s: %w", s.name, err)
		}
		s.proc = proc
		if err := s.writePID(); err != nil {
			return errors.Join(fmt.Errorf("lab: start %s: %w", s.name, err), s.stop(context.WithoutCancel(ctx)))
		}
	}
	if err := s.waitReady(ctx); err != nil {
		err = fmt.Errorf("lab: start %s: %w\nend of %s:\n%s", s.name, err, s.log, s.logTail(15))
		if mine {
			err = errors.Join(err, s.stop(context.WithoutCancel(ctx)))
		}
		return err
	}
	return nil
}

// Stop ends the service in order; by force when that takes too long (10 s, Asterisk 3 s) or when ctx ends. A service
// that does not run is no error.
func (s *Service) Stop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stop(ctx)
}

// Kill9 kills the service without warning, as a crash would, and waits until it and the processes it had started are
// gone. Start brings it back.
func (s *Service) Kill9(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kill(ctx)
}

// Signal sends any signal to the service; SIGSTOP and SIGCONT make it hang and go on.
func (s *Service) Signal(sig syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.proc.signal(sig); err != nil {
		return fmt.Errorf("lab: %s: %w", s.name, err)
	}
	return nil
}

// killPatience is how long the kernel may take to end a killed process, and Postgres' children to notice.
const killPatience = 10 * time.Second

func (s *Service) stop(ctx context.Context) error {
	if !s.proc.alive() {
		return s.removePID()
	}
	if err := s.proc.signal(s.stopSignal); err != nil {
		return fmt.Errorf("lab: stop %s: %w", s.name, err)
	}
	if err := s.proc.signal(syscall.SIGCONT); err != nil { // a stopped process takes no signals
		return fmt.Errorf("lab: stop %s: %w", s.name, err)
	}
	patient, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	if s.proc.waitGone(patient) == nil {
		return s.removePID()
	}
	return s.kill(context.WithoutCancel(ctx))
}

func (s *Service) kill(ctx context.Context) error {
	if !s.proc.alive() {
		return s.removePID()
	}
	family := append([]procID{s.proc}, s.proc.children()...)
	if err := s.proc.signal(syscall.SIGKILL); err != nil {
		return fmt.Errorf("lab: kill %s: %w", s.name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, killPatience)
	defer cancel()
	for _, proc := range family { // Postgres' children end by themselves when they see that the postmaster is gone
		if err := proc.waitGone(ctx); err != nil {
			return fmt.Errorf("lab: kill %s: %w", s.name, err)
		}
	}
	return s.removePID()
}

func (s *Service) spawn() (procID, error) {
	console, err := os.OpenFile(s.console, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return procID{}, fmt.Errorf("open the log: %w", err)
	}
	defer console.Close()
	if err := own(s.cred, s.console); err != nil {
		return procID{}, err
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return procID{}, fmt.Errorf("open the null device: %w", err)
	}
	defer null.Close()
	attr := &os.ProcAttr{
		Dir:   s.dir,
		Env:   append(serviceEnv(s.dir), s.program.Env...),
		Files: []*os.File{null, console, console},
		Sys:   &syscall.SysProcAttr{Credential: s.cred},
	}
	var proc *os.Process
	err = errors.New("the lab was stopped")
	argv := append(append([]string{s.program.Path}, s.program.Prefix...), s.args...)
	start := func() { proc, err = os.StartProcess(s.program.Path, argv, attr) }
	if s.spawner != nil {
		attr.Sys.Setpgid = true // ^C in the terminal is for us; the child follows by Pdeathsig or Stop
		attr.Sys.Pdeathsig = s.deathSignal
		s.spawner.do(start) // if it has stopped, err keeps saying so
	} else {
		attr.Sys.Setsid = true
		start()
	}
	if err != nil {
		return procID{}, fmt.Errorf("run %s: %w", s.program.Path, err)
	}
	id, err := identify(proc.Pid)
	if err != nil { // cannot happen while we have not waited for it: even a zombie has its entry
		return procID{}, fmt.Errorf("read the new process: %w", err)
	}
	if err := proc.Release(); err != nil {
		return procID{}, fmt.Errorf("release the new process: %w", err)
	}
	return id, nil
}

// serviceEnv is the environment of every service: nothing of ours leaks in, so that runs are alike everywhere.
func serviceEnv(home string) []string {
	return []string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=" + home, "LC_ALL=C.UTF-8", "TZ=UTC"}
}

func (s *Service) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	for {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := s.ready(attempt)
		cancel()
		if err == nil {
			return nil
		}
		if !s.proc.alive() {
			return errors.New("it ended right after its start")
		}
		if pause(ctx, 20*time.Millisecond) != nil {
			return fmt.Errorf("it runs but does not answer: %w", err)
		}
	}
}

func (s *Service) logTail(lines int) string {
	var out []string
	for _, file := range []string{s.console, s.log} {
		if text, err := os.ReadFile(file); err == nil && len(text) > 0 && (file != s.console || s.console != s.log || len(out) == 0) {
			out = append(out, tail(string(text), lines))
		}
		if s.console == s.log {
			break
		}
	}
	return strings.Join(out, "\n")
}

// own gives files to the service user.
func own(cred *syscall.Credential, paths ...string) error {
	if cred == nil {
		return nil
	}
	for _, path := range paths {
		if err := os.Lchown(path, int(cred.Uid), int(cred.Gid)); err != nil {
			return fmt.Errorf("hand over to the service user: %w", err)
		}
	}
	return nil
}

// ownDir makes a folder, and its parents, for the service user.
func ownDir(cred *syscall.Credential, dir string, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := os.Mkdir(dir, mode); err != nil && !os.IsExist(err) {
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := os.Chmod(dir, mode); err != nil { // whatever the umask says
		return fmt.Errorf("make a folder: %w", err)
	}
	return own(cred, dir)
}

func (s *Service) pidFile() string { return filepath.Join(s.dir, s.name+".pid") }

func (s *Service) writePID() error {
	text, err := json.Marshal(s.proc)
	if err != nil {
		return fmt.Errorf("write the pid file: %w", err)
	}
	if err := os.WriteFile(s.pidFile(), text, 0o644); err != nil {
		return fmt.Errorf("write the pid file: %w", err)
	}
	return nil
}

func (s *Service) removePID() error {
	if err := os.Remove(s.pidFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the pid file: %w", err)
	}
	return nil
}
