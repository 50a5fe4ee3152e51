package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

// Change is what is otherwise in a what-if than on the recorded day.
type Change struct {
	Couriers int // more, or fewer
	Carers   int
	Robots   int
	Lockers  []geo.Point // new banks
}

// ParseChange reads "couriers=+5,carers=+1,robots=-2,locker=LNG:LAT"; locker may be said
// more than once.
func ParseChange(text string) (Change, error) {
	var c Change
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		var err error
		switch key {
		case "couriers":
			c.Couriers, err = strconv.Atoi(value)
		case "carers":
			c.Carers, err = strconv.Atoi(value)
		case "robots":
			c.Robots, err = strconv.Atoi(value)
		case "locker":
			var p geo.Point
			lng, lat, _ := strings.Cut(value, ":")
			p.Lng, err = strconv.ParseFloat(lng, 64)
			if err == nil {
				p.Lat, err = strconv.ParseFloat(lat, 64)
			}
			if err == nil {
				err = p.Check()
			}
			c.Lockers = append(c.Lockers, p.Round())
		default:
			return Change{}, fmt.Errorf("%q is none of couriers=±N, carers=±N, robots=±N, locker=LNG:LAT", part)
		}
		if err != nil {
			return Change{}, fmt.Errorf("%s: %w", part, err)
		}
	}
	return c, nil
}

// apply puts a change into the recorded events. New couriers keep the hours
// and begin at the place of recorded ones, in turn, as new robots do; who is
// too many is the last who was registered.
func (c Change) apply(events []kept) []kept {
	var crew, carers, machines []string
	for _, k := range events {
		switch e := k.event.(type) {
		case dispatch.RegisterCourier:
			if len(e.Skills) > 0 {
				carers = appendNew(carers, string(e.Courier))
			} else {
				crew = appendNew(crew, string(e.Courier))
			}
		case dispatch.RegisterRobot:
			machines = appendNew(machines, string(e.Robot))
		}
	}
	left := map[string]bool{}
	twin := map[string][]string{}
	for _, g := range []struct {
		names []string
		more  int
		kind  string
	}{{crew, c.Couriers, "courier"}, {carers, c.Carers, "carer"}, {machines, c.Robots, "robot"}} {
		for _, name := range g.names[max(len(g.names)+min(g.more, 0), 0):] {
			left[name] = true
		}
		for i := range max(g.more, 0) {
			if len(g.names) > 0 {
				twin[g.names[i%len(g.names)]] = append(twin[g.names[i%len(g.names)]], "new-"+g.kind+"-"+strconv.Itoa(i+1))
			}
		}
	}
	var out []kept
	banks := false
	for _, k := range events {
		name := subjectOf(k.event)
		if left[name] {
			continue
		}
		out = append(out, k)
		for _, other := range twin[name] {
			if e, ok := renamed(k.event, other); ok {
				out = append(out, kept{k.at, e})
			}
		}
		if _, order := k.event.(dispatch.PlaceOrder); order && !banks {
			banks = true
			out = slices.Concat(out[:len(out)-1], c.banks(k), out[len(out)-1:])
		}
	}
	return out
}

// banks sets the new lockers up before the first order.
func (c Change) banks(first kept) []kept {
	var out []kept
	for i, p := range c.Lockers {
		id := "new-locker-" + strconv.Itoa(i+1)
		out = append(out, kept{first.at, dispatch.RegisterBank{Bank: bank(id, p)}}, kept{first.at, dispatch.BankLink{Bank: id, Linked: true}})
	}
	return out
}

func appendNew(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// subjectOf names the worker that an event is about.
func subjectOf(e dispatch.Event) string {
	switch e := e.(type) {
	case dispatch.RegisterCourier:
		return string(e.Courier)
	case dispatch.CourierOnline:
		return string(e.Courier)
	case dispatch.CourierOffline:
		return string(e.Courier)
	case dispatch.CourierOut:
		return string(e.Courier)
	case dispatch.RegisterRobot:
		return string(e.Robot)
	case dispatch.RobotReport:
		return string(e.Robot)
	}
	return ""
}

// renamed is the same event about another worker. A twin has no faults of its
// own: those of the recorded robot were that robot's, and so was an illness.
func renamed(e dispatch.Event, name string) (dispatch.Event, bool) {
	switch e := e.(type) {
	case dispatch.RegisterCourier:
		e.Courier = fleet.WorkerID(name)
		return e, true
	case dispatch.CourierOnline:
		e.Courier = fleet.WorkerID(name)
		return e, true
	case dispatch.CourierOffline:
		e.Courier = fleet.WorkerID(name)
		return e, true
	case dispatch.RegisterRobot:
		e.Robot = fleet.WorkerID(name)
		return e, true
	case dispatch.RobotReport:
		e.Robot, e.Faulty, e.Manual, e.Mission, e.Signal = fleet.WorkerID(name), false, false, "", ""
		return e, true
	}
	return nil, false
}
