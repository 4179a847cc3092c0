package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"huifang/campaign/calendar"
	"huifang/campaign/field"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/window"
)

// Where a number may be is known by its prefix: then all places must agree (I2), and a contact's zone goes before it.
func TestZonesOfNumbers(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC) // Tuesday 10:00 in Shanghai, Monday 21:00 in New York, 02:00 in London
	every := []int{1, 2, 3, 4, 5, 6, 7}
	daytime := window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: every, From: "09:00", To: "22:00"}}}
	short := window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: every, From: "09:30", To: "10:30"}}}
	for name, c := range map[string]struct {
		w            window.Window
		number, zone string
		ownTimes     bool // that leave this hour out
		callback     bool
		due          string // "": may be dialled
	}{
		"at home":                       {w: daytime, number: "+8613900000001"},
		"New York, still open":          {w: daytime, number: "+12125550123"},
		"London, at night":              {w: daytime, number: "+442079460000", due: "2026-11-24T09:00:00Z"},
		"a London number in Shanghai":   {w: daytime, number: "+442079460000", zone: "Asia/Shanghai"},
		"a home number in London":       {w: daytime, number: "+8613900000001", zone: "Europe/London", due: "2026-11-24T09:00:00Z"},
		"toll-free, forty zones":        {w: daytime, number: "+18005550123", due: "2026-11-24T23:00:00Z"}, // from 09:00 in Guam to 19:30 in St. John's
		"the zones never agree":         {w: short, number: "+18005550123", due: "2026-11-25T02:00:00Z"},   // looked at again in a day
		"a prefix that tells nothing":   {w: daytime, number: "+80012345678"},
		"own times":                     {w: daytime, number: "+8613900000001", ownTimes: true, due: "2026-11-24T07:00:00Z"},
		"own times, but it was agreed":  {w: daytime, number: "+8613900000001", ownTimes: true, callback: true},
		"agreed, but night where he is": {w: daytime, number: "+442079460000", ownTimes: true, callback: true, due: "2026-11-24T09:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFloor(t, 1)
			camp := f.campaign(1, 1, retry.Default(3, time.Minute))
			_, err := f.pool.Exec(f.ctx, `update campaign set calling_window = $2 where id = $1`, camp.ID, c.w)
			f.must(err)
			own := []window.Interval{}
			if c.ownTimes {
				own = []window.Interval{{Weekdays: every, From: "15:00", To: "18:00"}}
			}
			_, err = f.pool.Exec(f.ctx, `update contact set phone = $1, zone = $2, convenient = $3`, c.number, c.zone, own)
			f.must(err)
			_, err = f.pool.Exec(f.ctx, `update follow_up set phone = $1, is_callback = $2`, c.number, c.callback)
			f.must(err)
			o := f.claim(camp, f.agents[0])[0]
			ok, reason, err := f.s.Arm(f.ctx, o, now)
			f.must(err)
			if ok != (c.due == "") || !ok && reason != "customer_time" {
				t.Fatalf("%v %s", ok, reason)
			}
			if due := f.followUp(o).DueAt; !ok && due.Format(time.RFC3339) != c.due {
				t.Errorf("due %s, want %s", due, c.due)
			}
		})
	}
}

// A callback is agreed only for a time at which the call will be let through: by the customer's clock, and not on a holiday
// that was entered by hand.
func TestCallbackByTheCustomersClock(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	f := newFloor(t, 1)
	camp := f.campaign(1, 1, retry.Default(3, time.Minute))
	_, err := f.pool.Exec(f.ctx, `update campaign set calling_window = $1`, window.Window{Zone: "Asia/Shanghai", Holidays: window.HolidaysClosed, Calendar: "CN",
		Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "09:00", To: "22:00"}}})
	f.must(err)
	for _, table := range []string{"contact", "follow_up"} {
		_, err = f.pool.Exec(f.ctx, `update `+table+` set phone = '+442079460000'`)
		f.must(err)
	}
	o := f.claim(camp, f.agents[0])[0]
	f.answer(o)
	f.must(f.s.SetCalendarDay(f.ctx, calendar.Override{Date: "2026-11-26", Kind: calendar.Holiday, Name: "停业"}, f.agents[0], calendar.NewDate(2026, 11, 24)))
	say := func(at string) *store.FieldError {
		t.Helper()
		when, err := time.Parse(time.RFC3339, at)
		f.must(err)
		_, err = f.s.Dispose(f.ctx, store.DisposeRequest{Attempt: o.Attempt, ClientID: uuid.New(), Code: "callback", By: f.agents[0], Now: now, CallbackAt: &when})
		var fe *store.FieldError
		if err != nil && !errors.As(err, &fe) {
			t.Fatal(err)
		}
		return fe
	}
	for at, next := range map[string]string{
		"2026-11-25T02:00:00Z": "2026-11-25T09:00:00Z", // 10:00 in Shanghai, 02:00 in London
		"2026-11-26T10:00:00Z": "2026-11-27T09:00:00Z", // the holiday
	} {
		if fe := say(at); fe == nil || fe.Code != "callback_outside_window" || fe.Next == nil || fe.Next.UTC().Format(time.RFC3339) != next {
			t.Errorf("%s: %+v", at, fe)
		}
	}
	if fe := say("2026-11-25T12:00:00Z"); fe != nil {
		t.Errorf("%+v", fe)
	}
}

// A change is in the next answer of the same store, and in that of another one a little later; of many at once all are in.
func TestCalendarChanges(t *testing.T) {
	f := newFloor(t, 1)
	today := calendar.NewDate(2026, 11, 24)
	by := f.agents[0]
	kind := func(day string) calendar.Kind {
		t.Helper()
		c, err := f.s.Calendar(f.ctx)
		f.must(err)
		d, err := calendar.ParseDate(day)
		f.must(err)
		return c.Day(d).Kind
	}
	if k := kind("2027-02-08"); k != "" {
		t.Fatal(k)
	}
	var wg sync.WaitGroup
	for _, day := range []string{"2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11", "2027-02-12"} {
		wg.Go(func() {
			if err := f.s.SetCalendarDay(f.ctx, calendar.Override{Date: day, Kind: calendar.Holiday, Name: "春节"}, by, today); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if kind("2027-02-05") != calendar.Holiday || kind("2027-02-12") != calendar.Holiday {
		t.Error("a change is not in force")
	}
	f.must(f.s.RemoveCalendarDay(f.ctx, calendar.NewDate(2027, 2, 8), by))
	if k := kind("2027-02-08"); k != "" {
		t.Error(k)
	}
	if err := f.s.RemoveCalendarDay(f.ctx, calendar.NewDate(2027, 2, 8), by); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	// Two at once that make up for the same day off: one is refused.
	errs := make(chan error, 2)
	for _, day := range []string{"2027-02-20", "2027-02-21"} {
		go func() {
			errs <- f.s.SetCalendarDay(f.ctx, calendar.Override{Date: day, Kind: calendar.Workday, Name: "春节", Swaps: "2027-02-10"}, by, today)
		}()
	}
	refused := 0
	for range 2 {
		var fe field.Errors
		if err := <-errs; errors.As(err, &fe) && fe[0].Code == calendar.CodeSwapsTaken {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if refused != 1 {
		t.Errorf("%d were refused", refused)
	}
	f.must(f.s.SetCalendarYear(f.ctx, 2027, true, by, today))
	f.must(f.s.SetCalendarYear(f.ctx, 2027, true, by, today))
	c, err := f.s.Calendar(f.ctx)
	f.must(err)
	if !c.Known(2027) {
		t.Error("2027 was entered")
	}
	f.must(f.s.SetCalendarYear(f.ctx, 2027, false, by, today))
	if c, err = f.s.Calendar(f.ctx); err != nil || c.Known(2027) {
		t.Error("2027 was taken back", err)
	}
}
