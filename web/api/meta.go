package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var docsPage []byte

func (a *API) metaRoutes() {
	add(a, op{id: "getOpenAPI", method: http.MethodGet, path: "/openapi.json", tag: "meta", roles: everybody,
		summary: "This description, OpenAPI 3.1", change: binary("application/openapi+json")}, a.getOpenAPI)
	add(a, op{id: "getDocs", method: http.MethodGet, path: "/docs", tag: "meta", roles: everybody,
		summary: "This description as a page to read", change: binary("text/html")}, a.getDocs)
}

// docsPolicy lets the page's own script run and load the description, nothing else.
var docsPolicy = "default-src 'none'; script-src 'sha256-" + scriptHash(docsPage) + "'; style-src 'unsafe-inline'; connect-src 'self'; " +
	"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// scriptHash is the hash of a page's only script, for its Content-Security-Policy.
func scriptHash(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<script>"))
	script, _, _ := bytes.Cut(rest, []byte("</script>"))
	sum := sha256.Sum256(script)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (a *API) getOpenAPI(context.Context, *none) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", "application/openapi+json")
		hc.SetHeader("Cache-Control", "no-cache")
		_, _ = hc.BodyWriter().Write(a.spec)
	}}, nil
}

func (a *API) getDocs(context.Context, *none) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", "text/html; charset=utf-8")
		hc.SetHeader("Content-Security-Policy", docsPolicy)
		hc.SetHeader("Cache-Control", "no-cache")
		_, _ = hc.BodyWriter().Write(docsPage)
	}}, nil
}
