package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"huifang/campaign"
	"huifang/campaign/retry"
	"huifang/dialer"
	"huifang/dialer/call"
)

// Four claimers over campaigns that share their numbers: at most one live attempt per number (I1) and per agent (I8), no
// attempt beyond the limit (I3), and no deadlock.
func TestClaimContended(t *testing.T) {
	f := newFloor(t, 40)
	_, err := f.pool.Exec(f.ctx, `update call_caps set per_day = 100, per_burst = 100`)
	f.must(err)
	campaigns := []campaign.Runnable{f.campaign(1, 120, retry.Default(2, time.Second)), f.campaign(1, 120, retry.Default(2, time.Second)), f.campaign(61, 120, retry.Default(2, time.Second))}
	var wg sync.WaitGroup
	// What is live, as those see it who were given it: entered after the claim was committed, left before the end is.
	var mu sync.Mutex
	live := map[string]bool{}
	enter := func(o dialer.Order) {
		mu.Lock()
		defer mu.Unlock()
		for _, key := range []string{o.Number, fmt.Sprint("agent ", o.Agent)} {
			if live[key] {
				t.Errorf("%s is in two live attempts", key)
			}
			live[key] = true
		}
	}
	leave := func(o dialer.Order) {
		mu.Lock()
		defer mu.Unlock()
		delete(live, o.Number)
		delete(live, fmt.Sprint("agent ", o.Agent))
	}
	for w := range 4 {
		wg.Go(func() {
			mine := f.agents[w*10 : w*10+10]
			rnd := rand.New(rand.NewPCG(uint64(w), 1))
			for range 60 {
				c := campaigns[rnd.IntN(len(campaigns))]
				orders, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: mine[:1+rnd.IntN(10)], Now: time.Now()})
				if err != nil {
					t.Error(err)
					return
				}
				for _, o := range orders {
					enter(o)
				}
				for _, o := range orders {
					leave(o)
					if err := f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.Busy)}); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	var most, attempts int
	f.must(f.pool.QueryRow(f.ctx, `select max(n), sum(n) from (select count(*) n from attempt group by follow_up_id) x`).Scan(&most, &attempts))
	if most > 2 || attempts < 200 {
		t.Errorf("%d attempts for one follow-up, %d in all", most, attempts)
	}
	var wrong int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) from follow_up f where attempts <> (select count(*) from attempt a where a.follow_up_id = f.id)`).Scan(&wrong))
	if wrong > 0 {
		t.Errorf("%d follow-ups count their attempts wrong", wrong)
	}
}

func TestClaimSkipsWhatMustNotBeDialled(t *testing.T) {
	f := newFloor(t, 4)
	a, b := f.campaign(1, 1, retry.Default(1, time.Second)), f.campaign(1, 2, retry.Default(1, time.Second))
	live := f.claim(a, f.agents[0])
	if len(live) != 1 {
		t.Fatalf("%d orders", len(live))
	}
	// The first number is live in the other campaign; the second must not stand behind it.
	got := f.claim(b, f.agents[1], f.agents[2])
	if len(got) != 1 || got[0].Number != "+8613900000002" {
		t.Fatalf("%+v", got)
	}
	f.must(f.s.Journal(f.ctx, live[0].Attempt, []dialer.Entry{ended(1, call.Busy)}))
	f.must(f.s.DoNotCall(f.ctx, "+8613900000001", "asked", f.agents[0]))
	if got := f.claim(b, f.agents[3]); len(got) != 0 {
		t.Fatalf("claimed a number on the do-not-call list: %+v", got)
	}
	if _, err := f.s.StartNode(f.ctx, "n"); err != nil {
		t.Fatal(err)
	}
	if got := f.claim(f.campaign(50, 1, retry.Default(1, time.Second)), f.agents[3]); len(got) != 0 {
		t.Fatal("a fenced node claimed")
	}
}

// A callback agreed with one agent goes to that agent only; one for anybody goes to whoever is free, before others.
func TestCallbackClaims(t *testing.T) {
	f := newFloor(t, 2)
	c := f.campaign(1, 3, retry.Default(3, time.Minute))
	_, err := f.pool.Exec(f.ctx, `update follow_up set is_callback = true, callback_agent = case when phone = '+8613900000003' then $1::bigint end, due_at = now() - interval '1 second'
		where phone in ('+8613900000002', '+8613900000003')`, f.agents[1])
	f.must(err)
	got := f.claim(c, f.agents[0])
	if len(got) != 1 || got[0].Number != "+8613900000002" {
		t.Fatalf("%+v", got)
	}
	f.must(f.s.Journal(f.ctx, got[0].Attempt, []dialer.Entry{ended(1, call.Vacant)}))
	both := f.claim(c, f.agents[0], f.agents[1])
	if len(both) != 2 {
		t.Fatalf("%d orders", len(both))
	}
	for _, o := range both {
		if o.Number == "+8613900000003" && (o.Agent != f.agents[1] || len(o.Pool) != 1) {
			t.Errorf("the callback of agent %d went to %d, pool %v", f.agents[1], o.Agent, o.Pool)
		}
	}
}

// Caps over all campaigns (R12): to a number, and to a customer with several numbers; kept at the claim and, exactly, by Arm.
func TestCaps(t *testing.T) {
	f := newFloor(t, 1)
	a, b := f.campaign(1, 1, retry.Default(9, time.Second)), f.campaign(1, 1, retry.Default(9, time.Second))
	dial := func(c campaign.Runnable) bool {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, `update follow_up set due_at = now() - interval '1 second' where state = 'waiting'`)
		f.must(err)
		got := f.claim(c, f.agents[0])
		if len(got) == 0 {
			return false
		}
		if ok, reason := f.arm(got[0]); !ok {
			t.Fatalf("claimed and then refused: %s", reason)
		}
		f.must(f.s.Journal(f.ctx, got[0].Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, call.Busy)}))
		return true
	}
	for i := range 3 {
		if !dial([]campaign.Runnable{a, b}[i%2]) {
			t.Fatalf("call %d of 3 in five minutes was refused", i+1)
		}
	}
	if dial(a) || dial(b) {
		t.Fatal("a fourth call within five minutes")
	}
	age := func(by string) {
		_, err := f.pool.Exec(f.ctx, `update attempt set claimed_at = claimed_at - $1::interval`, by)
		f.must(err)
	}
	age("301 seconds")
	if !dial(a) || !dial(b) {
		t.Fatal("calls four and five of the day were refused")
	}
	age("301 seconds")
	if dial(a) {
		t.Fatal("a sixth call within 24 hours")
	}
	// An attempt that was never placed does not count.
	_, err := f.pool.Exec(f.ctx, `update attempt set outcome = 'not_placed' where id = (select min(id) from attempt)`)
	f.must(err)
	if !dial(b) {
		t.Fatal("an attempt that was not placed was counted")
	}
	// What slips past the claim does not get past Arm.
	age("25 hours")
	o := f.claim(a, f.agents[0])
	if len(o) == 0 {
		t.Fatal("nothing to claim after a day")
	}
	_, err = f.pool.Exec(f.ctx, `update attempt set claimed_at = now() where ended_at is not null`)
	f.must(err)
	if ok, reason := f.arm(o[0]); ok || reason != "call_caps" {
		t.Fatalf("armed beyond the caps: %v %s", ok, reason)
	}
}

// A claim reads the queue on from where the last one stopped; what has become due behind that place is found all the same,
// while the queue is long and at its end.
func TestClaimFindsWhatIsBehind(t *testing.T) {
	f := newFloor(t, 2)
	c := f.campaign(1, 30, retry.Default(1, time.Second))
	at := time.Now()
	claim := func(later time.Duration, n int) (numbers []string) {
		t.Helper()
		at = at.Add(later)
		orders, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: f.agents, Limit: n, Now: at})
		f.must(err)
		for _, o := range orders {
			numbers = append(numbers, o.Number)
			f.must(f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{ended(1, call.Busy)}))
		}
		return numbers
	}
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, sql, args...)
		f.must(err)
	}
	nth := func(n int) string { return fmt.Sprintf("+86139%08d", n) }
	want := func(got []string, numbers ...string) {
		t.Helper()
		if !slices.Equal(got, numbers) {
			t.Fatalf("got %v, want %v", got, numbers)
		}
	}
	exec(`update follow_up set due_at = $1::timestamptz - interval '1 hour' + id * interval '1 second'`, at)
	for i := 1; i <= 10; i += 2 {
		want(claim(time.Second, 2), nth(i), nth(i+1))
	}
	// Made due earlier than what was claimed.
	exec(`update follow_up set due_at = $1::timestamptz - interval '2 hours' where phone = $2`, at, nth(25))
	// Passed because it was locked.
	tx, err := f.pool.Begin(f.ctx)
	f.must(err)
	_, err = tx.Exec(f.ctx, `select 1 from follow_up where phone = $1 for update`, nth(11))
	f.must(err)
	want(claim(time.Second, 2), nth(25), nth(12))
	f.must(tx.Rollback(f.ctx))
	want(claim(time.Second, 2), nth(11), nth(13))
	// On the do-not-call list while it was passed, and off again.
	exec(`insert into dnc (phone) values ($1)`, nth(14))
	want(claim(time.Second, 1), nth(15))
	exec(`delete from dnc`)
	want(claim(time.Second, 1), nth(14))
	// Chosen for an agent whose former call has not ended: it keeps its turn.
	orders, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: f.agents[:1], Now: at})
	f.must(err)
	if len(orders) != 1 || orders[0].Number != nth(16) {
		t.Fatalf("%+v", orders)
	}
	for range 2 {
		none, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: f.agents[:1], Now: at})
		f.must(err)
		if len(none) > 0 {
			t.Fatalf("an agent on a call is given %+v", none)
		}
	}
	f.must(f.s.Journal(f.ctx, orders[0].Attempt, []dialer.Entry{ended(1, call.Busy)}))
	want(claim(0, 1), nth(17))
	// At the end of the queue nothing has to wait for its turn.
	for i := 18; i < 24; i += 2 {
		want(claim(0, 2), nth(i), nth(i+1))
	}
	want(claim(0, 2), nth(24), nth(26))
	want(claim(0, 2), nth(27), nth(28))
	want(claim(0, 2), nth(29), nth(30))
	want(claim(0, 2))
	exec(`update follow_up set state = 'waiting', due_at = $1::timestamptz - interval '3 hours' where phone in ($2, $3)`, at, nth(3), nth(20))
	want(claim(0, 2), nth(3), nth(20))
}

// An order shows what a restart would read again.
func TestClaimMakesTheOrderThatLiveReads(t *testing.T) {
	f := newFloor(t, 3)
	first := f.campaign(1, 3, retry.Default(1, time.Second))
	for _, o := range f.claim(first, f.agents...) {
		f.answer(o)
	}
	c := f.campaign(1, 3, retry.Default(2, time.Second))
	for _, sql := range []string{
		`insert into follow_up_type (code, body) values ('x', '{"code":"x","questions":[{"id":"q1","text_zh":"正常吗？","kind":"yes_no","required":true}]}'),
			('y', '{"code":"y","questions":[{"id":"q2","text_zh":"满意吗？","kind":"satisfaction"}]}')`,
		`update campaign set type_code = 'x', purpose = 'p', wrapup_s = 45`,
		`insert into plan (name, type_code, rule, choose, campaign_id, created_by) select 'p', 'y', '{}', '{}', max(id), min(created_by) from campaign`,
		`update follow_up set plan_id = (select id from plan), source_key = 'k' where phone = '+8613900000002' and campaign_id = (select max(id) from campaign)`,
		`update follow_up set is_callback = true, due_at = now() - interval '1 second' where phone = '+8613900000003' and state = 'waiting'`,
		`update contact set extra = '[["产品", "空调"]]'`,
	} {
		_, err := f.pool.Exec(f.ctx, sql)
		f.must(err)
	}
	orders := f.claim(c, f.agents...)
	live, err := f.s.Live(f.ctx, "n")
	f.must(err)
	if len(orders) != 3 || len(live) != 3 || len(orders[0].Screen.History) != 1 {
		t.Fatalf("%+v, %+v", orders, live)
	}
	slices.SortFunc(orders, func(a, b dialer.Order) int { return cmp.Compare(a.Attempt, b.Attempt) })
	for i, o := range orders {
		if !slices.Equal(o.Pool, f.agents) {
			t.Errorf("pool %v", o.Pool)
		}
		o.Pool = nil // only who is adopted has one
		if diff := gocmp.Diff(o, live[i].Order); diff != "" {
			t.Error(diff)
		}
	}
}

// Only who has the campaign's skill gets its work (R35), only who speaks a contact's language the contact (R21), and the
// owner of a customer his customer when he is free (R2).
func TestClaimFitsTheAgent(t *testing.T) {
	f := newFloor(t, 4)
	c := f.campaign(1, 6, retry.Default(1, time.Second))
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := f.pool.Exec(f.ctx, sql, args...)
		f.must(err)
	}
	exec(`insert into campaign_agent (campaign_id, user_id) select $1, unnest($2::bigint[])`, c.ID, f.agents)
	exec(`update campaign set skill = 'visit'`)
	exec(`insert into user_skill (user_id, skill) values ($1, 'visit'), ($2, 'visit'), ($3, 'visit'), ($2, 'cantonese'), ($1, 'mandarin'), ($3, 'mandarin')`, f.agents[0], f.agents[1], f.agents[2])
	exec(`update contact set language = 'cantonese' where phone in ('+8613900000001', '+8613900000002')`)
	exec(`insert into customer (name, owner_id) values ('owned', $1)`, f.agents[2])
	exec(`update follow_up set customer_id = (select id from customer) where phone = '+8613900000003'`)
	list, _, err := f.s.Runnable(f.ctx, "n1")
	f.must(err)
	c = list[0]
	if !slices.Equal(c.Agents, f.agents[:3]) {
		t.Fatalf("agents %v of %v are trained", c.Agents, f.agents)
	}
	at := time.Now()
	given := func(agents ...int64) map[string]int64 {
		m := map[string]int64{}
		at = at.Add(time.Second) // what was passed is looked at again
		orders, err := f.s.Claim(f.ctx, campaign.Claim{Campaign: c, Node: "n", Fence: f.epoch, Agents: agents, Now: at})
		f.must(err)
		for _, o := range orders {
			m[o.Number[len(o.Number)-1:]] = o.Agent
			if o.Number <= "+8613900000002" && !slices.Equal(o.Pool, f.agents[1:2]) {
				t.Errorf("pool %v of a contact who speaks Cantonese", o.Pool)
			}
		}
		return m
	}
	// Nobody free speaks Cantonese: those wait, the others do not.
	if m := given(f.agents[0]); m["3"] != f.agents[0] || len(m) != 1 {
		t.Fatalf("%v", m)
	}
	exec(`update attempt set state = 'ended', outcome = 'busy', ended_at = now(), claimed_at = now() - interval '2 days'`)
	exec(`update follow_up set state = 'waiting' where phone = '+8613900000003'`)
	if m := given(f.agents[:3]...); m["1"] != f.agents[1] || m["3"] != f.agents[2] || m["4"] != f.agents[0] || len(m) != 3 {
		t.Fatalf("agents %v: %v", f.agents, m)
	}
	exec(`update attempt set state = 'ended', outcome = 'busy', ended_at = now() where ended_at is null`)
	if m := given(f.agents[0], f.agents[1]); m["2"] != f.agents[1] || m["5"] != f.agents[0] {
		t.Fatalf("agents %v: %v", f.agents, m)
	}
	// Of whom nobody has said which languages he speaks gets all.
	exec(`delete from user_skill where user_id = $1 and skill = 'mandarin'`, f.agents[0])
	list, _, err = f.s.Runnable(f.ctx, "n1")
	f.must(err)
	if l := list[0].Languages; len(l[f.agents[0]]) != 2 || !slices.Equal(l[f.agents[1]], []string{"cantonese"}) || !slices.Equal(l[f.agents[2]], []string{"mandarin"}) {
		t.Errorf("languages %v", l)
	}
}

// Many journals at once are written together; one that the database refuses does not hold up the others.
func TestJournalsTogether(t *testing.T) {
	f := newFloor(t, 60)
	orders := f.claim(f.campaign(1, 60, retry.Default(2, time.Minute)), f.agents...)
	if len(orders) != 60 {
		t.Fatalf("%d orders", len(orders))
	}
	refused := orders[30].Attempt
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Go(func() {
			outcome := call.Busy
			if o.Attempt == refused {
				outcome = "sleeping"
			}
			err := f.s.Journal(f.ctx, o.Attempt, []dialer.Entry{{Seq: 1, At: time.Now(), Kind: "dialled"}, ended(2, outcome)})
			if (err != nil) != (o.Attempt == refused) {
				t.Errorf("attempt %d: %v", o.Attempt, err)
			}
		})
	}
	wg.Wait()
	var busy, live, waiting, lines int
	f.must(f.pool.QueryRow(f.ctx, `select count(*) filter (where outcome = 'busy' and dialled_at is not null), count(*) filter (where ended_at is null),
		(select count(*) from follow_up where state = 'waiting' and attempts = 1 and last_outcome = 'busy'), (select count(*) from attempt_event) from attempt`).Scan(&busy, &live, &waiting, &lines))
	if busy != 59 || live != 1 || waiting != 59 || lines != 118 {
		t.Errorf("%d busy, %d live, %d waiting, %d lines", busy, live, waiting, lines)
	}
}
