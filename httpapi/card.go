package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/slip"
)

const cardDoc = `Carers type or scan its code when they begin and when they go. It names nobody: hang it inside the home's door. One home has one card of a provider: a new one ends the one before.`

// Card is a card at the door of a home that carers visit.
type Card struct {
	ID       string    `json:"id"`
	Provider string    `json:"provider"`
	Resident string    `json:"resident" doc:"The provider's id of who lives there."`
	Code     string    `json:"code,omitempty" doc:"Eight digits; with the answer to issuing it, else on the paper only."`
	IssuedAt time.Time `json:"issued_at"`
}

// CardPage is one page of cards.
type CardPage struct {
	Cards []Card `json:"cards" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Pass it as cursor; left out on the last page."`
}

func (s *Server) registerCards() {
	r := func(id, method, path, summary, doc string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeStaff, tag: "visits", summary: summary, doc: doc, status: status}
	}
	handle(s, r("issueCard", post, "/v1/staff/cards", "Issue a card for the door of a home", cardDoc, 201), s.issueCard)
	handle(s, r("listCards", get, "/v1/staff/cards", "List cards", "", 0), s.listCards)
	handle(s, r("revokeCard", post, "/v1/staff/cards/{id}/revoke", "Revoke a card", "Its code counts no longer, from this moment.", 204), s.revokeCard)
	raw(s, r("printCard", get, "/v1/staff/cards/{id}/paper", "A card as a page to print", "With ?language=en in English, else in Chinese.", 0), "text/html", s.printCard)
	s.paper("/v1/staff/cards/{id}/paper")
}

func (s *Server) issueCard(ctx context.Context, in *struct {
	Body struct {
		Provider string `json:"provider" minLength:"1" maxLength:"64"`
		Resident string `json:"resident" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$"`
		Reason   string `json:"reason" minLength:"1" maxLength:"200" doc:"A short code, e.g. new_client. No personal data."`
	}
}) (*answer[Card], error) {
	b := &in.Body
	c := residents.Card{Provider: circle.ProviderID(b.Provider), Resident: b.Resident, Serial: s.NewID("d")}
	code := s.Pepper.CardCode(c.Serial)
	c.Digest = s.Pepper.CardProof(code)
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.IssueCard{Card: c, By: staffOf(ctx), Reason: b.Reason}}); err != nil {
		return nil, err
	}
	c, err := s.card(ctx, c.Serial)
	if err != nil {
		return nil, err
	}
	v := cardView(&c)
	v.Code = code
	return reply(v), nil
}

func cardView(c *residents.Card) Card {
	return Card{ID: c.Serial, Provider: string(c.Provider), Resident: c.Resident, IssuedAt: c.Issued.Time()}
}

// card finds a card by its serial.
func (s *Server) card(ctx context.Context, serial string) (card residents.Card, err error) {
	found := false
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		for _, c := range st.Cards.All() {
			if c.Serial == serial {
				card, found = *c, true
				return
			}
		}
	})
	if err == nil && !found {
		err = shell.ErrNotFound
	}
	return card, err
}

func (s *Server) listCards(ctx context.Context, in *pageInput) (*answer[CardPage], error) {
	p := CardPage{Cards: []Card{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Cards, in, func(c *residents.Card) { p.Cards = append(p.Cards, cardView(c)) })
	})
	return reply(p), err
}

func (s *Server) revokeCard(ctx context.Context, in *reasonInput) (*none, error) {
	c, err := s.card(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ev := dispatch.RevokeCard{Provider: c.Provider, Resident: c.Resident, By: staffOf(ctx), Reason: in.Body.Reason}
	_, err = s.submit(ctx, shell.Request{Event: ev})
	return nil, err
}

// printCard makes the paper: whoever finds it learns a number and a shop.
func (s *Server) printCard(w http.ResponseWriter, r *http.Request) {
	c, err := s.card(r.Context(), r.PathValue("id"))
	page := ""
	if err == nil {
		page, err = s.cardPage(r.Context(), &c, r.URL.Query().Get("language"))
	}
	if err != nil {
		writeProblem(w, fault(err))
		return
	}
	s.personal(w, "text/html; charset=utf-8")
	w.Write([]byte(page))
}

func (s *Server) cardPage(ctx context.Context, c *residents.Card, lang string) (string, error) {
	if s.Texts[lang] == nil {
		lang = "zh"
	}
	name := ""
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		if p := st.Providers.Get(c.Provider); p != nil {
			name = p.Name
		}
	})
	if err != nil {
		return "", err
	}
	word, code := s.Texts[lang], s.Pepper.CardCode(c.Serial)
	v := slip.Slip{
		Language: lang, Title: word["card_title"], Link: code, LinkText: word["card_scan"], Foot: word["card_foot"],
		Lines: []slip.Line{{Label: word["card_provider"], Value: cmp.Or(name, string(c.Provider))}, {Label: word["card_serial"], Value: c.Serial}},
		Code:  slip.Line{Label: word["card_code"], Value: code[:4] + " " + code[4:]}, // as the carer's keypad shows it
	}
	return v.HTML()
}
