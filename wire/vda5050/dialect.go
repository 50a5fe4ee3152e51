package vda5050

import (
	"fmt"
	"slices"
	"strings"
)

// The schemas of 2.0.0 name two fields otherwise than its text and than 2.1.0.
// A robot that declares 2.0 gets both names, unless its profile is literal.

// is20 reports whether a header's version is of 2.0.
func (h *Header) is20() bool { return strings.HasPrefix(h.Version, "2.0.") || h.Version == "2.0" }

func (o *Order) for20() Message {
	old := *o
	old.Nodes = slices.Clone(o.Nodes)
	for i := range old.Nodes {
		if p := old.Nodes[i].NodePosition; p != nil && p.AllowedDeviationXY != nil {
			both := *p
			both.AllowedDeviationXy = p.AllowedDeviationXY
			old.Nodes[i].NodePosition = &both
		}
	}
	return &old
}

func (a *InstantActions) for20() Message {
	old := *a
	old.Actions = slices.Clone(a.Actions)
	for i := range old.Actions {
		old.Actions[i].ActionName = old.Actions[i].ActionType
	}
	return &old
}

// spoken returns m as the version of its header wants it.
func spoken(m Message) (any, error) {
	switch {
	case m.Head().is20() && !m.Head().Literal:
		if other, ok := m.(interface{ for20() Message }); ok {
			return other.for20(), nil
		}
	case m.Head().is30():
		other, ok := m.(interface{ for30() any })
		if !ok {
			return nil, fmt.Errorf("vda5050: %s of 3.0 is not written here", m.Name())
		}
		return other.for30(), nil
	}
	return m, nil
}
