package circle

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"github.com/linli/linli/geo"
)

// Why says why demand was not served.
type Why string

// The reasons.
const (
	NoProvider Why = "no_provider" // nobody of that name
	Paused     Why = "paused"      // takes no orders at the moment
	ClosedThen Why = "closed"
	OutOfArea  Why = "out_of_area"
	Full       Why = "full"      // no capacity left
	TooLarge   Why = "too_large" // for every worker
	Access     Why = "access"    // the resident's needs rule every way out
	NoWay      Why = "no_way"    // no road leads there
	NoMode     Why = "no_mode"   // consent, lockers and robots leave none
	NoWorker   Why = "no_worker" // nobody took it in time
)

// Whys lists the reasons in the order of reports.
func Whys() []Why {
	return []Why{NoProvider, Paused, ClosedThen, OutOfArea, Full, TooLarge, Access, NoWay, NoMode, NoWorker}
}

// Demand is what a cell asked for and did not get: who, what, where and why
// not, and how often.
type Demand struct {
	Cell     geo.Cell
	Category Category // "" when nobody of that name is known
	Why      Why
	Needy    bool // by somebody with access needs
	Times    int
}

// SumDemand adds up what is the same, the most frequent first. It uses the
// slice that it is given.
func SumDemand(list []Demand) []Demand {
	slices.SortFunc(list, compareDemand)
	out := list[:0]
	for _, d := range list {
		if n := len(out); n > 0 && compareDemand(out[n-1], d) == 0 {
			out[n-1].Times += d.Times
			continue
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Demand) int { return cmp.Compare(b.Times, a.Times) })
	return out
}

func compareDemand(a, b Demand) int {
	needy := func(d Demand) int {
		if d.Needy {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Category, b.Category),
		cmp.Compare(slices.Index(Whys(), a.Why), slices.Index(Whys(), b.Why)), needy(a)-needy(b))
}

// label says what was asked for and why it was not served.
func (d *Demand) label(l Language) (category, why string) {
	category = l.Label("category_none")
	if d.Category != "" {
		category = l.Label("category_" + string(d.Category))
	}
	return category, l.Label("why_" + string(d.Why))
}

// byReason adds up a report's unserved demand by category and reason.
func (r *Report) byReason() []Demand {
	list := slices.Clone(r.Unserved)
	for i := range list {
		list[i].Cell, list[i].Needy = 0, false
	}
	return SumDemand(list)
}

// WriteUnservedCSV writes one line for each kind of demand of each cell that
// was not served, the most frequent first.
func (r *Report) WriteUnservedCSV(w io.Writer, l Language) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"cell", "lng", "lat", "category", "label", "why", "reason", "access_needs", "times"}); err != nil {
		return err
	}
	for i := range r.Unserved {
		d := &r.Unserved[i]
		center, err := d.Cell.Center()
		if err != nil {
			return err
		}
		category, why := d.label(l)
		if err := out.Write([]string{
			d.Cell.String(), degrees(center.Lng), degrees(center.Lat), string(d.Category), category,
			string(d.Why), why, strconv.FormatBool(d.Needy), strconv.Itoa(d.Times),
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
