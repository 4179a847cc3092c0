package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"

	"huifang/campaign"
	"huifang/campaign/intake"
	"huifang/campaign/store"
	"huifang/campaign/store/storetest"
	"huifang/cmd/internal/jobs"
)

type bench struct {
	t    testing.TB
	pool *pgxpool.Pool
	s    *store.Store
	im   *jobs.Importer
	by   int64
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, pool: storetest.New(t)}
	b.s = store.New(b.pool)
	zone, err := time.LoadLocation("Asia/Shanghai")
	b.must(err)
	b.im = &jobs.Importer{Node: "n1", Store: b.s, Dir: t.TempDir(), Region: "CN", Zone: zone, Log: slog.New(slog.DiscardHandler)}
	b.scan(&b.by, `insert into app_user (login, name, role, password_hash) values ('boss', 'boss', 'supervisor', 'x') returning id`)
	b.exec(`insert into app_user (login, name, role, password_hash) values ('ann', '小安', 'agent', 'x')`)
	b.exec(`insert into unit (name) values ('一店')`)
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) scan(to any, sql string, args ...any) {
	b.t.Helper()
	b.must(b.pool.QueryRow(b.t.Context(), sql, args...).Scan(to))
}

func (b *bench) exec(sql string, args ...any) {
	b.t.Helper()
	_, err := b.pool.Exec(b.t.Context(), sql, args...)
	b.must(err)
}

// upload does what the API does with an upload, and starts the import.
func (b *bench) upload(kind string, file []byte, opt store.ImportOptions) store.Import {
	b.t.Helper()
	table, err := intake.OpenTable(bytes.NewReader(file), int64(len(file)), intake.TableOptions{MaxBytes: 1 << 30})
	b.must(err)
	f, err := os.CreateTemp(b.im.Dir, "import-*")
	b.must(err)
	_, err = f.Write(file)
	b.must(errors.Join(err, f.Close()))
	imp, made, err := b.s.CreateImport(b.t.Context(), store.NewImport{Kind: kind, Key: f.Name(), FileName: "a.csv", SHA256: "x", Node: "n1", Spool: filepath.Base(f.Name()),
		Format: table.Format, Columns: table.Headers, Preview: [][]string{}, Mapping: intake.Propose(kind, table.Headers), Signature: intake.Signature(table.Headers), By: b.by})
	b.must(err)
	if !made {
		b.t.Fatal("made before")
	}
	b.must(b.s.SetImportMapping(b.t.Context(), imp.ID, imp.Mapping, opt, intake.Signature(table.Headers), b.by))
	b.must(b.s.StartImport(b.t.Context(), imp.ID, b.by))
	return b.get(imp.ID)
}

func (b *bench) get(id int64) store.Import {
	b.t.Helper()
	imp, err := b.s.Import(b.t.Context(), id)
	b.must(err)
	return imp
}

// work runs a worker until the import has ended.
func (b *bench) work(id int64) store.Import {
	b.t.Helper()
	ctx, stop := context.WithCancel(b.t.Context())
	w := &jobs.Worker{Node: "n1", Store: b.s, Handlers: map[string]jobs.Handler{store.JobImport: b.im.Handle}, Log: slog.New(slog.DiscardHandler)}
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	defer func() {
		stop()
		b.must(<-done)
	}()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if imp := b.get(id); slices.Contains([]string{"done", "failed", "cancelled"}, imp.State) {
			return imp
		}
	}
	b.t.Fatalf("the import does not end: %+v", b.get(id))
	return store.Import{}
}

func (b *bench) errors(id int64) []string {
	b.t.Helper()
	list := []string{}
	b.must(b.s.EachImportError(b.t.Context(), id, func(e campaign.ListError) error {
		list = append(list, fmt.Sprintf("%d %s %s", e.Line, e.Field, e.Code))
		return nil
	}))
	return list
}

const customersCSV = `客户编号,客户名称,联系人,手机,备用电话,门店,负责坐席,爱好,签约日期,楼层
A1,远大公司,张三,13900000001,01062345678,一店,小安,钓鱼,2026-03-01,六
A2,,李四,13900000002,,,,,,
A3,长城公司,王五,12,,,,,,
A4,没有门店,赵六,13900000004,,九店,,,,
A5,没有坐席,赵六,13900000005,,,小王,,,
,散客,,13900000006,,,,,,
A1,重复编号,,13900000007,,,,,,
A8,重复号码,,139 0000 0001,,,,,,
A9,好客户,孙七,13900000009,,,ann,,,
`

func TestImportCustomers(t *testing.T) {
	b := newBench(t)
	imp := b.work(b.upload(intake.KindCustomers, []byte(customersCSV), store.ImportOptions{OnDuplicate: "skip"}).ID)
	if imp.State != "done" || imp.ImportCounts != (store.ImportCounts{Rows: 9, Added: 3, Refused: 6}) || imp.Done != imp.Total || imp.Total == 0 {
		t.Fatalf("%+v", imp)
	}
	want := []string{"3 客户名称 value_missing", "4 手机 phone_too_short", "5 门店 value_unknown", "6 负责坐席 value_unknown", "8 客户编号 duplicate", "9 手机 duplicate"}
	if diff := cmp.Diff(want, b.errors(imp.ID)); diff != "" {
		t.Error(diff)
	}
	var id int64
	b.scan(&id, `select id from customer where code = 'A1'`)
	f, err := b.s.CustomerFile(t.Context(), id, time.Now(), b.im.Zone)
	b.must(err)
	if f.Name != "远大公司" || f.Unit.Name != "一店" || f.Owner.Name != "小安" || f.Notes["hobbies"] != "钓鱼" || f.SignedOn != "2026-03-01" || f.Fields["楼层"] != "六" ||
		len(f.People) != 1 || f.People[0].Name != "张三" || len(f.People[0].Numbers) != 2 {
		t.Errorf("%+v", f)
	}

	// The same file again, and a changed one.
	imp = b.work(b.upload(intake.KindCustomers, []byte(customersCSV), store.ImportOptions{OnDuplicate: "skip"}).ID)
	if imp.ImportCounts != (store.ImportCounts{Rows: 9, Skipped: 3, Refused: 6}) {
		t.Fatalf("again: %+v", imp.ImportCounts)
	}
	changed := `客户编号,客户名称,联系人,手机,地址
A1,远大集团,张三,13900000011,上海
B6,散客有编号,散客,13900000006,
A9,好客户,新人,13900000012,
A1x,别人的号码,x,13900000009,
A9y,新客户,y,13900000013,
`
	imp = b.work(b.upload(intake.KindCustomers, []byte(changed), store.ImportOptions{OnDuplicate: "update"}).ID)
	if imp.ImportCounts != (store.ImportCounts{Rows: 5, Added: 1, Updated: 3, Refused: 1}) {
		t.Fatalf("update: %+v %v", imp.ImportCounts, b.errors(imp.ID))
	}
	if got := b.errors(imp.ID); !slices.Equal(got, []string{"5 手机 phone_of_other_customer"}) {
		t.Errorf("%v", got)
	}
	f, err = b.s.CustomerFile(t.Context(), id, time.Now(), b.im.Zone)
	b.must(err)
	if f.Name != "远大集团" || f.Address != "上海" || f.Unit == nil || f.Notes["hobbies"] != "钓鱼" || len(f.People) != 1 || len(f.People[0].Numbers) != 3 ||
		f.People[0].Numbers[2].Phone != "+8613900000011" || f.Phone != "+8613900000001" {
		t.Errorf("%+v", f)
	}
	b.scan(&id, `select id from customer where code = 'B6' and name = '散客有编号'`)
	b.scan(&id, `select id from customer where code = 'A9'`)
	if f, err = b.s.CustomerFile(t.Context(), id, time.Now(), b.im.Zone); err != nil || len(f.People) != 2 || f.People[1].Name != "新人" {
		t.Errorf("%+v %v", f.People, err)
	}
}

func TestImportEvents(t *testing.T) {
	b := newBench(t)
	b.work(b.upload(intake.KindCustomers, []byte(customersCSV), store.ImportOptions{OnDuplicate: "skip"}).ID)
	events := `单号,客户编号,手机,日期,金额,门店,商品
R1,A1,,2026-03-05 10:00,"1,999.00",一店,冰箱
R2,,13900000006,2026-03-06,5,,扇
,A9,,2026-03-07,7,,灯
R1,A1,,2026-03-05,1,,同号
R4,A4,,2026-03-05,1,,没有客户
R5,A1,,2026-03-05,1,九店,没有门店
R6,A1,,三月五日,1,,坏日期
,A9,,2026-03-07,7,,灯
`
	opt := store.ImportOptions{OnDuplicate: "skip", EventKind: "sale"}
	imp := b.work(b.upload(intake.KindEvents, []byte(events), opt).ID)
	if imp.State != "done" || imp.ImportCounts != (store.ImportCounts{Rows: 8, Added: 3, Refused: 5}) {
		t.Fatalf("%+v %v", imp, b.errors(imp.ID))
	}
	want := []string{"5 单号 duplicate", "6 客户编号 value_unknown", "7 门店 value_unknown", "8 日期 value_bad", "9 单号 duplicate"}
	if diff := cmp.Diff(want, b.errors(imp.ID)); diff != "" {
		t.Error(diff)
	}
	if imp = b.work(b.upload(intake.KindEvents, []byte(events), opt).ID); imp.ImportCounts != (store.ImportCounts{Rows: 8, Skipped: 3, Refused: 5}) {
		t.Errorf("again: %+v", imp.ImportCounts)
	}
	opt.OnDuplicate = "update"
	imp = b.work(b.upload(intake.KindEvents, []byte("单号,客户编号,日期,金额\nR1,A1,2026-03-05 10:00,1888\n"), opt).ID)
	if imp.ImportCounts != (store.ImportCounts{Rows: 1, Updated: 1}) {
		t.Errorf("update: %+v", imp.ImportCounts)
	}
	var got string
	b.scan(&got, `select concat_ws(' ', kind, amount, title, at at time zone 'Asia/Shanghai', (select name from unit where id = unit_id)) from service_event where source_key = 'R1'`)
	if got != "sale 188800 冰箱 2026-03-05 10:00:00 一店" {
		t.Errorf("%s", got)
	}
}

// many makes a file in which every hundredth row is wrong and every fiftieth stands there twice.
func many(n int) []byte {
	var s strings.Builder
	s.WriteString("客户编号,客户名称,手机,性别,城区\n")
	for i := range n {
		switch {
		case i%100 == 99:
			fmt.Fprintf(&s, "K%d,客户%d,坏号码,男,浦东\n", i, i)
		case i%50 == 48:
			fmt.Fprintf(&s, "K%d,客户%d,139%08d,女,浦东\n", i-40, i, i)
		default:
			fmt.Fprintf(&s, "K%d,客户%d,139%08d,男,浦东\n", i, i, i)
		}
	}
	return []byte(s.String())
}

// mortal is a context that ends after a number of looks at it.
type mortal struct {
	context.Context
	looks *atomic.Int64
}

func (m mortal) Err() error {
	if m.looks.Add(-1) < 0 {
		return context.Canceled
	}
	return m.Context.Err()
}

// A process dies in the midst of an import, again and again; another one takes over: the result is the same as without.
func TestImportGoesOnAfterACrash(t *testing.T) {
	const rows = 5300
	file := many(rows)
	calm := newBench(t)
	want := calm.work(calm.upload(intake.KindCustomers, file, store.ImportOptions{OnDuplicate: "skip"}).ID)
	if want.Rows != rows || want.Refused != rows/100+rows/50 {
		t.Fatalf("%+v", want)
	}

	b := newBench(t)
	imp := b.upload(intake.KindCustomers, file, store.ImportOptions{OnDuplicate: "skip"})
	var old []store.Claim
	progress := []int{}
	for _, life := range []int64{10, 1500, 1000, 3100, 4999} {
		claim, ok, err := b.s.ClaimJob(t.Context(), "n1", []string{store.JobImport}, time.Minute)
		if err != nil || !ok {
			t.Fatalf("%v %v", ok, err)
		}
		looks := &atomic.Int64{}
		looks.Store(life)
		if _, err := b.im.Handle(mortal{t.Context(), looks}, &jobs.Task{Claim: claim}); !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d rows: %v", life, err)
		}
		if _, ok, _ := b.s.ClaimJob(t.Context(), "n2", []string{store.JobImport}, time.Nanosecond); ok {
			t.Fatal("the job of another node's file was claimed")
		}
		progress = append(progress, b.get(imp.ID).Rows)
		if life > 1000 {
			b.exec(`update job set beat_at = now() - interval '2 minutes'`) // nobody comes back, and after a while another takes over
		} else {
			b.must(b.s.RequeueJobs(t.Context(), "n2"))
			b.must(b.s.RequeueJobs(t.Context(), "n1")) // the node starts again
		}
		old = append(old, claim)
	}
	if !slices.Equal(progress, []int{0, 1000, 1000, 3000, 4000}) {
		t.Errorf("settled rows after each life: %v", progress)
	}
	got := b.work(imp.ID)
	if got.State != "done" || got.ImportCounts != want.ImportCounts {
		t.Errorf("%s %+v, want %+v", got.State, got.ImportCounts, want.ImportCounts)
	}
	if diff := cmp.Diff(calm.errors(want.ID), b.errors(imp.ID)); diff != "" {
		t.Error(diff)
	}
	const table = `select md5(string_agg(concat_ws('|', c.code, c.name, c.fields, p.name, p.phone, n.phone), e'\n' order by c.code, c.id, n.position))
		from customer c join contact p on p.customer_id = c.id join contact_number n on n.contact_id = p.id`
	var a, z string
	calm.scan(&a, table)
	b.scan(&z, table)
	if a != z {
		t.Error("the customers differ")
	}
	// What the dead processes still had in mind changes nothing.
	for _, c := range old {
		if _, err := b.s.ImportRows(t.Context(), c, got, store.ImportBatch{From: got.Rows, Rows: 1}); !errors.Is(err, store.ErrJobLost) {
			t.Errorf("an old claim: %v", err)
		}
		if err := b.s.BeatJob(t.Context(), c, 1, 1); !errors.Is(err, store.ErrJobLost) {
			t.Errorf("an old claim's sign of life: %v", err)
		}
	}
}

// A service that is stopped gives its job back at once, and the next one goes on.
func TestImportGoesOnAfterAStop(t *testing.T) {
	b := newBench(t)
	imp := b.upload(intake.KindCustomers, many(4000), store.ImportOptions{OnDuplicate: "skip"})
	ctx, stop := context.WithCancel(t.Context())
	reached := make(chan struct{})
	var once sync.Once
	w := &jobs.Worker{Node: "n1", Store: b.s, Log: slog.New(slog.DiscardHandler), Handlers: map[string]jobs.Handler{
		store.JobImport: func(ctx context.Context, task *jobs.Task) (any, error) {
			looks := &atomic.Int64{}
			looks.Store(1200)
			_, err := b.im.Handle(mortal{ctx, looks}, task)
			once.Do(func() { close(reached) })
			<-ctx.Done()
			return nil, err
		}}}
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	<-reached
	stop()
	b.must(<-done)
	if got := b.get(imp.ID); got.State != "queued" || got.Rows != 1000 {
		t.Fatalf("%+v", got)
	}
	if got := b.work(imp.ID); got.State != "done" || got.Rows != 4000 {
		t.Fatalf("%+v", got)
	}
}

func TestImportIsCancelled(t *testing.T) {
	b := newBench(t)
	imp := b.upload(intake.KindCustomers, many(4000), store.ImportOptions{OnDuplicate: "skip"})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reached := make(chan struct{})
	w := &jobs.Worker{Node: "n1", Store: b.s, Log: slog.New(slog.DiscardHandler), Handlers: map[string]jobs.Handler{
		store.JobImport: func(ctx context.Context, task *jobs.Task) (any, error) {
			looks := &atomic.Int64{}
			looks.Store(1200)
			_, _ = b.im.Handle(mortal{ctx, looks}, task)
			close(reached)
			for i := int64(0); ctx.Err() == nil; i++ { // a job that makes progress
				task.Progress(i, 1_000_000)
				time.Sleep(10 * time.Millisecond)
			}
			return nil, ctx.Err()
		}}}
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	<-reached
	b.must(b.s.CancelImport(t.Context(), imp.ID, b.by))
	start := time.Now()
	for b.get(imp.ID).State != "cancelled" {
		if time.Since(start) > 10*time.Second {
			t.Fatalf("%+v", b.get(imp.ID))
		}
		time.Sleep(10 * time.Millisecond)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	stop()
	b.must(<-done)
	if got := b.get(imp.ID); got.Rows != 1000 || got.EndedAt == nil || got.Error != "" {
		t.Errorf("%+v", got)
	}
	if err := b.s.CancelImport(t.Context(), imp.ID, b.by); !errors.Is(err, store.ErrWrongState) {
		t.Errorf("cancelled twice: %v", err)
	}
}

func TestImportFails(t *testing.T) {
	b := newBench(t)
	open := b.upload(intake.KindCustomers, []byte("姓名,手机\na,13900000001\n\"b,13900000002\nc,1\n"), store.ImportOptions{OnDuplicate: "skip"})
	if got := b.work(open.ID); got.State != "failed" || !strings.HasPrefix(got.Error, "quote_open: ") {
		t.Errorf("%+v", got)
	}
	gone := b.upload(intake.KindCustomers, []byte("姓名,手机\na,13900000001\n"), store.ImportOptions{OnDuplicate: "skip"})
	b.must(os.Remove(filepath.Join(b.im.Dir, gone.Spool)))
	if got := b.work(gone.ID); got.State != "failed" || !strings.HasPrefix(got.Error, "file_gone: ") {
		t.Errorf("%+v", got)
	}
	id, err := b.s.AddJob(t.Context(), store.JobImport, map[string]any{}, 0, b.by)
	b.must(err)
	b.work(b.upload(intake.KindCustomers, []byte("姓名,手机\na,13900000001\n"), store.ImportOptions{OnDuplicate: "skip"}).ID)
	if j, err := b.s.Job(t.Context(), id); err != nil || j.State != "failed" || !strings.HasPrefix(j.Error, "internal: ") {
		t.Errorf("%+v %v", j, err)
	}
}

func TestSpooledFilesAreTidied(t *testing.T) {
	b := newBench(t)
	one := []byte("姓名,手机\na,13900000001\n")
	ended := b.work(b.upload(intake.KindCustomers, one, store.ImportOptions{OnDuplicate: "skip"}).ID)
	waits := b.upload(intake.KindCustomers, one, store.ImportOptions{OnDuplicate: "skip"})
	b.must(os.WriteFile(filepath.Join(b.im.Dir, "import-old"), one, 0o600))
	b.must(os.WriteFile(filepath.Join(b.im.Dir, "import-new"), one, 0o600))
	past := time.Now().Add(-time.Hour)
	for _, name := range []string{ended.Spool, waits.Spool, "import-old"} {
		b.must(os.Chtimes(filepath.Join(b.im.Dir, name), past, past))
	}
	b.must(b.im.Tidy(t.Context()))
	entries, err := os.ReadDir(b.im.Dir)
	b.must(err)
	got := []string{}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := []string{"import-new", waits.Spool}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
	b.exec(`update import set created_at = now() - interval '8 days', job_id = null where id = $1`, waits.ID)
	b.must(b.im.Tidy(t.Context()))
	if got := b.get(waits.ID); got.State != "cancelled" {
		t.Errorf("an upload that nobody starts is %s", got.State)
	}
}
