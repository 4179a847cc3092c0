package web

import (
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/prometheus/client_golang/prometheus"
)

func get(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestApp(t *testing.T) {
	script := strings.Repeat("console.log('回访');", 200)
	app, err := newApp(fstest.MapFS{
		"index.html":          {Data: []byte("<title>回访</title>")},
		"favicon.svg":         {Data: []byte("<svg/>")},
		"assets/app-12ab.js":  {Data: []byte(script)},
		"assets/f-1.woff2":    {Data: []byte("font")},
		".vite/manifest.json": {Data: []byte("{}")},
		".keep":               {Data: []byte{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const page = "<title>回访</title>"
	for _, c := range []struct {
		path, body, cache, kind string
		status                  int
	}{
		{"/", page, "no-cache", "text/html", 200},
		{"/index.html", page, "no-cache", "text/html", 200},
		{"/campaigns/12", page, "no-cache", "text/html", 200},
		{"/../../etc/passwd", page, "no-cache", "text/html", 200},
		{"/.vite/manifest.json", page, "no-cache", "text/html", 200},
		{"/favicon.svg", "<svg/>", "no-cache", "image/svg+xml", 200},
		{"/assets/app-12ab.js", script, "immutable", "text/javascript", 200},
		{"/assets/f-1.woff2", "font", "immutable", "font/woff2", 200},
		{"/assets/app-old.js", "404 page not found\n", "", "text/plain", 404},
	} {
		w := get(app, "GET", c.path)
		if w.Code != c.status || w.Body.String() != c.body || !strings.Contains(w.Header().Get("Cache-Control"), c.cache) || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) {
			t.Errorf("%s: %d %v %.80q", c.path, w.Code, w.Header(), w.Body)
		}
	}
	w := get(app, "GET", "/assets/app-12ab.js", "Accept-Encoding", "br, gzip;q=0.8")
	zr, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(zr); err != nil || string(b) != script || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("gzip: %v %v", err, w.Header())
	}
	if w := get(app, "GET", "/assets/app-12ab.js", "Accept-Encoding", "gzip;q=0"); w.Body.String() != script {
		t.Error("gzip was sent to one who refuses it")
	}
	tag := get(app, "GET", "/").Header().Get("ETag")
	if w := get(app, "GET", "/", "If-None-Match", tag); tag == "" || w.Code != 304 {
		t.Errorf("etag %q: %d", tag, w.Code)
	}
	if w := get(app, "POST", "/"); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestAppThatWasNotBuilt(t *testing.T) {
	app, err := newApp(fstest.MapFS{".keep": {Data: []byte{}}})
	if err != nil {
		t.Fatal(err)
	}
	if w := get(app, "GET", "/"); w.Code != 503 || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestPanicIsAProblemAndIsLogged(t *testing.T) {
	var out strings.Builder
	log := slog.New(slog.NewJSONHandler(&out, nil))
	reg := prometheus.NewRegistry()
	h := observe(log, reg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/late" {
			_, _ = w.Write([]byte("half"))
		}
		panic(errors.New("boom +8613912345678"))
	}))
	w := get(h, "GET", "/early")
	id := w.Header().Get("X-Request-Id")
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"traceId":"`+id+`"`) || strings.Contains(w.Body.String(), "boom") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(out.String(), id) || !strings.Contains(out.String(), "boom") {
		t.Errorf("log: %s", out.String())
	}
	func() {
		defer func() {
			if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				t.Errorf("an answer that was begun must be cut, got %v", err)
			}
		}()
		get(h, "GET", "/late")
	}()
	if n, err := reg.Gather(); err != nil || len(n) != 1 {
		t.Errorf("%v %v", n, err)
	}
}
