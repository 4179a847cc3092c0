package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"huifang/campaign/customer"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// EventInput is a service, purchase or project record. Its customer is named by customer_id, customer_code or phone.
type EventInput struct {
	SourceKey    string            `json:"source_key" minLength:"1" maxLength:"200" doc:"identifies the event for good, e.g. the receipt's number: sending it twice adds it once"`
	CustomerID   int64             `json:"customer_id,omitempty" minimum:"1"`
	CustomerCode string            `json:"customer_code,omitempty" maxLength:"100"`
	Phone        string            `json:"phone,omitempty" maxLength:"40" doc:"of one of the customer's contacts"`
	Kind         string            `json:"kind" pattern:"^[a-z][a-z0-9_]{0,39}$" example:"sale"`
	At           time.Time         `json:"at"`
	Amount       *int64            `json:"amount_cents,omitempty" minimum:"0" maximum:"1000000000000"`
	Title        string            `json:"title,omitempty" maxLength:"200"`
	UnitID       int64             `json:"unit_id,omitempty" minimum:"1"`
	Unit         string            `json:"unit,omitempty" maxLength:"200" doc:"name, when there is no unit_id"`
	Detail       map[string]string `json:"detail,omitempty"`
}

// EventAnswer says what became of one event.
type EventAnswer struct {
	SourceKey string        `json:"source_key"`
	State     string        `json:"state" enum:"added,exists,refused" doc:"exists: it was there already and stays as it was"`
	ID        int64         `json:"id,omitempty"`
	Problem   *FieldProblem `json:"problem,omitempty" doc:"why it was refused: code not_found or phone_ambiguous"`
}

// EventsResult says what became of a batch.
type EventsResult struct {
	Added   int           `json:"added"`
	Exists  int           `json:"exists"`
	Refused int           `json:"refused"`
	Events  []EventAnswer `json:"events" doc:"in the order in which they were sent"`
}

type eventsIn struct {
	Body struct {
		Events []EventInput `json:"events" minItems:"1" maxItems:"1000"`
	}
}

func (a *API) eventRoutes() {
	const tag = "customers"
	add(a, op{id: "addEvents", method: http.MethodPost, path: "/events", tag: tag, roles: supervisor,
		summary: "Store service events", timeout: time.Minute,
		doc: `At most 1000 at once. Sending an event again is harmless: source_key identifies it. 422 when a field is wrong in itself: then nothing is
stored. An event whose customer or unit there is not is refused by itself, and the others are stored.`,
		change: func(o *huma.Operation) { o.MaxBodyBytes = 4 << 20 }}, a.addEvents)
	add(a, op{id: "listEvents", method: http.MethodGet, path: "/customers/{id}/events", tag: tag, roles: fileKeepers,
		summary: "Service events of a customer, newest first", doc: "For whom getCustomer is.", errors: []int{404}}, a.listEvents)
}

func (a *API) addEvents(ctx context.Context, in *eventsIn) (*out[EventsResult], error) {
	var w wrongs
	events := make([]store.NewEvent, len(in.Body.Events))
	for i, e := range in.Body.Events {
		at := fmt.Sprintf("/events/%d", i)
		n := store.NewEvent{SourceKey: w.name(at+"/source_key", e.SourceKey), Customer: e.CustomerID, Code: w.text(at+"/customer_code", e.CustomerCode),
			Kind: e.Kind, At: e.At, UnitID: e.UnitID, Unit: w.text(at+"/unit", e.Unit), Amount: e.Amount, Title: w.text(at+"/title", e.Title),
			Detail: w.table(at+"/detail", e.Detail)}
		if e.At.Year() < 1900 || e.At.Year() > 2999 {
			w.add(at+"/at", "out_of_range", "the year is not from 1900 to 2999")
		}
		switch {
		case n.Customer != 0 || n.Code != "":
		case e.Phone == "":
			w.add(at+"/customer_code", "required", "customer_id, customer_code or phone is needed")
		default:
			var err error
			if n.Phone, err = a.number(e.Phone, at+"/phone"); err != nil {
				p := known(err)
				if p == nil {
					return nil, err
				}
				w = append(w, p.Errors...)
			}
		}
		events[i] = n
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	results, err := a.deps.Store.AddEvents(ctx, events, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	pointers := map[string]string{"customer": "customer_id", "code": "customer_code", "phone": "phone", "unit": "unit"}
	res := EventsResult{Events: make([]EventAnswer, len(results))}
	for i, r := range results {
		x := EventAnswer{SourceKey: events[i].SourceKey, ID: r.ID}
		switch {
		case r.Code != "":
			x.State, res.Refused = "refused", res.Refused+1
			field := pointers[r.Field]
			if r.Field == "unit" && events[i].UnitID != 0 {
				field = "unit_id"
			}
			x.Problem = &FieldProblem{Pointer: fmt.Sprintf("/events/%d/%s", i, field), Code: r.Code, Detail: "there is none, or several"}
		case r.Added:
			x.State, res.Added = "added", res.Added+1
		default:
			x.State, res.Exists = "exists", res.Exists+1
		}
		res.Events[i] = x
	}
	return &out[EventsResult]{res}, nil
}

func (a *API) listEvents(ctx context.Context, in *idPageIn) (*out[Page[customer.Event]], error) {
	if err := a.mayTouch(ctx, in.ID, true); err != nil {
		return nil, err
	}
	if err := a.deps.Store.CustomerExists(ctx, in.ID); err != nil {
		return nil, err
	}
	if err := a.look(ctx, "customer.events", "customer", in.ID); err != nil {
		return nil, err
	}
	items, next, err := a.deps.Store.Events(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[customer.Event]]{Page[customer.Event]{items, next}}, nil
}
