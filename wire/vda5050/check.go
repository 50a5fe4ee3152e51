package vda5050

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Limits of what is read: far above what an errand in a neighbourhood needs.
const (
	maxItems  = 4096 // entries of one array
	maxMeters = 1e6  // a coordinate
	maxText   = 4096 // bytes of a description
)

func (h *Header) check() error {
	if !strings.HasPrefix(h.Version, "2.") && !h.is30() {
		return fmt.Errorf("version %.20q is neither 2.x nor 3.x", h.Version)
	}
	if err := id("manufacturer", h.Manufacturer); err != nil {
		return err
	}
	return id("serialNumber", h.SerialNumber)
}

func (o *Order) check() error {
	if err := o.Header.check(); err != nil {
		return err
	}
	if err := id("orderId", o.OrderID); err != nil {
		return err
	}
	if len(o.Nodes) == 0 || len(o.Nodes) > maxItems {
		return fmt.Errorf("nodes has %d entries, not 1 to %d", len(o.Nodes), maxItems)
	}
	if len(o.Edges) != len(o.Nodes)-1 {
		return fmt.Errorf("edges has %d entries for %d nodes", len(o.Edges), len(o.Nodes))
	}
	first := o.Nodes[0].SequenceID
	for i := range o.Nodes {
		n := &o.Nodes[i]
		at := fmt.Sprintf("nodes[%d]", i)
		if n.SequenceID != first+uint32(2*i) || n.SequenceID%2 != 0 {
			return fmt.Errorf("%s.sequenceId %d: nodes are numbered by two, evenly", at, n.SequenceID)
		}
		if err := n.check(at); err != nil {
			return err
		}
	}
	for i := range o.Edges {
		e := &o.Edges[i]
		at := fmt.Sprintf("edges[%d]", i)
		if e.SequenceID != first+uint32(2*i)+1 {
			return fmt.Errorf("%s.sequenceId %d is not between its nodes'", at, e.SequenceID)
		}
		if e.StartNodeID != o.Nodes[i].NodeID || e.EndNodeID != o.Nodes[i+1].NodeID {
			return fmt.Errorf("%s does not lead from node %q to %q", at, o.Nodes[i].NodeID, o.Nodes[i+1].NodeID)
		}
		if err := checkActions(at+".actions", e.Actions); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) check(at string) error {
	if err := id(at+".nodeId", n.NodeID); err != nil {
		return err
	}
	if p := n.NodePosition; p != nil {
		if err := meters(at+".nodePosition", p.X, p.Y); err != nil {
			return err
		}
	}
	return checkActions(at+".actions", n.Actions)
}

func checkActions(at string, as List[Action]) error {
	if len(as) > maxItems {
		return fmt.Errorf("%s has more than %d entries", at, maxItems)
	}
	for i, a := range as {
		at := fmt.Sprintf("%s[%d]", at, i)
		if err := id(at+".actionId", a.ActionID); err != nil {
			return err
		}
		if err := id(at+".actionType", a.ActionType); err != nil {
			return err
		}
		if err := oneOf(at+".blockingType", a.BlockingType, BlockNone, BlockSoft, BlockHard); err != nil {
			return err
		}
	}
	return nil
}

func (a *InstantActions) check() error {
	if err := a.Header.check(); err != nil {
		return err
	}
	return checkActions("actions", a.Actions)
}

func (s *State) check() error {
	if err := s.Header.check(); err != nil {
		return err
	}
	if len(s.OrderID) > maxID || len(s.LastNodeID) > maxID {
		return fmt.Errorf("orderId or lastNodeId is longer than %d bytes", maxID)
	}
	for _, list := range []struct {
		name string
		n    int
	}{
		{"nodeStates", len(s.NodeStates)}, {"edgeStates", len(s.EdgeStates)}, {"actionStates", len(s.ActionStates)},
		{"errors", len(s.Errors)}, {"information", len(s.Information)}, {"loads", len(s.Loads)}, {"maps", len(s.Maps)},
	} {
		if list.n > maxItems {
			return fmt.Errorf("%s has more than %d entries", list.name, maxItems)
		}
	}
	if err := oneOf("operatingMode", s.OperatingMode,
		ModeAutomatic, ModeSemiautomatic, ModeManual, ModeService, ModeTeachIn); err != nil {
		return err
	}
	if err := s.AGVPosition.check(); err != nil {
		return err
	}
	for i, a := range s.ActionStates {
		at := fmt.Sprintf("actionStates[%d]", i)
		if err := id(at+".actionId", a.ActionID); err != nil {
			return err
		}
		if err := oneOf(at+".actionStatus", a.ActionStatus, ActionWaiting, ActionInitializing,
			ActionRunning, ActionPaused, ActionFinished, ActionFailed); err != nil {
			return err
		}
	}
	for i, e := range s.Errors {
		if len(e.ErrorDescription) > maxText || len(e.ErrorReferences) > maxItems {
			return fmt.Errorf("errors[%d] is too long", i)
		}
		if err := oneOf(fmt.Sprintf("errors[%d].errorLevel", i), e.ErrorLevel, LevelWarning, LevelFatal); err != nil {
			return err
		}
	}
	return oneOf("safetyState.eStop", s.SafetyState.EStop, "AUTOACK", "MANUAL", "REMOTE", "NONE")
}

func (p *AGVPosition) check() error {
	if p == nil {
		return nil
	}
	return meters("agvPosition", p.X, p.Y)
}

func (c *Connection) check() error {
	if err := c.Header.check(); err != nil {
		return err
	}
	return oneOf("connectionState", c.ConnectionState, Online, Offline, Broken)
}

func (v *Visualization) check() error {
	if err := v.Header.check(); err != nil {
		return err
	}
	return v.AGVPosition.check()
}

func id(at, v string) error {
	if v == "" || len(v) > maxID {
		return fmt.Errorf("%s is empty or longer than %d bytes", at, maxID)
	}
	return nil
}

func oneOf(at, v string, allowed ...string) error {
	if !slices.Contains(allowed, v) {
		return fmt.Errorf("%s %.40q is not one of %s", at, v, strings.Join(allowed, ", "))
	}
	return nil
}

func meters(at string, x, y float64) error {
	if !(math.Abs(x) <= maxMeters && math.Abs(y) <= maxMeters) {
		return fmt.Errorf("%s is more than %.0f m from the map's origin", at, maxMeters)
	}
	return nil
}
