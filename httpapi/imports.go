package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/intake"
	"github.com/linli/linli/sheet"
	"github.com/linli/linli/shell"
)

const (
	importPath    = "/v1/imports"
	importBody    = sheet.MaxBytes + 64<<10 // a form adds a little
	importTimeout = time.Minute
	importChunk   = 500
	excelType     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

const importDoc = `The body is the file: CSV (UTF-8, with or without a mark, UTF-16 or GB18030) or the first sheet of an .xlsx, as it is or as the field "file" of a form; at most 8 MiB, 20,000 rows and 64 columns. The first row names the columns, in Chinese or English; docs/desk.md lists them. Rows with the same external id, else the same phone, else the same name, building and unit are one record, also with what is there already. A file with a bad row changes nothing unless skip_bad is set. Formulas, macros and links to other files are refused. The answer holds no personal data.`

func (s *Server) registerImports() {
	raw(s, Route{ID: "importTable", Method: post, Path: importPath, Access: ScopeAdmin, tag: "admin",
		summary: "Import buildings, providers, offerings or residents from a table", doc: importDoc}, "application/json", s.importTable)
	api := s.api.OpenAPI()
	op := api.Paths[importPath].Post
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The file.", Content: map[string]*huma.MediaType{
		"text/csv":            {Schema: &huma.Schema{Type: huma.TypeString}, Example: "id,name,category,lng,lat\nliji,Forn de pa,groceries,1.52,42.5\n"},
		excelType:             {Schema: file},
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": file}, Required: []string{"file"}}},
	}}
	op.Responses["200"].Content["application/json"].Schema = api.Components.Schemas.Schema(reflect.TypeFor[intake.TableReport](), true, "TableReport")
	op.Parameters = []*huma.Param{
		{Name: "kind", In: "query", Required: true, Description: "What the table lists.", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"buildings", "providers", "offerings", "residents"}}},
		{Name: "dry_run", In: "query", Description: "Change nothing, only say what would be done.", Schema: &huma.Schema{Type: huma.TypeBoolean}},
		{Name: "skip_bad", In: "query", Description: "Store the good rows of a file that has bad ones.", Schema: &huma.Schema{Type: huma.TypeBoolean}},
	}
}

func (s *Server) importTable(w http.ResponseWriter, r *http.Request) {
	report, err := s.imported(r)
	if err != nil {
		p := fault(err)
		if p.Status >= 500 {
			s.Log.ErrorContext(r.Context(), "request failed", "operation", "importTable", "request", requestID(r.Context()), "err", err)
		}
		writeProblem(w, p)
		return
	}
	b, err := json.Marshal(report)
	if err != nil {
		panic(err) // strings and numbers only
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(b)
}

func (s *Server) imported(r *http.Request) (*intake.TableReport, error) {
	q := r.URL.Query()
	dry, err := boolOf(q, "dry_run")
	if err != nil {
		return nil, err
	}
	skip, err := boolOf(q, "skip_bad")
	if err != nil {
		return nil, err
	}
	kind := intake.Kind(q.Get("kind"))
	if !slices.Contains([]intake.Kind{intake.Buildings, intake.Providers, intake.Offerings, intake.Residents}, kind) {
		return nil, invalid("query.kind", "buildings, providers, offerings or residents")
	}
	file, err := fileOf(r)
	if err != nil {
		return nil, err
	}
	if !s.importing.TryLock() {
		return nil, newProblem("in_flight", "another table is being imported; ask again in a while")
	}
	defer s.importing.Unlock()
	there, err := s.circleNow(r.Context(), kind)
	if err != nil {
		return nil, err
	}
	plan, err := intake.Read(kind, file, there)
	var refusal *sheet.Refusal
	if errors.As(err, &refusal) {
		return nil, unreadable(refusal)
	}
	if err != nil {
		return nil, err
	}
	plan.DryRun = dry || len(plan.Bad) > 0 && !skip
	if plan.DryRun {
		return &plan.TableReport, nil
	}
	return &plan.TableReport, s.store(r.Context(), plan)
}

// unreadable says why a file cannot be read at all, in both languages.
func unreadable(r *sheet.Refusal) *Problem {
	p := newProblem("unreadable_table", r.Text.Zh+" / "+r.Text.En)
	if r.Line > 0 {
		p.Detail = fmt.Sprintf("第 %d 行 / line %d %s: %s", r.Line, r.Line, r.Column, p.Detail)
	}
	return p
}

func boolOf(q url.Values, name string) (bool, error) {
	if !q.Has(name) {
		return false, nil
	}
	v, err := strconv.ParseBool(q.Get(name))
	if err != nil {
		return false, invalid("query."+name, "true or false")
	}
	return v, nil
}

// fileOf reads the file, sent as it is or in a form.
func fileOf(r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	var in io.Reader = r.Body
	switch kind {
	case "text/csv", excelType, "application/octet-stream":
	case "multipart/form-data":
		form, err := r.MultipartReader()
		if err != nil {
			return nil, newProblem("bad_request", "the form cannot be read")
		}
		for {
			part, err := form.NextPart()
			if err != nil {
				return nil, newProblem("bad_request", `the form has no field "file"`)
			}
			if part.FormName() == "file" {
				in = part
				break
			}
		}
	default:
		return nil, newProblem("unsupported_media_type", "send text/csv, "+excelType+" or multipart/form-data")
	}
	b, err := io.ReadAll(io.LimitReader(in, sheet.MaxBytes+1))
	var large *http.MaxBytesError
	switch {
	case len(b) > sheet.MaxBytes || errors.As(err, &large):
		return nil, newProblem("body_too_large", "the file is larger than 8 MiB")
	case err != nil:
		return nil, newProblem("bad_request", "the file ended too early")
	}
	return b, nil
}

// circleNow reads what a table of the kind is held against.
func (s *Server) circleNow(ctx context.Context, kind intake.Kind) (intake.Circle, error) {
	c := intake.Circle{Bounds: s.Bounds}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		c.Communities, c.Buildings = copied(&st.Communities), copied(&st.Buildings)
		c.Providers, c.Offerings = copied(&st.Providers), copied(&st.Offerings)
	})
	if err != nil {
		return c, err
	}
	switch kind {
	case intake.Residents:
		c.Residents, err = s.parties(ctx, shell.ResidentParty)
	case intake.Providers:
		c.Contacts, err = s.parties(ctx, shell.ProviderParty)
	}
	return c, err
}

func copied[K ~string, V any](t *dispatch.Table[K, V]) []V {
	out := make([]V, 0, t.Len())
	for _, v := range t.All() {
		out = append(out, *v)
	}
	return out
}

func (s *Server) parties(ctx context.Context, role shell.PartyRole) ([]shell.Party, error) {
	var out []shell.Party
	for cursor := ""; ; {
		page, next, err := s.Store.Parties(ctx, role, 200, cursor)
		if err != nil {
			return nil, err
		}
		if out = append(out, page...); next == "" {
			return out, nil
		}
		cursor = next
	}
}

// store carries a plan out: what the engine knows first, so that no contact
// stands without its provider. A repeated import finishes one that was cut.
func (s *Server) store(ctx context.Context, p *intake.Plan) error {
	by := staffOf(ctx)
	for _, v := range p.Providers {
		if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterProvider{Provider: v}}); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(p.Buildings, importChunk) {
		if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterBuildings{Buildings: chunk}}); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(p.Offerings, importChunk) {
		if _, err := s.submit(ctx, shell.Request{Event: dispatch.RegisterOfferings{Offerings: chunk}}); err != nil {
			return err
		}
	}
	for i := range p.Parties {
		if p.Parties[i].ID == "" {
			p.Parties[i].ID = s.NewID("r")
		}
		v := &p.Parties[i]
		v.At = s.Clock.Now()
		v.Agreed = v.Consent.Settle(v.Agreed, v.At, by.Name())
	}
	for chunk := range slices.Chunk(p.Parties, importChunk) {
		if err := s.Store.PutParties(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}
