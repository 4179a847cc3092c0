package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"huifang/campaign"
	"huifang/campaign/intake"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// previewRows is how many rows a preview shows.
const previewRows = 20

// Import is an uploaded file of customers or service events, and how far it is (R3).
type Import struct {
	ID         int64               `json:"id"`
	Kind       string              `json:"kind" enum:"customers,events"`
	State      string              `json:"state" enum:"uploaded,queued,running,done,failed,cancelled" doc:"uploaded: it waits for its mapping and start"`
	FileName   string              `json:"file_name"`
	Format     string              `json:"format" enum:"csv,xlsx"`
	Encoding   string              `json:"encoding" doc:"of a CSV file"`
	Sheet      string              `json:"sheet" doc:"worksheet that is read: the first visible one"`
	Columns    []string            `json:"columns" doc:"headers, in file order"`
	Preview    [][]string          `json:"preview,omitempty" doc:"the first 20 rows as they are; not in lists"`
	Mapping    []string            `json:"mapping" doc:"field for each column; extra: kept under its header; empty: ignored"`
	Remembered bool                `json:"remembered" doc:"the mapping is the one that this user chose for the same headers before"`
	Fields     []intake.Field      `json:"fields,omitempty" doc:"what a column may be mapped to; not in lists"`
	Options    store.ImportOptions `json:"options"`
	Done       int64               `json:"done" doc:"of total; stored at most twice a second"`
	Total      int64               `json:"total" doc:"0: not known yet"`
	store.ImportCounts
	Error     *ImportFailure `json:"error,omitempty" doc:"why it failed"`
	JobID     *int64         `json:"job_id,omitempty"`
	CreatedBy string         `json:"created_by"`
	CreatedAt time.Time      `json:"created_at"`
	StartedAt *time.Time     `json:"started_at,omitempty"`
	EndedAt   *time.Time     `json:"ended_at,omitempty"`
}

// ImportFailure is why an import as a whole failed. Rows that were taken before stay.
type ImportFailure struct {
	Code   string `json:"code" doc:"stable; e.g. quote_open, file_unpacks_too_large, file_too_many_rows, file_gone, internal"`
	Detail string `json:"detail"`
}

// ImportMapping says how the columns of a file are to be taken.
type ImportMapping struct {
	Mapping []string            `json:"mapping" maxItems:"64" doc:"field for each column; extra or empty: see Import"`
	Options store.ImportOptions `json:"options"`
}

type importUploadIn struct {
	rawRequest
	Key string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100" doc:"chosen by the client for this upload; sending the same again answers the same import"`
}

type mappingIn struct {
	IDParam
	Body ImportMapping
}

func (a *API) importRoutes() {
	const tag = "imports"
	add(a, op{id: "uploadImport", method: http.MethodPost, path: "/imports", tag: tag, roles: supervisor, status: 201,
		summary: "Upload a file of customers or of service events",
		doc: `CSV (UTF-8 with or without BOM, UTF-16 or GB18030) or XLSX with a header row. Nothing is taken yet: the answer has the first rows and a proposed
mapping of columns to fields. Then set the mapping, start, and watch. 400 file_unusable with the reason in errors[].code.`,
		errors: []int{400, 409, 413, 415}, timeout: -1}, a.uploadImport)
	a.huma.OpenAPI().Paths["/imports"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"file", "kind"},
			Properties: map[string]*huma.Schema{
				"file": {Type: "string", Format: "binary", Description: "the CSV or XLSX file"},
				"kind": {Type: "string", Enum: []any{intake.KindCustomers, intake.KindEvents}},
			}}}}}
	add(a, op{id: "listImports", method: http.MethodGet, path: "/imports", tag: tag, roles: supervisor,
		summary: "Imports, newest first"}, a.listImports)
	add(a, op{id: "getImport", method: http.MethodGet, path: "/imports/{id}", tag: tag, roles: supervisor,
		summary: "One import: preview, mapping, progress", doc: "Looks are audited (R4).", errors: []int{404}}, a.getImport)
	add(a, op{id: "setImportMapping", method: http.MethodPut, path: "/imports/{id}/mapping", tag: tag, roles: supervisor,
		summary: "Say how the columns are to be taken",
		doc:     "Remembered for the user's next file with the same headers. 422 with mapping_length, field_unknown, field_twice or field_required.",
		errors:  []int{404, 409}}, a.setImportMapping)
	add(a, op{id: "startImport", method: http.MethodPost, path: "/imports/{id}/start", tag: tag, roles: supervisor,
		summary: "Start an import", doc: "It goes on in the background, also over a restart of the service.", errors: []int{404, 409}}, a.startImport)
	add(a, op{id: "cancelImport", method: http.MethodPost, path: "/imports/{id}/cancel", tag: tag, roles: supervisor,
		summary: "Stop an import", doc: "Rows that were taken stay. 409 wrong_state: it has ended.", errors: []int{404, 409}}, a.cancelImport)
	add(a, op{id: "listImportRowErrors", method: http.MethodGet, path: "/imports/{id}/errors", tag: tag, roles: supervisor,
		summary: "Rows that were refused, and why", errors: []int{404}}, a.importErrors)
	add(a, op{id: "downloadImportRowErrors", method: http.MethodGet, path: "/imports/{id}/errors.csv", tag: tag, roles: supervisor,
		summary: "Rows that were refused, as a CSV file", doc: "UTF-8 with BOM; cells that a spreadsheet would take for a formula are preceded by '.",
		errors: []int{404}, timeout: time.Minute, change: binary("text/csv")}, a.downloadImportErrors)
}

// importMax is the largest file of an import: more than of a simple list, for there are more columns.
func (a *API) importMax() int64 { return 4 * a.uploadMax() }

func newImport(i store.Import) Import {
	x := Import{ID: i.ID, Kind: i.Kind, State: i.State, FileName: i.FileName, Format: i.Format, Encoding: i.Encoding, Sheet: i.Sheet, Columns: i.Columns,
		Mapping: i.Mapping, Remembered: i.Remembered, Options: i.Options, Done: i.Done, Total: i.Total, ImportCounts: i.ImportCounts, JobID: i.JobID,
		CreatedBy: i.CreatedBy, CreatedAt: i.CreatedAt, StartedAt: i.StartedAt, EndedAt: i.EndedAt}
	if i.Error != "" {
		code, detail, _ := strings.Cut(i.Error, ": ")
		x.Error = &ImportFailure{code, detail}
	}
	return x
}

func (a *API) answerImport(i store.Import) *out[Import] {
	x := newImport(i)
	x.Preview, x.Fields = i.Preview, intake.Fields(i.Kind)
	return &out[Import]{x}
}

// uploadImport spools the file, reads its beginning, and keeps it for the job.
func (a *API) uploadImport(ctx context.Context, in *importUploadIn) (res *out[Import], err error) {
	up, kind, err := a.receiveImport(in.w, in.r)
	if up.file != nil {
		defer func() {
			_ = up.file.Close()
			if err != nil {
				_ = os.Remove(up.file.Name())
			}
		}()
	}
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	info, err := up.file.Stat()
	if err != nil {
		return nil, fmt.Errorf("spool upload: %w", err)
	}
	table, err := intake.OpenTable(up.file, info.Size(), intake.TableOptions{MaxBytes: a.importMax()})
	if err != nil {
		return nil, err
	}
	preview := [][]string{}
	for len(preview) < previewRows {
		rec, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		preview = append(preview, rec.Cells)
	}
	if len(preview) == 0 {
		return nil, &intake.FileError{Code: intake.CodeNoRows, Detail: "the file has a header and no rows"}
	}
	if err := up.file.Sync(); err != nil {
		return nil, fmt.Errorf("spool upload: %w", err)
	}
	imp, made, err := a.deps.Store.CreateImport(ctx, store.NewImport{
		Kind: kind, Key: in.Key, FileName: up.fileName, SHA256: up.sum, Node: a.deps.Node, Spool: filepath.Base(up.file.Name()), Format: table.Format,
		Encoding: table.Encoding, Sheet: table.Sheet, Columns: table.Headers, Preview: preview, Mapping: intake.Propose(kind, table.Headers),
		Signature: intake.Signature(table.Headers), By: auth.UserOf(ctx).ID,
	})
	if err != nil {
		return nil, err
	}
	if !made {
		_ = os.Remove(up.file.Name()) // it was uploaded before
	}
	return a.answerImport(imp), nil
}

// receiveImport reads the multipart body; the file lies in the folder of imports. The caller closes it, also after an error.
func (a *API) receiveImport(w http.ResponseWriter, r *http.Request) (up upload, kind string, err error) {
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(uploadTimeout))
	_ = rc.SetWriteDeadline(time.Now().Add(uploadTimeout + requestTimeout))
	limit := a.importMax()
	body := r.Body
	defer func() {
		if err != nil {
			// A browser shows the answer only when it could send all: take what is left, within reason.
			_ = rc.SetReadDeadline(time.Now().Add(requestTimeout))
			_, _ = io.CopyN(io.Discard, body, 4*limit)
		}
	}()
	r.Body = http.MaxBytesReader(w, r.Body, limit+64<<10)
	mr, err := r.MultipartReader()
	if err != nil {
		return up, "", problem(http.StatusUnsupportedMediaType, CodeMediaType, "the body must be multipart/form-data with file and kind")
	}
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return up, "", uploadError(err)
		}
		switch part.FormName() {
		case "kind":
			b, err := io.ReadAll(io.LimitReader(part, 100))
			if err != nil {
				return up, "", uploadError(err)
			}
			kind = string(b)
		case "file":
			if up.file != nil {
				return up, "", problem(http.StatusUnprocessableEntity, CodeInvalid, "one file at a time",
					FieldProblem{Pointer: "/file", Code: "duplicate", Detail: "one file at a time"})
			}
			name := filepath.Join(a.deps.ImportsDir, "import-"+uuid.NewString())
			if up.file, err = os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err != nil {
				return up, "", fmt.Errorf("spool upload: %w", err)
			}
			if up.sum, err = spool(up.file, part); err != nil {
				return up, "", err
			}
			up.fileName = cleanFileName(part.FileName())
		}
	}
	var wrong wrongs
	if up.file == nil {
		wrong.add("/file", "required", "a file is needed")
	}
	if intake.Fields(kind) == nil {
		wrong.add("/kind", "not_allowed", "the kind is customers or events")
	}
	_ = rc.SetReadDeadline(time.Time{}) // else the server takes the deadline for the client's end
	return up, kind, wrong.err()
}

func (a *API) listImports(ctx context.Context, in *Paging) (*out[Page[Import]], error) {
	items, next, err := a.deps.Store.Imports(ctx, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	p := Page[Import]{Items: make([]Import, len(items)), Next: next}
	for i, x := range items {
		p.Items[i] = newImport(x)
	}
	return &out[Page[Import]]{p}, nil
}

func (a *API) getImport(ctx context.Context, in *IDParam) (*out[Import], error) {
	i, err := a.deps.Store.Import(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, "import.look", "import", in.ID); err != nil {
		return nil, err
	}
	return a.answerImport(i), nil
}

func (a *API) setImportMapping(ctx context.Context, in *mappingIn) (*out[Import], error) {
	i, err := a.deps.Store.Import(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if bad := intake.CheckMapping(i.Kind, len(i.Columns), b.Mapping); bad != nil {
		pointer := "/mapping"
		if bad.Column >= 0 {
			pointer += "/" + strconv.Itoa(bad.Column)
		}
		return nil, &store.FieldError{Pointer: pointer, Code: bad.Code, Detail: bad.Detail}
	}
	switch {
	case b.Options.EventKind != "" && (i.Kind != intake.KindEvents || !intake.EventKind(b.Options.EventKind)):
		return nil, &store.FieldError{Pointer: "/options/event_kind", Code: CodeInvalid, Detail: "lower-case letters, digits and _, such as sale; for events only"}
	case i.Kind == intake.KindEvents && b.Options.EventKind == "" && !slices.Contains(b.Mapping, "kind"):
		return nil, &store.FieldError{Pointer: "/options/event_kind", Code: "required", Detail: "no column holds the kind of event: name one for all rows"}
	}
	err = a.deps.Store.SetImportMapping(ctx, in.ID, b.Mapping, b.Options, intake.Signature(i.Columns), auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return a.getImport(ctx, &in.IDParam)
}

func (a *API) startImport(ctx context.Context, in *IDParam) (*out[Import], error) {
	i, err := a.deps.Store.Import(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	bad := intake.CheckMapping(i.Kind, len(i.Columns), i.Mapping)
	if bad == nil && i.Kind == intake.KindEvents && i.Options.EventKind == "" && !slices.Contains(i.Mapping, "kind") {
		bad = &intake.MappingError{Column: -1, Code: "field_required", Detail: "no column is mapped to kind"}
	}
	if bad != nil {
		return nil, &store.FieldError{Pointer: "/mapping", Code: bad.Code, Detail: bad.Detail + "; set the mapping first"}
	}
	if err := a.deps.Store.StartImport(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.getImport(ctx, in)
}

func (a *API) cancelImport(ctx context.Context, in *IDParam) (*out[Import], error) {
	if err := a.deps.Store.CancelImport(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, err
	}
	return a.getImport(ctx, in)
}

func (a *API) importErrors(ctx context.Context, in *idPageIn) (*out[Page[campaign.ListError]], error) {
	items, next, err := a.deps.Store.ImportErrors(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &out[Page[campaign.ListError]]{Page[campaign.ListError]{items, next}}, nil
}

func (a *API) downloadImportErrors(ctx context.Context, in *IDParam) (*huma.StreamResponse, error) {
	i, err := a.deps.Store.Import(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, "import.errors.export", "import", in.ID); err != nil {
		return nil, err
	}
	return a.errorsFile(i.FileName, func(ctx context.Context, fn func(campaign.ListError) error) error {
		return a.deps.Store.EachImportError(ctx, in.ID, fn)
	}), nil
}

// errorsFile streams refused rows as a CSV file.
func (a *API) errorsFile(name string, each func(context.Context, func(campaign.ListError) error) error) *huma.StreamResponse {
	return a.csvFile(name+"-errors.csv", time.Minute, []string{"line", "column", "value", "code", "detail"}, func(ctx context.Context, row func(...string) error) error {
		return each(ctx, func(e campaign.ListError) error {
			return row(strconv.Itoa(e.Line), e.Field, e.Value, e.Code, e.Detail)
		})
	})
}
