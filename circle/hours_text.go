package circle

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

// The days of opening hours as text; the eighth is the holidays.
const (
	holidays  = 7
	dayGroups = 8
)

// dayWords are read longest first. A number is a time.Weekday, or holidays.
var dayWords = []struct {
	word string
	days []int
}{
	{"工作日", []int{1, 2, 3, 4, 5}}, {"weekdays", []int{1, 2, 3, 4, 5}},
	{"周末", []int{6, 0}}, {"weekends", []int{6, 0}},
	{"每天", []int{1, 2, 3, 4, 5, 6, 0}}, {"每日", []int{1, 2, 3, 4, 5, 6, 0}}, {"daily", []int{1, 2, 3, 4, 5, 6, 0}},
	{"法定节假日", []int{holidays}}, {"节假日", []int{holidays}}, {"节日", []int{holidays}}, {"ph", []int{holidays}},
	{"星期一", []int{1}}, {"星期二", []int{2}}, {"星期三", []int{3}}, {"星期四", []int{4}}, {"星期五", []int{5}}, {"星期六", []int{6}}, {"星期日", []int{0}}, {"星期天", []int{0}},
	{"周一", []int{1}}, {"周二", []int{2}}, {"周三", []int{3}}, {"周四", []int{4}}, {"周五", []int{5}}, {"周六", []int{6}}, {"周日", []int{0}}, {"周天", []int{0}},
	{"monday", []int{1}}, {"tuesday", []int{2}}, {"wednesday", []int{3}}, {"thursday", []int{4}}, {"friday", []int{5}}, {"saturday", []int{6}}, {"sunday", []int{0}},
	{"mon", []int{1}}, {"tue", []int{2}}, {"wed", []int{3}}, {"thu", []int{4}}, {"fri", []int{5}}, {"sat", []int{6}}, {"sun", []int{0}},
	{"mo", []int{1}}, {"tu", []int{2}}, {"we", []int{3}}, {"th", []int{4}}, {"fr", []int{5}}, {"sa", []int{6}}, {"su", []int{0}},
}

var everyDay = []int{1, 2, 3, 4, 5, 6, 0}

// hoursMarks makes one writing of the many.
var hoursMarks = strings.NewReplacer(
	"；", ";", "\n", ";", "，", ",", "、", ",", "：", ":", "～", "-", "~", "-", "—", "-", "–", "-", "至", "-", "到", "-", "\u00a0", " ", "\t", " ",
)

// ParseHours reads opening hours in the writing of OpenStreetMap or in
// Chinese: "Mo-Fr 08:00-12:00,14:00-20:00; Sa 09:00-18:00; PH off",
// "周一至周五 08:00-20:00；周六 09:00-18:00；节假日休息", "24/7", "全天". A later
// rule replaces an earlier one for its days; days that no rule names are
// closed, and holidays that none names are kept by their day of the week.
func ParseHours(text string) (*Hours, error) {
	h := &Hours{}
	rules := 0
	for rule := range strings.SplitSeq(strings.ToLower(hoursMarks.Replace(text)), ";") {
		if rule = strings.TrimSpace(rule); rule == "" {
			continue
		}
		days, times, err := splitRule(rule)
		if err != nil {
			return nil, fmt.Errorf("circle: opening hours %q: %w", text, err)
		}
		for _, d := range days {
			if d == holidays {
				h.OnHolidays, h.Holiday = true, times
			} else {
				h.Week[d] = times
			}
		}
		rules++
	}
	if rules == 0 {
		return nil, fmt.Errorf("circle: opening hours %q say nothing", text)
	}
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("%w in %q", err, text)
	}
	return h, nil
}

// splitRule reads one rule: days, if any, and times or closed.
func splitRule(rule string) (days []int, times []Span, err error) {
	if rule == "24/7" {
		rule = "00:00-24:00"
	}
	rest := rule
	for {
		rest = strings.TrimLeft(rest, " ,")
		first, tail, ok := cutDay(rest)
		if !ok {
			break
		}
		if last, behind, ok := cutDay(strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(tail, " "), "-"), " ")); ok && strings.HasPrefix(strings.TrimLeft(tail, " "), "-") {
			if len(first) != 1 || len(last) != 1 || first[0] == holidays || last[0] == holidays {
				return nil, nil, fmt.Errorf("%q is no range of days", rule)
			}
			for d := first[0]; ; d = (d + 1) % 7 {
				days = append(days, d)
				if d == last[0] {
					break
				}
			}
			rest = behind
			continue
		}
		days, rest = append(days, first...), tail
	}
	if len(days) == 0 {
		days = everyDay
	}
	times, err = parseTimes(strings.TrimSpace(rest))
	return days, times, err
}

// cutDay takes a word for days from the front.
func cutDay(s string) (days []int, rest string, ok bool) {
	for _, w := range dayWords {
		if tail, ok := strings.CutPrefix(s, w.word); ok {
			return w.days, tail, true
		}
	}
	return nil, s, false
}

func parseTimes(s string) ([]Span, error) {
	switch s {
	case "off", "closed", "休息", "关闭", "不营业", "休":
		return nil, nil
	case "open", "全天", "24小时", "00:00-24:00":
		return []Span{{0, dayMinutes}}, nil
	}
	var out []Span
	for part := range strings.SplitSeq(s, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(part), "-")
		if !ok {
			return nil, fmt.Errorf("%q is not a time like 08:00-20:00", part)
		}
		a, err := parseMinute(from)
		if err != nil {
			return nil, err
		}
		b, err := parseMinute(to)
		if err != nil {
			return nil, err
		}
		if b <= a {
			b += dayMinutes
		}
		out = append(out, Span{From: a, To: b})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].From < out[j].From })
	return out, nil
}

// parseMinute reads 8:00, 08:00 or 24:00.
func parseMinute(s string) (int, error) {
	hour, minute, ok := strings.Cut(strings.TrimSpace(s), ":")
	h, err := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if !ok || err != nil || err2 != nil || len(hour) > 2 || len(minute) != 2 || h < 0 || m < 0 || m > 59 || h*60+m > dayMinutes {
		return 0, fmt.Errorf("%q is not a time of the day like 08:00", s)
	}
	return h*60 + m, nil
}

// String writes the hours so that ParseHours reads the same again.
func (h *Hours) String() string {
	days := [dayGroups][]Span{}
	copy(days[:], h.Week[1:])
	days[6], days[7] = h.Week[time.Sunday], h.Holiday
	labels := [dayGroups]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"}
	var rules []string
	for i := 0; i < 7; {
		k := i
		for k+1 < 7 && sameDay(days[k+1], days[i]) {
			k++
		}
		name := labels[i]
		if k > i {
			name += "-" + labels[k]
		}
		rules = append(rules, name+" "+dayText(days[i]))
		i = k + 1
	}
	if h.OnHolidays {
		rules = append(rules, labels[holidays]+" "+dayText(h.Holiday))
	}
	return strings.Join(rules, "; ")
}

func sameDay(a, b []Span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func dayText(day []Span) string {
	if len(day) == 0 {
		return "off"
	}
	text := make([]string, len(day))
	for i, s := range day {
		text[i] = s.String()
	}
	return strings.Join(text, ",")
}
