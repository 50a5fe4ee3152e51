package dispatch

import (
	"encoding/json"
	"slices"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// OrderRow is the projection of one order: what the doors list and show,
// also after the order left the state.
type OrderRow struct {
	Order orders.Order
	At    clock.Instant // of the change
	Seq   uint64        // of the event
}

// TimelineRow is one entry of an order's history.
type TimelineRow struct {
	Order orders.ID       `json:"-"`
	Seq   uint64          `json:"seq"` // of the event
	N     int             `json:"n"`   // within the event
	At    clock.Instant   `json:"at"`
	Kind  string          `json:"kind"` // name of the decision
	Data  json.RawMessage `json:"data"` // the decision
}

// Topics of the outbox.
const (
	TopicStatus  = "status"  // Published: webhooks and the platform's feed
	TopicPayment = "payment" // Charge: the payment provider
	TopicTold    = "told"    // Told: the resident, by staff or because of what comes before
	TopicHelp    = "help"    // HelpPut: the family, and the resident
	TopicNotice  = "notice"  // MissionPut of a robot that begins to wait: its resident
)

// OutboxRow is a message that must leave at least once.
type OutboxRow struct {
	Seq     uint64 // of the event
	N       int    // within the event
	Topic   string
	Owner   string // merchant
	Order   orders.ID
	At      clock.Instant
	Payload json.RawMessage // the decision
}

// PostingRow is one posting of the ledger.
type PostingRow struct {
	Seq     uint64 // of the event
	N       int    // within the event
	At      clock.Instant
	Posting ledger.Posting
}

// UnservedRow is demand that was not served.
type UnservedRow struct {
	Seq uint64 // of the event
	N   int    // within the event
	At  clock.Instant
	Unserved
}

// Projection is what a step changes in the tables that are read from outside.
type Projection struct {
	Orders   []OrderRow
	Timeline []TimelineRow
	Outbox   []OutboxRow
	Postings []PostingRow
	Unserved []UnservedRow
}

// Project derives the projection of a step from its decisions and the state
// after it.
func Project(s *State, ev Stamped, ds []Decision) (Projection, error) {
	out, spans, err := writeAll(nil, nil, ds)
	if err != nil {
		return Projection{}, err
	}
	return project(s, ev, ds, out, spans), nil
}

// project is Project with the decisions written down, and where each stands.
func project(s *State, ev Stamped, ds []Decision, written []byte, spans []span) Projection {
	var p Projection
	var touched []orders.ID
	for n, d := range ds {
		if d, ok := d.(Posted); ok {
			p.Postings = append(p.Postings, PostingRow{Seq: ev.Seq, N: n, At: ev.At, Posting: d.Posting})
		}
		if u, ok := d.(Unserved); ok {
			p.Unserved = append(p.Unserved, UnservedRow{Seq: ev.Seq, N: n, At: ev.At, Unserved: u})
			continue
		}
		data := json.RawMessage(written[spans[n].from:spans[n].to:spans[n].to])
		if d, ok := d.(MissionPut); ok && d.Order == "" {
			for _, l := range d.Mission.Loads {
				p.Timeline = append(p.Timeline, TimelineRow{
					Order: orders.ID(l.Order), Seq: ev.Seq, N: n, At: ev.At, Kind: NameOf(d), Data: data,
				})
			}
			continue
		}
		id, ok := subject(d)
		if !ok {
			continue
		}
		if topic, owner := outbound(d); topic != "" {
			p.Outbox = append(p.Outbox, OutboxRow{
				Seq: ev.Seq, N: n, Topic: topic, Owner: string(owner), Order: id, At: ev.At, Payload: data,
			})
			continue
		}
		if m, ok := d.(MissionPut); ok && m.Why == string(missions.AtHandoff) && !s.intoLocker(id) && m.Mission.Load(string(id)).Phase == missions.Unloading {
			p.Outbox = append(p.Outbox, OutboxRow{Seq: ev.Seq, N: n, Topic: TopicNotice, Order: id, At: ev.At, Payload: data})
		}
		if _, ok := d.(HelpPut); ok {
			p.Outbox = append(p.Outbox, OutboxRow{Seq: ev.Seq, N: n, Topic: TopicHelp, Order: id, At: ev.At, Payload: data})
		}
		if _, ok := d.(Told); ok {
			p.Outbox = append(p.Outbox, OutboxRow{Seq: ev.Seq, N: n, Topic: TopicTold, Order: id, At: ev.At, Payload: data})
		}
		switch d := d.(type) {
		case OrderGone:
			p.Orders = append(p.Orders, OrderRow{Order: d.Order, At: ev.At, Seq: ev.Seq})
			continue
		case VisitAmended:
			p.Orders = append(p.Orders, OrderRow{Order: d.Visit, At: ev.At, Seq: ev.Seq})
		case Rated:
			p.Orders = append(p.Orders, OrderRow{Order: d.Order, At: ev.At, Seq: ev.Seq})
		case OrderPut, OrderMoved, AfterPut, PinPut:
			touched = append(touched, id)
		}
		p.Timeline = append(p.Timeline, TimelineRow{
			Order: id, Seq: ev.Seq, N: n, At: ev.At, Kind: NameOf(d), Data: data,
		})
	}
	for i, id := range touched {
		if o := s.Orders.Get(id); o != nil && !slices.Contains(touched[:i], id) {
			p.Orders = append(p.Orders, OrderRow{Order: *o, At: ev.At, Seq: ev.Seq})
		}
	}
	return p
}

// subject returns the order whose history a decision belongs to.
func subject(d Decision) (orders.ID, bool) {
	var id orders.ID
	switch d := d.(type) {
	case OrderPut:
		id = d.Order.ID
	case OrderMoved:
		id = d.Order
	case OrderGone:
		id = d.Order.ID
	case OfferPut:
		id = d.Offer.Order
	case OfferGone:
		id = d.Order
	case MissionPut:
		id = d.Order
	case CompartmentMoved:
		id = orders.ID(d.Order)
	case Explained:
		id = d.Order
	case OpenDoor:
		id = d.Order
	case UnlockHold:
		id = d.Order
	case Alerted:
		id = d.Order
	case Published:
		id = d.Order
	case Charge:
		id = d.Order
	case EvidenceNoted:
		id = d.Order
	case VisitAmended:
		id = d.Visit.ID
	case Rated:
		id = d.Order.ID
	case TroubleGone:
		id = d.Order
	case AfterPut:
		id = d.Order
	case PinPut:
		id = d.Order
	case Told:
		id = d.Order
	case HelpPut:
		id = helpSubject(d.Call.ID)
	}
	return id, id != ""
}

func outbound(d Decision) (topic string, owner circle.ProviderID) {
	switch d := d.(type) {
	case Published:
		return TopicStatus, d.Merchant
	case Charge:
		return TopicPayment, d.Merchant
	}
	return "", ""
}
