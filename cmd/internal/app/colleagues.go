package app

import (
	"context"
	"errors"
	"time"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/dialer/trunk"
	"huifang/web/auth"
)

// colleagues answers the dialer's questions about whom an agent may ask into his call (R18).
type colleagues struct {
	*store.Store
	routes *campaign.Routes
	region string
	abroad []string // further regions whose numbers may be dialled
}

// Outside implements dialer.Colleagues: by the agent's right, the trunks' rules, and as the call itself left: the same
// trunk if it takes the number, else by the priorities.
func (c colleagues) Outside(ctx context.Context, call dialer.OutsideCall) (dialer.OutsideRoute, error) {
	may, err := c.HasRight(ctx, call.Agent, auth.DialOutside)
	if err != nil {
		return dialer.OutsideRoute{}, err
	}
	if !may {
		return dialer.OutsideRoute{}, &dialer.Refusal{Code: dialer.RefusedPermission}
	}
	n, err := phone.Normalise(call.Number, c.region, c.abroad...)
	if err != nil {
		return dialer.OutsideRoute{}, &dialer.Refusal{Code: trunk.NumberPlan}
	}
	listed, err := c.OnDNC(ctx, n.E164)
	if err != nil {
		return dialer.OutsideRoute{}, err
	}
	if listed {
		return dialer.OutsideRoute{}, &dialer.Refusal{Code: dialer.RefusedDNC}
	}
	want := dialer.Order{Attempt: call.Key, Trunk: call.Trunk, CallerID: call.CallerID, Number: n.E164, Screen: dialer.Screen{Campaign: call.Campaign}}
	o, err := c.routes.Pick(ctx, want, campaign.Grant{}, time.Now())
	if err != nil {
		want.Trunk, want.CallerID = trunk.Auto, ""
		o, err = c.routes.Pick(ctx, want, campaign.Grant{}, time.Now())
	}
	var none *trunk.NoTrunk
	switch {
	case errors.As(err, &none):
		return dialer.OutsideRoute{}, &dialer.Refusal{Code: none.Reason}
	case err != nil:
		return dialer.OutsideRoute{}, err
	}
	return dialer.OutsideRoute{Trunk: o.Trunk, Number: o.Number, CallerID: o.CallerID, Shown: phone.Mask(n.E164)}, nil
}

// ShowCoach implements dialer.Colleagues.
func (c colleagues) ShowCoach(ctx context.Context, _ int64) (string, error) {
	s, err := c.CallSettings(ctx)
	return s.ShowCoach, err
}
