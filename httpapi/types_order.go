package httpapi

import (
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Dropoff is where an order goes, as a merchant says it.
type Dropoff struct {
	Point    geo.Point  `json:"point" doc:"Where the building's entrance is."`
	Datum    string     `json:"datum,omitempty" enum:"wgs84,gcj02,bd09" doc:"Datum of point and handover; wgs84 when left out. Answers are always in wgs84."`
	Building int64      `json:"building,omitempty" doc:"Id of the building in the city file, if known."`
	Floor    int        `json:"floor,omitempty" minimum:"-5" maximum:"200" doc:"Floor of the home; 0 is the ground floor."`
	Lift     bool       `json:"lift,omitempty" doc:"The building has a lift."`
	Handover *geo.Point `json:"handover,omitempty" doc:"Where a robot can stand; the point itself when left out."`
}

// Contact is the resident's personal data. It is kept apart from the order and
// can be erased.
type Contact struct {
	Name    string `json:"name" maxLength:"120" doc:"Whom to ask for."`
	Phone   string `json:"phone,omitempty" maxLength:"40" doc:"Number to call."`
	Address string `json:"address,omitempty" maxLength:"300" doc:"For a human: building, unit, floor, door text."`
	Note    string `json:"note,omitempty" maxLength:"500" doc:"What the courier should know."`

	Language string   `json:"language,omitempty" enum:"zh,en" doc:"What the resident is told in; the community's language when left out."`
	Channels []string `json:"channels,omitempty" nullable:"false" maxItems:"4" enum:"sms,voice,push,printer" doc:"What the resident agreed to be told by, on the way to the door. Without it nothing is sent. push goes to your own app's server, by the id of the order."`
}

// PaymentRequest asks for a hold on the resident's card.
type PaymentRequest struct {
	Amount   int64  `json:"amount" minimum:"1" doc:"What to hold, in minor units."`
	Currency string `json:"currency" minLength:"3" maxLength:"3" pattern:"^[a-z]{3}$" doc:"ISO 4217, lower case."`
	Method   string `json:"method" minLength:"1" maxLength:"255" doc:"The payment provider's token, never a card."`
}

// OrderRequest is the body of POST /v1/orders.
type OrderRequest struct {
	Assisted
	ExternalID string             `json:"external_id,omitempty" maxLength:"120" doc:"Your own name for the order; a repeated one returns the existing order."`
	QuoteID    string             `json:"quote_id,omitempty" maxLength:"64" doc:"A quote that has not expired fixes the fee."`
	Kind       string             `json:"kind" enum:"goods,meal" doc:"What the order is about."`
	Items      []orders.Item      `json:"items" minItems:"1" maxItems:"200" doc:"What to deliver."`
	Dropoff    Dropoff            `json:"dropoff"`
	Contact    Contact            `json:"contact"`
	Needs      residents.Needs    `json:"needs,omitempty" required:"false" doc:"The resident's access needs: hard rules for every delivery."`
	Consent    *residents.Consent `json:"consent,omitempty" doc:"Delivery modes the resident agreed to, beside the door. Left out by staff, with on_behalf_of: what they agreed to for good."`
	Due        *time.Time         `json:"due,omitempty" doc:"Promised to the resident by then; the zone's usual promise when left out."`
	Payment    *PaymentRequest    `json:"payment,omitempty" doc:"A hold on the resident's card, captured on delivery."`

	Refs          Refs     `json:"refs,omitempty" required:"false" doc:"Your own names for the two stops."`
	PickupWindow  *Window  `json:"pickup_window,omitempty" doc:"When the goods may be fetched."`
	DropoffWindow *Window  `json:"dropoff_window,omitempty" doc:"When they may be handed over. Nobody who would be late is given the order; to is also what the resident is promised, unless due says otherwise."`
	Proofs        *Proofs  `json:"proofs,omitempty" doc:"What must be shown at each change of hands, beside the recipient's PIN."`
	Sandbox       *Sandbox `json:"sandbox,omitempty" doc:"With a key that is not live only: what the test comes to."`
	After         string   `json:"after,omitempty" maxLength:"120" doc:"The order or visit that it comes after: its id, or your own name for it. Nobody is sent for the goods before that has ended."`
	Tip           int64    `json:"tip,omitempty" minimum:"0" maximum:"10000000" doc:"To the courier who delivers it, in minor units; billed to you. A robot gets none."`

	Deposit *DepositWish `json:"deposit,omitempty" doc:"You put the goods into a locker yourself. Where no compartment can be kept, the order is refused."`
}

// PaymentState is how an order's hold stands.
type PaymentState struct {
	Amount   int64  `json:"amount" doc:"In minor units."`
	Currency string `json:"currency"`
	State    string `json:"state" enum:"pending,held,captured,cancelled,refused"`
}

// OrderPlace is where an order goes.
type OrderPlace struct {
	Point    geo.Point `json:"point"`
	Handover geo.Point `json:"handover"`
	Building int64     `json:"building,omitempty"`
	Floor    int       `json:"floor,omitempty"`
	Lift     bool      `json:"lift,omitempty"`
}

// Order is an order as this API shows it.
type Order struct {
	ID          string            `json:"id"`
	ExternalID  string            `json:"external_id,omitempty"`
	Merchant    string            `json:"merchant"`
	Kind        string            `json:"kind" enum:"goods,meal,return,visit"`
	Status      string            `json:"status" doc:"The public status: how far carriage got and, until a worker is found, how far the merchant got."`
	Preparation string            `json:"preparation" enum:"placed,accepted,preparing,ready,refused"`
	Carriage    string            `json:"carriage" enum:"unassigned,assigned,picked_up,in_locker,delivered,failed,cancelled,booked,on_the_way,arrived,started,done" doc:"What the worker does; the last five are of visits."`
	Attempt     int               `json:"attempt" doc:"Counts workers; each loss of a worker starts the next."`
	Seq         int               `json:"seq" doc:"Counts public status changes of the order."`
	Held        bool              `json:"held,omitempty" doc:"Staff has stopped the search for a worker."`
	Items       []orders.Item     `json:"items"`
	Pickup      geo.Point         `json:"pickup"`
	Dropoff     OrderPlace        `json:"dropoff"`
	Mode        string            `json:"mode,omitempty" doc:"Chosen delivery mode: door, locker, handover, or gate while a courier brings it to a robot."`
	Worker      string            `json:"worker,omitempty"`
	Crew        []Carer           `json:"crew,omitempty" doc:"Of a visit for several carers: who has accepted."`
	Legs        []Leg             `json:"legs,omitempty" doc:"Who had the goods before the present worker and handed them over: a courier, to a robot at a gate."`
	Locker      string            `json:"locker,omitempty"`
	Reason      string            `json:"reason,omitempty" doc:"Code of the last refusal, failure or cancellation."`
	ReadyAt     *time.Time        `json:"ready_at,omitempty"`
	ETA         *time.Time        `json:"eta,omitempty"`
	Due         *time.Time        `json:"due,omitempty"`
	DoneAt      *time.Time        `json:"done_at,omitempty"`
	Fee         int64             `json:"fee" doc:"What the merchant pays for carriage, in minor units."`
	Currency    string            `json:"currency"`
	TrackingURL string            `json:"tracking_url" doc:"For the resident: whoever has the link sees the PIN."`
	PIN         string            `json:"pin,omitempty" doc:"Only in the answer to the creation, and to staff in a demo."`
	Consent     residents.Consent `json:"consent" doc:"Modes that the resident agrees to now, beside the door."`
	Agreed      []Agreed          `json:"agreed,omitempty" doc:"The record of it, oldest first."`
	LiveMode    bool              `json:"live_mode"`
	Sandbox     *Sandbox          `json:"sandbox,omitempty" doc:"Of a test: what it asked for."`
	BatchID     string            `json:"batch_id,omitempty" doc:"The batch that it rides with."`
	ReturnOf    string            `json:"return_of,omitempty" doc:"For returns: the order whose goods these are."`
	Return      string            `json:"return,omitempty" doc:"The order that brings these goods back."`
	Booking     *Booking          `json:"booking,omitempty" doc:"Who booked it, where somebody said so."`
	ReopenOf    string            `json:"reopen_of,omitempty" doc:"The order that staff opened again as this one."`
	Payment     *PaymentState     `json:"payment,omitempty"`
	Rating      *Rating           `json:"rating,omitempty" doc:"The resident's, after the end."`

	Refs          Refs         `json:"refs"`
	PickupWindow  *Window      `json:"pickup_window,omitempty"`
	DropoffWindow *Window      `json:"dropoff_window,omitempty"`
	Proofs        []ProofState `json:"proofs,omitempty" doc:"What is asked for beside the recipient's PIN, and whether it has come."`
	PickupPIN     string       `json:"pickup_pin,omitempty" doc:"For the counter to tell the courier, where a pin is asked for at the pickup."`
	ReturnPIN     string       `json:"return_pin,omitempty" doc:"Of a return: for you to tell the courier who brings the goods back, where one is asked for."`
	Tip           int64        `json:"tip" doc:"In minor units."`
	After         *After       `json:"after,omitempty" doc:"The order that it comes after."`
	Pinned        *Pinned      `json:"pinned,omitempty" doc:"Of a visit: what staff has pinned it to."`
	Cancellation  Cancellation `json:"cancellation" doc:"What calling it off costs by stage, as it was when the order was placed."`
	CancelPrice   *int64       `json:"cancel_price,omitempty" doc:"What it would cost now, in minor units; absent when it cannot be called off any more."`
	Chase         *Chase       `json:"chase,omitempty" doc:"Your question where it is, and the answer."`
	Deposit       *Deposit     `json:"deposit,omitempty" doc:"While a compartment of locker is kept for you."`

	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Agreed is one line of the record of what a resident agreed to.
type Agreed struct {
	Mode    string    `json:"mode" enum:"locker,robot"`
	Given   bool      `json:"given" doc:"False: withdrawn."`
	At      time.Time `json:"at"`
	By      string    `json:"by" doc:"Role and id of who wrote it down."`
	Channel string    `json:"channel" enum:"online,counter,phone,round,table" doc:"table: out of an operator's table that was imported."`
}

// OrderPage is one page of orders, newest first.
type OrderPage struct {
	Orders []Order `json:"orders"`
	Next   string  `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// TimelineEntry is one line of an order's history.
type TimelineEntry struct {
	Seq     uint64    `json:"seq"`
	N       int       `json:"n"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind" doc:"Name of the engine's decision."`
	Text    string    `json:"text" doc:"The same in plain words."`
	Track   string    `json:"track,omitempty"`
	From    string    `json:"from,omitempty"`
	To      string    `json:"to,omitempty"`
	By      string    `json:"by,omitempty" doc:"Role of who did it."`
	Reason  string    `json:"reason,omitempty"`
	Worker  string    `json:"worker,omitempty"`
	Mode    string    `json:"mode,omitempty"`
	Attempt int       `json:"attempt,omitempty"`

	HappenedAt *time.Time `json:"happened_at,omitempty" doc:"When a worker did it, by the device's clock, where that was before at: without a signal."`
}

// Timeline is an order's history, oldest first.
type Timeline struct {
	Order    string          `json:"order"`
	LiveMode bool            `json:"live_mode"`
	Entries  []TimelineEntry `json:"entries"`
}

// QuoteRequest is the body of POST /v1/quotes.
type QuoteRequest struct {
	Assisted
	Items   []orders.Item      `json:"items,omitempty" maxItems:"200" doc:"What would be delivered; weight and volume count."`
	Dropoff Dropoff            `json:"dropoff"`
	Needs   residents.Needs    `json:"needs,omitempty" required:"false"`
	Consent *residents.Consent `json:"consent,omitempty" doc:"As of an order."`
}

// QuoteMode is one delivery mode of a quote.
type QuoteMode struct {
	Mode   string     `json:"mode"`
	Open   bool       `json:"open"`
	Reason string     `json:"reason,omitempty" doc:"Code of what rules the mode out."`
	By     *time.Time `json:"by,omitempty" doc:"Earliest hand-over, a rough estimate."`
}

// Quote is a price and a promise that hold until they expire.
type Quote struct {
	ID       string      `json:"id"`
	Fee      int64       `json:"fee" doc:"In minor units."`
	Currency string      `json:"currency"`
	Modes    []QuoteMode `json:"modes"`
	Expires  time.Time   `json:"expires"`
	Feasible bool        `json:"feasible" doc:"Some mode is open."`
	LiveMode bool        `json:"live_mode"`

	Cancellation Cancellation `json:"cancellation" doc:"What calling the order off would cost, by stage."`
}

// Tracking is what a resident sees behind the tracking link.
type Tracking struct {
	Status      string       `json:"status"`
	Preparation string       `json:"preparation"`
	Carriage    string       `json:"carriage"`
	Kind        string       `json:"kind"`
	Merchant    string       `json:"merchant,omitempty" doc:"Name of the business."`
	Mode        string       `json:"mode,omitempty"`
	Locker      string       `json:"locker,omitempty" doc:"To which it goes, or in which it is."`
	Now         time.Time    `json:"now" doc:"The server's time, to count down from."`
	ETA         *time.Time   `json:"eta,omitempty" doc:"Expected, from where the courier is now while one is on the way; a promise is due."`
	Due         *time.Time   `json:"due,omitempty"`
	DoneAt      *time.Time   `json:"done_at,omitempty"`
	Late        bool         `json:"late"`
	LiveMode    bool         `json:"live_mode" doc:"False: a test, made with a key that is not live."`
	PIN         string       `json:"pin,omitempty" doc:"To be said or typed at the hand-over; absent once the order has ended."`
	Collect     *CollectSpot `json:"collect,omitempty" doc:"Where to collect, once the goods are there to be collected."`
	Rating      *Rating      `json:"rating,omitempty" doc:"As it was given; there is one an order."`
	UpdatedAt   time.Time    `json:"updated_at"`
	Carers      int          `json:"carers,omitempty" doc:"Of a visit: how many come."`
	Crew        []Comer      `json:"crew,omitempty" doc:"Of a visit: who has accepted to come."`

	CancelPrice  *int64             `json:"cancel_price,omitempty" doc:"What calling it off now costs the business, in minor units; absent when it cannot be called off any more."`
	Cancellation *Cancellation      `json:"cancellation,omitempty" doc:"What it costs by stage; beside cancel_price."`
	Currency     string             `json:"currency"`
	PushKey      string             `json:"push_key,omitempty" doc:"With which this page can subscribe to be told on the device; absent once the order has ended."`
	Push         bool               `json:"push,omitempty" doc:"A device is told of this order."`
	Consent      *residents.Consent `json:"consent,omitempty" doc:"Modes that the resident agrees to for this order, beside the door; absent for visits, and once it has ended."`
	ForGood      *residents.Consent `json:"for_good,omitempty" doc:"What they agreed to for good, where it was booked for a resident of the circle."`
}

// Comer is a carer who comes to a visit. Their number is what they show at the
// door; a name is kept nowhere.
type Comer struct {
	Carer  string `json:"carer" doc:"Number of the carer."`
	Status string `json:"status" enum:"assigned,on_the_way,arrived,started,done,failed,cancelled"`
	Known  bool   `json:"known" doc:"Has been with this resident before."`
}

// CollectSpot is a locker or robot that waits for the resident.
type CollectSpot struct {
	Kind        string    `json:"kind" enum:"locker,robot"`
	ID          string    `json:"id"`
	Point       geo.Point `json:"point"`
	Compartment string    `json:"compartment,omitempty"`
}

// Leg is a part of an order's way that lies behind it.
type Leg struct {
	Worker string    `json:"worker"`
	Mode   string    `json:"mode" enum:"gate"`
	Till   time.Time `json:"till" doc:"When the next worker had the goods."`
}
