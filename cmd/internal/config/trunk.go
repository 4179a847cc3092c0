package config

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"huifang/campaign/phone"
	"huifang/dialer/trunk"
)

// Trunk is a way out (R15).
type Trunk struct {
	Name           string     `yaml:"name"`
	Endpoint       string     `yaml:"endpoint"` // dial string with {number}
	Format         string     `yaml:"format"`   // national or e164: how the trunk wants numbers
	Priority       int        `yaml:"priority"` // the lowest is asked first
	MaxCalls       int        `yaml:"max_calls"`
	CallsPerSecond float64    `yaml:"calls_per_second"`
	Allow          []string   `yaml:"allow"` // prefixes in E.164; none: the country of region
	Deny           []string   `yaml:"deny"`
	CallerIDs      []CallerID `yaml:"caller_ids"`
	Limits         Limits     `yaml:"limits"`
	Rates          []Rate     `yaml:"rates"`
	SIP            *SIP       `yaml:"sip"` // for `huifang trunks pjsip`
}

// CallerID is a number that may be shown to customers: in the file a number, or a mapping with what it is for.
type CallerID struct {
	Number   string `yaml:"number"`
	Campaign string `yaml:"campaign"` // name; "": all
	Region   string `yaml:"region"`   // prefix of the customer's number, E.164; "": all
}

// Limits guard against toll fraud and mistakes; 0: none. They hold over all nodes.
type Limits struct {
	CallsPerHour int      `yaml:"calls_per_hour"`
	CallsPerDay  int      `yaml:"calls_per_day"`
	TalkPerHour  Duration `yaml:"talk_per_hour"`
	TalkPerDay   Duration `yaml:"talk_per_day"`
	CostPerDay   float64  `yaml:"cost_per_day"`
}

// Rate is the price of a begun minute to numbers with a prefix.
type Rate struct {
	Prefix    string  `yaml:"prefix"`
	PerMinute float64 `yaml:"per_minute"`
}

// SIP is how Asterisk reaches the carrier. HUIFANG_TRUNK_<NAME>_PASSWORD overrides the password, the trunk's name in capitals
// and everything but A to Z and digits replaced by _; no two accounts may share one.
type SIP struct {
	Host       string   `yaml:"host"`        // of the carrier, host or host:port
	User       string   `yaml:"user"`        // account for digest authentication; "": the carrier knows our address
	Password   string   `yaml:"password"`    // of the account
	Register   bool     `yaml:"register"`    // the carrier wants a registration
	FromUser   bool     `yaml:"from_user"`   // the account goes into From, the shown number into P-Asserted-Identity
	Codecs     string   `yaml:"codecs"`      // default alaw,ulaw
	Qualify    Duration `yaml:"qualify"`     // between OPTIONS; default 30s
	Transport  string   `yaml:"transport"`   // of pjsip.conf; default transport-udp
	Addresses  []string `yaml:"addresses"`   // from which the carrier calls, addresses or networks; default the host
	RTPTimeout Duration `yaml:"rtp_timeout"` // without audio a call is dead; default 60s
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (c *CallerID) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		c.Number = n.Value
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := n.Content[i+1].Value
		switch n.Content[i].Value {
		case "number":
			c.Number = value
		case "campaign":
			c.Campaign = value
		case "region":
			c.Region = value
		default:
			return fmt.Errorf("line %d: field %s not found: a caller ID has number, campaign, region", n.Content[i].Line, n.Content[i].Value)
		}
	}
	return nil
}

var notAlnum = regexp.MustCompile(`[^A-Z0-9]+`)

// PasswordVariable is the environment variable of the trunk's password.
func (t Trunk) PasswordVariable() string {
	return "HUIFANG_TRUNK_" + notAlnum.ReplaceAllString(strings.ToUpper(t.Name), "_") + "_PASSWORD"
}

// complete fills in defaults and the secret.
func (t *Trunk) complete(environment func(string) (string, bool)) {
	t.Format = cmp.Or(t.Format, string(trunk.National))
	if t.SIP == nil {
		return
	}
	if v, ok := environment(t.PasswordVariable()); ok {
		t.SIP.Password = v
	}
	t.SIP.Codecs = cmp.Or(t.SIP.Codecs, "alaw,ulaw")
	t.SIP.Qualify = cmp.Or(t.SIP.Qualify, Duration(30*time.Second))
	t.SIP.Transport = cmp.Or(t.SIP.Transport, "transport-udp")
	t.SIP.RTPTimeout = cmp.Or(t.SIP.RTPTimeout, Duration(time.Minute))
	if len(t.SIP.Addresses) == 0 && t.SIP.Host != "" {
		host, _, _ := strings.Cut(t.SIP.Host, ":")
		t.SIP.Addresses = []string{host}
	}
}

var (
	endpointName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,60}$`)
	hostName     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(:[0-9]{1,5})?$`)
	accountName  = regexp.MustCompile(`^[A-Za-z0-9+_.@-]{1,100}$`)
	codecList    = regexp.MustCompile(`^[a-z0-9]+(,[a-z0-9]+)*$`)
)

func (t Trunk) check(key string, bad func(key, format string, args ...any)) {
	if t.Name == "" {
		bad(key+".name", "missing")
	}
	if strings.ContainsFunc(t.Name, unicode.IsControl) { // it becomes a line of pjsip.conf
		bad(key+".name", "%q has a control character", t.Name)
	}
	if t.Name == trunk.Auto {
		bad(key+".name", "%q is the word by which a campaign leaves the choice to the priorities", t.Name)
	}
	if strings.Count(t.Endpoint, "{number}") != 1 {
		bad(key+".endpoint", "%q: a dial string with {number} once, such as PJSIP/{number}@carrier", t.Endpoint)
	}
	if t.Format != string(trunk.National) && t.Format != string(trunk.E164) {
		bad(key+".format", "%q: national or e164", t.Format)
	}
	if t.MaxCalls < 1 {
		bad(key+".max_calls", "must be at least 1")
	}
	if t.CallsPerSecond <= 0 {
		bad(key+".calls_per_second", "must be more than 0")
	}
	prefix := func(at, p string) {
		if !trunk.CheckPrefix(p) {
			bad(key+"."+at, "%q: a prefix in E.164, such as +86 or +8610", p)
		}
	}
	for _, p := range t.Allow {
		prefix("allow", p)
	}
	for _, p := range t.Deny {
		prefix("deny", p)
	}
	for _, id := range t.CallerIDs {
		if refusal := trunk.CheckCallerID(id.Number); refusal != nil || id.Number == "" {
			bad(key+".caller_ids", "%q: %v", id.Number, (&trunk.Refusal{Code: trunk.CallerIDBad}).Error())
		}
		if id.Region != "" {
			prefix("caller_ids", id.Region)
		}
	}
	for _, r := range t.Rates {
		prefix("rates", r.Prefix)
		if r.PerMinute < 0 {
			bad(key+".rates", "%v: a price is not negative", r.PerMinute)
		}
	}
	l := t.Limits
	if l.CallsPerHour < 0 || l.CallsPerDay < 0 || l.TalkPerHour < 0 || l.TalkPerDay < 0 || l.CostPerDay < 0 {
		bad(key+".limits", "must not be negative; 0 is no limit")
	}
	if l.CostPerDay > 0 && len(t.Rates) == 0 {
		bad(key+".limits", "cost_per_day needs rates")
	}
	if t.SIP != nil {
		t.SIP.check(key+".sip", bad)
		if name := t.Domain("").PJSIPEndpoint(); !endpointName.MatchString(name) {
			bad(key+".endpoint", "%q: with sip it is PJSIP/{number}@<name>", t.Endpoint)
		}
	}
}

func (s SIP) check(key string, bad func(key, format string, args ...any)) {
	if !hostName.MatchString(s.Host) {
		bad(key+".host", "%q: host or host:port", s.Host)
	}
	if s.User != "" && !accountName.MatchString(s.User) {
		bad(key+".user", "letters, digits and + _ . @ - only")
	}
	if strings.ContainsFunc(s.Password, unicode.IsControl) {
		bad(key+".password", "has a control character")
	}
	if s.Password != strings.TrimSpace(s.Password) { // Asterisk leaves them out
		bad(key+".password", "begins or ends with a blank")
	}
	if (s.Register || s.FromUser) && s.User == "" {
		bad(key+".user", "missing: register and from_user need the account")
	}
	if !codecList.MatchString(s.Codecs) {
		bad(key+".codecs", "%q: such as alaw,ulaw", s.Codecs)
	}
	if !endpointName.MatchString(s.Transport) {
		bad(key+".transport", "%q: the name of a transport in pjsip.conf", s.Transport)
	}
	if s.Qualify < Duration(time.Second) || s.RTPTimeout < 0 {
		bad(key, "qualify is at least 1s, rtp_timeout not negative")
	}
	for _, a := range s.Addresses {
		_, err1 := netip.ParseAddr(a)
		_, err2 := netip.ParsePrefix(a)
		if err1 != nil && err2 != nil && (!hostName.MatchString(a) || strings.Contains(a, ":")) {
			bad(key+".addresses", "%q: an address, a network such as 203.0.113.0/28, or a host name", a)
		}
	}
}

// Abroad lists the regions beside Region whose numbers a trunk may call.
func (c Config) Abroad() []string {
	var prefixes []string
	for _, t := range c.Trunks {
		prefixes = append(prefixes, t.Allow...)
	}
	return slices.DeleteFunc(phone.Regions(prefixes), func(region string) bool { return region == c.Region })
}

// Domain is the trunk as the dialer knows it; region is where its national numbers belong.
func (t Trunk) Domain(region string) trunk.Trunk {
	d := trunk.Trunk{
		Name: t.Name, Endpoint: t.Endpoint, Format: trunk.Format(t.Format), Home: phone.CallingCode(region), Priority: t.Priority,
		MaxCalls: t.MaxCalls, CallsPerSecond: t.CallsPerSecond, Allow: t.Allow, Deny: t.Deny,
		Limits: trunk.Limits{CallsPerHour: t.Limits.CallsPerHour, CallsPerDay: t.Limits.CallsPerDay, TalkPerHour: time.Duration(t.Limits.TalkPerHour),
			TalkPerDay: time.Duration(t.Limits.TalkPerDay), CostPerDay: t.Limits.CostPerDay},
	}
	if t.SIP != nil {
		d.Qualify = time.Duration(t.SIP.Qualify)
	}
	for _, c := range t.CallerIDs {
		d.CallerIDs = append(d.CallerIDs, trunk.CallerID(c))
	}
	for _, r := range t.Rates {
		d.Rates = append(d.Rates, trunk.Rate(r))
	}
	return d
}

// Numbers are the caller IDs without what they are for, each once.
func (t Trunk) Numbers() []string {
	var list []string
	for _, c := range t.CallerIDs {
		if !slices.Contains(list, c.Number) {
			list = append(list, c.Number)
		}
	}
	return list
}
