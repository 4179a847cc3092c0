package jobs_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"

	"huifang/cmd/internal/jobs"
)

type shelf struct {
	gone []string
	fail string
}

func (s *shelf) Remove(name string) error {
	if name == s.fail {
		return errors.New("disk away")
	}
	s.gone = append(s.gone, name)
	return nil
}

// The files of erased customers go, those of this node only; one that cannot be deleted is tried again.
func TestEraser(t *testing.T) {
	b := newBench(t)
	b.exec(`insert into node (id) values ('n1'), ('n2')`)
	b.exec(`with c as (insert into campaign (name, trunk, calling_window, retry, created_by) values ('c', 't', '{}', '{}', $1) returning id),
		ct as (insert into contact (name, phone, erased_at) values ('', '+0000000000001', now()) returning id, phone),
		f as (insert into follow_up (campaign_id, contact_id, phone) select c.id, ct.id, ct.phone from c, ct returning id, campaign_id, contact_id),
		a as (insert into attempt (follow_up_id, campaign_id, contact_id, phone, trunk, node, fence, state, outcome, claimed_at, answered_at, ended_at)
			select f.id, f.campaign_id, f.contact_id, '+8613900000001', 't', n, 1, 'ended', 'answered', now() - interval '2 days', now() - interval '2 days', now() - interval '2 days'
			from f, unnest(array['n1', 'n1', 'n2', 'n1']) n returning id)
		insert into recording (attempt_id, part, state, reason, path) select id, 1, case when row_number() over (order by id) = 4 then 'partial' else 'missing' end, 'erased', 'r' || row_number() over (order by id) from a`, b.by)
	files := &shelf{fail: "r2"}
	e := &jobs.Eraser{Node: "n1", Store: b.s, Audio: files, Log: slog.New(slog.DiscardHandler)}
	if err := e.Tidy(t.Context()); err == nil || !slices.Equal(files.gone, []string{"r1"}) {
		t.Errorf("deleted %v, %v", files.gone, err)
	}
	files.fail = ""
	b.must(e.Tidy(t.Context()))
	b.must(e.Tidy(t.Context()))
	if !slices.Equal(files.gone, []string{"r1", "r2"}) {
		t.Errorf("deleted %v", files.gone)
	}
	var n int
	b.scan(&n, `select count(*) from attempt where phone like '+86%'`)
	if n != 0 {
		t.Errorf("%d calls still have the number after two days", n)
	}
}
