package ari

import "time"

// Event is one of the event types of this file; a switch over it should name
// them all. Those that Asterisk sent carry the channel as it was at that moment.
type Event interface {
	// Meta says when and over which connection the event came.
	Meta() Header
	isEvent()
}

// Header is common to all events.
type Header struct {
	Received   time.Time // when the reader had it; with a monotonic reading
	Sent       time.Time // Asterisk's own clock; zero when it gave none
	Generation int       // of the connection, see State
}

// Meta returns the header itself.
func (h Header) Meta() Header { return h }

type (
	// StasisStart: the channel is now controlled by our application. A created
	// channel may be added to a bridge from here on, not earlier (422).
	StasisStart struct {
		Header
		Channel Channel
		Args    []string
	}

	// StasisEnd: the channel has left our application. It may come before or
	// after Destroyed.
	StasisEnd struct {
		Header
		Channel Channel
	}

	// ChannelState: Channel.State has changed (Ringing, Up, ...).
	ChannelState struct {
		Header
		Channel Channel
	}

	// Dial reports on an outgoing call. Status is "" (INVITE being sent), RINGING,
	// PROGRESS, PROCEEDING, ANSWER, BUSY, CONGESTION, NOANSWER, CHANUNAVAIL or
	// CANCEL. The final ones mislead: rejected and vacant numbers also say
	// NOANSWER, and our own ring timeout sends none. Outcomes are decided by
	// Destroyed.
	Dial struct {
		Header
		Channel Channel // the dialled one
		Status  string
	}

	// HangupRequest: somebody wants the channel to end. Cause is Q.850, 0 when
	// Asterisk gave none; TechCause is the SIP code, 0 when unknown.
	HangupRequest struct {
		Header
		Channel   Channel
		Cause     int
		TechCause int
		Soft      bool
	}

	// Destroyed: the channel has ended and its id is gone. Cause is Q.850,
	// TechCause the SIP code that ended it, 0 when there was none, as for an
	// answered call. Measured: busy 17/486, our ring timeout 19/480, deleted
	// before the answer 16/603.
	Destroyed struct {
		Header
		Channel   Channel
		Cause     int
		CauseText string
		TechCause int
	}

	// DTMF: a key was pressed and released.
	DTMF struct {
		Header
		Channel  Channel
		Digit    string
		Duration time.Duration
	}

	// BridgeEntered: the channel is in the bridge.
	BridgeEntered struct {
		Header
		BridgeID string
		Channel  Channel
	}

	// BridgeLeft: the channel is no longer in the bridge.
	BridgeLeft struct {
		Header
		BridgeID string
		Channel  Channel
	}

	// BridgeDestroyed: the bridge is gone.
	BridgeDestroyed struct {
		Header
		BridgeID string
	}

	// PlaybackFinished: played to the end, stopped, or Failed (no such sound).
	PlaybackFinished struct {
		Header
		PlaybackID string
		ChannelID  string // "" when it played to a bridge
		Failed     bool
	}

	// Unknown is an event that could not be understood: a type this package
	// has never heard of, or a known type with broken content (Err says why).
	// It goes to the queues of whatever ids it names; the owner of the channel
	// should read it again.
	Unknown struct {
		Header
		Type string // "" when not even that could be read
		Raw  []byte
		Err  error
	}

	// Connected: the websocket is up (again), with Header.Generation. Whatever
	// happened since the last Disconnected was not reported.
	Connected struct{ Header }

	// Disconnected: the websocket of Header.Generation has ended. Events may
	// be lost until the next Connected.
	Disconnected struct {
		Header
		Err error
	}
)

func (StasisStart) isEvent()      {}
func (StasisEnd) isEvent()        {}
func (ChannelState) isEvent()     {}
func (Dial) isEvent()             {}
func (HangupRequest) isEvent()    {}
func (Destroyed) isEvent()        {}
func (DTMF) isEvent()             {}
func (BridgeEntered) isEvent()    {}
func (BridgeLeft) isEvent()       {}
func (BridgeDestroyed) isEvent()  {}
func (PlaybackFinished) isEvent() {}
func (Unknown) isEvent()          {}
func (Connected) isEvent()        {}
func (Disconnected) isEvent()     {}

// Channel is Asterisk's view of a channel at one moment.
type Channel struct {
	ID         string
	Name       string // technology/resource-number, "PJSIP/trunk-00000003"
	State      string // one of the State constants
	Caller     string // caller ID number
	Connected  string // connected line number
	CreatedAt  time.Time
	ProtocolID string            // SIP Call-ID, "" for other technologies
	Vars       map[string]string // those that Asterisk chose to send
	Stasis     string            // arguments of Stasis() that the dialplan has called for it, "app,arg,arg"; "": it is in no such call
}

// Channel states as Asterisk writes them.
const (
	StateDown    = "Down" // created; or dialled, and neither RINGING nor answered
	StateRing    = "Ring" // incoming
	StateRinging = "Ringing"
	StateUp      = "Up"
	StateBusy    = "Busy"
)

// Bridge is Asterisk's view of a bridge at one moment.
type Bridge struct {
	ID       string
	Name     string
	Type     string   // mixing, holding
	Channels []string // channel ids in it
}
