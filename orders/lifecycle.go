package orders

import "slices"

// Track is one of the lives of an order: goods have a preparation and a
// carriage, a visit has one of its own.
type Track string

// The tracks.
const (
	Preparation Track = "preparation"
	Carriage    Track = "carriage"
	Visiting    Track = "visit"
)

// State is where an order stands on a track.
type State string

// The states of preparation.
const (
	Placed    State = "placed"
	Accepted  State = "accepted"
	Preparing State = "preparing"
	Ready     State = "ready"
	Refused   State = "refused"
)

// The states of carriage.
const (
	Unassigned State = "unassigned"
	Assigned   State = "assigned"
	PickedUp   State = "picked_up"
	InLocker   State = "in_locker"
	Delivered  State = "delivered"
	Failed     State = "failed"
	Cancelled  State = "cancelled"
)

// The states of a visit; assigned, failed and cancelled it has in common with
// carriage.
const (
	Booked   State = "booked"
	OnTheWay State = "on_the_way"
	Arrived  State = "arrived"
	Started  State = "started"
	Done     State = "done"
)

// Verb is a move that an actor asks for.
type Verb string

// The verbs.
const (
	Accept   Verb = "accept"
	Start    Verb = "start"
	Finish   Verb = "finish"
	Refusal  Verb = "refuse"
	Lapse    Verb = "lapse"
	Assign   Verb = "assign"
	Unassign Verb = "unassign"
	PickUp   Verb = "pick_up"
	Rescue   Verb = "rescue"
	HandOver Verb = "hand_over"
	Deposit  Verb = "deposit"
	Deliver  Verb = "deliver"
	Collect  Verb = "collect"
	Fail     Verb = "fail"
	Cancel   Verb = "cancel"
	SetOff   Verb = "set_off"
	Arrive   Verb = "arrive"
)

// Role is the part that an actor plays.
type Role string

// The roles.
const (
	Engine   Role = "engine"
	Merchant Role = "merchant"
	Resident Role = "resident"
	Courier  Role = "courier"
	Robot    Role = "robot"
	Locker   Role = "locker"
	Staff    Role = "staff"
)

// Actor is who asks for a move.
type Actor struct {
	Role Role   `json:"role"`
	ID   string `json:"id,omitempty"`
}

// Transition is one row of a lifecycle: the verb that moves an order of the
// track from one state to another, who may say it, and when it is said.
type Transition struct {
	Track Track
	From  State
	Verb  Verb
	To    State
	By    []Role
	When  string
}

// StateDoc documents a state: who holds the order there and what ends it.
type StateDoc struct {
	Track    Track
	State    State
	Terminal bool
	Doc      string
}

// States documents every state, in order of life. The position of a state is
// its rank: within one attempt a track only moves to a higher rank.
var States = []StateDoc{
	{Preparation, Placed, false, "The resident's order is durable and waits for the merchant. A merchant that stays silent is chased by a timer, then the order lapses."},
	{Preparation, Accepted, false, "The merchant has taken the order and said when it will be ready; carriage is planned towards that time."},
	{Preparation, Preparing, false, "The merchant is cooking or packing."},
	{Preparation, Ready, true, "The goods stand at the counter. A pickup implies it when the merchant forgot to say so."},
	{Preparation, Refused, true, "The merchant refused the order or every item of it, or stayed silent too long; carriage is cancelled with it."},
	{Carriage, Unassigned, false, "No worker has the order. The matcher looks for one from shortly before the goods are ready."},
	{Carriage, Assigned, false, "A courier has accepted the offer, or a robot has the mission, and is on the way to the goods."},
	{Carriage, PickedUp, false, "The goods are with the worker. A worker that falls silent here is chased by a timer and staff is called."},
	{Carriage, InLocker, false, "The goods are in a locker compartment until the resident collects them or the time to collect ends."},
	{Carriage, Delivered, true, "The resident has the goods."},
	{Carriage, Failed, true, "Carriage ended without a delivery; goods that were picked up travel back as a linked return order."},
	{Carriage, Cancelled, true, "The order was called off before anybody picked it up."},
	{Visiting, Booked, false, "No carer has the visit. The matcher looks for one from some hours before its window opens."},
	{Visiting, Assigned, false, "A carer has accepted the visit, or staff gave it to one; what comes before it on the carer's route is done first."},
	{Visiting, OnTheWay, false, "The carer drives or walks to the home."},
	{Visiting, Arrived, false, "The carer stands at the door."},
	{Visiting, Started, false, "The carer is at work in the home. A carer who falls silent past the planned end is chased by a timer and staff is called."},
	{Visiting, Done, true, "The work is done."},
	{Visiting, Failed, true, "The visit did not take place, or was cut short: nobody opened, the window closed, nobody could take it."},
	{Visiting, Cancelled, true, "The visit was called off before the carer stood at the door."},
}

// Lifecycle is the table of all tracks.
var Lifecycle = []Transition{
	{Preparation, Placed, Accept, Accepted, []Role{Merchant, Staff, Engine}, "the merchant takes the order (the engine for merchants that accept everything)"},
	{Preparation, Placed, Refusal, Refused, []Role{Merchant, Staff}, "the merchant cannot serve it"},
	{Preparation, Placed, Lapse, Refused, []Role{Engine}, "the merchant stayed silent past the second timer"},
	{Preparation, Accepted, Start, Preparing, []Role{Merchant, Staff}, "work begins"},
	{Preparation, Accepted, Finish, Ready, []Role{Merchant, Courier, Robot, Staff}, "the goods are ready; a pickup implies it"},
	{Preparation, Accepted, Refusal, Refused, []Role{Merchant, Staff}, "every item ran out"},
	{Preparation, Preparing, Finish, Ready, []Role{Merchant, Courier, Robot, Staff}, "the goods are ready; a pickup implies it"},
	{Preparation, Preparing, Refusal, Refused, []Role{Merchant, Staff}, "every item ran out"},

	{Carriage, Unassigned, Assign, Assigned, []Role{Courier, Engine, Staff}, "a courier accepts the offer, the engine gives a robot its mission, or staff decides"},
	{Carriage, Unassigned, Cancel, Cancelled, []Role{Merchant, Resident, Staff, Engine}, "called off, refused or lapsed"},
	{Carriage, Unassigned, Deposit, InLocker, []Role{Locker}, "the merchant put the goods into the compartment that was kept for it"},
	{Carriage, Unassigned, Fail, Failed, []Role{Engine, Staff}, "nobody could take it in time"},
	{Carriage, Assigned, Unassign, Unassigned, []Role{Courier, Engine, Staff}, "handed back, worker lost or broken down, or staff reassigns; the next worker is a new attempt"},
	{Carriage, Assigned, PickUp, PickedUp, []Role{Courier, Robot, Staff}, "the goods change hands at the counter"},
	{Carriage, Assigned, Cancel, Cancelled, []Role{Merchant, Resident, Staff, Engine}, "called off, or refused by the merchant, before pickup"},
	{Carriage, Assigned, Fail, Failed, []Role{Staff}, "staff sets the outcome"},
	{Carriage, PickedUp, Rescue, Unassigned, []Role{Engine, Staff}, "the worker broke down or went silent with the goods: another fetches them from where they are"},
	{Carriage, PickedUp, HandOver, PickedUp, []Role{Robot}, "a robot has taken the goods over from the courier at a gate; the robot is a new attempt"},
	{Carriage, PickedUp, Deposit, InLocker, []Role{Locker, Staff}, "the compartment reports the goods inside and its door closed"},
	{Carriage, PickedUp, Deliver, Delivered, []Role{Courier, Robot, Staff}, "the resident's PIN, the robot's empty hold, or staff's word"},
	{Carriage, PickedUp, Fail, Failed, []Role{Courier, Engine, Staff}, "nobody came, refused at the door, or staff sets the outcome"},
	{Carriage, InLocker, Collect, Delivered, []Role{Locker, Staff}, "the compartment reports the goods gone and its door closed"},
	{Carriage, InLocker, Fail, Failed, []Role{Engine, Staff}, "not collected in time"},

	{Visiting, Booked, Assign, Assigned, []Role{Courier, Engine, Staff}, "a carer accepts the offer, or staff decides"},
	{Visiting, Booked, Cancel, Cancelled, []Role{Merchant, Resident, Staff, Engine}, "called off"},
	{Visiting, Booked, Fail, Failed, []Role{Engine, Staff}, "nobody could take it before its window closed"},
	{Visiting, Assigned, Unassign, Booked, []Role{Courier, Engine, Staff}, "handed back, the carer is ill, silent or would come too late, or staff reassigns; the next carer is a new attempt"},
	{Visiting, Assigned, SetOff, OnTheWay, []Role{Courier, Staff}, "the carer leaves for the home; an arrival implies it"},
	{Visiting, Assigned, Cancel, Cancelled, []Role{Merchant, Resident, Staff, Engine}, "called off"},
	{Visiting, Assigned, Fail, Failed, []Role{Engine, Staff}, "its window closed, or staff sets the outcome"},
	{Visiting, OnTheWay, Unassign, Booked, []Role{Courier, Engine, Staff}, "the carer cannot go on, does not come, or staff reassigns"},
	{Visiting, OnTheWay, Arrive, Arrived, []Role{Courier, Staff}, "the carer stands at the door; a start implies it"},
	{Visiting, OnTheWay, Cancel, Cancelled, []Role{Merchant, Resident, Staff, Engine}, "called off; the carer is told"},
	{Visiting, OnTheWay, Fail, Failed, []Role{Engine, Staff}, "its window closed, or staff sets the outcome"},
	{Visiting, Arrived, Start, Started, []Role{Courier, Staff}, "the resident lets the carer in"},
	{Visiting, Arrived, Unassign, Booked, []Role{Courier, Engine, Staff}, "the carer cannot go on, or falls silent at the door"},
	{Visiting, Arrived, Fail, Failed, []Role{Courier, Engine, Staff}, "nobody opens, the resident refuses, or staff sets the outcome"},
	{Visiting, Started, Finish, Done, []Role{Courier, Staff}, "the work is done"},
	{Visiting, Started, Fail, Failed, []Role{Courier, Engine, Staff}, "cut short, or the carer was lost"},
}

// Find returns the transition of a track from a state by a verb.
func Find(track Track, from State, verb Verb) (Transition, bool) {
	for _, t := range Lifecycle {
		if t.Track == track && t.From == from && t.Verb == verb {
			return t, true
		}
	}
	return Transition{}, false
}

// May reports whether an actor of the role may say the transition's verb.
func (t Transition) May(r Role) bool { return slices.Contains(t.By, r) }

// Rank returns the position of a state in a track's life, -1 when the track
// has no such state.
func Rank(t Track, s State) int {
	return slices.IndexFunc(States, func(d StateDoc) bool { return d.Track == t && d.State == s })
}

// TrackOf returns the track on which a verb moves an order of the kind, empty
// when none has the verb.
func TrackOf(k Kind, v Verb) Track {
	for _, t := range Lifecycle {
		if t.Verb == v && (t.Track == Visiting) == (k == Visit) {
			return t.Track
		}
	}
	return ""
}

// Terminal reports whether nothing can follow the state.
func (s State) Terminal() bool {
	i := slices.IndexFunc(States, func(d StateDoc) bool { return d.State == s })
	return i >= 0 && States[i].Terminal // a state of two tracks is last in both
}
