package dialer

import (
	"context"
	"time"

	"huifang/dialer/call"
	"huifang/dialer/webrtc"
)

// Order asks for one dial. The attempt's row has been committed by the claim.
type Order struct {
	Attempt     int64
	Fence       int64 // the node's epoch at the claim; an older one can no longer arm
	Campaign    int64
	Trunk       string
	Number      string  // as the trunk wants it, digits only
	CallerID    string  // "": the trunk's own
	Agent       int64   // who is reserved for the call; 0: nobody, one of the pool is found at the answer
	Pool        []int64 // who may get it when that agent is gone before the answer, or when nobody is reserved
	RingTimeout time.Duration
	WrapUp      time.Duration
	Screen      Screen
	Policy      Policy
	Incoming    *Incoming // of a call that came in; nil: it goes out
}

// Mode is how a campaign's numbers are dialled (R16).
type Mode string

// The dialling modes. Inbound is a queue of the hotline, which dials only its callbacks, progressively.
const (
	Manual      Mode = "manual"
	Preview     Mode = "preview"
	Progressive Mode = "progressive"
	Predictive  Mode = "predictive"
	Agentless   Mode = "agentless"
	Inbound     Mode = "inbound"
)

// Policy is what a campaign has decided about its calls.
type Policy struct {
	Mode        Mode
	Preview     time.Duration      // the agent sees the customer so long before the dial; 0: not at all
	PreviewDial bool               // when that time is over the number is dialled, else it is skipped
	Listen      bool               // recognise carriers' announcements before the answer (R17)
	Machine     call.MachinePolicy // what becomes of a call that a machine answers
	Prompts     Prompts
	Keys        map[string]call.KeyAction // of a notice: what the customer's keys mean
	Repeat      int                       // a notice is played so many times at most, again by key; 0: once
}

// Prompts names the audio that a call may play, as Config.Prompt knows it; "" is none.
type Prompts struct {
	Notice    string // of an agentless call
	Abandoned string // to a person who answered and got no agent within call.QueueLimit
	Machine   string // left on an answering machine after its beep
}

// Entry is one line of an attempt's timeline, with what it changes in the attempt's row.
type Entry struct {
	Seq    int // 1, 2, ... within the attempt: writing an entry twice is writing it once
	At     time.Time
	Kind   string // see call.Log; also recording, recorded, dtmf, ended
	By     call.Party
	Detail string

	Agent     int64          // with agent_found: who has the call now
	Recording *RecordingPart // with answered, adopted, recording, recorded
	Result    *Result        // with ended
}

// Result is how an attempt ended.
type Result struct {
	Outcome  call.Outcome
	HungUpBy call.Party
	Cause    int // Q.850, 0: unknown
	SIPCode  int // 0: unknown
	Hold     time.Duration
	Callback bool   // the customer was transferred, nobody took him: he is to be called back
	Detected string // what answered: person, machine, fax; "": not known
	Heard    bool   // a notice was played to its end
	Keys     string // digits that the customer pressed
	Fault    string // the trunk's, see trunk.Fault; with not_placed the code of the guard's refusal; "": neither
}

// RecordingPart is the state of one part of an attempt's recording (I6).
type RecordingPart struct {
	Part       int
	State      string // expected, recording, complete, partial, missing
	Reason     string // why partial or missing
	Path       string // relative to the store
	StartedAt  time.Time
	Duration   time.Duration
	Bytes      int64
	SHA256     string
	LostFrames int64
}

// LiveAttempt is an attempt whose row has not ended, as the reconciliation reads it.
type LiveAttempt struct {
	Order
	State      string
	ClaimedAt  time.Time
	AnsweredAt time.Time // zero: not answered
	BridgedAt  time.Time // zero: no agent was put through
	GoneAt     time.Time // until when the process that drove it was seen; zero: it lives
	Detected   string    // what its timeline says of machine and fax; see call.Detected
	LastSeq    int       // of its timeline
	LastPart   int       // of its recordings
	Cancel     string    // set: must not go on, with the reason
	Handed     bool      // its agent has left it to an outside party: it is nobody's here, and Agent is 0
}

// Pending is an answered and ended attempt whose disposition is missing.
type Pending struct {
	Attempt                        int64
	Screen                         Screen
	StartedAt, AnsweredAt, EndedAt time.Time
	HungUpBy                       call.Party
	WrapUp                         time.Duration
}

// DeskState is what an agent's page needs from the database when it opens.
type DeskState struct {
	Pending   *Pending
	Today     Today
	Campaigns []string
}

// Store is what the dialer needs from the database. Implemented by campaign/store.
type Store interface {
	// Arm is the last check before the dial, in one statement: the attempt is still this node's (fence), not
	// cancelled, not on the do-not-call list, its campaign running and its window open. Not ok comes with the reason.
	Arm(ctx context.Context, o Order, now time.Time) (ok bool, reason string, err error)
	// Journal writes timeline entries, what they change in the attempt, and with a Result what becomes of the
	// follow-up, in one transaction. Repeating it changes nothing.
	Journal(ctx context.Context, attempt int64, entries []Entry) error
	// Live lists the attempts of this node that have not ended.
	Live(ctx context.Context, node string) ([]LiveAttempt, error)
	// Cancelled lists those of Live, unanswered, that were cancelled, with the reason.
	Cancelled(ctx context.Context, node string) (map[int64]string, error)
	// Owners tells of each attempt that has not ended which node it belongs to.
	Owners(ctx context.Context, attempts []int64) (map[int64]string, error)
	// Desk reads what the agent's page needs, with figures since the given moment.
	Desk(ctx context.Context, agent int64, since time.Time) (DeskState, error)
}

// Recorder starts recordings. Start must not wait for the disk longer than opening a file takes.
type Recorder interface {
	Start(attempt int64, part int, at time.Time) (Recording, error)
}

// Recording is a recording under way; it takes both sides' audio.
type Recording interface {
	webrtc.Tap
	// Path is relative to the recording store.
	Path() string
	// Close ends it and says what was stored.
	Close() RecordingPart
}
