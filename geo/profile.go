package geo

import "fmt"

// Profile is a way of moving over the road network.
type Profile uint8

// The profiles that a city file holds a graph for.
const (
	Foot Profile = iota
	Ebike
	Car
	Robot
	ProfileCount int = iota
)

var profileNames = [ProfileCount]string{"foot", "ebike", "car", "robot"}

// String returns the profile's name as flags and files spell it.
func (p Profile) String() string {
	if int(p) < ProfileCount {
		return profileNames[p]
	}
	return fmt.Sprintf("profile(%d)", uint8(p))
}

// ParseProfile returns the profile called name.
func ParseProfile(name string) (Profile, error) {
	for i, n := range profileNames {
		if n == name {
			return Profile(i), nil
		}
	}
	return 0, fmt.Errorf("profile %q is not one of foot, ebike, car, robot", name)
}

// MarshalText encodes the profile as its name.
func (p Profile) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a profile's name.
func (p *Profile) UnmarshalText(b []byte) (err error) {
	*p, err = ParseProfile(string(b))
	return err
}
