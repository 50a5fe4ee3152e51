package simulator

import (
	"math"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
)

// behaviour is how the people and machines of a recorded day behaved. What was
// not seen falls back to what the simulator's own world does.
type behaviour struct {
	accepted, declined, ignored int
	think                       []time.Duration // from offer to answer
	stops                       []sample
	waited                      []time.Duration // from ready to picked up, of couriers who stood there
	handed, failed, givenBack   int
	work                        []float64       // of visits: how many times as long as planned
	rung, unopened              int             // visits whose carer rang; nobody opened
	collect                     []time.Duration // from in the locker to the resident
	load                        []time.Duration // a robot at the counter, once the goods are ready
	down                        []time.Duration // a robot at the building, until the resident is there
	unload                      []time.Duration // from unlocked to empty
	robotDoors, noShows         int
	metres, seconds             float64 // driven by robots
	pace                        float64 // a way takes this many times what the map says
	atCounter, atDoor           []time.Duration
}

// sample is one stop of a courier: how long the way there takes by the map,
// and how long way and stop took.
type sample struct {
	travel, took time.Duration
	pickup       bool
}

func (b *behaviour) answer(o dispatch.Outcome, after time.Duration) {
	switch o {
	case dispatch.OfferAccepted:
		b.accepted++
		b.think = append(b.think, after)
	case dispatch.OfferDeclined:
		b.declined++
		b.think = append(b.think, after)
	case dispatch.OfferLapsed:
		b.ignored++
	}
}

func (b *behaviour) drive(m *missions.Mission, errand string, took time.Duration) {
	if far := metresTo(m, errand); far > 50 && took > 0 {
		b.metres += far
		b.seconds += took.Seconds()
	}
}

// settle fits the pace of couriers by least squares of the time of a stop over
// the time of its way; what is left of each stop is its service time.
func (b *behaviour) settle() {
	b.pace = 1.1
	var n, x, y, xx, xy float64
	for _, s := range b.stops {
		u, v := s.travel.Seconds(), s.took.Seconds()
		n, x, y, xx, xy = n+1, x+u, y+v, xx+u*u, xy+u*v
	}
	if d := n*xx - x*x; n >= 20 && d > 0 {
		b.pace = math.Min(math.Max((n*xy-x*y)/d, 0.6), 2.5)
	}
	for _, s := range b.stops {
		left := max(s.took-time.Duration(b.pace*float64(s.travel)), 5*time.Second)
		if s.pickup {
			b.atCounter = append(b.atCounter, left)
		} else {
			b.atDoor = append(b.atDoor, left)
		}
	}
}

// draw is one of the samples, or of the time that is usual without any.
func draw(d *dice, samples []time.Duration, usual time.Duration) time.Duration {
	if len(samples) == 0 {
		return d.between(usual/2, usual*3/2)
	}
	return max(samples[d.below(len(samples))], 0)
}

// shareSeen is a share that was seen, or the usual one when nothing was.
func shareSeen(part, whole int, usual float64) float64 {
	if whole == 0 {
		return usual
	}
	return float64(part) / float64(whole)
}

// speed is how fast robots drove, in m/s.
func (b *behaviour) speed() float64 {
	if b.seconds == 0 {
		return walkingSpeed
	}
	return math.Min(math.Max(b.metres/b.seconds, 0.3), 5)
}
