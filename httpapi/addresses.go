package httpapi

import (
	"context"
	"strconv"
	"sync"

	"github.com/mozillazg/go-pinyin"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/shell"
)

// Address is a place where somebody may live; who does is not told.
type Address struct {
	Level     string    `json:"level" enum:"building,unit,house" example:"house"`
	Label     string    `json:"label" doc:"As people say it." example:"幸福里 3号楼 2单元 501"`
	Community string    `json:"community" example:"xingfuli"`
	Building  string    `json:"building" example:"xfl-3"`
	Unit      string    `json:"unit,omitempty" doc:"Of a unit or house; absent where the entrance has no name." example:"2单元"`
	Room      string    `json:"room,omitempty" doc:"Of a house." example:"501"`
	Floor     int       `json:"floor,omitempty" doc:"Of a house, where its number tells." example:"5"`
	Point     geo.Point `json:"point" doc:"The entrance where it is mapped, else the building."`
}

// AddressPage is one page of addresses, the likeliest first.
type AddressPage struct {
	Addresses []Address `json:"addresses"`
	Next      string    `json:"next,omitempty"`
}

const addressDoc = `For a desk that types while it listens: ask again with every key. What is typed may be Chinese, pinyin (whole or by initials), digits or numerals, as people say it: 3号楼2单元501, 三号楼二单元五零一, sanhaolou, 3hl2dy, 3-2-501, xfl3. 号楼, 栋, 幢 and 座 are taken for each other, and so are 单元 and 门; small mishearings (zh and z, n and l, characters that sound alike) are forgiven. It begins with the community or the building. A place that was named is followed by what may be said next: the units of a building, the houses of a unit. A community's key finds places of that community only. Nothing here says who lives where.`

const (
	addressesMost  = 50
	addressesDepth = 2000 // nobody reads on
)

type addressInput struct {
	Q         string `query:"q" required:"true" minLength:"1" maxLength:"120" doc:"What was typed so far." example:"3hl2dy"`
	Community string `query:"community" maxLength:"64" doc:"Only there." example:"xingfuli"`
	Limit     int    `query:"limit" minimum:"1" maximum:"50" default:"10"`
	Cursor    string `query:"cursor" maxLength:"10" doc:"next of the page before."`
}

func (s *Server) registerAddresses() {
	handle(s, Route{ID: "findAddresses", Method: get, Path: "/v1/addresses", Access: CircleRead, tag: "circle",
		summary: "Find a building, unit or house by what was typed so far", doc: addressDoc}, s.findAddresses)
}

func (s *Server) findAddresses(ctx context.Context, in *addressInput) (*answer[AddressPage], error) {
	offset := 0
	if in.Cursor != "" {
		n, err := strconv.Atoi(in.Cursor)
		if err != nil || n < 0 || n > addressesDepth {
			return nil, newProblem("bad_cursor", "the cursor is not one that a page gave out: begin without one")
		}
		offset = n
	}
	community, err := communityFor(ctx, in.Community)
	if err != nil {
		return nil, err
	}
	found, more, err := s.addresses.search(ctx, s.Engine, in.Q, community, offset, in.Limit)
	if err != nil {
		return nil, err
	}
	p := AddressPage{Addresses: []Address{}}
	for _, a := range found {
		p.Addresses = append(p.Addresses, Address{
			Level: string(a.Level), Label: a.Label, Community: string(a.Community), Building: string(a.Building),
			Unit: a.Unit, Room: a.Room, Floor: a.Floor, Point: a.Point,
		})
	}
	if offset += in.Limit; more && offset+addressesMost <= addressesDepth {
		p.Next = strconv.Itoa(offset)
	}
	return reply(p), nil
}

// communityFor returns the community that a request is about: a community's
// key speaks of that one only.
func communityFor(ctx context.Context, asked string) (circle.CommunityID, error) {
	c := credentialOf(ctx)
	if !public(&c) {
		return circle.CommunityID(asked), nil
	}
	if asked != "" && asked != c.Subject || c.Subject == "" {
		return "", shell.ErrNotFound
	}
	return circle.CommunityID(c.Subject), nil
}

// addressBook is the directory of the zone's addresses. It is read from the
// engine when it is first asked, and follows what the engine decides.
type addressBook struct {
	mu        sync.RWMutex // of directory
	directory *circle.Addresses

	waiting sync.Mutex // of what follows: the engine's goroutine takes it, and never the other
	follows bool
	changes []dispatch.Decision
}

func newAddressBook() *addressBook { return &addressBook{} }

// note remembers what changed; it returns at once.
func (b *addressBook) note(ds []dispatch.Decision) {
	b.waiting.Lock()
	defer b.waiting.Unlock()
	if !b.follows {
		return
	}
	for _, d := range ds {
		switch d.(type) {
		case dispatch.CommunityPut, dispatch.BuildingPut:
			b.changes = append(b.changes, d)
		}
	}
}

// news takes what changed, and begins to follow.
func (b *addressBook) news() []dispatch.Decision {
	b.waiting.Lock()
	defer b.waiting.Unlock()
	changes := b.changes
	b.follows, b.changes = true, nil
	return changes
}

func (b *addressBook) search(ctx context.Context, e Engine, q string, in circle.CommunityID, offset, limit int) ([]circle.Address, bool, error) {
	if err := b.refresh(ctx, e); err != nil {
		return nil, false, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	found, more := b.directory.Search(q, in, offset, limit)
	return found, more, nil
}

func (b *addressBook) refresh(ctx context.Context, e Engine) error {
	changes := b.news()
	b.mu.RLock()
	loaded := b.directory != nil
	b.mu.RUnlock()
	if loaded && len(changes) == 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.directory == nil {
		if err := b.load(ctx, e); err != nil {
			return err
		}
	}
	for _, d := range changes {
		switch d := d.(type) {
		case dispatch.CommunityPut:
			b.directory.PutCommunity(d.Community.ID, d.Community.Name)
		case dispatch.BuildingPut:
			b.directory.PutBuilding(&d.Building)
		}
	}
	return nil
}

func (b *addressBook) load(ctx context.Context, e Engine) error {
	var communities []circle.Community
	var buildings []circle.Building
	err := e.View(ctx, func(st *dispatch.State) {
		communities, buildings = copied(&st.Communities), copied(&st.Buildings)
	})
	if err != nil {
		return err
	}
	directory := circle.NewAddresses(pinyinOf)
	for i := range communities {
		directory.PutCommunity(communities[i].ID, communities[i].Name)
	}
	for i := range buildings {
		directory.PutBuilding(&buildings[i])
	}
	b.directory = directory
	return nil
}

// pinyinOf returns how a character is read, without tones.
func pinyinOf(r rune) []string {
	return pinyin.SinglePinyin(r, pinyin.Args{Style: pinyin.Normal, Heteronym: true})
}
