package window

import (
	"fmt"
	"slices"
	"time"

	"huifang/campaign/field"
)

// Convenience is what is known of when a customer may be called (R10, I2). The zero value is nothing.
type Convenience struct {
	Zone      string     `json:"zone,omitempty"`      // where the customer is: IANA name; "" when it is not known
	Zones     []string   `json:"zones,omitempty"`     // when Zone is "": where the customer may be, such as all zones of the number's prefix
	Intervals []Interval `json:"intervals,omitempty"` // the customer's own convenient times, by the customer's clock; none: any time
}

// Validate returns everything that is wrong, with pointers into the JSON form of Convenience.
func (c Convenience) Validate() field.Errors {
	var errs field.Errors
	if _, err := location(c.Zone); err != nil && c.Zone != "" {
		errs.Add(CodeZoneUnknown, "/zone", "%q is not an IANA time zone", c.Zone)
	}
	if n := len(c.Zones); n > maxZones {
		errs.Add(CodeTooManyZones, "/zones", "%d zones, at most %d are allowed", n, maxZones)
	} else {
		for i, z := range c.Zones {
			if _, err := location(z); err != nil {
				errs.Add(CodeZoneUnknown, fmt.Sprintf("/zones/%d", i), "%q is not an IANA time zone", z)
			}
		}
	}
	for i, v := range c.Intervals {
		if v.Season != "" {
			errs.Add(CodeSeasonUnknown, fmt.Sprintf("/intervals/%d/season", i), "a customer's own times have no seasons")
		}
	}
	validateIntervals(&errs, c.Intervals, slices.Repeat([]part{wholeYear}, len(c.Intervals)))
	return errs
}

// Narrow returns the window as it holds for one customer.
//
// A window's times are times of day where the customer is, and so are its days: of the week, of the season, holidays
// (of the campaign's calendar) and exceptions. When the customer's zone is known, all of them are read by its clock. When
// only candidates are known, the window is open while it is open by the clocks of all. When nothing is known, the
// campaign's zone is taken. The customer's own times take away from what is left and add nothing; a made-up working day
// counts for them as it does for the window. A Convenience that Validate refuses gives a Bound that never opens.
func (b *Bound) Narrow(c Convenience) *Bound {
	if c.Zone == "" && len(c.Zones) == 0 && len(c.Intervals) == 0 {
		return b
	}
	n := *b
	names := c.Zones
	if c.Zone != "" {
		names = []string{c.Zone}
	}
	if len(names) > 0 && len(b.zones) > 0 { // what never opens is not opened
		n.zones = make([]*time.Location, 0, len(names))
		for _, name := range names {
			zone, err := location(name)
			if err != nil {
				return &Bound{}
			}
			n.zones = append(n.zones, zone)
		}
	}
	if len(c.Intervals) > 0 {
		n.own = make([]rule, 0, len(c.Intervals))
		for _, v := range c.Intervals {
			r, ok := v.rule(wholeYear)
			if !ok {
				return &Bound{}
			}
			n.own = append(n.own, r)
		}
	}
	if len(n.zones) > 1 || len(n.own) > 0 {
		n.reach = reachNarrowed * day
	}
	return &n
}
