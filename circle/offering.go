package circle

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// OfferingID names an offering within a zone.
type OfferingID string

// Kind says what an offering is.
type Kind string

// The kinds of offerings.
const (
	Goods Kind = "goods" // carried to the resident
	Meal  Kind = "meal"  // cooked when ordered, then carried
	Visit Kind = "visit" // somebody comes
)

// Temperature is the class that goods travel in.
type Temperature string

// The temperature classes; empty is ambient.
const (
	Ambient Temperature = "ambient"
	Chilled Temperature = "chilled"
	Frozen  Temperature = "frozen"
	Hot     Temperature = "hot"
)

// Mixed is the class of goods that no single place keeps.
const Mixed Temperature = "mixed"

// With returns the class in which goods of both classes keep: chilled goods
// take what is ambient along, otherwise two classes are Mixed.
func (t Temperature) With(u Temperature) Temperature {
	a, b := t.orAmbient(), u.orAmbient()
	switch {
	case a == b, a == Chilled && b == Ambient:
		return t
	case a == Ambient && b == Chilled:
		return u
	}
	return Mixed
}

// Is reports whether two classes are the same, empty being ambient.
func (t Temperature) Is(u Temperature) bool { return t.orAmbient() == u.orAmbient() }

func (t Temperature) orAmbient() Temperature {
	if t == "" {
		return Ambient
	}
	return t
}

// Offering is something that a provider sells: goods with a size, or a service
// in the home with a duration.
type Offering struct {
	ID       OfferingID `json:"id"`
	Provider ProviderID `json:"provider"`
	Name     string     `json:"name"`
	Kind     Kind       `json:"kind"`
	Price    Price      `json:"price"`
	Paused   bool       `json:"paused,omitempty"` // not sold at the moment

	// Of goods and meals, one piece.
	Grams       int64       `json:"grams,omitempty"`
	Millis      int64       `json:"ml,omitempty"` // millilitres of space
	Temperature Temperature `json:"temperature,omitempty"`

	// Of visits.
	Duration time.Duration `json:"duration,omitempty"`
	Skills   []string      `json:"skills,omitempty"`  // sorted; each is wanted
	Workers  int           `json:"workers,omitempty"` // who must come together; 0 is 1
}

// Unit is what a price is for.
type Unit string

// The units of prices.
const (
	PerPiece    Unit = "piece"
	PerKilogram Unit = "kg"
	PerVisit    Unit = "visit"
	PerHour     Unit = "hour"
)

// Price is a rule: an amount for each unit, a fee on top, and a minimum. All
// are in minor units of the zone's currency.
type Price struct {
	Amount  int64 `json:"amount"`
	Unit    Unit  `json:"unit"`
	Fee     int64 `json:"fee,omitempty"`
	Minimum int64 `json:"minimum,omitempty"`
}

// maxAmount keeps sums of prices far from overflow.
const maxAmount = 1_000_000_000

// Of returns what a quantity costs: pieces or visits by their number, goods by
// their weight in grams, hours by their time; parts are rounded up to the
// minor unit.
func (p Price) Of(quantity, grams int64, d time.Duration) int64 {
	var sum int64
	switch p.Unit {
	case PerKilogram:
		sum = ceil(p.Amount*grams*quantity, 1000)
	case PerHour:
		sum = ceil(p.Amount*int64(d/time.Second)*quantity, 3600)
	default:
		sum = p.Amount * quantity
	}
	return max(p.Minimum, sum+p.Fee)
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// Check returns an error that says what of an offering cannot be.
func (o *Offering) Check() error {
	if err := checkID("offering", string(o.ID)); err != nil {
		return err
	}
	bad := func(format string, args ...any) error {
		return fmt.Errorf("circle: offering %s: %s", o.ID, fmt.Sprintf(format, args...))
	}
	p := o.Price
	switch {
	case o.Name == "":
		return bad("no name")
	case p.Amount < 0 || p.Fee < 0 || p.Minimum < 0 || p.Amount > maxAmount || p.Fee > maxAmount || p.Minimum > maxAmount:
		return bad("a price is not between 0 and %d minor units", maxAmount)
	}
	switch o.Kind {
	case Goods, Meal:
		return o.checkGoods(bad)
	case Visit:
		return o.checkVisit(bad)
	}
	return bad("kind %q is not goods, meal or visit", o.Kind)
}

func (o *Offering) checkGoods(bad func(string, ...any) error) error {
	switch {
	case o.Price.Unit != PerPiece && o.Price.Unit != PerKilogram:
		return bad("goods are priced by piece or kg, not by %q", o.Price.Unit)
	case o.Grams < 0 || o.Grams > 1_000_000 || o.Millis < 0 || o.Millis > 10_000_000:
		return bad("%d g and %d ml are no goods that are carried to a door", o.Grams, o.Millis)
	case o.Price.Unit == PerKilogram && o.Grams == 0:
		return bad("a price by kg needs the weight of a piece")
	case o.Temperature != "" && !slices.Contains([]Temperature{Ambient, Chilled, Frozen, Hot}, o.Temperature):
		return bad("temperature %q is not ambient, chilled, frozen or hot", o.Temperature)
	case o.Duration != 0 || len(o.Skills) > 0 || o.Workers != 0:
		return bad("goods have no duration, skills or workers")
	}
	return nil
}

func (o *Offering) checkVisit(bad func(string, ...any) error) error {
	switch {
	case o.Price.Unit != PerVisit && o.Price.Unit != PerHour:
		return bad("visits are priced by visit or hour, not by %q", o.Price.Unit)
	case o.Duration < time.Minute || o.Duration > 24*time.Hour:
		return bad("a visit of %s is not between a minute and a day", o.Duration)
	case o.Workers < 0 || o.Workers > 4:
		return bad("%d workers", o.Workers)
	case o.Grams != 0 || o.Millis != 0 || o.Temperature != "":
		return bad("a visit has no weight, volume or temperature")
	case !slices.IsSorted(o.Skills):
		return bad("skills out of order: %s", strings.Join(o.Skills, ", "))
	}
	return nil
}
