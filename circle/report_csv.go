package circle

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/linli/linli/geo/roadnet"
)

// WriteCSV writes one line for each cell and basic service: where, how many
// live there, the longest walk to the nearest outlet in minutes (empty beyond
// the circle), how many dwellings are without one within each threshold, and
// the state: ok, missing (more than half are without) or no_data (then nothing
// is counted). The label is
// in the language of the caller; columns and states are not translated.
func (r *Report) WriteCSV(w io.Writer, l Language) error {
	out := csv.NewWriter(w)
	head := []string{"cell", "lng", "lat", "homes", "dwellings", "dwellings_by_gate", "dwellings_from", "service", "label", "worst_minutes"}
	for _, m := range Thresholds {
		head = append(head, fmt.Sprintf("without_%d", m))
	}
	if err := out.Write(append(head, "state")); err != nil {
		return err
	}
	for i := range r.Cells {
		c := &r.Cells[i]
		for _, b := range Basics() {
			line := []string{
				c.Cell.String(), degrees(c.Center.Lng), degrees(c.Center.Lat), strconv.Itoa(c.Homes), strconv.Itoa(c.Dwellings),
				strconv.Itoa(c.ByGate), r.Source.String(), b.String(), l.Label(b.String()), "",
			}
			if c.Worst[b] != roadnet.Unreachable {
				line[len(line)-1] = minutesText(c.Worst[b])
			}
			for t := range Thresholds {
				without := ""
				if !r.NoData(b) {
					without = strconv.Itoa(c.Without[b][t])
				}
				line = append(line, without)
			}
			if err := out.Write(append(line, r.state(c, b))); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// String returns the source as CSV and GeoJSON spell it.
func (s Source) String() string {
	if s == Listed {
		return "listed"
	}
	return "estimated"
}

// state says how a cell stands with a service within the circle.
func (r *Report) state(c *CellReport, b Basic) string {
	switch {
	case r.NoData(b):
		return "no_data"
	case c.Missing(b, len(Thresholds)-1):
		return "missing"
	}
	return "ok"
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

// minutesText formats milliseconds as minutes with one digit, rounded up so
// that a walk above a threshold never reads as one within it.
func minutesText(millis uint32) string {
	tenths := (uint64(millis) + 5999) / 6000
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}
