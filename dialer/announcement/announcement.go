// Package announcement recognises what a carrier says before the answer (R17): 关机, 停机, 空号, 正忙, 无法接通, 无人接听, from
// the sound alone, whatever the language.
//
// A [Library] is made of recordings, each filed under what it means. A [Listener] compares a call's early media with all of
// them at once, as it comes: it looks for a stretch that runs along a recording, at any place of it and up to twice as fast
// or half as fast (local alignment), and adds up how much likelier each frame is if it is that recording than if it is
// anything else. It decides when one meaning has enough evidence and all others clearly less: sentences that several
// announcements share (您拨打的电话 ...) count for all of them and so decide nothing. In doubt it says nothing.
package announcement

import (
	"time"
)

// Meanings: the folder that a recording lies in.
const (
	PoweredOff  = "powered_off" // 关机
	Suspended   = "suspended"   // 停机
	Vacant      = "vacant"      // 空号
	Busy        = "busy"        // 正忙, 正在通话中
	Unreachable = "unreachable" // 无法接通, 不在服务区
	NoAnswer    = "no_answer"   // 无人接听

	// What goes on ringing.
	RingbackMusic = "ringback_music" // 彩铃
	RingbackTone  = "ringback_tone"  // recognised without a recording
	CallWaiting   = "call_waiting"   // 请不要挂机，您拨打的电话正在通话中
	Voicemail     = "voicemail"      // a mailbox's greeting; also what package answered knows a machine by
	Other         = "other"          // sounds like one of the above and is none
)

// ends tells for each meaning that a recording may have whether the call is over with it.
var ends = map[string]bool{
	PoweredOff: true, Suspended: true, Vacant: true, Busy: true, Unreachable: true, NoAnswer: true,
	RingbackMusic: false, CallWaiting: false, Voicemail: false, Other: false,
}

// Verdict is what was recognised.
type Verdict struct {
	Meaning string
	File    string        // the recording that it was known by, as in the library; empty for a tone
	At      time.Duration // from the first sample heard to the decision
	Score   float64       // evidence for the meaning, in nats
	Margin  float64       // how much more that is than for any other
}

// Ends tells whether the call is over: nobody will answer, and the line can be freed. It is false for what is heard while it
// rings.
func (v Verdict) Ends() bool { return ends[v.Meaning] }
