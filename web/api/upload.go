package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"huifang/campaign"
	"huifang/campaign/intake"
	"huifang/campaign/store"
	"huifang/web/auth"
)

const (
	defaultUploadMax = 32 << 20
	uploadTimeout    = 10 * time.Minute // for a slow line
	importTimeout    = 5 * time.Minute
)

type uploadIn struct {
	rawRequest
	Key string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100" doc:"chosen by the client for this upload; sending the same again answers the same list"`
}

func (a *API) uploadMax() int64 {
	if a.deps.UploadMax > 0 {
		return a.deps.UploadMax
	}
	return defaultUploadMax
}

// importList first spools the upload to disk and then reads it, so that a slow line holds no transaction open and
// memory does not grow with the file.
func (a *API) importList(ctx context.Context, in *uploadIn) (*out[campaign.List], error) {
	up, err := a.receive(in.w, in.r)
	if err != nil {
		return nil, err
	}
	defer up.file.Close()
	ctx, cancel := context.WithTimeout(ctx, importTimeout)
	defer cancel()
	list, err := a.deps.Store.ImportList(ctx, store.NewList{
		Name: up.name, FileName: up.fileName, Key: in.Key, SHA256: up.sum, By: auth.UserOf(ctx).ID,
	}, func(w *store.ListWriter) error {
		opt := intake.Options{Region: a.deps.Region, AllowRegions: a.deps.AllowRegions, MaxBytes: a.uploadMax(),
			Refused: func(e intake.RowError) error {
				return w.Refuse(campaign.ListError{Line: e.Line, Field: e.Column, Value: e.Value, Code: e.Code, Detail: e.Detail})
			}}
		rep, err := intake.Read(up.file, opt, func(r intake.Row) error {
			return w.Take(campaign.Contact{Line: r.Line, Name: r.Name, Phone: r.Phone.E164, Extra: r.Extra})
		})
		if err != nil {
			return err
		}
		w.Describe(rep.Encoding, rep.Extra)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &out[campaign.List]{list}, nil
}

type upload struct {
	name     string
	fileName string
	file     *os.File // at its beginning, already unlinked
	sum      string
}

func (a *API) receive(w http.ResponseWriter, r *http.Request) (up upload, err error) {
	rc := http.NewResponseController(w)
	// Servers that cannot set deadlines (tests) keep their own.
	_ = rc.SetReadDeadline(time.Now().Add(uploadTimeout))
	_ = rc.SetWriteDeadline(time.Now().Add(uploadTimeout + importTimeout))
	limit := a.uploadMax()
	body := r.Body
	defer func() {
		if err != nil {
			if up.file != nil {
				_ = up.file.Close()
			}
			// A browser shows the answer only when it could send all: take what is left, within reason.
			_ = rc.SetReadDeadline(time.Now().Add(requestTimeout))
			_, _ = io.CopyN(io.Discard, body, 8*limit)
		}
	}()
	r.Body = http.MaxBytesReader(w, r.Body, limit+64<<10)
	mr, err := r.MultipartReader()
	if err != nil {
		return up, problem(http.StatusUnsupportedMediaType, CodeMediaType, "the body must be multipart/form-data with file and name")
	}
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return up, uploadError(err)
		}
		if err := a.receivePart(part, &up); err != nil {
			return up, err
		}
	}
	var wrong []FieldProblem
	if up.file == nil {
		wrong = append(wrong, FieldProblem{Pointer: "/file", Code: "required", Detail: "a file is needed"})
	}
	switch up.name = strings.TrimSpace(up.name); {
	case up.name == "":
		wrong = append(wrong, FieldProblem{Pointer: "/name", Code: "required", Detail: "a name is needed"})
	case !utf8.ValidString(up.name) || strings.ContainsRune(up.name, 0):
		wrong = append(wrong, FieldProblem{Pointer: "/name", Code: CodeInvalid, Detail: "the name is no UTF-8 text"})
	case utf8.RuneCountInString(up.name) > 200:
		wrong = append(wrong, FieldProblem{Pointer: "/name", Code: "too_long", Detail: "a name has at most 200 characters"})
	}
	if len(wrong) > 0 {
		return up, problem(http.StatusUnprocessableEntity, CodeInvalid, wrong[0].Error(), wrong...)
	}
	_ = rc.SetReadDeadline(time.Time{}) // else the server takes the deadline for the client's end
	return up, nil
}

func (a *API) receivePart(part *multipart.Part, up *upload) error {
	switch part.FormName() {
	case "name":
		b, err := io.ReadAll(io.LimitReader(part, 4<<10))
		if err != nil {
			return uploadError(err)
		}
		up.name = string(b)
	case "file":
		if up.file != nil {
			return problem(http.StatusUnprocessableEntity, CodeInvalid, "one file at a time",
				FieldProblem{Pointer: "/file", Code: "duplicate", Detail: "one file at a time"})
		}
		f, err := os.CreateTemp(a.deps.SpoolDir, "huifang-upload-*")
		if err != nil {
			return fmt.Errorf("spool upload: %w", err)
		}
		up.file = f
		// Unlinked at once: nothing is left behind when the process dies.
		if err := os.Remove(f.Name()); err != nil {
			return fmt.Errorf("spool upload: %w", err)
		}
		if up.sum, err = spool(f, part); err != nil {
			return err
		}
		up.fileName = cleanFileName(part.FileName())
	}
	return nil
}

// spool copies an upload to a file, goes back to its beginning, and returns its SHA-256 in hex.
func spool(f *os.File, part io.Reader) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(f, sum), part); err != nil {
		return "", uploadError(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("spool upload: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// cleanFileName keeps the last element of what the browser calls the file, as text that Postgres takes.
func cleanFileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "?"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 200 {
		name = string(r[len(r)-200:])
	}
	return name
}

// uploadError tells a body that is too large or broken from a disk that is full.
func uploadError(err error) error {
	var tooLarge *http.MaxBytesError
	var disk *os.PathError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.As(err, &disk):
		return fmt.Errorf("spool upload: %w", err)
	}
	return problem(http.StatusBadRequest, CodeBadRequest, "the upload is broken or ended early: "+err.Error())
}
