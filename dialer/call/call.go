// Package call is the life of one outgoing call as a pure, total transition function.
//
// Step takes the call, one event, and gives the call after it and the effects to be run, in order. Events carry
// their time; timers are effects that come back as events; a failed effect comes back as an event. Any sequence of
// events ends in at most one outcome (I5), and whatever was acquired (agent, channel, audio) is released once.
//
//	Previewing --Accepted--> Preparing --Created/Joined/Armed--> Dialling --Rings--> Ringing --Answer--> Talking --> Ended
//	                                                                              \--no agent yet--> Queued --/     /
//	                                                                               \--notice, message--> Playing --/
//
// A call without a reserved agent has a room: a bridge of its own with the media gateway's ear and mouth in it, which
// hears what the network and the customer say and plays prompts. A machine that answers an agent's call gets one later.
package call

import "time"

// State of a call.
type State string

// The states of a call. Wrap-up belongs to the agent's session, not to the call.
const (
	Previewing State = "previewing" // the agent looks at the customer; nothing exists at Asterisk
	Preparing  State = "preparing"  // the channel is being created and armed; nothing has left for the trunk
	Dialling   State = "dialling"   // the dial was sent, or may have been sent
	Ringing    State = "ringing"
	Queued     State = "queued" // answered, no agent yet
	Talking    State = "talking"
	Playing    State = "playing" // answered; a notice or a message is played, there is no agent
	Ended      State = "ended"
)

// Outcome is the network fact that an attempt ends in (通话结果, R17). It is never the business's label.
type Outcome string

// The outcomes of an attempt.
const (
	Answered    Outcome = "answered"
	Busy        Outcome = "busy"
	NoAnswer    Outcome = "no_answer"
	PoweredOff  Outcome = "powered_off"
	Suspended   Outcome = "suspended"
	Vacant      Outcome = "vacant"
	Rejected    Outcome = "rejected"
	Unreachable Outcome = "unreachable"
	Machine     Outcome = "machine"
	Fax         Outcome = "fax"
	Abandoned   Outcome = "abandoned"   // answered by a person, no agent within QueueLimit
	Failed      Outcome = "failed"      // trouble at our side or in the network; says nothing of the customer
	Interrupted Outcome = "interrupted" // ended by us before an answer: agent gone, stop, crash
	NotPlaced   Outcome = "not_placed"  // provably never dialled: does not count as an attempt (I3)
)

// Party says who did something to a call.
type Party string

// The parties of a call (R20).
const (
	Customer Party = "customer"
	Agent    Party = "agent"
	System   Party = "system"
)

// QueueLimit is how long a person who answered waits for an agent before the call counts as abandoned (I9).
const QueueLimit = 2 * time.Second

// KeyLimit is how long a customer has for a key after a notice has ended; AskedLimit how long one who asked for an agent
// waits for him; BeepLimit how long a machine's greeting may last.
const (
	KeyLimit   = 5 * time.Second
	AskedLimit = 30 * time.Second
	BeepLimit  = 40 * time.Second
)

// MachinePolicy is what becomes of a call that a machine answers.
type MachinePolicy string

// The policies for machines. Fax machines are always hung up, unless nothing is detected.
const (
	NoDetection    MachinePolicy = ""        // nothing listens
	HangUpMachine  MachinePolicy = "hang_up" // the line is freed
	MessageMachine MachinePolicy = "message" // a message is left after the beep; of a notice the notice itself
	AgentMachine   MachinePolicy = "agent"   // the agent gets the call and is told
)

// KeyAction is what a key means during a notice.
type KeyAction string

// The actions of keys.
const (
	KeyRepeat    KeyAction = "repeat"
	KeyConfirm   KeyAction = "confirm"
	KeyAgent     KeyAction = "agent"
	KeyDoNotCall KeyAction = "do_not_call"
	KeyEnd       KeyAction = "end"
)

// Prompt names what a call plays.
type Prompt string

// The prompts of a call.
const (
	Notice         Prompt = "notice"
	AbandonedNote  Prompt = "abandoned" // to a person who got no agent in time
	MachineMessage Prompt = "machine"
)

// Policy is what was decided about a call before it began.
type Policy struct {
	Room             bool          // nobody is reserved: the call begins in a room of its own
	Preview          time.Duration // the agent looks at the customer so long before the dial; 0: not at all
	PreviewDial      bool          // when that time is over the call is made, else skipped
	Machine          MachinePolicy
	Notice           bool // no agent: a notice is played to whoever answers
	Repeat           int  // the notice is played so many times at most, again by key; 0: once
	Keys             map[string]KeyAction
	AbandonedMessage bool // there is one to be played
	Hotline          Hotline
}

// What may be detected after the answer.
const (
	DetectedPerson  = "person"
	DetectedMachine = "machine"
	DetectedFax     = "fax"
)

// TimerKind names a timer of a call.
type TimerKind string

// The timers of a call.
const (
	PreviewTimer TimerKind = "preview"
	PrepareTimer TimerKind = "prepare" // create, join and arm take longer than they ever should
	RingTimer    TimerKind = "ring"    // Asterisk did not end the ringing although it was told how long
	QueueTimer   TimerKind = "queue"
	LimitTimer   TimerKind = "limit" // the longest a call may last at all
	KeyTimer     TimerKind = "key"   // a notice was played and no key came
	BeepTimer    TimerKind = "beep"  // the machine's beep has not come
	EndTimer     TimerKind = "end"   // our hang-up has not been confirmed
)

// endRetry is how long a hang-up waits for the channel's end before it is sent again.
const endRetry = 5 * time.Second

// Limits of one call.
type Limits struct {
	Prepare time.Duration // from start to dial
	Ring    time.Duration // from dial to answer
	Call    time.Duration // from answer to end; also how long an unconfirmed hang-up keeps the number locked
	Return  time.Duration // an adopted call waits this long for its agent to come back
}

// Call is the state of one call. The zero value with Limits set is a call that has not started.
type Call struct {
	State  State
	Limits Limits
	Policy Policy

	HasAgent bool // an agent is reserved for or talking in this call
	Channel  bool // a channel may exist at Asterisk
	Joined   bool // the channel is in the agent's bridge
	Room     bool // a room is open
	Audio    bool // audio between agent and customer is open
	Placed   bool // the dial may have left

	Rang, Progress bool
	DialledAt      time.Time
	RingingAt      time.Time
	AnsweredAt     time.Time
	BridgedAt      time.Time
	EndedAt        time.Time
	HeldSince      time.Time // zero: not on hold
	HoldTime       time.Duration

	Detected   string  // what answered, see DetectedPerson; "" while not known
	Recognised Outcome // what an announcement said before the answer; "": nothing
	Plays      Prompt  // what is played in Playing; "": the machine's beep is awaited
	Played     int     // how often the notice was
	Heard      bool    // the notice was played to its end
	KeyDue     bool    // nothing plays any more, a key may still come: KeyTimer counts
	Keys       string  // digits that the customer pressed
	Asked      bool    // the customer asked for an agent by key

	// Of a call that comes in, see step_inbound.go.
	PickedUpAt time.Time // it does not ring any more
	InRoom     bool      // the channel is in the room
	Again      bool      // an agent was lost before they talked
	Turn       Turn      // what becomes of a caller who gets no agent; "": he waits
	Missed     string    // why he gets none
	Spoke      bool      // there is a voice in his message

	Guest           Guest // whom the agent has asked to help or to take over
	Back            bool  // a transfer is over, an agent is being found or joined
	Lost            bool  // nobody took a transferred customer, or one who asked for an agent by key: he is to be called back
	RecordingPaused bool

	HungUpBy Party     // who hung up first; "" while nobody did
	HungUpAt time.Time // when we asked to hang up; zero: we did not
	Reason   string    // why we hung up

	Outcome Outcome
	Cause   int // Q.850; 0: unknown
	SIPCode int // 0: unknown
}

// Event is something that happened to a call.
type Event interface{ event() }

// The events of a call. All carry the time at which they happened.
type (
	// Start begins the call; HasAgent tells that an agent is reserved for it already.
	Start struct {
		At       time.Time
		HasAgent bool
	}
	// Adopt takes over an answered call that an earlier life of this process left: its channel is Up. BridgedAt is
	// zero when no agent had been put through. HasAgent tells that the agent's session is held for him.
	Adopt struct {
		At, AnsweredAt, BridgedAt time.Time
		HasAgent                  bool
	}
	// Accepted and Skipped are the agent's answer to a preview.
	Accepted struct{ At time.Time }
	Skipped  struct {
		At     time.Time
		Reason string
	}
	// RoomReady answers OpenRoom.
	RoomReady struct{ At time.Time }
	// LegReady tells that the agent's leg stands (again); a call that waits for it is joined to it.
	LegReady struct{ At time.Time }
	// Created tells that the channel exists and is ours; nothing is dialled.
	Created struct{ At time.Time }
	// JoinDone tells that the channel is in the bridge that Join meant.
	JoinDone struct{ At time.Time }
	// ArmDone is the verdict of the last check before the dial. Not OK: it must not be dialled, with the reason.
	ArmDone struct {
		At     time.Time
		OK     bool
		Reason string
	}
	// DialDone tells that the dial was sent.
	DialDone struct{ At time.Time }
	// EffectFailed tells that an effect failed. For a dial, Placed says that it may have left all the same.
	EffectFailed struct {
		At     time.Time
		Effect string
		Placed bool
		Detail string
	}
	// Rings tells of 180 Ringing.
	Rings struct{ At time.Time }
	// EarlyMedia tells of 183 Session Progress.
	EarlyMedia struct{ At time.Time }
	// Answer tells that the customer's side answered.
	Answer struct{ At time.Time }
	// Recognised tells what an announcement before the answer says (R17); Outcome "": nothing that ends the call, such as
	// ring-back music.
	Recognised struct {
		At      time.Time
		Outcome Outcome
		Detail  string
	}
	// Detected tells what answered: DetectedPerson, DetectedMachine or DetectedFax.
	Detected struct {
		At     time.Time
		What   string
		Detail string
	}
	// Beeped tells that a machine's greeting is over.
	Beeped struct{ At time.Time }
	// Played tells that Play has come to its end.
	Played struct{ At time.Time }
	// Key is a digit that the customer pressed.
	Key struct {
		At    time.Time
		Digit string
	}
	// AgentFound assigns an agent to a call that had none.
	AgentFound struct {
		At    time.Time
		Agent int64
	}
	// NoAgent answers FindAgent: nobody is free. A call in Queued gets AgentFound when somebody becomes so.
	NoAgent struct{ At time.Time }
	// AgentGone tells that the agent reserved for the call has left before the answer.
	AgentGone struct{ At time.Time }
	// HangUpAsked is a wish of ours to end the call.
	HangUpAsked struct {
		At     time.Time
		By     Party
		Reason string
	}
	// CancelAsked ends a call that is not answered; an answered one goes on.
	CancelAsked struct {
		At     time.Time
		Reason string
	}
	// RemoteHangUp tells that the other side has hung up.
	RemoteHangUp struct {
		At    time.Time
		Cause int
	}
	// Destroyed tells that the channel is gone, with its Q.850 cause and SIP code (0: unknown).
	Destroyed struct {
		At             time.Time
		Cause, SIPCode int
	}
	// Vanished tells that the channel is not there any more and no cause will come (Asterisk restarted, events lost).
	Vanished struct{ At time.Time }
	// HoldAsked puts the customer on hold or takes him back.
	HoldAsked struct {
		At     time.Time
		On     bool
		Reason string
	}
	// TimerFired tells that a timer ran out.
	TimerFired struct {
		At   time.Time
		Kind TimerKind
	}
)

func (Start) event()        {}
func (Adopt) event()        {}
func (Accepted) event()     {}
func (Skipped) event()      {}
func (RoomReady) event()    {}
func (Recognised) event()   {}
func (Detected) event()     {}
func (Beeped) event()       {}
func (Played) event()       {}
func (Key) event()          {}
func (LegReady) event()     {}
func (Created) event()      {}
func (JoinDone) event()     {}
func (ArmDone) event()      {}
func (DialDone) event()     {}
func (EffectFailed) event() {}
func (Rings) event()        {}
func (EarlyMedia) event()   {}
func (Answer) event()       {}
func (AgentFound) event()   {}
func (NoAgent) event()      {}
func (AgentGone) event()    {}
func (HangUpAsked) event()  {}
func (CancelAsked) event()  {}
func (RemoteHangUp) event() {}
func (Destroyed) event()    {}
func (Vanished) event()     {}
func (HoldAsked) event()    {}
func (TimerFired) event()   {}

// Effect is something to be done for a call.
type Effect interface{ effect() }

// The effects of a call, run in the order given.
type (
	// CreateChannel creates the channel at Asterisk; no INVITE leaves. Answered by Created or EffectFailed.
	CreateChannel struct{}
	// OpenRoom makes the call's room. Answered by RoomReady or EffectFailed.
	OpenRoom struct{}
	// CloseRoom takes it away; the channel is elsewhere or gone.
	CloseRoom struct{}
	// Detect listens to what answered. Answered by Detected and, for a machine, by Beeped, or never.
	Detect struct{}
	// Record begins the recording of what is played and heard in the room.
	Record struct{}
	// Play plays a prompt in the room, in place of what plays. Answered by Played or EffectFailed.
	Play struct{ What Prompt }
	// PlayMusic plays music in the room until something else is played; StopPlay ends what plays.
	PlayMusic struct{}
	StopPlay  struct{}
	// Join puts the channel into the agent's bridge, or into the room when there is no agent. Answered by JoinDone or EffectFailed.
	Join struct{}
	// Arm is the last check, in the database. Answered by ArmDone or EffectFailed.
	Arm struct{}
	// Dial sends the dial, never twice. Answered by DialDone or EffectFailed.
	Dial struct{}
	// OpenAudio opens the audio between customer and agent and starts the recording.
	OpenAudio struct{}
	// CloseAudio ends both.
	CloseAudio struct{}
	// SetHold switches hold music on or off.
	SetHold struct{ On bool }
	// FindAgent looks for a free agent, and goes on looking while the call is Queued. Answered by AgentFound or NoAgent.
	FindAgent struct{}
	// StopFinding ends FindAgent.
	StopFinding struct{}
	// Part takes the customer out of the agent's bridge, before the agent is released.
	Part struct{}
	// ReleaseAgent gives the agent back; Talked says that a wrap-up is due.
	ReleaseAgent struct{ Talked bool }
	// HangUp deletes the channel.
	HangUp struct{}
	// SetTimer sets (or replaces) a timer.
	SetTimer struct {
		Kind  TimerKind
		After time.Duration
	}
	// Log is a line of the attempt's timeline, to be stored.
	Log struct {
		At   time.Time
		Kind string // previewed, created, dialled, ringing, early_media, answered, bridged, hold, unhold, hangup, adopted, agent_found, agent_gone,
		// recognised, detected, message, played, key, abandoned; consult, transfer, guest_accepted, guest_failed, guest_left,
		// taken_back, handed, transfer_lost, recording_paused, recording_resumed
		By     Party
		Detail string
	}
	// Finish is the last effect: the call has its outcome, to be stored with the timeline's last line.
	Finish struct{}
)

func (CreateChannel) effect() {}
func (OpenRoom) effect()      {}
func (CloseRoom) effect()     {}
func (Detect) effect()        {}
func (Record) effect()        {}
func (Play) effect()          {}
func (PlayMusic) effect()     {}
func (StopPlay) effect()      {}
func (StopFinding) effect()   {}
func (Part) effect()          {}
func (Join) effect()          {}
func (Arm) effect()           {}
func (Dial) effect()          {}
func (OpenAudio) effect()     {}
func (CloseAudio) effect()    {}
func (SetHold) effect()       {}
func (FindAgent) effect()     {}
func (ReleaseAgent) effect()  {}
func (HangUp) effect()        {}
func (SetTimer) effect()      {}
func (Log) effect()           {}
func (Finish) effect()        {}
