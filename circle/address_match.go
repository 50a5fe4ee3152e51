package circle

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// typed is what somebody typed so far, with how each of its characters sounds.
type typed struct {
	text   string
	folded [][]string // by byte where a character begins
}

// typedRunes bounds how much of a query is read: an address is shorter.
const typedRunes = 60

func newTyped(read Readings, q string) typed {
	runes := []rune(strings.TrimFunc(plain(q), separates))
	t := typed{text: string(runes[:min(len(runes), typedRunes)])}
	t.folded = make([][]string, len(t.text)+1)
	for i, r := range t.text {
		if r < 0x80 {
			continue
		}
		for _, reading := range read(r) {
			t.folded[i] = append(t.folded[i], fold(reading))
		}
	}
	return t
}

// spot is a place in what was typed, reached at a cost.
type spot struct {
	pos, cost int
}

// outcome says how a label fits what was typed from some place on: where it
// may end, and what it costs to be only begun; -1 when it is not.
type outcome struct {
	ends  []spot
	begun int
}

// whole returns the cost of a label that uses up everything that was typed, or
// begins to; -1 for one that does neither.
func (o *outcome) whole(length int) int {
	best := o.begun
	for _, e := range o.ends {
		if e.pos == length && (best < 0 || e.cost < best) {
			best = e.cost
		}
	}
	return best
}

// reach keeps the cheapest way to each place.
func reach(spots []spot, s spot) []spot {
	for i := range spots {
		if spots[i].pos == s.pos {
			spots[i].cost = min(spots[i].cost, s.cost)
			return spots
		}
	}
	return append(spots, s)
}

// match fits a label to what was typed from pos on.
func (t *typed) match(l *label, pos int) outcome {
	o := t.parts(l.parts, spot{pos, 0}, l.short)
	if l.core == 0 {
		return o
	}
	short := t.parts(l.parts[l.core:], spot{pos, costSkipped}, false)
	for _, e := range short.ends {
		o.ends = reach(o.ends, e)
	}
	if o.begun < 0 || short.begun >= 0 && short.begun < o.begun {
		o.begun = short.begun
	}
	return o
}

// parts fits parts one after the other; with short it may end after two.
func (t *typed) parts(parts []part, from spot, short bool) outcome {
	o := outcome{begun: -1}
	begin := func(cost int) {
		if cost += costPartial; o.begun < 0 || cost < o.begun {
			o.begun = cost
		}
	}
	at := []spot{from}
	for k := range parts {
		var next []spot
		for _, s := range at {
			if s.pos == len(t.text) && !parts[k].optional() {
				if s.pos > from.pos {
					begin(s.cost)
				}
				continue
			}
			for w := range parts[k].ways {
				next = t.way(&parts[k].ways[w], parts[k].number, s, next, begin)
			}
		}
		if at = next; len(at) == 0 {
			return o
		}
		for _, s := range at {
			last := k == len(parts)-1
			if s.pos > from.pos && (last || short && k > 0 && s.pos < len(t.text)) {
				if !last {
					s.cost += costSkipped
				}
				o.ends = reach(o.ends, s)
			}
		}
	}
	return o
}

// optional reports whether a part may be left away.
func (p *part) optional() bool {
	return slices.ContainsFunc(p.ways, func(w way) bool { return len(w.sounds) == 0 })
}

// way fits one way of a part from s on and adds where it ends to next.
func (t *typed) way(w *way, number bool, s spot, next []spot, begin func(int)) []spot {
	if len(w.sounds) == 0 {
		return reach(next, s)
	}
	if number && t.digit(s.pos) && s.pos > 0 && t.digit(s.pos-1) {
		s.cost += costRunTogether
	}
	at := []spot{{s.pos, s.cost + w.cost}}
	for k := range w.sounds {
		var after []spot
		for _, a := range at {
			pos := t.skip(a.pos)
			if number && k > 0 && pos > a.pos && t.digit(pos) {
				continue // 3 2 is not 32
			}
			if pos == len(t.text) {
				if pos > s.pos && !w.whole {
					begin(a.cost)
				}
				continue
			}
			after = t.sound(&w.sounds[k], spot{pos, a.cost}, after, func(cost int) {
				if !w.whole {
					begin(cost)
				}
			})
		}
		if at = after; len(at) == 0 {
			return next
		}
	}
	for _, a := range at {
		next = reach(next, a)
	}
	return next
}

// sound fits one sound.
func (t *typed) sound(x *sound, s spot, after []spot, begin func(int)) []spot {
	rest := t.text[s.pos:]
	for i := range x.spellings {
		p := &x.spellings[i]
		switch {
		case strings.HasPrefix(rest, p.text):
			after = reach(after, spot{s.pos + len(p.text), s.cost + p.cost})
		case strings.HasPrefix(p.text, rest):
			begin(s.cost + p.cost)
		}
	}
	if x.char == 0 || len(t.folded[s.pos]) == 0 {
		return after
	}
	if slices.ContainsFunc(t.folded[s.pos], func(f string) bool { return slices.Contains(x.folded, f) }) {
		_, n := utf8.DecodeRuneInString(rest)
		after = reach(after, spot{s.pos + n, s.cost + costMisheard})
	}
	return after
}

// skip returns the place after what only keeps words apart.
func (t *typed) skip(pos int) int {
	for pos < len(t.text) {
		r, n := utf8.DecodeRuneInString(t.text[pos:])
		if !separates(r) {
			break
		}
		pos += n
	}
	return pos
}

func (t *typed) digit(pos int) bool { return pos < len(t.text) && isDigit(rune(t.text[pos])) }
