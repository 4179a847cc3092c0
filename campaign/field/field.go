// Package field says what is wrong with which member of a JSON form: windows, retry policies, types, plans, quotas. The page
// shows each problem beside its input.
package field

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Codes of an Error from Decode, stable for translation by the caller.
const (
	CodeBadJSON = "json_bad"
	CodeUnknown = "field_unknown"
)

// Error is one problem of one member.
type Error struct {
	Pointer string `json:"pointer"` // RFC 6901: "/intervals/0/to", "" for the whole
	Code    string `json:"code"`    // stable, for translation
	Detail  string `json:"detail"`  // English, for people
}

// Errors is all that is wrong; never empty as an error.
type Errors []Error

func (e Errors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = fmt.Sprintf("%s: %s (%s)", f.Pointer, f.Detail, f.Code)
	}
	return strings.Join(parts, "; ")
}

// Add notes a problem; detail is a format.
func (e *Errors) Add(code, pointer, detail string, args ...any) {
	*e = append(*e, Error{Pointer: pointer, Code: code, Detail: fmt.Sprintf(detail, args...)})
}

// Decode reads one JSON value strictly: an unknown member or text after the end is an error. The error is always an Errors
// with the first fault.
func Decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more text after the end")
		}
	}
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		pointer := ""
		if wrong.Field != "" {
			pointer = "/" + strings.ReplaceAll(wrong.Field, ".", "/") // the decoder does not tell which element of a list
		}
		return Errors{{pointer, CodeBadJSON, "a JSON " + wrong.Value + " does not belong here"}}
	case strings.Contains(err.Error(), "unknown field"):
		return Errors{{"", CodeUnknown, strings.TrimPrefix(err.Error(), "json: ")}}
	}
	return Errors{{"", CodeBadJSON, err.Error()}}
}
