package matching

import "github.com/linli/linli/matching/problem"

// outOfRange reports whether the metres driven exceed what the charge allows.
func outOfRange(v *problem.Vehicle, meters int64) bool {
	return v.Range != 0 && meters > int64(v.Range)
}
