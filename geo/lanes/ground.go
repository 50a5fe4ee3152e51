package lanes

import (
	"slices"
	"sync"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Ground is the roads of a city that robots may take. It is safe for concurrent
// use, and keeps the graphs that were asked for last.
type Ground struct {
	city *roadnet.City

	mu     sync.Mutex
	links  []link   // nil: not read yet
	graphs []*Graph // the newest last
}

// link is a stretch of road or lane.
type link struct {
	line         []geo.Point
	millis, cost uint32
	there, back  bool
}

// keptGraphs is how many graphs are kept: the network as it is, round a
// blocked place or two, and for robots that some of it is too narrow for.
const keptGraphs = 8

// NewGround returns the ground of a city.
func NewGround(c *roadnet.City) *Ground { return &Ground{city: c} }

// Graph returns the ways over the ground and a network, round what is closed
// and round the resources that are to be avoided. Networks of one revision
// must be equal.
func (g *Ground) Graph(n *Network, avoid ...string) (*Graph, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, x := range g.graphs {
		if x.revision == n.Revision && slices.Equal(x.avoid, avoid) {
			return x, nil
		}
	}
	if g.links == nil {
		for l := range g.city.Links(geo.Robot) {
			g.links = append(g.links, link{line: l.Line, millis: l.Millis, cost: l.Cost, there: l.Forward, back: l.Backward})
		}
	}
	x, err := newGraph(g.links, n, avoid)
	if err != nil {
		return nil, err
	}
	if len(g.graphs) == keptGraphs {
		g.graphs = g.graphs[1:]
	}
	g.graphs = append(g.graphs, x)
	return x, nil
}
