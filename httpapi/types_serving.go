package httpapi

import (
	"time"

	"github.com/linli/linli/geo"
)

// CircleView is what a home sees of its circle.
type CircleView struct {
	Now        time.Time        `json:"now" doc:"The server's time, to count down from."`
	At         time.Time        `json:"at" doc:"What was asked about."`
	Language   string           `json:"language" enum:"zh,en" doc:"Of every label here."`
	Community  *CircleCommunity `json:"community,omitempty" doc:"Absent for a point that was given without one."`
	Place      CirclePlace      `json:"place"`
	Currency   string           `json:"currency" example:"cny"`
	Categories []CircleCategory `json:"categories" doc:"Of all providers who come here, in the order of forms, before category and paging."`
	Providers  []CircleProvider `json:"providers"`
	Next       string           `json:"next,omitempty"`
}

// CircleCommunity is the community that a home belongs to.
type CircleCommunity struct {
	ID       string `json:"id" example:"xingfuli"`
	Name     string `json:"name" example:"幸福里"`
	TimeZone string `json:"time_zone" example:"Asia/Shanghai"`
}

// CirclePlace is the door that was asked about.
type CirclePlace struct {
	Building string    `json:"building,omitempty" example:"xfl-3"`
	Name     string    `json:"name,omitempty" doc:"Of the building." example:"3号楼"`
	Unit     string    `json:"unit,omitempty" example:"2单元"`
	Floor    int       `json:"floor,omitempty" example:"5"`
	Lift     bool      `json:"lift,omitempty"`
	Point    geo.Point `json:"point"`
	Handover geo.Point `json:"handover" doc:"Where a robot would stop."`
}

// CircleCategory counts the providers of a category.
type CircleCategory struct {
	Category  string `json:"category" example:"groceries"`
	Label     string `json:"label" example:"生鲜杂货"`
	Providers int    `json:"providers"`
	Open      int    `json:"open" doc:"Of them, those that take orders then."`
}

// CircleProvider is a provider as a home sees it.
type CircleProvider struct {
	ID            string           `json:"id" example:"liji"`
	Name          string           `json:"name" example:"李记"`
	Category      string           `json:"category" example:"groceries"`
	CategoryLabel string           `json:"category_label" example:"生鲜杂货"`
	Point         geo.Point        `json:"point"`
	State         string           `json:"state" enum:"open,closed,paused,full"`
	StateLabel    string           `json:"state_label" example:"营业中"`
	OpensAt       *time.Time       `json:"opens_at,omitempty" doc:"When it is closed."`
	Hours         string           `json:"hours,omitempty" doc:"As OpenStreetMap writes them; absent: always." example:"Mo-Su 08:00-20:00"`
	Delivery      *CircleDelivery  `json:"delivery,omitempty" doc:"Of who brings goods."`
	Offerings     []CircleOffering `json:"offerings"`
	More          int              `json:"more_offerings,omitempty" doc:"That are not shown: ask for this provider alone."`
}

// CircleDelivery says how a provider's goods come to the door.
type CircleDelivery struct {
	Fee                int64        `json:"fee" doc:"Of carriage, in minor units, as a quote would say." example:"600"`
	Meters             int          `json:"meters" doc:"Of the way." example:"740"`
	PreparationMinutes int          `json:"preparation_minutes" example:"10"`
	Mode               string       `json:"mode,omitempty" enum:"door,locker,handover,gate" doc:"The fastest that is open."`
	Earliest           *time.Time   `json:"earliest,omitempty" doc:"Handed over by it; an estimate: preparation, the way, and the workers on duty with what they have in hand. A quote holds."`
	Modes              []CircleMode `json:"modes"`
}

// CircleMode is one way to hand goods over.
type CircleMode struct {
	Mode        string     `json:"mode" enum:"door,locker,handover,gate"`
	Label       string     `json:"label" example:"送到门口"`
	Open        bool       `json:"open"`
	Reason      string     `json:"reason,omitempty" enum:"no_way,entry,consent,access,locker,capacity,no_worker" doc:"Why it is closed to this home."`
	ReasonLabel string     `json:"reason_label,omitempty"`
	By          *time.Time `json:"by,omitempty" doc:"Earliest hand-over, an estimate."`
}

// CircleOffering is something that a provider sells: goods, or a visit to the
// home.
type CircleOffering struct {
	ID          string      `json:"id" example:"rice-5kg"`
	Name        string      `json:"name" example:"大米 5 kg"`
	Kind        string      `json:"kind" enum:"goods,meal,visit"`
	Price       CirclePrice `json:"price"`
	Open        bool        `json:"open" doc:"It can be ordered, as far as it is up to the offering."`
	Reason      string      `json:"reason,omitempty" enum:"paused,no_worker"`
	ReasonLabel string      `json:"reason_label,omitempty"`
	Grams       int64       `json:"grams,omitempty" example:"5000"`
	Millis      int64       `json:"ml,omitempty"`
	Temperature string      `json:"temperature,omitempty" enum:"ambient,chilled,frozen,hot"`
	Minutes     int         `json:"minutes,omitempty" doc:"Of a visit."`
	Skills      []string    `json:"skills,omitempty" doc:"What who comes can do."`
	Workers     int         `json:"workers,omitempty" doc:"Who come together."`
	Earliest    *time.Time  `json:"earliest,omitempty" doc:"Of a visit: when somebody on duty with the skills could be at the door, an estimate."`
}

// CirclePrice is the rule of a price, in minor units: amount for each unit,
// fee on top, and never below minimum.
type CirclePrice struct {
	Amount    int64  `json:"amount" example:"3990"`
	Unit      string `json:"unit" enum:"piece,kg,visit,hour"`
	UnitLabel string `json:"unit_label" example:"每件"`
	Fee       int64  `json:"fee,omitempty"`
	Minimum   int64  `json:"minimum,omitempty"`
}
