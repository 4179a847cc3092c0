package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/web/auth"
)

// LedgerQuery chooses the follow-ups of a ledger.
type LedgerQuery struct {
	Campaign int64     `query:"campaign_id" minimum:"1" doc:"of one campaign; absent: all"`
	Plan     int64     `query:"plan_id" minimum:"1" doc:"of one plan"`
	Type     string    `query:"type" maxLength:"64" doc:"of one follow-up type, by code"`
	Unit     int64     `query:"unit_id" minimum:"1" doc:"of customers of one store or department"`
	Owner    int64     `query:"owner_id" minimum:"1" doc:"of customers of one agent"`
	From     time.Time `query:"from" doc:"planned for, or due where no plan made it, at or after"`
	To       time.Time `query:"to" doc:"and before"`
}

// LedgerLineQuery names a line of a ledger.
type LedgerLineQuery struct {
	Class  string `query:"class" required:"true" enum:"done,reached,waiting,not"`
	Reason string `query:"reason" maxLength:"200" doc:"as the line has it"`
}

type ledgerLineIn struct {
	LedgerQuery
	LedgerLineQuery
	Paging
}

type ledgerFileIn struct {
	LedgerQuery
	LedgerLineQuery
}

// exportTimeout bounds one file of follow-ups.
const exportTimeout = 5 * time.Minute

func (a *API) ledgerRoutes() {
	const tag = "campaigns"
	add(a, op{id: "getLedger", method: http.MethodGet, path: "/ledger", tag: tag, roles: supervisor,
		summary: "The due-list ledger: what has become of every follow-up",
		doc: `Every follow-up is in exactly one line: done, reached, waiting (until when, and why), or not to be dialled (exactly why not).
The lines always add up to total.`}, a.getLedger)
	add(a, op{id: "listLedgerLine", method: http.MethodGet, path: "/ledger/follow-ups", tag: tag, roles: supervisor,
		summary: "The follow-ups of one line of the ledger", doc: "With the filters of the ledger. As of now: a follow-up may have moved to another line since. Looks are audited (R4).",
	}, a.listLedgerLine)
	add(a, op{id: "downloadLedgerLine", method: http.MethodGet, path: "/ledger/follow-ups.csv", tag: tag, roles: supervisor,
		summary: "The follow-ups of one line of the ledger as a CSV file",
		doc:     "UTF-8 with BOM; cells that a spreadsheet would take for a formula are preceded by '. Each download is audited (R4).", timeout: exportTimeout,
		change: binary("text/csv")}, a.downloadLedgerLine)
}

func (a *API) ledgerFilter(in LedgerQuery) store.LedgerFilter {
	f := store.LedgerFilter{Campaign: in.Campaign, Plan: in.Plan, Type: in.Type, Unit: in.Unit, Owner: in.Owner, From: in.From, To: in.To}
	for _, agent := range a.deps.Dialer.Status().Agents {
		if agent.State == dialer.AgentReady {
			f.ReadyAgents = append(f.ReadyAgents, agent.ID)
		}
	}
	return f
}

func (a *API) getLedger(ctx context.Context, in *LedgerQuery) (*out[campaign.Ledger], error) {
	l, err := a.deps.Store.Ledger(ctx, a.ledgerFilter(*in), time.Now())
	if err != nil {
		return nil, err
	}
	return &out[campaign.Ledger]{l}, nil
}

func (a *API) listLedgerLine(ctx context.Context, in *ledgerLineIn) (*out[Page[campaign.LedgerItem]], error) {
	u := auth.UserOf(ctx)
	if err := a.deps.Store.AuditLook(ctx, u.ID, "ledger.list", "ledger"); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.LedgerLine(ctx, a.ledgerFilter(in.LedgerQuery), campaign.LedgerClass(in.Class), in.Reason, time.Now(), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	if !u.Role.SeesPhones() {
		for i := range items {
			items[i].Phone = phone.Mask(items[i].Phone)
		}
	}
	return &out[Page[campaign.LedgerItem]]{Page[campaign.LedgerItem]{items, next}}, nil
}

var ledgerFileHeader = []string{"follow_up", "customer", "contact", "phone", "campaign", "plan", "unit", "owner", "state", "reason", "due_at", "attempts", "last_outcome"}

func (a *API) downloadLedgerLine(ctx context.Context, in *ledgerFileIn) (*huma.StreamResponse, error) {
	u := auth.UserOf(ctx)
	if err := a.deps.Store.Audit(ctx, u.ID, "ledger.export", "ledger", map[string]any{"class": in.Class, "reason": in.Reason, "campaign": in.Campaign, "plan": in.Plan}); err != nil {
		return nil, err
	}
	filter, now := a.ledgerFilter(in.LedgerQuery), time.Now()
	name := "follow-ups-" + now.In(a.zone()).Format("20060102-1504") + ".csv"
	return a.csvFile(name, exportTimeout, ledgerFileHeader, func(ctx context.Context, row func(...string) error) error {
		return a.deps.Store.EachLedgerItem(ctx, filter, campaign.LedgerClass(in.Class), in.Reason, now, func(i campaign.LedgerItem) error {
			if !u.Role.SeesPhones() {
				i.Phone = phone.Mask(i.Phone)
			}
			return row(strconv.FormatInt(i.ID, 10), refName(i.Customer), i.Contact, i.Phone, i.Campaign.Name, refName(i.Plan), refName(i.Unit), refName(i.Owner),
				i.State, i.Reason, i.DueAt.In(a.zone()).Format(time.DateTime), strconv.Itoa(i.Attempts), i.LastOutcome)
		})
	}), nil
}

func refName(r *campaign.Ref) string {
	if r == nil {
		return ""
	}
	return r.Name
}
