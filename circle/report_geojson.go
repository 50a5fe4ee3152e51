package circle

import (
	"encoding/json"
	"io"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// The GeoJSON of a report (RFC 7946).
type (
	reportJSON struct {
		Type     string        `json:"type"`
		Linli    summaryJSON   `json:"linli"`
		Features []featureJSON `json:"features"`
	}
	summaryJSON struct {
		Name          string        `json:"name"`
		Attribution   string        `json:"attribution"`
		Homes         int           `json:"homes"`
		Dwellings     int           `json:"dwellings"`
		DwellingsFrom string        `json:"dwellings_from"`
		ByGate        int           `json:"dwellings_by_gate"`
		Services      []serviceJSON `json:"services"`
		Gaps          int           `json:"gaps"`
		Closed        int           `json:"gaps_closed_by_openings"`
		Possible      int           `json:"gaps_closed_at_most_by_any_choice"`
		Guarantee     string        `json:"guarantee"`
		Unserved      int           `json:"unserved,omitempty"`
	}
	serviceJSON struct {
		Service string `json:"service"`
		Label   string `json:"label"`
		Outlets int    `json:"outlets"`
		NoData  bool   `json:"no_data,omitempty"`
		Without []int  `json:"dwellings_without_5_10_15,omitempty"`
	}
	featureJSON struct {
		Type       string       `json:"type"`
		Geometry   geometryJSON `json:"geometry"`
		Properties any          `json:"properties"`
	}
	geometryJSON struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	cellJSON struct {
		Kind      string     `json:"kind"`
		Cell      string     `json:"cell"`
		Homes     int        `json:"homes"`
		Dwellings int        `json:"dwellings"`
		ByGate    int        `json:"dwellings_by_gate"`
		Missing5  []string   `json:"missing_5"`
		Missing10 []string   `json:"missing_10"`
		Missing15 []string   `json:"missing_15"`
		Walk      []walkJSON `json:"walk"`
	}
	walkJSON struct {
		Service string      `json:"service"`
		Minutes json.Number `json:"worst_minutes,omitempty"` // absent beyond the circle
		Without []int       `json:"dwellings_without_5_10_15"`
	}
	openingJSON struct {
		Kind      string `json:"kind"`
		Rank      int    `json:"rank"`
		Service   string `json:"service"`
		Label     string `json:"label"`
		Cell      string `json:"cell"`
		Dwellings int    `json:"gaps_closed"`
	}
	demandJSON struct {
		Kind     string `json:"kind"`
		Cell     string `json:"cell"`
		Category string `json:"category,omitempty"`
		Label    string `json:"label"`
		Why      string `json:"why"`
		Reason   string `json:"reason"`
		Needy    bool   `json:"access_needs,omitempty"`
		Times    int    `json:"times"`
	}
)

// WriteGeoJSON writes the report as a FeatureCollection: a polygon for each
// cell (kind "cell"), a point for each opening (kind "opening") and one for
// each kind of demand of a cell that was not served (kind "unserved"). The
// totals are in the foreign member "linli".
func (r *Report) WriteGeoJSON(w io.Writer, l Language) error {
	doc := reportJSON{Type: "FeatureCollection", Linli: r.summary(l)}
	for i := range r.Cells {
		f, err := r.cellFeature(&r.Cells[i])
		if err != nil {
			return err
		}
		doc.Features = append(doc.Features, f)
	}
	for i, o := range r.Openings {
		doc.Features = append(doc.Features, featureJSON{
			Type: "Feature", Geometry: geometryJSON{Type: "Point", Coordinates: position(o.Point)},
			Properties: openingJSON{
				Kind: "opening", Rank: i + 1, Service: o.Basic.String(), Label: l.Label(o.Basic.String()),
				Cell: o.Cell.String(), Dwellings: o.Dwellings,
			},
		})
	}
	for i := range r.Unserved {
		f, err := r.Unserved[i].feature(l)
		if err != nil {
			return err
		}
		doc.Features = append(doc.Features, f)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(doc)
}

func (d *Demand) feature(l Language) (featureJSON, error) {
	center, err := d.Cell.Center()
	if err != nil {
		return featureJSON{}, err
	}
	category, why := d.label(l)
	return featureJSON{
		Type: "Feature", Geometry: geometryJSON{Type: "Point", Coordinates: position(center)},
		Properties: demandJSON{
			Kind: "unserved", Cell: d.Cell.String(), Category: string(d.Category), Label: category,
			Why: string(d.Why), Reason: why, Needy: d.Needy, Times: d.Times,
		},
	}, nil
}

func (r *Report) summary(l Language) summaryJSON {
	s := summaryJSON{
		Name: r.Name, Attribution: l.Label("attribution"), Homes: r.Homes, Dwellings: r.Dwellings, DwellingsFrom: r.Source.String(),
		ByGate: r.ByGate, Gaps: r.Gaps, Closed: r.Closed, Possible: r.Possible, Guarantee: Guarantee,
	}
	for _, b := range Basics() {
		v := serviceJSON{Service: b.String(), Label: l.Label(b.String()), Outlets: r.Outlets[b], NoData: r.NoData(b)}
		if !v.NoData {
			v.Without = r.Without[b][:]
		}
		s.Services = append(s.Services, v)
	}
	for i := range r.Unserved {
		s.Unserved += r.Unserved[i].Times
	}
	return s
}

func (r *Report) cellFeature(c *CellReport) (featureJSON, error) {
	corners, err := c.Cell.Boundary()
	if err != nil {
		return featureJSON{}, err
	}
	ring := make([][2]float64, len(corners))
	for i, p := range corners {
		ring[i] = position(p)
	}
	p := cellJSON{
		Kind: "cell", Cell: c.Cell.String(), Homes: c.Homes, Dwellings: c.Dwellings, ByGate: c.ByGate,
		Missing5: r.missing(c, 0), Missing10: r.missing(c, 1), Missing15: r.missing(c, 2),
	}
	for _, b := range Basics() {
		if r.NoData(b) {
			continue
		}
		walk := walkJSON{Service: b.String(), Without: c.Without[b][:]}
		if c.Worst[b] != roadnet.Unreachable {
			walk.Minutes = json.Number(minutesText(c.Worst[b]))
		}
		p.Walk = append(p.Walk, walk)
	}
	return featureJSON{Type: "Feature", Geometry: geometryJSON{Type: "Polygon", Coordinates: [][][2]float64{ring}}, Properties: p}, nil
}

// missing lists the services that a cell lacks within a threshold; those
// without data are not among them.
func (r *Report) missing(c *CellReport, threshold int) []string {
	out := []string{}
	for _, b := range Basics() {
		if !r.NoData(b) && c.Missing(b, threshold) {
			out = append(out, b.String())
		}
	}
	return out
}

func position(p geo.Point) [2]float64 { return [2]float64{p.Lng, p.Lat} }
