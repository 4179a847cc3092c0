package api

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/campaign/intake"
)

// csvFile streams rows as a CSV file that spreadsheets open rightly: UTF-8 with a byte order mark, CRLF, no cell that would
// run as a formula. A file that is not whole within the timeout, or whose rows end in an error, breaks off visibly.
func (a *API) csvFile(name string, timeout time.Duration, header []string, rows func(ctx context.Context, row func(...string) error) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		ctx, cancel := context.WithTimeout(hc.Context(), timeout)
		defer cancel()
		h := w.Header()
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write([]byte("\ufeff")) // spreadsheets take it for UTF-8 then
		cw := csv.NewWriter(w)
		cw.UseCRLF = true
		_ = cw.Write(header)
		err := rows(ctx, func(cells ...string) error {
			for i := range cells {
				cells[i] = intake.EscapeCell(cells[i])
			}
			return cw.Write(cells)
		})
		cw.Flush()
		if err != nil {
			a.log.WarnContext(ctx, "export of a CSV file broke off", "error", err)
			panic(http.ErrAbortHandler) // the client must see that the file is not whole
		}
	}}
}
