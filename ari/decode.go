package ari

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	ariv6 "github.com/CyCoreSystems/ari/v6"
)

// fate is what became of an incoming message. It labels Hooks.Event.
type fate string

const (
	routed    fate = "routed"    // put into at least one queue of its ids
	unclaimed fate = "unclaimed" // no queue for its ids
	ignored   fate = "ignored"   // a type that nobody here needs
	unknown   fate = "unknown"   // a type that this package does not know
	malformed fate = "malformed" // not JSON, or not what its type promises
)

// ignoredTypes are known and of no use to a dialer. Asterisk sends some of them
// (ChannelVarset, ChannelDialplan) a dozen times a call.
var ignoredTypes = map[string]bool{
	"ApplicationMoveFailed": true, "ApplicationRegistered": true, "ApplicationUnregistered": true,
	"BridgeAttendedTransfer": true, "BridgeBlindTransfer": true, "BridgeCreated": true,
	"BridgeMerged": true, "BridgeVideoSourceChanged": true,
	"ChannelCallerId": true, "ChannelConnectedLine": true, "ChannelCreated": true,
	"ChannelDialplan": true, "ChannelHold": true, "ChannelUnhold": true,
	"ChannelTalkingStarted": true, "ChannelTalkingFinished": true, "ChannelToneDetected": true,
	"ChannelTransfer": true, "ChannelUserevent": true, "ChannelVarset": true,
	"ContactStatusChange": true, "DeviceStateChanged": true, "EndpointStateChange": true,
	"PeerStatusChange": true, "PlaybackStarted": true, "PlaybackContinuing": true,
	"RecordingStarted": true, "RecordingFinished": true, "RecordingFailed": true,
	"TextMessageReceived": true,
}

const replacedType = "ApplicationReplaced"

// peek is the part of a message that is read before, or instead of, ari/v6's
// model: its type, the field that ari/v6 lacks, and the ids it names. The ids
// are raw because a broken one must not hide the others.
type peek struct {
	Type      string          `json:"type"`
	TechCause json.RawMessage `json:"tech_cause"`
	Channel   json.RawMessage `json:"channel"`
	Peer      json.RawMessage `json:"peer"`
	Bridge    json.RawMessage `json:"bridge"`
	Playback  json.RawMessage `json:"playback"`
}

func (p peek) techCause() int {
	var n int
	if json.Unmarshal(p.TechCause, &n) != nil {
		return 0
	}
	return n
}

// ids returns every id that can be read, for an event that cannot be.
func (p peek) ids() []string {
	var ids []string
	for _, raw := range []json.RawMessage{p.Channel, p.Peer, p.Bridge, p.Playback} {
		var o struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(raw, &o) == nil && o.ID != "" {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

var errNoID = errors.New("names no channel, bridge or playback")

// message is a decoded websocket message: ev is nil when it is ignored.
type message struct {
	typ      string
	ev       Event
	ids      []string // whose queues get it
	fate     fate     // ignored, unknown, malformed; otherwise the router decides
	replaced bool     // another client took over our application name
}

// decode never fails: what it does not understand becomes an Unknown.
func decode(raw []byte, h Header) message {
	var p peek
	if err := json.Unmarshal(raw, &p); err != nil {
		return message{ev: Unknown{h, "", raw, err}, fate: malformed}
	}
	if ignoredTypes[p.Type] {
		return message{typ: p.Type, fate: ignored}
	}
	if p.Type == replacedType {
		return message{typ: p.Type, fate: ignored, replaced: true}
	}
	e, err := ariv6.DecodeEvent(raw)
	if err != nil {
		m := message{typ: p.Type, ev: Unknown{h, p.Type, raw, err}, ids: p.ids(), fate: unknown}
		if e != nil || p.Type == "" { // ari/v6 knows the type, but not this content
			m.fate = malformed
		}
		return m
	}
	m := convert(e, p, h)
	m.typ = p.Type
	switch {
	case m.ev == nil:
		m.ev, m.ids, m.fate = Unknown{h, p.Type, raw, nil}, p.ids(), unknown
	case len(m.ids) == 0:
		m.ev, m.fate = Unknown{h, p.Type, raw, errNoID}, malformed
	}
	return m
}

// convert turns ari/v6's event into ours; ev is nil for a type that has none.
func convert(e ariv6.Event, p peek, h Header) message {
	var ev Event
	var ids []string
	switch e := e.(type) {
	case *ariv6.StasisStart:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = StasisStart{h, channelOf(e.Channel), e.Args}, []string{e.Channel.ID}
	case *ariv6.StasisEnd:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = StasisEnd{h, channelOf(e.Channel)}, []string{e.Channel.ID}
	case *ariv6.ChannelStateChange:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = ChannelState{h, channelOf(e.Channel)}, []string{e.Channel.ID}
	case *ariv6.Dial:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = Dial{h, channelOf(e.Peer), e.Dialstatus}, []string{e.Peer.ID}
	case *ariv6.ChannelHangupRequest:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = HangupRequest{h, channelOf(e.Channel), e.Cause, p.techCause(), e.Soft}, []string{e.Channel.ID}
	case *ariv6.ChannelDestroyed:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = Destroyed{h, channelOf(e.Channel), e.Cause, e.CauseTxt, p.techCause()}, []string{e.Channel.ID}
	case *ariv6.ChannelDtmfReceived:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = DTMF{h, channelOf(e.Channel), e.Digit, time.Duration(e.DurationMs) * time.Millisecond}, []string{e.Channel.ID}
	case *ariv6.ChannelEnteredBridge:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = BridgeEntered{h, e.Bridge.ID, channelOf(e.Channel)}, []string{e.Channel.ID, e.Bridge.ID}
	case *ariv6.ChannelLeftBridge:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = BridgeLeft{h, e.Bridge.ID, channelOf(e.Channel)}, []string{e.Channel.ID, e.Bridge.ID}
	case *ariv6.BridgeDestroyed:
		h.Sent = time.Time(e.Timestamp)
		ev, ids = BridgeDestroyed{h, e.Bridge.ID}, []string{e.Bridge.ID}
	case *ariv6.PlaybackFinished:
		h.Sent = time.Time(e.Timestamp)
		target, _ := strings.CutPrefix(e.Playback.TargetURI, "channel:")
		if target == e.Playback.TargetURI {
			target = ""
		}
		ev = PlaybackFinished{h, e.Playback.ID, target, e.Playback.State == "failed"}
		ids = []string{e.Playback.ID, target}
	default:
		return message{}
	}
	// The first id is the one the event is about: without it, it says nothing.
	if ids[0] == "" {
		return message{ev: ev}
	}
	if len(ids) == 2 && ids[1] == "" {
		ids = ids[:1]
	}
	return message{ev: ev, ids: ids}
}

func channelOf(d ariv6.ChannelData) Channel {
	c := Channel{ID: d.ID, Name: d.Name, State: d.State, ProtocolID: d.ProtocolId, Vars: d.ChannelVars}
	if d.Caller != nil {
		c.Caller = d.Caller.Number
	}
	if d.Connected != nil {
		c.Connected = d.Connected.Number
	}
	if p := d.Dialplan; p != nil && p.AppName == "Stasis" {
		c.Stasis = p.AppData
	}
	if t := d.Creationtime; t != nil {
		c.CreatedAt = time.Unix(t.Seconds, int64(t.Nanos))
	}
	return c
}

func bridgeOf(d ariv6.BridgeData) Bridge {
	return Bridge{ID: d.ID, Name: d.Name, Type: d.Type, Channels: d.ChannelIDs}
}
