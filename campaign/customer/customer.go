// Package customer holds the words of the customer file (R1) and the rules about its completeness and lateness. It is
// pure: the time is an argument. The json and doc tags are the public API's words too.
package customer

import (
	"slices"
	"time"

	"huifang/campaign"
)

// Segments, languages and sexes; "" is not known.
var (
	Segments  = []string{"member", "vip", "prospect", "churned"}
	Languages = []string{"mandarin", "cantonese"}
	Sexes     = []string{"m", "f"}
)

// Basics is what is known of the organisation or person itself.
type Basics struct {
	Code        string            `json:"code,omitempty" doc:"the organisation's own number, unique; absent when it has none"`
	Name        string            `json:"name"`
	Address     string            `json:"address"`
	Switchboard string            `json:"switchboard" doc:"masked for agent and qa"`
	Segment     string            `json:"segment" enum:",member,vip,prospect,churned"`
	Region      string            `json:"region"`
	UnitID      *int64            `json:"unit_id,omitempty"`
	OwnerID     *int64            `json:"owner_id,omitempty" doc:"the agent who owns the customer (R2)"`
	SignedOn    string            `json:"signed_on,omitempty" format:"date" doc:"contract; the file is due within 3 days"`
	ExpiresOn   string            `json:"expires_on,omitempty" format:"date"`
	FiledAt     *time.Time        `json:"filed_at,omitempty" doc:"taken down on paper or in another system; absent: when it was entered"`
	Notes       map[string]string `json:"notes" doc:"hobbies, family ...; empty for qa"`
	Fields      map[string]string `json:"fields" doc:"further columns of imports; expiry dates of plans under their code, e.g. insurance_expiry"`
}

// Customer is a customer as a list shows it.
type Customer struct {
	ID int64 `json:"id"`
	Basics
	Unit      *campaign.Ref `json:"unit,omitempty"`
	Owner     *campaign.Ref `json:"owner,omitempty"`
	Phone     string        `json:"phone" doc:"first number of the first contact; masked for agent and qa"`
	Contacts  int           `json:"contact_count"`
	CreatedAt time.Time     `json:"created_at" doc:"entered"`
	UpdatedAt time.Time     `json:"updated_at"`
}

// Number is one number of a contact.
type Number struct {
	Phone string `json:"phone" doc:"E.164; masked for agent and qa"`
	Label string `json:"label"`
	Bad   string `json:"bad,omitempty" doc:"why it is not dialled any more: vacant, wrong_number"`
}

// Convenient is a time of day on some days of the week at which a contact may be called, as window.Interval.
type Convenient struct {
	Weekdays []int  `json:"weekdays" doc:"1 Monday to 7 Sunday"`
	From     string `json:"from" example:"09:00" doc:"HH:MM, included"`
	To       string `json:"to" example:"11:30" doc:"HH:MM, excluded; 24:00 is the end of the day"`
}

// Person is a contact of a customer.
type Person struct {
	ID         int64        `json:"id"`
	Name       string       `json:"name"`
	Title      string       `json:"title"`
	Email      string       `json:"email"`
	Sex        string       `json:"sex" enum:",m,f"`
	Birthday   string       `json:"birthday,omitempty" format:"date"`
	Language   string       `json:"language" enum:",mandarin,cantonese"`
	Zone       string       `json:"zone" doc:"IANA; empty: the campaign's"`
	Convenient []Convenient `json:"convenient" doc:"narrows the calling window (R10); empty: any time"`
	Numbers    []Number     `json:"numbers" doc:"in the order in which they are tried"`
}

// Event is a service, purchase or project record.
type Event struct {
	ID        int64             `json:"id"`
	SourceKey string            `json:"source_key"`
	Kind      string            `json:"kind"`
	At        time.Time         `json:"at"`
	Unit      *campaign.Ref     `json:"unit,omitempty"`
	Amount    *int64            `json:"amount_cents,omitempty"`
	Title     string            `json:"title"`
	Detail    map[string]string `json:"detail"`
}

// File is all that is known of a customer (R1, R9).
type File struct {
	Customer
	People   []Person           `json:"contacts"`
	Events   []Event            `json:"events" doc:"newest first, at most 50"`
	Attempts []campaign.Attempt `json:"attempts" doc:"earlier calls, newest first, at most 20"`
	Missing  []string           `json:"missing" doc:"fields that are still to be filled in"`
	Late     []string           `json:"late" doc:"rules that were not kept: filed, entered, personal"`
}

// The fields that a complete file has. The personal ones have more time; a field of contacts is there when one contact has it.
const (
	FieldContact    = "contact"
	FieldAddress    = "address"
	FieldSegment    = "segment"
	FieldUnit       = "unit"
	FieldOwner      = "owner"
	FieldSex        = "sex"
	FieldBirthday   = "birthday"
	FieldLanguage   = "language"
	FieldConvenient = "convenient"
	FieldNotes      = "notes"
)

// The rules about lateness (R1).
const (
	LateFiled    = "filed"    // later than FileDays after the contract was signed
	LateEntered  = "entered"  // later than EnterWithin after it was filed
	LatePersonal = "personal" // a personal field is missing, or was, PersonalWithin after it was filed

	FileDays       = 3
	EnterWithin    = 24 * time.Hour
	PersonalWithin = 30 * 24 * time.Hour // "a month"
)

// BasicFields and PersonalFields are the fields of a complete file, in the order of the form.
var (
	BasicFields    = []string{FieldContact, FieldAddress, FieldSegment, FieldUnit, FieldOwner}
	PersonalFields = []string{FieldSex, FieldBirthday, FieldLanguage, FieldConvenient, FieldNotes}
	LateRules      = []string{LateFiled, LateEntered, LatePersonal}
)

// Missing returns the fields of a file that are to be filled in, in the order of [BasicFields] and [PersonalFields].
func Missing(b Basics, people []Person) []string {
	has := map[string]bool{
		FieldContact: len(people) > 0, FieldAddress: b.Address != "", FieldSegment: b.Segment != "",
		FieldUnit: b.UnitID != nil, FieldOwner: b.OwnerID != nil, FieldNotes: len(b.Notes) > 0,
	}
	for _, p := range people {
		has[FieldSex] = has[FieldSex] || p.Sex != ""
		has[FieldBirthday] = has[FieldBirthday] || p.Birthday != ""
		has[FieldLanguage] = has[FieldLanguage] || p.Language != ""
		has[FieldConvenient] = has[FieldConvenient] || len(p.Convenient) > 0
	}
	list := []string{}
	for _, field := range slices.Concat(BasicFields, PersonalFields) {
		if !has[field] {
			list = append(list, field)
		}
	}
	return list
}

// Dates are the times by which lateness is judged.
type Dates struct {
	SignedOn   *time.Time // a day, in whatever zone; nil: no contract
	FiledAt    *time.Time // nil: EnteredAt
	EnteredAt  time.Time
	PersonalAt *time.Time // when all personal fields were first there; nil: they are not yet
}

// Late returns the rules that were not kept by now, in the order of [LateRules]. Days are those of zone. A rule that a
// late entry broke stays broken; personal fields that are overdue count until they come, and after that as late.
func Late(d Dates, now time.Time, zone *time.Location) []string {
	filed := d.EnteredAt
	if d.FiledAt != nil {
		filed = *d.FiledAt
	}
	list := []string{}
	if d.SignedOn != nil {
		y, m, day := d.SignedOn.Date()
		if !filed.Before(time.Date(y, m, day+FileDays+1, 0, 0, 0, 0, zone)) {
			list = append(list, LateFiled)
		}
	}
	if d.EnteredAt.Sub(filed) > EnterWithin {
		list = append(list, LateEntered)
	}
	if d.PersonalAt != nil {
		now = *d.PersonalAt
	}
	if now.Sub(filed) > PersonalWithin {
		list = append(list, LatePersonal)
	}
	return list
}

// Figures are the completeness and lateness of many files (R1, R32).
type Figures struct {
	Total      int            `json:"total"`
	Complete   int            `json:"complete" doc:"files in which nothing is missing"`
	Incomplete map[string]int `json:"incomplete" doc:"files in which a field is missing, by field"`
	Late       map[string]int `json:"late" doc:"files that broke a rule: filed (3 days after the contract), entered (24 h after that), personal (30 days)"`
}
