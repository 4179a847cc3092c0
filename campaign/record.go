package campaign

import (
	"slices"
	"strings"
	"time"

	"huifang/dialer"
)

// RecordWithin is how long after the call the agent has to finish its record (R24).
const RecordWithin = 24 * time.Hour

// RecordState says how a record of a call stands.
type RecordState string

// The states of a record. The first two lack the agent's disposition.
const (
	RecordOpen     RecordState = "open"
	RecordOverdue  RecordState = "overdue"
	RecordComplete RecordState = "complete" // finished in time
	RecordLate     RecordState = "late"     // finished, but after it was due
)

// StateOfRecord is the state at now of a record that was due and finished (nil: not yet) at the given times. What is finished at the
// very moment when it is due is in time.
func StateOfRecord(due time.Time, finished *time.Time, now time.Time) RecordState {
	switch {
	case finished == nil && now.After(due):
		return RecordOverdue
	case finished == nil:
		return RecordOpen
	case finished.After(due):
		return RecordLate
	}
	return RecordComplete
}

// What a record may lack; a required question without an answer is "answer:" and its id.
const (
	LacksDisposition = "disposition"
	LacksAnswer      = "answer:"
	LacksRecording   = "recording"
)

// RecordLacks names what is missing in a record. Answers are missing while the record is not finished, and after that when it was
// finished as completed, which only their presence allows (R14); a refusal needs none. A recording is missing when the call's audio
// was lost, which nobody can make good. A note is never required.
func RecordLacks(finished bool, effect string, required []string, answers map[string]string, audioLost bool) []string {
	lacks := []string{}
	if !finished {
		lacks = append(lacks, LacksDisposition)
	}
	if !finished || effect == "complete" {
		for _, id := range required {
			if strings.TrimSpace(answers[id]) == "" {
				lacks = append(lacks, LacksAnswer+id)
			}
		}
	}
	if audioLost {
		lacks = append(lacks, LacksRecording)
	}
	return slices.Clip(lacks)
}

// Record is the record of one answered call (回访记录表): filled by the system, finished by the agent (R24).
type Record struct {
	ID          int64       `json:"id" doc:"of the call (attempt)"`
	FollowUpID  int64       `json:"follow_up_id"`
	State       RecordState `json:"state" enum:"open,overdue,complete,late" doc:"open and overdue ones lack the agent's disposition; late was finished more than 24 h after the call"`
	Lacks       []string    `json:"lacks" doc:"disposition; answer: and the id of a required question; recording (the audio was lost)"`
	Campaign    Ref         `json:"campaign"`
	Plan        *Ref        `json:"plan,omitempty"`
	Unit        *Ref        `json:"unit,omitempty" doc:"store or department of the customer"`
	Customer    *Ref        `json:"customer,omitempty" doc:"absent for a contact of a simple list"`
	Contact     string      `json:"contact"`
	Phone       string      `json:"phone" doc:"masked unless the reader is supervisor or admin"`
	Agent       *Ref        `json:"agent,omitempty" doc:"who is to finish it, or was"`
	HeldBy      *Ref        `json:"held_by,omitempty" doc:"who held the call"`
	AnsweredAt  time.Time   `json:"answered_at"`
	EndedAt     time.Time   `json:"ended_at"`
	DueAt       time.Time   `json:"due_at"`
	FinishedAt  *time.Time  `json:"finished_at,omitempty"`
	Disposition string      `json:"disposition,omitempty"`
}

// RecordDetail is everything that is known of a record.
type RecordDetail struct {
	Record
	Purpose        string                  `json:"purpose"`
	Type           string                  `json:"type,omitempty" doc:"code of the follow-up type"`
	Questions      []dialer.ScreenQuestion `json:"questions"`
	Answers        map[string]string       `json:"answers" doc:"by question id"`
	Note           string                  `json:"note"`
	FinishedBy     *Ref                    `json:"finished_by,omitempty"`
	CallbackAt     *time.Time              `json:"callback_at,omitempty"`
	PlannedFor     *time.Time              `json:"planned_for,omitempty" doc:"day of the plan"`
	FollowUpState  string                  `json:"follow_up_state" enum:"waiting,live,wrapup,completed,exhausted,cancelled"`
	FollowUpReason string                  `json:"follow_up_reason,omitempty"`
	Attempts       []Attempt               `json:"attempts" doc:"every dial of the follow-up, first one first"`
}

// RecordFigures counts records by state.
type RecordFigures struct {
	Open     int `json:"open"`
	Overdue  int `json:"overdue"`
	Complete int `json:"complete"`
	Late     int `json:"late"`
}
