package config

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// PJSIP writes what Asterisk needs to know of the trunks that have a sip block: sections for its pjsip.conf, which include
// passwords. There is one file to be kept, and both sides agree.
func (c Config) PJSIP() string {
	var b strings.Builder
	b.WriteString("; Written by `huifang trunks pjsip` from Huifang's configuration; changes belong there.\n; Holds passwords: for Asterisk's user only (mode 600).\n")
	for _, t := range c.Trunks {
		if t.SIP != nil {
			t.pjsip(&b)
		}
	}
	return b.String()
}

func (t Trunk) pjsip(b *strings.Builder) {
	s, name := t.SIP, t.Domain("").PJSIPEndpoint()
	section := func(suffix, kind string) { fmt.Fprintf(b, "\n[%s%s]\ntype = %s\n", name, suffix, kind) }
	set := func(key, value string) { fmt.Fprintf(b, "%s = %s\n", key, strings.ReplaceAll(value, ";", `\;`)) }
	seconds := func(d Duration) string { return fmt.Sprint(int(time.Duration(d).Seconds())) }
	host, _, _ := strings.Cut(s.Host, ":")
	fmt.Fprintf(b, "\n; ---- trunk %s ----\n", t.Name)

	section("", "endpoint")
	set("transport", s.Transport)
	set("aors", name)
	if s.User != "" {
		set("outbound_auth", name+"-auth")
	}
	b.WriteString("; Calls that come in go to Huifang's hotline, see extensions.conf.\n")
	set("context", "inbound")
	set("disallow", "all")
	set("allow", s.Codecs)
	b.WriteString("; The audio passes through here, or Huifang could not bridge, record or hang up.\n")
	set("direct_media", "no")
	set("timers", "no")
	set("dtmf_mode", "rfc4733")
	set("rtp_symmetric", "yes")
	set("force_rport", "yes")
	if s.RTPTimeout > 0 {
		set("rtp_timeout", seconds(s.RTPTimeout))
		set("rtp_timeout_hold", "600")
	}
	b.WriteString("; A carrier's 302 is a failure: with uri_pjsip the call would go wherever it says.\n")
	set("redirect_method", "user")
	set("from_domain", host)
	if s.FromUser {
		set("from_user", s.User)
		set("send_pai", "yes")
		set("trust_id_outbound", "yes")
	} else {
		set("send_pai", "no")
	}

	section("", "aor")
	set("contact", "sip:"+s.Host)
	set("qualify_frequency", seconds(s.Qualify))
	b.WriteString("; A question ends before the next: one that was never answered would call a trunk dead that has answered since.\n")
	set("qualify_timeout", fmt.Sprint(min(3, 0.8*math.Floor(time.Duration(s.Qualify).Seconds()))))

	section("", "identify")
	set("endpoint", name)
	set("match", strings.Join(s.Addresses, ","))

	if s.User != "" {
		section("-auth", "auth")
		set("auth_type", "userpass")
		set("username", s.User)
		set("password", s.Password)
	}
	if s.Register {
		section("-registration", "registration")
		set("transport", s.Transport)
		set("outbound_auth", name+"-auth")
		set("server_uri", "sip:"+s.Host)
		set("client_uri", "sip:"+s.User+"@"+s.Host)
		set("contact_user", s.User)
		set("expiration", "600")
		set("retry_interval", "30")
		set("forbidden_retry_interval", "300")
		set("max_retries", "10000")
		set("line", "yes")
		set("endpoint", name)
	}
}
