package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const full = `
node: a
database: {url: "postgres://x@127.0.0.1/x"}
asterisk: {url: "http://127.0.0.1:8088/ari", user: u, password: p}
recordings: {dir: rec}
trunks:
  - name: first-line
    endpoint: "PJSIP/{number}@first"
    priority: 1
    max_calls: 10
    calls_per_second: 2
    allow: ["+86", "+852"]
    deny: ["+86139"]
    caller_ids: ["01062345678", {number: "02162345678", region: "+8621", campaign: "回访"}, {number: "02162345678", region: "+8625"}]
    limits: {calls_per_hour: 100, calls_per_day: 1000, talk_per_hour: 10h, talk_per_day: 20h, cost_per_day: 50}
    rates: [{prefix: "+86", per_minute: 0.1}]
    sip: {host: "sip.carrier.example:5080", user: acc, password: "a;b", register: true, from_user: true}
  - {name: second, endpoint: "PJSIP/{number}@second", format: e164, max_calls: 5, calls_per_second: 1, sip: {host: 203.0.113.5}}
  - {name: third, endpoint: "PJSIP/{number}@third", max_calls: 5, calls_per_second: 1}
`

func TestTrunk(t *testing.T) {
	cfg, err := parse([]byte(full), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	d := cfg.Trunks[0].Domain("CN")
	if d.Priority != 1 || d.Limits.TalkPerDay != 20*time.Hour || d.Limits.CostPerDay != 50 || len(d.CallerIDs) != 3 || d.CallerIDs[1].Region != "+8621" || d.CallerIDs[1].Campaign != "回访" {
		t.Errorf("%+v", d)
	}
	for number, ok := range map[string]bool{"13800000001": true, "13900000001": false, "+85251234567": true, "+442071234567": false} {
		if got := d.Check(number) == nil; got != ok {
			t.Errorf("%s: %v", number, got)
		}
	}
	if n := cfg.Trunks[0].Numbers(); len(n) != 2 {
		t.Errorf("caller IDs %v", n)
	}
	if cfg.Trunks[1].SIP.Codecs != "alaw,ulaw" || cfg.Trunks[1].SIP.Addresses[0] != "203.0.113.5" {
		t.Errorf("defaults %+v", cfg.Trunks[1].SIP)
	}
	if v := cfg.Trunks[0].PasswordVariable(); v != "HUIFANG_TRUNK_FIRST_LINE_PASSWORD" {
		t.Errorf("variable %s", v)
	}
	cfg, err = parse([]byte(full), func(name string) (string, bool) {
		return "from the environment", name == "HUIFANG_TRUNK_FIRST_LINE_PASSWORD"
	})
	if err != nil || cfg.Trunks[0].SIP.Password != "from the environment" {
		t.Errorf("%v, password %q", err, cfg.Trunks[0].SIP.Password)
	}
}

func TestTrunkRefuses(t *testing.T) {
	cases := []struct{ name, old, new, want string }{
		{"unknown key of a caller ID", "campaign: ", "compaign: ", "field compaign not found"},
		{"prefix without plus", `"+852"`, `"852"`, "trunks[0].allow"},
		{"prefix with dialplan characters", `"+86139"`, `"+86X."`, "trunks[0].deny"},
		{"region", `"+8621"`, `"021"`, "trunks[0].caller_ids"},
		{"caller ID of the police", `"01062345678"`, `"110"`, "trunks[0].caller_ids"},
		{"negative limit", "calls_per_day: 1000", "calls_per_day: -1", "trunks[0].limits"},
		{"cost without rates", `rates: [{prefix: "+86", per_minute: 0.1}]`, "rates: []", "needs rates"},
		{"host with a line break", "sip.carrier.example:5080", "a\\n[evil]", "trunks[0].sip.host"},
		{"user with a line break", "user: acc", `user: "a\nb"`, "trunks[0].sip.user"},
		{"password with a line break", `"a;b"`, `"a\nb"`, "trunks[0].sip.password"},
		{"password with a blank at its end", `"a;b"`, `"a;b "`, "trunks[0].sip.password"},
		{"name with a line break", "name: first-line", `name: "first\n[evil]"`, "trunks[0].name"},
		{"registration without account", "user: acc, ", "", "trunks[0].sip.user"},
		{"codecs", "from_user: true", `codecs: "ulaw\ncontext=default"`, "trunks[0].sip.codecs"},
		{"addresses", "from_user: true", `addresses: ["any;"]`, "trunks[0].sip.addresses"},
		{"the same endpoint twice", "@second", "@first", "trunks[1].endpoint"},
		{"a name that is a word", "name: third", "name: auto", "trunks[2].name"},
		{"endpoint of another technology", "PJSIP/{number}@first", "IAX2/{number}", "trunks[0].endpoint"},
	}
	for _, tc := range cases {
		if !strings.Contains(full, tc.old) {
			t.Fatalf("%s replaces nothing: %q", tc.name, tc.old)
		}
		_, err := parse([]byte(strings.Replace(full, tc.old, tc.new, 1)), noEnv)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", tc.name, err, tc.want)
		}
	}
}

// One variable is the password of one account only.
func TestTwoTrunksDoNotShareAPasswordVariable(t *testing.T) {
	for _, c := range []struct {
		a, b, userOfB string
		variable      string // "": they do not share one
	}{
		{"电信", "联通", "u", "HUIFANG_TRUNK___PASSWORD"},
		{"tel-1", "tel.1", "u", "HUIFANG_TRUNK_TEL_1_PASSWORD"},
		{"Tel", "tel", "u", "HUIFANG_TRUNK_TEL_PASSWORD"},
		{"电信1", "联通2", "u", ""},
		{"电信", "联通", "", ""}, // without an account there is no password
	} {
		text := full[:strings.Index(full, "trunks:")] + fmt.Sprintf(`trunks:
  - {name: %q, endpoint: "PJSIP/{number}@a", max_calls: 1, calls_per_second: 1, sip: {host: a.example, user: u, password: p}}
  - {name: %q, endpoint: "PJSIP/{number}@b", max_calls: 1, calls_per_second: 1, sip: {host: b.example, user: %q, password: q}}
`, c.a, c.b, c.userOfB)
		_, err := parse([]byte(text), noEnv)
		if c.variable == "" {
			if err != nil {
				t.Errorf("%s, %s: %v", c.a, c.b, err)
			}
			continue
		}
		for _, want := range []string{"trunks[1].name", `"` + c.a + `"`, `"` + c.b + `"`, c.variable} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %s: error %v, want %s", c.a, c.b, err, want)
			}
		}
	}
}

func TestPJSIP(t *testing.T) {
	cfg, err := parse([]byte(full), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	text := cfg.PJSIP()
	for _, want := range []string{
		"[first]\ntype = endpoint\n", "outbound_auth = first-auth\n", "redirect_method = user\n", "from_user = acc\nsend_pai = yes\n", "[first]\ntype = aor\ncontact = sip:sip.carrier.example:5080\n",
		"qualify_frequency = 30\n", "qualify_timeout = 3\n", "match = sip.carrier.example\n", "username = acc\npassword = a\\;b\n", "server_uri = sip:sip.carrier.example:5080\nclient_uri = sip:acc@sip.carrier.example:5080\n",
		"[second]\ntype = endpoint\n", "contact = sip:203.0.113.5\n", "match = 203.0.113.5\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "third") || strings.Contains(text, "second-auth") || strings.Contains(text, "second-registration") {
		t.Errorf("has what was not asked for:\n%s", text)
	}
	cfg.Trunks[0].SIP.Qualify = Duration(2 * time.Second)
	if text := cfg.PJSIP(); !strings.Contains(text, "qualify_frequency = 2\n") || !strings.Contains(text, "qualify_timeout = 1.6\n") {
		t.Errorf("a question every 2 s must end before the next:\n%s", text)
	}
}
