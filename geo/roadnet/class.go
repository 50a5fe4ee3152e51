package roadnet

// class is the kind of a road, in the order of a map legend.
type class uint8

const (
	motorway class = iota
	trunk
	primary
	secondary
	tertiary
	unclassified
	residential
	livingStreet
	service
	pedestrian
	track
	cycleway
	footway
	path
	bridleway
	steps
	corridor
	classCount int = iota
)

var classNames = [classCount]string{
	"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
	"living_street", "service", "pedestrian", "track", "cycleway", "footway", "path",
	"bridleway", "steps", "corridor",
}

// String returns the class as OpenStreetMap spells it in highway=*.
func (c class) String() string {
	if int(c) < classCount {
		return classNames[c]
	}
	return "unknown"
}

// parseClass returns the class of highway=value; links count as the road that
// they lead to.
func parseClass(value string) (class, bool) {
	switch value {
	case "motorway_link":
		return motorway, true
	case "trunk_link":
		return trunk, true
	case "primary_link":
		return primary, true
	case "secondary_link":
		return secondary, true
	case "tertiary_link":
		return tertiary, true
	case "road", "busway":
		return unclassified, true
	}
	for i, name := range classNames {
		if name == value {
			return class(i), true
		}
	}
	return 0, false
}

// forFeet reports whether the class is built for people on foot.
func (c class) forFeet() bool {
	switch c {
	case pedestrian, footway, path, steps, corridor, bridleway:
		return true
	}
	return false
}
