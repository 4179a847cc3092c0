package ari

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	ariv6 "github.com/CyCoreSystems/ari/v6"
)

// CreateRequest describes a channel to be created, not yet dialled.
type CreateRequest struct {
	// ID must never have been used before, not even by an ended channel: with
	// a fresh id a lost dial and a second channel cannot be mixed up.
	ID       string
	Endpoint string // "PJSIP/<number>@<trunk>"
	CallerID string // number shown to the callee; "" leaves it to the trunk
	Formats  string // allowed codecs, comma separated, "ulaw,alaw"; "" leaves it to the trunk
	// Variables are set before anything else happens. Names may be dialplan
	// functions, "PJSIP_HEADER(add,X-Attempt)".
	Variables map[string]string
}

// CreateChannel makes a channel in state Down; nothing is sent to the network
// before Dial. Wait for its StasisStart before adding it to a bridge. A channel
// that is never dialled stays for ever: Hangup it.
//
// Status 500: Asterisk has no such endpoint. ErrConflict: the id is in use, or
// again no such endpoint (Asterisk 22 decides by an errno that may be left over
// from an earlier request); there is no new channel in any case. After an
// ambiguous error, Hangup(id) makes sure that there is none.
func (c *Client) CreateChannel(ctx context.Context, r CreateRequest) (Channel, error) {
	const op = "create channel"
	switch {
	case !validID(r.ID):
		return Channel{}, invalid(op, "channel id", r.ID)
	case !validEndpoint(r.Endpoint):
		return Channel{}, invalid(op, "endpoint", "") // the number is personal data
	case r.CallerID != "" && !only(r.CallerID, 64, digits+"+*#"):
		return Channel{}, invalid(op, "caller id", r.CallerID)
	case r.Formats != "" && !only(r.Formats, 100, alnum+",_-"):
		return Channel{}, invalid(op, "formats", r.Formats)
	}
	vars := make(map[string]string, len(r.Variables)+1)
	for name, value := range r.Variables {
		if name == "" || hasControl(name) || hasControl(value) {
			return Channel{}, invalid(op, "variable", name)
		}
		vars[name] = value
	}
	if r.CallerID != "" {
		// Of a channel that we call, "connected" is our side: what the From
		// header is made of. i: no update is sent for it.
		vars["CONNECTEDLINE(num,i)"] = r.CallerID
	}
	// ari/v6's model knows no variables.
	body := struct {
		ariv6.ChannelCreateRequest
		Variables map[string]string `json:"variables,omitempty"`
	}{
		ariv6.ChannelCreateRequest{Endpoint: r.Endpoint, App: c.cfg.App, ChannelID: r.ID, Formats: r.Formats}, vars,
	}
	var d ariv6.ChannelData
	err := c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", "create"}, body: body, out: &d, live: true})
	return channelOf(d), err
}

// Dial sends the INVITE of a created channel and returns at once; the result
// comes as Dial, ChannelState and Destroyed events, Dial with Status "" first. ring is
// how long it may ring, in whole seconds, at least 1 s.
//
// Never repeat it: Asterisk refuses a second dial only once the channel has left
// state Down, and that is with RINGING at the earliest; before, it accepts the
// second one and ends the call. If Ambiguous(err), the call may be under way and
// its state proves nothing as long as it is Down: wait for the Dial event, or
// Hangup(id), after which no INVITE will be sent. Any other error means that it was
// not dialled. ErrNotFound: the channel has been deleted, which is how a dial
// is fenced. ErrConflict: it had been dialled before.
func (c *Client) Dial(ctx context.Context, id string, ring time.Duration) error {
	const op = "dial"
	if !validID(id) {
		return invalid(op, "channel id", id)
	}
	seconds := int(ring / time.Second)
	if seconds < 1 {
		return invalid(op, "ring time", ring.String())
	}
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", id, "dial"},
		body: map[string]int{"timeout": seconds}, live: true})
}

// Hangup ends a channel in any state. reason is "" (normal), or ARI's word or
// Q.850 name: busy, congestion, no_answer, timeout, rejected, ... A channel
// that does not exist is no error.
func (c *Client) Hangup(ctx context.Context, id, reason string) error {
	const op = "hangup"
	if !validID(id) {
		return invalid(op, "channel id", id)
	}
	r := request{op: op, method: http.MethodDelete, path: []string{"channels", id}}
	if reason != "" {
		r.query = url.Values{"reason": {reason}}
	}
	return goneIsFine(c.do(ctx, r))
}

// Answer answers an incoming channel.
func (c *Client) Answer(ctx context.Context, id string) error {
	const op = "answer"
	if !validID(id) {
		return invalid(op, "channel id", id)
	}
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", id, "answer"}})
}

// Ring lets the caller of an incoming channel hear that it rings.
func (c *Client) Ring(ctx context.Context, id string) error {
	const op = "ring"
	if !validID(id) {
		return invalid(op, "channel id", id)
	}
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", id, "ring"}})
}

// SetGlobal sets a global variable of the dialplan; name is a plain variable's.
func (c *Client) SetGlobal(ctx context.Context, name, value string) error {
	const op = "set global variable"
	switch {
	case !only(name, 80, alnum+"_"):
		return invalid(op, "variable", name)
	case hasControl(value):
		return invalid(op, "value", "")
	}
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"asterisk", "variable"},
		query: url.Values{"variable": {name}, "value": {value}}})
}

// Channel reads a channel. ErrNotFound: it has ended or never was.
func (c *Client) Channel(ctx context.Context, id string) (Channel, error) {
	const op = "read channel"
	if !validID(id) {
		return Channel{}, invalid(op, "channel id", id)
	}
	var d ariv6.ChannelData
	err := c.do(ctx, request{op: op, method: http.MethodGet, path: []string{"channels", id}, out: &d})
	return channelOf(d), err
}

// Channels lists all channels of this Asterisk, also those of other applications.
func (c *Client) Channels(ctx context.Context) ([]Channel, error) {
	var ds []ariv6.ChannelData
	if err := c.do(ctx, request{op: "list channels", method: http.MethodGet, path: []string{"channels"}, out: &ds}); err != nil {
		return nil, err
	}
	list := make([]Channel, len(ds))
	for i, d := range ds {
		list[i] = channelOf(d)
	}
	return list, nil
}

// ChannelVar reads a channel variable or dialplan function. A variable that is
// not set is ErrNotFound.
func (c *Client) ChannelVar(ctx context.Context, id, name string) (string, error) {
	const op = "read variable"
	if !validID(id) {
		return "", invalid(op, "channel id", id)
	}
	var v struct {
		Value string `json:"value"`
	}
	err := c.do(ctx, request{op: op, method: http.MethodGet, path: []string{"channels", id, "variable"},
		query: url.Values{"variable": {name}}, out: &v})
	return v.Value, err
}

// SendDTMF sends digits (0-9 A-D * #) to the channel.
func (c *Client) SendDTMF(ctx context.Context, id, keys string) error {
	const op = "send dtmf"
	switch {
	case !validID(id):
		return invalid(op, "channel id", id)
	case !only(keys, 64, digits+"ABCDabcd*#"):
		return invalid(op, "digits", "") // may be a secret
	}
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", id, "dtmf"},
		body: map[string]string{"dtmf": keys}})
}

// Play starts media ("sound:name", "tone:ring") on a channel. PlaybackFinished
// with playbackID reports the end. playbackID must be new.
func (c *Client) Play(ctx context.Context, channelID, playbackID, media string) error {
	const op = "play"
	switch {
	case !validID(channelID):
		return invalid(op, "channel id", channelID)
	case !validID(playbackID):
		return invalid(op, "playback id", playbackID)
	case media == "" || hasControl(media):
		return invalid(op, "media", media)
	}
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", channelID, "play", playbackID},
		body: map[string]string{"media": media}})
}

// StopPlayback ends a playback. One that has ended is no error.
func (c *Client) StopPlayback(ctx context.Context, playbackID string) error {
	const op = "stop playback"
	if !validID(playbackID) {
		return invalid(op, "playback id", playbackID)
	}
	return goneIsFine(c.do(ctx, request{op: op, method: http.MethodDelete, path: []string{"playbacks", playbackID}}))
}

// ExternalMedia makes a channel that sends RTP to host ("127.0.0.1:40000") and
// receives it at local, in one format ("ulaw"). Both directions are on. Wait for its
// StasisStart before adding it to a bridge. After an error, Hangup(id): the
// channel may exist.
func (c *Client) ExternalMedia(ctx context.Context, id, host, format string) (ch Channel, local netip.AddrPort, err error) {
	const op = "external media"
	if !validID(id) {
		return Channel{}, local, invalid(op, "channel id", id)
	}
	if _, err := netip.ParseAddrPort(host); err != nil {
		return Channel{}, local, invalid(op, "host", host)
	}
	if !only(format, 20, alnum) {
		return Channel{}, local, invalid(op, "format", format)
	}
	var d ariv6.ChannelData
	err = c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"channels", "externalMedia"}, out: &d, live: true,
		body: ariv6.ExternalMediaOptions{
			ChannelID: id, App: c.cfg.App, ExternalHost: host, Format: format,
			Encapsulation: "rtp", Transport: "udp", ConnectionType: "client", Direction: "both",
			Variables: map[string]string{}, // not null
		}})
	if err != nil {
		return Channel{}, local, err
	}
	ch = channelOf(d)
	local, err = c.externalAddr(ctx, ch)
	return ch, local, err
}

// externalAddr takes the address from Asterisk's answer, or asks for it.
func (c *Client) externalAddr(ctx context.Context, ch Channel) (netip.AddrPort, error) {
	var parts [2]string
	for i, name := range []string{"UNICASTRTP_LOCAL_ADDRESS", "UNICASTRTP_LOCAL_PORT"} {
		v, ok := ch.Vars[name]
		if !ok {
			var err error
			if v, err = c.ChannelVar(ctx, ch.ID, name); err != nil {
				return netip.AddrPort{}, err
			}
		}
		parts[i] = v
	}
	addr, err := netip.ParseAddrPort(joinHostPort(parts[0], parts[1]))
	if err != nil {
		return netip.AddrPort{}, &Error{Op: "external media", Err: fmt.Errorf("address of the channel: %w", err), ambiguous: true}
	}
	return addr, nil
}

func joinHostPort(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// CreateBridge makes a mixing bridge. id must never have been used before:
// reused bridge ids have crashed Asterisk. Status 500: it is in use.
func (c *Client) CreateBridge(ctx context.Context, id, name string) error {
	const op = "create bridge"
	switch {
	case !validID(id):
		return invalid(op, "bridge id", id)
	case hasControl(name):
		return invalid(op, "bridge name", name)
	}
	// POST /bridges/{id} would change an existing bridge instead of refusing.
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"bridges"},
		body: map[string]string{"bridgeId": id, "type": "mixing", "name": name}})
}

// DestroyBridge ends a bridge; its channels live on. One that does not exist is
// no error.
func (c *Client) DestroyBridge(ctx context.Context, id string) error {
	const op = "destroy bridge"
	if !validID(id) {
		return invalid(op, "bridge id", id)
	}
	return goneIsFine(c.do(ctx, request{op: op, method: http.MethodDelete, path: []string{"bridges", id}}))
}

// Bridges lists all bridges of this Asterisk, also those of other applications.
func (c *Client) Bridges(ctx context.Context) ([]Bridge, error) {
	var ds []ariv6.BridgeData
	if err := c.do(ctx, request{op: "list bridges", method: http.MethodGet, path: []string{"bridges"}, out: &ds}); err != nil {
		return nil, err
	}
	list := make([]Bridge, len(ds))
	for i, d := range ds {
		list[i] = bridgeOf(d)
	}
	return list, nil
}

// AddToBridge adds channels to a bridge; BridgeEntered reports each. A channel
// in another bridge of ours is moved. ErrNotFound: no such bridge. Status 400:
// no such channel. Status 422: a channel is not in our application (yet).
func (c *Client) AddToBridge(ctx context.Context, bridgeID string, channelIDs ...string) error {
	// Or a channel that is yet to be dialled takes over the (empty) number of
	// those in the bridge, and its INVITE goes out without our caller ID.
	return c.bridgeMembers(ctx, "add to bridge", "addChannel", bridgeID, channelIDs,
		map[string]any{"inhibitConnectedLineUpdates": true})
}

// RemoveFromBridge takes channels out of a bridge; they live on. Errors as for
// AddToBridge; status 422 also when a channel is not in the bridge.
func (c *Client) RemoveFromBridge(ctx context.Context, bridgeID string, channelIDs ...string) error {
	return c.bridgeMembers(ctx, "remove from bridge", "removeChannel", bridgeID, channelIDs, map[string]any{})
}

func (c *Client) bridgeMembers(ctx context.Context, op, verb, bridgeID string, channelIDs []string, body map[string]any) error {
	if !validID(bridgeID) {
		return invalid(op, "bridge id", bridgeID)
	}
	if len(channelIDs) == 0 {
		return invalid(op, "channel ids", "")
	}
	for _, id := range channelIDs {
		if !validID(id) {
			return invalid(op, "channel id", id)
		}
	}
	body["channel"] = channelIDs
	return c.do(ctx, request{op: op, method: http.MethodPost, path: []string{"bridges", bridgeID, verb}, body: body})
}

// States of an endpoint.
const (
	EndpointOnline  = "online"  // a contact answers OPTIONS, or is not asked
	EndpointOffline = "offline" // no contact, or none that answers
	EndpointUnknown = "unknown"
)

// EndpointState reads what Asterisk knows of an endpoint ("PJSIP", "carrier"). ErrNotFound: there is no such endpoint.
func (c *Client) EndpointState(ctx context.Context, tech, name string) (string, error) {
	const op = "read endpoint"
	if !only(tech, 20, alnum) || !only(name, 80, alnum+"-_.") {
		return "", invalid(op, "endpoint", tech+"/"+name)
	}
	var d ariv6.EndpointData
	err := c.do(ctx, request{op: op, method: http.MethodGet, path: []string{"endpoints", tech, name}, out: &d})
	return d.State, err
}

// Info describes an Asterisk.
type Info struct {
	Version   string // "22.10.0"
	EntityID  string
	StartedAt time.Time // a change means that it has restarted and lost all channels
}

// Info asks Asterisk who it is; it serves as a health check of the HTTP side.
func (c *Client) Info(ctx context.Context) (Info, error) {
	var a ariv6.AsteriskInfo
	err := c.do(ctx, request{op: "info", method: http.MethodGet, path: []string{"asterisk", "info"},
		query: url.Values{"only": {"system,status"}}, out: &a})
	return Info{a.SystemInfo.Version, a.SystemInfo.EntityID, time.Time(a.StatusInfo.StartupTime)}, err
}

func goneIsFine(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func invalid(op, what, value string) error {
	if value == "" {
		return &Error{Op: op, Err: fmt.Errorf("%w: %s", ErrInvalid, what)}
	}
	return &Error{Op: op, Err: fmt.Errorf("%w: %s %q", ErrInvalid, what, value)}
}

const (
	digits = "0123456789"
	alnum  = digits + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// validID accepts what we make and what Asterisk makes ("1712345678.12", with
// ";2" for the second half of a Local channel): nothing that could leave its
// path segment or split a list. Asterisk's limit is 149 characters.
func validID(id string) bool {
	return only(id, 149, alnum+"-_.:;@+") && id != "." && id != ".."
}

// validEndpoint accepts technology/resource without anything that has a meaning
// in a SIP URI's parameters, a SIP header or a dial string: ; ? & , < > " % space.
func validEndpoint(e string) bool {
	tech, resource, ok := strings.Cut(e, "/")
	return ok && only(tech, 20, alnum) && only(resource, 200, alnum+"-_.:@+*#/")
}

func only(s string, limit int, set string) bool {
	if s == "" || len(s) > limit {
		return false
	}
	return strings.Trim(s, set) == ""
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
