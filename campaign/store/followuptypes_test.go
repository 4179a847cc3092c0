package store_test

import (
	"encoding/json"
	"errors"
	"testing"

	"huifang/campaign/plan"
	"huifang/campaign/store"
)

// A campaign of a follow-up type: its agents see the questions, and the required ones decide about completion (R5, R14).
func TestFollowUpTypes(t *testing.T) {
	d := newDesk(t)
	starter := plan.Starter()
	for range 2 {
		d.must(d.s.SeedTypes(d.ctx, starter))
	}
	list, err := d.s.Types(d.ctx, false)
	d.must(err)
	if len(list) != len(starter) || len(list) < 20 {
		t.Fatalf("%d types of %d", len(list), len(starter))
	}
	l := d.list(2)
	in := d.settings(&l.ID)
	in.TypeCode = "nonsense"
	var fe *store.FieldError
	if _, err := d.s.CreateCampaign(d.ctx, in, d.supervisor); !errors.As(err, &fe) || fe.Pointer != "/type_code" {
		t.Fatalf("unknown type: %v", err)
	}
	required := func(code string) (ids []string) {
		for _, x := range starter {
			for _, q := range x.Questions {
				if x.Code == code && q.Required {
					ids = append(ids, q.ID)
				}
			}
		}
		return ids
	}
	have := func() (ids []string) {
		var raw []byte
		d.scan(&raw, `select required from follow_up order by id limit 1`)
		d.must(json.Unmarshal(raw, &ids))
		return ids
	}
	in.TypeCode = "installation"
	id, err := d.s.CreateCampaign(d.ctx, in, d.supervisor)
	d.must(err)
	if got, want := have(), required("installation"); len(want) == 0 || len(got) != len(want) || got[0] != want[0] {
		t.Errorf("required %v, want %v", got, want)
	}
	c := d.get(id)
	if c.TypeCode != "installation" {
		t.Errorf("type %q", c.TypeCode)
	}
	in.TypeCode = ""
	d.must(d.s.UpdateCampaign(d.ctx, id, c.Version, in, d.supervisor))
	if got := have(); len(got) != 0 {
		t.Errorf("required %v after the type was taken away", got)
	}
}
