package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// The stable codes of problems; pages translate by them. Codes of a single field are in FieldProblem.
const (
	CodeInternal       = "internal"
	CodeBadRequest     = "bad_request" // not JSON, or not what the route takes
	CodeInvalid        = "invalid"     // see errors[]
	CodeNotFound       = "not_found"
	CodeBadMethod      = "method_not_allowed"
	CodeMediaType      = "unsupported_media_type"
	CodeNotSignedIn    = "not_signed_in"
	CodeForbidden      = "forbidden"    // the role may not
	CodeCrossOrigin    = "cross_origin" // Origin is another site (CSRF)
	CodeBadLogin       = "bad_login"
	CodeTooManyLogins  = "too_many_logins" // Retry-After says when
	CodeLoginTaken     = "login_taken"
	CodeLastAdmin      = "last_admin" // the last active admin cannot lose the role
	CodeDatabaseDown   = "database_down"
	CodeTimeout        = "timeout"
	CodeTooLarge       = "too_large"
	CodeKeyRequired    = "idempotency_key_required"
	CodeKeyReused      = "idempotency_key_reused" // same key, another file
	CodeFileUnusable   = "file_unusable"          // details in code of errors[]
	CodeListInUse      = "list_in_use"
	CodeInUse          = "in_use"
	CodeCodeTaken      = "code_taken" // of a customer
	CodeNameTaken      = "name_taken" // of a unit
	CodeWrongState     = "wrong_state"
	CodeCallLive       = "call_live"             // erase
	CodeRecordOpen     = "record_open"           // erase
	CodeHasFile        = "has_file"              // erase of the person of a call
	CodeVersionChanged = "version_changed"       // If-Match is not the present version
	CodeVersionMissing = "if_match_required"     //
	CodeNoAgents       = "no_agents"             // start
	CodeNoNumbers      = "no_numbers"            // start of a queue
	CodeNoContacts     = "no_contacts"           // start
	CodeNeverOpens     = "window_never_opens"    // start
	CodeTrunkUnknown   = "trunk_unknown"         // start, save
	CodeDisposed       = "already_disposed"      // by another client_id
	CodeAgentNotReady  = "agent_not_ready"       // manual dial
	CodeNoLine         = "no_line"               // manual dial
	CodeRightMissing   = "right_missing"         // the account lacks a right
	CodeAudioUnusable  = "audio_unusable"        // details in code of errors[]
	CodeNoSynthesiser  = "no_synthesiser"        // nothing is configured that says texts
	CodeNodeAway       = "node_away"             // the node at which the agent sits does not answer
	CodeNotConnected   = "not_connected"         // the agent has no page open here
	CodeNoAudio        = "recording_missing"     // there is no audio; errors[] and detail say why
	CodeNotRehearsed   = "not_rehearsed"         // campaigns of this mode
	CodeRehearsalBusy  = "rehearsal_busy"        // another one is under way
	CodePhoneFilter    = "phone_filter_too_wide" // QA may search by the visible last digits only
)

// FieldProblem is one wrong field or parameter.
type FieldProblem struct {
	Pointer string `json:"pointer" doc:"JSON pointer into the body (RFC 6901), e.g. /window/intervals/0/from; for parameters query/limit, path/id or header/If-Match" example:"/name"`
	Code    string `json:"code" doc:"stable code: required, unknown_field, too_short, too_long, out_of_range, not_allowed, duplicate, invalid, or one of the route's own" example:"required"`
	Detail  string `json:"detail" doc:"for humans, English"`
	Next    string `json:"next,omitempty" format:"date-time" doc:"with callback_outside_window: when the window opens next"`
}

// Error makes FieldProblem usable as a detail of huma's errors.
func (f *FieldProblem) Error() string { return f.Pointer + ": " + f.Detail }

// Problem is the body of every error answer: application/problem+json, RFC 9457.
type Problem struct {
	Title   string         `json:"title" doc:"text of the HTTP status"`
	Status  int            `json:"status" doc:"HTTP status"`
	Code    string         `json:"code" doc:"stable code, for programs and translations"`
	Detail  string         `json:"detail,omitempty" doc:"for humans, English"`
	Errors  []FieldProblem `json:"errors,omitempty" doc:"wrong fields"`
	TraceID string         `json:"traceId" doc:"finds the request in the server's log"`

	header http.Header
}

// Error implements error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problem makes a Problem; the trace id is added when it is sent.
func problem(status int, code, detail string, fields ...FieldProblem) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Code: code, Detail: detail, Errors: fields}
}

func notFound(what string) *Problem {
	return problem(http.StatusNotFound, CodeNotFound, what+" does not exist")
}

func (p *Problem) with(key, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(key, value)
	return p
}

// WriteProblem sends a problem outside of huma's routes, with the request's trace id.
func WriteProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.TraceID = TraceID(r.Context())
	h := w.Header()
	for k, v := range p.header {
		h[k] = v
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	// A client that has gone away is no error of ours.
	_ = json.NewEncoder(w).Encode(p)
}

// NewProblem makes a problem for code outside of this package (middleware of package web).
func NewProblem(status int, code, detail string) *Problem { return problem(status, code, detail) }

type traceKey struct{}

// WithTraceID puts the request's id into its context.
func WithTraceID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, traceKey{}, id)
}

// TraceID reads the request's id, "" when there is none.
func TraceID(ctx context.Context) string {
	id, _ := ctx.Value(traceKey{}).(string)
	return id
}

// humaProblem turns the errors that huma finds itself (parsing, validation) into our form. Values are not echoed:
// they may be passwords or phone numbers.
func humaProblem(ctx context.Context, status int, msg string, errs ...error) *Problem {
	p := problem(status, codeOfStatus(status), msg)
	p.TraceID = TraceID(ctx)
	for _, err := range errs {
		var fp *FieldProblem
		var ed *huma.ErrorDetail
		var tooLarge *http.MaxBytesError
		switch {
		case err == nil:
		case errors.As(err, &fp):
			p.Errors = append(p.Errors, *fp)
		case errors.As(err, &tooLarge):
			return problem(http.StatusRequestEntityTooLarge, CodeTooLarge, fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit))
		case errors.As(err, &ed):
			if status == http.StatusBadRequest && ed.Location == "body" {
				p.Detail = "the body is not valid JSON: " + ed.Message
				continue
			}
			if status == http.StatusUnsupportedMediaType {
				p.Detail = "the body must be application/json"
				continue
			}
			p.Errors = append(p.Errors, FieldProblem{Pointer: pointerOf(ed), Code: codeOfMessage(ed.Message), Detail: ed.Message})
		default:
			p.Errors = append(p.Errors, FieldProblem{Code: CodeInvalid, Detail: err.Error()})
		}
	}
	if status == http.StatusUnprocessableEntity && len(p.Errors) > 0 {
		p.Detail = p.Errors[0].Error()
	}
	return p
}

func codeOfStatus(status int) string {
	switch status {
	case http.StatusBadRequest:
		return CodeBadRequest
	case http.StatusUnprocessableEntity:
		return CodeInvalid
	case http.StatusUnauthorized:
		return CodeNotSignedIn
	case http.StatusForbidden:
		return CodeForbidden
	case http.StatusNotFound:
		return CodeNotFound
	case http.StatusMethodNotAllowed:
		return CodeBadMethod
	case http.StatusRequestEntityTooLarge:
		return CodeTooLarge
	case http.StatusUnsupportedMediaType:
		return CodeMediaType
	case http.StatusRequestTimeout:
		return CodeTimeout
	}
	if status >= http.StatusInternalServerError {
		return CodeInternal
	}
	return CodeBadRequest
}

// pointerOf turns huma's body.a[0].b into /a/0/b, and query.limit into query/limit. A missing or unknown property
// is named only in the message or at the parent, so it is added.
func pointerOf(ed *huma.ErrorDetail) string {
	loc := strings.NewReplacer("[", ".", "]", "", ".", "/").Replace(strings.NewReplacer("[", ".", "]", "").Replace(ed.Location))
	if rest, ok := strings.CutPrefix(loc, "body"); ok {
		loc = rest
	}
	if name, ok := strings.CutPrefix(ed.Message, "expected required property "); ok {
		name, _, _ = strings.Cut(name, " ")
		loc += "/" + name
	}
	return loc
}

// codeOfMessage knows huma's messages (huma/v2/validation).
func codeOfMessage(msg string) string {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(msg, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("expected required property", "is missing"):
		return "required"
	case has("unexpected property"):
		return "unknown_field"
	case has("expected value to be one of"):
		return "not_allowed"
	case has("to be unique"):
		return "duplicate"
	case has("length >="):
		return "too_short"
	case has("length <="):
		return "too_long"
	case has("number >", "number <"):
		return "out_of_range"
	}
	return CodeInvalid
}

func init() {
	// huma knows only these package variables; nothing else in this program uses huma.
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(context.Background(), status, msg, errs...)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		c := context.Background()
		if ctx != nil {
			c = ctx.Context()
		}
		return humaProblem(c, status, msg, errs...)
	}
	// Empty lists are [] in every answer, never null.
	huma.DefaultArrayNullable = false
}

// drain reads what is left of a body so that the connection can be used again, up to a limit.
func drain(r io.Reader) { _, _ = io.CopyN(io.Discard, r, 64<<10) }
