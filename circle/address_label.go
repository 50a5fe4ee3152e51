package circle

import (
	"slices"
	"strings"
	"unicode"
)

// class is the level that a name belongs to.
type class uint8

const (
	ofCommunity class = iota
	ofBuilding
	ofUnit
	ofHouse
	classes int = iota
)

// designators are the words that people put behind, or in English before, the
// number of a building, a unit or a house. They take one for another (号楼, 栋,
// 幢, 座; 单元, 门) or leave them away.
var designators = [classes]struct{ behind, before []string }{
	{behind: []string{"小区", "社区"}},
	{[]string{"号楼", "栋", "幢", "座", "楼", "号"}, []string{"block", "building", "bldg", "tower", "no"}},
	{[]string{"单元", "门", "梯", "号"}, []string{"unit", "entrance", "stair"}},
	{[]string{"室", "房", "号", "户"}, []string{"room", "flat", "apt"}},
}

// label is a name taken apart into what may be typed for it. A name is often
// called by its number alone, without what stands before: 锦绣花园3号楼. core is
// where that begins. A short one may be cut after two characters: 幸福 for
// 幸福里.
type label struct {
	name  string
	parts []part
	core  int
	short bool
}

// part is one piece of a name: any of its ways may be typed.
type part struct {
	ways   []way
	number bool
}

// way is a sequence of sounds. An empty one leaves the part away.
type way struct {
	sounds []sound
	cost   int
	whole  bool // not while it is still being typed
}

// newLabel takes a name apart.
func newLabel(read Readings, c class, name string) label {
	l := label{name: name, short: c == ofCommunity}
	rest := []rune(plain(name))
	for len(rest) > 0 {
		switch r := rest[0]; {
		case separates(r):
			rest = rest[1:]
		case isDigit(r) || numeralRun(rest, c) > 0:
			n := numeralRun(rest, c)
			digits := numeralValue(rest[:n])
			if isDigit(r) {
				n = runOf(rest, isDigit)
				digits = string(rest[:n])
			}
			rest = l.number(read, c, digits, rest[n:])
		case r < 0x80 && unicode.IsLetter(r):
			n := runOf(rest, func(r rune) bool { return r < 0x80 && unicode.IsLetter(r) })
			rest = l.word(read, c, string(rest[:n]), rest[n:])
		default:
			if n := suffix(rest, c); n > 0 && len(l.parts) > 0 {
				l.parts = append(l.parts, behind(read, c, string(rest[:n])))
				rest = rest[n:]
				continue
			}
			l.parts = append(l.parts, part{ways: []way{{sounds: []sound{soundOf(read, r)}}}})
			rest = rest[1:]
		}
	}
	return l
}

// number adds a number, with the designators around it, and returns what comes
// after.
func (l *label) number(read Readings, c class, digits string, rest []rune) []rune {
	if !l.numbered() {
		l.core = len(l.parts)
		if n := len(l.parts); n == 0 {
			l.parts = append(l.parts, before(c, ""))
		}
	}
	l.parts = append(l.parts, part{ways: numberWays(digits, c), number: true})
	n := marked(rest, c)
	l.parts = append(l.parts, behind(read, c, string(rest[:n])))
	return rest[n:]
}

func (l *label) numbered() bool {
	return slices.ContainsFunc(l.parts, func(p part) bool { return p.number })
}

// word adds a word in Latin letters: a designator, or a name such as the A of
// A座.
func (l *label) word(read Readings, c class, word string, rest []rune) []rune {
	if slices.Contains(designators[c].before, word) && len(l.parts) == 0 {
		l.parts = append(l.parts, before(c, word))
		return rest
	}
	l.parts = append(l.parts, part{ways: []way{{sounds: []sound{{spellings: []spelling{{text: word}}}}}}})
	n := marked(rest, c)
	if n > 0 {
		l.parts = append(l.parts, behind(read, c, string(rest[:n])))
	}
	return rest[n:]
}

// before is the designator in front of a number, which may be missing.
func before(c class, own string) part {
	p := part{ways: []way{{}}}
	for _, w := range designators[c].before {
		cost := costOther
		if w == own {
			cost = 0
		}
		p.ways = append(p.ways, way{sounds: []sound{{spellings: []spelling{{text: w}}}}, cost: cost, whole: w != own})
	}
	return p
}

// behind is the designator after a number, which may be missing.
func behind(read Readings, c class, own string) part {
	p := part{ways: []way{{}}}
	known := false
	for _, w := range designators[c].behind {
		cost := costOther
		if w == own {
			cost, known = 0, true
		}
		p.ways = append(p.ways, spoken(read, w, cost))
	}
	if own != "" && !known {
		p.ways = append(p.ways, spoken(read, own, 0))
	}
	return p
}

func spoken(read Readings, word string, cost int) way {
	w := way{cost: cost}
	for _, r := range word {
		w.sounds = append(w.sounds, soundOf(read, r))
	}
	return w
}

// marked returns how many runes at the start of rest are a designator.
func marked(rest []rune, c class) int {
	for _, w := range designators[c].behind {
		for _, form := range []string{w, traditional.Replace(w)} {
			if strings.HasPrefix(string(rest), form) {
				return len([]rune(form))
			}
		}
	}
	return 0
}

// traditional is how designators are written outside the mainland.
var traditional = strings.NewReplacer("号", "號", "楼", "樓", "栋", "棟", "单", "單", "门", "門", "户", "戶", "区", "區")

// suffix returns the length of a designator that ends the name.
func suffix(rest []rune, c class) int {
	if n := marked(rest, c); n == len(rest) && c == ofCommunity {
		return n
	}
	return 0
}

func runOf(rest []rune, is func(rune) bool) int {
	n := 0
	for n < len(rest) && is(rest[n]) {
		n++
	}
	return n
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// separates reports whether a rune only keeps others apart.
func separates(r rune) bool {
	return r != 0 && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Han, r) && r != '〇'
}

// plain writes text in one way: lower case, half width, no broken bytes.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == '○' || r == '◯':
			return '〇'
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(s, " "))
}
