package api

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/dialer"
	"huifang/web/auth"
)

const coachDoc = `WebSocket, like agentSocket: AgentMessage of the types offer, listen, whisper, join (with agent_id), leave, mute and ping; the server
answers each, and sends a ServerMessage of type coach at connect and after every change. The supervisor hears the agent's present conversation; by
listen nobody hears him, by whisper only the agents, by join all. Each of the three is audited before it begins (R30). It ends with the conversation.
not_allowed: the agent is in no conversation here. Close codes as of agentSocket.`

func (a *API) coachRoutes() {
	add(a, op{id: "coachSocket", method: http.MethodGet, path: coachPath, tag: "live", roles: supervisor,
		summary: "Listen, whisper, join", doc: coachDoc, timeout: -1, errors: []int{426}, change: func(o *huma.Operation) {
			reg := a.huma.OpenAPI().Components.Schemas
			o.Extensions["x-websocket"] = map[string]any{"client": reg.Schema(reflect.TypeFor[AgentMessage](), true, "AgentMessage"),
				"server": reg.Schema(reflect.TypeFor[ServerMessage](), true, "ServerMessage")}
			o.Responses = map[string]*huma.Response{"101": {Description: "Switching Protocols"}}
			o.DefaultStatus = http.StatusSwitchingProtocols
		}}, a.coachSocket)
}

type coachIn struct {
	rawRequest
	Agent int64 `query:"agent" minimum:"1" doc:"whom he wants to listen to first: of several nodes the agent's answers, and knows the agents there only"`
}

func (a *API) coachSocket(ctx context.Context, in *coachIn) (*huma.StreamResponse, error) {
	if err := a.mayUpgrade(in.r); err != nil {
		return nil, err
	}
	s := &socket{user: auth.UserOf(ctx), roles: supervisor, token: a.deps.Auth.Token(ctx)}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		a.serveSocket(w, r, s, func(context.Context) (seat, error) {
			c, err := a.deps.Dialer.ConnectCoach(s.user.ID, s.user.Name)
			if err != nil {
				return nil, err
			}
			return &coachSeat{c, a, s.user.ID}, nil
		})
	}}, nil
}

// mayUpgrade refuses a request for a WebSocket that is none, or comes from a page of another site.
func (a *API) mayUpgrade(r *http.Request) error {
	if err := a.deps.SameOrigin(r); err != nil {
		return problem(http.StatusForbidden, CodeCrossOrigin, "a page of another site may not do this")
	}
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		return problem(http.StatusUpgradeRequired, CodeBadRequest, "this route speaks WebSocket only").
			with("Upgrade", "websocket").with("Connection", "Upgrade")
	}
	return nil
}

// coachSeat is a supervisor's seat at the conversations of agents.
type coachSeat struct {
	coach dialer.CoachDesk
	api   *API
	user  int64
}

func (c *coachSeat) close() { c.coach.Close() }

func (c *coachSeat) do(ctx context.Context, m AgentMessage) (sdp string, err error) {
	switch m.Type {
	case "offer":
		if m.SDP == "" {
			return "", badMessage("offer needs sdp")
		}
		return c.coach.Offer(ctx, m.SDP)
	case "listen", "whisper", "join":
		attempt, err := c.coach.Conversation(m.AgentID)
		if err != nil {
			return "", err
		}
		// The trail first: nobody listens without it.
		if err := c.api.deps.Store.Audit(ctx, c.user, "attempt."+m.Type, fmt.Sprintf("attempt:%d", attempt), map[string]any{"agent_id": m.AgentID}); err != nil {
			return "", err
		}
		return "", c.coach.Coach(ctx, m.AgentID, attempt, dialer.CoachMode(m.Type))
	case "leave":
		return "", c.coach.Leave(ctx)
	case "mute":
		return "", c.coach.Mute(ctx, m.On)
	}
	return "", badMessage("unknown type")
}

func (c *coachSeat) forward(ctx context.Context, s *socket) {
	updates := c.coach.Updates()
	for {
		select {
		case <-ctx.Done():
			return
		case snap, ok := <-updates:
			if !ok {
				s.seatGone(ctx)
				return
			}
			s.send(ServerMessage{Type: "coach", Coach: &snap})
		}
	}
}
