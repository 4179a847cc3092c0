package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"huifang/ari"
	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/cmd/internal/config"
	"huifang/cmd/internal/redis"
	"huifang/dialer"
	"huifang/dialer/trunk"
	"huifang/web/api"
)

// Limits of what one node asks of another.
const (
	peerConnect = 2 * time.Second
	peerAnswer  = 8 * time.Second // until the header of its answer
	pictureGap  = time.Second     // between the pictures of a node
)

// nodes is this node among its peers: the live picture of all of them, the way to where an agent sits, and what taking over needs.
type nodes struct {
	*dialer.Dialer
	node  string
	store *store.Store
	board *redis.Board // nil: no Redis
	peers []peer
	log   *slog.Logger

	*seen
	pacing func() []campaign.PacingStatus // of this node
}

// seen is what the other nodes have shown last.
type seen struct {
	mu     sync.Mutex
	others map[string]picture // of those that are seen
	lives  map[string]dialer.NodeLife
	known  bool // lives is what the database said last
}

// picture is what a node shows the others.
type picture struct {
	dialer.Status
	Pacing []campaign.PacingStatus `json:"pacing"`
}

// now gives the picture of a node that is not known to be down.
func (s *seen) now(node string) (picture, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.others[node]
	if s.known && !s.lives[node].Lives {
		return picture{}, false
	}
	return p, ok
}

// agents lists those who sit at the other nodes.
func (s *seen) agents() []dialer.AgentStatus {
	s.mu.Lock()
	names := slices.Sorted(maps.Keys(s.others))
	s.mu.Unlock()
	var list []dialer.AgentStatus
	for _, name := range names {
		if p, ok := s.now(name); ok {
			list = append(list, p.Agents...)
		}
	}
	return list
}

type peer struct {
	name  string
	url   string
	ari   *ari.Client
	proxy *httputil.ReverseProxy
}

// passed marks a request that another node has passed on, so that it is not passed on again.
const passed = "Huifang-Passed-On-By"

type otherwiseKey struct{}

func newNodes(cfg config.Config, d *dialer.Dialer, others *seen, pacing func() []campaign.PacingStatus, st *store.Store, board *redis.Board, log *slog.Logger) (*nodes, error) {
	n := &nodes{Dialer: d, node: cfg.Node, store: st, board: board, log: log, seen: others, pacing: pacing}
	transport := &http.Transport{ // no Proxy: a peer is a neighbour
		DialContext: (&net.Dialer{Timeout: peerConnect}).DialContext, ResponseHeaderTimeout: peerAnswer, TLSHandshakeTimeout: peerConnect,
		IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 16,
	}
	for _, p := range cfg.Peers {
		target, err := url.Parse(p.URL)
		if err != nil {
			return nil, fmt.Errorf("peer %s: %w", p.Name, err)
		}
		client, err := ari.New(ari.Config{URL: p.Asterisk.URL, User: p.Asterisk.User, Password: p.Asterisk.Password, App: "huifang-peer-" + cfg.Node, Logger: log})
		if err != nil {
			return nil, fmt.Errorf("peer %s: asterisk: %w", p.Name, err)
		}
		proxy := &httputil.ReverseProxy{
			Transport: transport,
			ErrorLog:  slog.NewLogLogger(log.Handler(), slog.LevelDebug),
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				r.Out.Host = r.In.Host // the origin of the page is compared with it
				r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
				r.SetXForwarded()
				r.Out.Header.Set(passed, cfg.Node)
			},
			ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) { n.notPassed(w, r, p.Name, err) },
		}
		n.peers = append(n.peers, peer{name: p.Name, url: p.URL, ari: client, proxy: proxy})
	}
	return n, nil
}

// notPassed answers a request that could not be passed on. When nothing listens at the peer it was not read: its process is gone.
func (n *nodes) notPassed(w http.ResponseWriter, r *http.Request, name string, err error) {
	otherwise, ok := r.Context().Value(otherwiseKey{}).(func())
	if ok && r.Method == http.MethodGet && errors.Is(err, syscall.ECONNREFUSED) {
		otherwise()
		return
	}
	if !errors.Is(err, context.Canceled) {
		n.log.Warn("request could not be passed on", "peer", name, "err", err)
	}
	api.WriteProblem(w, r, api.NewProblem(http.StatusServiceUnavailable, api.CodeNodeAway, "the node at which you sit does not answer; try again"))
}

// OfAgent implements api.Peers.
func (n *nodes) OfAgent(r *http.Request, agent int64) func(w http.ResponseWriter, r *http.Request, otherwise func()) {
	if len(n.peers) == 0 || r.Header.Get(passed) != "" {
		return nil
	}
	seat, err := n.store.SeatOf(r.Context(), agent)
	if err != nil {
		n.log.Warn("request is not passed on", "err", err)
		return nil
	}
	i := slices.IndexFunc(n.peers, func(p peer) bool { return p.name == seat })
	if i < 0 {
		return nil
	}
	return func(w http.ResponseWriter, r *http.Request, otherwise func()) {
		head := w.Header().Clone()
		clear(w.Header()) // the peer sets them too
		n.peers[i].proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), otherwiseKey{}, func() {
			for k, v := range head {
				w.Header()[k] = v
			}
			otherwise()
		})))
	}
}

// takeover gives what works off the calls of peers that have died.
func (n *nodes) takeover(epoch int64, lease, maxCall time.Duration, own *ari.Client, metrics *dialer.Metrics) *dialer.Takeover {
	t := &dialer.Takeover{Node: n.node, Epoch: epoch, Lease: lease, Store: n.store, ARI: own, Peers: map[string]dialer.Peer{}, MaxCall: maxCall,
		Metrics: metrics, Log: n.log}
	for _, p := range n.peers {
		t.Peers[p.name] = dialer.Peer{ARI: p.ari, Answers: p.answers}
	}
	return t
}

// answers tells whether the peer's process lives.
func (p peer) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, peerConnect)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := p.proxy.Transport.RoundTrip(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close() // only the status counts
	return resp.StatusCode == http.StatusOK
}

// run keeps the pictures of the other nodes fresh until ctx ends.
func (n *nodes) run(ctx context.Context) error {
	if len(n.peers) == 0 {
		return nil
	}
	t := time.NewTicker(pictureGap)
	defer t.Stop()
	for {
		n.look(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// look exchanges pictures, and asks the database which nodes live.
func (n *nodes) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, peerConnect)
	defer cancel()
	others := map[string]picture{}
	if n.board != nil {
		own, err := json.Marshal(picture{n.Dialer.Status(), n.pacing()})
		if err != nil {
			n.log.Error("live picture", "err", err)
			return
		}
		var names []string
		for _, p := range n.peers {
			names = append(names, p.name)
		}
		pictures, err := n.board.Exchange(ctx, n.node, own, names)
		if err != nil {
			n.log.Debug("the pictures of other nodes are not seen", "err", err) // the limiter says that Redis is away
		}
		for name, raw := range pictures {
			var p picture
			if err := json.Unmarshal(raw, &p); err != nil {
				n.log.Warn("picture of another node", "peer", name, "err", err)
				continue
			}
			others[name] = p
		}
	}
	lives := map[string]dialer.NodeLife{}
	list, err := n.store.Nodes(ctx)
	for _, l := range list {
		lives[l.Name] = l
	}
	n.mu.Lock()
	n.others, n.lives, n.known = others, lives, err == nil
	n.mu.Unlock()
}

// Status is the live picture of all nodes.
func (n *nodes) Status() dialer.Status {
	s := n.Dialer.Status()
	if len(n.peers) == 0 {
		return s
	}
	state := map[bool]string{true: "up", false: "no_asterisk"}
	s.Nodes = append(s.Nodes, dialer.NodeStatus{Name: n.node, State: state[s.AsteriskUp], Seen: true, Calls: s.Calls})
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range n.peers {
		ns := dialer.NodeStatus{Name: p.name, State: "unknown"}
		if life := n.lives[p.name]; n.known && !life.Lives {
			ns.State = "down"
		} else if n.known {
			ns.State = state[life.Able]
		}
		o, seen := n.others[p.name]
		if seen && ns.State != "down" {
			ns.Seen, ns.Calls = true, o.Calls
			if !n.known {
				ns.State = state[o.AsteriskUp]
			}
			merge(&s, o.Status)
		}
		s.AsteriskUp = s.AsteriskUp || ns.State == "up"
		s.Nodes = append(s.Nodes, ns)
	}
	slices.SortFunc(s.Agents, func(a, b dialer.AgentStatus) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(s.Nodes, func(a, b dialer.NodeStatus) int { return strings.Compare(a.Name, b.Name) })
	return s
}

// dialling is the runner of this node, which shows the pacing of all nodes that are seen.
type dialling struct {
	*campaign.Runner
	among *nodes
}

// Pacing implements api.Runner.
func (d dialling) Pacing() []campaign.PacingStatus { return d.among.allPacing() }

func (n *nodes) allPacing() []campaign.PacingStatus {
	at := map[string][]campaign.PacingStatus{n.node: n.pacing()}
	for _, p := range n.peers {
		if o, ok := n.now(p.name); ok {
			at[p.name] = o.Pacing
		}
	}
	return campaign.SumPacing(at)
}

// merge adds what another node sees to a picture.
func merge(s *dialer.Status, o dialer.Status) {
	s.Calls += o.Calls
	for _, a := range o.Agents {
		// One who has just moved is in two pictures; where he is not offline he sits.
		i := slices.IndexFunc(s.Agents, func(b dialer.AgentStatus) bool { return b.ID == a.ID })
		switch {
		case i < 0:
			s.Agents = append(s.Agents, a)
		case s.Agents[i].State == dialer.AgentOffline:
			s.Agents[i] = a
		}
	}
	for _, q := range o.Queues {
		i := slices.IndexFunc(s.Queues, func(p dialer.QueueStatus) bool { return p.Campaign == q.Campaign })
		if i < 0 {
			s.Queues = append(s.Queues, q)
			continue
		}
		s.Queues[i].Waiting += q.Waiting
		if l := s.Queues[i].Longest; l == nil || q.Longest != nil && q.Longest.Before(*l) {
			s.Queues[i].Longest = q.Longest
		}
	}
	for i := range s.Trunks {
		for _, t := range o.Trunks {
			if own := &s.Trunks[i]; t.Name == own.Name {
				own.Calls += t.Calls
				// While one node's way to the carrier is cut the others dial. A node without Asterisk knows nothing of the way.
				if o.AsteriskUp && (!s.AsteriskUp || healthier(t, *own)) {
					own.Health, own.Reason, own.Since, own.RetryAt, own.Spent = t.Health, t.Reason, t.Since, t.RetryAt, t.Spent
				}
			}
		}
	}
}

// healthier tells which of two nodes' views of a trunk all nodes show: the better one, of equal ones the older.
func healthier(t, than dialer.TrunkStatus) bool {
	words := []string{trunk.WordUp, trunk.WordUnknown, trunk.WordSuspect, trunk.WordDown}
	return cmp.Or(slices.Index(words, t.Health)-slices.Index(words, than.Health), t.Since.Compare(than.Since)) < 0
}
