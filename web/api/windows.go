package api

import (
	"context"
	"net/http"
	"time"

	"huifang/campaign/field"
	"huifang/campaign/window"
)

// WindowQuestion asks what a calling window means.
type WindowQuestion struct {
	Window window.Window `json:"window"`
	At     *time.Time    `json:"at,omitempty" doc:"the moment to ask about; absent: now"`
	Zone   string        `json:"zone,omitempty" maxLength:"64" doc:"IANA time zone of a customer, by whose clock the window then holds; absent: the window's own"`
}

// WindowAnswer says what a calling window means. With problems, the rest is empty.
type WindowAnswer struct {
	Problems []FieldProblem   `json:"problems" doc:"everything that is wrong, with pointers into the question: /window/intervals/0/to; [] when calls can be placed"`
	At       time.Time        `json:"at"`
	Zone     string           `json:"zone" doc:"by whose clock the days are"`
	Open     bool             `json:"open" doc:"calls may be placed at that moment"`
	Next     *time.Time       `json:"next,omitempty" doc:"first moment from at on at which calls may be placed; absent: never"`
	Until    *time.Time       `json:"until,omitempty" doc:"when it closes, counted from next"`
	Days     []window.Day     `json:"days" doc:"that day and the 13 after it"`
	Warnings []window.Warning `json:"warnings" doc:"years within the next 60 days, or up to next, whose public holidays are not known"`
}

const previewDays = 14

type windowCheckIn struct{ Body WindowQuestion }

func (a *API) windowRoutes() {
	const tag = "campaigns"
	add(a, op{id: "listWindowPresets", method: http.MethodGet, path: "/windows/presets", tag: tag, roles: supervisor,
		summary: "Calling windows to start from (R10)"}, a.listWindowPresets)
	add(a, op{id: "checkWindow", method: http.MethodPost, path: "/windows/check", tag: tag, roles: supervisor,
		summary: "What a calling window means: problems, open or when next, and the next two weeks",
		doc: `Changes nothing. A window that is wrong is answered with 200 and problems; only a body of another form is refused. The holidays
are those of the calendar with what was entered.`}, a.checkWindow)
}

func (a *API) listWindowPresets(context.Context, *none) (*out[[]window.Trade], error) {
	return &out[[]window.Trade]{window.Presets()}, nil
}

func (a *API) checkWindow(ctx context.Context, in *windowCheckIn) (*out[WindowAnswer], error) {
	q := in.Body
	now := time.Now()
	if q.At != nil {
		now = *q.At
	}
	ans := WindowAnswer{At: now.UTC().Truncate(time.Second), Zone: q.Window.Zone, Problems: fieldProblems("/window", q.Window.Validate()), Days: []window.Day{}, Warnings: []window.Warning{}}
	customer := window.Convenience{Zone: q.Zone}
	ans.Problems = append(ans.Problems, fieldProblems("", customer.Validate())...)
	if len(ans.Problems) > 0 {
		return &out[WindowAnswer]{ans}, nil
	}
	cal, err := a.deps.Store.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	if q.Zone != "" {
		ans.Zone = q.Zone
	}
	b := q.Window.Bind(cal).Narrow(customer)
	ans.Open, ans.Days = b.Open(ans.At), b.Days(ans.At, previewDays)
	last := ans.At.Add(window.LookAhead)
	if next, ok := b.Next(ans.At); ok {
		ans.Next = &next
		if next.After(last) {
			last = next
		}
		if until, ok := b.Until(next); ok {
			ans.Until = &until
		}
	}
	ans.Warnings = append(ans.Warnings, b.Warnings(ans.At, last)...)
	return &out[WindowAnswer]{ans}, nil
}

// fieldProblems are the problems of a form that lies at a pointer of the body.
func fieldProblems(at string, errs field.Errors) wrongs {
	list := make(wrongs, len(errs))
	for i, e := range errs {
		list[i] = FieldProblem{Pointer: at + e.Pointer, Code: e.Code, Detail: e.Detail}
	}
	return list
}
