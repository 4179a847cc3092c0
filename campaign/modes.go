package campaign

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"huifang/campaign/field"
	"huifang/dialer"
	"huifang/dialer/call"
)

// ModeSettings is what a campaign has decided for each dialling mode (R16). All of it is kept whatever the mode is, so that
// switching back finds it again.
type ModeSettings struct {
	Predictive PredictiveSettings `json:"predictive"`
	Preview    PreviewSettings    `json:"preview"`
	Notice     NoticeSettings     `json:"notice" doc:"of mode agentless"`
	Detection  DetectionSettings  `json:"detection"`
}

// PredictiveSettings is for the mode predictive.
type PredictiveSettings struct {
	AbandonCap float64 `json:"abandon_cap" minimum:"0.001" maximum:"0.1" doc:"abandoned / (abandoned + handed to an agent) at most, in a calendar day and in 24 hours; above 0.03 by an admin only"`
	Prompt     string  `json:"prompt" maxLength:"100" doc:"played to a person who answered and got no agent within 2 s"`
}

// PreviewSettings is for the mode preview.
type PreviewSettings struct {
	TimeoutS int          `json:"timeout_s" minimum:"5" maximum:"600" doc:"how long the agent may look at the customer before the dial"`
	Then     string       `json:"then" enum:"dial,skip" doc:"what happens when that time is over"`
	Reasons  []SkipReason `json:"reasons" maxItems:"12" doc:"for which an agent may skip the customer"`
}

// SkipReason is why an agent skips a customer, and what becomes of the follow-up. It keeps its count of attempts (I3).
type SkipReason struct {
	Code    string `json:"code" pattern:"^[a-z][a-z0-9_]{0,29}$"`
	LabelZH string `json:"label_zh" minLength:"1" maxLength:"40"`
	LabelEN string `json:"label_en" minLength:"1" maxLength:"40"`
	Action  string `json:"action" enum:"later,other_agent,end" doc:"later: again after delay_s; other_agent: at once, for another agent, and cancelled when all have passed it on; end: cancelled"`
	DelayS  int    `json:"delay_s" minimum:"0" maximum:"2592000" doc:"later: seconds"`
}

// The actions of a SkipReason.
const (
	SkipLater = "later"
	SkipOther = "other_agent"
	SkipEnd   = "end"
)

// SkipTimeout is the reason of a preview that ran out, beside those of the campaign; the customer is shown again later.
const SkipTimeout = "timeout"

// NoticeSettings is for the mode agentless: a notice is played to whoever answers.
type NoticeSettings struct {
	Prompt   string            `json:"prompt" maxLength:"100" doc:"what is played"`
	MaxCalls int               `json:"max_calls" minimum:"1" maximum:"1000" doc:"live calls of the campaign at once, over all nodes"`
	Plays    int               `json:"plays" minimum:"1" maximum:"5" doc:"how often the notice may be heard: once, and again by key"`
	Keys     map[string]string `json:"keys" doc:"digit to repeat, confirm, agent, do_not_call or end"`
	Done     string            `json:"done" enum:"heard,confirmed" doc:"what completes the follow-up: the notice was played to its end, or confirmed by key"`
}

// What completes the follow-up of a notice.
const (
	NoticeHeard     = "heard"
	NoticeConfirmed = "confirmed"
)

// DetectionSettings says what is listened for (R17).
type DetectionSettings struct {
	EarlyMedia bool   `json:"early_media" doc:"recognise announcements before the answer: powered off, suspended, vacant ..."`
	Machine    string `json:"machine" enum:"off,hang_up,message,agent" doc:"what becomes of a call that a machine answers; off: nothing listens"`
	Prompt     string `json:"prompt" maxLength:"100" doc:"machine = message: left after the beep; of a notice the notice itself is"`
}

// machineOff is call.NoDetection in the settings.
const machineOff = "off"

const (
	// DefaultAbandonCap is the highest abandoned rate that a supervisor may choose; more is an admin's decision.
	DefaultAbandonCap = 0.03
	// AbandonedRest is how long the number of an abandoned call is dialled only for an agent who is reserved for it.
	AbandonedRest = 72 * time.Hour
	// DefaultSkipDelay is after which time a customer is shown again who was skipped without a delay of its own.
	DefaultSkipDelay = 10 * time.Minute
)

// DefaultModeSettings is what a campaign begins with.
func DefaultModeSettings() ModeSettings {
	return ModeSettings{
		Predictive: PredictiveSettings{AbandonCap: DefaultAbandonCap, Prompt: "shipped:abandoned-zh"},
		Preview: PreviewSettings{TimeoutS: 60, Then: "dial", Reasons: []SkipReason{
			{"not_now", "现在不合适", "Not a good moment", SkipLater, 30 * 60},
			{"other_agent", "应由同事回访", "For a colleague", SkipOther, 0},
			{"not_needed", "无需回访", "No need to call", SkipEnd, 0},
		}},
		Notice: NoticeSettings{MaxCalls: 10, Plays: 2, Done: NoticeHeard,
			Keys: map[string]string{"1": string(call.KeyConfirm), "2": string(call.KeyRepeat), "9": string(call.KeyDoNotCall)}},
		Detection: DetectionSettings{EarlyMedia: true, Machine: machineOff},
	}
}

// ReadModeSettings reads the stored form; an empty one is the defaults.
func ReadModeSettings(raw []byte) (ModeSettings, error) {
	if s := strings.TrimSpace(string(raw)); s == "" || s == "{}" {
		return DefaultModeSettings(), nil
	}
	var m ModeSettings
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fmt.Errorf("mode settings: %w", err)
	}
	return m, nil
}

// Prompts are the prompts that the settings name, by JSON pointer.
func (m ModeSettings) Prompts() map[string]string {
	out := map[string]string{}
	for at, id := range map[string]string{"/predictive/prompt": m.Predictive.Prompt, "/notice/prompt": m.Notice.Prompt, "/detection/prompt": m.Detection.Prompt} {
		if id != "" {
			out[at] = id
		}
	}
	return out
}

// Codes of what may be wrong with mode settings, stable for translation.
const (
	CodePromptRequired = "prompt_required"
	CodeCapTooHigh     = "abandon_cap_too_high"
	CodeKeyBad         = "key_bad"
	CodeConfirmKey     = "confirm_key_required"
	CodeDelayRequired  = "delay_required"
	CodeDuplicate      = "duplicate"
	CodeReserved       = "reserved"
	CodeMachineAgent   = "machine_needs_agent"
)

var (
	noticeDigit   = regexp.MustCompile(`^[0-9*#]$`)
	noticeActions = []string{string(call.KeyRepeat), string(call.KeyConfirm), string(call.KeyAgent), string(call.KeyDoNotCall), string(call.KeyEnd)}
)

// Validate returns what is wrong with the settings when mode is to be used; the ranges are the schema's. Prompts are only
// looked at for being there.
func (m ModeSettings) Validate(mode dialer.Mode) field.Errors {
	var errs field.Errors
	for i, r := range m.Preview.Reasons {
		at := fmt.Sprintf("/preview/reasons/%d", i)
		if slices.ContainsFunc(m.Preview.Reasons[:i], func(o SkipReason) bool { return o.Code == r.Code }) {
			errs.Add(CodeDuplicate, at+"/code", "this code is used twice")
		}
		if r.Code == SkipTimeout {
			errs.Add(CodeReserved, at+"/code", "%q is said when the time is over", SkipTimeout)
		}
		if r.Action == SkipLater && r.DelayS < 1 {
			errs.Add(CodeDelayRequired, at+"/delay_s", "at least one second")
		}
	}
	confirm, agent := false, false
	for _, digit := range slices.Sorted(maps.Keys(m.Notice.Keys)) {
		action := m.Notice.Keys[digit]
		confirm, agent = confirm || action == string(call.KeyConfirm), agent || action == string(call.KeyAgent)
		if !noticeDigit.MatchString(digit) {
			errs.Add(CodeKeyBad, "/notice/keys/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(digit), "a key is one of 0 to 9, * and #")
		} else if !slices.Contains(noticeActions, action) {
			errs.Add(CodeKeyBad, "/notice/keys/"+digit, "must be one of %s", strings.Join(noticeActions, ", "))
		}
	}
	switch mode {
	case dialer.Predictive:
		if m.Predictive.Prompt == "" {
			errs.Add(CodePromptRequired, "/predictive/prompt", "who answered and gets no agent has to hear something")
		}
	case dialer.Agentless:
		if m.Notice.Prompt == "" {
			errs.Add(CodePromptRequired, "/notice/prompt", "there is nothing to be played")
		}
		if m.Notice.Done == NoticeConfirmed && !confirm {
			errs.Add(CodeConfirmKey, "/notice/keys", "no key confirms, so nothing would ever be completed")
		}
		if m.Detection.Machine == string(call.AgentMachine) && !agent {
			errs.Add(CodeMachineAgent, "/detection/machine", "no agent takes part in this campaign")
		}
	case dialer.Manual, dialer.Preview, dialer.Progressive, dialer.Inbound:
	}
	// A notice is itself the message, and who dials by hand hears for himself.
	if m.Detection.Machine == string(call.MessageMachine) && m.Detection.Prompt == "" && mode != dialer.Agentless && mode != dialer.Manual {
		errs.Add(CodePromptRequired, "/detection/prompt", "there is nothing to be left on the machine")
	}
	return errs
}

// Policy is what the calls of a campaign in a mode are told.
func (m ModeSettings) Policy(mode dialer.Mode) dialer.Policy {
	p := dialer.Policy{Mode: mode, Listen: m.Detection.EarlyMedia}
	if m.Detection.Machine != machineOff {
		p.Machine = call.MachinePolicy(m.Detection.Machine)
	}
	p.Prompts.Machine = m.Detection.Prompt
	if p.Machine == call.MessageMachine && p.Prompts.Machine == "" && mode != dialer.Agentless { // promised calls of a notice's campaign
		p.Machine = call.HangUpMachine
	}
	// For who answered and gets nobody, and in every mode for who was transferred and taken by nobody.
	p.Prompts.Abandoned = m.Predictive.Prompt
	switch mode {
	case dialer.Preview:
		p.Preview, p.PreviewDial = time.Duration(m.Preview.TimeoutS)*time.Second, m.Preview.Then != "skip"
	case dialer.Agentless:
		p.Prompts.Notice, p.Repeat = m.Notice.Prompt, m.Notice.Plays
		p.Prompts.Machine = m.Notice.Prompt
		p.Keys = map[string]call.KeyAction{}
		for digit, action := range m.Notice.Keys {
			p.Keys[digit] = call.KeyAction(action)
		}
	case dialer.Manual:
		p.Machine = call.NoDetection // the agent dials, and hears for himself
	case dialer.Progressive, dialer.Predictive, dialer.Inbound:
	}
	return p
}

// NeedsAgents tells whether a mode places calls for agents only.
func NeedsAgents(m dialer.Mode) bool { return m != dialer.Agentless }

// Alone tells whether a mode dials without an agent being reserved for each call.
func Alone(m dialer.Mode) bool { return m == dialer.Predictive || m == dialer.Agentless }

// ByHand tells whether nothing is dialled by itself in a mode.
func ByHand(m dialer.Mode) bool { return m == dialer.Manual }

// NoticeResult says what became of a notice that was answered: the customer's keys, in their order, and whether it was played
// to its end.
type NoticeResult struct {
	Done      bool   // the follow-up is completed
	Reason    string // why: notice_delivered, notice_confirmed; not done: notice_not_heard, notice_not_confirmed
	DoNotCall bool   // the customer asked not to be called any more
}

// Reasons of a NoticeResult.
const (
	ReasonNoticeDelivered    = "notice_delivered"
	ReasonNoticeConfirmed    = "notice_confirmed"
	ReasonNoticeNotHeard     = "notice_not_heard"
	ReasonNoticeNotConfirmed = "notice_not_confirmed"
)

// LeadsToAgent tells whether a key of the notice brings an agent.
func (n NoticeSettings) LeadsToAgent() bool {
	return slices.Contains(slices.Collect(maps.Values(n.Keys)), string(call.KeyAgent))
}

// Result judges an answered notice.
func (n NoticeSettings) Result(heard bool, keys string) NoticeResult {
	pressed := func(a call.KeyAction) bool {
		return strings.ContainsFunc(keys, func(r rune) bool { return n.Keys[string(r)] == string(a) })
	}
	r := NoticeResult{DoNotCall: pressed(call.KeyDoNotCall)}
	switch {
	case pressed(call.KeyConfirm): // who confirms has heard it
		r.Done, r.Reason = true, ReasonNoticeConfirmed
	case n.Done == NoticeConfirmed:
		r.Reason = ReasonNoticeNotConfirmed
	case heard:
		r.Done, r.Reason = true, ReasonNoticeDelivered
	default:
		r.Reason = ReasonNoticeNotHeard
	}
	return r
}

// SkipReasonOf finds the reason that an agent gave; the time that ran out and codes that are gone count as later.
func (p PreviewSettings) SkipReasonOf(code string) SkipReason {
	for _, r := range p.Reasons {
		if r.Code == code {
			return r
		}
	}
	return SkipReason{Code: code, Action: SkipLater, DelayS: int(DefaultSkipDelay / time.Second)}
}

// SkippedPrefix begins the detail of an attempt that ended because the agent skipped the customer; the reason's code follows.
const SkippedPrefix = "skipped:"
