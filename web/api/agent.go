package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/campaign"
	"huifang/campaign/phone"
	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/web/auth"
)

// AgentMessage is a message of the agent's page on the WebSocket.
type AgentMessage struct {
	ID     int64  `json:"id" doc:"chosen by the page; the reply has the same"`
	Type   string `json:"type" enum:"offer,ready,pause,offline,mute,hold,dtmf,hangup,dial,skip,ask,accept,decline,complete,take_back,record,help,listen,whisper,join,leave,ping"`
	SDP    string `json:"sdp,omitempty" doc:"offer: complete SDP offer, no trickle"`
	Reason string `json:"reason,omitempty" doc:"pause, skip, hold, record: why; of hold and record a code"`
	On     bool   `json:"on,omitempty" doc:"mute, hold, record, help"`
	Agreed bool   `json:"agreed,omitempty" doc:"hold: the customer has agreed to wait"`
	Digits string `json:"digits,omitempty" doc:"dtmf: of 0-9 * # A-D"`

	Whom    dialer.AskKind `json:"whom,omitempty" enum:"agent,skill,outside" doc:"ask: whom into the call"`
	AgentID int64          `json:"agent_id,omitempty" doc:"ask an agent; of a supervisor: whose conversation"`
	Skill   string         `json:"skill,omitempty" doc:"ask by skill: the longest idle one who has it"`
	Number  string         `json:"number,omitempty" doc:"ask outside: as typed; needs the right dial_outside"`
	Blind   bool           `json:"blind,omitempty" doc:"ask: transfer without talking first"`
	Note    string         `json:"note,omitempty" doc:"ask: why, for the one who is asked; help: what about"`
}

// ServerMessage is a message to the agent's page on the WebSocket.
type ServerMessage struct {
	Type     string           `json:"type" enum:"reply,snapshot,coach"`
	ID       int64            `json:"id,omitempty" doc:"reply: of the message that it answers"`
	OK       *bool            `json:"ok,omitempty" doc:"reply"`
	SDP      string           `json:"sdp,omitempty" doc:"reply to offer: the answer"`
	Code     string           `json:"code,omitempty" doc:"reply when not ok: not_allowed, no_media, closed, bad_message, too_many_messages, timeout, internal; to ask also outside_not_permitted, colleague_busy, nobody_free, trunk_unavailable, or why the number is refused"`
	Detail   string           `json:"detail,omitempty" doc:"reply when not ok: for humans, English"`
	Snapshot *dialer.Snapshot `json:"snapshot,omitempty"`

	Coach *dialer.CoachSnapshot `json:"coach,omitempty"`
}

type socketIn struct {
	rawRequest
	TakeOver string `query:"take_over" enum:"0,1" default:"0" doc:"1: close the other page of this agent"`
}

const socketDoc = `WebSocket. The page sends AgentMessage, the server answers each with a ServerMessage of type reply and the same id.
At connect and after every change the server sends a ServerMessage of type snapshot with the whole desk; older unread ones are replaced.
The server pings every 5 s. Close codes: 4001 taken over by another page, 4002 the session ended (sign in again), 4003 the agent is
signed in elsewhere (ask, then connect with take_over=1), 4004 audio or dialler is not available now (try again), 4005 moved to another node, where a colleague's call is about to
ask this agent (connect again at once, without take_over; he is ready there when the audio is back), 1012 the service restarts (connect again at once with a
backoff of 0.3 to 3 s). After a reload the page connects again, gets the snapshot, sends a new offer, and the audio is back. Origin must be this site.`

func (a *API) agentRoutes() {
	const tag = "agent"
	add(a, op{id: "agentSocket", method: http.MethodGet, path: "/agent/socket", tag: tag, roles: agents,
		summary: "The desk's WebSocket", doc: socketDoc, timeout: -1, errors: []int{426}, change: func(o *huma.Operation) {
			reg := a.huma.OpenAPI().Components.Schemas
			in := reg.Schema(reflect.TypeFor[AgentMessage](), true, "AgentMessage")
			outS := reg.Schema(reflect.TypeFor[ServerMessage](), true, "ServerMessage")
			o.Extensions["x-websocket"] = map[string]any{"client": in, "server": outS}
			o.Responses = map[string]*huma.Response{"101": {Description: "Switching Protocols"}}
			o.DefaultStatus = http.StatusSwitchingProtocols
		}}, a.agentSocket)
	add(a, op{id: "getAgentSnapshot", method: http.MethodGet, path: "/agent/snapshot", tag: tag, roles: agents,
		summary: "The desk as last sent to the agent's page", doc: "404 not_connected when no page of this agent is open here.",
		errors: []int{404}}, a.getAgentSnapshot)
	add(a, op{id: "listAgentCalls", method: http.MethodGet, path: "/agent/calls", tag: tag, roles: agents,
		summary: "My calls, newest first"}, a.listAgentCalls)
	add(a, op{id: "listAgentCallbacks", method: http.MethodGet, path: "/agent/callbacks", tag: tag, roles: agents,
		summary: "My callbacks, next first"}, a.listAgentCallbacks)
}

func (a *API) agentSocket(ctx context.Context, in *socketIn) (*huma.StreamResponse, error) {
	if err := a.mayUpgrade(in.r); err != nil {
		return nil, err
	}
	s := &socket{user: auth.UserOf(ctx), roles: agents, token: a.deps.Auth.Token(ctx)}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		a.serveSocket(w, r, s, func(ctx context.Context) (seat, error) {
			desk, err := a.deps.Dialer.Connect(ctx, dialer.Agent{ID: s.user.ID, Name: s.user.Name}, in.TakeOver == "1")
			if err != nil {
				return nil, err
			}
			return &deskSeat{desk: desk}, nil
		})
	}}, nil
}

func (a *API) getAgentSnapshot(ctx context.Context, _ *none) (*out[dialer.Snapshot], error) {
	s, ok := a.live.snapshot(auth.UserOf(ctx).ID)
	if !ok {
		return nil, problem(http.StatusNotFound, CodeNotConnected, "no page of yours is open here")
	}
	return &out[dialer.Snapshot]{s}, nil
}

func (a *API) listAgentCalls(ctx context.Context, in *Paging) (*out[Page[campaign.Attempt]], error) {
	return a.attempts(ctx, store.AttemptFilter{Agent: auth.UserOf(ctx).ID}, in)
}

func (a *API) listAgentCallbacks(ctx context.Context, in *Paging) (*out[Page[campaign.Callback]], error) {
	items, next, err := a.deps.Store.AgentCallbacks(ctx, auth.UserOf(ctx).ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].Phone = phone.Mask(items[i].Phone)
	}
	return &out[Page[campaign.Callback]]{Page[campaign.Callback]{items, next}}, nil
}
