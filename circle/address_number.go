package circle

import (
	"strconv"
	"strings"
)

// numerals are the characters of spoken numbers with how they are written and
// said. One is yao on the telephone, two is liang before what is counted.
var numerals = []struct {
	char     rune
	others   []string
	readings []string
}{
	{'零', []string{"0", "〇"}, []string{"ling"}},
	{'一', []string{"1", "幺", "壹"}, []string{"yi", "yao"}},
	{'二', []string{"2", "两", "兩", "贰"}, []string{"er", "liang"}},
	{'三', []string{"3", "叁"}, []string{"san"}},
	{'四', []string{"4", "肆"}, []string{"si"}},
	{'五', []string{"5", "伍"}, []string{"wu"}},
	{'六', []string{"6", "陆"}, []string{"liu"}},
	{'七', []string{"7", "柒"}, []string{"qi"}},
	{'八', []string{"8", "捌"}, []string{"ba"}},
	{'九', []string{"9", "玖"}, []string{"jiu"}},
	{'十', []string{"拾"}, []string{"shi"}},
	{'百', []string{"佰"}, []string{"bai"}},
	{'千', []string{"仟"}, []string{"qian"}},
}

// numeralSounds are the sounds of numerals, made once.
var numeralSounds = func() []sound {
	out := make([]sound, len(numerals))
	for i, n := range numerals {
		out[i] = newSound(n.char, n.others, n.readings)
	}
	return out
}()

// numeralOf returns the index of a numeral in Chinese, or -1.
func numeralOf(r rune) int {
	for i, n := range numerals {
		if r == n.char {
			return i
		}
		for _, o := range n.others {
			if string(r) == o && r > 0x80 {
				return i
			}
		}
	}
	return -1
}

// numeralRun returns how many runes at the start of a name are a number in
// Chinese: what a designator follows, or nothing.
func numeralRun(rest []rune, c class) int {
	n := runOf(rest, func(r rune) bool { return numeralOf(r) >= 0 })
	if n == 0 || n > 7 || n < len(rest) && marked(rest[n:], c) == 0 {
		return 0
	}
	return n
}

// numeralValue writes a number in Chinese with digits: 三十二, 一百零五 and 三二.
func numeralValue(run []rune) string {
	var digits strings.Builder
	total, digit, counted := 0, 0, false
	for _, r := range run {
		switch n := numeralOf(r); {
		case n <= 9:
			digits.WriteByte(byte('0' + n))
			digit = n
		default:
			place := []int{10, 100, 1000}[n-10]
			if digit == 0 {
				digit = 1 // 十二 is 一十二
			}
			total, digit, counted = total+digit*place, 0, true
		}
	}
	if counted {
		return strconv.Itoa(total + digit)
	}
	return digits.String()
}

// numberWays lists how a number is said: digit by digit, as a count, and a
// house as its floor and two digits (十二零一).
func numberWays(digits string, c class) []way {
	ways := []way{byDigits(digits)}
	short := strings.TrimLeft(digits, "0")
	if short != "" && short != digits {
		ways = append(ways, byDigits(short))
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 10 || n > 9999 {
		return ways
	}
	ways = append(ways, byCount(n)...)
	if c == ofHouse && len(short) >= 4 {
		for _, floor := range byCount(n / 100) {
			ways = append(ways, way{sounds: append(floor.sounds, byDigits(short[len(short)-2:]).sounds...)})
		}
	}
	return ways
}

func byDigits(digits string) way {
	w := way{}
	for _, d := range digits {
		w.sounds = append(w.sounds, numeralSounds[d-'0'])
	}
	return w
}

// byCount says n, from 10 to 9999, as a count. The tens of ten to nineteen are
// said with or without their one.
func byCount(n int) []way {
	var w way
	zero := false
	for _, place := range []struct{ worth, numeral int }{{1000, 12}, {100, 11}, {10, 10}, {1, -1}} {
		d := n / place.worth % 10
		if d == 0 {
			zero = len(w.sounds) > 0
			continue
		}
		if zero {
			w.sounds = append(w.sounds, numeralSounds[0])
			zero = false
		}
		w.sounds = append(w.sounds, numeralSounds[d])
		if place.numeral >= 0 {
			w.sounds = append(w.sounds, numeralSounds[place.numeral])
		}
	}
	if n >= 20 {
		return []way{w}
	}
	return []way{{sounds: w.sounds[1:]}, w}
}
