package roadnet

import (
	"strconv"
	"strings"
)

// tag is a key and value of OpenStreetMap.
type tag struct{ key, value string }

// tags are the tags of one element in file order.
type tags []tag

// get returns the value of key, empty when it is missing. The first of two
// wins; the OpenStreetMap API does not allow two.
func (t tags) get(key string) string {
	for i := range t {
		if t[i].key == key {
			return t[i].value
		}
	}
	return ""
}

// first returns the value of the first of keys that is there.
func (t tags) first(keys ...string) string {
	for _, k := range keys {
		if v := t.get(k); v != "" {
			return v
		}
	}
	return ""
}

// is reports whether key has one of the values.
func (t tags) is(key string, values ...string) bool {
	v := t.get(key)
	if v == "" {
		return false
	}
	for _, w := range values {
		if v == w {
			return true
		}
	}
	return false
}

// parseSpeed reads maxspeed=value in tenths of km/h, 0 when it says nothing
// that can be used.
func parseSpeed(value string) int {
	value, _, _ = strings.Cut(value, ";") // of two limits the first
	switch v := strings.TrimSpace(value); {
	case v == "" || v == "none" || v == "signals" || v == "variable":
		return 0
	case v == "walk" || strings.HasSuffix(v, ":walk") || strings.HasSuffix(v, ":living_street"):
		return 100
	case strings.HasSuffix(v, ":urban"):
		return 500
	case strings.HasSuffix(v, ":rural"):
		return 900
	default:
		number, unit := v, ""
		if i := strings.IndexFunc(v, func(r rune) bool { return (r < '0' || r > '9') && r != '.' }); i >= 0 {
			number, unit = v[:i], strings.TrimSpace(v[i:])
		}
		f, err := strconv.ParseFloat(number, 64)
		if err != nil || !(f >= 1 && f <= 300) {
			return 0
		}
		tenths := int(f * 10)
		switch unit {
		case "mph":
			return tenths * 1609 / 1000
		case "", "km/h", "kmh", "kph":
			return tenths
		default:
			return 0
		}
	}
}

// parseLevels reads building:levels, 0 when it is missing or absurd. Half
// levels are cut off.
func parseLevels(value string) int {
	f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(f >= 1 && f <= 200) {
		return 0
	}
	return int(f)
}

// address returns street and number as an envelope shows them, empty when the
// element has no number.
func (t tags) address() string {
	number := t.first("addr:housenumber", "addr:housename")
	street := t.first("addr:street", "addr:place", "addr:hamlet")
	switch {
	case street == "" && number == "":
		return ""
	case number == "":
		return street
	case street == "":
		return number
	default:
		return street + " " + number
	}
}
