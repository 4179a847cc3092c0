// Package campaign holds the words of the follow-up engine: contact lists, campaigns, follow-ups, attempts,
// dispositions and recordings as they are read and shown. The rules are in its sub-packages (window, retry, phone,
// intake) and in [Assess]; the SQL is in campaign/store. The json and doc tags are the public API's words too.
package campaign

import (
	"encoding/json"
	"time"

	"huifang/campaign/retry"
	"huifang/campaign/window"
	"huifang/dialer"
)

// State is the state of a campaign.
type State string

// The states of a campaign: draft -> running <-> paused -> stopped; running -> finished when nothing is left to do.
const (
	Draft    State = "draft"
	Running  State = "running"
	Paused   State = "paused"
	Stopped  State = "stopped"  // by a supervisor; what was waiting is cancelled
	Finished State = "finished" // every follow-up has ended
)

// Ref names another object.
type Ref struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// Settings is what a supervisor decides about a campaign.
type Settings struct {
	Name         string
	Purpose      string // shown to the agent (R9)
	Mode         dialer.Mode
	Modes        ModeSettings
	Trunk        string
	CallerID     string // empty: the trunk's first
	ListID       *int64
	AgentIDs     []int64
	Window       window.Window
	Retry        retry.Policy
	RingTimeoutS int    // seconds
	WrapUpS      int    // seconds allowed for the disposition
	TypeCode     string // follow-up type with the questions; empty: none
	TrainedOnly  bool   // only agents who have the type as a skill get its calls (R35); needs TypeCode
}

// Campaign is a running batch of follow-ups, made from a list (活动).
type Campaign struct {
	Settings
	ID        int64
	State     State
	ListName  string
	Agents    []Ref   // active ones first by name; AgentIDs has the same in the same order
	Pool      []int64 // who of them can get its calls: active, with the skill that it asks for (R35)
	Version   int     // grows with each change; for If-Match
	CreatedAt time.Time
	StartedAt *time.Time
	EndedAt   *time.Time
	Counts    Counts
}

// Counts says where the follow-ups of a campaign are.
// Waiting+Live+WrapUp+Completed+Exhausted+Cancelled = Total; Due is a part of Waiting.
type Counts struct {
	Total     int `json:"total"`
	Waiting   int `json:"waiting" doc:"also those that a paused plan holds back"`
	Due       int `json:"due" doc:"the part of waiting whose time has come"`
	Live      int `json:"live" doc:"an attempt is under way"`
	WrapUp    int `json:"wrapup" doc:"reached; the agent's disposition is missing"`
	Completed int `json:"completed"`
	Exhausted int `json:"exhausted" doc:"not reached within the retry limit"`
	Cancelled int `json:"cancelled"`
}

// List is an imported contact list (R3).
type List struct {
	ID          int64     `json:"id"`
	Name        string    `json:"name"`
	FileName    string    `json:"file_name"`
	Encoding    string    `json:"encoding" doc:"text encoding that was recognised, e.g. UTF-8, UTF-8-BOM, GB18030"`
	Columns     []string  `json:"columns" doc:"further columns, in file order"`
	RowsTotal   int       `json:"rows_total" doc:"rows_taken + rows_refused"`
	RowsTaken   int       `json:"rows_taken"`
	RowsRefused int       `json:"rows_refused"`
	CreatedAt   time.Time `json:"created_at"`
	CreatedBy   string    `json:"created_by"`
	UsedBy      []string  `json:"used_by" doc:"names of the campaigns made from this list"`
}

// Contact is one accepted row of a list.
type Contact struct {
	ID    int64       `json:"id"`
	Line  int         `json:"line" doc:"physical line in the file, from 1"`
	Name  string      `json:"name"`
	Phone string      `json:"phone" doc:"E.164"`
	Extra [][2]string `json:"extra" doc:"[column, value] pairs, in file order"`
}

// ListError is one refused row of a list, or a reason why one was refused.
type ListError struct {
	Seq    int    `json:"-"`
	Line   int    `json:"line" doc:"physical line in the file, from 1"`
	Field  string `json:"field"`
	Value  string `json:"value"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// FollowUp is one customer to be reached once for a campaign, as a supervisor sees it.
type FollowUp struct {
	ID            int64     `json:"id"`
	Name          string    `json:"name"`
	Phone         string    `json:"phone"`
	State         string    `json:"state" enum:"waiting,paused,live,wrapup,completed,exhausted,cancelled" doc:"paused: by its plan"`
	Reason        string    `json:"reason,omitempty" doc:"why it ended"`
	DueAt         time.Time `json:"due_at"`
	Attempts      int       `json:"attempts"`
	LastOutcome   string    `json:"last_outcome,omitempty"`
	IsCallback    bool      `json:"is_callback" doc:"due_at was agreed with the customer"`
	CallbackAgent *Ref      `json:"callback_agent,omitempty" doc:"only this agent makes the callback"`
}

// Callback is a callback that waits for one agent.
type Callback struct {
	FollowUpID int64     `json:"follow_up_id"`
	Campaign   Ref       `json:"campaign"`
	Customer   string    `json:"customer"`
	Phone      string    `json:"phone" doc:"masked"`
	DueAt      time.Time `json:"due_at"`
	Note       string    `json:"note,omitempty" doc:"what the agent wrote when it was agreed"`
	Running    bool      `json:"running" doc:"false: the campaign is not running now, so the callback is not dialled"`
}

// Disposition is a business label that an agent gives to an answered attempt (R5).
type Disposition struct {
	Code    string `json:"code"`
	LabelZH string `json:"label_zh"`
	LabelEN string `json:"label_en"`
	Effect  string `json:"effect" enum:"complete,retry,callback,do_not_call,end" doc:"what becomes of the follow-up"`
}

// Recording is one part of the audio of an answered attempt (I6, R29).
type Recording struct {
	ID         int64      `json:"id"`
	Part       int        `json:"part" doc:"from 1; more than one when the service was restarted during the call"`
	State      string     `json:"state" enum:"expected,recording,complete,partial,missing"`
	Reason     string     `json:"reason,omitempty" doc:"why partial or missing"`
	StartedAt  *time.Time `json:"started_at,omitempty"`
	DurationMS int64      `json:"duration_ms"`
	Bytes      int64      `json:"bytes"`
	SHA256     string     `json:"sha256,omitempty"`
	LostFrames int64      `json:"lost_frames" doc:"20 ms frames that could not be stored"`
}

// Attempt is one dial for a follow-up, as a search shows it.
type Attempt struct {
	ID          int64       `json:"id"`
	FollowUpID  int64       `json:"follow_up_id"`
	Campaign    Ref         `json:"campaign"`
	Customer    string      `json:"customer"`
	Phone       string      `json:"phone" doc:"masked unless the reader is supervisor or admin"`
	Agent       *Ref        `json:"agent,omitempty"`
	Trunk       string      `json:"trunk"`
	State       string      `json:"state" enum:"claimed,armed,dialled,ringing,answered,talking,ended"`
	ClaimedAt   time.Time   `json:"claimed_at"`
	AnsweredAt  *time.Time  `json:"answered_at,omitempty"`
	EndedAt     *time.Time  `json:"ended_at,omitempty"`
	Direction   string      `json:"direction" enum:"out,in" doc:"in: the customer called us (R19)"`
	WaitMS      *int64      `json:"wait_ms,omitempty" doc:"in: from the arrival to the agent, or to the end"`
	RingMS      *int64      `json:"ring_ms,omitempty" doc:"dialled to answered, or to ended when never answered; absent when not dialled"`
	TalkMS      *int64      `json:"talk_ms,omitempty" doc:"answered to ended; absent when not answered or not ended"`
	HoldMS      int64       `json:"hold_ms"`
	WrapUpMS    *int64      `json:"wrap_up_ms,omitempty" doc:"ended to disposition; absent while there is none"`
	Outcome     string      `json:"outcome,omitempty" doc:"what the network did; absent while the attempt lives"`
	Disposition string      `json:"disposition,omitempty" doc:"code of the agent's label"`
	HungUpBy    string      `json:"hung_up_by,omitempty" enum:"customer,agent,system" doc:"who hung up first (R20)"`
	Cause       *int        `json:"cause,omitempty" doc:"Q.850 cause"`
	SIPCode     *int        `json:"sip_code,omitempty" doc:"final SIP response"`
	Recordings  []Recording `json:"recordings" db:"-"`
}

// AttemptDetail is an attempt with its timeline and what the agent wrote.
type AttemptDetail struct {
	Attempt
	CallerID     string          `json:"caller_id" doc:"number that was shown; direction in: that was called"`
	Node         string          `json:"node"`
	EndDetail    string          `json:"end_detail,omitempty"`
	CancelReason string          `json:"cancel_reason,omitempty"`
	Note         string          `json:"note,omitempty"`
	DisposedBy   *Ref            `json:"disposed_by,omitempty"`
	DisposedAt   *time.Time      `json:"disposed_at,omitempty"`
	CallbackAt   *time.Time      `json:"callback_at,omitempty"`
	Mode         dialer.Mode     `json:"mode" enum:"manual,preview,progressive,predictive,agentless,inbound" doc:"of the call; the campaign's may have changed since"`
	Heard        bool            `json:"heard" doc:"of a notice: it was played to its end"`
	Keys         []PressedKey    `json:"keys" doc:"that the customer pressed while a notice was played or while he waited, in their order"`
	CustomerID   int64           `json:"customer_id,omitempty" doc:"whose file it is; absent: the person has none"`
	Erased       bool            `json:"erased" doc:"what was known of the person has been deleted"`
	Timeline     []TimelineEvent `json:"timeline"`
}

// PressedKey is a key that a customer pressed.
type PressedKey struct {
	Key   string `json:"key"`
	Means string `json:"means,omitempty" enum:"repeat,confirm,agent,do_not_call,end" doc:"of a notice: by the campaign's settings as they are now"`
}

// TimelineEvent is one step in the life of an attempt.
type TimelineEvent struct {
	Seq    int             `json:"seq"`
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"`
	Detail json.RawMessage `json:"detail"`
}

// DNC is an entry of the do-not-call list (I4).
type DNC struct {
	Phone     string    `json:"phone" doc:"E.164"`
	Reason    string    `json:"reason"`
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at"`
}

// Day sums up the attempts since local midnight for the supervisor's live picture (R34).
type Day struct {
	Attempts  int `json:"attempts" doc:"calls out"`
	Answered  int `json:"answered" doc:"of these by persons"`
	Abandoned int `json:"abandoned" doc:"answered by a person, no agent within 2 s"`
	Completed int `json:"completed" doc:"follow-ups completed"`
}
