package notify

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/linli/linli/dispatch"
)

// The most that a text may take up.
const (
	mostParts = 3   // of an SMS
	mostRunes = 400 // elsewhere
	mostValue = 40  // of a value that was filled in, the link apart
)

// Catalogue holds the texts by language and key, with {names} to fill in.
type Catalogue map[string]map[string]string

// keys of the catalogue, and the names that each may use.
var keys = map[string][]string{
	OnTheWay:      {"shop", "eta", "code", "link"},
	onTheWayNoETA: {"shop", "code", "link"},
	InLocker:      {"shop", "locker", "compartment", "code", "link"},
	RobotWaiting:  {"shop", "code", "link"},
	Delivered:     {"shop"},
	Failed:        {"shop"},
	HelpFamily:    {"link"},
	HelpDrill:     {"link"},
	HelpComing:    {},
	HelpOver:      {},
	Later:         {"shop", "eta", "link"},
	StaffLate:     {"shop", "link"},
	StaffCall:     {"shop"},
	StaffMissed:   {"shop"},
	StaffAgain:    {"shop", "link"},

	dispatch.RobotRescue:    {"shop", "link"},
	dispatch.LockerReminder: {"shop", "locker", "compartment", "code", "link"},
}

// Check returns an error unless every text is there in both languages, uses
// only names that can be filled in, and fits.
func (c Catalogue) Check() error {
	for _, lang := range []string{"zh", "en"} {
		for key, names := range keys {
			text := c[lang][key]
			if strings.TrimSpace(text) == "" {
				return fmt.Errorf("notify: the catalogue has no %s in %s", key, lang)
			}
			fill := map[string]string{"link": strings.Repeat("x", 90)}
			for _, n := range names {
				if n != "link" {
					fill[n] = strings.Repeat("x", 12)
				}
			}
			if _, missing := expand(text, fill); missing != "" {
				return fmt.Errorf("notify: %s in %s asks for {%s}, which nobody knows", key, lang, missing)
			}
			if s, _ := expand(text, fill); Parts(s) > mostParts {
				return fmt.Errorf("notify: %s in %s takes %d SMS", key, lang, Parts(s))
			}
		}
	}
	return nil
}

// compose fills a text in for a channel. It is false when the text does not
// fit, even with the values cut short.
func (c Catalogue) compose(lang, key string, channel Channel, fill map[string]string) (string, bool) {
	pattern := c[lang][key]
	for most := mostValue; most >= 8; most -= 8 {
		clean := map[string]string{}
		for name, v := range fill {
			clean[name] = plain(v)
			switch {
			case name == "code" && channel == Voice:
				clean[name] = strings.Join(strings.Split(plain(v), ""), " ") // digit by digit
			case name == "link" && channel == Voice:
				clean[name] = ""
			case name != "link":
				clean[name] = cut(clean[name], most)
			}
		}
		text, missing := expand(pattern, clean)
		if missing != "" || text == "" {
			return "", false
		}
		fits := len([]rune(text)) <= mostRunes
		if channel == SMS {
			fits = Parts(text) <= mostParts
		}
		if fits {
			return text, true
		}
	}
	return "", false
}

// expand fills {names} in once: what a value contains is not looked at again.
// It returns the first name that has no value.
func expand(pattern string, fill map[string]string) (text, missing string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return strings.TrimSpace(b.String()), missing
		}
		name, after, closed := strings.Cut(rest, "}")
		v, known := fill[name]
		if (!closed || !known) && missing == "" {
			missing = name
		}
		b.WriteString(v)
		pattern = after
	}
}

// plain makes a value safe to stand in a message: no line breaks, no control
// or direction marks, no runs of spaces. A merchant's name cannot write a
// second message below ours.
func plain(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case !unicode.IsPrint(c):
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// cut shortens a value to n characters, the last one an ellipsis.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
