package matching

import (
	"math/rand/v2"

	"github.com/linli/linli/matching/problem"
)

// Solve may throw dice that the caller seeded, and range over a map where the
// order does not show.
func Solve(p problem.Problem, cost map[string]int) int {
	var r *rand.Rand = rand.New(rand.NewPCG(p.Seed, 1))
	sum := r.IntN(6)
	for _, c := range cost {
		sum += c
	}
	return sum
}
