package lab

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"text/template"
)

// Node is a Huifang service run by the lab: the real binary with a real configuration file.
type Node struct {
	*Service
	Name          string
	URL           string // of the web app
	ConfigFile    string
	Binary        string // the copy that runs
	RecordingsDir string
}

// NodeOptions say how to run a node. Zero ports mean the lab's own.
type NodeOptions struct {
	Name        string // of the node; "" is "main"
	Index       int    // 0, 1, ...: which of several nodes beside each other, for their ports
	Binary      string // compiled cmd/huifang
	Database    string // its address
	HTTPPort    int
	MediaPort   int
	MaxCalls    int     // of the trunk; 0: 60
	PerSecond   float64 // of the trunk; 0: 20
	Trunk       string  // its name; "": carrier
	Endpoint    string  // of the trunk; "": PJSIP/{number}@carrier
	Trunks      string  // YAML of the trunks' list, in place of the one made from the fields above
	Drain       string  // calls.drain; "": 5s
	NoRedis     bool
	ARIURL      string        // "": the PBX itself; a proxy's address for tests of a broken connection
	LogLevel    string        // "": info
	MaxDuration string        // calls.max_duration; "": 1h
	Peers       []NodeOptions // other nodes: Name, Index or HTTPPort, ARIURL
}

var nodeConfig = template.Must(template.New("huifang.yaml").Parse(`# Written by the lab; configs/huifang.yaml explains every key.
node: {{.Name}}
region: CN
zone: Asia/Shanghai
http:
  listen: 127.0.0.1:{{.HTTPPort}}
  public_url: http://127.0.0.1:{{.HTTPPort}}
database:
  url: "{{.Database}}"
{{- if .RedisURL}}
redis:
  url: "{{.RedisURL}}"
{{- end}}
asterisk:
  url: {{.ARIURL}}
  user: {{.User}}
  password: "{{.Password}}"
media:
  listen: 127.0.0.1:{{.MediaPort}}
  rtp_host: 127.0.0.1
recordings:
  dir: {{.Recordings}}
calls:
  max_duration: {{.MaxDuration}}
  drain: {{.Drain}}
trunks:
{{- if .Trunks}}
{{.Trunks}}
{{- else}}
  - name: {{.Trunk}}
    endpoint: {{.Endpoint}}
    format: national
    max_calls: {{.MaxCalls}}
    calls_per_second: {{.PerSecond}}
    caller_ids: ["01062345678", "01062345679"]
{{- end}}
{{- if .Peers}}
peers:
{{- range .Peers}}
  - name: {{.Name}}
    url: http://127.0.0.1:{{.HTTPPort}}
    asterisk:
      url: {{.ARIURL}}
{{- end}}
{{- end}}
log:
  level: {{.LogLevel}}
  format: json
`))

// Node prepares a node; Start it. The binary is copied, so that the service user can run it wherever the checkout is.
func (l *Lab) Node(o NodeOptions) (*Node, error) {
	if o.Name == "" {
		o.Name = "main"
	}
	first := l.state.Ports.Postgres + 10 // of the block, beyond the guard
	if l.state.Detached {
		first = 21080
	}
	o.Peers = slices.Clone(o.Peers)
	for i := range o.Peers {
		if p := &o.Peers[i]; p.HTTPPort == 0 {
			p.HTTPPort = first + 2*p.Index
		}
	}
	if o.HTTPPort == 0 {
		o.HTTPPort = first + 2*o.Index
	}
	if o.MediaPort == 0 {
		o.MediaPort = first + 2*o.Index + 1
	}
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&o.Trunk, Trunk)
	set(&o.Endpoint, "PJSIP/{number}@"+Trunk)
	set(&o.Drain, "5s")
	set(&o.LogLevel, "info")
	set(&o.MaxDuration, "1h")
	if o.ARIURL == "" && l.PBX != nil {
		o.ARIURL = l.PBX.ARIURL()
	}
	if o.MaxCalls == 0 {
		o.MaxCalls = 60
	}
	if o.PerSecond == 0 {
		o.PerSecond = 20
	}
	dir := filepath.Join(l.base, "huifang-"+o.Name)
	n := &Node{
		Name: o.Name, URL: fmt.Sprintf("http://127.0.0.1:%d", o.HTTPPort), ConfigFile: filepath.Join(dir, "huifang.yaml"),
		Binary: filepath.Join(dir, "huifang"), RecordingsDir: filepath.Join(dir, "recordings"),
	}
	n.Service = l.service("huifang-"+o.Name, dir, Program{Path: n.Binary, Version: "of this checkout"}, []string{"-c", n.ConfigFile, "serve"})
	n.ports = []portUse{{"tcp", o.HTTPPort, "Huifang's web server"}, {"udp", o.MediaPort, "Huifang's media gateway"}}
	n.stopSignal, n.deathSignal = syscall.SIGTERM, syscall.SIGKILL
	n.ready = func(ctx context.Context) error { return answersOK(ctx, n.URL+"/readyz") }
	if o.Binary == "" {
		return n, nil // only to look at one that was prepared before
	}
	var text strings.Builder
	values := struct {
		NodeOptions
		RedisURL, User, Password, Recordings string
	}{NodeOptions: o, User: ariUser, Password: l.state.ARIPassword, Recordings: n.RecordingsDir}
	if l.Redis != nil && !o.NoRedis {
		values.RedisURL = l.Redis.URL()
	}
	if err := nodeConfig.Execute(&text, values); err != nil {
		return nil, fmt.Errorf("lab: node %s: %w", o.Name, err)
	}
	for _, d := range []string{dir, n.RecordingsDir} {
		if err := ownDir(l.cred, d, 0o755); err != nil {
			return nil, fmt.Errorf("lab: node %s: %w", o.Name, err)
		}
	}
	if err := os.WriteFile(n.ConfigFile, []byte(text.String()), 0o600); err != nil {
		return nil, fmt.Errorf("lab: node %s: %w", o.Name, err)
	}
	if err := copyProgram(o.Binary, n.Binary); err != nil {
		return nil, fmt.Errorf("lab: node %s: %w", o.Name, err)
	}
	if err := own(l.cred, n.ConfigFile, n.Binary); err != nil {
		return nil, fmt.Errorf("lab: node %s: %w", o.Name, err)
	}
	return n, nil
}

func answersOK(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 2000))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s says %s: %s", url, resp.Status, text)
	}
	return nil
}

// copyProgram replaces to by a copy; one that runs keeps running from its old file.
func copyProgram(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.Rename(to+".new", to)
}
