package api

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/campaign"
	"huifang/recording"
	"huifang/web/auth"
)

// DepartmentInput is an entry of the directory (R19).
type DepartmentInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"100"`
	Number   string `json:"number" minLength:"2" maxLength:"40" doc:"as dialled for a transfer"`
	Hours    string `json:"hours" maxLength:"200" required:"false" doc:"as said to customers"`
	Purpose  string `json:"purpose" maxLength:"500" required:"false" doc:"what it is for"`
	Position int    `json:"position" minimum:"0" maximum:"10000" required:"false" doc:"order in the list"`
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
		summary: "New department", doc: "409 name_taken.", errors: []int{409}}, a.createDepartment)
	add(a, op{id: "updateDepartment", method: http.MethodPut, path: "/directory/{id}", tag: tag, roles: supervisor,
		summary: "Change a department", doc: "409 name_taken.", errors: []int{404, 409}}, a.updateDepartment)
	add(a, op{id: "deleteDepartment", method: http.MethodDelete, path: "/directory/{id}", tag: tag, roles: supervisor,
		summary: "Take a department out of the directory", errors: []int{404}}, a.deleteDepartment)
}

func (a *API) listDepartments(ctx context.Context, _ *none) (*out[[]campaign.Department], error) {
	list, err := a.deps.Store.Departments(ctx)
	if err != nil {
		return nil, err
	}
	return &out[[]campaign.Department]{list}, nil
}

var departmentNumber = regexp.MustCompile(`^[0-9+*#]{2,20}$`)

func (a *API) saveDepartment(ctx context.Context, id int64, in DepartmentInput) (*out[campaign.Department], error) {
	var w wrongs
	d := campaign.Department{ID: id, Name: w.name("/name", in.Name), Number: strings.NewReplacer(" ", "", "-", "").Replace(in.Number),
		Hours: w.text("/hours", in.Hours), Purpose: w.text("/purpose", in.Purpose), Position: in.Position}
	if !departmentNumber.MatchString(d.Number) {
		w.add("/number", "number_bad", "2 to 20 digits, *, # or a leading +")
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	d, err := a.deps.Store.SaveDepartment(ctx, d, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &out[campaign.Department]{d}, nil
}

func (a *API) createDepartment(ctx context.Context, in *departmentIn) (*out[campaign.Department], error) {
	return a.saveDepartment(ctx, 0, in.Body)
}

func (a *API) updateDepartment(ctx context.Context, in *departmentPutIn) (*out[campaign.Department], error) {
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
