package httpapi

import (
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

// MerchantRequest sets up a merchant; the same id again changes it, but not
// the hours, area and capacity that an import gave it.
type MerchantRequest struct {
	ID                 string    `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$"`
	Name               string    `json:"name" minLength:"1" maxLength:"120" doc:"Of the business; public."`
	Category           string    `json:"category" enum:"groceries,meals,pharmacy,shop,property,housekeeping,elder_care,repair,laundry"`
	Point              geo.Point `json:"point" doc:"Where couriers and robots pick up."`
	Datum              string    `json:"datum,omitempty" enum:"wgs84,gcj02,bd09" doc:"Datum of the point; wgs84 when left out. Answers are always in wgs84."`
	AutoAccept         bool      `json:"auto_accept,omitempty" doc:"Accepts every order the moment it is placed."`
	PreparationSeconds int       `json:"preparation_seconds,omitempty" minimum:"0" maximum:"86400" doc:"How long an order usually takes to be ready."`
	// Cancellation: nil leaves the prices that it has.
	Cancellation *Cancellation `json:"cancellation,omitempty" doc:"What calling its orders off costs; the zone's prices, or those that it has, when left out."`

	NoKey bool `json:"no_key,omitempty" doc:"Change the merchant without a new key."`
	Live  bool `json:"live,omitempty" doc:"live_mode of what the key creates."`
}

// CourierRequest sets up a courier.
type CourierRequest struct {
	ID      string `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$"`
	Profile string `json:"profile" enum:"foot,ebike,car"`
	Grams   int64  `json:"grams,omitempty" minimum:"0" doc:"What they can carry; 15 kg when left out."`
	Millis  int64  `json:"ml,omitempty" minimum:"0" doc:"Volume; 60 l when left out."`
	NoKey   bool   `json:"no_key,omitempty"`

	Skills           []string      `json:"skills,omitempty" maxItems:"64" doc:"What visits may ask for. With skills, who is given neither grams nor ml carries nothing."`
	Certificates     []Certificate `json:"certificates,omitempty" maxItems:"64" doc:"Of those skills that do not last: a skill counts for a visit that is over before its certificate ends."`
	WorkLimitMinutes int           `json:"work_limit_minutes,omitempty" minimum:"-1" maximum:"1440" doc:"Of a day's work, past which nothing new begins; the zone's, 12 hours, when left out or 0; -1: none, where somebody else keeps the hours."`
}

// Certificate says until when a courier has a skill.
type Certificate struct {
	Skill string    `json:"skill" minLength:"1" maxLength:"40"`
	Until time.Time `json:"until"`
}

// RobotRequest sets up a robot.
type RobotRequest struct {
	ID    string `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$" doc:"Its serial number."`
	Maker string `json:"maker" minLength:"1" maxLength:"64"`
	// Profile names how it departs from VDA 5050.
	Profile string     `json:"profile,omitempty" maxLength:"32" doc:"How it departs from VDA 5050: deviation, inorbit, standard, theta or unasked (docs/robots.md); standard when left out."`
	Grams   int64      `json:"grams,omitempty" minimum:"0" doc:"10 kg when left out."`
	Millis  int64      `json:"ml,omitempty" minimum:"0" doc:"40 l when left out."`
	Range   geo.Meters `json:"range_m,omitempty" minimum:"0" doc:"On a full charge, in metres; 10 km when left out."`
	// Compartments is what it can carry at once for several residents.
	Compartments []BayRequest `json:"compartments,omitempty" maxItems:"20" doc:"Each holds the goods of one order at a time. One of its whole capacity when left out; when they are there and grams and ml are not, the capacity is all of them."`
	NoKey        bool         `json:"no_key,omitempty"`

	Deposits bool `json:"deposits,omitempty" doc:"It can put goods into a locker's compartment by itself, where the bank has a dock."`

	Camera string `json:"camera,omitempty" maxLength:"500" pattern:"^https://[^/]" doc:"Where whoever drives it from afar sees its pictures: passed on, never called."`
}

// BayRequest is one compartment of a robot.
type BayRequest struct {
	ID     string `json:"id" minLength:"1" maxLength:"32" doc:"As the robot knows it: pick, drop and unlock name it."`
	Grams  int64  `json:"grams" minimum:"1"`
	Millis int64  `json:"ml" minimum:"1"`

	Temperature string `json:"temperature,omitempty" enum:"ambient,chilled,frozen,hot" doc:"The class of goods that it is for; any when left out."`
}

// LockerRequest sets up a locker bank.
type LockerRequest struct {
	ID           string               `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$"`
	Point        geo.Point            `json:"point"`
	Datum        string               `json:"datum,omitempty" enum:"wgs84,gcj02,bd09" doc:"Datum of the point; wgs84 when left out. Answers are always in wgs84."`
	Stairs       bool                 `json:"stairs,omitempty" doc:"Residents must use stairs to reach it."`
	Dock         *geo.Point           `json:"dock,omitempty" doc:"The handover point at which a robot stands to put goods in; without it none does."`
	Compartments []CompartmentRequest `json:"compartments" minItems:"1" maxItems:"500"`
	NoKey        bool                 `json:"no_key,omitempty"`
}

// CompartmentRequest is one door of a bank.
type CompartmentRequest struct {
	ID     string `json:"id" minLength:"1" maxLength:"32"`
	Grams  int64  `json:"grams" minimum:"1"`
	Millis int64  `json:"ml" minimum:"1"`

	Temperature string `json:"temperature,omitempty" enum:"ambient,chilled,frozen,hot" doc:"The class in which it keeps goods; ambient when left out."`
}

// Registered answers a set-up. The key is shown once.
type Registered struct {
	ID  string `json:"id"`
	Key string `json:"key,omitempty" doc:"Shown once; store it now."`
}

// Merchant is a merchant as administrators see it.
type Merchant struct {
	ID                 string    `json:"id"`
	Name               string    `json:"name"`
	Category           string    `json:"category"`
	Point              geo.Point `json:"point"`
	Paused             bool      `json:"paused"`
	AutoAccept         bool      `json:"auto_accept"`
	PreparationSeconds int       `json:"preparation_seconds"`

	Community string      `json:"community,omitempty" doc:"Whose time zone and days off its hours follow."`
	Hours     string      `json:"hours,omitempty" doc:"As OpenStreetMap writes them; absent: always open."`
	Capacity  int         `json:"capacity,omitempty" doc:"Open orders in work at once; absent: any number."`
	RadiusM   geo.Meters  `json:"radius_m,omitempty"`
	Area      circle.Ring `json:"area,omitempty" nullable:"false"`
}

// MerchantPage is one page of merchants.
type MerchantPage struct {
	Merchants []Merchant `json:"merchants"`
	Next      string     `json:"next,omitempty"`
}

// CourierRow is a courier as administrators see it.
type CourierRow struct {
	ID       string         `json:"id"`
	Profile  string         `json:"profile"`
	Capacity fleet.Capacity `json:"capacity"`
	Online   bool           `json:"online"`
	Point    geo.Point      `json:"point"`
	Seen     *time.Time     `json:"seen,omitempty"`
	Tasks    int            `json:"tasks"`
	// CallNumber is secret to the carer and the administrator.
	CallNumber string `json:"call_number" doc:"The six digits that a carer types when calling in from a home's landline."`

	Skills       []string      `json:"skills,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`
}

// CourierPage is one page of couriers.
type CourierPage struct {
	Couriers []CourierRow `json:"couriers"`
	Next     string       `json:"next,omitempty"`
}

// RobotRow is a robot as administrators see it.
type RobotRow struct {
	ID       string         `json:"id"`
	Maker    string         `json:"maker"`
	Profile  string         `json:"profile,omitempty" doc:"How it departs from VDA 5050; standard when left out."`
	Capacity fleet.Capacity `json:"capacity"`
	// Compartments are those that it was registered with.
	Compartments []BayRow `json:"compartments"`
	// Body is what its factsheet says of it.
	Body     *BodyRow   `json:"factsheet,omitempty"`
	Range    geo.Meters `json:"range_m"`
	Charge   int        `json:"charge"`
	Linked   bool       `json:"linked"`
	Faulty   bool       `json:"faulty"`
	Manual   bool       `json:"manual"`
	Paused   bool       `json:"paused,omitempty" doc:"Staff has paused it."`
	Driver   string     `json:"driver,omitempty" doc:"Who of staff drives it from afar."`
	Camera   string     `json:"camera,omitempty" doc:"Where its pictures are seen."`
	Plight   string     `json:"plight,omitempty" doc:"What it cannot get out of by itself: stuck, stopped, tipped, lid_forced, taken."`
	Deposits bool       `json:"deposits,omitempty" doc:"It can put goods into lockers."`
	Point    geo.Point  `json:"point"`
	Seen     *time.Time `json:"seen,omitempty"`
}

// BodyRow is what a robot's factsheet says of it; what is left out it does not
// say.
type BodyRow struct {
	Width    float64 `json:"width_m,omitempty" doc:"No way leads it through a lane, a gate or a lift that was drawn as narrower."`
	Length   float64 `json:"length_m,omitempty"`
	Height   float64 `json:"height_m,omitempty"`
	Speed    float64 `json:"speed_mps,omitempty" doc:"How fast it drives at most, in metres a second."`
	MaxGrams int64   `json:"max_grams,omitempty" doc:"What it carries in all: the smaller of this and its capacity counts."`
	PieceMax int64   `json:"max_piece_grams,omitempty" doc:"What one compartment takes, likewise."`
	Single   bool    `json:"single,omitempty" doc:"It does not list skip: it gets one order at a time."`
	Unfit    bool    `json:"unfit,omitempty" doc:"It does not list pick, drop and unlock: it gets no orders."`
}

// BayRow is one compartment of a robot.
type BayRow struct {
	ID          string             `json:"id"`
	Grams       int64              `json:"grams"`
	Millis      int64              `json:"ml"`
	Temperature circle.Temperature `json:"temperature,omitempty" doc:"The class of goods that it is for; left out: any."`
	Order       string             `json:"order,omitempty" doc:"Whose goods are in it."`
}

// RobotPage is one page of robots.
type RobotPage struct {
	Robots []RobotRow `json:"robots"`
	Next   string     `json:"next,omitempty"`
}

// LockerRow is a locker bank as administrators see it.
type LockerRow struct {
	ID           string           `json:"id"`
	Point        geo.Point        `json:"point"`
	Stairs       bool             `json:"stairs"`
	Dock         *geo.Point       `json:"dock,omitempty" doc:"Where robots put goods in."`
	Linked       bool             `json:"linked"`
	Compartments []CompartmentRow `json:"compartments"`
}

// CompartmentRow is one door of a bank as staff sees it.
type CompartmentRow struct {
	ID           string                 `json:"id"`
	Capacity     fleet.Capacity         `json:"capacity"`
	Temperature  string                 `json:"temperature" enum:"ambient,chilled,frozen,hot"`
	State        fleet.CompartmentState `json:"state" enum:"FREE,RESERVED,OPEN_FOR_DEPOSIT,OCCUPIED,OPEN_FOR_PICKUP,EXPIRED"`
	Order        string                 `json:"order,omitempty" doc:"Whose goods are in it, or for whom it is reserved."`
	Usable       bool                   `json:"usable" doc:"A new order could be put into it."`
	Jammed       bool                   `json:"jammed,omitempty" doc:"The door does not obey."`
	OutOfService bool                   `json:"out_of_service,omitempty" doc:"Taken out by staff."`
	Amiss        bool                   `json:"amiss,omitempty" doc:"It says that something is inside which no order put there, or that goods which should be inside are not."`
	OpenSince    *time.Time             `json:"open_since,omitempty"`
	ReservedTo   *time.Time             `json:"reserved_until,omitempty" doc:"Then whoever was to fill it has lost it."`
}

// LockerPage is one page of locker banks.
type LockerPage struct {
	Lockers []LockerRow `json:"lockers"`
	Next    string      `json:"next,omitempty"`
}

// KeyRequest asks for a new key.
type KeyRequest struct {
	Subject string   `json:"subject" minLength:"1" maxLength:"64" doc:"The merchant, courier, robot, locker or person it stands for."`
	Scopes  []string `json:"scopes" minItems:"1" maxItems:"10" enum:"orders_read,kitchen,orders,merchant,staff,admin,courier,device,circle,telephony"`
	Label   string   `json:"label,omitempty" maxLength:"120" doc:"For you to recognise it."`
	Live    bool     `json:"live,omitempty" doc:"live_mode of what it creates."`
}

// KeyRow is a key without its secret.
type KeyRow struct {
	ID      string     `json:"id"`
	Subject string     `json:"subject"`
	Scopes  []string   `json:"scopes"`
	Label   string     `json:"label"`
	Live    bool       `json:"live"`
	Created time.Time  `json:"created"`
	Revoked *time.Time `json:"revoked,omitempty"`
}

// KeyPage is one page of keys.
type KeyPage struct {
	Keys []KeyRow `json:"keys"`
	Next string   `json:"next,omitempty"`
}

// WebhookRequest asks for webhooks to a URL.
type WebhookRequest struct {
	URL string `json:"url" minLength:"8" maxLength:"2000" format:"uri" doc:"https, on a public address."`
}

// Webhook is where status changes are sent. The secret is shown once.
type Webhook struct {
	ID       string    `json:"id"`
	URL      string    `json:"url"`
	Secret   string    `json:"secret,omitempty" doc:"Signs the messages (Standard Webhooks); only in the answer to the creation."`
	Disabled bool      `json:"disabled" doc:"After an answer of 410."`
	Created  time.Time `json:"created"`
}

// WebhookList is the caller's webhooks.
type WebhookList struct {
	Webhooks []Webhook `json:"webhooks"`
}

// WebhookDelivery is one message on its way to one webhook.
type WebhookDelivery struct {
	Message  string     `json:"message" doc:"The webhook-id header."`
	State    string     `json:"state" enum:"pending,done,dead"`
	Attempts int        `json:"attempts"`
	Status   int        `json:"status" doc:"Last HTTP status; 0: no answer."`
	Next     *time.Time `json:"next,omitempty" doc:"When it is tried again."`
	At       time.Time  `json:"at" doc:"When the status changed."`
}

// WebhookDeliveryPage is one page of deliveries, newest first.
type WebhookDeliveryPage struct {
	Deliveries []WebhookDelivery `json:"deliveries"`
	Next       string            `json:"next,omitempty"`
}

// WebhookTest is what a test message met.
type WebhookTest struct {
	OK     bool   `json:"ok"`
	Status int    `json:"status" doc:"HTTP status; 0: no answer."`
	Detail string `json:"detail,omitempty"`
}

// ClockReading is the engine clock.
type ClockReading struct {
	Now   time.Time `json:"now"`
	Scale float64   `json:"scale" doc:"Engine seconds in a real one."`
}

// Ticket opens one WebSocket, once, within its time.
type Ticket struct {
	Ticket  string    `json:"ticket"`
	Expires time.Time `json:"expires" doc:"In real time."`
}

// DemoCourier answers POST /v1/demo/courier.
type DemoCourier struct {
	Courier string `json:"courier"`
	Key     string `json:"key"`
}
