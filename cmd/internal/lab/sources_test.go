package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAptSources(t *testing.T) {
	etc := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(etc, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("sources.list", `# comment
deb [arch=amd64 signed-by=/k.gpg] https://one.example/debian trixie main contrib # tail
deb-src https://one.example/debian trixie main
deb https://one.example/flat ./
debugging is no entry
`)
	write("sources.list.d/two.sources", `Types: deb deb-src
# a comment inside
URIs: https://two.example/debian
  https://three.example/debian
Suites: trixie trixie-updates other
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: https://off.example/
Suites: trixie
Components: main
Enabled: no
`)
	write("sources.list.d/tool.list", "deb https://tool.example/apt trixie tools\n")
	write("sources.list.d/old.list.disabled", "deb https://disabled.example/debian trixie main\n")

	all, err := readAptSources(etc)
	if err != nil {
		t.Fatal(err)
	}
	own := ownSources(all, "trixie")
	want := []aptSource{
		{uris: []string{"https://one.example/debian"}, suites: []string{"trixie"}, components: []string{"main"}, signedBy: "/k.gpg", archs: []string{"amd64"}},
		{uris: []string{"https://two.example/debian", "https://three.example/debian"}, suites: []string{"trixie", "trixie-updates"}, components: []string{"main"},
			signedBy: "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc", archs: []string{}},
	}
	if diff := cmp.Diff(want, own, cmp.AllowUnexported(aptSource{})); diff != "" {
		t.Errorf("own sources (-want +got):\n%s", diff)
	}
	forky, ok := suiteOnSameMirror(own, "trixie", "forky")
	if !ok || !strings.Contains(forky.deb822(), "URIs: https://one.example/debian\nSuites: forky\nComponents: main\n") {
		t.Errorf("other suite: %v\n%s", ok, forky.deb822())
	}
	if _, ok := suiteOnSameMirror(ownSources(all, "bookworm"), "bookworm", "forky"); ok {
		t.Error("a mirror was found for a release that no entry names")
	}
	// What is written can be read again.
	if diff := cmp.Diff(own[1].signedBy, parseDeb822(own[1].deb822())[0].signedBy); diff != "" {
		t.Errorf("inline key (-want +got):\n%s", diff)
	}
}
