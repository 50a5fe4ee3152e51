package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/sheet"
	"github.com/linli/linli/shell"
	"golang.org/x/text/width"
)

// reader is a table that is being read.
type reader struct {
	plan    *Plan
	there   Circle
	at      map[string]int    // column by name
	titles  map[string]string // as the file calls them
	records []*record
	byKey   map[string]*record
	known   map[string]int // what is there, by key

	houses   map[string]*circle.Building // as the file calls them; nil: there is none
	contacts map[string]*shell.Party     // of providers
}

// record is one or several rows about the same.
type record struct {
	cells map[string]string
	lines []int
	at    map[string]int // the line that a cell comes from
	there int            // index of what is there already, -1 when it is new
}

// bad notes what is wrong with a column of the record.
func (r *reader) bad(rec *record, name, zh, en string) {
	line, ok := rec.at[name]
	if !ok {
		line = rec.lines[0]
	}
	r.plan.Bad = append(r.plan.Bad, RowFault{Line: line, Column: r.title(name), Why: sheet.Sentence{Zh: zh, En: en}})
}

func (r *reader) title(name string) string {
	if t := r.titles[name]; t != "" {
		return t
	}
	return name
}

// gather puts a row into the record that it is about.
func (r *reader) gather(row *sheet.Row) {
	cells := map[string]string{}
	for name, i := range r.at {
		if text := row.Cell(i); text != "" {
			cells[name] = width.Fold.String(text)
		}
	}
	keys := r.keys(cells)
	other := false
	for _, key := range keys {
		if rec := r.byKey[key]; rec != nil {
			if a, b := rec.cells["id"], cells["id"]; a != "" && b != "" && a != b {
				if other {
					continue
				}
				other = true
				r.doubt(row.Line, "id", fmt.Sprintf("与第 %d 行电话或姓名住址相同，但编号不同：按两条记录处理", rec.lines[0]),
					fmt.Sprintf("the same phone, or name and place, as line %d but another id: kept as two records", rec.lines[0]))
				continue
			}
			r.merge(rec, row.Line, cells)
			r.claim(rec, keys)
			return
		}
	}
	rec := &record{cells: cells, lines: []int{row.Line}, at: map[string]int{}, there: -1}
	for name := range cells {
		rec.at[name] = row.Line
	}
	for _, key := range keys {
		if i, ok := r.known[key]; ok && (strings.HasPrefix(key, "id:") || cells["id"] == "" || r.idOf(i) == "") {
			same := "there:" + strconv.Itoa(i)
			if first := r.byKey[same]; first != nil { // another row found it by another name
				r.merge(first, row.Line, cells)
				r.claim(first, keys)
				return
			}
			rec.there, keys = i, append(keys, same)
			break
		}
	}
	r.records = append(r.records, rec)
	r.claim(rec, keys)
}

func (r *reader) claim(rec *record, keys []string) {
	for _, key := range keys {
		if r.byKey[key] == nil {
			r.byKey[key] = rec
		}
	}
}

// merge fills the record's blanks from a row. Where both say something else
// the earlier row stands, and that is a doubt.
func (r *reader) merge(rec *record, line int, cells map[string]string) {
	rec.lines = append(rec.lines, line)
	for _, c := range heads[r.plan.Kind] {
		was, now := rec.cells[c.name], cells[c.name]
		switch {
		case now == "" || now == was:
		case was == "":
			rec.cells[c.name], rec.at[c.name] = now, line
		case c.name == "phone" && plainPhone(was) == plainPhone(now), plainUnit(was) == plainUnit(now):
		default:
			r.doubt(line, c.name, fmt.Sprintf("与第 %d 行重复但内容不同：保留第 %d 行", rec.lines[0], rec.at[c.name]),
				fmt.Sprintf("a duplicate of line %d that says something else: line %d stands", rec.lines[0], rec.at[c.name]))
		}
	}
}

func (r *reader) doubt(line int, name, zh, en string) {
	r.plan.Doubts = append(r.plan.Doubts, RowFault{Line: line, Column: r.title(name), Why: sheet.Sentence{Zh: zh, En: en}})
}

// plainPhone keeps the digits of a phone, and a plus in front.
func plainPhone(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c >= '0' && c <= '9' || c == '+' && b.Len() == 0 {
			b.WriteRune(c)
		}
	}
	return strings.TrimPrefix(strings.TrimPrefix(b.String(), "+86"), "0086")
}

// plainName is how names are compared: without spaces, in lower case.
func plainName(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || c == '·' {
			return -1
		}
		return unicode.ToLower(c)
	}, width.Fold.String(s))
}

// number reads a whole number between two bounds; a blank leaves it alone.
func (r *reader) number(rec *record, name string, low, high int, set func(int)) {
	text := rec.cells[name]
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		r.bad(rec, name, fmt.Sprintf("不是 %d 到 %d 的整数", low, high), fmt.Sprintf("not a whole number between %d and %d", low, high))
		return
	}
	set(n)
}

// flag reads yes or no; a blank leaves it alone.
func (r *reader) flag(rec *record, name string, set *bool) {
	switch strings.ToLower(rec.cells[name]) {
	case "":
	case "是", "有", "y", "yes", "true", "1", "√", "对":
		*set = true
	case "否", "无", "没有", "n", "no", "false", "0", "×", "x":
		*set = false
	default:
		r.bad(rec, name, "请填“是”或“否”", "neither yes nor no")
	}
}

// money reads an amount in the currency's main unit as minor units.
func (r *reader) money(rec *record, name string, set *int64) {
	text := strings.TrimLeft(rec.cells[name], "¥€$")
	if text == "" {
		return
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 32)
	if err != nil || n < 0 || len(part) > 2 {
		r.bad(rec, name, "不是金额（如 12.50）", "not an amount like 12.50")
		return
	}
	cents, err := strconv.ParseInt((part + "00")[:2], 10, 32)
	if err != nil || cents < 0 {
		r.bad(rec, name, "不是金额（如 12.50）", "not an amount like 12.50")
		return
	}
	*set = n*100 + cents
}

// point reads longitude and latitude as WGS-84; blanks leave it alone.
func (r *reader) point(rec *record, set *geo.Point) {
	if rec.cells["lng"] == "" && rec.cells["lat"] == "" && rec.there >= 0 {
		return
	}
	var p geo.Point
	for name, v := range map[string]*float64{"lng": &p.Lng, "lat": &p.Lat} {
		f, err := strconv.ParseFloat(rec.cells[name], 64)
		if err != nil {
			f = 1000
		}
		*v = f
	}
	if err := p.Check(); err != nil {
		r.bad(rec, "lng", "经纬度不对（是否写反了？）", "longitude and latitude are no place on Earth: swapped?")
		return
	}
	at, err := geo.Datum(strings.ToLower(strings.ReplaceAll(rec.cells["datum"], "-", ""))).ToWGS84(p)
	if err != nil {
		r.bad(rec, "datum", "坐标系应为 wgs84、gcj02 或 bd09", "the datum is not wgs84, gcj02 or bd09")
		return
	}
	if box := r.there.Bounds; box != (geo.Bounds{}) && !box.Contains(at) {
		r.bad(rec, "lng", "不在本城市范围内（经纬度是否写反了？）", "outside the city: longitude and latitude swapped?")
		return
	}
	*set = at.Round()
}

// community finds a community by id or name; with a single one a blank means
// that.
func (r *reader) community(text string) (circle.CommunityID, bool) {
	if text == "" && len(r.there.Communities) == 1 {
		return r.there.Communities[0].ID, true
	}
	i := slices.IndexFunc(r.there.Communities, func(c circle.Community) bool {
		return string(c.ID) == text || plainName(c.Name) == plainName(text)
	})
	if i < 0 || text == "" {
		return "", false
	}
	return r.there.Communities[i].ID, true
}
