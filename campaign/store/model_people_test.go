package store_test

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/caps"
	"huifang/campaign/customer"
	"huifang/campaign/store"
	"huifang/dialer"
)

// disposition says something about an attempt, mostly something right, sometimes again.
func (w *world) disposition() {
	var answered []*mAttempt
	for _, a := range w.m.attempts {
		if a.answered && (a.label == "" || w.chance(20)) {
			answered = append(answered, a)
		}
	}
	a := among(w.dice, answered)
	if a == nil || w.chance(5) {
		if a = among(w.dice, w.m.attempts); a == nil {
			return
		}
	}
	code := among(w.dice, []string{"completed", "completed", "callback", "callback", "retry", "retry", "refused", "wrong_number", "do_not_call"})
	if w.armed(a.phone) != nil && w.chance(50) {
		code = "do_not_call" // while another campaign is about to call
	}
	effect := map[string]string{"completed": "complete", "refused": "end", "wrong_number": "end"}[code]
	if effect == "" {
		effect = code
	}
	r := store.DisposeRequest{Attempt: a.id, ClientID: uuid.New(), Code: code, By: a.agent, Supervisor: w.chance(10), CallbackMine: w.chance(50), Now: w.m.now, Answers: map[string]string{"q1": "yes"}}
	if a.agent == 0 {
		r.By = w.boss // nobody held it: a supervisor may say something
	}
	if a.label != "" && w.chance(70) {
		r.ClientID = a.client
	}
	if w.chance(5) {
		r.By = among(w.dice, w.agents)
	}
	if w.chance(80) {
		r.Answers["q3"] = among(w.dice, []string{"no", "no", "no", " "})
	}
	if w.chance(95) {
		at := w.m.now.Add(time.Duration(w.IntN(72*60)-60) * time.Minute)
		if next, ok := a.followUp.hours(true).Next(at); ok && w.chance(80) {
			at = next
		}
		r.CallbackAt = &at
	}
	for range 1 + w.IntN(5)/4 { // the answer was lost, and it is said again
		before := a.label
		var got store.Disposed
		w.acknowledged(a.phone, effect == "do_not_call" && before == "", func() (err error) { got, err = w.s.Dispose(w.ctx, r); return err }, func(err error) {
			want := w.m.dispose(a, r, effect)
			w.logf("disposition of attempt %d: %s, %q", a.id, code, want)
			if errorCode(err) != want {
				w.m.faultf("disposition %s of attempt %d: %v, must be %q", code, a.id, err, want)
			}
			if want == "" && (got.Code != a.label || got.Attempt != a.id) {
				w.m.faultf("disposition of attempt %d: %+v, must be %s", a.id, got, a.label)
			}
			switch {
			case want == "" && before == "":
				w.count(tallyDisposed)
			case want == "answer_required":
				w.count(tallyUnanswered)
			}
		})
	}
}

func errorCode(err error) string {
	var fe *store.FieldError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, store.ErrNotYours):
		return "not_yours"
	case errors.Is(err, store.ErrAlreadyDisposed):
		return "already_disposed"
	case errors.As(err, &fe):
		return fe.Code
	}
	return err.Error()
}

func (w *world) doNotCall() {
	number := among(w.dice, among(w.dice, w.m.contacts).numbers)
	if a := w.armed(""); a != nil && w.chance(40) {
		number = a.phone
	}
	if w.chance(25) && !w.m.refused(number) { // what is there when the entry is committed and nobody gets to the rest
		w.pool.id(w.ctx, w.t, `insert into dnc (phone) values ($1) returning 1`, number)
		w.m.dnc[number] = false
		w.logf("do not call %s, not acknowledged", number)
		return
	}
	w.acknowledged(number, true, func() error { return w.s.DoNotCall(w.ctx, number, "asked", w.boss) }, func(err error) {
		w.must(err)
		w.m.doNotCall(number)
		w.logf("do not call %s", number)
		w.count(tallyDNC)
	})
}

// acknowledged does what may put a number onto the do-not-call list. When a dial to the number is under way, that is
// waited for: it is let go on as soon as the entry is in force, and must not be needed any more after the answer.
func (w *world) acknowledged(number string, entry bool, do func() error, done func(error)) {
	armed := w.armed(number)
	if !entry || armed == nil {
		done(do())
		return
	}
	answer := make(chan error, 1)
	go func() { answer <- do() }()
	for looks := 0; looks < 3; { // it may be answered a moment after the cancellation, but must not
		select {
		case err := <-answer:
			if err == nil {
				w.m.faultf("I4: acknowledged while attempt %d to %s stands between its last check and its dial", armed.id, number)
			}
			done(err)
			return
		case <-time.After(time.Millisecond):
		}
		var cancelled bool
		w.must(w.pool.QueryRow(w.ctx, `select cancel_reason <> '' and exists (select from dnc where phone = $2) from attempt where id = $1`, armed.id, number).Scan(&cancelled))
		if cancelled {
			looks++
		}
	}
	w.count(tallyWaited)
	entries := []dialer.Entry{{Seq: 1, At: w.m.now, Kind: "dialled"}}
	for _, p := range w.live {
		for _, c := range p.calls {
			if c.a == armed && c.stage == "armed" {
				c.stage, c.seq, c.sent = "dialled", 1, entries
			}
		}
	}
	w.must(w.s.Journal(w.ctx, armed.id, entries))
	err := <-answer
	done(err)
	w.m.journal(armed, entries)
}

func (w *world) mayCallAgain() {
	number := among(w.dice, slices.Sorted(maps.Keys(w.m.dnc)))
	if number == "" {
		return
	}
	w.must(w.s.RemoveDoNotCall(w.ctx, number, w.boss))
	delete(w.m.dnc, number)
	w.logf("%s may be called again", number)
}

func (w *world) startCampaign(c *mCampaign) {
	err := w.s.StartCampaign(w.ctx, c.id, w.boss, func(string) bool { return true })
	w.logf("start campaign %d: %v", c.id, err)
	var refused *store.StartError
	switch {
	case c.state != campaign.Draft && c.state != campaign.Paused:
		if !errors.Is(err, store.ErrWrongState) {
			w.m.faultf("campaign %d started, %s before: %v", c.id, c.state, err)
		}
	case !slices.ContainsFunc(w.m.followUps, func(f *mFollowUp) bool { return f.campaign == c }):
		if !errors.As(err, &refused) || refused.Code != "no_contacts" {
			w.m.faultf("campaign %d without follow-ups started: %v", c.id, err)
		}
	default:
		w.must(err)
		w.m.start(c)
	}
}

func (w *world) moveCampaign() {
	c := among(w.dice, w.m.campaigns)
	switch {
	case w.chance(55):
		w.startCampaign(c)
	case w.chance(75):
		err := w.s.PauseCampaign(w.ctx, c.id, w.boss)
		w.logf("pause campaign %d: %v", c.id, err)
		if (err == nil) != (c.state == campaign.Running) {
			w.m.faultf("pause of campaign %d, which is %s: %v", c.id, c.state, err)
		}
		if err == nil {
			c.state = campaign.Paused
		}
	default:
		err := w.s.StopCampaign(w.ctx, c.id, w.boss)
		w.logf("stop campaign %d: %v", c.id, err)
		if (err == nil) != (c.state == campaign.Running || c.state == campaign.Paused) {
			w.m.faultf("stop of campaign %d, which is %s: %v", c.id, c.state, err)
		}
		if err == nil {
			w.m.stop(c)
		}
	}
}

// switchMode changes how a campaign dials, in whatever state it is; a stopped one stays as it was (R16).
func (w *world) switchMode() {
	c := among(w.dice, w.m.campaigns)
	mode := among(w.dice, modelModes)
	var version int
	w.must(w.pool.QueryRow(w.ctx, `select version from campaign where id = $1`, c.id).Scan(&version))
	err := w.s.SwitchMode(w.ctx, c.id, version, mode, campaign.DefaultModeSettings(), w.boss)
	if over := c.state == campaign.Stopped || c.state == campaign.Finished; over != errors.Is(err, store.ErrWrongState) || err != nil && !over {
		w.m.faultf("campaign %d, which is %s, switched to %s: %v", c.id, c.state, mode, err)
	}
	if err == nil {
		c.mode = mode
	}
	w.logf("campaign %d goes on as %s: %v", c.id, mode, err)
}

// correct puts a customer's number right.
func (w *world) correct() {
	c := among(w.dice, w.m.contacts)
	if c.customer == 0 {
		return
	}
	i, number := w.IntN(len(c.numbers)), w.newNumber()
	var version time.Time
	w.must(w.pool.QueryRow(w.ctx, `select updated_at from customer where id = $1`, c.customer).Scan(&version))
	w.must(w.s.UpdatePerson(w.ctx, c.customer, c.id, version, func(p *customer.Person) error {
		p.Numbers[i] = customer.Number{Phone: number}
		return nil
	}, w.boss))
	w.logf("contact %d: number %d is %s, not %s", c.id, i+1, number, c.numbers[i])
	w.count(tallyCorrected)
	c.numbers[i] = number
	for _, f := range w.m.followUps {
		if f.contact == c {
			w.m.corrected(f)
		}
	}
}

func (w *world) changeCaps() {
	w.setCaps(caps.Caps{PerDay: 1 + w.IntN(6), PerBurst: 1 + w.IntN(3), Burst: time.Duration(1+w.IntN(30)) * time.Minute})
}

func (w *world) setCaps(c caps.Caps) {
	w.must(w.s.SetCaps(w.ctx, c, w.boss))
	w.m.caps, w.mostPerDay = c, max(w.mostPerDay, c.PerDay)
	w.logf("caps %+v", c)
}
