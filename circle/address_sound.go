package circle

import (
	"slices"
	"strings"
)

// Readings returns every pinyin of a character without tones, nothing for what
// is no Chinese character.
type Readings func(r rune) []string

// What it costs when something else was typed than the name itself. Results are
// shown by the sum; a result of few costs hides none of more.
const (
	costInitial = 1 // the initial instead of the syllable
	costOther   = 1 // another word for the same: 栋 for 号楼
	costMisheard
	costPartial     = 4  // it is still being typed
	costSkipped     = 4  // the unit, or what stands before the number, was left away
	costRunTogether = 6  // 32 for building 3, unit 2
	costNext        = 20 // a child of what was named: what may be said next
	costInside      = 40 // found by unit or house alone
)

// sound is one character or word of a name with what may be typed for it.
type sound struct {
	char      rune     // 0 for a word in Latin letters
	folded    []string // its readings, as they are easily misheard
	spellings []spelling
}

// spelling is one way to type a sound.
type spelling struct {
	text string
	cost int
}

// soundOf returns what may be typed for a character.
func soundOf(read Readings, r rune) sound {
	return newSound(r, nil, read(r))
}

// newSound returns the sound of a character with others that stand for it.
func newSound(char rune, others []string, readings []string) sound {
	s := sound{char: char, spellings: []spelling{{text: string(char)}}}
	add := func(text string, cost int) {
		if !slices.ContainsFunc(s.spellings, func(x spelling) bool { return x.text == text }) {
			s.spellings = append(s.spellings, spelling{text, cost})
		}
	}
	for _, o := range others {
		add(o, 0)
	}
	for _, r := range readings {
		add(r, 0)
		if f := fold(r); !slices.Contains(s.folded, f) {
			s.folded = append(s.folded, f)
		}
	}
	for _, r := range readings {
		add(r[:1], costInitial)
	}
	for _, r := range readings {
		for _, v := range misheard(r) {
			add(v, costMisheard)
		}
	}
	return s
}

// retroflex are the initials that half of China does not tell from those
// without h.
var retroflex = []string{"zh", "ch", "sh"}

// misheard lists the syllables that one is taken for: zh and z, n and l in
// front, ng and n at the end.
func misheard(reading string) []string {
	heads, tails := []string{reading}, []string{}
	for _, h := range retroflex {
		if strings.HasPrefix(reading, h) {
			heads = append(heads, h[:1]+reading[2:])
		} else if reading[0] == h[0] {
			heads = append(heads, h+reading[1:])
		}
	}
	switch reading[0] {
	case 'n':
		heads = append(heads, "l"+reading[1:])
	case 'l':
		heads = append(heads, "n"+reading[1:])
	}
	for _, h := range heads {
		tails = append(tails, h)
		if cut, ok := strings.CutSuffix(h, "ng"); ok {
			tails = append(tails, cut+"n")
		} else if strings.HasSuffix(h, "n") && len(h) > 1 {
			tails = append(tails, h+"g")
		}
	}
	return tails[1:]
}

// fold writes syllables that are taken for each other in one way.
func fold(reading string) string {
	for _, h := range retroflex {
		if rest, ok := strings.CutPrefix(reading, h); ok {
			reading = h[:1] + rest
		}
	}
	if strings.HasPrefix(reading, "l") {
		reading = "n" + reading[1:]
	}
	if cut, ok := strings.CutSuffix(reading, "ng"); ok {
		reading = cut + "n"
	}
	return reading
}
