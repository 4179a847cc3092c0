package lab

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// aptSource is one `deb` entry of the machine's apt configuration (sources.list(5)).
type aptSource struct {
	uris       []string
	suites     []string
	components []string
	signedBy   string   // path, fingerprint or an inline key block with its line breaks; empty: apt's default keyrings
	trusted    string   // "yes" where the machine's administrator switched signatures off; carried over as it is
	archs      []string // empty: all
}

// osRelease returns ID and VERSION_CODENAME of os-release(5), for example "debian", "bookworm".
func osRelease(path string) (id, codename string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", fmt.Errorf("read the system's name: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		key, value, _ := strings.Cut(sc.Text(), "=")
		value = strings.Trim(value, `"'`)
		switch key {
		case "ID":
			id = value
		case "VERSION_CODENAME":
			codename = value
		}
	}
	if err := sc.Err(); err != nil {
		return "", "", fmt.Errorf("read %s: %w", path, err)
	}
	return id, codename, nil
}

// readAptSources reads every sources file below an apt configuration folder (/etc/apt), in both formats.
func readAptSources(etcApt string) ([]aptSource, error) {
	files := []string{filepath.Join(etcApt, "sources.list")}
	for _, pattern := range []string{"*.list", "*.sources"} {
		more, err := filepath.Glob(filepath.Join(etcApt, "sources.list.d", pattern))
		if err != nil {
			return nil, fmt.Errorf("list apt sources: %w", err)
		}
		files = append(files, more...)
	}
	var all []aptSource
	for _, name := range files {
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read apt sources: %w", err)
		}
		if strings.HasSuffix(name, ".sources") {
			all = append(all, parseDeb822(string(text))...)
		} else {
			all = append(all, parseOneLine(string(text))...)
		}
	}
	return all, nil
}

// parseOneLine reads the format `deb [option=value ...] uri suite component...`.
func parseOneLine(text string) []aptSource {
	var out []aptSource
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "deb")
		if !ok || rest == "" || (rest[0] != ' ' && rest[0] != '\t') {
			continue // deb-src, comment, empty
		}
		rest = strings.TrimSpace(rest)
		var src aptSource
		if strings.HasPrefix(rest, "[") {
			options, after, closed := strings.Cut(rest[1:], "]")
			if !closed {
				continue
			}
			rest = after
			for _, option := range strings.Fields(options) {
				key, value, _ := strings.Cut(option, "=")
				switch strings.ToLower(key) {
				case "signed-by":
					src.signedBy = value
				case "trusted":
					src.trusted = value
				case "arch":
					src.archs = strings.Split(value, ",")
				}
			}
		}
		fields := strings.Fields(rest)
		if len(fields) < 3 {
			continue // an exact path ("suite/") has no components: never a distribution's main archive
		}
		src.uris, src.suites, src.components = fields[:1], fields[1:2], fields[2:]
		out = append(out, src)
	}
	return out
}

// parseDeb822 reads the stanza format of .sources files.
func parseDeb822(text string) []aptSource {
	var out []aptSource
	fields := map[string]string{}
	last := ""
	flush := func() {
		if len(fields) > 0 && slices.Contains(strings.Fields(fields["types"]), "deb") && strings.ToLower(fields["enabled"]) != "no" {
			out = append(out, aptSource{
				uris:       strings.Fields(fields["uris"]),
				suites:     strings.Fields(fields["suites"]),
				components: strings.Fields(fields["components"]),
				signedBy:   strings.TrimRight(fields["signed-by"], "\n"),
				trusted:    strings.TrimSpace(fields["trusted"]),
				archs:      strings.Fields(fields["architectures"]),
			})
		}
		fields, last = map[string]string{}, ""
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.TrimSpace(line) == "":
			flush()
		case line[0] == ' ' || line[0] == '\t':
			if last != "" {
				fields[last] += "\n" + line
			}
		default:
			key, value, ok := strings.Cut(line, ":")
			if !ok {
				continue
			}
			last = strings.ToLower(strings.TrimSpace(key))
			fields[last] = strings.TrimSpace(value)
		}
	}
	flush()
	return out
}

// ownSources keeps the entries of the machine's own release: its suite, updates and security, component main.
func ownSources(all []aptSource, codename string) []aptSource {
	var out []aptSource
	for _, src := range all {
		var suites []string
		for _, suite := range src.suites {
			if suite == codename || suite == codename+"-updates" || suite == codename+"-security" {
				suites = append(suites, suite)
			}
		}
		if len(suites) == 0 || !slices.Contains(src.components, "main") {
			continue
		}
		src.suites, src.components = suites, []string{"main"}
		out = append(out, src)
	}
	return out
}

// suiteOnSameMirror gives the entry for another suite of the same distribution on the mirror that serves the
// machine's own suite. ok is false when the machine names no such mirror.
func suiteOnSameMirror(own []aptSource, codename, suite string) (src aptSource, ok bool) {
	for _, src := range own {
		if slices.Contains(src.suites, codename) {
			src.suites = []string{suite}
			return src, true
		}
	}
	return aptSource{}, false
}

// deb822 prints the entry as a stanza.
func (s aptSource) deb822() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\n",
		strings.Join(s.uris, " "), strings.Join(s.suites, " "), strings.Join(s.components, " "))
	if len(s.archs) > 0 {
		fmt.Fprintf(&b, "Architectures: %s\n", strings.Join(s.archs, " "))
	}
	if s.signedBy != "" {
		fmt.Fprintf(&b, "Signed-By: %s\n", s.signedBy)
	}
	if s.trusted != "" {
		fmt.Fprintf(&b, "Trusted: %s\n", s.trusted)
	}
	return b.String() + "\n"
}
