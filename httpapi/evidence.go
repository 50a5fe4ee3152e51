package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const (
	evidencePath    = "/v1/orders/{id}/evidence"
	evidenceBody    = 4 << 20
	evidenceTimeout = 60 * time.Second // a photo over a bad link
)

var (
	evidenceKinds  = []string{"photo", "signature", "code"}
	evidenceStages = []string{"pickup", "dropoff", "return"}
)

// EvidenceItem is a photo, signature or code of an order.
type EvidenceItem struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"photo,signature,code"`
	Stage      string     `json:"stage" enum:"pickup,dropoff,return"`
	MediaType  string     `json:"media_type" doc:"Found by looking at the bytes."`
	Bytes      int64      `json:"bytes"`
	Width      int        `json:"width,omitempty"`
	Height     int        `json:"height,omitempty"`
	SHA256     string     `json:"sha256" doc:"Of the file as kept, without what cameras write into it; the same as in the order's history."`
	By         string     `json:"by" doc:"Role of who sent it."`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at" doc:"The file is deleted then."`
	ErasedAt   *time.Time `json:"erased_at,omitempty" doc:"The file is gone; the hash stays."`
	URL        string     `json:"url,omitempty" doc:"Opens the file without a key, for a few minutes."`
	URLExpires *time.Time `json:"url_expires,omitempty"`
	LiveMode   bool       `json:"live_mode"`
}

// EvidenceList is what is kept of one order, oldest first.
type EvidenceList struct {
	Evidence []EvidenceItem `json:"evidence" nullable:"false"`
}

const evidenceDoc = `The body is the file itself: a JPEG, PNG or WebP of at most 4 MiB, told by its bytes, or for a code one line of text. Places, serial numbers and previews that cameras write into pictures are taken out before it is kept. Sending the same file again returns what is there, so no Idempotency-Key is needed.

With the merchant's key for its own orders, the courier's for an order that is or was theirs, or staff's.`

func (s *Server) registerEvidence() {
	raw(s, Route{ID: "addEvidence", Method: post, Path: evidencePath, Access: AnyKey, tag: "orders", status: http.StatusCreated,
		summary: "Keep a photo, signature or code as proof", doc: evidenceDoc}, "application/json", s.addEvidence)
	id := &huma.Param{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}
	choice := func(name string, of []string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Enum: anys(of)}}
	}
	op := s.api.OpenAPI().Paths[evidencePath].Post
	op.Parameters = []*huma.Param{id, choice("kind", evidenceKinds), choice("stage", evidenceStages)}
	binary := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"image/jpeg": binary, "image/png": binary, "image/webp": binary,
		"text/plain": {Schema: binary.Schema, Example: "6901234567892"}}}
	item := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[EvidenceItem](), true, "EvidenceItem")
	op.Responses["201"] = &huma.Response{Description: "Kept", Content: map[string]*huma.MediaType{"application/json": {Schema: item}}}
	delete(op.Responses, "200")

	handle(s, Route{ID: "listEvidence", Method: get, Path: evidencePath, Access: AnyKey, tag: "orders",
		summary: "List an order's evidence, with links that work for a few minutes", doc: "For the same people as may add some."}, s.listEvidence)

	raw(s, Route{ID: "openEvidence", Method: get, Path: "/v1/evidence/{token}", Access: Public, tag: "orders",
		summary: "Open a file by its link"}, "application/octet-stream", s.openEvidence)
	s.api.OpenAPI().Paths["/v1/evidence/{token}"].Get.Parameters = []*huma.Param{
		{Name: "token", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// takesEvidence reports whether a request carries a file.
func takesEvidence(r *http.Request) bool {
	return r.Method == post && strings.HasPrefix(r.URL.Path, "/v1/orders/") && strings.HasSuffix(r.URL.Path, "/evidence")
}

// party returns as whom the caller may see and add an order's evidence. Others
// learn nothing, not even that there is such an order.
func (s *Server) party(ctx context.Context, id orders.ID) (orders.Actor, error) {
	if s.Evidence == nil {
		return orders.Actor{}, shell.ErrNotFound
	}
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return orders.Actor{}, err
	}
	c := credentialOf(ctx)
	switch {
	case c.Has(shell.ScopeStaff):
		return staffOf(ctx), nil
	case c.Has(shell.ScopeKitchen) && c.Subject != "" && c.Subject == string(doc.Order.Merchant):
		return orders.Actor{Role: orders.Merchant, ID: c.Subject}, nil
	case c.Has(shell.ScopeCourier) && doc.Order.With(c.Subject):
		return orders.Actor{Role: orders.Courier, ID: c.Subject}, nil
	}
	return orders.Actor{}, shell.ErrNotFound
}

func (s *Server) addEvidence(w http.ResponseWriter, r *http.Request) {
	item, err := s.keepEvidence(r)
	if err != nil {
		p := fault(err)
		if p.Status >= 500 {
			s.Log.ErrorContext(r.Context(), "request failed", "operation", "addEvidence", "request", requestID(r.Context()), "err", err)
		}
		writeProblem(w, p)
		return
	}
	b, err := json.Marshal(item)
	if err != nil {
		panic(err) // strings, numbers and times only
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	w.Write(b)
}

func (s *Server) keepEvidence(r *http.Request) (EvidenceItem, error) {
	ctx := r.Context()
	id := orders.ID(r.PathValue("id"))
	by, err := s.party(ctx, id)
	if err != nil {
		return EvidenceItem{}, err
	}
	q := r.URL.Query()
	e := shell.Evidence{Order: id, Kind: q.Get("kind"), Stage: q.Get("stage"), By: by}
	if !slices.Contains(evidenceKinds, e.Kind) {
		return EvidenceItem{}, invalid("query.kind", "must be photo, signature or code")
	}
	if !slices.Contains(evidenceStages, e.Stage) {
		return EvidenceItem{}, invalid("query.stage", "must be pickup, dropoff or return")
	}
	sent, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), len(sent) > evidenceBody:
		return EvidenceItem{}, newProblem("body_too_large", fmt.Sprintf("the file is larger than %d MiB", evidenceBody>>20))
	case err != nil:
		return EvidenceItem{}, newProblem("request_timeout", "the file did not arrive in whole")
	}
	e, err = s.Evidence.Add(ctx, e, sent)
	var unfit *shell.Unfit
	if errors.As(err, &unfit) {
		return EvidenceItem{}, invalid("body", unfit.Why)
	}
	if err != nil {
		return EvidenceItem{}, err
	}
	return s.evidenceItem(e), s.noteEvidence(ctx, e)
}

// noteEvidence puts the hash into the journal, once. What the engine refuses
// is not kept.
func (s *Server) noteEvidence(ctx context.Context, e shell.Evidence) error {
	rows, err := s.Store.Timeline(ctx, e.Order)
	if err != nil {
		return err
	}
	for _, row := range rows {
		var d dispatch.EvidenceNoted
		if row.Kind == "EvidenceNoted" && json.Unmarshal(row.Data, &d) == nil && d.Evidence == e.ID {
			return nil
		}
	}
	ev := dispatch.EvidenceAdded{Order: e.Order, Evidence: e.ID, Kind: e.Kind, Stage: e.Stage, Hash: e.Hash, By: e.By}
	_, err = s.submit(ctx, shell.Request{Event: ev})
	var p *Problem
	var refusal *orders.Rejection
	if errors.As(err, &refusal) || errors.As(err, &p) && !p.Retryable {
		return errors.Join(err, s.Evidence.Remove(ctx, e.ID))
	}
	return err
}

func (s *Server) listEvidence(ctx context.Context, in *orderInput) (*answer[EvidenceList], error) {
	id := orders.ID(in.ID)
	if _, err := s.party(ctx, id); err != nil {
		return nil, err
	}
	rows, err := s.Evidence.List(ctx, id)
	if err != nil {
		return nil, err
	}
	list := EvidenceList{Evidence: make([]EvidenceItem, len(rows))}
	for i, e := range rows {
		list.Evidence[i] = s.evidenceItem(e)
	}
	return reply(list), nil
}

func (s *Server) evidenceItem(e shell.Evidence) EvidenceItem {
	item := EvidenceItem{
		ID: e.ID, Kind: e.Kind, Stage: e.Stage, MediaType: e.Type, Bytes: e.Bytes, Width: e.Width, Height: e.Height,
		SHA256: e.Hash, By: string(e.By.Role), CreatedAt: e.At.Time(), ExpiresAt: e.Expires.Time(), ErasedAt: when(e.Gone), LiveMode: s.liveMode(),
	}
	if e.Gone.IsZero() {
		token, until := s.Evidence.Link(e.ID)
		item.URL, item.URLExpires = s.PublicURL+"/v1/evidence/"+token, when(until)
	}
	return item
}

// openEvidence hands a file out as a download that no browser takes for a page
// of ours.
func (s *Server) openEvidence(w http.ResponseWriter, r *http.Request) {
	err := shell.ErrNotFound
	var e shell.Evidence
	var b []byte
	if s.Evidence != nil {
		e, b, err = s.Evidence.Open(r.Context(), r.PathValue("token"))
	}
	if err != nil {
		p := fault(err)
		if p.Status >= 500 {
			s.Log.ErrorContext(r.Context(), "request failed", "operation", "openEvidence", "request", requestID(r.Context()), "err", err)
		}
		writeProblem(w, p)
		return
	}
	h := w.Header()
	h.Set("Content-Type", e.Type)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, e.Kind, e.ID, extensions[e.Type]))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Robots-Tag", "noindex")
	w.Write(b)
}

var extensions = map[string]string{
	"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "text/plain; charset=utf-8": "txt",
}
