package customer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"huifang/campaign/customer"
)

func TestMissing(t *testing.T) {
	all := "contact address segment unit owner sex birthday language convenient notes"
	if got := strings.Join(customer.Missing(customer.Basics{}, nil), " "); got != all {
		t.Errorf("an empty file lacks %s", got)
	}
	id := int64(1)
	b := customer.Basics{Address: "a", Segment: "vip", UnitID: &id, OwnerID: &id, Notes: map[string]string{"family": "x"}}
	people := []customer.Person{{Sex: "m", Language: "mandarin"}, {Birthday: "1990-01-01", Convenient: []customer.Convenient{{}}}}
	if got := customer.Missing(b, people); len(got) != 0 {
		t.Errorf("a whole file lacks %v", got)
	}
	if got := customer.Missing(b, people[:1]); !slices.Equal(got, []string{"birthday", "convenient"}) {
		t.Errorf("without the second contact it lacks %v", got)
	}
}

func TestLate(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := func(s string) *time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return &v
	}
	for name, c := range map[string]struct {
		signed, filed, entered, personal, now string
		want                                  string
	}{
		"no contract, no paper":                {"", "", "2026-03-10 09:00", "", "2026-03-10 10:00", ""},
		"filed on the third day":               {"2026-03-07 00:00", "2026-03-10 23:59", "2026-03-11 09:00", "", "2026-03-12 00:00", ""},
		"filed on the fourth day":              {"2026-03-07 00:00", "2026-03-11 00:00", "2026-03-11 09:00", "", "2026-03-12 00:00", "filed"},
		"never on paper, entered late":         {"2026-03-07 00:00", "", "2026-03-11 09:00", "", "2026-03-12 00:00", "filed"},
		"entered after 24 hours":               {"", "2026-03-10 09:00", "2026-03-11 09:00", "", "2026-03-12 00:00", ""},
		"entered later":                        {"", "2026-03-10 09:00", "2026-03-11 09:01", "", "2026-03-12 00:00", "entered"},
		"personal fields missing for 30 days":  {"", "", "2026-03-01 09:00", "", "2026-03-31 09:00", ""},
		"personal fields missing for longer":   {"", "", "2026-03-01 09:00", "", "2026-03-31 09:01", "personal"},
		"personal fields came in time":         {"", "", "2026-03-01 09:00", "2026-03-20 00:00", "2027-01-01 00:00", ""},
		"personal fields came too late":        {"", "", "2026-03-01 09:00", "2026-05-20 00:00", "2027-01-01 00:00", "personal"},
		"everything wrong":                     {"2026-01-01 00:00", "2026-02-01 00:00", "2026-03-01 00:00", "", "2026-04-01 00:00", "filed entered personal"},
		"filed long before the contract, fine": {"2026-03-07 00:00", "2026-03-01 00:00", "2026-03-01 12:00", "2026-03-02 00:00", "2026-04-01 00:00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := customer.Dates{EnteredAt: *at(c.entered)}
			for s, to := range map[string]**time.Time{c.signed: &d.SignedOn, c.filed: &d.FiledAt, c.personal: &d.PersonalAt} {
				if s != "" {
					*to = at(s)
				}
			}
			if got := strings.Join(customer.Late(d, *at(c.now), zone), " "); got != c.want {
				t.Errorf("late: %q, want %q", got, c.want)
			}
		})
	}
}
