package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Peer is another node on the same database: how this node reaches it when it passes an agent's page on, and takes over when
// it has died.
type Peer struct {
	Name     string   `yaml:"name"`
	URL      string   `yaml:"url"`      // of its web server
	Asterisk Asterisk `yaml:"asterisk"` // of the peer. HUIFANG_ARI_PASSWORD_<NAME> overrides the password; the default is this node's own
}

// resolvePeers leaves this node out, so that all can have the same list, and fills in what is not written.
func (c *Config) resolvePeers(environment func(string) (string, bool)) {
	c.Peers = slices.DeleteFunc(c.Peers, func(p Peer) bool { return p.Name == c.Node })
	for i := range c.Peers {
		p := &c.Peers[i]
		p.URL = strings.TrimRight(p.URL, "/")
		if p.Asterisk.User == "" {
			p.Asterisk.User = c.Asterisk.User
		}
		if v, ok := environment("HUIFANG_ARI_PASSWORD_" + strings.ToUpper(strings.ReplaceAll(p.Name, "-", "_"))); ok {
			p.Asterisk.Password = v
		}
		if p.Asterisk.Password == "" {
			p.Asterisk.Password = c.Asterisk.Password
		}
	}
}

func (c Config) checkPeers(bad func(key, format string, args ...any)) {
	seen := map[string]bool{}
	for i, p := range c.Peers {
		key := fmt.Sprintf("peers[%d]", i)
		if !nodeName.MatchString(p.Name) {
			bad(key+".name", "%q: lower-case letters, digits and dashes, at most 31", p.Name)
		}
		if seen[p.Name] {
			bad(key+".name", "%q is there twice", p.Name)
		}
		seen[p.Name] = true
		for k, v := range map[string]string{".url": p.URL, ".asterisk.url": p.Asterisk.URL} {
			if u, err := url.Parse(v); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
				bad(key+k, "%q: want http(s)://host[:port]", v)
			}
		}
	}
}
