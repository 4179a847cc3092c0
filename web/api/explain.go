package api

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"huifang/campaign"
	rules "huifang/campaign/field"
	"huifang/campaign/intake"
	"huifang/campaign/phone"
	"huifang/campaign/prompt"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// explain is the one place that maps errors to answers. What it cannot explain is logged with the trace id and
// answered as internal, without its text.
func (a *API) explain(ctx context.Context, err error) *Problem {
	p := known(err)
	if p == nil {
		p = problem(http.StatusInternalServerError, CodeInternal, "unexpected error; the log has it under traceId")
	}
	p.TraceID = TraceID(ctx)
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		a.log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("trace_id", p.TraceID), slog.String("code", p.Code), slog.Any("error", err))
	}
	return p
}

// Fail answers an error of code outside of the routes (the session's loading).
func (a *API) Fail(w http.ResponseWriter, r *http.Request, err error) {
	WriteProblem(w, r, a.explain(r.Context(), err))
}

func known(err error) *Problem {
	var (
		p        *Problem
		field    *store.FieldError
		fields   rules.Errors
		start    *store.StartError
		input    *auth.InputError
		tooMany  *auth.TooManyError
		file     *intake.FileError
		number   *phone.Error
		audio    *prompt.Error
		tooLarge *http.MaxBytesError
	)
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &field):
		fp := FieldProblem{Pointer: field.Pointer, Code: field.Code, Detail: field.Detail}
		if field.Next != nil {
			fp.Next = field.Next.UTC().Format(time.RFC3339)
		}
		return problem(http.StatusUnprocessableEntity, CodeInvalid, fp.Error(), fp)
	case errors.As(err, &fields):
		w := fieldProblems("", fields)
		return problem(http.StatusUnprocessableEntity, CodeInvalid, w[0].Error(), w...)
	case errors.As(err, &start):
		return problem(http.StatusUnprocessableEntity, start.Code, start.Detail)
	case errors.As(err, &input):
		fp := FieldProblem{Pointer: "/" + input.Field, Code: input.Code, Detail: input.Detail}
		return problem(http.StatusUnprocessableEntity, CodeInvalid, fp.Error(), fp)
	case errors.As(err, &file):
		fp := FieldProblem{Pointer: "/file", Code: file.Code, Detail: file.Detail}
		if file.Code == intake.CodeTooLarge {
			return problem(http.StatusRequestEntityTooLarge, CodeTooLarge, file.Detail, fp)
		}
		return problem(http.StatusBadRequest, CodeFileUnusable, file.Detail, fp)
	case errors.As(err, &number):
		fp := FieldProblem{Pointer: "/phone", Code: number.Code, Detail: number.Detail}
		return problem(http.StatusUnprocessableEntity, CodeInvalid, fp.Error(), fp)
	case errors.As(err, &tooLarge):
		return problem(http.StatusRequestEntityTooLarge, CodeTooLarge, "the body is larger than "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes")
	case errors.As(err, &tooMany):
		secs := int(math.Ceil(tooMany.Wait.Seconds()))
		return problem(http.StatusTooManyRequests, CodeTooManyLogins, "too many failed sign-ins; wait "+strconv.Itoa(secs)+" s").
			with("Retry-After", strconv.Itoa(secs))
	case errors.As(err, &audio):
		fp := FieldProblem{Pointer: "/file", Code: audio.Code, Detail: audio.Detail}
		return problem(http.StatusUnprocessableEntity, CodeAudioUnusable, audio.Detail, fp)
	case errors.Is(err, campaign.ErrAgentNotFree):
		return problem(http.StatusConflict, CodeAgentNotReady, "go ready first; you may not be in a call")
	case errors.Is(err, campaign.ErrNoLine):
		return problem(http.StatusConflict, CodeNoLine, "no line is free now; try again in a moment")
	case errors.Is(err, auth.ErrNotSignedIn):
		return problem(http.StatusUnauthorized, CodeNotSignedIn, "sign in first")
	case errors.Is(err, auth.ErrBadLogin):
		return problem(http.StatusUnauthorized, CodeBadLogin, "login or password is wrong")
	case errors.Is(err, auth.ErrLoginTaken):
		return problem(http.StatusConflict, CodeLoginTaken, "another account has this login",
			FieldProblem{Pointer: "/login", Code: CodeLoginTaken, Detail: "another account has this login"})
	case errors.Is(err, auth.ErrLastAdmin):
		return problem(http.StatusConflict, CodeLastAdmin, "the last active admin must stay an active admin")
	case errors.Is(err, auth.ErrCursor):
		fp := FieldProblem{Pointer: "query/cursor", Code: CodeInvalid, Detail: "this is no cursor of this list"}
		return problem(http.StatusUnprocessableEntity, CodeInvalid, fp.Error(), fp)
	case errors.Is(err, auth.ErrNoUser), errors.Is(err, store.ErrNotFound):
		return notFound("this object")
	case errors.Is(err, store.ErrNotYours):
		return problem(http.StatusForbidden, CodeForbidden, "this call is another agent's")
	case errors.Is(err, store.ErrAlreadyDisposed):
		return problem(http.StatusConflict, CodeDisposed, "the call has a disposition already")
	case errors.Is(err, store.ErrInUse):
		return problem(http.StatusConflict, CodeListInUse, "a campaign was made from this list")
	case errors.Is(err, store.ErrCodeTaken):
		return problem(http.StatusConflict, CodeCodeTaken, "another customer has this code",
			FieldProblem{Pointer: "/code", Code: CodeCodeTaken, Detail: "another customer has this code"})
	case errors.Is(err, store.ErrNameTaken):
		return problem(http.StatusConflict, CodeNameTaken, "another one has this name",
			FieldProblem{Pointer: "/name", Code: CodeNameTaken, Detail: "another one has this name"})
	case errors.Is(err, store.ErrWrongState):
		return problem(http.StatusConflict, CodeWrongState, err.Error())
	case errors.Is(err, store.ErrVersion):
		return problem(http.StatusPreconditionFailed, CodeVersionChanged, "somebody else changed it; read it again")
	case errors.Is(err, store.ErrKeyReused):
		return problem(http.StatusConflict, CodeKeyReused, "this Idempotency-Key was used for another file")
	case databaseDown(err):
		return problem(http.StatusServiceUnavailable, CodeDatabaseDown, "the database does not answer").with("Retry-After", "2")
	case errors.Is(err, context.DeadlineExceeded):
		return problem(http.StatusServiceUnavailable, CodeTimeout, "it took too long").with("Retry-After", "2")
	}
	return nil
}

// inUse answers ErrInUse of other things than lists.
func inUse(err error, detail string) error {
	if errors.Is(err, store.ErrInUse) {
		return problem(http.StatusConflict, CodeInUse, detail)
	}
	return err
}

// databaseDown tells errors of the connection from errors of a statement. Classes of SQLSTATE from the Postgres manual,
// appendix A: 08 connection, 53 resources, 57P shutdown.
func databaseDown(err error) bool {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return len(pe.Code) == 5 && (pe.Code[:2] == "08" || pe.Code[:2] == "53" || pe.Code[:3] == "57P")
	}
	var ne *net.OpError
	return errors.As(err, &ne)
}
