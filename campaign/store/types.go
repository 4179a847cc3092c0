package store

import (
	"errors"
	"time"

	"github.com/google/uuid"
)

var (
	// ErrNotFound says that there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrAlreadyDisposed says that the attempt has a disposition from another client id.
	ErrAlreadyDisposed = errors.New("already disposed")
	// ErrNotYours says that the attempt is another agent's.
	ErrNotYours = errors.New("not your attempt")
)

// FieldError is a wrong field of an input.
type FieldError struct {
	Pointer string // JSON pointer, e.g. /callback_at
	Code    string
	Detail  string
	Next    *time.Time // with callback_outside_window: when the window opens next
}

func (e *FieldError) Error() string { return e.Pointer + ": " + e.Detail }

// DisposeRequest is what an agent says about an answered attempt.
type DisposeRequest struct {
	Attempt      int64
	ClientID     uuid.UUID
	Code         string
	Note         string
	CallbackAt   *time.Time
	CallbackMine bool
	Answers      map[string]string // by question id
	By           int64
	Supervisor   bool
	Now          time.Time
}

// Disposed is what is stored of a disposition.
type Disposed struct {
	Attempt int64
	Code    string
	At      time.Time
	Agent   int64  // whose attempt it was; 0: nobody's
	Effect  string // complete, retry, callback, do_not_call, end
}
