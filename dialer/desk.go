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
	Phase      string     `json:"phase" enum:"preview,dialling,ringing,talking,ended,invited,guest"`
	Screen     Screen     `json:"screen"`
	StartedAt  time.Time  `json:"started_at"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	Muted      bool       `json:"muted"`
	HeldSince  *time.Time `json:"held_since,omitempty"`
	Recording  bool       `json:"recording"`

	PausedSince *time.Time     `json:"recording_paused_since,omitempty"`
	Guest       *GuestSnapshot `json:"guest,omitempty" doc:"who was asked into the call, or who has asked me"`
	Coaches     []CoachView    `json:"coaches,omitempty" doc:"supervisors who take part, as far as agents are shown them"`
	HelpSince   *time.Time     `json:"help_since,omitempty" doc:"a supervisor was asked for help"`

	HungUpBy   string     `json:"hung_up_by,omitempty" enum:"customer,agent,system"`
	WrapUpTill *time.Time `json:"wrap_up_until,omitempty" doc:"the time allowed for wrap-up; the disposition stays required after it"`
	Digits     string     `json:"digits,omitempty" doc:"DTMF that the customer pressed"`

	Mode        Mode              `json:"mode,omitempty" doc:"how the number was dialled"`
	PreviewTill *time.Time        `json:"preview_until,omitempty" doc:"phase preview: till when the agent may look at the customer"`
	PreviewDial bool              `json:"preview_dial,omitempty" doc:"phase preview: the number is dialled then; else the customer is skipped"`
	Incoming    *IncomingSnapshot `json:"incoming,omitempty" doc:"of a call that came in on the hotline (R19)"`
	Detected    string            `json:"detected,omitempty" enum:"person,machine,fax" doc:"what answered, when that is listened for"`
}

// IncomingSnapshot is what the agent sees of a call that came in. The caller waited from ArrivedAt to the call's answered_at.
type IncomingSnapshot struct {
	Category  string    `json:"category" enum:"pre_sales,after_sales,complaint,alarm"`
	Number    string    `json:"number" doc:"that was called"`
	ArrivedAt time.Time `json:"arrived_at"`
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
	Skips      []ScreenOption   `json:"skips,omitempty" doc:"of a preview: reasons for which the customer may be skipped"`
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
	// Moved tells, once Updates is closed, that the agent's seat was moved to another node: his page is to connect again.
	Moved() bool
	// Offer takes the browser's SDP offer (complete, no trickle) and returns the answer. It may be called again:
	// the new browser side replaces the old one and a call in progress goes on.
	Offer(ctx context.Context, sdp string) (answer string, err error)
	Ready(ctx context.Context) error
	Pause(ctx context.Context, reason string) error
	Offline(ctx context.Context) error
	Mute(ctx context.Context, on bool) error
	// Hold puts the customer on hold, with a reason, or takes him back; with a guest in the call that makes it a
	// consultation or a conference.
	Hold(ctx context.Context, on bool, reason string) error // reason: codes with spaces between, for the timeline
	// DTMF presses keys: to the outside party in a consultation, else to the customer.
	DTMF(ctx context.Context, digits string) error
	HangUp(ctx context.Context) error
	// Dial and Skip answer a preview: the number is dialled, or the follow-up goes back for the reason.
	Dial(ctx context.Context) error
	Skip(ctx context.Context, reason string) error
	// Ask asks a colleague, somebody with a skill, or an outside number into the call: to be consulted, or to take it over.
	// It returns a *Refusal when that may not be done.
	Ask(ctx context.Context, a Ask) error
	// Accept and Decline answer a colleague's question.
	Accept(ctx context.Context) error
	Decline(ctx context.Context) error
	// Complete leaves customer and guest to each other; TakeBack ends it with the guest.
	Complete(ctx context.Context) error
	TakeBack(ctx context.Context) error
	// Record pauses the recording, with a reason, or goes on with it.
	Record(ctx context.Context, on bool, reason string) error
	// Help asks the supervisors for help, or takes it back.
	Help(ctx context.Context, on bool, note string) error
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
	Node     string     `json:"node" doc:"where he sits"`
	Name     string     `json:"name"`
	State    AgentState `json:"state"`
	Since    time.Time  `json:"since"`
	Reason   string     `json:"reason,omitempty"`
	Media    MediaState `json:"media"`
	Campaign string     `json:"campaign,omitempty"`
	Phase    string     `json:"phase,omitempty"`

	Free bool `json:"free" doc:"can be given a call, or asked into one, now"`

	Attempt   int64       `json:"attempt_id,omitempty" doc:"the conversation that can be listened to"`
	HelpSince *time.Time  `json:"help_since,omitempty" doc:"asks for help since then (U40)"`
	HelpNote  string      `json:"help_note,omitempty"`
	Coaches   []CoachView `json:"coaches,omitempty" doc:"supervisors who listen, whisper or have joined"`
}

// TrunkStatus is one trunk in the live picture (R15, R34).
type TrunkStatus struct {
	Name     string  `json:"name"`
	Calls    int     `json:"calls" doc:"live calls"`
	MaxCalls int     `json:"max_calls"`
	PerSec   float64 `json:"calls_per_second" doc:"limit"`

	Health  string     `json:"health" enum:"up,unknown,suspect,down"`
	Reason  string     `json:"reason,omitempty" doc:"why suspect or down: no_options, no_endpoint; no_reply, redirect, auth, media, congestion, server, protocol"`
	Since   time.Time  `json:"since" doc:"of the health being what it is"`
	RetryAt *time.Time `json:"retry_at,omitempty" doc:"suspect: when the next call tries it"`
	Spent   bool       `json:"spent" doc:"a limit of calls, minutes or cost of the hour or day is reached"`

	CallsToday int     `json:"calls_today" doc:"over all nodes"`
	TalkTodayS int     `json:"talk_today_s" doc:"over all nodes, calls under way included"`
	CostToday  float64 `json:"cost_today" doc:"in the unit of the configured rates"`
}

// NodeStatus is one node in the live picture.
type NodeStatus struct {
	Name  string `json:"name"`
	State string `json:"state" enum:"up,no_asterisk,down,unknown" doc:"down: its lease has expired; unknown: the database cannot be asked"`
	Seen  bool   `json:"seen" doc:"its agents and calls are in the picture; false: it is down, or Redis is away"`
	Calls int    `json:"calls"`
}

// Status is the dialer's part of the supervisor's live picture.
type Status struct {
	Node        string        `json:"node"`
	AsteriskUp  bool          `json:"asterisk_up"`
	AsteriskErr string        `json:"asterisk_error,omitempty"`
	Agents      []AgentStatus `json:"agents"`
	Trunks      []TrunkStatus `json:"trunks"`
	Queues      []QueueStatus `json:"queues" doc:"queues of the hotline in which somebody waits at this node"`
	Calls       int           `json:"calls"`
	Nodes       []NodeStatus  `json:"nodes,omitempty" doc:"of an installation with several: agents, trunks and calls are then of all that are seen, asterisk_up says whether one of them has its Asterisk"`
}
