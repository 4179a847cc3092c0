package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Need names programs that a [Runtime] can get.
type Need int

const (
	NeedPostgres Need = iota // PostgreSQL 15 or newer: postgres, initdb
	NeedRedis                // Redis 7 or newer: redis-server
	NeedAsterisk             // Asterisk 20 or newer
	NeedChromium             // Chromium, with fonts for Chinese when it has to be unpacked; for tests and screenshots
	NeedESpeak               // eSpeak NG, which speaks the announcements of tests and of the shipped library
)

func (n Need) String() string {
	return [...]string{"PostgreSQL", "Redis", "Asterisk", "Chromium", "eSpeak NG"}[n]
}

// Program is an executable with what it takes to run it from where it lies.
type Program struct {
	Path    string   // of the executable, or of the dynamic loader that runs it
	Prefix  []string // arguments before the program's own: the loader's options and the executable
	Env     []string // KEY=value to add to the environment
	Version string   // as the program says, for example "22.10.1"
	Tree    string   // folder of the unpacked packages; empty for an installed program
}

// Runtime finds the programs on this machine or unpacks them into a cache folder; see the package documentation.
// It can be used by several goroutines and by several processes at once.
type Runtime struct {
	cache  string
	unpack bool // ignore installed programs
	get    *unpacker
}

// NewRuntime chooses the cache folder: $HUIFANG_CACHE, else as root /var/cache/huifang, else huifang in the user's
// cache folder. With HUIFANG_UNPACK=1 installed programs are ignored and everything is unpacked. Progress goes to log,
// a line each; nil means nowhere.
func NewRuntime(ctx context.Context, log io.Writer) (*Runtime, error) {
	if log == nil {
		log = io.Discard
	}
	cache := os.Getenv("HUIFANG_CACHE")
	switch {
	case cache != "":
		abs, err := filepath.Abs(cache)
		if err != nil {
			return nil, fmt.Errorf("lab: HUIFANG_CACHE: %w", err)
		}
		cache = abs
		if ok, err := reachable(ctx, cache); err != nil {
			return nil, fmt.Errorf("lab: check the cache folder: %w", err)
		} else if !ok {
			fmt.Fprintf(log, "HUIFANG_CACHE %s cannot be entered by the user nobody, who runs the services: using %s\n", cache, rootCache)
			cache = rootCache
		}
	case os.Geteuid() == 0:
		cache = rootCache
	default:
		base, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("lab: no cache folder (set HUIFANG_CACHE): %w", err)
		}
		cache = filepath.Join(base, "huifang")
	}
	return &Runtime{
		cache:  cache,
		unpack: os.Getenv("HUIFANG_UNPACK") == "1",
		get:    &unpacker{cache: cache, etcApt: "/etc/apt", osFile: "/etc/os-release", log: &lineWriter{w: log}},
	}, nil
}

const rootCache = "/var/cache/huifang"

// Cache returns the folder that keeps what was unpacked. It may be deleted while nothing runs.
func (r *Runtime) Cache() string { return r.cache }

// Prepare gets several programs, side by side, so that later calls return at once.
func (r *Runtime) Prepare(ctx context.Context, needs ...Need) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, need := range needs {
		group.Go(func() error {
			var err error
			switch need {
			case NeedPostgres:
				_, err = r.Postgres(ctx)
			case NeedRedis:
				_, err = r.Redis(ctx)
			case NeedAsterisk:
				_, err = r.Asterisk(ctx)
			case NeedChromium:
				_, err = r.Chromium(ctx)
			case NeedESpeak:
				_, err = r.ESpeak(ctx)
			default:
				err = fmt.Errorf("lab: unknown need %d", int(need))
			}
			return err
		})
	}
	return group.Wait()
}

// PostgresPrograms are the two programs of one PostgreSQL version.
type PostgresPrograms struct{ Server, Initdb Program }

// Postgres returns PostgreSQL 15 or newer: the one on the PATH, else the newest in /usr/lib/postgresql, else unpacked.
func (r *Runtime) Postgres(ctx context.Context) (PostgresPrograms, error) {
	if !r.unpack {
		var bins []string
		if path, err := exec.LookPath("postgres"); err == nil {
			if path, err = filepath.EvalSymlinks(path); err == nil { // a link stands alone; initdb lies beside the real one
				bins = append(bins, filepath.Dir(path))
			}
		}
		if bin := newestPostgres("/"); bin != "" {
			bins = append(bins, bin)
		}
		for _, bin := range bins {
			if p, err := postgresIn(ctx, bin, Program{}); err == nil {
				return p, nil
			}
		}
	}
	root, err := r.get.get(ctx, tree{
		name: "postgresql", packages: []string{"postgresql"}, megabyte: 500,
		// libc6: the machine's own loader starts postgres and initdb, so its own C library goes with it.
		// The JIT compiler, Perl and Debian's cluster tools are not used.
		skip: []string{"libc6", "libllvm", "libz3", "perl", "libperl", "postgresql-common", "postgresql-client-common", "debconf", "dpkg", "tar", "ssl-cert", "systemd"},
	})
	if err != nil {
		return PostgresPrograms{}, fmt.Errorf("lab: %w", err)
	}
	p, err := postgresIn(ctx, newestPostgres(root), Program{Env: []string{libraryPath(root)}, Tree: root})
	if err != nil {
		return PostgresPrograms{}, fmt.Errorf("lab: the unpacked PostgreSQL in %s does not run: %w", root, err)
	}
	return p, nil
}

// newestPostgres returns the bin folder of the highest version in Debian's layout, empty if there is none.
func newestPostgres(root string) string {
	bins, _ := filepath.Glob(filepath.Join(root, "usr/lib/postgresql/*/bin")) // the pattern is well-formed
	best, bestMajor := "", -1
	for _, bin := range bins {
		if major, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && major > bestMajor {
			best, bestMajor = bin, major
		}
	}
	return best
}

func postgresIn(ctx context.Context, bin string, like Program) (PostgresPrograms, error) {
	server, initdb := like, like
	server.Path, initdb.Path = filepath.Join(bin, "postgres"), filepath.Join(bin, "initdb")
	var err error
	if server.Version, err = server.version(ctx, 15, "--version"); err != nil {
		return PostgresPrograms{}, err
	}
	if initdb.Version, err = initdb.version(ctx, 15, "--version"); err != nil {
		return PostgresPrograms{}, err
	}
	return PostgresPrograms{Server: server, Initdb: initdb}, nil
}

// Redis returns redis-server 7 or newer.
func (r *Runtime) Redis(ctx context.Context) (Program, error) {
	if p, ok := r.installed(ctx, "redis-server", 7, "--version"); ok {
		return p, nil
	}
	root, err := r.get.get(ctx, tree{
		name: "redis", packages: []string{"redis-server"}, megabyte: 250,
		skip: []string{"libc6", "perl", "debconf", "dpkg", "tar", "systemd"},
	})
	if err != nil {
		return Program{}, fmt.Errorf("lab: %w", err)
	}
	p := Program{Path: filepath.Join(root, "usr/bin/redis-server"), Env: []string{libraryPath(root)}, Tree: root}
	if p.Version, err = p.version(ctx, 7, "--version"); err != nil {
		return Program{}, fmt.Errorf("lab: the unpacked Redis does not run: %w", err)
	}
	return p, nil
}

// asteriskSuite is the Debian suite with Asterisk in it: the stable releases 12 and 13 have none.
const asteriskSuite = "forky"

// Asterisk returns Asterisk 20 or newer.
func (r *Runtime) Asterisk(ctx context.Context) (Program, error) {
	if p, ok := r.installed(ctx, "asterisk", 20, "-V"); ok {
		return p, nil
	}
	// From another release than the machine's: its own C library and loader come with it, nothing is skipped.
	root, err := r.get.get(ctx, tree{name: "asterisk", suite: asteriskSuite, packages: []string{"asterisk"}, megabyte: 700})
	if err != nil {
		return Program{}, fmt.Errorf("lab: %w", err)
	}
	loader, err := loaderIn(root)
	if err != nil {
		return Program{}, fmt.Errorf("lab: %w", err)
	}
	p := Program{
		Path:   loader,
		Prefix: []string{"--library-path", strings.Join(libraryDirs(root), ":"), filepath.Join(root, "usr/sbin/asterisk")},
		Tree:   root,
	}
	if p.Version, err = p.version(ctx, 20, "-V"); err != nil {
		return Program{}, fmt.Errorf("lab: the unpacked Asterisk does not run: %w", err)
	}
	return p, nil
}

// Chromium returns a browser whose Path alone can be given to a test driver: for an unpacked one it is a small script
// that sets libraries and fonts. Run it with --no-sandbox as root.
func (r *Runtime) Chromium(ctx context.Context) (Program, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, ok := r.installed(ctx, name, 100, "--version"); ok {
			return p, nil
		}
	}
	root, err := r.get.get(ctx, tree{
		name: "chromium", packages: []string{"chromium", "fonts-noto-cjk"}, megabyte: 1500,
		skip: []string{"libc6", "perl", "debconf", "dpkg", "tar", "systemd"}, finish: finishChromium,
	})
	if err != nil {
		return Program{}, fmt.Errorf("lab: %w", err)
	}
	p := Program{Path: filepath.Join(root, "chromium"), Tree: root, Env: chromiumEnv(root)}
	if p.Version, err = p.version(ctx, 100, "--version"); err != nil {
		return Program{}, fmt.Errorf("lab: the unpacked Chromium does not run: %w", err)
	}
	return p, nil
}

// ESpeak returns espeak-ng with its voices, Mandarin (cmn) and Cantonese (yue) among them.
func (r *Runtime) ESpeak(ctx context.Context) (Program, error) {
	if p, ok := r.installed(ctx, "espeak-ng", 1, "--version"); ok {
		return p, nil
	}
	root, err := r.get.get(ctx, tree{
		name: "espeak-ng", packages: []string{"espeak-ng"}, megabyte: 150,
		skip: []string{"libc6", "perl", "debconf", "dpkg", "tar", "systemd"},
	})
	if err != nil {
		return Program{}, fmt.Errorf("lab: %w", err)
	}
	p := Program{
		Path: filepath.Join(root, "usr/bin/espeak-ng"),
		Env:  []string{libraryPath(root), "ESPEAK_DATA_PATH=" + filepath.Join(root, "usr/lib", triplet())},
		Tree: root,
	}
	if p.Version, err = p.version(ctx, 1, "--version"); err != nil {
		return Program{}, fmt.Errorf("lab: the unpacked eSpeak NG does not run: %w", err)
	}
	return p, nil
}

func chromiumEnv(root string) []string {
	return []string{libraryPath(root), "FONTCONFIG_FILE=" + filepath.Join(root, "fonts.conf")}
}

// finishChromium writes the font configuration and the start script, both for the tree's final place.
func finishChromium(_ context.Context, work, final string) error {
	fonts := fmt.Sprintf(`<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>%s/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>DejaVu Sans</family><family>Noto Sans CJK SC</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>DejaVu Serif</family><family>Noto Serif CJK SC</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Noto Sans Mono CJK SC</family></prefer></alias>
  <alias binding="same"><family>system-ui</family><prefer><family>DejaVu Sans</family><family>Noto Sans CJK SC</family></prefer></alias>
</fontconfig>
`, final)
	var script strings.Builder
	script.WriteString("#!/bin/sh\n# Made by huifang: runs the browser of this folder with its own libraries and fonts.\n")
	for _, kv := range chromiumEnv(work) { // where the libraries are now; final is not there yet
		key, value, _ := strings.Cut(strings.ReplaceAll(kv, work, final), "=")
		fmt.Fprintf(&script, "export %s='%s'\n", key, value)
	}
	fmt.Fprintf(&script, "exec '%s/usr/lib/chromium/chromium' \"$@\"\n", final)
	if err := os.WriteFile(filepath.Join(work, "fonts.conf"), []byte(fonts), 0o644); err != nil {
		return fmt.Errorf("write the font configuration: %w", err)
	}
	if err := os.WriteFile(filepath.Join(work, "chromium"), []byte(script.String()), 0o755); err != nil {
		return fmt.Errorf("write the start script: %w", err)
	}
	return nil
}

// installed returns a program of the PATH (and the system folders that an ordinary user's PATH leaves out) if it is
// new enough.
func (r *Runtime) installed(ctx context.Context, name string, atLeast int, versionFlag string) (Program, bool) {
	if r.unpack {
		return Program{}, false
	}
	path, err := exec.LookPath(name)
	if err != nil {
		if path, err = exec.LookPath(filepath.Join("/usr/sbin", name)); err != nil {
			return Program{}, false
		}
	}
	p := Program{Path: path}
	p.Version, err = p.version(ctx, atLeast, versionFlag)
	return p, err == nil
}

var versionNumber = regexp.MustCompile(`\b(\d+)\.\d+(\.\d+)*`)

// version runs the program with its version flag and checks the major number.
func (p Program) version(ctx context.Context, atLeast int, flag string) (string, error) {
	cmd := exec.CommandContext(ctx, p.Path, append(p.Prefix[:len(p.Prefix):len(p.Prefix)], flag)...)
	cmd.Env = append(os.Environ(), p.Env...)
	cmd.Dir = "/"
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", p.Path, flag, err, tail(string(out), 3))
	}
	found := versionNumber.FindStringSubmatch(string(out))
	if found == nil {
		return "", fmt.Errorf("%s %s tells no version: %s", p.Path, flag, tail(string(out), 3))
	}
	if major, err := strconv.Atoi(found[1]); err != nil || major < atLeast {
		return "", fmt.Errorf("%s is version %s; at least %d is needed", p.Path, found[0], atLeast)
	}
	return found[0], nil
}

// triplet is Debian's name of the architecture's library folder.
func triplet() string {
	switch runtime.GOARCH {
	case "arm64":
		return "aarch64-linux-gnu"
	default:
		return "x86_64-linux-gnu"
	}
}

// libraryDirs lists where the libraries of an unpacked tree lie. Before Debian 13 packages use /lib as well as
// /usr/lib.
func libraryDirs(root string) []string {
	var dirs []string
	for _, dir := range []string{"usr/lib/" + triplet(), "lib/" + triplet(), "usr/lib/" + triplet() + "/pulseaudio", "usr/lib/" + triplet() + "/nss"} {
		dir = filepath.Join(root, dir)
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func libraryPath(root string) string {
	return "LD_LIBRARY_PATH=" + strings.Join(libraryDirs(root), ":")
}

// loaderIn finds the dynamic loader in an unpacked tree. A raw extraction has no /lib64 link, so both places count.
func loaderIn(root string) (string, error) {
	for _, pattern := range []string{"usr/lib64/ld-linux-*.so.*", "lib64/ld-linux-*.so.*", "usr/lib/ld-linux-*.so.*", "lib/ld-linux-*.so.*"} {
		found, _ := filepath.Glob(filepath.Join(root, pattern)) // the pattern is well-formed
		for _, path := range found {
			if _, err := os.Stat(path); err == nil {
				return path, nil
			}
		}
	}
	return "", errors.Join(fmt.Errorf("no dynamic loader in %s", root), os.ErrNotExist)
}
