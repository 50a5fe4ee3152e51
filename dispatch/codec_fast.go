package dispatch

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// appendValue appends what json.Marshal makes of v. Positions of couriers are
// most of what a zone journals; they, and timers, are written by hand, to the
// same bytes.
func appendValue(out []byte, v any) ([]byte, error) {
	start := len(out)
	ok := true
	switch v := v.(type) {
	case CourierAt:
		out, ok = appendWord(append(out, `{"courier":`...), string(v.Courier))
		if ok {
			out, ok = appendPoint(append(out, `,"point":`...), v.Point)
		}
	case CourierMoved:
		out, ok = appendWord(append(out, `{"courier":`...), string(v.Courier))
		if ok {
			out, ok = appendPoint(append(out, `,"point":`...), v.Point)
		}
		out = appendInstant(append(out, `,"at":`...), v.At)
	case TimerSet:
		out, ok = appendWord(append(out, `{"timer":`...), v.Timer)
		out = appendInstant(append(out, `,"at":`...), v.At)
	case TimerGone:
		out, ok = appendWord(append(out, `{"timer":`...), v.Timer)
	case Wake:
		out, ok = appendWord(append(out, `{"timer":`...), v.Timer)
	default:
		ok = false
	}
	if ok {
		return append(out, '}'), nil
	}
	b, err := json.Marshal(v)
	return append(out[:start], b...), err
}

// appendWord appends a string that needs no escapes; false if it does.
func appendWord(out []byte, s string) ([]byte, bool) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return out, false
		}
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"'), true
}

func appendPoint(out []byte, p geo.Point) ([]byte, bool) {
	plain := func(x float64) bool { return x == 0 || math.Abs(x) >= 1e-6 && math.Abs(x) < 1e21 }
	if !plain(p.Lng) || !plain(p.Lat) {
		return out, false
	}
	out = strconv.AppendFloat(append(out, `{"lng":`...), p.Lng, 'f', -1, 64)
	out = strconv.AppendFloat(append(out, `,"lat":`...), p.Lat, 'f', -1, 64)
	return append(out, '}'), true
}

func appendInstant(out []byte, i clock.Instant) []byte { return strconv.AppendInt(out, int64(i), 10) }
