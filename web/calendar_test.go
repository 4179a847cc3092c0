package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"huifang/campaign"
	"huifang/web/api"
	"huifang/web/auth"
)

func TestCalendar(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	get := func(year int) (y api.CalendarYear) {
		t.Helper()
		c.want(200, "GET", fmt.Sprint("/calendar?year=", year), nil, &y)
		return y
	}
	day := func(y api.CalendarYear, date string) *api.CalendarDay {
		i := slices.IndexFunc(y.Days, func(d api.CalendarDay) bool { return d.Date.String() == date })
		if i < 0 {
			return nil
		}
		return &y.Days[i]
	}
	y := get(2026)
	if !y.Known || y.Entered || len(y.Days) != 39 || y.Calendar != "CN" || day(y, "2026-02-17").NameEN != "Spring Festival" || day(y, "2026-02-14").As != 1 {
		t.Errorf("%+v", y)
	}
	var now api.CalendarYear
	c.want(200, "GET", "/calendar", nil, &now)
	if now.Year != now.Today.Year() {
		t.Errorf("%+v", now)
	}
	// A year that is not announced says so; it becomes known when somebody has entered it.
	year := time.Now().Year() + 2
	on := func(md string) string { return fmt.Sprintf("%d-%s", year, md) }
	sat := time.Date(year, 2, 1, 0, 0, 0, 0, time.UTC)
	for sat.Weekday() != time.Saturday {
		sat = sat.AddDate(0, 0, 1)
	}
	worked, off := sat.Format(time.DateOnly), sat.AddDate(0, 0, 4).Format(time.DateOnly) // Saturday, Wednesday
	if y = get(year); y.Known || len(y.Days) != 6 {
		t.Errorf("%+v", y)
	}
	c.refused(422, "invalid", "path/year", "PUT", fmt.Sprint("/calendar/years/", year), nil)
	var d api.CalendarDay
	c.want(200, "PUT", "/calendar/"+off, object{"kind": "holiday", "name": " 春节 "}, &d)
	if d.Kind != "holiday" || d.Name != "春节" || !d.Override || d.Under != "" || d.As != 3 {
		t.Errorf("%+v", d)
	}
	c.want(200, "PUT", "/calendar/"+worked, object{"kind": "workday", "name": "春节", "swaps": off}, &d)
	if d.As != 3 || d.Swaps != off {
		t.Errorf("%+v", d)
	}
	d = api.CalendarDay{}
	c.want(200, "PUT", "/calendar/"+worked, object{"kind": "workday", "name": "春节"}, &d) // entered again, in place of it
	if d.As != 1 || d.Swaps != "" {
		t.Errorf("%+v", d)
	}
	c.want(200, "PUT", fmt.Sprint("/calendar/years/", year), nil, &y)
	if !y.Known || !y.Entered || !slices.Contains(y.Years, year) || day(y, off) == nil {
		t.Errorf("%+v", y)
	}
	c.want(200, "DELETE", fmt.Sprint("/calendar/years/", year), nil, &y)
	if y.Known {
		t.Errorf("%+v", y)
	}
	d = api.CalendarDay{}
	// A delivered holiday that is taken back says what it was.
	c.want(200, "PUT", "/calendar/2026-10-07", object{"kind": "workday", "name": "国庆节"}, &d)
	if d.Under != "holiday" || !d.Override {
		t.Errorf("%+v", d)
	}
	c.want(204, "DELETE", "/calendar/2026-10-07", nil, nil)
	if d := day(get(2026), "2026-10-07"); d.Kind != "holiday" || d.Override {
		t.Errorf("%+v", d)
	}
	c.refused(404, "not_found", "", "DELETE", "/calendar/2026-10-07", nil)

	for name, x := range map[string]struct {
		path    string
		body    object
		pointer string
		code    string
	}{
		"31 February":       {on("02-31"), object{"kind": "holiday", "name": "x"}, "path/day", "date_bad"},
		"no day":            {"tomorrow", object{"kind": "holiday", "name": "x"}, "path/day", "date_bad"},
		"long ago":          {"1999-01-01", object{"kind": "holiday", "name": "x"}, "path/day", "year_out_of_range"},
		"kind":              {on("02-06"), object{"kind": "half", "name": "x"}, "/kind", "not_allowed"},
		"no name":           {on("02-06"), object{"kind": "holiday", "name": " "}, "/name", "name_missing"},
		"NUL":               {on("02-06"), object{"kind": "holiday", "name": "a\x00"}, "/name", "name_bad"},
		"works as it is":    {sat.AddDate(0, 0, 2).Format(time.DateOnly), object{"kind": "workday", "name": "x"}, "/kind", "workday_already"},
		"swaps a holiday":   {on("02-06"), object{"kind": "holiday", "name": "x", "swaps": off}, "/swaps", "swaps_bad"},
		"swaps 31 February": {worked, object{"kind": "workday", "name": "x", "swaps": on("02-31")}, "/swaps", "swaps_bad"},
	} {
		a := c.refused(http.StatusUnprocessableEntity, "invalid", x.pointer, "PUT", "/calendar/"+x.path, x.body)
		if len(a.problem.Errors) == 0 || a.problem.Errors[0].Code != x.code || a.problem.Errors[0].Detail == "" {
			t.Errorf("%s: %v", name, a)
		}
	}
	c.want(200, "PUT", "/calendar/"+worked, object{"kind": "workday", "name": "春节", "swaps": off}, nil)
	a := c.refused(422, "invalid", "/swaps", "PUT", "/calendar/"+sat.AddDate(0, 0, 1).Format(time.DateOnly), object{"kind": "workday", "name": "春节", "swaps": off})
	if a.problem.Errors[0].Code != "swaps_taken" {
		t.Errorf("%v", a)
	}
	c.refused(422, "invalid", "path/day", "DELETE", "/calendar/"+on("02-31"), nil)

	var lines int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit where action in ('calendar.set', 'calendar.remove') and user_id = $1`, s.users[auth.Supervisor].ID).Scan(&lines); err != nil || lines != 8 {
		t.Errorf("%d lines in the audit trail, %v", lines, err)
	}
}

// A year soon to come that is not known is said with the readiness of every campaign that keeps holidays.
func TestReadinessWarnsOfAnUnknownYear(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	in := s.input(nil)
	in["window"] = object{"zone": "Asia/Shanghai", "holidays": "closed", "calendar": "CN", "intervals": []any{object{"weekdays": []int{1, 2, 3, 4, 5}, "from": "09:00", "to": "10:00"}}}
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", in, &camp)
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	var known api.CalendarYear
	c.want(200, "GET", "/calendar", nil, &known)
	want := []int{}
	for _, y := range []int{time.Now().In(zone).Year(), time.Now().In(zone).AddDate(0, 0, 60).Year()} {
		if !slices.Contains(known.Years, y) && !slices.Contains(want, y) {
			want = append(want, y)
		}
	}
	years := func() []int {
		t.Helper()
		var r campaign.Readiness
		c.want(200, "GET", fmt.Sprintf("/campaigns/%d/readiness", camp.ID), nil, &r)
		got := []int{}
		for _, w := range r.Warnings {
			got = append(got, w.Year)
		}
		return got
	}
	if got := years(); !slices.Equal(got, want) {
		t.Errorf("warned of %v, want %v", got, want)
	}
	for _, y := range want {
		c.want(200, "PUT", fmt.Sprintf("/calendar/%d-02-06", y), object{"kind": "holiday", "name": "春节"}, nil)
		c.want(200, "PUT", fmt.Sprint("/calendar/years/", y), nil, nil)
	}
	if got := years(); len(got) > 0 {
		t.Errorf("warned of %v after it was entered", got)
	}
}
