// Package answered tells what took a call (R17): a person, an answering machine or a fax machine; and when a machine's
// greeting is over. It hears the audio from the answer on.
//
// A mistake costs differently in each direction: a machine that is taken for a person costs an agent some seconds, a person
// who is taken for a machine hears nobody and is hung up on. So a machine is only what says so: the words of a mailbox
// (recordings with the meaning voicemail), a beep after a greeting, or a talk that no caller is let into. Everything else is
// a person, as soon as there is a pause to speak in.
package answered

import (
	"time"

	"huifang/dialer/announcement"
	"huifang/dialer/announcement/front"
	"huifang/dialer/webrtc/g711"
)

// What took the call.
const (
	Person  = "person"
	Machine = "machine"
	Fax     = "fax"
	Beep    = "beep" // a machine's greeting is over: what is said now is recorded
)

// Verdict is what was found.
type Verdict struct {
	What string        // Person, Machine, Fax, Beep
	Why  string        // code: greeting, long_greeting, silence, undecided; mailbox, beep, monologue; ced, cng
	File string        // with mailbox: the recording it was known by
	At   time.Duration // from the first sample heard
}

// Config is what the detector works with.
type Config struct {
	Library *announcement.Library // its recordings of voicemail; nil: machines are known by beep and length alone
}

// Limits. The person's are those of a greeting and the pause after it in which the other is expected to speak.
const (
	frame = front.Hop * time.Second / g711.SampleRate

	shortGreeting = 1200 * time.Millisecond // 喂？ Hello?
	shortPause    = 500 * time.Millisecond
	greeting      = 3000 * time.Millisecond // 你好，请问哪位？
	pause         = 700 * time.Millisecond
	longPause     = 1500 * time.Millisecond // a beep comes sooner after a greeting
	monologue     = 11 * time.Second        // of talk without a pause of monologueGap
	monologueGap  = 1200 * time.Millisecond
	nobodySpeaks  = 8 * time.Second
	giveUp        = 25 * time.Second

	beepShortest = 120 * time.Millisecond
	beepLongest  = 1500 * time.Millisecond
	beepAfter    = 1000 * time.Millisecond // of talk
	cedTime      = 600 * time.Millisecond  // T.30: 2.6 s to 4 s of 2100 Hz
	cngShortest  = 400 * time.Millisecond  // T.30: 0.5 s of 1100 Hz, every 3.5 s
	cngLongest   = 600 * time.Millisecond
)

// Detector hears one call. It is used by one goroutine.
type Detector struct {
	listener  *announcement.Listener
	extractor *front.Extractor

	now     time.Duration
	talk    time.Duration // of speech
	began   time.Duration // when the talk since the last monologueGap began
	quiet   time.Duration // since speech was heard last
	run     int           // frames of speech in a row
	spoke   bool          // somebody has
	tone    tone
	calling int // CNG tones

	decided string
	beeped  bool
	next    []Verdict
}

// tone is the pure tone that is being heard.
type tone struct {
	hz   float64 // 0: none
	last time.Duration
}

// New begins at the answer.
func New(c Config) *Detector {
	d := &Detector{}
	if c.Library != nil {
		d.listener = c.Library.Listener(announcement.Voicemail)
	}
	d.extractor = front.NewExtractor(nil, d.sound)
	return d
}

// Hear takes the next audio (PCMU, 8000 Hz, any length) and returns true when something was found: Person, Machine or Fax
// once, and Beep once, with or after Machine. After Person and Fax there is nothing more.
func (d *Detector) Hear(payload []byte) (Verdict, bool) {
	if d.decided == Person || d.decided == Fax || d.beeped && len(d.next) == 0 {
		return Verdict{}, false
	}
	d.extractor.WriteLaw(payload)
	if d.listener != nil && d.decided == "" {
		if v, ok := d.listener.Hear(payload); ok && v.Meaning == announcement.Voicemail {
			d.decide(Machine, "mailbox", v.File)
		}
	}
	if len(d.next) == 0 {
		return Verdict{}, false
	}
	v := d.next[0]
	d.next = d.next[1:]
	return v, true
}

func (d *Detector) decide(what, why, file string) {
	if d.decided == "" {
		d.decided = what
		d.next = append(d.next, Verdict{What: what, Why: why, File: file, At: d.now})
	}
}

// sound takes 20 ms.
func (d *Detector) sound(s front.Sound) {
	d.now += frame
	d.hearTone(s)
	if s.Speech {
		d.run++
	} else {
		d.run = 0
	}
	// A click is no speech: two frames begin it.
	if d.run >= 2 {
		if !d.spoke || d.quiet >= monologueGap {
			d.began = d.now
		}
		d.spoke = true
		d.talk += frame
		d.quiet = 0
	} else {
		d.quiet += frame
	}
	if d.decided != "" || d.tone.hz != 0 {
		return
	}
	said := d.now - d.quiet - d.began // with its short pauses
	switch {
	case !d.spoke:
		if d.now >= nobodySpeaks {
			d.decide(Person, "silence", "")
		}
	case said >= monologue:
		d.decide(Machine, "monologue", "")
	case said <= shortGreeting && d.quiet >= shortPause, said <= greeting && d.quiet >= pause:
		d.decide(Person, "greeting", "")
	case d.quiet >= longPause:
		d.decide(Person, "long_greeting", "")
	case d.now >= giveUp:
		d.decide(Person, "undecided", "")
	}
}

// hearTone follows a pure tone from begin to end.
func (d *Detector) hearTone(s front.Sound) {
	t := &d.tone
	if s.Tone != 0 && (t.hz == 0 || near(s.Tone, t.hz, 25)) {
		if t.hz == 0 {
			*t = tone{hz: s.Tone}
		}
		t.hz += 0.2 * (s.Tone - t.hz)
		t.last += frame
		if near(t.hz, 2100, 20) && t.last >= cedTime {
			d.decide(Fax, "ced", "")
		}
		return
	}
	ended := *t
	*t = tone{}
	if s.Tone != 0 {
		*t = tone{hz: s.Tone, last: frame}
	}
	if ended.hz == 0 {
		return
	}
	if near(ended.hz, 1100, 20) && ended.last >= cngShortest && ended.last <= cngLongest {
		if d.calling++; d.calling == 2 || !d.spoke {
			d.decide(Fax, "cng", "")
		}
		if d.decided == Fax {
			return
		}
	}
	if d.isBeep(ended) {
		d.decide(Machine, "beep", "")
		if d.decided == Machine && !d.beeped {
			d.beeped = true
			d.next = append(d.next, Verdict{What: Beep, Why: "beep", At: d.now})
		}
	}
}

// isBeep tells whether a tone that has ended is a machine's, and not a ring-back tone of a switchboard that transfers the call.
func (d *Detector) isBeep(t tone) bool {
	ringback := t.hz > 443 && t.hz < 485 && t.last >= 350*time.Millisecond
	return d.talk >= beepAfter && t.last >= beepShortest && t.last <= beepLongest && t.hz >= 300 && t.hz <= 2500 && !ringback
}

func near(hz, what, within float64) bool { return hz > what-within && hz < what+within }
