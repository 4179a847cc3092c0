package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/web/auth"
)

// Peers passes requests on to other nodes.
type Peers interface {
	// OfAgent gives what passes a request on to the node at which the agent sits, and calls otherwise when nobody listens
	// there. nil: he sits here, or nowhere that is known.
	OfAgent(r *http.Request, agent int64) func(w http.ResponseWriter, r *http.Request, otherwise func())
}

// coachPath is the WebSocket at which a supervisor listens to an agent; agent in the query says to whom.
const coachPath = "/live/coach"

// passOn lets the node answer at which the agent sits whom a request is about, whichever node a load balancer has chosen: his
// desk and his audio are there. What is only read, and not of the desk, any node can answer.
func (a *API) passOn(hc huma.Context, u auth.User, here func()) {
	r, w := humago.Unwrap(hc)
	var agent int64
	switch {
	case a.deps.Peers == nil:
	case r.URL.Path == Prefix+coachPath:
		agent, _ = strconv.ParseInt(r.URL.Query().Get("agent"), 10, 64) // 0: nobody is named
	case u.Role == auth.Agent && (r.Method != http.MethodGet || strings.HasPrefix(r.URL.Path, Prefix+"/agent/")):
		agent = u.ID
	}
	if agent == 0 {
		here()
		return
	}
	pass := a.deps.Peers.OfAgent(r, agent)
	if pass == nil {
		here()
		return
	}
	pass(w, r, here)
}
