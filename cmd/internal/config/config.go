// Package config reads the one configuration file of a node. It is strict: an unknown key or a wrong value is an error
// that names the file and the line or the key. Secrets may, and in production should, come from the environment.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database

	"go.yaml.in/yaml/v3"

	"huifang/campaign/phone"
)

// Config is a node's configuration. configs/huifang.yaml explains every key.
type Config struct {
	Node       string     `yaml:"node"`
	Region     string     `yaml:"region"`
	Zone       string     `yaml:"zone"`
	HTTP       HTTP       `yaml:"http"`
	Database   Database   `yaml:"database"`
	Redis      Redis      `yaml:"redis"`
	Asterisk   Asterisk   `yaml:"asterisk"`
	Media      Media      `yaml:"media"`
	Recordings Recordings `yaml:"recordings"`
	Imports    Imports    `yaml:"imports"`
	Calls      Calls      `yaml:"calls"`

	Announcements Announcements `yaml:"announcements"`
	Prompts       Prompts       `yaml:"prompts"`
	Trunks        []Trunk       `yaml:"trunks"`
	Peers         []Peer        `yaml:"peers"`
	Log           Log           `yaml:"log"`
}

// HTTP is the web server.
type HTTP struct {
	Listen    string `yaml:"listen"`     // host:port
	PublicURL string `yaml:"public_url"` // as browsers see it; https makes the session cookie Secure
}

// Database is Postgres. HUIFANG_DATABASE_URL overrides the URL.
type Database struct {
	URL string `yaml:"url"`
}

// Redis is optional. HUIFANG_REDIS_URL overrides the URL.
type Redis struct {
	URL string `yaml:"url"`
}

// Asterisk is the ARI of the node's Asterisk. HUIFANG_ARI_PASSWORD overrides the password.
type Asterisk struct {
	URL      string `yaml:"url"`
	User     string `yaml:"user"`
	Password string `yaml:"password"`
}

// Media is the gateway between the agents' browsers and Asterisk.
type Media struct {
	Listen      string `yaml:"listen"`       // UDP host:port for all browsers
	AdvertiseIP string `yaml:"advertise_ip"` // the address browsers reach it at, behind NAT
	RTPHost     string `yaml:"rtp_host"`     // local IP towards Asterisk
}

// Recordings is where recordings are kept.
type Recordings struct {
	Dir string `yaml:"dir"`
}

// Prompts is how texts become prompts.
type Prompts struct {
	// SpeakCommand is a program with its arguments that says the text on its standard input as WAV on its standard output;
	// empty: texts are not spoken.
	SpeakCommand []string `yaml:"speak_command"`
}

// Imports is where uploaded files of customers and service events lie until they are imported.
type Imports struct {
	Dir string `yaml:"dir"` // default: imports, beside recordings.dir
}

// Announcements is where the user's own recordings of what carriers say before the answer lie (R17).
type Announcements struct {
	Dir string `yaml:"dir"` // folders named by meaning; empty: only the shipped ones
}

// Calls are limits of all calls.
type Calls struct {
	MaxDuration Duration `yaml:"max_duration"` // of a conversation
	Drain       Duration `yaml:"drain"`        // how long a stopping service waits for calls to end
}

// Log is what is logged and how.
type Log struct {
	Level  string `yaml:"level"`  // debug, info, warn, error
	Format string `yaml:"format"` // text, json
}

// Duration is a time.Duration written like 90s or 1h30m.
type Duration time.Duration

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := time.ParseDuration(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is not a duration such as 30s or 1h30m", n.Line, n.Value)
	}
	*d = Duration(v)
	return nil
}

// Load reads a file; environment looks up variables (os.LookupEnv). The error lists everything that is wrong.
func Load(file string, environment func(string) (string, bool)) (Config, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	cfg, err := parse(raw, environment)
	if err != nil {
		return Config{}, fmt.Errorf("configuration %s: %w", file, err)
	}
	return cfg, nil
}

func parse(raw []byte, environment func(string) (string, bool)) (Config, error) {
	cfg := Config{
		Node: "main", Region: "CN", Zone: "Asia/Shanghai",
		HTTP:  HTTP{Listen: "127.0.0.1:8080"},
		Media: Media{Listen: "127.0.0.1:0", RTPHost: "127.0.0.1"},
		Calls: Calls{MaxDuration: Duration(time.Hour), Drain: Duration(30 * time.Second)},
		Log:   Log{Level: "info", Format: "text"},
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&cfg); err != nil && !errors.Is(err, io.EOF) {
		return cfg, err
	}
	for name, field := range map[string]*string{
		"HUIFANG_DATABASE_URL": &cfg.Database.URL, "HUIFANG_REDIS_URL": &cfg.Redis.URL, "HUIFANG_ARI_PASSWORD": &cfg.Asterisk.Password,
	} {
		if v, ok := environment(name); ok {
			*field = v
		}
	}
	cfg.resolvePeers(environment)
	if cfg.HTTP.PublicURL == "" {
		cfg.HTTP.PublicURL = "http://" + cfg.HTTP.Listen
	}
	if cfg.Imports.Dir == "" && cfg.Recordings.Dir != "" {
		cfg.Imports.Dir = filepath.Join(filepath.Dir(filepath.Clean(cfg.Recordings.Dir)), "imports")
	}
	for i := range cfg.Trunks {
		cfg.Trunks[i].complete(environment)
	}
	return cfg, cfg.check()
}

var nodeName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}$`)

func (c Config) check() error {
	var errs []error
	bad := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
	}
	if !nodeName.MatchString(c.Node) {
		bad("node", "%q: lower-case letters, digits and dashes, at most 31", c.Node)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" {
		bad("zone", "%q is not an IANA time zone", c.Zone)
	}
	var pe *phone.Error
	if _, err := phone.Normalise("1", c.Region); errors.As(err, &pe) && pe.Code == phone.CodeBadRegion {
		bad("region", "%q is not a region such as CN", c.Region)
	}
	for key, addr := range map[string]string{"http.listen": c.HTTP.Listen, "media.listen": c.Media.Listen} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			bad(key, "%q is not host:port", addr)
		}
	}
	if u, err := url.Parse(c.HTTP.PublicURL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		bad("http.public_url", "%q: want http(s)://host[:port]", c.HTTP.PublicURL)
	}
	if c.Database.URL == "" {
		bad("database.url", "missing (or set HUIFANG_DATABASE_URL)")
	}
	if c.Asterisk.URL == "" || c.Asterisk.User == "" {
		bad("asterisk", "url and user are needed")
	}
	if c.Asterisk.Password == "" {
		bad("asterisk.password", "missing (or set HUIFANG_ARI_PASSWORD)")
	}
	for key, ip := range map[string]string{"media.rtp_host": c.Media.RTPHost, "media.advertise_ip": c.Media.AdvertiseIP} {
		if _, err := netip.ParseAddr(ip); err != nil && ip != "" {
			bad(key, "%q is not an IP address", ip)
		}
	}
	if c.Media.RTPHost == "" {
		bad("media.rtp_host", "missing")
	}
	if c.Recordings.Dir == "" {
		bad("recordings.dir", "missing")
	}
	if c.Calls.MaxDuration <= 0 {
		bad("calls.max_duration", "must be more than 0")
	}
	if len(c.Trunks) == 0 {
		bad("trunks", "at least one is needed")
	}
	seen, passwords := map[string]bool{}, map[string]string{} // passwords: trunks by the variables of theirs
	for i, t := range c.Trunks {
		t.check(fmt.Sprintf("trunks[%d]", i), bad)
		if seen[t.Name] {
			bad(fmt.Sprintf("trunks[%d].name", i), "%q is there twice", t.Name)
		}
		seen[t.Name] = true
		if t.SIP != nil && t.SIP.User != "" {
			v := t.PasswordVariable()
			if other, taken := passwords[v]; taken && other != t.Name {
				bad(fmt.Sprintf("trunks[%d].name", i), "%q and %q both have their password from %s: write letters or digits into the names that tell them apart, such as telecom-1", other, t.Name, v)
			}
			passwords[v] = t.Name
		}
		if name := t.Domain("").PJSIPEndpoint(); t.SIP != nil && name != "" {
			if seen["PJSIP/"+name] {
				bad(fmt.Sprintf("trunks[%d].endpoint", i), "another trunk with sip uses %q", name)
			}
			seen["PJSIP/"+name] = true
		}
	}
	c.checkPeers(bad)
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		bad("log.level", "%q: debug, info, warn or error", c.Log.Level)
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		bad("log.format", "%q: text or json", c.Log.Format)
	}
	return errors.Join(errs...)
}

// Logger makes the logger that the configuration asks for.
func (l Log) Logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(l.Level)) // checked by Load
	opt := &slog.HandlerOptions{Level: level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, opt))
	}
	return slog.New(slog.NewTextHandler(w, opt))
}
