package campaign

import (
	"strconv"
	"strings"
	"time"

	"huifang/campaign/field"
	"huifang/campaign/phone"
)

// Category is what customers call a queue for (R19).
type Category string

// The categories of queues.
const (
	PreSales   Category = "pre_sales"
	AfterSales Category = "after_sales"
	Complaint  Category = "complaint"
	Alarm      Category = "alarm"
)

// QueueSettings is what a queue of the hotline (热线队列) has beside the settings of its campaign, which has mode inbound.
type QueueSettings struct {
	Category     Category `json:"category" enum:"pre_sales,after_sales,complaint,alarm"`
	Numbers      []string `json:"numbers" maxItems:"50" doc:"numbers that customers call (DIDs), as the trunk delivers them; each belongs to one queue"`
	HeadStartS   int      `json:"head_start_s" minimum:"0" maximum:"3600" doc:"seconds: its callers count as if they had waited so much longer than those of other queues"`
	Language     string   `json:"language" enum:",mandarin,cantonese" doc:"of callers of whom no language is known; empty: any agent"`
	LastAgentS   int      `json:"last_agent_s" minimum:"0" maximum:"60" doc:"seconds that a returning customer waits for the agent who called him while that one is busy"`
	MaxWaiting   int      `json:"max_waiting" minimum:"0" maximum:"1000" doc:"callers who wait at once"`
	MaxWaitS     int      `json:"max_wait_s" minimum:"10" maximum:"7200"`
	AnnounceS    int      `json:"announce_s" minimum:"0" maximum:"600" doc:"seconds between announcements of the position, at least 10; 0: none"`
	Overflow     string   `json:"overflow" enum:"message,callback,hang_up" doc:"when too many wait, one has waited too long, or nobody is signed in"`
	Closed       string   `json:"closed" enum:"message,hang_up" doc:"outside the window"`
	Offer        bool     `json:"offer" doc:"who waits may press 1 to be called back, 2 to leave a message"`
	MessageMaxS  int      `json:"message_max_s" minimum:"10" maximum:"300"`
	Greeting     string   `json:"greeting" maxLength:"100" doc:"prompt that everybody hears first; empty: none"`
	ClosedPrompt string   `json:"closed_prompt" maxLength:"100" doc:"prompt outside the window; empty: the built-in one"`
	English      bool     `json:"english" doc:"what the queue says by itself (position, message after the tone ...) is said in English too"`
}

// DefaultQueue is what a new queue of a category begins with.
func DefaultQueue(c Category) QueueSettings {
	head := map[Category]int{PreSales: 0, AfterSales: 30, Complaint: 60, Alarm: 600}
	return QueueSettings{Category: c, Numbers: []string{}, HeadStartS: head[c], LastAgentS: 10, MaxWaiting: 20, MaxWaitS: 300, AnnounceS: 30,
		Overflow: "message", Closed: "message", Offer: true, MessageMaxS: 120}
}

// Codes of what may be wrong with a queue, beside those of a campaign.
const (
	CodeDIDBad       = "did_bad"
	CodeDIDTaken     = "did_taken"
	CodeAnnounceBad  = "announce_too_often"
	minAnnouncements = 10 // seconds
)

// Check returns what is wrong with the settings; ranges are the schema's. Numbers become what they are compared as.
func (q *QueueSettings) Check(region string) field.Errors {
	var errs field.Errors
	seen := map[string]bool{}
	numbers := []string{}
	for i, n := range q.Numbers {
		at := "/numbers/" + strconv.Itoa(i)
		did, ok := DID(n, region)
		switch {
		case !ok:
			errs.Add(CodeDIDBad, at, "a number has 3 to 20 digits")
		case seen[did]:
			errs.Add(CodeDuplicate, at, "this number is named twice")
		default:
			numbers = append(numbers, did)
		}
		seen[did] = true
	}
	if q.AnnounceS > 0 && q.AnnounceS < minAnnouncements {
		errs.Add(CodeAnnounceBad, "/announce_s", "not more often than every %d s", minAnnouncements)
	}
	if len(errs) == 0 {
		q.Numbers = numbers
	}
	return errs
}

// DID gives a number that customers call the one form in which it is stored and compared, however a trunk or a person writes it:
// E.164 where it is a number of the region, else its digits.
func DID(raw, region string) (string, bool) {
	if n, err := phone.Normalise(raw, region); err == nil {
		return n.E164, true
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(raw))
	if phone.CallerID(digits) != nil {
		return "", false
	}
	return digits, true
}

// CallerOf reads the number that a caller shows. e164 is empty when he withholds it, or when it is none that may be called
// back; shown is what may be shown and stored of it in any case. allow are further regions whose numbers may be called.
func CallerOf(raw, region string, allow ...string) (e164, shown string) {
	shown = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, raw)
	shown = shown[:min(len(shown), 32)]
	if n, err := phone.Normalise(raw, region, allow...); err == nil {
		return n.E164, shown
	}
	return "", shown
}

// Queue is a queue of the hotline as it is read.
type Queue struct {
	Campaign
	QueueSettings
}

// HotlineDay sums up the calls to a queue since local midnight.
type HotlineDay struct {
	Offered    int `json:"offered" doc:"calls within the window"`
	Answered   int `json:"answered" doc:"of these, put through to an agent"`
	InTime     int `json:"in_time" doc:"of these, within 20 s of their arrival"`
	Missed     int `json:"missed" doc:"of offered: neither put through nor a message; those who gave up within 5 s are left out of offered and missed"`
	Messages   int `json:"messages" doc:"left, also out of hours"`
	AfterHours int `json:"after_hours" doc:"calls outside the window"`
	WaitMS     int `json:"wait_ms" doc:"mean time from arrival to the agent"`
	PickupMS   int `json:"pickup_ms" doc:"mean time for which the caller heard it ring"`
}

// The limits that HotlineDay counts by.
const (
	ServiceLevel = 20 * time.Second
	ShortCall    = 5 * time.Second
)

// HotlineCall is an incoming call that nobody took: missed, or a message.
type HotlineCall struct {
	ID         int64      `json:"id" doc:"of the attempt"`
	FollowUpID int64      `json:"follow_up_id"`
	Queue      Ref        `json:"queue"`
	Category   Category   `json:"category" enum:"pre_sales,after_sales,complaint,alarm"`
	At         time.Time  `json:"at"`
	EndedAt    time.Time  `json:"ended_at"`
	Customer   string     `json:"customer"`
	Phone      string     `json:"phone" doc:"empty: withheld, or none that can be called back"`
	Number     string     `json:"number" doc:"that was called"`
	Outcome    string     `json:"outcome" enum:"missed,message"`
	Reason     string     `json:"reason,omitempty" doc:"why nobody took it: closed, full, nobody, max_wait, callback (asked for by key), message (by key); empty: the caller hung up"`
	Message    *Recording `json:"message,omitempty"`
	Callback   Called     `json:"callback"`
}

// VoiceMessage is a message as the agent sees it who calls back.
type VoiceMessage struct {
	ID         int64     `json:"id" doc:"of the call"`
	At         time.Time `json:"at"`
	DurationMS int64     `json:"duration_ms"`
}

// Called says what has become of the callback of a call that nobody took.
type Called struct {
	State  string     `json:"state" enum:"waiting,live,done,not_reached,none"`
	Reason string     `json:"reason,omitempty" doc:"none: no_number, do_not_call, callback_waiting (one for the same number is waiting already), called_again ...; not_reached: as of the follow-up"`
	DueAt  *time.Time `json:"due_at,omitempty"`
	Agent  *Ref       `json:"agent,omitempty" doc:"only this agent makes it"`
}

// Reasons of follow-ups of the hotline.
const (
	ReasonNoNumber        = "no_number"        // the caller cannot be called back
	ReasonCallbackWaiting = "callback_waiting" // one for the same number and queue is waiting already
	ReasonCalledAgain     = "called_again"     // he was reached when he called again
)

// Department is an entry of the directory (部门通讯录): whom to transfer a call to that is out of scope (R19).
type Department struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Number   string `json:"number" doc:"as dialled for a transfer"`
	Hours    string `json:"hours" doc:"as said to customers"`
	Purpose  string `json:"purpose" doc:"what it is for"`
	Position int    `json:"position" doc:"order in the list"`
}
