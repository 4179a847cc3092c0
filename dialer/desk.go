package dialer

import (
	"context"
	"errors"
	"time"
)

// Errors that an agent's page is told about; web maps them to codes.
var (
	// ErrElsewhere says that the agent is signed in on another page or node; ask again with takeOver.
	ErrElsewhere = errors.New("agent is signed in elsewhere")
	// ErrNotAllowed says that the action does not fit the agent's or the call's present state.
	ErrNotAllowed = errors.New("not possible in this state")
	// ErrNoMedia says that the agent's audio is not connected, so he cannot go ready.
	ErrNoMedia = errors.New("audio is not connected")
	// ErrClosed says that this desk was taken over or closed.
	ErrClosed = errors.New("desk is closed")
)

// AgentState is the state of an agent session (坐席会话).
type AgentState string

// The states of an agent session. See package dialer/agent for the legal arcs.
const (
	AgentOffline  AgentState = "offline"
	AgentReady    AgentState = "ready"
	AgentReserved AgentState = "reserved" // a number is being dialled for this agent
	AgentOnCall   AgentState = "on_call"
	AgentWrapUp   AgentState = "wrap_up" // the disposition is missing
	AgentPaused   AgentState = "paused"
)

// MediaState is the state of the audio between the agent's browser and the gateway.
type MediaState string

// The states of an agent's audio.
const (
	MediaNone       MediaState = "none"
	MediaConnecting MediaState = "connecting"
	MediaConnected  MediaState = "connected"
	MediaLost       MediaState = "lost"
)

// Snapshot is all that an agent's page needs to draw itself; the page gets a whole one after every change, so a
// lost message or a reload costs nothing. Seq grows by at least one for each.
type Snapshot struct {
	Seq      int64         `json:"seq"`
	Now      time.Time     `json:"now" doc:"the server's clock, for timers"`
	State    AgentState    `json:"state" enum:"offline,ready,reserved,on_call,wrap_up,paused"`
	Since    time.Time     `json:"since"`
	Reason   string        `json:"reason,omitempty" doc:"why paused"`
	Next     AgentState    `json:"next,omitempty" doc:"state asked for after the present call"`
	Media    MediaState    `json:"media" enum:"none,connecting,connected,lost"`
	Line     bool          `json:"line" doc:"the leg to Asterisk stands; false: the telephone system is not reachable"`
	Notice   string        `json:"notice,omitempty" doc:"code of a trouble the agent should know of: asterisk_down, database_down"`
	Call     *CallSnapshot `json:"call,omitempty"`
	Today    Today         `json:"today"`
	Campaign []string      `json:"campaigns" doc:"names of the running campaigns the agent works for"`
}

// Today counts the agent's answered calls and completed follow-ups since local midnight.
type Today struct {
	Answered  int `json:"answered"`
	Completed int `json:"completed"`
}

// CallSnapshot is the call on an agent's desk: being dialled, talking, or ended and waiting for its disposition.
type CallSnapshot struct {
	Attempt    int64      `json:"attempt_id"`
	Phase      string     `json:"phase" enum:"dialling,ringing,talking,ended"`
	Screen     Screen     `json:"screen"`
	StartedAt  time.Time  `json:"started_at"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	Muted      bool       `json:"muted"`
	HeldSince  *time.Time `json:"held_since,omitempty"`
	Recording  bool       `json:"recording"`
	HungUpBy   string     `json:"hung_up_by,omitempty" enum:"customer,agent,system"`
	WrapUpTill *time.Time `json:"wrap_up_until,omitempty" doc:"the time allowed for wrap-up; the disposition stays required after it"`
	Digits     string     `json:"digits,omitempty" doc:"DTMF that the customer pressed"`
}

// Screen is what the agent sees of the customer (R9). Phone is masked already (R4).
type Screen struct {
	Campaign   string           `json:"campaign"`
	Purpose    string           `json:"purpose"`
	Customer   string           `json:"customer"`
	Phone      string           `json:"phone" doc:"masked"`
	Extra      [][2]string      `json:"extra" doc:"further columns of the contact list, in file order"`
	Attempt    int              `json:"attempt" doc:"which attempt of this follow-up, from 1"`
	IsCallback bool             `json:"is_callback"`
	History    []Earlier        `json:"history" doc:"earlier attempts on this customer's number, newest first"`
	Questions  []ScreenQuestion `json:"questions" doc:"to be asked in this order (R23)"`
}

// ScreenQuestion is one question of the follow-up, as campaign/plan has it.
type ScreenQuestion struct {
	ID       string         `json:"id"`
	TextZH   string         `json:"text_zh"`
	TextEN   string         `json:"text_en"`
	Kind     string         `json:"kind" enum:"open,yes_no,satisfaction,choice"`
	Options  []ScreenOption `json:"options,omitempty" doc:"of a choice"`
	Required bool           `json:"required,omitempty" doc:"completed only when it is answered (R14)"`
}

// ScreenOption is one answer to choose.
type ScreenOption struct {
	Code    string `json:"code"`
	LabelZH string `json:"label_zh"`
	LabelEN string `json:"label_en"`
}

// Earlier is an earlier attempt as the agent sees it.
type Earlier struct {
	At          time.Time `json:"at"`
	Campaign    string    `json:"campaign"`
	Outcome     string    `json:"outcome"`
	Disposition string    `json:"disposition,omitempty"`
	Note        string    `json:"note,omitempty"`
	Agent       string    `json:"agent,omitempty"`
}

// Desk is one agent's page, seen from the dialer. All methods may be called from any goroutine.
// Actions that do not fit the state return ErrNotAllowed; a desk that was taken over returns ErrClosed.
type Desk interface {
	// Updates yields the newest snapshot; older unread ones are replaced. It is closed when the desk is closed.
	Updates() <-chan Snapshot
	// Offer takes the browser's SDP offer (complete, no trickle) and returns the answer. It may be called again:
	// the new browser side replaces the old one and a call in progress goes on.
	Offer(ctx context.Context, sdp string) (answer string, err error)
	Ready(ctx context.Context) error
	Pause(ctx context.Context, reason string) error
	Offline(ctx context.Context) error
	Mute(ctx context.Context, on bool) error
	Hold(ctx context.Context, on bool) error
	DTMF(ctx context.Context, digits string) error
	HangUp(ctx context.Context) error
	// Close tells that the page is gone. The call, if any, goes on for a while so that a reload gets it back.
	Close()
}

// Agent identifies who sits at a desk.
type Agent struct {
	ID   int64
	Name string
}

// AgentStatus is one agent in the supervisor's live picture (R34).
type AgentStatus struct {
	ID       int64      `json:"id"`
	Name     string     `json:"name"`
	State    AgentState `json:"state"`
	Since    time.Time  `json:"since"`
	Reason   string     `json:"reason,omitempty"`
	Media    MediaState `json:"media"`
	Campaign string     `json:"campaign,omitempty"`
	Phase    string     `json:"phase,omitempty"`
}

// TrunkStatus is one trunk in the live picture (R15, R34).
type TrunkStatus struct {
	Name     string  `json:"name"`
	Calls    int     `json:"calls" doc:"live calls"`
	MaxCalls int     `json:"max_calls"`
	PerSec   float64 `json:"calls_per_second" doc:"limit"`
}

// Status is the dialer's part of the supervisor's live picture.
type Status struct {
	Node        string        `json:"node"`
	AsteriskUp  bool          `json:"asterisk_up"`
	AsteriskErr string        `json:"asterisk_error,omitempty"`
	Agents      []AgentStatus `json:"agents"`
	Trunks      []TrunkStatus `json:"trunks"`
	Calls       int           `json:"calls"`
}
