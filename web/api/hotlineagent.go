package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/recording"
	"huifang/web/auth"
)

// DepartmentInput is an entry of the directory (R19).
type DepartmentInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"100"`
	Number   string `json:"number" minLength:"2" maxLength:"40" doc:"a whole number that a trunk may dial: an extension cannot be transferred to"`
	Hours    string `json:"hours" maxLength:"200" required:"false" doc:"as said to customers"`
	Purpose  string `json:"purpose" maxLength:"500" required:"false" doc:"what it is for"`
	Position int    `json:"position" minimum:"0" maximum:"10000" required:"false" doc:"order in the list"`
}

// Department is an entry of the directory as it is shown.
type Department struct {
	campaign.Department
	Refused string `json:"refused,omitempty" doc:"why its number cannot be dialled, only read out: a phone_ or number_ code; absent: it can be dialled"`
}

type departmentIn struct {
	Body DepartmentInput
}

type departmentPutIn struct {
	IDParam
	Body DepartmentInput
}

func (a *API) directoryRoutes() {
	const tag = "hotline"
	add(a, op{id: "listDepartments", method: http.MethodGet, path: "/directory", tag: tag, roles: signedIn,
		summary: "Departments that calls are transferred to when they are out of scope"}, a.listDepartments)
	add(a, op{id: "createDepartment", method: http.MethodPost, path: "/directory", tag: tag, roles: supervisor, status: 201,
		summary: "New department", doc: "409 name_taken. 422 with a phone_ or number_ code: the number cannot be dialled.", errors: []int{409}}, a.createDepartment)
	add(a, op{id: "updateDepartment", method: http.MethodPut, path: "/directory/{id}", tag: tag, roles: supervisor,
		summary: "Change a department", doc: "409 name_taken. 422 with a phone_ or number_ code: the number cannot be dialled.", errors: []int{404, 409}}, a.updateDepartment)
	add(a, op{id: "deleteDepartment", method: http.MethodDelete, path: "/directory/{id}", tag: tag, roles: supervisor,
		summary: "Take a department out of the directory", errors: []int{404}}, a.deleteDepartment)
}

func (a *API) listDepartments(ctx context.Context, _ *none) (*out[[]Department], error) {
	list, err := a.deps.Store.Departments(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]Department, len(list))
	for i, d := range list {
		items[i].Department = d
		_, items[i].Refused, _ = a.transferNumber(d.Number)
	}
	return &out[[]Department]{items}, nil
}

// transferNumber reads a number as it is read when a call is transferred to it; refused and why tell why none of the trunks, as
// they are configured, would dial it.
func (a *API) transferNumber(raw string) (n phone.Number, refused, why string) {
	n, err := phone.Normalise(raw, a.deps.Region, a.deps.AllowRegions...)
	var bad *phone.Error
	if errors.As(err, &bad) {
		return n, bad.Code, bad.Detail
	}
	for _, t := range a.deps.Trunks {
		if t.Check == nil {
			return n, "", ""
		}
		refusal := t.Check(n.E164)
		if refusal == nil {
			return n, "", ""
		}
		if refused == "" {
			refused, why = refusal.Code, refusal.Error()
		}
	}
	return n, refused, why
}

func (a *API) saveDepartment(ctx context.Context, id int64, in DepartmentInput) (*out[Department], error) {
	var w wrongs
	d := campaign.Department{ID: id, Name: w.name("/name", in.Name), Hours: w.text("/hours", in.Hours), Purpose: w.text("/purpose", in.Purpose), Position: in.Position}
	n, refused, why := a.transferNumber(in.Number)
	if refused != "" {
		w.add("/number", refused, why)
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	if d.Number = n.National; n.Region != a.deps.Region {
		d.Number = n.E164
	}
	d, err := a.deps.Store.SaveDepartment(ctx, d, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &out[Department]{Department{Department: d}}, nil
}

func (a *API) createDepartment(ctx context.Context, in *departmentIn) (*out[Department], error) {
	return a.saveDepartment(ctx, 0, in.Body)
}

func (a *API) updateDepartment(ctx context.Context, in *departmentPutIn) (*out[Department], error) {
	return a.saveDepartment(ctx, in.ID, in.Body)
}

func (a *API) deleteDepartment(ctx context.Context, in *IDParam) (*none, error) {
	if err := a.deps.Store.DeleteDepartment(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return &none{}, nil
}

func (a *API) listMessages(ctx context.Context, in *IDParam) (*out[[]campaign.VoiceMessage], error) {
	list, err := a.deps.Store.MessagesOf(ctx, in.ID, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &out[[]campaign.VoiceMessage]{list}, nil
}

func (a *API) getMessage(ctx context.Context, in *IDParam) (*huma.StreamResponse, error) {
	rec, err := a.deps.Store.MessageFor(ctx, in.ID, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, "recording.listen", "recording", rec.ID); err != nil {
		return nil, err
	}
	f, info, err := a.deps.Audio.Open(rec.Path)
	if err != nil {
		return nil, a.fileError(ctx, rec, err)
	}
	pcm, err := recording.PCM(f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("message %d: %w", in.ID, err)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer f.Close()
		r, w := humago.Unwrap(hc)
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(audioTimeout)) // servers of tests keep their own
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "", info.ModTime(), pcm)
	}}, nil
}
