package shell

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
)

// PartyRole says what a party is to the circle.
type PartyRole string

// The roles.
const (
	ResidentParty PartyRole = "resident"
	ProviderParty PartyRole = "provider" // whom to call at a provider
	PushParty     PartyRole = "push"     // the browser that is told of an order, by the order's id: its Note is a sealed Subscription
)

// Party is a resident, or the contact of a provider: personal data, erasable,
// outside every digest. The engine knows none of it; what it needs of a
// resident comes with each order.
type Party struct {
	Role     PartyRole
	ID       string // of a provider's contact: the provider's
	External string // what the operator calls it; "" when it did not say
	Name     string
	Phone    string // digits, with a plus in front if it was written so
	Building circle.BuildingID
	Entrance string // by name, "" when there is one only
	Room     string // house number
	Note     string // door text
	Needs    residents.Needs
	Consent  residents.Consent  // for every booking that says nothing else
	Agreed   []residents.Agreed // the record of it
	At       clock.Instant      // of the last change
}

// UnservedDoc is a row of demand that was not served.
type UnservedDoc struct {
	dispatch.UnservedRow
	Zone string
}

// UnservedFilter selects unserved demand. Zero fields select everything.
type UnservedFilter struct {
	Since  clock.Instant // included
	Until  clock.Instant // not included
	Limit  int           // 1 to 200
	Cursor string        // from the page before; newest first
}
