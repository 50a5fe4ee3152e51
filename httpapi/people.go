package httpapi

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const peopleDoc = `Among the residents that tables brought in, by a part of the name or of the telephone number, two characters at least. What was typed is not logged.`

// FoundPerson is a resident whom the desk may book for.
type FoundPerson struct {
	ID      string            `json:"id" doc:"Say it as on_behalf_of."`
	Name    string            `json:"name"`
	Phone   string            `json:"phone,omitempty"`
	Home    BookingHome       `json:"home"`
	Address string            `json:"address" doc:"As people say it."`
	Note    string            `json:"note,omitempty"`
	Needs   residents.Needs   `json:"needs"`
	Consent residents.Consent `json:"consent" doc:"As it was when the table was read: ask again."`

	Community string `json:"community,omitempty"`
}

// PeoplePage is who was found.
type PeoplePage struct {
	People []FoundPerson `json:"people"`
}

func (s *Server) registerPeople() {
	handle(s, Route{ID: "findPeople", Method: get, Path: "/v1/staff/people", Access: ScopeStaff, tag: "staff",
		summary: "Find a resident by name or telephone number", doc: peopleDoc}, s.findPeople)
}

func (s *Server) findPeople(ctx context.Context, in *struct {
	Q     string `query:"q" required:"true" minLength:"2" maxLength:"60" example:"王秀"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"20"`
}) (*answer[PeoplePage], error) {
	part := strings.TrimSpace(in.Q)
	if utf8.RuneCountInString(part) < 2 {
		return nil, invalid("query.q", "type two characters at least")
	}
	if digits := strings.NewReplacer(" ", "", "-", "").Replace(part); strings.Trim(digits, "+0123456789") == "" {
		part = digits // as numbers are kept
	}
	found, err := s.Store.FindParties(ctx, shell.ResidentParty, part, in.Limit)
	if err != nil {
		return nil, err
	}
	p := PeoplePage{People: []FoundPerson{}}
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		for i := range found {
			p.People = append(p.People, personFound(st, &found[i]))
		}
	})
	return reply(p), err
}

func personFound(st *dispatch.State, r *shell.Party) FoundPerson {
	v := FoundPerson{
		ID: r.ID, Name: r.Name, Phone: r.Phone, Note: r.Note, Needs: r.Needs, Consent: r.Consent,
		Home: BookingHome{Building: string(r.Building), Unit: r.Entrance, Room: r.Room},
	}
	place := CircleView{Place: CirclePlace{Unit: r.Entrance}}
	if b := st.Buildings.Get(r.Building); b != nil {
		place.Place.Name = b.Name
		if c := st.Communities.Get(b.Community); c != nil {
			v.Community, place.Community = string(c.ID), &CircleCommunity{Name: c.Name}
		}
	}
	v.Address = addressText(&place, r.Room)
	return v
}
