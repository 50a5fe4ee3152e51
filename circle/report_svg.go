package circle

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/linli/linli/geo"
)

// Backdrop is what a map draws around its cells so that people find their way.
type Backdrop struct {
	Water [][]geo.Point // outlines
	Roads [][]geo.Point // lines
}

// The sizes of the map in pixels.
const (
	mapSide    = 900.0 // longer side of the map
	panelWidth = 400.0
	border     = 24.0
)

const cellEdgeMeters = 76 // of an H3 cell of resolution 10

// shades are the classes of the map: how many services are missing at least,
// and how they look. Each is darker than the one before and the dark ones are
// hatched, so the map can be read in grey and by those who do not see colours.
var shades = [...]struct {
	from          int
	text          string
	fill, pattern string
}{
	{0, "0", "#ffffff", ""},
	{1, "1", "#dbe5ec", ""},
	{2, "2", "#b1c6d4", ""},
	{3, "3–4", "#7d9bb0", "hatch"},
	{5, "5+", "#3f5b70", "cross"},
}

func shadeOf(missing int) int {
	k := 0
	for i := range shades {
		if missing >= shades[i].from {
			k = i
		}
	}
	return k
}

// svg is a map that is being drawn.
type svg struct {
	strings.Builder
	frame         geo.Frame
	west, north   float64 // metres from the frame's origin
	pixels        float64 // a metre
	width, height float64 // of the map
}

// WriteSVG draws the report as a map: cells by how many services they lack
// within the circle, the proposed outlets, a legend, a table, a scale bar and
// the attribution that the map data's licence asks for.
func (r *Report) WriteSVG(w io.Writer, l Language, back Backdrop) error {
	d, err := r.newSVG()
	if err != nil {
		return err
	}
	panel := r.panel(l, d.width+2*border)
	height := max(d.height+2*border, panel.bottom+border)
	width := d.width + panelWidth + 3*border
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei','DejaVu Sans',sans-serif" font-size="14" fill="#1b1b1b" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(d, "<title>%s</title>\n", escape(l.Label("title", r.Name)))
	d.WriteString(`<defs>` +
		`<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#7d9bb0"/><path d="M0 0V6" stroke="#2b4254" stroke-width="1.4"/></pattern>` +
		`<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#3f5b70"/><path d="M0 0H6M0 0V6" stroke="#fff" stroke-width="0.9"/></pattern>` +
		`<pattern id="water" width="8" height="5" patternUnits="userSpaceOnUse"><rect width="8" height="5" fill="#eef1f3"/><path d="M0 2.5H5" stroke="#b9c4cb" stroke-width="0.8"/></pattern>` +
		fmt.Sprintf(`<clipPath id="map"><rect x="%.0f" y="%.0f" width="%.0f" height="%.0f"/></clipPath></defs>`+"\n", border, border, d.width, d.height))
	fmt.Fprintf(d, `<rect width="100%%" height="100%%" fill="#fff"/><g clip-path="url(#map)"><rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="#f4f4f2"/>`+"\n", border, border, d.width, d.height)
	d.outlines(back.Water)
	if err := r.drawCells(d); err != nil {
		return err
	}
	d.lines(back.Roads)
	r.drawOpenings(d)
	d.WriteString("</g>\n")
	d.furniture(l)
	d.WriteString(panel.String())
	d.WriteString("</svg>\n")
	_, err = io.WriteString(w, d.String())
	return err
}

// newSVG fits a map around the report's cells.
func (r *Report) newSVG() (*svg, error) {
	box := geo.EmptyBounds()
	for i := range r.Cells {
		corners, err := r.Cells[i].Cell.Boundary()
		if err != nil {
			return nil, err
		}
		for _, p := range corners {
			box = box.Extend(p)
		}
	}
	for _, o := range r.Openings {
		box = box.Extend(o.Point)
	}
	if box.IsEmpty() {
		return nil, fmt.Errorf("circle: %s: nothing to draw", r.Name)
	}
	f, err := geo.NewFrame(box.Center())
	if err != nil {
		return nil, err
	}
	a, b := f.Local(box.Min), f.Local(box.Max)
	margin := 0.03*max(b.East-a.East, b.North-a.North) + 100
	d := &svg{frame: f, west: a.East - margin, north: b.North + margin}
	east, north := b.East-a.East+2*margin, b.North-a.North+2*margin
	d.pixels = mapSide / max(east, north)
	d.width, d.height = math.Round(east*d.pixels), math.Round(north*d.pixels)
	return d, nil
}

// at returns where a point is on the picture.
func (d *svg) at(p geo.Point) (x, y float64) {
	l := d.frame.Local(p)
	return border + (l.East-d.west)*d.pixels, border + (d.north-l.North)*d.pixels
}

// path appends a line, leaving out points nearer than a pixel to the last;
// false when nothing of it is on the map.
func (d *svg) path(b *strings.Builder, line []geo.Point) bool {
	seen := false
	lastX, lastY := math.Inf(1), math.Inf(1)
	var part strings.Builder
	for i, p := range line {
		x, y := d.at(p)
		seen = seen || x > 0 && y > 0 && x < d.width+2*border && y < d.height+2*border
		if i > 0 && i < len(line)-1 && math.Abs(x-lastX) < 1 && math.Abs(y-lastY) < 1 {
			continue
		}
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		fmt.Fprintf(&part, "%s%.1f %.1f", verb, x, y)
		lastX, lastY = x, y
	}
	if seen {
		b.WriteString(part.String())
	}
	return seen
}

func (d *svg) outlines(rings [][]geo.Point) {
	var b strings.Builder
	for _, r := range rings {
		if d.path(&b, r) {
			b.WriteString("Z")
		}
	}
	if b.Len() > 0 {
		fmt.Fprintf(d, `<path d="%s" fill="url(#water)" stroke="#b9c4cb" stroke-width="0.6"/>`+"\n", b.String())
	}
}

func (d *svg) lines(roads [][]geo.Point) {
	var b strings.Builder
	for _, r := range roads {
		d.path(&b, r)
	}
	if b.Len() > 0 {
		fmt.Fprintf(d, `<path d="%s" fill="none" stroke="#6b6b6b" stroke-opacity="0.55" stroke-width="0.7"/>`+"\n", b.String())
	}
}

// drawCells draws the cells in the order of their class, so that where they are
// too small to see and are drawn as dots, the dark ones lie on top.
func (r *Report) drawCells(d *svg) error {
	small := d.pixels*cellEdgeMeters < 3
	for shade := range shades {
		for i := range r.Cells {
			c := &r.Cells[i]
			n := r.CountMissing(c, len(Thresholds)-1)
			if shadeOf(n) != shade {
				continue
			}
			if small {
				x, y := d.at(c.Center)
				fmt.Fprintf(d, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s" stroke="#2b2b2b" stroke-width="0.5"/>`+"\n", x, y, shades[shade].fill)
				continue
			}
			corners, err := c.Cell.Boundary()
			if err != nil {
				return err
			}
			var b strings.Builder
			verb := "M"
			for _, p := range corners[:len(corners)-1] {
				x, y := d.at(p)
				fmt.Fprintf(&b, "%s%.1f %.1f", verb, x, y)
				verb = "L"
			}
			fmt.Fprintf(d, `<path d="%sZ" fill="%s" stroke="#5a5a5a" stroke-width="0.5"><title>%s: %d</title></path>`+"\n", b.String(), paint(shade), c.Cell, n)
		}
	}
	return nil
}

// paint returns the fill of a class.
func paint(shade int) string {
	if p := shades[shade].pattern; p != "" {
		return "url(#" + p + ")"
	}
	return shades[shade].fill
}

// drawOpenings marks the cells of the openings with their numbers.
func (r *Report) drawOpenings(d *svg) {
	place := map[geo.Cell]int{} // only looked up
	var at []geo.Point
	var numbers [][]int
	for i, o := range r.Openings {
		k, ok := place[o.Cell]
		if !ok {
			k = len(at)
			place[o.Cell] = k
			at, numbers = append(at, o.Point), append(numbers, nil)
		}
		numbers[k] = append(numbers[k], i+1)
	}
	for k := len(at) - 1; k >= 0; k-- { // the most useful on top
		x, y := d.at(at[k])
		marker(&d.Builder, x, y, runs(numbers[k]))
	}
}

// runs writes ascending numbers as 1–3,5.
func runs(numbers []int) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		k := i
		for k+1 < len(numbers) && numbers[k+1] == numbers[k]+1 {
			k++
		}
		if b.Len() > 0 {
			b.WriteString(",")
		}
		switch {
		case k >= i+2:
			fmt.Fprintf(&b, "%d–%d", numbers[i], numbers[k])
		default:
			fmt.Fprintf(&b, "%d", numbers[i])
			k = i
		}
		i = k + 1
	}
	return b.String()
}

// marker draws numbers in a rounded box around x, y.
func marker(b *strings.Builder, x, y float64, text string) {
	wide := max(20, textWidth(text, 13)+12)
	fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="20" rx="10" fill="#fff" stroke="#000" stroke-width="2"/><text x="%.1f" y="%.1f" text-anchor="middle" font-size="12" font-weight="700">%s</text>`+"\n",
		x-wide/2, y-10, wide, x, y+4.3, text)
}

// furniture draws the map's border, scale bar, north arrow and attribution.
func (d *svg) furniture(l Language) {
	fmt.Fprintf(d, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="none" stroke="#333"/>`+"\n", border, border, d.width, d.height)
	length, text := d.scaleBar()
	x, y := border+14, border+d.height-16
	bar := length * d.pixels
	fmt.Fprintf(d, `<rect x="%.1f" y="%.1f" width="%.1f" height="34" fill="#fff" fill-opacity="0.9"/><path d="M%.1f %.1fv6h%.1fv-6" fill="none" stroke="#000" stroke-width="2"/><text x="%.1f" y="%.1f" font-size="13">%s</text>`+"\n",
		x-8, y-24, bar+56, x, y-5, bar, x+bar+6, y+3, text)
	attribution := l.Label("attribution")
	wide := textWidth(attribution, 12) + 12
	fmt.Fprintf(d, `<rect x="%.1f" y="%.1f" width="%.1f" height="20" fill="#fff" fill-opacity="0.9"/><text x="%.1f" y="%.1f" font-size="12" text-anchor="end">%s</text>`+"\n",
		border+d.width-wide-1, border+d.height-21, wide, border+d.width-6, border+d.height-7, attribution)
	nx, ny := border+d.width-24, border+16.0
	fmt.Fprintf(d, `<g><circle cx="%.1f" cy="%.1f" r="19" fill="#fff" fill-opacity="0.9"/><path d="M%.1f %.1fl6 14-6-4-6 4z"/><text x="%.1f" y="%.1f" text-anchor="middle" font-size="12">%s</text></g>`+"\n",
		nx, ny+12, nx, ny-4, nx, ny+25, l.Label("north"))
}

// scaleBar returns a round length that is about a fifth of the map.
func (d *svg) scaleBar() (meters float64, text string) {
	want := d.width / d.pixels / 5
	meters = 50
	for _, m := range []float64{100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000} {
		if m <= want {
			meters = m
		}
	}
	if meters >= 1000 {
		return meters, fmt.Sprintf("%.0f km", meters/1000)
	}
	return meters, fmt.Sprintf("%.0f m", meters)
}

// escape makes text safe inside SVG.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(
		strings.Map(func(r rune) rune {
			if r < ' ' || r == 0xFFFE || r == 0xFFFF {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(s, "?")))
}

// textWidth estimates how wide text is at a font size: Chinese characters are
// square, others about half as wide.
func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		if r >= 0x2E80 {
			w += size
		} else {
			w += 0.5 * size
		}
	}
	return w
}
