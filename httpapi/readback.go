package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/slip"
)

// ReadBack is what staff reads aloud before the resident says yes.
type ReadBack struct {
	Order string `json:"order,omitempty" doc:"Absent as long as it is not booked."`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Code  string `json:"code,omitempty" doc:"Six digits by which the desk finds the order again: GET /v1/staff/codes/{code}."`
}

const readBackDoc = `The body of a booking, which is checked as if it were booked, and is not: price and promise are those that it would have now. Read it aloud, wait for the yes, then send the same body to POST /v1/bookings.`

const slipDoc = `Large print, with a code to scan (the tracking link: it shows the PIN) and six digits to say on the telephone. Give it to the resident and to nobody else.`

func (s *Server) registerDesk() {
	r := func(id, method, path, summary, doc string) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeStaff, tag: "staff", summary: summary, doc: doc}
	}
	handle(s, r("readBack", get, "/v1/staff/orders/{id}/read-back", "What staff reads aloud of a booking", ""), s.readBack)
	handle(s, r("findByCode", get, "/v1/staff/codes/{code}", "Open orders with these six digits on their slip", "Rarely more than one: ask for the shop then."), s.findByCode)
	raw(s, r("readSlip", get, "/v1/staff/orders/{id}/slip", "The paper that the resident takes home, as a page", slipDoc), "text/html", s.slipPage)
	raw(s, r("readSlipPDF", get, "/v1/staff/orders/{id}/slip.pdf", "The same as a file for a printer", slipDoc), "application/pdf", s.slipFile)
	s.paper("/v1/staff/orders/{id}/slip")
	s.paper("/v1/staff/orders/{id}/slip.pdf")
}

// paper describes the parameters of something to print.
func (s *Server) paper(path string) {
	s.api.OpenAPI().Paths[path].Get.Parameters = []*huma.Param{
		{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
		{Name: "language", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"zh", "en"}}},
	}
}

// facts of an order that texts are filled in with, by language.
func (s *Server) facts(ctx context.Context, o *orders.Order, who *Contact, lang string) (map[string]string, error) {
	shop, zone, service := string(o.Merchant), cmp.Or(s.TimeZone, time.UTC), ""
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		if o.Call != nil {
			service = o.Call.Service
			if of := st.Offerings.Get(circle.OfferingID(service)); of != nil && of.Provider == o.Merchant {
				service = of.Name
			}
		}
		if p := st.Providers.Get(o.Merchant); p != nil {
			shop = p.Name
			if c := st.Communities.Get(p.Community); c != nil {
				if loc, err := time.LoadLocation(c.Calendar.Name); err == nil {
					zone = loc
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	word := s.Texts[lang]
	f := map[string]string{
		"shop": shop, "items": itemText(o, service, word), "due": dayTime(o.Due, zone), "from": "", "fee": amount(o.Fee, o.Currency),
		"booked": word["booked_self"], "consent": word["consent_none"], "address": "", "name": "", "price": "",
	}
	if o.Call == nil {
		f["price"] = strings.ReplaceAll(word["read_back_fee"], "{fee}", f["fee"])
	}
	if o.Call != nil {
		f["from"], f["due"] = dayTime(o.Call.From, zone), dayTime(o.Call.To, zone)
	}
	if b := o.Booking; b != nil {
		f["booked"] = word["booked_"+string(b.By)]
	}
	switch {
	case o.Consent.Locker && o.Consent.Robot:
		f["consent"] = word["consent_both"]
	case o.Consent.Locker:
		f["consent"] = word["consent_locker"]
	case o.Consent.Robot:
		f["consent"] = word["consent_robot"]
	}
	if who != nil {
		f["name"], f["address"] = who.Name, who.Address
	}
	return f, nil
}

func amount(minor int64, currency string) string {
	return fmt.Sprintf("%d.%02d %s", minor/100, minor%100, strings.ToUpper(currency))
}

func dayTime(at clock.Instant, zone *time.Location) string {
	return at.Time().In(zone).Format("01-02 15:04")
}

// itemText lists what was booked.
func itemText(o *orders.Order, service string, word map[string]string) string {
	if o.Call != nil {
		return fmt.Sprintf("%s, %d min", service, int(o.Call.Duration/time.Minute))
	}
	var list []string
	for _, it := range o.Items {
		if n := it.Quantity - it.Refused; n > 0 {
			list = append(list, fmt.Sprintf("%s × %d", it.Name, n))
		}
	}
	return strings.Join(list, word["list"])
}

// fill fills {names} in once: what a value contains is not looked at again.
func fill(pattern string, values map[string]string) string {
	var pairs []string
	for _, name := range []string{"shop", "items", "due", "from", "fee", "booked", "consent", "address", "name", "price"} {
		pairs = append(pairs, "{"+name+"}", values[name])
	}
	return strings.NewReplacer(pairs...).Replace(pattern)
}

func kindKey(o *orders.Order, key string) string {
	if o.Call != nil {
		return key + "_visit"
	}
	return key
}

func (s *Server) readBack(ctx context.Context, in *orderInput) (*answer[ReadBack], error) {
	doc, err := s.Store.Order(ctx, orders.ID(in.ID))
	if err != nil {
		return nil, err
	}
	who, err := s.contactOf(ctx, doc.Order.ID)
	if err != nil {
		return nil, err
	}
	v := ReadBack{Order: in.ID, Code: s.Pepper.Code(doc.Order.ID)}
	if err := s.aloud(ctx, &v, &doc.Order, who, -1); err != nil {
		return nil, err
	}
	return reply(v), nil
}

// aloud fills in what is read; total is what the resident pays, negative where
// that is between them and the merchant.
func (s *Server) aloud(ctx context.Context, v *ReadBack, o *orders.Order, who *Contact, total int64) error {
	for lang, to := range map[string]*string{"zh": &v.Zh, "en": &v.En} {
		f, err := s.facts(ctx, o, who, lang)
		if err != nil {
			return err
		}
		if total >= 0 {
			f["price"] = strings.ReplaceAll(s.Texts[lang][kindKey(o, "read_back_price")], "{total}", amount(total, o.Currency))
		}
		*to = fill(s.Texts[lang][kindKey(o, "read_back")], f)
	}
	return nil
}

func (s *Server) readBackBooking(ctx context.Context, in *struct{ Body BookingRequest }) (*answer[ReadBack], error) {
	booking, err := s.speaker(ctx, &in.Body)
	if err != nil {
		return nil, err
	}
	ev, who, wanted, err := s.booked(ctx, &in.Body, booking)
	if err != nil {
		return nil, err
	}
	var o orders.Order
	var refusal *orders.Rejection
	err = s.Engine.View(ctx, func(st *dispatch.State) { o, refusal = st.Preview(ev, s.Clock.Now()) })
	if err == nil && refusal != nil {
		err = refusal
	}
	if err != nil {
		return nil, err
	}
	total := totalOf(&in.Body, wanted)
	if o.Call == nil {
		total += o.Fee
	}
	var v ReadBack
	if err := s.aloud(ctx, &v, &o, &who, total); err != nil {
		return nil, err
	}
	return reply(v), nil
}

func (s *Server) findByCode(ctx context.Context, in *struct {
	Code string `path:"code" pattern:"^[0-9]{6}$"`
}) (*answer[OrderPage], error) {
	var ids []orders.ID
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for id := range st.Orders.All() {
			if s.Pepper.Code(id) == in.Code {
				ids = append(ids, id)
			}
		}
		for id := range st.Closed.All() {
			if s.Pepper.Code(id) == in.Code {
				ids = append(ids, id)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	p := OrderPage{Orders: []Order{}}
	for _, id := range ids {
		doc, err := s.Store.Order(ctx, id)
		if err != nil {
			return nil, err
		}
		p.Orders = append(p.Orders, s.show(doc))
	}
	return reply(p), nil
}

// slipOf makes the slip of an order in the language that is asked for, else
// the resident's.
func (s *Server) slipOf(r *http.Request) (*slip.Slip, error) {
	ctx := r.Context()
	doc, err := s.Store.Order(ctx, orders.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	who, err := s.contactOf(ctx, doc.Order.ID)
	if err != nil {
		return nil, err
	}
	lang := r.URL.Query().Get("language")
	if s.Texts[lang] == nil && who != nil {
		lang = who.Language
	}
	if s.Texts[lang] == nil {
		lang = "zh"
	}
	o, word := &doc.Order, s.Texts[lang]
	f, err := s.facts(ctx, o, who, lang)
	if err != nil {
		return nil, err
	}
	v := &slip.Slip{
		Language: lang, Title: word["slip_title"], Link: s.PublicURL + "/track/" + s.Pepper.Token(o.ID),
		LinkText: word["slip_link"], Foot: word["slip_foot"], Code: slip.Line{Label: word["slip_code"], Value: s.Pepper.Code(o.ID)},
	}
	for _, l := range []struct{ key, value string }{
		{"slip_name", f["name"]}, {"slip_shop", f["shop"]}, {"slip_items", f["items"]}, {"slip_from", f["from"]},
		{kindKey(o, "slip_due"), f["due"]}, {"slip_address", f["address"]}, {"slip_fee", f["fee"]},
	} {
		if l.value != "" {
			v.Lines = append(v.Lines, slip.Line{Label: word[l.key], Value: l.value})
		}
	}
	if !o.Terminal() && o.Call == nil {
		v.PIN = slip.Line{Label: word["slip_pin"], Value: s.Pepper.PIN(o.ID)}
	}
	return v, nil
}

func (s *Server) slipPage(w http.ResponseWriter, r *http.Request) {
	v, err := s.slipOf(r)
	var page string
	if err == nil {
		page, err = v.HTML()
	}
	if err != nil {
		writeProblem(w, fault(err))
		return
	}
	s.personal(w, "text/html; charset=utf-8")
	w.Write([]byte(page))
}

func (s *Server) slipFile(w http.ResponseWriter, r *http.Request) {
	v, err := s.slipOf(r)
	var file []byte
	if err == nil {
		file, err = v.PDF()
	}
	if err != nil {
		writeProblem(w, fault(err))
		return
	}
	s.personal(w, "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="slip.pdf"`)
	w.Write(file)
}

// personal marks an answer that nobody may keep, and that loads nothing.
func (s *Server) personal(w http.ResponseWriter, contentType string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
}
