package httpapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// OpenAPI returns the description of the API as indented JSON, the same bytes
// each time.
func (s *Server) OpenAPI() ([]byte, error) {
	raw, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func (s *Server) spec(w http.ResponseWriter, _ *http.Request) {
	b, err := s.OpenAPI()
	if err != nil {
		writeProblem(w, newProblem("internal", "the description cannot be written"))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", "*") // public, and read by browser tools
	w.Write(b)
}

//go:embed docs.html
var docsHTML string

var docsPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("docs").Parse(docsHTML))
})

// docs renders the description as one page that loads nothing from anywhere.
func (s *Server) docs(w http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	if err := docsPage().Execute(&b, s.docsView()); err != nil {
		writeProblem(w, newProblem("internal", "the page cannot be written"))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Write(b.Bytes())
}

type docsView struct {
	Title, Description string
	Tags               []docsTag
	Schemas            []docsSchema
	Problems           []ProblemKind
}

type docsTag struct {
	Name, Description string
	Operations        []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Description, Access string
	Parameters                                     []docsField
	Request                                        string // schema name
	Answers                                        []docsAnswer
}

type docsAnswer struct{ Status, Schema string }

type docsField struct {
	Name, In, Type, Doc string
	Required            bool
}

type docsSchema struct {
	Name   string
	Fields []docsField
}

func (s *Server) docsView() docsView {
	api := s.api.OpenAPI()
	v := docsView{Title: api.Info.Title, Description: api.Info.Description, Problems: Problems}
	for _, t := range api.Tags {
		tag := docsTag{Name: t.Name, Description: t.Description}
		for _, r := range s.routes {
			if r.tag == t.Name {
				tag.Operations = append(tag.Operations, docsOf(api, r))
			}
		}
		v.Tags = append(v.Tags, tag)
	}
	for name, sc := range api.Components.Schemas.Map() {
		v.Schemas = append(v.Schemas, docsSchema{Name: name, Fields: fieldsOf(sc)})
	}
	slices.SortFunc(v.Schemas, func(a, b docsSchema) int { return strings.Compare(a.Name, b.Name) })
	return v
}

func docsOf(api *huma.OpenAPI, r Route) docsOperation {
	op := operationOf(api.Paths[r.Path], r.Method)
	d := docsOperation{ID: r.ID, Method: r.Method, Path: r.Path, Summary: r.summary, Description: r.doc}
	d.Access = map[Access]string{Public: "public", AnyKey: "any key", StaffRead: "scope staff"}[r.Access]
	if d.Access == "" {
		d.Access = "scope " + string(r.Access)
	}
	for _, p := range op.Parameters {
		d.Parameters = append(d.Parameters, docsField{
			Name: p.Name, In: p.In, Type: typeOf(p.Schema), Doc: p.Description, Required: p.Required,
		})
	}
	if op.RequestBody != nil {
		for _, m := range op.RequestBody.Content {
			d.Request = typeOf(m.Schema)
		}
	}
	for status, a := range op.Responses {
		x := docsAnswer{Status: status}
		for _, m := range a.Content {
			x.Schema = typeOf(m.Schema)
		}
		d.Answers = append(d.Answers, x)
	}
	slices.SortFunc(d.Answers, func(a, b docsAnswer) int { return strings.Compare(a.Status, b.Status) })
	return d
}

func operationOf(p *huma.PathItem, method string) *huma.Operation {
	switch method {
	case post:
		return p.Post
	case del:
		return p.Delete
	}
	return p.Get
}

func fieldsOf(sc *huma.Schema) []docsField {
	var out []docsField
	for name, p := range sc.Properties {
		out = append(out, docsField{
			Name: name, Type: typeOf(p), Doc: p.Description, Required: slices.Contains(sc.Required, name),
		})
	}
	slices.SortFunc(out, func(a, b docsField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// typeOf names a schema for a reader.
func typeOf(sc *huma.Schema) string {
	switch {
	case sc == nil:
		return ""
	case sc.Ref != "":
		return sc.Ref[strings.LastIndexByte(sc.Ref, '/')+1:]
	case sc.Type == "array":
		return "list of " + typeOf(sc.Items)
	case len(sc.Enum) > 0:
		words := make([]string, len(sc.Enum))
		for i, e := range sc.Enum {
			words[i], _ = e.(string)
		}
		return strings.Join(words, " | ")
	case sc.Format == "date-time":
		return "time (RFC 3339)"
	}
	return sc.Type
}
