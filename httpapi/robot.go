package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// StaffRobot is a robot as the desk sees it.
type StaffRobot struct {
	ID      string       `json:"id"`
	Maker   string       `json:"maker"`
	Point   geo.Point    `json:"point"`
	Linked  bool         `json:"linked"`
	Seen    *time.Time   `json:"seen,omitempty"`
	Charge  int          `json:"charge" doc:"Percent."`
	Low     bool         `json:"low,omitempty" doc:"It charges before it gets an errand."`
	Does    string       `json:"does" enum:"nothing,to_pickup,loading,to_handoff,unloading,charge,park,home,clear" doc:"What it was sent for, or how far the errand is that comes next: clear is driving out of others' way."`
	Orders  []string     `json:"orders" doc:"Of its errand, those that are not over."`
	Holding []string     `json:"holding" doc:"Orders whose goods are on board."`
	Waits   *RobotWait   `json:"waits,omitempty"`
	Plight  *RobotPlight `json:"plight,omitempty"`
	Faulty  bool         `json:"faulty,omitempty" doc:"It reports an error with which it cannot work."`
	Manual  bool         `json:"manual,omitempty" doc:"It says that somebody drives it by hand."`
	Paused  bool         `json:"paused,omitempty" doc:"Staff has paused it."`
	Home    bool         `json:"home,omitempty" doc:"Staff has sent it home: it works no more until it is to go on."`
	Driver  string       `json:"driver,omitempty" doc:"Who of staff has taken it over; missing: nobody."`
	Camera  string       `json:"camera,omitempty" doc:"Where its pictures are seen."`
	Release *StopRelease `json:"release,omitempty"`
}

// RobotWait is what a robot waits for that only so many may have at once, or
// that has to open.
type RobotWait struct {
	For   string    `json:"for" doc:"The kind and the id of what is drawn." example:"gate/south-gate"`
	Since time.Time `json:"since" doc:"Since when it has not moved."`
}

// RobotPlight is what a robot cannot get out of by itself.
type RobotPlight struct {
	Kind  fleet.PlightKind `json:"kind" enum:"stuck,stopped,tipped,lid_forced,taken"`
	Since time.Time        `json:"since"`
}

// StopRelease is the word of the first of staff that a safety stop may be
// released. It takes another's.
type StopRelease struct {
	By    string    `json:"by"`
	Until time.Time `json:"until" doc:"Then it counts no more."`
}

// StaffRobotPage is one page of robots.
type StaffRobotPage struct {
	Robots []StaffRobot `json:"robots" nullable:"false"`
	Next   string       `json:"next,omitempty"`
}

// RobotWay is the way that lies before a robot.
type RobotWay struct {
	Robot   string      `json:"robot"`
	Points  []geo.Point `json:"points" nullable:"false" doc:"From the last that it passed to the end."`
	Granted int         `json:"granted" doc:"To how many of them it may drive now."`
}

// RobotWays is the ways of all robots that are under way.
type RobotWays struct {
	Ways []RobotWay `json:"ways" nullable:"false"`
}

func (s *Server) registerRobots() {
	handle(s, Route{ID: "staffListRobots", Method: get, Path: "/v1/staff/robots", Access: ScopeStaff, tag: "robots",
		summary: "List robots: how they are, what they do, and what they wait for"}, s.staffRobots)
	handle(s, Route{ID: "listRobotWays", Method: get, Path: "/v1/staff/robots/ways", Access: StaffRead, tag: "robots",
		summary: "The ways of robots that are under way, and how far they may drive"}, s.robotWays)
}

func (s *Server) staffRobots(ctx context.Context, in *pageInput) (*answer[StaffRobotPage], error) {
	p := StaffRobotPage{Robots: []StaffRobot{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		p.Next = rowsAfter(&st.Robots, in, func(r *fleet.Robot) { p.Robots = append(p.Robots, staffRobot(st, r)) })
	})
	return reply(p), err
}

func staffRobot(st *dispatch.State, r *fleet.Robot) StaffRobot {
	v := StaffRobot{
		ID: string(r.ID), Maker: r.Maker, Point: r.Point, Linked: r.Linked, Seen: when(r.Seen), Charge: r.Charge, Low: r.Low,
		Does: "nothing", Orders: []string{}, Holding: []string{}, Waits: robotWait(st, r),
		Faulty: r.Faulty, Manual: r.Manual, Paused: r.Paused, Home: r.Home, Driver: r.Driver, Camera: r.Camera,
	}
	switch m := st.Missions.Get(missions.ID(r.Mission)); {
	case m == nil:
	case m.Trip():
		v.Does = string(m.Purpose)
	default:
		if l := m.Current(); l != nil {
			v.Does = string(l.Phase)
		}
		v.Orders = append(v.Orders, m.Open()...)
	}
	for _, c := range r.Holding {
		v.Holding = append(v.Holding, c.Order)
	}
	if p := r.Plight; p != nil {
		v.Plight = &RobotPlight{Kind: p.Kind, Since: p.Since.Time()}
	}
	if r.Releasing(st.Now) {
		v.Release = &StopRelease{By: r.Release.By, Until: r.Release.Until().Time()}
	}
	return v
}

// robotWait returns what a robot waits for: to be granted a place, or that the
// gate or the lift opens that it was granted.
func robotWait(st *dispatch.State, r *fleet.Robot) *RobotWait {
	if c, there := st.Grants.Claim(string(r.ID)); there && len(c.Way) > 0 {
		return &RobotWait{For: c.Way[0], Since: r.Still.Time()}
	}
	for id, p := range st.Passages.All() {
		if p.Robot != string(r.ID) || p.Ready() {
			continue
		}
		for i := range st.Lanes.Features {
			if f := &st.Lanes.Features[i]; f.Device == id {
				return &RobotWait{For: f.Resource(), Since: r.Still.Time()}
			}
		}
	}
	return nil
}

func (s *Server) robotWays(ctx context.Context, _ *none) (*answer[RobotWays], error) {
	l := RobotWays{Ways: []RobotWay{}}
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for _, m := range st.Missions.All() {
			r := st.Robots.Get(fleet.WorkerID(m.Robot))
			if r == nil || r.Mission != string(m.ID) {
				continue
			}
			from := m.At(r.Point)
			w := RobotWay{Robot: m.Robot, Points: []geo.Point{}, Granted: max(m.Released()-from, 0)}
			for _, n := range m.Nodes[from:] {
				w.Points = append(w.Points, n.Point)
			}
			l.Ways = append(l.Ways, w)
		}
	})
	return reply(l), err
}
