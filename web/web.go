package web

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var embedded embed.FS

//go:embed policy.txt
var policy string

// Handler serves the browser apps: / is the live map, /courier the courier
// app, /desk the community desk, /merchant the shop's orders, /circle what a resident can book,
// /track/{token} where an order is, /help/{token} a call for help as the
// family reads it, and every file of the build under its own
// path. Anything else is 404, so it may be mounted below the API's
// routes. Without a build, pages say how to make one (status 503).
func Handler() http.Handler {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic("web: " + err.Error()) // the pattern of the embed directive is wrong
	}
	return handlerOf(dist)
}

// site is a built front end.
type site struct {
	files map[string]*asset // by URL path
}

func handlerOf(dist fs.FS) http.Handler {
	s := &site{files: map[string]*asset{}}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		s.files["/"+name] = newAsset(name, content)
		return nil
	})
	if err != nil {
		panic("web: read the embedded build: " + err.Error())
	}
	return s
}

// pageOf returns the file behind the address of a page, "" when it is none.
func pageOf(p string) string {
	switch {
	case p == "/":
		return "/index.html"
	case p == "/circle", p == "/courier", p == "/desk", p == "/merchant":
		return p + ".html"
	}
	for _, place := range []string{"/track", "/help"} {
		if token, ok := strings.CutPrefix(p, place+"/"); ok && token != "" && !strings.Contains(token, "/") {
			return place + ".html"
		}
	}
	return ""
}

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this address is only read: use GET", http.StatusMethodNotAllowed)
		return
	}
	if clean := path.Clean(r.URL.Path); clean != r.URL.Path && pageOf(clean) != "" {
		http.Redirect(w, r, clean, http.StatusMovedPermanently)
		return
	}
	secure(w.Header())
	page := pageOf(r.URL.Path)
	if page == "" {
		a, ok := s.files[r.URL.Path]
		if !ok || strings.HasSuffix(r.URL.Path, ".html") { // pages have one address each
			notice(w, http.StatusNotFound, "没有这个页面", "There is no such page.")
			return
		}
		a.serve(w, r)
		return
	}
	a, ok := s.files[page]
	if !ok {
		notice(w, http.StatusServiceUnavailable, "前端尚未构建：请运行 make build", "front end not built: run make build")
		return
	}
	if page == "/track.html" || page == "/help.html" { // the address is a key
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Robots-Tag", "noindex")
	}
	a.serve(w, r)
}

// secure sets what every page and file carries.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", strings.TrimSpace(policy))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // a tracking link must not travel
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), screen-wake-lock=(self)")
}

// notice answers with a page of two sentences.
func notice(w http.ResponseWriter, status int, zh, en string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>Linli</title><p>" + zh +
		"</p><p lang=\"en\">" + en + "</p></html>\n"))
}
