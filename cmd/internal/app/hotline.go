package app

import (
	"context"

	"huifang/campaign/store"
	"huifang/dialer"
)

// hotline gives the dialer what the store stores of incoming calls, with the region whose numbers they show and those that may be
// called back beside it.
type hotline struct {
	*store.Store
	region string
	abroad []string
}

func (h hotline) Arrive(ctx context.Context, a dialer.Arrival) (dialer.LiveAttempt, error) {
	return h.Store.Arrive(ctx, a, h.region, h.abroad...)
}
