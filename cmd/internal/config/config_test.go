package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func noEnv(string) (string, bool) { return "", false }

const good = `
node: a
database: {url: "postgres://x@127.0.0.1/x"}
asterisk: {url: "http://127.0.0.1:8088/ari", user: u, password: p}
recordings: {dir: rec}
calls: {max_duration: 90m}
trunks:
  - {name: t, endpoint: "PJSIP/{number}@t", max_calls: 10, calls_per_second: 2, caller_ids: ["01062345678"]}
`

func TestExampleFileIsValid(t *testing.T) {
	env := func(name string) (string, bool) { return "secret", name == "HUIFANG_ARI_PASSWORD" }
	cfg, err := Load(filepath.Join("..", "..", "..", "configs", "huifang.yaml"), env)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Asterisk.Password != "secret" {
		t.Fatal("the environment's password was not taken")
	}
}

func TestGood(t *testing.T) {
	cfg, err := parse([]byte(good), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if time.Duration(cfg.Calls.MaxDuration) != 90*time.Minute || cfg.Trunks[0].Format != "national" || cfg.HTTP.PublicURL != "http://127.0.0.1:8080" {
		t.Fatalf("%+v", cfg)
	}
	if cfg.Imports.Dir != "imports" {
		t.Fatalf("imports go to %q, want beside %q", cfg.Imports.Dir, cfg.Recordings.Dir)
	}
	if d := cfg.Trunks[0].Domain("CN"); d.Home != "86" || d.Check("13900000001") != nil || d.Check("+442071234567") == nil || d.CallerIDs[0].Number != "01062345678" {
		t.Fatalf("trunk %+v", d)
	}
	if list := cfg.Abroad(); len(list) != 0 {
		t.Fatalf("numbers of %v may be dialled", list)
	}
	cfg.Trunks[0].Allow = []string{"+8610", "+852"}
	if list := cfg.Abroad(); !slices.Equal(list, []string{"HK"}) {
		t.Fatalf("numbers of %v may be dialled", list)
	}
}

// All nodes have the same list of peers: a node leaves itself out, and passwords come from the environment, or are its own.
func TestPeers(t *testing.T) {
	list := good + `
peers:
  - {name: a, url: "http://10.0.0.1:8080", asterisk: {url: "http://10.0.0.1:8088/ari"}}
  - {name: b-2, url: "http://10.0.0.2:8080/", asterisk: {url: "http://10.0.0.2:8088/ari"}}
  - {name: c, url: "http://10.0.0.3:8080", asterisk: {url: "http://10.0.0.3:8088/ari", user: other, password: own}}
`
	cfg, err := parse([]byte(list), func(name string) (string, bool) { return "secret", name == "HUIFANG_ARI_PASSWORD_B_2" })
	if err != nil {
		t.Fatal(err)
	}
	want := []Peer{
		{Name: "b-2", URL: "http://10.0.0.2:8080", Asterisk: Asterisk{URL: "http://10.0.0.2:8088/ari", User: "u", Password: "secret"}},
		{Name: "c", URL: "http://10.0.0.3:8080", Asterisk: Asterisk{URL: "http://10.0.0.3:8088/ari", User: "other", Password: "own"}},
	}
	if !slices.Equal(cfg.Peers, want) {
		t.Fatalf("peers %+v", cfg.Peers)
	}
	cfg, err = parse([]byte(strings.Replace(list, ", password: own", "", 1)), noEnv)
	if err != nil || cfg.Peers[0].Asterisk.Password != "p" || cfg.Peers[1].Asterisk.Password != "p" {
		t.Fatalf("peers %+v, %v", cfg.Peers, err)
	}
	for old, wrong := range map[string][2]string{
		"b-2":                      {"B 2", "peers[0].name"},
		"{name: c":                 {"{name: b-2", "is there twice"},
		"http://10.0.0.2:8080/":    {"10.0.0.2", "peers[0].url"},
		"http://10.0.0.3:8088/ari": {"", "peers[1].asterisk.url"},
	} {
		if _, err := parse([]byte(strings.Replace(list, old, wrong[0], 1)), noEnv); err == nil || !strings.Contains(err.Error(), wrong[1]) {
			t.Errorf("%s: %v", wrong[0], err)
		}
	}
}

func TestRefuses(t *testing.T) {
	cases := []struct{ name, old, new, want string }{
		{"unknown key, with its line", "node: a", "node: a\nnodes: b", "line 3: field nodes not found"},
		{"bad duration, with its line", "90m", "soon", `line 6: "soon" is not a duration`},
		{"bad node name", "node: a", "node: A B", "node:"},
		{"no database", `{url: "postgres://x@127.0.0.1/x"}`, "{}", "HUIFANG_DATABASE_URL"},
		{"no password", ", password: p", "", "HUIFANG_ARI_PASSWORD"},
		{"endpoint without number", "{number}", "13900000001", "trunks[0].endpoint"},
		{"no rate", "calls_per_second: 2", "calls_per_second: 0", "trunks[0].calls_per_second"},
		{"caller id with SIP characters", "01062345678", "1;x=y", "trunks[0].caller_ids"},
		{"zone", "node: a", "node: a\nzone: Asia/Peking", "zone:"},
		{"region", "node: a", "node: a\nregion: XX", "region:"},
		{"log level", "node: a", "node: a\nlog: {level: loud}", "log.level"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			if !strings.Contains(good, tc.old) {
				t.Fatalf("the case replaces nothing: %q", tc.old)
			}
			_, err := parse([]byte(strings.Replace(good, tc.old, tc.new, 1)), noEnv)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestMissingFileIsNamed(t *testing.T) {
	_, err := Load("nowhere.yaml", os.LookupEnv)
	if err == nil || !strings.Contains(err.Error(), "nowhere.yaml") {
		t.Fatalf("error %v", err)
	}
}
