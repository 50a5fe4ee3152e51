package circle

import (
	"fmt"
	"strconv"

	"github.com/linli/linli/geo"
)

// BuildingID names a building within a zone.
type BuildingID string

// Building is a house of a community with what a courier, a robot and a carer
// must know to reach its doors. Who lives behind them is not here.
type Building struct {
	ID        BuildingID  `json:"id"`
	Community CommunityID `json:"community"`
	Name      string      `json:"name"` // as residents say it: 3号楼, Block 3
	Point     geo.Point   `json:"point"`
	Floors    int         `json:"floors,omitempty"` // 0: not known
	Lift      bool        `json:"lift,omitempty"`   // else stairs
	Steps     bool        `json:"steps,omitempty"`  // there are steps before the lift or the ground floor
	Handover  *geo.Point  `json:"handover,omitempty"`
	Entrances []Entrance  `json:"entrances,omitempty"`
}

// Entrance is a door of a building with the homes behind it.
type Entrance struct {
	Name  string     `json:"name"` // as residents say it: 2单元, B; unique within the building
	Point *geo.Point `json:"point,omitempty"`
	// PerFloor is how many homes each floor has: floor 5 then has 501, 502, …
	PerFloor int `json:"per_floor,omitempty"`
	// Rooms are house numbers that the rule does not make.
	Rooms []string `json:"rooms,omitempty"`
}

// The bounds of a building.
const (
	maxFloors    = 200
	maxEntrances = 100
	maxPerFloor  = 99
	maxRooms     = 2000
)

// Check returns an error that says what of a building cannot be.
func (b *Building) Check() error {
	if err := checkID("building", string(b.ID)); err != nil {
		return err
	}
	if b.Name == "" {
		return fmt.Errorf("circle: building %s has no name", b.ID)
	}
	if err := b.Point.Check(); err != nil {
		return fmt.Errorf("circle: building %s: %w", b.ID, err)
	}
	if b.Floors < 0 || b.Floors > maxFloors {
		return fmt.Errorf("circle: building %s: %d floors", b.ID, b.Floors)
	}
	if len(b.Entrances) > maxEntrances {
		return fmt.Errorf("circle: building %s: %d entrances", b.ID, len(b.Entrances))
	}
	seen := map[string]bool{} // only looked up
	for i := range b.Entrances {
		e := &b.Entrances[i]
		switch {
		case seen[e.Name]:
			return fmt.Errorf("circle: building %s: the entrance %q comes twice", b.ID, e.Name)
		case e.PerFloor < 0 || e.PerFloor > maxPerFloor || len(e.Rooms) > maxRooms:
			return fmt.Errorf("circle: building %s: entrance %q: %d homes a floor and %d rooms", b.ID, e.Name, e.PerFloor, len(e.Rooms))
		case e.Point != nil && e.Point.Check() != nil:
			return fmt.Errorf("circle: building %s: entrance %q: %w", b.ID, e.Name, e.Point.Check())
		}
		seen[e.Name] = true
	}
	return nil
}

// Homes returns the house numbers behind an entrance in order: those that the
// floors make, then the others.
func (b *Building) Homes(e *Entrance) []string {
	out := make([]string, 0, b.Floors*e.PerFloor+len(e.Rooms))
	for floor := 1; floor <= b.Floors; floor++ {
		for n := 1; n <= e.PerFloor; n++ {
			out = append(out, fmt.Sprintf("%d%02d", floor, n))
		}
	}
	return append(out, e.Rooms...)
}

// FloorOf returns the floor of a house number that is made of the floor and
// two digits; 0 when it is not.
func FloorOf(room string) int {
	if len(room) < 3 || len(room) > 5 {
		return 0
	}
	floor, err := strconv.Atoi(room[:len(room)-2])
	if _, err2 := strconv.Atoi(room[len(room)-2:]); err != nil || err2 != nil || floor < 1 || floor > maxFloors {
		return 0
	}
	return floor
}
