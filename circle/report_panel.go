package circle

import (
	"fmt"
	"strings"
)

// panel is the text beside a map, written downwards.
type panel struct {
	strings.Builder
	left, bottom float64
}

// panel writes title, legend, table, openings and notes at x = left.
func (r *Report) panel(l Language, left float64) *panel {
	p := &panel{left: left, bottom: border}
	p.text(l.Label("title", r.Name), 20, true)
	p.text(l.Label("subtitle"), 13, false)
	p.bottom += 10
	p.text(l.Label("legend", Thresholds[len(Thresholds)-1]), 14, true)
	p.bottom += 4
	for k := range shades {
		x := p.left + float64(k)*79
		fmt.Fprintf(p, `<rect x="%.1f" y="%.1f" width="34" height="22" fill="%s" stroke="#5a5a5a"/><text x="%.1f" y="%.1f" font-size="13">%s</text>`+"\n",
			x, p.bottom, paint(k), x+38, p.bottom+16, l.Label("class", shades[k].text))
	}
	p.bottom += 34
	r.table(p, l)
	r.openings(p, l)
	r.unserved(p, l)
	p.bottom += 8
	p.text(l.Label("homes", r.Homes, r.Dwellings, percent(r.ByGate, r.Dwellings)), 12, false)
	if r.Source == Listed {
		p.text(l.Label("listed"), 12, false)
	} else {
		p.text(l.Label("estimated"), 12, false)
	}
	p.text(l.Label("no_data_note"), 12, false)
	return p
}

// table lists the share of dwellings without each service.
func (r *Report) table(p *panel, l Language) {
	p.text(l.Label("table"), 14, true)
	columns := [len(Thresholds)]float64{p.left + 250, p.left + 320, p.left + 390}
	for t, m := range Thresholds {
		fmt.Fprintf(p, `<text x="%.1f" y="%.1f" font-size="12" text-anchor="end">%s</text>`+"\n", columns[t], p.bottom-4, l.Label("minutes", m))
	}
	fmt.Fprintf(p, `<path d="M%.1f %.1fh%.0f" stroke="#333"/>`+"\n", p.left, p.bottom+3, panelWidth-8)
	p.bottom += 6
	for _, b := range Basics() {
		y := p.bottom + 16
		fmt.Fprintf(p, `<text x="%.1f" y="%.1f">%s</text>`, p.left, y, l.Label(b.String()))
		if r.NoData(b) {
			fmt.Fprintf(p, `<text x="%.1f" y="%.1f" text-anchor="end" fill="#555">%s</text>`, columns[len(columns)-1], y, l.Label("no_data"))
		} else {
			for t := range Thresholds {
				fmt.Fprintf(p, `<text x="%.1f" y="%.1f" text-anchor="end">%d %%</text>`, columns[t], y, percent(r.Without[b][t], r.Dwellings))
			}
		}
		p.WriteString("\n")
		p.bottom += 21
	}
	p.bottom += 12
}

// openings lists the proposed outlets under the numbers of the map.
func (r *Report) openings(p *panel, l Language) {
	if len(r.Openings) == 0 {
		return
	}
	p.text(l.Label("openings"), 14, true)
	p.bottom += 6
	for i, o := range r.Openings {
		y := p.bottom + 12
		marker(&p.Builder, p.left+11, y, fmt.Sprint(i+1))
		fmt.Fprintf(p, `<text x="%.1f" y="%.1f">%s</text><text x="%.1f" y="%.1f" text-anchor="end">%d</text>`+"\n",
			p.left+32, y+5, l.Label(o.Basic.String()), p.left+390, y+5, o.Dwellings)
		p.bottom += 25
	}
	p.bottom += 4
	p.text(l.Label("closed", len(r.Openings), r.Closed, r.Gaps), 12, false)
	p.text(l.Label("guarantee", r.Quality()), 12, false)
}

// Quality returns how near the openings are to the best possible choice, at
// least, in percent: never below 63, and often more, because the bound is
// counted for this report.
func (r *Report) Quality() int {
	if r.Possible == 0 {
		return 100
	}
	return max(63, 100*r.Closed/r.Possible)
}

// text writes a paragraph.
func (p *panel) text(s string, size float64, bold bool) {
	weight := ""
	if bold {
		weight = ` font-weight="700"`
	}
	for _, line := range wrap(s, size, panelWidth-8) {
		p.bottom += size * 1.4
		fmt.Fprintf(p, `<text x="%.1f" y="%.1f" font-size="%.0f"%s>%s</text>`+"\n", p.left, p.bottom-size*0.3, size, weight, escape(line))
	}
}

// wrap breaks text into lines of at most width pixels, at spaces and between
// Chinese characters.
func wrap(s string, size, width float64) []string {
	var out []string
	var line, word string
	flush := func() {
		if line != "" && textWidth(line+word, size) > width {
			out = append(out, strings.TrimSpace(line))
			line = ""
		}
		line += word
		word = ""
	}
	for _, r := range s {
		word += string(r)
		if r == ' ' || r >= 0x2E80 {
			flush()
		}
	}
	flush()
	return append(out, strings.TrimSpace(line))
}

// percent rounds to the nearest whole number, but says 0 and 100 only when
// that is exact.
func percent(part, whole int) int {
	switch {
	case whole == 0 || part == 0:
		return 0
	case part == whole:
		return 100
	}
	return max(1, min(99, (200*part+whole)/(2*whole)))
}

// unservedShown is how many reasons a map has room for.
const unservedShown = 6

// unserved lists what was asked for most and not served.
func (r *Report) unserved(p *panel, l Language) {
	if len(r.Unserved) == 0 {
		return
	}
	p.bottom += 8
	p.text(l.Label("unserved"), 14, true)
	list := r.byReason()
	for i := range list[:min(len(list), unservedShown)] {
		category, why := list[i].label(l)
		y := p.bottom + 16
		fmt.Fprintf(p, `<text x="%.1f" y="%.1f" font-size="12">%s</text><text x="%.1f" y="%.1f" font-size="12" text-anchor="end">%d</text>`+"\n",
			p.left, y, category+" · "+why, p.left+390, y, list[i].Times)
		p.bottom += 20
	}
}
