package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/campaign/store"
	"huifang/campaign/store/storetest"
	"huifang/campaign/window"
)

// desk is a fresh database with a supervisor and two agents.
type desk struct {
	t          *testing.T
	ctx        context.Context
	pool       *pgxpool.Pool
	s          *store.Store
	supervisor int64
	agents     []int64
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, ctx: t.Context(), pool: storetest.New(t)}
	d.s = store.New(d.pool)
	d.supervisor = d.user("boss", "supervisor")
	d.agents = []int64{d.user("ann", "agent"), d.user("bob", "agent")}
	return d
}

func (d *desk) user(login, role string) (id int64) {
	d.t.Helper()
	d.scan(&id, `insert into app_user (login, name, role, password_hash) values ($1, $1, $2, 'x') returning id`, login, role)
	return id
}

func (d *desk) exec(sql string, args ...any) {
	d.t.Helper()
	if _, err := d.pool.Exec(d.ctx, sql, args...); err != nil {
		d.t.Fatalf("%s: %v", sql, err)
	}
}

func (d *desk) scan(to any, sql string, args ...any) {
	d.t.Helper()
	if err := d.pool.QueryRow(d.ctx, sql, args...).Scan(to); err != nil {
		d.t.Fatalf("%s: %v", sql, err)
	}
}

func number(i int) string { return fmt.Sprintf("+86139%08d", i) }

func (d *desk) list(n int) campaign.List {
	d.t.Helper()
	l, err := d.s.ImportList(d.ctx, store.NewList{Name: "list", FileName: "a.csv", Key: fmt.Sprint("key-", n, "-", time.Now().UnixNano()), SHA256: "s", By: d.supervisor},
		func(w *store.ListWriter) error {
			w.Describe("UTF-8", []string{"city"})
			for i := range n {
				if err := w.Take(campaign.Contact{Line: i + 2, Name: fmt.Sprint("c", i), Phone: number(i), Extra: [][2]string{{"city", "北京"}}}); err != nil {
					return err
				}
			}
			return nil
		})
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

func (d *desk) settings(list *int64) campaign.Settings {
	return campaign.Settings{Name: "spring", Mode: "progressive", Trunk: "t1", ListID: list, AgentIDs: slices.Clone(d.agents),
		Window: window.Window{Zone: "Asia/Shanghai", Intervals: []window.Interval{{Weekdays: []int{1, 2, 3, 4, 5, 6, 7}, From: "00:00", To: "24:00"}}},
		Retry:  retry.Default(2, time.Hour), RingTimeoutS: 30, WrapUpS: 60}
}

func (d *desk) campaign(contacts int) campaign.Campaign {
	d.t.Helper()
	l := d.list(contacts)
	id, err := d.s.CreateCampaign(d.ctx, d.settings(&l.ID), d.supervisor)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.get(id)
}

func (d *desk) get(id int64) campaign.Campaign {
	d.t.Helper()
	c, err := d.s.Campaign(d.ctx, id, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func anyTrunk(string) bool { return true }

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestMigrateTwiceAtOnceAndRefusesANewerDatabase(t *testing.T) {
	dsn := storetest.Empty(t)
	ctx := t.Context()
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			conn, err := pgx.Connect(ctx, dsn)
			if err != nil {
				errs[i] = err
				return
			}
			defer conn.Close(ctx)
			errs[i] = store.Migrate(ctx, conn)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := store.Migrate(ctx, conn); err != nil {
		t.Fatalf("migrating a current database: %v", err)
	}
	if _, err := conn.Exec(ctx, `update schema_version set version = 9999`); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(ctx, conn); !errors.Is(err, store.ErrNewerSchema) {
		t.Fatalf("newer database: %v", err)
	}
}

func TestConnectSaysWhereTheDatabaseIsNot(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := store.Connect(ctx, "postgres://u:secret@127.0.0.1:1/nothing")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"127.0.0.1", "nothing", "does not answer"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q lacks %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the password is in %q", err)
	}
}

func TestImportIsAllOrNothingAndIdempotent(t *testing.T) {
	d := newDesk(t)
	in := store.NewList{Name: "l", FileName: "f.csv", Key: "k1-00000", SHA256: "aaa", By: d.supervisor}
	boom := errors.New("boom")
	_, err := d.s.ImportList(d.ctx, in, func(w *store.ListWriter) error {
		for i := range 2500 { // more than two batches are sent already
			if err := w.Take(campaign.Contact{Line: i, Phone: number(i)}); err != nil {
				return err
			}
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	var n int
	d.scan(&n, `select (select count(*) from contact_list) + (select count(*) from contact)`)
	if n != 0 {
		t.Fatalf("%d rows are left of a failed import", n)
	}

	calls := 0
	write := func(w *store.ListWriter) error {
		calls++
		w.Describe("GB18030", []string{"城市"})
		if err := w.Take(campaign.Contact{Line: 2, Name: "张三", Phone: number(1), Extra: [][2]string{{"城市", "上海"}}}); err != nil {
			return err
		}
		if err := w.Refuse(campaign.ListError{Line: 3, Field: "phone", Value: "12", Code: "phone_too_short", Detail: "x"}); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond) // the others must wait for this one
		return nil
	}
	lists := make([]campaign.List, 4)
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range lists {
		wg.Go(func() { lists[i], errs[i] = d.s.ImportList(d.ctx, in, write) })
	}
	wg.Wait()
	d.must(errors.Join(errs...))
	for _, l := range lists {
		if l.ID != lists[0].ID || l.RowsTaken != 1 || l.RowsRefused != 1 || l.RowsTotal != 2 || l.Encoding != "GB18030" || !slices.Equal(l.Columns, []string{"城市"}) {
			t.Fatalf("%+v", l)
		}
	}
	if calls != 1 {
		t.Fatalf("the file was read %d times", calls)
	}
	in.SHA256 = "bbb"
	if _, err := d.s.ImportList(d.ctx, in, write); !errors.Is(err, store.ErrKeyReused) {
		t.Fatalf("other file, same key: %v", err)
	}
	in.By = d.agents[0]
	if l, err := d.s.ImportList(d.ctx, in, write); err != nil || l.ID == lists[0].ID {
		t.Fatalf("another user's key: %v %+v", err, l)
	}

	contacts, _, err := d.s.Contacts(d.ctx, lists[0].ID, "", 10)
	d.must(err)
	if len(contacts) != 1 || contacts[0].Name != "张三" || contacts[0].Extra[0] != [2]string{"城市", "上海"} {
		t.Fatalf("%+v", contacts)
	}
	refused, _, err := d.s.ListErrors(d.ctx, lists[0].ID, "", 10)
	d.must(err)
	if len(refused) != 1 || refused[0].Line != 3 || refused[0].Code != "phone_too_short" {
		t.Fatalf("%+v", refused)
	}
	if _, _, err := d.s.Contacts(d.ctx, 999999, "", 10); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("contacts of no list: %v", err)
	}
}

// 200 000 rows in, follow-ups made of them, with memory that does not grow with the file.
func TestImportOf200kRows(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	d := newDesk(t)
	const n = 200_000
	var peak, base runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&base)
	start := time.Now()
	l, err := d.s.ImportList(d.ctx, store.NewList{Name: "big", FileName: "b.csv", Key: "big-0000", SHA256: "s", By: d.supervisor}, func(w *store.ListWriter) error {
		for i := range n {
			if err := w.Take(campaign.Contact{Line: i + 2, Name: "客户", Phone: number(i), Extra: [][2]string{{"city", "上海"}}}); err != nil {
				return err
			}
			if i%50_000 == 49_999 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				if m.HeapAlloc > peak.HeapAlloc {
					peak = m
				}
			}
		}
		return nil
	})
	d.must(err)
	t.Logf("import of %d rows: %v, heap %d KiB over the start", n, time.Since(start).Round(time.Millisecond), (int64(peak.HeapAlloc)-int64(base.HeapAlloc))/1024)
	if grown := int64(peak.HeapAlloc) - int64(base.HeapAlloc); grown > 16<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
	start = time.Now()
	id, err := d.s.CreateCampaign(d.ctx, d.settings(&l.ID), d.supervisor)
	d.must(err)
	t.Logf("campaign of %d follow-ups: %v", n, time.Since(start).Round(time.Millisecond))
	d.must(d.s.StartCampaign(d.ctx, id, d.supervisor, anyTrunk))
	start = time.Now()
	c := d.get(id)
	t.Logf("counts: %v", time.Since(start).Round(time.Millisecond))
	if c.Counts.Total != n || c.Counts.Due != n {
		t.Fatalf("%+v", c.Counts)
	}
	start = time.Now()
	split, err := d.s.SplitDue(d.ctx, []int64{id}, d.agents, time.Now())
	d.must(err)
	t.Logf("split of the due: %v", time.Since(start).Round(time.Millisecond))
	if split[id].Free != n {
		t.Fatalf("%+v", split[id])
	}
	start = time.Now()
	page, next, err := d.s.FollowUps(d.ctx, id, "waiting", "", 50)
	d.must(err)
	t.Logf("first page of follow-ups: %v", time.Since(start).Round(time.Millisecond))
	if len(page) != 50 || next == "" {
		t.Fatalf("%d rows, next %q", len(page), next)
	}
	start = time.Now()
	d.must(d.s.StopCampaign(d.ctx, id, d.supervisor))
	t.Logf("stop: %v", time.Since(start).Round(time.Millisecond))
	if c := d.get(id); c.Counts.Cancelled != n || c.State != campaign.Stopped {
		t.Fatalf("%+v %s", c.Counts, c.State)
	}
}

func TestListsPagesAndDeletion(t *testing.T) {
	d := newDesk(t)
	var ids []int64
	for i := range 5 {
		ids = append(ids, d.list(i+1).ID)
	}
	var got []int64
	cursor := ""
	for {
		page, next, err := d.s.Lists(d.ctx, cursor, 2)
		d.must(err)
		for _, l := range page {
			got = append(got, l.ID)
		}
		if next == "" {
			break
		}
		cursor = next
	}
	slices.Reverse(got)
	if !slices.Equal(got, ids) {
		t.Fatalf("pages gave %v, want %v", got, ids)
	}
	if _, _, err := d.s.Lists(d.ctx, "nonsense!", 2); err == nil {
		t.Fatal("a wrong cursor was taken")
	}
	id, err := d.s.CreateCampaign(d.ctx, d.settings(&ids[2]), d.supervisor)
	d.must(err)
	if err := d.s.DeleteList(d.ctx, ids[2], d.supervisor); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("list in use: %v", err)
	}
	l, err := d.s.List(d.ctx, ids[2])
	d.must(err)
	if !slices.Equal(l.UsedBy, []string{"spring"}) {
		t.Fatalf("used by %v", l.UsedBy)
	}
	d.must(d.s.DeleteCampaign(d.ctx, id, d.supervisor))
	d.must(d.s.DeleteList(d.ctx, ids[2], d.supervisor))
	if err := d.s.DeleteList(d.ctx, ids[2], d.supervisor); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("deleted twice: %v", err)
	}
}
