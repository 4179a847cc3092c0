// Package web is the HTTP server of Huifang: the API under /api/v1 (package api), the web app, health and metrics.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/web/api"
	"huifang/web/auth"
	"huifang/web/live"
	"huifang/web/ui"
)

// What the web needs of the dialer, of the store of dispositions and of recordings, and how trunks are told.
type (
	Dialer   = api.Dialer
	Runner   = api.Runner
	Disposer = api.Disposer
	Audio    = api.Audio
	Trunk    = api.Trunk
)

// Deps is what the server works with. Registry and Checks may be missing.
type Deps struct {
	Pool     *pgxpool.Pool // for users and sessions
	Store    *store.Store
	Disposer Disposer // nil: Store; or one that tells the dialer too
	Dialer   Dialer
	Runner   Runner
	Peers    api.Peers // nil: this node is the only one
	Audio    Audio
	Trunks   []Trunk

	PublicURL    string         // as users type it, e.g. https://huifang.example.com; https makes cookies Secure
	Region       string         // of national numbers, ISO 3166-1 alpha-2
	AllowRegions []string       // further regions whose numbers may be dialled
	Zone         *time.Location // whose midnight "today" begins at
	UploadMax    int64          // bytes of one contact file; 0: 32 MiB
	SpoolDir     string         // where uploads wait to be read; "": the system's temporary folder
	ImportsDir   string         // where files of customers and events lie until they are imported
	Node         string         // whose folder that is

	// Speak says a text as a WAV file; nil: there is no synthesiser.
	Speak func(ctx context.Context, text string) (wav []byte, err error)

	Registry *prometheus.Registry // served at /metrics
	Checks   []Check              // of /readyz
	Log      *slog.Logger
}

// Server serves HTTP. Make it with New, serve it with NewHTTPServer, and let Run run.
type Server struct {
	api     *api.API
	hub     *live.Hub
	handler http.Handler
}

// New builds the server; it starts nothing.
func New(d Deps) (*Server, error) {
	public, err := url.Parse(d.PublicURL)
	if err != nil || public.Host == "" || public.Scheme != "http" && public.Scheme != "https" {
		return nil, fmt.Errorf("public_url %q is not like https://host", d.PublicURL)
	}
	if d.Zone == nil {
		return nil, errors.New("web: no time zone")
	}
	var bad *phone.Error
	if _, err := phone.Normalise("1", d.Region, d.AllowRegions...); errors.As(err, &bad) && bad.Code == phone.CodeBadRegion {
		return nil, fmt.Errorf("region %q: %w", d.Region, err)
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Disposer == nil {
		d.Disposer = d.Store
	}
	secure := public.Scheme == "https"
	users, err := auth.New(d.Pool, secure, d.Log)
	if err != nil {
		return nil, err
	}
	origins := http.NewCrossOriginProtection()
	if err := origins.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.WriteProblem(w, r, api.NewProblem(http.StatusForbidden, api.CodeCrossOrigin, "a page of another site may not do this"))
	}))
	s := &Server{hub: live.NewHub(d.Store, d.Dialer, d.Runner.Pacing, d.Zone, d.Log)}
	s.api, err = api.New(api.Deps{
		Store: d.Store, Disposer: d.Disposer, Auth: users, Dialer: d.Dialer, Audio: d.Audio, Live: s.hub, Trunks: d.Trunks,
		Region: d.Region, AllowRegions: d.AllowRegions, Zone: d.Zone, UploadMax: d.UploadMax, SpoolDir: d.SpoolDir, Log: d.Log,
		ImportsDir: d.ImportsDir, Node: d.Node, Runner: d.Runner, Peers: d.Peers, Speak: d.Speak,
		SameOrigin: func(r *http.Request) error {
			// The protection lets every GET pass; a WebSocket is not safe like other GETs.
			other := *r
			other.Method = http.MethodPost
			return origins.Check(&other)
		},
	})
	if err != nil {
		return nil, err
	}
	app, err := newApp(ui.Dist())
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", noStore(origins.Handler(users.Load(routed(s.api), func(w http.ResponseWriter, r *http.Request, err error) {
		s.api.Fail(w, r, err)
	}))))
	mux.Handle("/api/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.WriteProblem(w, r, api.NewProblem(http.StatusNotFound, api.CodeNotFound, "the API is at "+api.Prefix))
	}))
	mux.HandleFunc("GET /healthz", healthz)
	mux.Handle("GET /readyz", readyz(d.Checks))
	if d.Registry != nil {
		mux.Handle("GET /metrics", promhttp.HandlerFor(d.Registry, promhttp.HandlerOpts{Registry: d.Registry}))
	}
	mux.Handle("/", app)
	s.handler = observe(d.Log, d.Registry, securityHeaders(secure, mux))
	return s, nil
}

// ServeHTTP serves a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// closeTimeout is how long Run waits for the agents' pages to take the close code.
const closeTimeout = 7 * time.Second

// Run feeds the live picture until ctx ends. Then it ends the streams, tells the agents' pages that the service
// restarts (close code 1012), and waits for them. http.Server.Shutdown does not wait for WebSockets: end ctx first, and not
// after the dialer has closed its desks, because a desk that closes by itself means to its page that it was taken over.
func (s *Server) Run(ctx context.Context) error {
	err := s.hub.Run(ctx)
	bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return errors.Join(err, s.api.Close(bye))
}

// NewHTTPServer sets the timeouts that fit the routes: answers may stream for long, headers must come at once.
// ctx is the parent of every request's context.
func NewHTTPServer(ctx context.Context, h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
}
