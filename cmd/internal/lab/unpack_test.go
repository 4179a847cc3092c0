package lab

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// miniMirror builds a Debian mirror of two packages (hello depends on hello-lib) in a folder, and the apt and system
// configuration of a machine that uses it.
func miniMirror(t *testing.T) *unpacker {
	t.Helper()
	for _, tool := range []string{"apt-get", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s: %v", tool, err)
		}
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var index strings.Builder
	for name, depends := range map[string]string{"hello": "Depends: hello-lib\n", "hello-lib": ""} {
		control := fmt.Sprintf("Package: %s\nVersion: 1:2.0-1\nArchitecture: %s\nMaintainer: Test <test@example.org>\n%sDescription: test\n", name, runtime.GOARCH, depends)
		write("build/"+name+"/DEBIAN/control", control)
		write("build/"+name+"/usr/share/"+name, name)
		deb := filepath.Join(dir, "mirror", name+".deb")
		if err := os.MkdirAll(filepath.Dir(deb), 0o755); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), "dpkg-deb", "--root-owner-group", "-b", filepath.Join(dir, "build", name), deb).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		info, err := os.Stat(deb)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := exec.CommandContext(t.Context(), "sha256sum", deb).Output()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&index, "%sFilename: %s.deb\nSize: %d\nSHA256: %s\n\n", control, name, info.Size(), strings.Fields(string(sum))[0])
	}
	packages := "main/binary-" + runtime.GOARCH + "/Packages"
	write("mirror/dists/testy/"+packages, index.String())
	sum, err := exec.CommandContext(t.Context(), "sha256sum", filepath.Join(dir, "mirror/dists/testy", packages)).Output()
	if err != nil {
		t.Fatal(err)
	}
	write("mirror/dists/testy/Release", fmt.Sprintf("Suite: testy\nCodename: testy\nComponents: main\nArchitectures: %s\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n %s %d %s\n",
		runtime.GOARCH, strings.Fields(string(sum))[0], index.Len(), packages))
	write("etc/sources.list", fmt.Sprintf("deb [trusted=yes] copy:%s/mirror testy main\n", dir))
	write("os-release", "ID=debian\nVERSION_CODENAME=testy\n")
	return &unpacker{cache: filepath.Join(dir, "cache"), etcApt: filepath.Join(dir, "etc"), osFile: filepath.Join(dir, "os-release"), log: &lineWriter{w: &bytes.Buffer{}}}
}

func TestUnpack(t *testing.T) {
	u := miniMirror(t)
	ctx := t.Context()
	want := tree{name: "hello", packages: []string{"hello"}, megabyte: 1}

	// Leftovers of a run that was cut off while unpacking.
	cut := filepath.Join(u.cache, ".tmp-hello-123")
	if err := os.MkdirAll(cut, 0o755); err != nil {
		t.Fatal(err)
	}
	// Several at once, as processes do it: a lock on a file that each opens for itself.
	var group sync.WaitGroup
	roots := make([]string, 4)
	for i := range roots {
		group.Go(func() {
			root, err := u.get(ctx, want)
			if err != nil {
				t.Error(err)
			}
			roots[i] = root
		})
	}
	group.Wait()
	if t.Failed() {
		return
	}
	progress := u.log.(*lineWriter).w.(*bytes.Buffer).String()
	if strings.Count(progress, "unpacking 2 packages") != 1 || !strings.Contains(progress, "being unpacked already") {
		t.Errorf("it was not done exactly once:\n%s", progress)
	}
	for _, name := range []string{"hello", "hello-lib"} {
		if text, err := os.ReadFile(filepath.Join(roots[3], "usr/share", name)); err != nil || string(text) != name {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if made, err := readStamp(roots[0]); err != nil || made.Packages["hello-lib"] != "1:2.0-1" {
		t.Errorf("stamp %+v, %v", made, err)
	}
	if _, err := os.Stat(cut); !os.IsNotExist(err) {
		t.Errorf("the cut-off unpacking is still there: %v", err)
	}

	// Asking for something else under the same name makes it anew, here without one dependency.
	want.skip = []string{"hello-l"}
	root, err := u.get(ctx, want)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "usr/share/hello-lib")); !os.IsNotExist(err) {
		t.Errorf("a package to be skipped was unpacked: %v", err)
	}
}

func TestUnpackErrors(t *testing.T) {
	u := miniMirror(t)
	hello := tree{name: "hello", packages: []string{"hello"}, megabyte: 1}
	check := func(what string, u *unpacker, asked tree, says ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := u.get(ctx, asked)
		if err == nil {
			t.Errorf("%s: no error", what)
			return
		}
		for _, part := range says {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: the error does not say %q:\n%v", what, part, err)
			}
		}
	}
	check("unknown package", u, tree{name: "nothing", packages: []string{"no-such-package"}, megabyte: 1}, "no-such-package", "testy", "Unable to locate")
	check("disk", u, tree{name: "huge", packages: []string{"hello"}, megabyte: 1 << 40}, "disk space", "HUIFANG_CACHE")

	other := *u
	other.etcApt = t.TempDir()
	check("no mirror", &other, hello, "no mirror found", "testy")
	if err := os.WriteFile(filepath.Join(other.etcApt, "sources.list"), []byte("deb http://127.0.0.1:1/debian testy main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	check("no network", &other, hello, "http://127.0.0.1:1/debian", "suite testy", "Connection refused")

	other = *u
	other.osFile = filepath.Join(t.TempDir(), "os-release")
	if err := os.WriteFile(other.osFile, []byte("ID=\"someix\"\nVERSION_CODENAME=testy\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	check("another system", &other, tree{name: "hello", suite: "forky", packages: []string{"hello"}}, "someix", "install it")

	t.Setenv("PATH", t.TempDir())
	check("no apt", u, hello, "apt-get")
}

// The browser's start script is written before its tree is in its place, and names the libraries where they will be.
func TestChromiumScript(t *testing.T) {
	work := t.TempDir()
	if err := os.MkdirAll(filepath.Join(work, "usr/lib", triplet()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := finishChromium(t.Context(), work, "/final/chromium"); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(work, "chromium"))
	if err != nil {
		t.Fatal(err)
	}
	want := "export LD_LIBRARY_PATH='/final/chromium/usr/lib/" + triplet() + "'\n"
	if !strings.Contains(string(script), want) || strings.Contains(string(script), work) {
		t.Errorf("the script has no %q, or a path of the working folder:\n%s", want, script)
	}
}
