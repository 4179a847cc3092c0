package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// notBuilt is shown when the program was built without the web app.
const notBuilt = "The web app is not built into this program. Build it with: make build\n本程序未包含网页界面，请先运行：make build\n"

// asset is one file of the web app, compressed when that makes it smaller.
type asset struct {
	contentType string
	etag        string
	plain       []byte
	gzipped     []byte
}

// newApp serves the built web app. Vite puts a hash of the content into the names below assets/, so these are cached
// for good; all other files are asked for again each time. A path that is no file is a page of the app.
func newApp(dist fs.FS) (http.Handler, error) {
	files := map[string]*asset{}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(name, ".") {
			return err
		}
		a, err := newAsset(dist, name)
		files[name] = a
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("web app: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		a := files[name]
		hashed := strings.HasPrefix(name, "assets/")
		if a == nil && hashed {
			http.NotFound(w, r) // an old page asks for a script of an earlier build
			return
		}
		if a == nil {
			a = files["index.html"]
		}
		if a == nil {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, notBuilt, http.StatusServiceUnavailable)
			return
		}
		if hashed {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		a.serve(w, r)
	}), nil
}

// moreTypes are types that package mime knows only where the system has a table of them.
var moreTypes = map[string]string{
	".ico": "image/x-icon", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".wav": "audio/wav", ".mp3": "audio/mpeg",
}

func newAsset(dist fs.FS, name string) (*asset, error) {
	data, err := fs.ReadFile(dist, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	a := &asset{plain: data, etag: hex.EncodeToString(sum[:12]), contentType: mime.TypeByExtension(path.Ext(name))}
	if t, ok := moreTypes[path.Ext(name)]; ok {
		a.contentType = t
	}
	if a.contentType == "" {
		a.contentType = "application/octet-stream"
	}
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err == nil {
		_, err = zw.Write(data)
		err = errors.Join(err, zw.Close())
	}
	if err != nil {
		return nil, err
	}
	if buf.Len() < len(data)*9/10 {
		a.gzipped = buf.Bytes()
	}
	return a, nil
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	data, tag := a.plain, a.etag
	if a.gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			data, tag = a.gzipped, a.etag+"-gz"
		}
	}
	h.Set("ETag", strconv.Quote(tag))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
