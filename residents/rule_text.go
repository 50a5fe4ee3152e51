package residents

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/clock"
)

// The most that a rule may ask for.
const (
	maxInterval = 1000
	maxCount    = 10_000
)

// RuleError says which part of a recurrence rule cannot be used, and why.
type RuleError struct {
	Part string // "BYDAY"; "RRULE" for the rule as a whole
	Why  string
}

// Error names the part first.
func (e *RuleError) Error() string { return e.Part + ": " + e.Why }

func bad(part, format string, args ...any) *RuleError {
	return &RuleError{Part: part, Why: fmt.Sprintf(format, args...)}
}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// ParseRule reads an RRULE's value as RFC 5545 writes it, with or without
// "RRULE:" before it: FREQ=MONTHLY;BYDAY=2TU. It knows FREQ from DAILY to
// YEARLY, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and
// WKST. UNTIL is a day (its visits are included) or a UTC time. Every other
// part, and a value that RFC 5545 forbids, is refused with a *RuleError.
func ParseRule(s string) (Rule, error) {
	r := Rule{Interval: 1, WeekStart: time.Monday}
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "RRULE:")
	seen := map[string]bool{}
	for field := range strings.SplitSeq(s, ";") {
		part, value, found := strings.Cut(field, "=")
		if !found || value == "" {
			return Rule{}, bad("RRULE", "%q is not NAME=VALUE", field)
		}
		if seen[part] {
			return Rule{}, bad(part, "is given twice")
		}
		seen[part] = true
		if err := r.read(part, value); err != nil {
			return Rule{}, err
		}
	}
	if !seen["FREQ"] {
		return Rule{}, bad("FREQ", "is missing")
	}
	if seen["COUNT"] && seen["UNTIL"] {
		return Rule{}, bad("COUNT", "cannot stand beside UNTIL: a rule has one end")
	}
	if err := r.check(); err != nil {
		return Rule{}, err
	}
	return r, nil
}

// read takes one part. It returns error, not *RuleError, so that nil is nil.
func (r *Rule) read(part, value string) error {
	var refusal *RuleError
	switch part {
	case "FREQ":
		refusal = r.readFreq(value)
	case "INTERVAL":
		r.Interval, refusal = number(part, value, 1, maxInterval, false)
	case "COUNT":
		r.Count, refusal = number(part, value, 1, maxCount, false)
	case "UNTIL":
		refusal = r.readUntil(value)
	case "BYMONTH":
		var months []int
		months, refusal = numbers(part, value, 12, false)
		for _, m := range months {
			r.ByMonth = append(r.ByMonth, time.Month(m))
		}
	case "BYMONTHDAY":
		r.ByMonthDay, refusal = numbers(part, value, 31, true)
	case "BYSETPOS":
		r.BySetPos, refusal = numbers(part, value, 366, true)
	case "BYDAY":
		refusal = r.readDays(value)
	case "WKST":
		i := slices.Index(weekdays[:], value)
		if i < 0 {
			return bad(part, "%q is not one of SU MO TU WE TH FR SA", value)
		}
		r.WeekStart = time.Weekday(i)
	case "BYHOUR", "BYMINUTE", "BYSECOND", "BYYEARDAY", "BYWEEKNO":
		return bad(part, "is not offered: a rule names days by month, day of the month and weekday")
	default:
		return bad(part, "is no part of a recurrence rule")
	}
	if refusal != nil {
		return refusal
	}
	return nil
}

func (r *Rule) readFreq(value string) *RuleError {
	i := slices.Index(frequencyNames[:], value)
	if i < 0 {
		return bad("FREQ", "%q is not one of DAILY WEEKLY MONTHLY YEARLY", value)
	}
	r.Freq = Frequency(i)
	return nil
}

func (r *Rule) readUntil(value string) *RuleError {
	if t, err := time.Parse("20060102T150405Z", value); err == nil {
		r.Until = clock.FromTime(t)
		return nil
	}
	t, err := time.Parse("20060102", value)
	if err != nil {
		return bad("UNTIL", "%q is neither a day like 20261124 nor a UTC time like 20261124T160000Z", value)
	}
	r.UntilDay, _ = clock.DateOf(t.Date())
	return nil
}

func (r *Rule) readDays(value string) *RuleError {
	for item := range strings.SplitSeq(value, ",") {
		if len(item) < 2 {
			return bad("BYDAY", "%q is no weekday", item)
		}
		nth, name := item[:len(item)-2], item[len(item)-2:]
		i := slices.Index(weekdays[:], name)
		if i < 0 {
			return bad("BYDAY", "%q does not end in one of SU MO TU WE TH FR SA", item)
		}
		day := NthDay{Day: time.Weekday(i)}
		if nth != "" {
			var refusal *RuleError
			if day.Nth, refusal = number("BYDAY", nth, 1, 53, true); refusal != nil {
				return refusal
			}
		}
		if !slices.Contains(r.ByDay, day) {
			r.ByDay = append(r.ByDay, day)
		}
	}
	return nil
}

// number reads digits, with a sign where one is allowed, whose absolute value
// is from least to most.
func number(part, value string, least, most int, signed bool) (int, *RuleError) {
	digits := value
	if signed {
		digits = strings.TrimPrefix(strings.TrimPrefix(value, "-"), "+")
		if len(value)-len(digits) > 1 {
			digits = ""
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || digits[0] < '0' || digits[0] > '9' || n < least || n > most {
		sign := ""
		if signed {
			sign = ", or the same from the end with a minus"
		}
		return 0, bad(part, "%q is not a number from %d to %d%s", value, least, most, sign)
	}
	if value[0] == '-' {
		n = -n
	}
	return n, nil
}

// numbers reads a list without repeats.
func numbers(part, value string, most int, signed bool) ([]int, *RuleError) {
	var out []int
	for item := range strings.SplitSeq(value, ",") {
		n, refusal := number(part, item, 1, most, signed)
		if refusal != nil {
			return nil, refusal
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

// check holds the parts against each other.
func (r *Rule) check() error {
	for _, d := range r.ByDay {
		switch {
		case d.Nth == 0:
		case r.Freq < Monthly:
			return bad("BYDAY", "%d%s counts within a month or year, and FREQ is %s", d.Nth, weekdays[d.Day], frequencyNames[r.Freq])
		case (r.Freq == Monthly || len(r.ByMonth) > 0) && (d.Nth > 5 || d.Nth < -5):
			return bad("BYDAY", "no month has %d of a weekday", max(d.Nth, -d.Nth))
		}
	}
	if r.Freq == Weekly && len(r.ByMonthDay) > 0 {
		return bad("BYMONTHDAY", "cannot stand in a weekly rule")
	}
	if len(r.BySetPos) > 0 && len(r.ByDay) == 0 && len(r.ByMonthDay) == 0 && len(r.ByMonth) == 0 {
		return bad("BYSETPOS", "picks from days that another BY part names, and there is none")
	}
	return r.checkMonthDays()
}

// checkMonthDays refuses days that none of the months has.
func (r *Rule) checkMonthDays() error {
	if len(r.ByMonth) == 0 || len(r.ByMonthDay) == 0 {
		return nil
	}
	longest := 0
	for _, m := range r.ByMonth {
		longest = max(longest, lastDay(firstOf(2000, int(m)))) // a leap year
	}
	for _, d := range r.ByMonthDay {
		if max(d, -d) <= longest {
			return nil
		}
	}
	return bad("BYMONTHDAY", "none of the months in BYMONTH has that day")
}

// String writes the rule in RFC 5545's form; ParseRule reads it back.
func (r Rule) String() string {
	parts := []string{"FREQ=" + frequencyNames[r.Freq]}
	if r.Interval > 1 {
		parts = append(parts, "INTERVAL="+strconv.Itoa(r.Interval))
	}
	switch {
	case r.Count > 0:
		parts = append(parts, "COUNT="+strconv.Itoa(r.Count))
	case r.UntilDay != 0:
		parts = append(parts, "UNTIL="+strings.ReplaceAll(r.UntilDay.String(), "-", ""))
	case !r.Until.IsZero():
		parts = append(parts, "UNTIL="+r.Until.Time().Format("20060102T150405Z"))
	}
	parts = appendList(parts, "BYMONTH=", r.ByMonth, func(m time.Month) string { return strconv.Itoa(int(m)) })
	parts = appendList(parts, "BYMONTHDAY=", r.ByMonthDay, strconv.Itoa)
	parts = appendList(parts, "BYDAY=", r.ByDay, func(d NthDay) string {
		if d.Nth == 0 {
			return weekdays[d.Day]
		}
		return strconv.Itoa(d.Nth) + weekdays[d.Day]
	})
	parts = appendList(parts, "BYSETPOS=", r.BySetPos, strconv.Itoa)
	if r.WeekStart != time.Monday {
		parts = append(parts, "WKST="+weekdays[r.WeekStart])
	}
	return strings.Join(parts, ";")
}

func appendList[T any](parts []string, name string, list []T, write func(T) string) []string {
	if len(list) == 0 {
		return parts
	}
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = write(v)
	}
	return append(parts, name+strings.Join(out, ","))
}

// MarshalText writes what String does; the zero Rule is empty.
func (r Rule) MarshalText() ([]byte, error) {
	if r.Interval == 0 {
		return nil, nil
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what ParseRule reads; an empty text is the zero Rule.
func (r *Rule) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*r = Rule{}
		return nil
	}
	v, err := ParseRule(string(b))
	if err == nil {
		*r = v
	}
	return err
}
