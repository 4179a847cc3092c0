package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"huifang/campaign/calendar"
	"huifang/campaign/field"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// CalendarYear is the public holidays of a year and the days that are worked for them.
type CalendarYear struct {
	Calendar string        `json:"calendar" doc:"CN"`
	Year     int           `json:"year"`
	Known    bool          `json:"known" doc:"the announcement is there, delivered or entered; false: only holidays with a fixed date and what was entered are observed, all other days are what they are in the week"`
	Entered  bool          `json:"entered" doc:"somebody said that the announcement was entered whole"`
	Years    []int         `json:"years" doc:"all known years"`
	Today    calendar.Date `json:"today" format:"date" doc:"at the call centre"`
	Days     []CalendarDay `json:"days" doc:"that differ from their day of the week, in order"`
}

// CalendarDay is a holiday, or a working day made up for one.
type CalendarDay struct {
	Date     calendar.Date `json:"date" format:"date"`
	Kind     calendar.Kind `json:"kind" enum:"holiday,workday"`
	Name     string        `json:"name" doc:"of the holiday, or of that for which the day is worked"`
	NameEN   string        `json:"name_en,omitempty"`
	As       int           `json:"as" doc:"the weekday that the day counts as for calling windows: 1 Monday to 7 Sunday"`
	Swaps    string        `json:"swaps,omitempty" doc:"day off for which it is worked, when that is known"`
	Override bool          `json:"override" doc:"it was entered; else it is delivered with the program"`
	Under    calendar.Kind `json:"under,omitempty" enum:"holiday,workday" doc:"of an override: what the day is without it; absent: its day of the week"`

	UnderName string `json:"under_name,omitempty"`
}

// CalendarDayInput enters a day.
type CalendarDayInput struct {
	Kind  calendar.Kind `json:"kind" enum:"holiday,workday"`
	Name  string        `json:"name" maxLength:"200" doc:"of the holiday, or of that for which the day is worked"`
	Swaps string        `json:"swaps,omitempty" maxLength:"10" doc:"of a workday: the day off for which it is worked, as whose day of the week it then counts; absent: it counts as a Monday"`
}

type (
	calendarIn struct {
		Year int `query:"year" minimum:"1970" maximum:"2200" doc:"absent: the present one"`
	}
	calendarDayIn struct {
		Day  string `path:"day" maxLength:"10" example:"2027-02-06"`
		Body CalendarDayInput
	}
	calendarDayParam struct {
		Day string `path:"day" maxLength:"10" example:"2027-02-06"`
	}
	calendarYearParam struct {
		Year int `path:"year" minimum:"1970" maximum:"2200"`
	}
)

func (a *API) calendarRoutes() {
	const tag = "campaigns"
	add(a, op{id: "getCalendar", method: http.MethodGet, path: "/calendar", tag: tag, roles: supervisor,
		summary: "Public holidays and made-up working days of a year (R10)"}, a.getCalendar)
	add(a, op{id: "setCalendarDay", method: http.MethodPut, path: "/calendar/{day}", tag: tag, roles: supervisor,
		summary: "Enter a holiday or a made-up working day", doc: "In force for every call that is not armed yet, of all campaigns whose window asks the calendar; through other processes within 5 s. Audited."}, a.setCalendarDay)
	add(a, op{id: "removeCalendarDay", method: http.MethodDelete, path: "/calendar/{day}", tag: tag, roles: supervisor,
		summary: "Take back what was entered for a day", doc: "The day is again what the delivered calendar says. Audited.", errors: []int{404}}, a.removeCalendarDay)
	add(a, op{id: "setCalendarYear", method: http.MethodPut, path: "/calendar/years/{year}", tag: tag, roles: supervisor,
		summary: "Say that a year's announcement was entered whole", doc: "It is then known, and no longer warned of. Audited."}, a.setCalendarYear)
	add(a, op{id: "removeCalendarYear", method: http.MethodDelete, path: "/calendar/years/{year}", tag: tag, roles: supervisor,
		summary: "Take that back", doc: "Audited."}, a.removeCalendarYear)
}

func (a *API) today() calendar.Date { return calendar.DateOf(time.Now().In(a.zone())) }

func (a *API) getCalendar(ctx context.Context, in *calendarIn) (*out[CalendarYear], error) {
	if in.Year == 0 {
		in.Year = a.today().Year()
	}
	return a.answerCalendar(ctx, in.Year)
}

func (a *API) answerCalendar(ctx context.Context, year int) (*out[CalendarYear], error) {
	e, err := a.deps.Store.CalendarEntries(ctx)
	if err != nil {
		return nil, err
	}
	delivered := calendar.CN()
	c, err := delivered.With(e.Days)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	c = c.Announced(e.Years...)
	y := CalendarYear{Calendar: c.Name(), Year: year, Known: c.Known(year), Entered: slices.Contains(e.Years, year), Years: c.Years(), Today: a.today(), Days: []CalendarDay{}}
	for _, d := range c.Of(year) {
		day := CalendarDay{Date: d.Date, Kind: d.Kind, Name: d.Name, NameEN: d.NameEN, As: d.As}
		if i := slices.IndexFunc(e.Days, func(o calendar.Override) bool { return o.Date == d.Date.String() }); i >= 0 {
			under := delivered.Day(d.Date)
			day.Override, day.Swaps, day.Under, day.UnderName = true, e.Days[i].Swaps, under.Kind, under.Name
		}
		y.Days = append(y.Days, day)
	}
	return &out[CalendarYear]{y}, nil
}

func (a *API) setCalendarDay(ctx context.Context, in *calendarDayIn) (*out[CalendarDay], error) {
	o := calendar.Override{Date: in.Day, Kind: in.Body.Kind, Name: strings.TrimSpace(in.Body.Name), Swaps: in.Body.Swaps}
	if err := a.deps.Store.SetCalendarDay(ctx, o, auth.UserOf(ctx).ID, a.today()); err != nil {
		return nil, calendarRefused(err)
	}
	date, err := calendar.ParseDate(o.Date)
	if err != nil {
		return nil, err
	}
	y, err := a.answerCalendar(ctx, date.Year())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(y.Body.Days, func(d CalendarDay) bool { return d.Date == date })
	if i < 0 {
		return nil, store.ErrNotFound // taken back by somebody else just now
	}
	return &out[CalendarDay]{y.Body.Days[i]}, nil
}

func (a *API) removeCalendarDay(ctx context.Context, in *calendarDayParam) (*none, error) {
	date, err := calendar.ParseDate(in.Day)
	if err != nil {
		return nil, &store.FieldError{Pointer: "path/day", Code: calendar.CodeDateBad, Detail: err.Error()}
	}
	if err := a.deps.Store.RemoveCalendarDay(ctx, date, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return &none{}, nil
}

func (a *API) setCalendarYear(ctx context.Context, in *calendarYearParam) (*out[CalendarYear], error) {
	if err := a.deps.Store.SetCalendarYear(ctx, in.Year, true, auth.UserOf(ctx).ID, a.today()); err != nil {
		return nil, calendarRefused(err)
	}
	return a.answerCalendar(ctx, in.Year)
}

func (a *API) removeCalendarYear(ctx context.Context, in *calendarYearParam) (*out[CalendarYear], error) {
	if err := a.deps.Store.SetCalendarYear(ctx, in.Year, false, auth.UserOf(ctx).ID, a.today()); err != nil {
		return nil, err
	}
	return a.answerCalendar(ctx, in.Year)
}

// calendarRefused answers what the calendar refuses; the day and the year are in the path.
func calendarRefused(err error) error {
	var errs field.Errors
	if !errors.As(err, &errs) {
		return err
	}
	list := fieldProblems("", errs)
	for i := range list {
		switch list[i].Pointer {
		case "/date":
			list[i].Pointer = "path/day"
		case "/year":
			list[i].Pointer = "path/year"
		}
	}
	return list.err()
}
