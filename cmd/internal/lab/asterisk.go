package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"text/template"
	"time"

	"huifang/configs"
)

// Asterisk is a private Asterisk on 127.0.0.1, configured from configs/asterisk.
type Asterisk struct {
	*Service
	HTTPPort int // ARI; 0 for the carrier, which has none
	SIPPort  int
	RTP      PortRange
	User     string // of ARI
	Password string
	config   string // asterisk.conf
	kind     string // "pbx" or "carrier": whose templates
}

// ariUser is the name that configs/asterisk/pbx/ari.conf.tmpl is filled with.
const ariUser = "huifang"

// Trunk is the name of the PBX's endpoint towards the carrier: dial PJSIP/<number>@carrier.
const Trunk = "carrier"

// Account and AccountPassword are those of a customer of the carrier's: registration and digest authentication on the
// carrier's SIP port.
const (
	Account         = "account"
	AccountPassword = "kept-secret"
)

// ARIURL returns http://127.0.0.1:port/ari.
func (a *Asterisk) ARIURL() string { return fmt.Sprintf("http://127.0.0.1:%d/ari", a.HTTPPort) }

// WebsocketURL returns ws://127.0.0.1:port/ari/events, without query.
func (a *Asterisk) WebsocketURL() string {
	return fmt.Sprintf("ws://127.0.0.1:%d/ari/events", a.HTTPPort)
}

// CLI runs one command of Asterisk's command line (asterisk -rx) and returns what it prints.
func (a *Asterisk) CLI(ctx context.Context, command string) (string, error) {
	args := append(a.program.Prefix[:len(a.program.Prefix):len(a.program.Prefix)], "-C", a.config, "-rx", command)
	cmd := exec.CommandContext(ctx, a.program.Path, args...)
	cmd.Dir = a.dir
	cmd.Env = append(serviceEnv(a.dir), a.program.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a.cred}
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("lab: %s: command %q: %w: %s", a.name, command, err, tail(out.String()+errOut.String(), 3))
	}
	return out.String(), nil
}

// asteriskFiles are the values that the templates are filled with.
type asteriskFiles struct {
	Name, Dir, Etc, Modules, Data     string
	IP                                string
	HTTPPort, SIPPort, CarrierSIPPort int
	PBXSIPPort                        int // carrier
	RTPFirst, RTPLast                 int
	User, Password                    string
	LogFile, CallsDir                 string // carrier
	Record                            bool   // carrier
	AccountPassword                   string // carrier
}

// quietFiles are configuration files that Asterisk asks for whatever is loaded, and misses loudly.
var quietFiles = []string{"acl.conf", "ccss.conf", "cel.conf", "features.conf", "manager.conf", "pjproject.conf", "stasis.conf", "udptl.conf", "websocket_client.conf", "cli.conf", "cli_permissions.conf", "codecs.conf", "sorcery.conf"}

func (l *Lab) describePBX(program Program, second bool) *Asterisk {
	ports, name := l.state.Ports, "pbx"
	a := &Asterisk{HTTPPort: ports.PBXHTTP, SIPPort: ports.PBXSIP, RTP: ports.PBXRTP}
	if second {
		name = "pbx2"
		a = &Asterisk{HTTPPort: ports.SecondHTTP, SIPPort: ports.SecondSIP, RTP: ports.SecondRTP}
	}
	a.User, a.Password = ariUser, l.state.ARIPassword
	return l.describeAsterisk("pbx", name, program, a)
}

// describeAsterisk completes a. kind is the name of the folder below configs/asterisk.
func (l *Lab) describeAsterisk(kind, name string, program Program, a *Asterisk) *Asterisk {
	dir := filepath.Join(l.base, name)
	a.kind = kind
	a.config = filepath.Join(dir, "etc", "asterisk.conf")
	a.Service = l.service(name, dir, program, []string{"-C", a.config, "-f"})
	a.log = filepath.Join(dir, "log", "messages.log")
	a.ports = []portUse{{"udp", a.SIPPort, name + " SIP"}}
	if a.HTTPPort != 0 {
		a.ports = append(a.ports, portUse{"tcp", a.HTTPPort, name + " ARI"})
	}
	a.stopSignal, a.deathSignal = syscall.SIGTERM, syscall.SIGKILL
	// SIGTERM hangs up all calls, then waits up to 15 s for channels that were created and never dialled; those never end.
	a.patience = 3 * time.Second
	a.ready = a.answers
	return a
}

// setUpAsterisk makes folders and configuration. values has what only one kind needs.
func (l *Lab) setUpAsterisk(a *Asterisk, values asteriskFiles) (err error) {
	values.Name, values.IP = a.name, "127.0.0.1"
	values.Dir, values.Etc = a.dir, filepath.Dir(a.config)
	values.HTTPPort, values.SIPPort = a.HTTPPort, a.SIPPort
	values.RTPFirst, values.RTPLast = a.RTP.First, a.RTP.Last
	values.User, values.Password, values.AccountPassword = a.User, a.Password, AccountPassword
	if values.Modules, values.Data, err = asteriskFolders(a.program); err != nil {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	for _, sub := range []string{"", "etc", "lib", "spool", "run", "log", "cache", "calls"} {
		if err := ownDir(l.cred, filepath.Join(a.dir, sub), 0o755); err != nil {
			return fmt.Errorf("lab: %s: %w", a.name, err)
		}
	}
	for _, name := range quietFiles {
		if err := os.WriteFile(filepath.Join(values.Etc, name), nil, 0o644); err != nil {
			return fmt.Errorf("lab: %s: %w", a.name, err)
		}
	}
	if err := l.render(a.kind, values); err != nil {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	return nil
}

// SetTrunks replaces what the PBX knows of further trunks (pjsip_trunks.conf, as `huifang trunks pjsip` prints it) while
// it runs.
func (a *Asterisk) SetTrunks(ctx context.Context, pjsip string) error {
	name := filepath.Join(filepath.Dir(a.config), "pjsip_trunks.conf")
	if err := os.WriteFile(name, []byte(pjsip), 0o600); err != nil {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	if err := own(a.cred, name); err != nil {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	for _, module := range []string{"res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so", "res_pjsip_outbound_registration.so"} {
		if _, err := a.CLI(ctx, "module reload "+module); err != nil {
			return err
		}
	}
	return nil
}

// EditConfig rewrites one of the instance's configuration files, for what only a benchmark needs; change gets "" for a
// file that is not there. Asterisk reads it at the next reload of its module.
func (a *Asterisk) EditConfig(name string, change func(text string) string) error {
	path := filepath.Join(filepath.Dir(a.config), filepath.Base(name))
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	if err := os.WriteFile(path, []byte(change(string(text))), 0o600); err != nil {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	if err := own(a.cred, path); err != nil {
		return fmt.Errorf("lab: %s: %w", a.name, err)
	}
	return nil
}

// answers fails until Asterisk has loaded everything and, where it has one, its ARI answers to our password.
func (a *Asterisk) answers(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(a.dir, "run", "asterisk.ctl")); err != nil {
		return err // spares a process per try
	}
	if _, err := a.CLI(ctx, "core waitfullybooted"); err != nil {
		return err
	}
	if a.HTTPPort == 0 {
		return nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.ARIURL()+"/asterisk/info?only=status", nil)
	if err != nil {
		return err
	}
	req.SetBasicAuth(a.User, a.Password)
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("ARI answers %s", resp.Status)
	}
	return nil
}

// render writes every file of configs/asterisk/<kind>: templates filled in, others as they are.
func (l *Lab) render(kind string, values asteriskFiles) error {
	root := path.Join("asterisk", kind)
	return fs.WalkDir(configs.Asterisk, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(values.Etc, filepath.FromSlash(strings.TrimPrefix(name, root)))
		if entry.IsDir() {
			return ownDir(l.cred, target, 0o755)
		}
		text, err := configs.Asterisk.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if trimmed, ok := strings.CutSuffix(target, ".tmpl"); ok {
			target = trimmed
			parsed, err := template.New(name).Option("missingkey=error").Parse(string(text))
			if err != nil {
				return fmt.Errorf("configuration template: %w", err)
			}
			var out bytes.Buffer
			if err := parsed.Execute(&out, values); err != nil {
				return fmt.Errorf("configuration template: %w", err)
			}
			text = out.Bytes()
		}
		if err := os.WriteFile(target, text, 0o600); err != nil { // passwords inside
			return fmt.Errorf("write the configuration: %w", err)
		}
		return own(l.cred, target)
	})
}

// asteriskFolders finds modules and data (documentation, without which Asterisk complains).
func asteriskFolders(p Program) (modules, data string, err error) {
	root := p.Tree
	if root == "" {
		root = "/"
	}
	first := func(what string, patterns ...string) (string, error) {
		for _, pattern := range patterns {
			found, _ := filepath.Glob(filepath.Join(root, pattern)) // the patterns are well-formed
			if len(found) > 0 {
				return found[0], nil
			}
		}
		return "", fmt.Errorf("no %s of Asterisk found below %s", what, root)
	}
	modules, err1 := first("modules", "usr/lib/*/asterisk/modules", "usr/lib/asterisk/modules", "usr/lib64/asterisk/modules", "usr/local/lib/asterisk/modules")
	data, err2 := first("data", "usr/share/asterisk", "var/lib/asterisk", "usr/local/share/asterisk")
	return modules, data, errors.Join(err1, err2)
}

// DialString returns what to put into ARI's endpoint parameter to dial a number over the trunk.
func DialString(number string) string { return "PJSIP/" + number + "@" + Trunk }
