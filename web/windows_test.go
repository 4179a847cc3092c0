package web_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign"
	"huifang/campaign/window"
	"huifang/web/api"
	"huifang/web/auth"
)

// whole is a window with everything that the engine knows.
const whole = `{"zone":"Asia/Shanghai",
	"intervals":[{"weekdays":[1,2,3,4,5,6,7],"from":"14:30","to":"16:30","season":"summer"},{"weekdays":[1,2,3,4,5,6,7],"from":"14:00","to":"16:30","season":"winter"},
	             {"weekdays":[2,3,4,5,6,7],"from":"19:00","to":"20:00"}],
	"seasons":[{"name":"summer","from":"06-01","to":"09-30"},{"name":"winter","from":"10-01","to":"05-31"}],
	"holidays":"closed","calendar":"CN",
	"exceptions":[{"date":"2026-12-31","intervals":[{"from":"10:00","to":"12:00"}]},{"date":"2027-01-04","closed":true}]}`

func TestWindowPresets(t *testing.T) {
	c := newSite(t).as(auth.Supervisor)
	var list []window.Trade
	c.want(200, "GET", "/windows/presets", nil, &list)
	if diff := cmp.Diff(window.Presets(), list); diff != "" {
		t.Error(diff)
	}
	for _, p := range list { // each can be saved as it is, and answers
		var a api.WindowAnswer
		c.want(200, "POST", "/windows/check", map[string]any{"window": p.Window, "at": "2026-11-24T02:00:00Z"}, &a)
		if len(a.Problems) > 0 || len(a.Days) != 14 || a.Next == nil || p.LabelZH == "" || p.LabelEN == "" {
			t.Errorf("%s: %+v", p.Name, a)
		}
	}
}

func TestCheckWindow(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	ask := func(question string) (a api.WindowAnswer) {
		t.Helper()
		c.want(200, "POST", "/windows/check", question, &a)
		return a
	}
	day := func(a api.WindowAnswer, date string) window.Day {
		t.Helper()
		i := slices.IndexFunc(a.Days, func(d window.Day) bool { return d.Date.String() == date })
		if i < 0 {
			t.Fatalf("no %s in %+v", date, a.Days)
		}
		return a.Days[i]
	}
	// Before the Spring Festival: Friday 13 February 2026, 21:00.
	a := ask(`{"window":` + whole + `,"at":"2026-02-13T13:00:00Z"}`)
	if a.Open || a.Next == nil || a.Next.Format(time.RFC3339) != "2026-02-14T06:00:00Z" || a.Until.Format(time.RFC3339) != "2026-02-14T08:30:00Z" || len(a.Days) != 14 || len(a.Warnings) > 0 {
		t.Errorf("%+v", a)
	}
	// The Saturday is worked for a day off and counts as a Monday: no evening.
	if d := day(a, "2026-02-14"); d.Kind != "workday" || d.As != 1 || fmt.Sprint(d.Open) != "[{14:00 16:30}]" {
		t.Errorf("%+v", d)
	}
	if d := day(a, "2026-02-17"); d.Closed != window.ClosedHoliday || d.Name != "春节" || d.NameEN == "" || len(d.Open) > 0 {
		t.Errorf("%+v", d)
	}
	// Over the turn of the year: an exception with hours, a holiday fixed by law, a closed exception; and 2027 is not known.
	a = ask(`{"window":` + whole + `,"at":"2026-12-28T02:00:00Z"}`)
	if d := day(a, "2026-12-31"); !d.Special || fmt.Sprint(d.Open) != "[{10:00 12:00}]" {
		t.Errorf("%+v", d)
	}
	if a, b := day(a, "2027-01-01"), day(a, "2027-01-04"); a.Closed != window.ClosedHoliday || b.Closed != window.ClosedException {
		t.Errorf("%+v %+v", a, b)
	}
	if len(a.Warnings) != 1 || a.Warnings[0].Year != 2027 || a.Warnings[0].Code != window.CodeYearUnknown {
		t.Errorf("%+v", a.Warnings)
	}
	// By the clock of a customer in New York it is Friday morning.
	a = ask(`{"window":` + whole + `,"at":"2026-02-13T13:00:00Z","zone":"America/New_York"}`)
	if a.Zone != "America/New_York" || a.Days[0].Date.String() != "2026-02-13" || a.Next.Format(time.RFC3339) != "2026-02-13T19:00:00Z" {
		t.Errorf("%+v", a)
	}
	// Without a time: now.
	if a = ask(`{"window":` + whole + `}`); time.Since(a.At).Abs() > time.Minute || len(a.Days) != 14 {
		t.Errorf("%+v", a)
	}
}

func TestCheckWindowTellsProblems(t *testing.T) {
	c := newSite(t).as(auth.Supervisor)
	const days = `"weekdays":[1,2,3]`
	for question, want := range map[string]string{
		`{"window":{"zone":"Mars","intervals":[]}}`: "/window/zone zone_unknown /window/intervals never_opens",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00"},{` + days + `,"from":"10:00","to":"12:00"}]}}`:                                                            "/window/intervals/1 overlap",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00","season":"x"}],"seasons":[{"name":"y","from":"02-31","to":"03-01"}]}}`:                                     "/window/intervals/0/season season_unknown /window/seasons/0/from month_day_bad",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00"}],"exceptions":[{"date":"2026-02-31","closed":true}]}}`:                                                    "/window/exceptions/0/date date_bad",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00"}],"holidays":"closed"}}`:                                                                                   "/window/calendar calendar_missing",
		`{"window":{"zone":"UTC","intervals":[{"weekdays":[],"from":"9","to":"11:00"}]}}`:                                                                                                          "/window/intervals/0/weekdays weekdays_missing /window/intervals/0/from time_bad",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00"}]},"zone":"Mars"}`:                                                                                         "/zone zone_unknown",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00","season":"a"}],"seasons":[{"name":"a","from":"10-01","to":"10-03"}],"holidays":"closed","calendar":"CN"}}`: "/window/intervals never_opens",
		`{"window":{"zone":"UTC","intervals":[{` + days + `,"from":"09:00","to":"11:00","season":"a\u0000"}],"seasons":[{"name":"a\u0000","from":"10-01","to":"10-03"}]}}`:                         "/window/seasons/0/name season_name_bad",
	} {
		var a api.WindowAnswer
		c.want(200, "POST", "/windows/check", question, &a)
		var got []string
		for _, p := range a.Problems {
			got = append(got, p.Pointer+" "+p.Code)
		}
		if strings.Join(got, " ") != want || len(a.Days) > 0 || a.Next != nil || a.Open {
			t.Errorf("%s: %+v", question, a)
		}
	}
	c.refused(422, "invalid", "/window/interval", "POST", "/windows/check", `{"window":{"zone":"UTC","intervals":[],"interval":[]}}`)
	c.refused(422, "invalid", "/window/holidays", "POST", "/windows/check", `{"window":{"zone":"UTC","intervals":[],"holidays":"sometimes"}}`)
	c.refused(422, "invalid", "/at", "POST", "/windows/check", `{"window":{"zone":"UTC","intervals":[]},"at":"tomorrow"}`)
}

// What was set comes back whole, and what is wrong is refused with its field.
func TestWindowOfACampaign(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	in := s.input(nil)
	in["window"] = json.RawMessage(whole)
	var want window.Window
	if err := json.Unmarshal([]byte(whole), &want); err != nil {
		t.Fatal(err)
	}
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", in, &camp)
	if diff := cmp.Diff(want, camp.Window); diff != "" {
		t.Error(diff)
	}
	a := c.want(200, "GET", fmt.Sprint("/campaigns/", camp.ID), nil, &camp)
	// The page sends back what it read.
	in["window"] = camp.Window
	c.want(200, "PUT", fmt.Sprint("/campaigns/", camp.ID), in, &camp, "If-Match", a.header.Get("ETag"))
	if diff := cmp.Diff(want, camp.Window); diff != "" {
		t.Error(diff)
	}
	for pointer, change := range map[string]func(*window.Window){
		"/window/seasons/0/to":             func(w *window.Window) { w.Seasons[0].To = "06-31" },
		"/window/intervals/2/season":       func(w *window.Window) { w.Intervals[2].Season = "spring" },
		"/window/exceptions/1/date":        func(w *window.Window) { w.Exceptions[1].Date = "2026-12-31" },
		"/window/exceptions/0/intervals/0": func(w *window.Window) { w.Exceptions[0].Intervals[0].To = "" },
		"/window/calendar":                 func(w *window.Window) { w.Calendar = "XX" },
		"/window/intervals/1":              func(w *window.Window) { w.Intervals[1].Season = "" },
	} {
		var w window.Window
		if err := json.Unmarshal([]byte(whole), &w); err != nil {
			t.Fatal(err)
		}
		change(&w)
		in["window"] = w
		a := c.do("POST", "/campaigns", in)
		if a.status != 422 || len(a.problem.Errors) == 0 || !strings.HasPrefix(a.problem.Errors[0].Pointer, pointer) {
			t.Errorf("%s: %v", pointer, a)
		}
	}
}

// Readiness, the ledger and the check ask the calendar as somebody has completed it.
func TestCalendarReachesEveryAnswer(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(2)
	in := s.input(&l.ID)
	w := map[string]any{"zone": "Asia/Shanghai", "holidays": "closed", "calendar": "CN", "intervals": []any{map[string]any{"weekdays": []int{1, 2, 3, 4, 5, 6, 7}, "from": "00:00", "to": "24:00"}}}
	in["window"] = w
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", in, &camp)
	c.want(200, "POST", fmt.Sprintf("/campaigns/%d/start", camp.ID), nil, nil)
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(zone).Format(time.DateOnly)
	// What a day is must not depend on the day on which the test runs.
	enter := func(kind string) {
		t.Helper()
		if _, err := s.pool.Exec(t.Context(), `insert into calendar_day (day, kind, name) values ($1::text::date, 'holiday', 'x') on conflict (day) do update set kind = 'holiday'`, today); err != nil {
			t.Fatal(err)
		}
		if kind == "workday" {
			if _, err := s.pool.Exec(t.Context(), `update calendar_day set kind = 'workday' where day = $1::text::date`, today); err != nil {
				t.Fatal(err)
			}
		}
		// A change through the API is in force at once.
		year := time.Now().In(zone).Year() + 2
		c.want(200, "PUT", fmt.Sprintf("/calendar/%d-02-06", year), map[string]string{"kind": "holiday", "name": "春节"}, nil)
	}
	for _, kind := range []string{"holiday", "workday"} {
		enter(kind)
		var r campaign.Readiness
		c.want(200, "GET", fmt.Sprintf("/campaigns/%d/readiness", camp.ID), nil, &r)
		closed := slices.ContainsFunc(r.Reasons, func(x campaign.Reason) bool { return x.Code == "window_closed" && x.Until != nil })
		var ledger campaign.Ledger
		c.want(200, "GET", fmt.Sprint("/ledger?campaign_id=", camp.ID), nil, &ledger)
		var a api.WindowAnswer
		c.want(200, "POST", "/windows/check", map[string]any{"window": w}, &a)
		line := ledger.Lines[0].Reason
		if want := kind == "holiday"; closed != want || (line == "window_closed") != want || a.Open == want || (a.Days[0].Closed == window.ClosedHoliday) != want {
			t.Errorf("%s: readiness closed %v, ledger %s, check %+v", kind, closed, line, a.Days[0])
		}
	}
}
