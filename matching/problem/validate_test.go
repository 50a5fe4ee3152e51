package problem

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

const now clock.Instant = 1_800_000_000_000_000

func at(minutes int) clock.Instant { return now.Add(time.Duration(minutes) * time.Minute) }

// sound returns a problem with something of everything in it.
func sound() *Problem {
	door := Option{Mode: Door, Place: 2, Service: time.Minute, Setup: time.Minute, Consent: true,
		ServiceFor: map[string]time.Duration{"van": 2 * time.Minute}}
	p := &Problem{Epoch: 1, Now: now, Places: make([]geo.Point, 5), Objective: Levels, MaxChanged: 1,
		Weights: Weights{LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2, Uneven: 3, Change: 400},
		Lockers: []Locker{{ID: "L1", Free: []Load{{Grams: 1000, Millis: 1000}}}},
		Vehicles: []Vehicle{
			{ID: "c1", Kind: Courier, Profile: geo.Ebike, ReadyAt: at(0), ShiftEnd: at(480), Returns: true, End: 4,
				Capacity: Load{Grams: 20_000, Millis: 20_000}, Compartments: []Compartment{{Class: "", Capacity: Load{Grams: 9}}, {Class: "cold"}},
				Breaks: []Break{{ID: "tea", Windows: []Window{{From: at(10), To: at(20)}, {From: at(30)}}, Duration: time.Minute}, {ID: "lunch", Windows: []Window{{From: at(5), To: at(60)}}}},
				Cost:   Cost{Fixed: 100, PerTask: 100, PerHour: 2400, PerKm: 50},
				Route: []Stop{{Shipment: 1, Kind: Delivery, Place: 2}, {Shipment: 2, Kind: Pickup, Place: 1}, {Shipment: 2, Kind: Delivery, Place: 3},
					{Shipment: 3, Kind: Delivery, Place: 3, Start: at(60)}}, Locked: 1},
			{ID: "c2", Kind: Courier, Profile: geo.Ebike, Route: []Stop{{Shipment: 3, Kind: Delivery, Place: 3, Start: at(60)}}},
		},
		Shipments: []Shipment{
			{ID: "s0", Pickup: 1, PickupWindows: []Window{{From: at(1), To: at(2)}, {From: at(3), To: at(4)}},
				Options: []Option{door, {Mode: InLocker, Place: 3, Locker: "L1", Fee: 30}}, Windows: []Window{{To: at(90)}},
				Earliest: at(5), Latest: at(95), Due: at(10), Load: Load{Grams: 5, More: [6]int64{1}}, Was: "gone", Exclude: []string{"gone"}, Only: "c2"},
			{ID: "s1", OnBoard: true, Vehicle: "c1", PickedUpAt: at(-1), MaxRide: time.Hour},
			{ID: "s2", Pickup: 1, Vehicle: "c1"},
			{ID: "s3", Visit: true, Workers: 2, Vehicle: "c2", Pickup: 99, Options: []Option{door}},
			{ID: "s4", Visit: true, Workers: 2, Options: []Option{door}},
		},
	}
	m := NewMatrix(5)
	for i := range 5 {
		for j := range 5 {
			m.Set(i, j, Leg{Travel: time.Duration(1+i+j) * time.Minute, Meters: 100})
		}
	}
	m.Set(0, 1, Leg{Travel: Unreachable})
	p.SetMatrix(geo.Ebike, m)
	return p
}

func TestValidateSound(t *testing.T) {
	if err := Validate(sound()); err != nil {
		t.Error(err)
	}
	if err := Validate(&Problem{}); err != nil {
		t.Error(err)
	}
}

// TestValidate spoils a sound problem in one way after the other, and asks for
// an error that names the item and says what is wrong.
func TestValidate(t *testing.T) {
	cases := []struct {
		name, item, wrong string
		spoil             func(p *Problem)
	}{
		{"too many places", "places", "10001", func(p *Problem) { p.Places = make([]geo.Point, MaxPlaces+1) }},
		{"too many vehicles", "vehicles", "20001", func(p *Problem) { p.Vehicles = make([]Vehicle, MaxVehicles+1) }},
		{"too many shipments", "shipments", "100001", func(p *Problem) { p.Shipments = make([]Shipment, MaxShipments+1) }},
		{"too many compartments", "lockers", "200001", func(p *Problem) { p.Lockers[0].Free = make([]Load, MaxCompartments+1) }},
		{"too many stops", "vehicles", "200001", func(p *Problem) { p.Vehicles[1].Route = make([]Stop, MaxStops-3) }},
		{"too many options", `shipment "s0"`, "101 options", func(p *Problem) { p.Shipments[0].Options = make([]Option, 101) }},
		{"too many windows", `shipment "s0"`, "windows are 1001", func(p *Problem) { p.Shipments[0].Windows = make([]Window, 1001) }},
		{"too many breaks", `vehicle "c1"`, "101 breaks", func(p *Problem) { p.Vehicles[0].Breaks = make([]Break, 101) }},
		{"unknown objective", "objective", `"speed" is unknown`, func(p *Problem) { p.Objective = "speed" }},
		{"negative weight", "weights, late_step", "-1 is negative", func(p *Problem) { p.Weights.LateStep = -1 }},
		{"negative changes", "max_changed", "-1 is negative", func(p *Problem) { p.MaxChanged = -1 }},
		{"not a number", "place 2", "NaN", func(p *Problem) { p.Places[2].Lat = math.NaN() }},
		{"infinite", "place 3", "-Inf", func(p *Problem) { p.Places[3].Lng = math.Inf(-1) }},
		{"locker without a name", "locker number 1", "no ID", func(p *Problem) { p.Lockers = append(p.Lockers, Locker{}) }},
		{"locker twice", `locker "L1"`, "twice", func(p *Problem) { p.Lockers = append(p.Lockers, p.Lockers[0]) }},
		{"negative compartment", `locker "L1", compartment 0, ml`, "negative", func(p *Problem) { p.Lockers[0].Free[0].Millis = -5 }},

		{"vehicle twice", `vehicle "c1"`, "twice", func(p *Problem) { p.Vehicles[1].ID = "c1" }},
		{"vehicle without a name", "vehicle number 1", "no ID", func(p *Problem) { p.Vehicles[1].ID = "" }},
		{"kind", `vehicle "c1"`, `kind "drone"`, func(p *Problem) { p.Vehicles[0].Kind = "drone" }},
		{"start nowhere", `vehicle "c1"`, "start is place 5", func(p *Problem) { p.Vehicles[0].Start = 5 }},
		{"end nowhere", `vehicle "c1"`, "end is place -1", func(p *Problem) { p.Vehicles[0].End = -1 }},
		{"shift backwards", `vehicle "c1"`, "before it is ready", func(p *Problem) { p.Vehicles[0].ShiftEnd = at(-1) }},
		{"no travel times", `vehicle "c2"`, "foot", func(p *Problem) { p.Vehicles[1].Profile = geo.Foot }},
		{"no such profile", `vehicle "c2"`, "travel times", func(p *Problem) { p.Vehicles[1].Profile = 200 }},
		{"negative capacity", `vehicle "c1", capacity, grams`, "-1", func(p *Problem) { p.Vehicles[0].Capacity.Grams = -1 }},
		{"negative part", `vehicle "c1", compartment 1, more[2]`, "-1", func(p *Problem) { p.Vehicles[0].Compartments[1].Capacity.More[2] = -1 }},
		{"class twice", `vehicle "c1", compartment 1`, "one already", func(p *Problem) { p.Vehicles[0].Compartments[1].Class = "" }},
		{"negative cost", `vehicle "c1", cost, per_km`, "-1", func(p *Problem) { p.Vehicles[0].Cost.PerKm = -1 }},
		{"negative range", `vehicle "c1", range`, "-1", func(p *Problem) { p.Vehicles[0].Range = -1 }},
		{"negative drive", `vehicle "c1", max_drive`, "-1", func(p *Problem) { p.Vehicles[0].MaxDrive = -1 }},
		{"negative locked", `vehicle "c1", locked`, "-1", func(p *Problem) { p.Vehicles[0].Locked = -1 }},
		{"break twice", `vehicle "c1", break "tea"`, "twice", func(p *Problem) { p.Vehicles[0].Breaks[1].ID = "tea" }},
		{"break lasts less than nothing", `vehicle "c1", break "tea", duration`, "negative", func(p *Problem) { p.Vehicles[0].Breaks[0].Duration = -1 }},
		{"break windows overlap", `vehicle "c1", break "tea"`, "number 1", func(p *Problem) { p.Vehicles[0].Breaks[0].Windows[1].From = at(20) }},
		{"breaks out of order", `vehicle "c1", break "lunch"`, "closes before", func(p *Problem) { p.Vehicles[0].Breaks[1].Windows[0].To = at(10) }},

		{"shipment twice", `shipment "s0"`, "twice", func(p *Problem) { p.Shipments[1].ID = "s0" }},
		{"pickup without delivery", `shipment "s0"`, "never delivered", func(p *Problem) { p.Shipments[0].Options = nil }},
		{"visit nowhere", `shipment "s4"`, "nowhere", func(p *Problem) { p.Shipments[4].Options = nil }},
		{"pickup nowhere", `shipment "s0"`, "pickup is place 7", func(p *Problem) { p.Shipments[0].Pickup = 7 }},
		{"option nowhere", `shipment "s0", option 1`, "place -2", func(p *Problem) { p.Shipments[0].Options[1].Place = -2 }},
		{"unknown mode", `shipment "s0", option 1`, `"drone"`, func(p *Problem) { p.Shipments[0].Options[1].Mode = "drone" }},
		{"unknown locker", `shipment "s0", option 1`, `"L9"`, func(p *Problem) { p.Shipments[0].Options[1].Locker = "L9" }},
		{"negative fee", `shipment "s0", option 1, fee`, "-1", func(p *Problem) { p.Shipments[0].Options[1].Fee = -1 }},
		{"negative service", `shipment "s0", option 0, service`, "-1", func(p *Problem) { p.Shipments[0].Options[0].Service = -1 }},
		{"negative service of a type", `shipment "s0", option 0, service_for "van"`, "-1", func(p *Problem) { p.Shipments[0].Options[0].ServiceFor["van"] = -1 }},
		{"negative set-up of a type", `shipment "s0", option 0, setup_for "van"`, "-1", func(p *Problem) {
			p.Shipments[0].Options[0].SetupFor = map[string]time.Duration{"van": -1}
		}},
		{"negative pickup of a type", `shipment "s0", pickup_service_for "van"`, "-1", func(p *Problem) {
			p.Shipments[0].PickupServiceFor = map[string]time.Duration{"van": -1}
		}},
		{"set-up of no type at the pickup", `shipment "s0"`, "without a type", func(p *Problem) {
			p.Shipments[0].PickupSetupFor = map[string]time.Duration{"": 1}
		}},
		{"negative goods to take", `shipment "s0", takes, grams`, "-5", func(p *Problem) { p.Shipments[0].Takes.Grams = -5 }},
		{"service of no type", `shipment "s0", option 0`, "without a type", func(p *Problem) { p.Shipments[0].Options[0].ServiceFor[""] = 1 }},
		{"endless service", `shipment "s0", option 0`, "at most", func(p *Problem) { p.Shipments[0].Options[0].Service = Unreachable }},
		{"negative load", `shipment "s0", more[0]`, "-1", func(p *Problem) { p.Shipments[0].Load.More[0] = -1 }},
		{"window backwards", `shipment "s0"`, "before it starts", func(p *Problem) { p.Shipments[0].Earliest = at(96) }},
		{"pickup window backwards", `shipment "s0"`, "pickup_windows, number 0: it ends", func(p *Problem) { p.Shipments[0].PickupWindows[0].From = at(9) }},
		{"window behind one without an end", `shipment "s0"`, "no end", func(p *Problem) { p.Shipments[0].PickupWindows[0].To = 0 }},
		{"far future", `shipment "s0"`, "latest is 9223372036854775807 µs", func(p *Problem) { p.Shipments[0].Latest = clock.Never }},
		{"priority", `shipment "s0"`, "priority", func(p *Problem) { p.Shipments[0].Priority = math.MaxInt }},
		{"half of a shipment", `shipment "s0"`, "no visit", func(p *Problem) { p.Shipments[0].Workers = 2 }},
		{"negative workers", `shipment "s4"`, "-1 workers", func(p *Problem) { p.Shipments[4].Workers = -1 }},
		{"after itself", `shipment "s4"`, "itself", func(p *Problem) { p.Shipments[4].After = []string{"s3", "s4"} }},
		{"after nobody knows what", `shipment "s4"`, "unknown", func(p *Problem) { p.Shipments[4].After = []string{"s9"} }},
		{"after too many", `shipment "s4"`, "comes after 101", func(p *Problem) { p.Shipments[4].After = make([]string, 101) }},
		{"shared and together", `shipment "s4"`, "together", func(p *Problem) { p.Shipments[4].Together = "x" }},
		{"only by nobody", `shipment "s0"`, `"gone"`, func(p *Problem) { p.Shipments[0].Only = "gone" }},
		{"with nobody", `shipment "s1"`, `"gone"`, func(p *Problem) { p.Shipments[1].Vehicle = "gone" }},
		{"on board of nobody", `shipment "s1"`, "nobody", func(p *Problem) { p.Shipments[1].Vehicle = "" }},

		{"stop for nothing", `vehicle "c1", stop 0 of its route`, "shipment 9", func(p *Problem) { p.Vehicles[0].Route[0].Shipment = 9 }},
		{"stop nowhere", `vehicle "c1", stop 0 of its route`, "place 9", func(p *Problem) { p.Vehicles[0].Route[0].Place = 9 }},
		{"stop of no kind", `vehicle "c1", stop 0 of its route`, `kind ""`, func(p *Problem) { p.Vehicles[0].Route[0].Kind = "" }},
		{"stop of another", `vehicle "c1", stop 0 of its route`, `"c2" has it`, func(p *Problem) { p.Shipments[1].Vehicle = "c2" }},
		{"stop of one that waits", `vehicle "c1", stop 0 of its route`, "no vehicle", func(p *Problem) { p.Vehicles[0].Route[0].Shipment = 0 }},
		{"not on board", `vehicle "c1", stop 0 of its route`, "nor on board", func(p *Problem) { p.Shipments[1].OnBoard = false }},
		{"on board and picked up", `vehicle "c1", stop 1 of its route`, "on board", func(p *Problem) { p.Shipments[2].OnBoard = true }},
		{"never delivered", `vehicle "c1", stop 1 of its route`, "not delivered", func(p *Problem) { p.Vehicles[0].Route = p.Vehicles[0].Route[:2] }},
		{"delivered twice", `vehicle "c1", stop 4 of its route`, "delivered twice", func(p *Problem) { p.Vehicles[0].Route = append(p.Vehicles[0].Route, p.Vehicles[0].Route[2]) }},
		{"picked up behind", `vehicle "c1", stop 1 of its route`, "picked up", func(p *Problem) { r := p.Vehicles[0].Route; r[1], r[2] = r[2], r[1] }},
		{"in no route", `shipment "s1"`, "does not stop", func(p *Problem) { p.Vehicles[0].Route = p.Vehicles[0].Route[1:] }},
		{"visit picked up", `vehicle "c2", stop 0 of its route`, "visit", func(p *Problem) { p.Vehicles[1].Route[0].Kind = Pickup }},
		{"no start agreed on", `vehicle "c1", stop 3 of its route`, "agreed", func(p *Problem) { p.Vehicles[0].Route[3].Start = 0 }},
		{"two starts", `vehicle "c2", stop 0 of its route`, "workers start at", func(p *Problem) { p.Vehicles[1].Route[0].Start++ }},
		{"negative service in hand", `vehicle "c1", stop 0 of its route, service`, "-1", func(p *Problem) { p.Vehicles[0].Route[0].Service = -1 }},

		{"small matrix", "matrix 1", "4 places", func(p *Problem) { p.Times[geo.Ebike] = NewMatrix(4) }},
		{"no matrix", `vehicle "c1"`, "ebike", func(p *Problem) { p.Times = nil }},
		{"negative leg", "matrix 1, leg from place 1 to place 3", "-1ns", func(p *Problem) { p.Times[geo.Ebike].Set(1, 3, Leg{Travel: -1}) }},
		{"negative length", "matrix 1, leg from place 1 to place 3", "-1 m", func(p *Problem) { p.Times[geo.Ebike].Set(1, 3, Leg{Meters: -1}) }},
		{"endless leg", "matrix 1, leg from place 1 to place 3", "the most", func(p *Problem) { p.Times[geo.Ebike].Set(1, 3, Leg{Travel: Unreachable - 1}) }},

		{"loads overflow", "problem", "loads, grams", func(p *Problem) { p.Shipments[0].Load.Grams, p.Shipments[1].Load.Grams = 1<<60, 1<<60+1<<59 }},
		{"costs overflow", "problem", "per_hour", func(p *Problem) { p.Vehicles[0].Cost.PerHour = math.MaxInt64 }},
		{"fees overflow", "problem", "fees", func(p *Problem) { p.Shipments[0].Options[0].Fee = math.MaxInt64 }},
		{"lateness overflows", "problem", "late_step", func(p *Problem) { p.Weights.LateStep = 1 << 50 }},
		{"residents overflow", "problem", "resident_per_minute", func(p *Problem) { p.Weights.ResidentPerMinute = 1 << 58 }},
		{"long days overflow", "problem", "uneven", func(p *Problem) { p.Weights.Uneven = 1 << 55 }},
		{"times overflow", "problem", "times", func(p *Problem) {
			for range 200 {
				p.Vehicles[0].Breaks = p.Vehicles[0].Breaks[:1]
				p.Shipments = append(p.Shipments, Shipment{ID: strings.Repeat("x", len(p.Shipments)), Pickup: 1, PickupService: MaxDuration, Options: p.Shipments[0].Options})
			}
		}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			p := sound()
			tc.spoil(p)
			err := Validate(p)
			var invalid *Invalid
			if !errors.As(err, &invalid) {
				t.Fatalf("found %v", err)
			}
			if invalid.Item != tc.item && !strings.HasPrefix(invalid.Item, tc.item+",") || !strings.Contains(err.Error(), tc.wrong) || invalid.Do == "" {
				t.Errorf("found %q, want %q with %q", err, tc.item, tc.wrong)
			}
		})
	}
}

// TestValidateGreat asks that a great problem, in which nothing is odd, passes.
func TestValidateGreat(t *testing.T) {
	p := &Problem{Now: now, Weights: Weights{LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2, Uneven: 100, Change: 500}}
	const places = 300
	p.Places = make([]geo.Point, places)
	m := NewMatrix(places)
	for i := range places {
		for j := range places {
			m.Set(i, j, Leg{Travel: time.Duration(i^j) * 10 * time.Second, Meters: geo.Meters(i^j) * 50})
		}
	}
	p.SetMatrix(geo.Car, m)
	id := func(i int) string {
		return "x" + string(rune('a'+i%26)) + strings.Repeat("y", i/26%50) + strings.Repeat("z", i/1300)
	}
	for i := range 10_000 {
		p.Shipments = append(p.Shipments, Shipment{ID: id(i), Pickup: i % places, PickupService: 2 * time.Minute, Due: at(60),
			Load: Load{Grams: 5000, Millis: 9000}, Options: []Option{{Mode: Door, Place: (i * 7) % places, Service: 3 * time.Minute}}})
	}
	for i := range 1_000 {
		p.Vehicles = append(p.Vehicles, Vehicle{ID: id(i), Kind: Courier, Profile: geo.Car, ReadyAt: now, Cost: Cost{Fixed: 10_000, PerTask: 100, PerHour: 2400, PerKm: 50}})
	}
	if err := Validate(p); err != nil {
		t.Error(err)
	}
}

// FuzzValidate asks that no problem makes Validate panic, that it answers twice
// the same, and that what it finds is told as an *Invalid.
func FuzzValidate(f *testing.F) {
	whole, err := json.Marshal(sound())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, 5, int64(time.Minute), int64(100))
	f.Add([]byte(`{"shipments":[{"id":"a","options":[{"mode":"door","place":9}]}]}`), 1, int64(-1), int64(1)<<62)
	f.Fuzz(func(t *testing.T, data []byte, n int, travel, meters int64) {
		var p Problem
		if json.Unmarshal(data, &p) != nil {
			return
		}
		m := NewMatrix(max(0, n) % 40)
		for i := range m.legs {
			m.legs[i] = Leg{Travel: time.Duration(travel), Meters: geo.Meters(meters)}
		}
		p.SetMatrix(geo.Ebike, m)
		p.SetMatrix(geo.Foot, m)
		first, second := Validate(&p), Validate(&p)
		if first == nil && second == nil {
			return
		}
		var invalid *Invalid
		if !errors.As(first, &invalid) || second == nil || first.Error() != second.Error() {
			t.Fatalf("%v, then %v", first, second)
		}
		if slices.Contains([]string{invalid.Item, invalid.Wrong, invalid.Do}, "") || len(first.Error()) > 2000 {
			t.Fatalf("%q says too little or too much", first)
		}
	})
}
