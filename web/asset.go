package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// asset is one file of the build. Its compressed form is made when it is
// first asked for and kept.
type asset struct {
	name    string
	content []byte
	tag     string // entity tag, quoted
	once    sync.Once
	packed  []byte // gzip; nil when that gains nothing
}

// contentTypes are fixed here: what mime.TypeByExtension says depends on the
// machine, and a wrong type of a script is a page that stays white.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".json": "application/json",
	".png":  "image/png",
	".ico":  "image/x-icon",
	".txt":  "text/plain; charset=utf-8",
}

func newAsset(name string, content []byte) *asset {
	return &asset{name: name, content: content, tag: tagOf(content)}
}

// tagOf returns the entity tag of a content.
func tagOf(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

func (a *asset) contentType() string {
	if t, ok := contentTypes[path.Ext(a.name)]; ok {
		return t
	}
	return "application/octet-stream"
}

// hashed reports whether the file's name changes with its content.
func (a *asset) hashed() bool { return strings.HasPrefix(a.name, "assets/") }

func (a *asset) compressed() []byte {
	a.once.Do(func() {
		if path.Ext(a.name) == ".png" || len(a.content) < 1024 {
			return
		}
		a.packed = compress(a.content)
	})
	return a.packed
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType())
	if h.Get("Cache-Control") == "" {
		if a.hashed() {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "no-cache")
		}
	}
	reply(w, r, a.tag, a.content, a.compressed)
}

// reply writes a body under its entity tag: 304 when the client has it,
// compressed when the client takes that and there is such a form.
func reply(w http.ResponseWriter, r *http.Request, tag string, plain []byte, packed func() []byte) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := plain
	if takesGzip(r) {
		if p := packed(); p != nil {
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", "W/"+tag) // the same content in other bytes
			body = p
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that left is not our fault
	}
}

// matches reports whether an If-None-Match header names the tag, weakly.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(coding) == "gzip" {
			q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			if !ok {
				return true
			}
			v, err := strconv.ParseFloat(q, 64)
			return err == nil && v > 0
		}
	}
	return false
}

// compress returns b as gzip.
func compress(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b) // a buffer takes everything
	_ = z.Close()
	return out.Bytes()
}
