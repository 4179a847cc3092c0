package lab

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// tree is a set of Debian packages, with all that they depend on, unpacked into one folder of the cache.
type tree struct {
	name     string                                              // folder name without the suite: "asterisk"
	suite    string                                              // empty: the machine's own release; else that suite on the same mirror
	packages []string                                            // what apt is asked for
	skip     []string                                            // name prefixes of packages that are downloaded as dependencies but not unpacked
	megabyte uint64                                              // free space needed for download and unpacked files together
	finish   func(ctx context.Context, work, final string) error // nil, or last touches before work becomes final
}

// stamp is written into an unpacked tree as its last file: a tree without it does not count.
type stamp struct {
	Request  string            `json:"request"` // what was asked for; another request makes another tree
	Made     time.Time         `json:"made"`
	Mirror   string            `json:"mirror"`
	Packages map[string]string `json:"packages"` // name -> version
}

const (
	stampName = ".huifang-packages.json"
	// layoutVersion is raised when a change here makes old trees unfit.
	layoutVersion = "2"
)

// unpacker makes trees. Its fields are fixed after creation.
type unpacker struct {
	cache  string // folder that holds the trees
	etcApt string // /etc/apt
	osFile string // /etc/os-release
	log    io.Writer
}

func (u *unpacker) request(t tree, codename string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%q|%q", layoutVersion, runtime.GOARCH, t.suite, codename, t.packages, t.skip))
	return hex.EncodeToString(sum[:6])
}

// get returns the folder of the unpacked tree, making it if it is not there yet. Processes that ask at the same time
// wait for the one that unpacks.
func (u *unpacker) get(ctx context.Context, t tree) (string, error) {
	id, codename, err := osRelease(u.osFile)
	if err != nil {
		return "", err
	}
	suite := t.suite
	if suite == "" {
		suite = codename
	}
	request := u.request(t, codename)
	final := filepath.Join(u.cache, t.name+"-"+suite)
	if have, err := readStamp(final); err == nil && have.Request == request {
		return final, nil
	}

	if codename == "" || (t.suite != "" && id != "debian") {
		return "", fmt.Errorf("%s is not installed, and it can be fetched without root on Debian only (this is %q); install it and see that it is on the PATH", t.name, id)
	}
	for _, tool := range []string{"apt-get", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("%s is not installed, and to fetch it %s is needed: %w", t.name, tool, err)
		}
	}
	if _, err := os.Stat(u.cache); err != nil {
		if err := os.MkdirAll(u.cache, 0o755); err != nil {
			return "", fmt.Errorf("make the cache folder (set HUIFANG_CACHE to choose another): %w", err)
		}
		if err := os.Chmod(u.cache, 0o755); err != nil { // whatever the umask says: the user nobody runs what is in it
			return "", fmt.Errorf("open the cache folder: %w", err)
		}
	}
	unlock, err := lockFile(ctx, filepath.Join(u.cache, ".lock-"+suite), func() {
		fmt.Fprintf(u.log, "%s: something is being unpacked already, waiting for it\n", t.name)
	})
	if err != nil {
		return "", err
	}
	defer unlock()
	if have, err := readStamp(final); err == nil && have.Request == request {
		return final, nil // made by the process that we waited for
	}
	if err := u.make(ctx, t, suite, codename, request, final); err != nil {
		return "", fmt.Errorf("get %s: %w", t.name, err)
	}
	return final, nil
}

// make downloads and unpacks; the caller holds the suite's lock.
func (u *unpacker) make(ctx context.Context, t tree, suite, codename, request, final string) error {
	begin := time.Now()
	if err := checkSpace(u.cache, t.megabyte); err != nil {
		return err
	}
	all, err := readAptSources(u.etcApt)
	if err != nil {
		return err
	}
	sources := ownSources(all, codename)
	base, ok := suiteOnSameMirror(sources, codename, suite)
	if !ok {
		return fmt.Errorf("no mirror found: %s names none that serves suite %s, component main", u.etcApt, codename)
	}
	if t.suite != "" {
		sources = []aptSource{base}
	}
	mirror := strings.Join(base.uris, " ")

	apt, err := u.aptState(suite, sources)
	if err != nil {
		return err
	}
	fmt.Fprintf(u.log, "%s: reading the package lists of %s from %s\n", t.name, suite, mirror)
	if out, err := apt.run(ctx, "update", "--error-on=any"); err != nil {
		return fmt.Errorf("package lists of suite %s from %s cannot be read (network?): %w\n%s", suite, mirror, err, tail(out, 12))
	}
	// One archive folder per tree: all that lies in it is unpacked. What a cut-off run left there is used again, except
	// (autoclean) versions that the mirror has replaced in the meantime.
	archives := filepath.Join(apt.dir, "archives-"+t.name)
	if err := os.MkdirAll(filepath.Join(archives, "partial"), 0o755); err != nil {
		return fmt.Errorf("make the archive folder: %w", err)
	}
	inArchives := []string{"-o", "Dir::Cache::archives=" + archives}
	if out, err := apt.run(ctx, append(inArchives, "autoclean")...); err != nil {
		return fmt.Errorf("clean the archive folder: %w\n%s", err, tail(out, 12))
	}
	fmt.Fprintf(u.log, "%s: downloading packages of %s\n", t.name, suite)
	install := append(inArchives, "install", "-y", "--download-only", "--no-install-recommends")
	if out, err := apt.run(ctx, append(install, t.packages...)...); err != nil {
		return fmt.Errorf("packages %s of suite %s cannot be downloaded from %s (network, disk?): %w\n%s",
			strings.Join(t.packages, " "), suite, mirror, err, tail(out, 12))
	}
	debs, err := filepath.Glob(filepath.Join(archives, "*.deb"))
	if err != nil {
		return fmt.Errorf("list the downloaded packages: %w", err)
	}
	if len(debs) == 0 {
		return fmt.Errorf("apt left no packages in %s", archives)
	}

	stale, _ := filepath.Glob(filepath.Join(u.cache, ".tmp-"+t.name+"-*")) // of runs that were cut off: we hold the lock
	for _, dir := range stale {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove a cut-off unpacking: %w", err)
		}
	}
	work, err := os.MkdirTemp(u.cache, ".tmp-"+t.name+"-")
	if err != nil {
		return fmt.Errorf("make a folder to unpack in: %w", err)
	}
	defer os.RemoveAll(work)                      // gone already when all went well
	if err := os.Chmod(work, 0o755); err != nil { // MkdirTemp gives 0700: the services run as another user
		return fmt.Errorf("open the unpacking folder: %w", err)
	}
	fmt.Fprintf(u.log, "%s: unpacking %d packages\n", t.name, len(debs))
	versions, err := unpackAll(ctx, debs, work, t.skip)
	if err != nil {
		return err
	}
	made := stamp{Request: request, Made: begin.UTC().Truncate(time.Second), Mirror: mirror, Packages: versions}
	text, err := json.MarshalIndent(made, "", " ")
	if err != nil {
		return fmt.Errorf("write the stamp: %w", err)
	}
	if err := os.WriteFile(filepath.Join(work, stampName), text, 0o644); err != nil {
		return fmt.Errorf("write the stamp: %w", err)
	}
	if t.finish != nil {
		if err := t.finish(ctx, work, final); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(final); err != nil {
		return fmt.Errorf("remove the old tree: %w", err)
	}
	if err := os.Rename(work, final); err != nil {
		return fmt.Errorf("put the tree in its place: %w", err)
	}
	if err := os.RemoveAll(archives); err != nil {
		return fmt.Errorf("remove the downloaded packages: %w", err)
	}
	fmt.Fprintf(u.log, "%s: ready in %s (%s)\n", t.name, final, time.Since(begin).Round(100*time.Millisecond))
	return nil
}

// aptState is a private apt: own lists, own archive folder, an empty list of installed packages. Proxy and
// login settings of the machine (apt.conf.d, auth.conf.d) stay in force.
type aptState struct {
	dir    string
	config string
}

func (u *unpacker) aptState(suite string, sources []aptSource) (aptState, error) {
	dir := filepath.Join(u.cache, ".apt-"+suite)
	for _, sub := range []string{"lists/partial", "archives/partial", "cache", "log", "etc/empty"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return aptState{}, fmt.Errorf("make the private apt state: %w", err)
		}
	}
	var list strings.Builder
	for _, src := range sources {
		list.WriteString(src.deb822())
	}
	// Post-Invoke hooks of the machine (desktop catalogues, cleaning of the system's archive) are none of our business;
	// a configuration file is the only place where apt lets a list be cleared.
	conf := fmt.Sprintf(`#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
Dir::State "%[1]s";
Dir::State::lists "%[1]s/lists";
Dir::State::status "%[1]s/status";
Dir::State::extended_states "%[1]s/extended_states";
Dir::Cache "%[1]s/cache";
Dir::Cache::archives "%[1]s/archives";
Dir::Log "%[1]s/log";
Dir::Etc::sourcelist "%[1]s/etc/huifang.sources";
Dir::Etc::sourceparts "%[1]s/etc/empty";
Dir::Etc::preferences "%[1]s/etc/none";
Dir::Etc::preferencesparts "%[1]s/etc/empty";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "";
APT::Periodic::Enable "0";
Debug::NoLocking "1";
`, dir)
	for name, text := range map[string]string{"etc/huifang.sources": list.String(), "etc/apt.conf": conf, "status": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return aptState{}, fmt.Errorf("make the private apt state: %w", err)
		}
	}
	return aptState{dir: dir, config: filepath.Join(dir, "etc/apt.conf")}, nil
}

func (a aptState) run(ctx context.Context, args ...string) (string, error) {
	return runTool(ctx, "apt-get", append([]string{"-q", "-c", a.config}, args...)...)
}

// runTool runs a program that must not go on when this process is killed: the next one would work in the same folders.
func runTool(ctx context.Context, name string, args ...string) (output string, err error) {
	// The parent-death signal comes when the thread that started the program ends, see spawner.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // apt keeps the half-made file for the next time
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return out.String(), err
}

// unpackAll unpacks packages with as many workers as there are processors and returns name -> version of all that
// were unpacked.
func unpackAll(ctx context.Context, debs []string, into string, skip []string) (map[string]string, error) {
	versions := map[string]string{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.NumCPU()))
	for _, deb := range debs {
		// apt's archive names are name_version_arch.deb, a colon of an epoch written as %3a.
		parts := strings.Split(filepath.Base(deb), "_")
		if len(parts) != 3 {
			return nil, errors.Join(group.Wait(), fmt.Errorf("unexpected package name %s", deb))
		}
		if slices.ContainsFunc(skip, func(prefix string) bool { return strings.HasPrefix(parts[0], prefix) }) {
			continue
		}
		versions[parts[0]] = strings.ReplaceAll(parts[1], "%3a", ":")
		group.Go(func() error {
			if out, err := runTool(ctx, "dpkg-deb", "-x", deb, into); err != nil {
				return fmt.Errorf("unpack %s: %w: %s", filepath.Base(deb), err, tail(out, 4))
			}
			return nil
		})
	}
	return versions, group.Wait()
}

func readStamp(dir string) (stamp, error) {
	var s stamp
	text, err := os.ReadFile(filepath.Join(dir, stampName))
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(text, &s)
}

// checkSpace fails when the file system of dir has less than the given free megabytes for this user.
func checkSpace(dir string, megabyte uint64) error {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return fmt.Errorf("ask for the free space of %s: %w", dir, err)
	}
	if free := fs.Bavail * uint64(fs.Bsize) >> 20; free < megabyte {
		return fmt.Errorf("not enough disk space in %s: %d MB needed, %d MB free; make room or set HUIFANG_CACHE to a folder with more", dir, megabyte, free)
	}
	return nil
}

// lockFile takes an exclusive lock (flock(2), gone with the process) and returns what gives it back. waiting is
// called once if another process holds it.
func lockFile(ctx context.Context, path string, waiting func()) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_CLOEXEC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	for first := true; ; first = false {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if first && waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("wait for the lock %s: %w", path, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// tail returns the last n lines of a program's output.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
