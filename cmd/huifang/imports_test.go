package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// An import as the page does it, with the service's own worker (R3): upload, mapping, start, progress, end, and the rows that
// were refused as a file that can be put right and sent again.
func TestImport(t *testing.T) {
	w := newWorld(t, 0, nil)
	imp := w.upload("customers", "客户编号,客户名称,手机,城区\nA1,甲公司,13900000001,浦东\nA2,,13900000002,\nA3,丙公司,12,\nA1,丁公司,13900000004,\nA5,=戊公司,139 0000 0005,\n")
	if imp.State != "uploaded" || strings.Join(imp.Mapping, " ") != "code name phone extra" || len(imp.Preview) != 5 {
		t.Fatalf("%+v", imp)
	}
	at := fmt.Sprint("/imports/", imp.ID)
	imp.Mapping[3] = ""
	w.must(w.sup.Do(w.ctx, http.MethodPut, at+"/mapping", map[string]any{"mapping": imp.Mapping, "options": map[string]string{"on_duplicate": "skip"}}, nil))
	w.must(w.sup.Do(w.ctx, http.MethodPost, at+"/start", nil, nil))
	imp = w.imported(imp.ID)
	if imp.State != "done" || imp.Rows != 5 || imp.Added != 2 || imp.Refused != 3 || imp.Done == 0 || imp.Done != imp.Total {
		t.Fatalf("%+v", imp)
	}

	resp, err := w.sup.Raw(w.ctx, http.MethodGet, at+"/errors.csv", nil)
	w.must(err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	w.must(err)
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if resp.StatusCode != http.StatusOK || len(lines) != 4 {
		t.Fatalf("%s: %q", resp.Status, raw)
	}
	for i, want := range []string{"3,客户名称,,value_missing,", "4,手机,12,phone_too_short,", "5,客户编号,A1,duplicate,"} {
		if !strings.HasPrefix(lines[i+1], want) {
			t.Errorf("%q, want %q", lines[i+1], want)
		}
	}
	var names []string
	w.must(w.db.QueryRow(w.ctx, `select array_agg(c.name || ' ' || p.phone order by c.code) from customer c join contact p on p.customer_id = c.id`).Scan(&names))
	if strings.Join(names, ",") != "甲公司 +8613900000001,=戊公司 +8613900000005" {
		t.Errorf("%q", names)
	}

	// Events of these customers; sent twice, they are there once.
	for _, want := range []importState{{Added: 2}, {Skipped: 2}} {
		events := w.upload("events", "单号,客户编号,日期,金额\nR1,A1,2026-03-05,1999\nR2,A5,2026-03-06,5\n")
		at := fmt.Sprint("/imports/", events.ID)
		w.must(w.sup.Do(w.ctx, http.MethodPut, at+"/mapping", map[string]any{"mapping": events.Mapping, "options": map[string]string{"on_duplicate": "skip", "event_kind": "sale"}}, nil))
		w.must(w.sup.Do(w.ctx, http.MethodPost, at+"/start", nil, nil))
		if got := w.imported(events.ID); got.State != "done" || got.Added != want.Added || got.Skipped != want.Skipped || got.Refused != 0 {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

type importState struct {
	ID      int64      `json:"id"`
	State   string     `json:"state"`
	Mapping []string   `json:"mapping"`
	Preview [][]string `json:"preview"`
	Rows    int        `json:"rows"`
	Added   int        `json:"added"`
	Skipped int        `json:"skipped"`
	Refused int        `json:"refused"`
	Done    int64      `json:"done"`
	Total   int64      `json:"total"`
}

func (w *world) upload(kind, csv string) (imp importState) {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	w.must(form.WriteField("kind", kind))
	part, err := form.CreateFormFile("file", kind+".csv")
	w.must(err)
	_, err = part.Write([]byte(csv))
	w.must(err)
	w.must(form.Close())
	resp, err := w.sup.Raw(w.ctx, http.MethodPost, "/imports", &body, "Content-Type", form.FormDataContentType(), "Idempotency-Key", uuid.NewString())
	w.must(err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	w.must(err)
	if resp.StatusCode != http.StatusCreated {
		w.t.Fatalf("%s: %s", resp.Status, raw)
	}
	w.must(json.Unmarshal(raw, &imp))
	return imp
}

// imported waits for the end of an import.
func (w *world) imported(id int64) (imp importState) {
	w.t.Helper()
	w.eventually(30*time.Second, func() error {
		if err := w.sup.Do(w.ctx, http.MethodGet, fmt.Sprint("/imports/", id), nil, &imp); err != nil {
			return err
		}
		if imp.State == "queued" || imp.State == "running" {
			return fmt.Errorf("the import is %s: %d of %d", imp.State, imp.Done, imp.Total)
		}
		return nil
	})
	return imp
}
