package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"huifang/campaign"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/trunk"
	"huifang/web/auth"
	"huifang/web/live"
)

// Dialer is what the web needs of package dialer.
type Dialer interface {
	// Connect seats an agent. It returns dialer.ErrElsewhere when he is seated already and takeOver is false.
	Connect(ctx context.Context, who dialer.Agent, takeOver bool) (dialer.Desk, error)
	// ConnectCoach opens a supervisor's seat at the conversations of agents.
	ConnectCoach(id int64, name string) (dialer.CoachDesk, error)
	// Directory lists the agents whom an agent may ask into his call.
	Directory(asks int64) []dialer.AgentInfo
	// Status is the dialer's part of the live picture.
	Status() dialer.Status
	// Changed yields when something in the live picture changed. The channel may be a shared one of capacity 1
	// or a new one for each change that is closed by it: it is asked for anew before each wait.
	Changed() <-chan struct{}
}

// Runner is what the web needs of campaign.Runner.
type Runner interface {
	// Manual dials for an agent who asks for it (R16). Beside what the store refuses it returns campaign.ErrAgentNotFree and
	// campaign.ErrNoLine.
	Manual(ctx context.Context, m campaign.ManualClaim) (attempt int64, err error)
	// Pacing says how the running campaigns are paced.
	Pacing() []campaign.PacingStatus
}

// Disposer stores what agents say about calls, and the do-not-call list; *store.Store does it.
type Disposer interface {
	Dispose(ctx context.Context, req store.DisposeRequest) (store.Disposed, error)
	DoNotCall(ctx context.Context, phone, reason string, by int64) error
	RemoveDoNotCall(ctx context.Context, phone string, by int64) error
}

// Trunk is a configured trunk (R15).
type Trunk struct {
	Name           string
	MaxCalls       int
	CallsPerSecond float64
	CallerIDs      []string // E.164 or as the carrier wants it; empty: any
	// Shows tells whether a campaign of the given name may show a caller ID; nil: whatever is in CallerIDs.
	Shows func(callerID, campaign string) bool
	// Check tells why it never dials a number in E.164; nil: it dials all.
	Check func(e164 string) *trunk.Refusal
}

// Deps is what the API works with. All but Log are needed to serve; Spec needs none.
type Deps struct {
	Store        *store.Store
	Disposer     Disposer
	Auth         *auth.Auth
	Dialer       Dialer
	Runner       Runner
	Peers        Peers // nil: this node is the only one
	Audio        Audio
	Live         *live.Hub
	Trunks       []Trunk
	Region       string                                                         // for national numbers, e.g. "CN"
	AllowRegions []string                                                       // further regions whose numbers may be dialled
	Zone         *time.Location                                                 // whose midnight "today" begins at
	UploadMax    int64                                                          // bytes of one contact file; 0: 32 MiB
	SpoolDir     string                                                         // where uploads wait to be read; "": the system's temporary folder
	ImportsDir   string                                                         // where files of customers and events lie until they are imported
	Node         string                                                         // whose folder that is: its jobs import them
	Speak        func(ctx context.Context, text string) (wav []byte, err error) // says a text; nil: there is no synthesiser
	// SameOrigin refuses a request that a page of another site made; used for the WebSocket, whose GET the
	// general protection lets pass.
	SameOrigin func(*http.Request) error
	Log        *slog.Logger
}
