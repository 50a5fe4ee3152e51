package httpapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const (
	helpCallDoc = `It goes to the family, then to the nearest carers and grid workers on duty who have the skill help, by travel time, then to the community desk, with a timer at each step, until somebody says that they are going. A second press says that help is still needed. A drill goes the same way, is marked everywhere, and is counted apart.`
	deviceDoc   = `For a button: its key has the scope device, and its id is the button of a registered resident.`
)

// Relative is somebody of a resident's family who is called first.
type Relative struct {
	Name     string   `json:"name" minLength:"1" maxLength:"120"`
	Phone    string   `json:"phone" minLength:"3" maxLength:"40"`
	Language string   `json:"language,omitempty" enum:"zh,en"`
	Channels []string `json:"channels" minItems:"1" maxItems:"4" nullable:"false" enum:"sms,voice,push,printer" doc:"What they agreed to be told by."`
}

// ResidentRequest registers who may call for help from home; the same id again
// changes it.
type ResidentRequest struct {
	ID             string     `json:"id" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9_-]+$" doc:"No name."`
	Contact        Contact    `json:"contact"`
	Point          geo.Point  `json:"point" doc:"Of the building's entrance."`
	Datum          string     `json:"datum,omitempty" enum:"wgs84,gcj02,bd09"`
	Family         []Relative `json:"family,omitempty" nullable:"false" maxItems:"5" doc:"All of them are called at once."`
	Button         string     `json:"button,omitempty" maxLength:"64" doc:"Id of the help button at the home."`
	CheckInMinutes int        `json:"check_in_minutes,omitempty" minimum:"0" maximum:"20160" doc:"Help is raised when no sign of life comes for so long; 0: nobody waits for one."`
}

// Resident is a resident who may call for help, without personal data.
type Resident struct {
	ID             string     `json:"id"`
	Point          geo.Point  `json:"point"`
	Family         int        `json:"family" doc:"How many are called first."`
	Button         string     `json:"button,omitempty"`
	CheckInMinutes int        `json:"check_in_minutes,omitempty"`
	LastSign       *time.Time `json:"last_sign,omitempty"`
	Token          string     `json:"token" doc:"The resident's own key: POST /v1/residents/{token}/help and /check-in. Whoever has it may call for help in their name."`
}

// ResidentPage is one page of residents.
type ResidentPage struct {
	Residents []Resident `json:"residents"`
	Next      string     `json:"next,omitempty"`
}

// HelpCall is a call for help with its whole record.
type HelpCall struct {
	ID       string     `json:"id"`
	Resident string     `json:"resident"`
	Source   string     `json:"source" enum:"resident,button,check_in,staff"`
	Drill    bool       `json:"drill"`
	State    string     `json:"state" enum:"family,nearby,desk,taken,closed"`
	Taker    string     `json:"taker,omitempty" doc:"Who goes, or went."`
	Due      *time.Time `json:"due,omitempty" doc:"When the present step is over."`
	Steps    []HelpStep `json:"steps"`
	Contact  *Contact   `json:"contact,omitempty" doc:"Of the resident; where one call is read, until it is erased."`
	Family   []Contact  `json:"family,omitempty" doc:"Whom else to telephone; where one call is read."`
}

// HelpStep is one line of a call's record.
type HelpStep struct {
	At   time.Time `json:"at"`
	What string    `json:"what" enum:"raised,raised_again,call_family,call_helper,call_desk,declined,acknowledged,handed_back,timed_out,closed"`
	Who  string    `json:"who,omitempty" enum:"resident,you,family,helper,desk" doc:"Who did it, or who is called."`
	By   string    `json:"by,omitempty" doc:"The same as an id; to staff only."`
	Note string    `json:"note,omitempty"`
	Late bool      `json:"late,omitempty" doc:"Somebody else had it already."`
}

// HelpList is every call that is open or ended in the last two days, and how
// often and how fast somebody came, drills apart.
type HelpList struct {
	Calls  []HelpCall `json:"calls"`
	Next   string     `json:"next,omitempty"`
	Real   HelpTally  `json:"real"`
	Drills HelpTally  `json:"drills"`
}

// HelpTally counts calls since the zone began.
type HelpTally struct {
	Raised      uint64  `json:"raised"`
	Closed      uint64  `json:"closed"`
	ByFamily    uint64  `json:"by_family" doc:"Acknowledged while the family was being called."`
	ByHelper    uint64  `json:"by_helper"`
	ByDesk      uint64  `json:"by_desk"`
	MeanSeconds float64 `json:"mean_seconds" doc:"From raising to acknowledging."`
}

// HelpBrief is what a relative reads behind the link that was sent.
type HelpBrief struct {
	Call  string    `json:"call"`
	State string    `json:"state" enum:"family,nearby,desk,taken,closed"`
	Drill bool      `json:"drill"`
	Mine  bool      `json:"mine" doc:"You said that you are going."`
	Since time.Time `json:"since"`

	Contact *Contact   `json:"contact,omitempty" doc:"Who calls and where: to the family, as long as the call is open."`
	Steps   []HelpStep `json:"steps" doc:"What happened so far. Nobody is named."`
}

func (s *Server) registerHelp() {
	r := func(id, method, path, summary, doc string, access Access, tag string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: tag, summary: summary, doc: doc, status: status}
	}
	handle(s, r("putResident", post, "/v1/staff/residents", "Register who may call for help", "", ScopeStaff, "help", 201), s.putResident)
	handle(s, r("listResidents", get, "/v1/staff/residents", "List who may call for help", "", ScopeStaff, "help", 0), s.listResidents)
	handle(s, r("staffCheckIn", post, "/v1/staff/residents/{id}/check-in", "Note a sign of life", "", ScopeStaff, "help", 204), s.staffCheckIn)
	handle(s, r("staffRaiseHelp", post, "/v1/staff/residents/{id}/help", "Raise help for a resident, or a drill", helpCallDoc, ScopeStaff, "help", 201), s.staffRaiseHelp)
	handle(s, r("listHelp", get, "/v1/staff/help", "Calls for help, with their record", "", ScopeStaff, "help", 0), s.listHelp)
	handle(s, r("readHelp", get, "/v1/staff/help/{id}", "Read a call for help", "", ScopeStaff, "help", 0), s.readHelp)
	handle(s, r("staffAnswerHelp", post, "/v1/staff/help/{id}/answer", "Answer a call for help at the desk", "closed ends any call and needs a note.", ScopeStaff, "help", 0), s.staffAnswerHelp)
	handle(s, r("pressButton", post, "/v1/help", "A button was pressed", deviceDoc, ScopeDevice, "help", 201), s.pressButton)
	handle(s, r("raiseHelp", post, "/v1/residents/{token}/help", "Call for help", helpCallDoc, Public, "help", 201), s.residentHelp)
	handle(s, r("checkIn", post, "/v1/residents/{token}/check-in", "Give a sign of life", "", Public, "help", 204), s.residentCheckIn)
	handle(s, r("readHelpCall", get, "/v1/help/{token}", "What a relative reads behind the link", "", Public, "help", 0), s.briefHelp)
	handle(s, r("answerHelp", post, "/v1/help/{token}/answer", "A relative goes, or cannot", "", Public, "help", 0), s.familyAnswer)
}

func (s *Server) putResident(ctx context.Context, in *struct{ Body ResidentRequest }) (*answer[Resident], error) {
	b, now := &in.Body, s.Clock.Now()
	at, err := s.position("body.point", b.Datum, b.Point)
	if err != nil {
		return nil, err
	}
	r := residents.Resident{ID: b.ID, Point: at, Button: b.Button, Every: time.Duration(b.CheckInMinutes) * time.Minute}
	req := shell.Request{Persons: []shell.Person{{
		Order: residentKey(b.ID), Name: b.Contact.Name, Phone: b.Contact.Phone, Address: b.Contact.Address, Note: b.Contact.Note,
		At: now, Language: b.Contact.Language, Channels: strings.Join(b.Contact.Channels, " "),
	}}}
	for i, f := range b.Family {
		id := fmt.Sprintf("%s~%d", residentKey(b.ID), i+1)
		r.Family = append(r.Family, id)
		req.Persons = append(req.Persons, shell.Person{
			Order: orders.ID(id), Name: f.Name, Phone: f.Phone, At: now, Language: f.Language, Channels: strings.Join(f.Channels, " "),
		})
	}
	req.Event = dispatch.RegisterResident{Resident: r, By: staffOf(ctx)}
	if _, err := s.submit(ctx, req); err != nil {
		return nil, err
	}
	r.Seen = now
	return reply(s.residentView(&r)), nil
}

// residentKey is under which id the store keeps a resident's person.
func residentKey(id string) orders.ID { return orders.ID(residents.PersonOf(id)) }

func (s *Server) residentView(r *residents.Resident) Resident {
	return Resident{
		ID: r.ID, Point: r.Point, Family: len(r.Family), Button: r.Button, CheckInMinutes: int(r.Every / time.Minute),
		LastSign: when(r.Seen), Token: s.Pepper.Token(residentKey(r.ID)),
	}
}

func (s *Server) listResidents(ctx context.Context, in *pageInput) (*answer[ResidentPage], error) {
	p := ResidentPage{Residents: []Resident{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Residents, in, func(r *residents.Resident) { p.Residents = append(p.Residents, s.residentView(r)) })
	})
	return reply(p), err
}

// forgetResident takes a resident out of the engine, and erases the personal
// data that was kept for calls for help.
func (s *Server) forgetResident(ctx context.Context, id string) error {
	keys := []orders.ID{residentKey(id)}
	known := false
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		known = len(st.Acquainted(id)) > 0
		if r := st.Residents.Get(id); r != nil {
			known = true
			for _, f := range r.Family {
				keys = append(keys, orders.ID(f))
			}
		}
	})
	if err != nil || !known {
		return err
	}
	if _, err := s.submit(ctx, shell.Request{Event: dispatch.ForgetResident{Resident: id, By: staffOf(ctx)}}); err != nil {
		return err
	}
	for _, key := range keys {
		if err := s.Store.ErasePerson(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) staffCheckIn(ctx context.Context, in *subjectInput) (*none, error) {
	_, err := s.submit(ctx, shell.Request{Event: dispatch.CheckIn{Resident: in.ID, By: staffOf(ctx)}})
	return nil, err
}

type staffHelpInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Drill bool `json:"drill,omitempty" doc:"Everybody is told that it is one."`
	}
}

func (s *Server) staffRaiseHelp(ctx context.Context, in *staffHelpInput) (*answer[HelpCall], error) {
	return s.raise(ctx, dispatch.RaiseHelp{Resident: in.ID, Source: residents.FromStaff, Drill: in.Body.Drill, By: staffOf(ctx)})
}

func (s *Server) pressButton(ctx context.Context, _ *none) (*answer[HelpCall], error) {
	device, home := credentialOf(ctx).Subject, ""
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for id, r := range st.Residents.All() {
			if device != "" && r.Button == device {
				home = id
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if home == "" {
		return nil, newProblem("unknown_resident", "this button is at no home: have staff register it")
	}
	return s.raise(ctx, dispatch.RaiseHelp{
		Resident: home, Source: residents.FromButton, By: orders.Actor{Role: orders.Resident, ID: "button/" + device},
	})
}

type residentTokenInput struct {
	Token string `path:"token" maxLength:"200"`
}

// whose returns the resident behind a token. Each has a limit of requests.
func (s *Server) whose(token string) (string, error) {
	key, ok := s.Pepper.Tracked(token)
	id, mine := strings.CutPrefix(string(key), residents.PersonOf(""))
	if !ok || !mine {
		return "", newProblem("not_found", "this link is not valid")
	}
	if _, wait := s.limits.draw("resident "+id, time.Now()); wait > 0 {
		p := newProblem("rate_limited", "too many requests with this link; wait as Retry-After says")
		p.retryAfter = max(wait, time.Second)
		return "", p
	}
	return id, nil
}

func (s *Server) residentHelp(ctx context.Context, in *residentTokenInput) (*answer[HelpBrief], error) {
	id, err := s.whose(in.Token)
	if err != nil {
		return nil, err
	}
	c, err := s.raised(ctx, dispatch.RaiseHelp{Resident: id, Source: residents.FromResident, By: orders.Actor{Role: orders.Resident, ID: id}})
	if err != nil {
		return nil, err
	}
	return reply(briefOf(c, "")), nil
}

func (s *Server) residentCheckIn(ctx context.Context, in *residentTokenInput) (*none, error) {
	id, err := s.whose(in.Token)
	if err != nil {
		return nil, err
	}
	_, err = s.submit(ctx, shell.Request{Event: dispatch.CheckIn{Resident: id, By: orders.Actor{Role: orders.Resident, ID: id}}})
	return nil, err
}

func (s *Server) raise(ctx context.Context, ev dispatch.RaiseHelp) (*answer[HelpCall], error) {
	c, err := s.raised(ctx, ev)
	if err != nil {
		return nil, err
	}
	return reply(helpView(c)), nil
}

// raised submits a call for help with the ways of everybody on duty to the
// home.
func (s *Server) raised(ctx context.Context, ev dispatch.RaiseHelp) (*residents.HelpCall, error) {
	var err error
	if ev.Ways, err = s.ways(ctx, ev.Resident); err != nil {
		return nil, err
	}
	return s.helped(ctx, shell.Request{Event: ev})
}

// helped submits and returns the call that it changed.
func (s *Server) helped(ctx context.Context, r shell.Request) (*residents.HelpCall, error) {
	res, err := s.submit(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, d := range slices.Backward(res.Decisions) {
		if d, ok := d.(dispatch.HelpPut); ok {
			return &d.Call, nil
		}
	}
	return nil, nil
}

// ways returns how long everybody on duty who may help needs to a home, over
// the road network.
func (s *Server) ways(ctx context.Context, home string) ([]residents.Helper, error) {
	type start struct {
		id      string
		profile geo.Profile
		at      geo.Point
	}
	var from []start
	var to geo.Point
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		r := st.Residents.Get(home)
		if r == nil {
			return
		}
		to = r.Point
		for id, c := range st.Couriers.All() {
			if c.Online && c.Can([]string{dispatch.HelpSkill}, s.Clock.Now()) {
				from = append(from, start{string(id), c.Profile, c.Point})
			}
		}
	})
	var out []residents.Helper
	for _, f := range from {
		if d, _, ok := s.Travel.Leg(f.profile, f.at, to); ok {
			out = append(out, residents.Helper{ID: f.id, Travel: d})
		}
	}
	return out, err
}

func (s *Server) listHelp(ctx context.Context, in *pageInput) (*answer[HelpList], error) {
	p := HelpList{Calls: []HelpCall{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Helps, in, func(c *residents.HelpCall) { p.Calls = append(p.Calls, helpView(c)) })
		p.Real, p.Drills = tallyView(st.Counter.Help), tallyView(st.Counter.Drills)
	})
	return reply(p), err
}

func (s *Server) readHelp(ctx context.Context, in *orderInput) (*answer[HelpCall], error) {
	c, err := s.helpCall(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v := helpView(c)
	if v.Contact, err = s.contactOf(ctx, residentKey(c.Home)); err != nil {
		return nil, err
	}
	for _, id := range s.familyOf(ctx, c.Home) {
		f, err := s.contactOf(ctx, orders.ID(id))
		if err != nil {
			return nil, err
		}
		if f != nil {
			v.Family = append(v.Family, *f)
		}
	}
	return reply(v), nil
}

// familyOf lists under which ids the family of a resident is kept.
func (s *Server) familyOf(ctx context.Context, resident string) (ids []string) {
	_ = s.Engine.View(ctx, func(st *dispatch.State) { // without it the call can still be answered
		if r := st.Residents.Get(resident); r != nil {
			ids = slices.Clone(r.Family)
		}
	})
	return ids
}

// contactOf returns the personal data under an id, nil when there is none.
func (s *Server) contactOf(ctx context.Context, id orders.ID) (*Contact, error) {
	p, err := s.Store.Person(ctx, id)
	if errors.Is(err, shell.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &Contact{
		Name: p.Name, Phone: p.Phone, Address: p.Address, Note: p.Note, Language: p.Language, Channels: strings.Fields(p.Channels),
	}, nil
}

// helpCall returns a call, also one that the engine has let go.
func (s *Server) helpCall(ctx context.Context, id string) (*residents.HelpCall, error) {
	var c *residents.HelpCall
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		if row := st.Helps.Get(residents.HelpID(id)); row != nil {
			c = row.Clone()
		}
	})
	if err != nil || c != nil {
		return c, err
	}
	rows, err := s.Store.Timeline(ctx, orders.ID(id))
	if err != nil {
		return nil, err
	}
	for _, row := range slices.Backward(rows) {
		if c, ok := callIn(row); ok {
			return c, nil
		}
	}
	return nil, shell.ErrNotFound
}

type helpAnswerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Verb string `json:"verb" enum:"acknowledged,closed" doc:"acknowledged: the desk sees to it. closed: it is over."`
		Note string `json:"note,omitempty" maxLength:"40" pattern:"^[a-z0-9_]*$" doc:"A code of how it ended: well, ambulance, false_alarm, …"`
	}
}

func (s *Server) staffAnswerHelp(ctx context.Context, in *helpAnswerInput) (*answer[HelpCall], error) {
	if _, err := s.helpCall(ctx, in.ID); err != nil {
		return nil, err
	}
	if in.Body.Verb == string(residents.Closed) && in.Body.Note == "" {
		return nil, invalid("body.note", "say how it ended")
	}
	if err := s.answerHelp(ctx, in.ID, residents.HelpVerb(in.Body.Verb), staffOf(ctx).Name(), in.Body.Note, true); err != nil {
		return nil, err
	}
	return s.readHelp(ctx, &orderInput{ID: in.ID})
}

func (s *Server) answerHelp(ctx context.Context, call string, v residents.HelpVerb, by, note string, desk bool) error {
	c, err := s.helpCall(ctx, call)
	if err != nil {
		return err
	}
	ways, err := s.ways(ctx, c.Home)
	if err != nil {
		return err
	}
	_, err = s.submit(ctx, shell.Request{Event: dispatch.AnswerHelp{
		Call: c.ID, Verb: v, By: by, Desk: desk, Note: note, Ways: ways,
	}})
	return err
}

// relative returns the call and the relative behind a link.
func (s *Server) relative(ctx context.Context, token string) (*residents.HelpCall, string, error) {
	id, ok := s.Pepper.Tracked(token)
	call, who, both := strings.Cut(string(id), "~")
	if !ok || !both || !strings.HasPrefix(call, "h") {
		return nil, "", newProblem("not_found", "this link is not valid")
	}
	c, err := s.helpCall(ctx, call)
	if errors.Is(err, shell.ErrNotFound) {
		return nil, "", newProblem("link_expired", "this call is long over")
	}
	return c, who, err
}

func (s *Server) briefHelp(ctx context.Context, in *residentTokenInput) (*answer[HelpBrief], error) {
	c, who, err := s.relative(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	v := briefOf(c, who)
	if c.State != residents.HelpClosed {
		if v.Contact, err = s.contactOf(ctx, residentKey(c.Home)); err != nil {
			return nil, err
		}
	}
	if v.Contact != nil {
		v.Contact.Channels = nil // the desk's business
	}
	return reply(v), nil
}

type familyAnswerInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  struct {
		Verb string `json:"verb" enum:"acknowledged,declined,handed_back,closed" doc:"I go; I cannot; I cannot go on; it is over."`
		Note string `json:"note,omitempty" maxLength:"40" pattern:"^[a-z0-9_]*$" doc:"With closed: how it ended."`
	}
}

func (s *Server) familyAnswer(ctx context.Context, in *familyAnswerInput) (*answer[HelpBrief], error) {
	c, who, err := s.relative(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	note := in.Body.Note
	if note == "" {
		note = "said_by_family"
	}
	if err := s.answerHelp(ctx, string(c.ID), residents.HelpVerb(in.Body.Verb), who, note, false); err != nil {
		return nil, err
	}
	return s.briefHelp(ctx, &residentTokenInput{Token: in.Token})
}
