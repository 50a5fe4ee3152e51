package httpapi

import (
	"encoding/json"
	"time"

	"github.com/linli/linli/geo"
)

// StaffOrder is an order with what only staff may see.
type StaffOrder struct {
	Order        Order           `json:"order"`
	Contact      *Contact        `json:"contact,omitempty" doc:"Absent once erased, and in demo mode without a key."`
	Said         string          `json:"said,omitempty" doc:"What the resident complained of, in their own words; absent once erased."`
	Timeline     []TimelineEntry `json:"timeline"`
	Explanations []DecisionEntry `json:"explanations"`
}

// Alert is a call for staff.
type Alert struct {
	At     time.Time `json:"at"`
	Order  string    `json:"order,omitempty"`
	Code   string    `json:"code"`
	Detail string    `json:"detail"`
}

// AlertList is the latest alerts since this process started, newest first.
type AlertList struct {
	Alerts []Alert `json:"alerts"`
}

// CloudEvent is a status change in CloudEvents 1.0 JSON.
type CloudEvent struct {
	SpecVersion string          `json:"specversion" example:"1.0"`
	ID          string          `json:"id" doc:"Stable: drop repeats by it."`
	Source      string          `json:"source"`
	Type        string          `json:"type" example:"linli.order.carriage.delivered"`
	Subject     string          `json:"subject" doc:"The order."`
	Time        time.Time       `json:"time"`
	ContentType string          `json:"datacontenttype"`
	Data        json.RawMessage `json:"data"`
}

// FeedPage is one page of the platform's feed, oldest first.
type FeedPage struct {
	Events []CloudEvent `json:"events"`
	Next   string       `json:"next" doc:"Ask again with it, also when the page was empty."`
}

// LiveFrame is what the live map's WebSocket pushes about twice a second.
type LiveFrame struct {
	Now      time.Time     `json:"now"`
	Scale    float64       `json:"scale"`
	Couriers []LiveCourier `json:"couriers"`
	Robots   []LiveRobot   `json:"robots"`
	Banks    []LiveBank    `json:"banks"`
	Orders   []LiveOrder   `json:"orders"`
	Queue    []QueueRow    `json:"queue" doc:"The oldest 50 of GET /v1/staff/queue."`
	Counts   LiveCounts    `json:"counts"`
}

// LiveCourier is a courier on the map.
type LiveCourier struct {
	ID     string  `json:"id"`
	Lng    float64 `json:"lng"`
	Lat    float64 `json:"lat"`
	Online bool    `json:"online"`
	Linked bool    `json:"linked"` // its session sends positions here
	Tasks  int     `json:"tasks"`  // orders in hand
	Offer  string  `json:"offer,omitempty"`
}

// LiveRobot is a robot on the map.
type LiveRobot struct {
	ID     string  `json:"id"`
	Lng    float64 `json:"lng"`
	Lat    float64 `json:"lat"`
	Charge int     `json:"charge"` // percent
	Phase  string  `json:"phase,omitempty"`
	Faulty bool    `json:"faulty"`
	Linked bool    `json:"linked"`
	Plight string  `json:"plight,omitempty"` // what it cannot get out of by itself
	Halted bool    `json:"halted,omitempty"` // staff has it stand still, or drives it
}

// LiveBank is a locker bank on the map.
type LiveBank struct {
	ID     string  `json:"id"`
	Lng    float64 `json:"lng"`
	Lat    float64 `json:"lat"`
	Linked bool    `json:"linked"`
	Free   int     `json:"free"`
	Total  int     `json:"total"`
}

// LiveOrder is an order on the map: open, or ended in the last two minutes.
type LiveOrder struct {
	ID      string     `json:"id"`
	Status  string     `json:"status"`
	Mode    string     `json:"mode,omitempty"`
	Pickup  geo.Point  `json:"pickup"`
	Dropoff geo.Point  `json:"dropoff"`
	Worker  string     `json:"worker,omitempty"`
	Due     *time.Time `json:"due,omitempty"`
	ETA     *time.Time `json:"eta,omitempty"`
	Late    bool       `json:"late"`
}

// LiveCounts counts orders since the zone began; ByMode counts deliveries
// since this process started.
type LiveCounts struct {
	Placed    uint64            `json:"placed"`
	Delivered uint64            `json:"delivered"`
	OnTime    uint64            `json:"on_time"` // of those delivered
	Failed    uint64            `json:"failed"`
	Cancelled uint64            `json:"cancelled"`
	ByMode    map[string]uint64 `json:"by_mode"`
}
