package api

import (
	"context"
	"net/http"

	"huifang/campaign/store"
	"huifang/web/auth"
)

type jobsIn struct {
	Paging
	Kind string `query:"kind" maxLength:"40"`
}

func (a *API) jobRoutes() {
	const tag = "jobs"
	add(a, op{id: "listJobs", method: http.MethodGet, path: "/jobs", tag: tag, roles: supervisor,
		summary: "Work in the background, newest first"}, a.listJobs)
	add(a, op{id: "getJob", method: http.MethodGet, path: "/jobs/{id}", tag: tag, roles: supervisor,
		summary: "One job", doc: "Its progress is stored at most twice a second.", errors: []int{404}}, a.getJob)
	add(a, op{id: "cancelJob", method: http.MethodPost, path: "/jobs/{id}/cancel", tag: tag, roles: supervisor,
		summary: "Ask a job to stop", doc: "What it has done stays. 409 wrong_state: it has ended.", errors: []int{404, 409}}, a.cancelJob)
}

func (a *API) listJobs(ctx context.Context, in *jobsIn) (*out[Page[store.Job]], error) {
	items, next, err := a.deps.Store.Jobs(ctx, in.Kind, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[store.Job]]{Page[store.Job]{items, next}}, nil
}

func (a *API) getJob(ctx context.Context, in *IDParam) (*out[store.Job], error) {
	j, err := a.deps.Store.Job(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &out[store.Job]{j}, nil
}

func (a *API) cancelJob(ctx context.Context, in *IDParam) (*out[store.Job], error) {
	if err := a.deps.Store.CancelJob(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.getJob(ctx, in)
}
