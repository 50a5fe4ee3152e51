package vda5050

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Factsheet is what a robot says of its kind: what it can do, and how much of
// the protocol it can hold. A limit that is 0 or missing is none.
type Factsheet struct {
	Header
	TypeSpecification  TypeSpecification  `json:"typeSpecification"`
	PhysicalParameters PhysicalParameters `json:"physicalParameters"`
	ProtocolLimits     ProtocolLimits     `json:"protocolLimits"`
	ProtocolFeatures   ProtocolFeatures   `json:"protocolFeatures"`
	AGVGeometry        AGVGeometry        `json:"agvGeometry"`
	LoadSpecification  LoadSpecification  `json:"loadSpecification"`
}

// TypeSpecification is the series that a robot is of.
type TypeSpecification struct {
	SeriesName        string       `json:"seriesName"`
	SeriesDescription string       `json:"seriesDescription,omitempty"`
	AGVKinematic      string       `json:"agvKinematic"` // DIFF, OMNI or THREEWHEEL
	AGVClass          string       `json:"agvClass"`     // CARRIER, and what does not drive on pavements
	MaxLoadMass       float64      `json:"maxLoadMass"`  // kg
	LocalizationTypes List[string] `json:"localizationTypes"`
	NavigationTypes   List[string] `json:"navigationTypes"`
}

// PhysicalParameters are a robot's body: metres and seconds.
type PhysicalParameters struct {
	SpeedMin        float64  `json:"speedMin"`
	SpeedMax        float64  `json:"speedMax"`
	AccelerationMax float64  `json:"accelerationMax"`
	DecelerationMax float64  `json:"decelerationMax"`
	HeightMin       *float64 `json:"heightMin,omitempty"`
	HeightMax       float64  `json:"heightMax"`
	Width           float64  `json:"width"`
	Length          float64  `json:"length"`
}

// ProtocolLimits are how much a robot can hold.
type ProtocolLimits struct {
	MaxStringLens StringLimits `json:"maxStringLens"`
	MaxArrayLens  ArrayLimits  `json:"maxArrayLens"`
	Timing        Timing       `json:"timing"`
}

// StringLimits are in bytes.
type StringLimits struct {
	MsgLen          int  `json:"msgLen,omitempty"`
	TopicSerialLen  int  `json:"topicSerialLen,omitempty"`
	TopicElemLen    int  `json:"topicElemLen,omitempty"`
	IDLen           int  `json:"idLen,omitempty"`
	IDNumericalOnly bool `json:"idNumericalOnly,omitempty"`
	EnumLen         int  `json:"enumLen,omitempty"`
	LoadIDLen       int  `json:"loadIdLen,omitempty"`
}

// ArrayLimits are in entries; of those for states only what bounds a base.
type ArrayLimits struct {
	OrderNodes       int `json:"order.nodes,omitempty"`
	OrderEdges       int `json:"order.edges,omitempty"`
	NodeActions      int `json:"node.actions,omitempty"`
	EdgeActions      int `json:"edge.actions,omitempty"`
	ActionParameters int `json:"actions.actionsParameters,omitempty"`
	InstantActions   int `json:"instantActions,omitempty"`
	NodeStates       int `json:"state.nodeStates,omitempty"`
	EdgeStates       int `json:"state.edgeStates,omitempty"`
	ActionStates     int `json:"state.actionStates,omitempty"`
}

// Timing is in seconds.
type Timing struct {
	MinOrderInterval      float64  `json:"minOrderInterval"`
	MinStateInterval      float64  `json:"minStateInterval"`
	DefaultStateInterval  *float64 `json:"defaultStateInterval,omitempty"`
	VisualizationInterval *float64 `json:"visualizationInterval,omitempty"`
}

// ProtocolFeatures are what a robot can do.
type ProtocolFeatures struct {
	OptionalParameters List[OptionalParameter] `json:"optionalParameters"`
	AGVActions         List[AGVAction]         `json:"agvActions"`
}

// OptionalParameter is a field that a robot understands or needs.
type OptionalParameter struct {
	Parameter   string `json:"parameter"`
	Support     string `json:"support"` // SUPPORTED or REQUIRED
	Description string `json:"description,omitempty"`
}

// AGVAction is an action that a robot can do. Its parameters are not read. Of
// blocking types the schema of 2.1.0 has a slip: no list validates.
type AGVAction struct {
	ActionType        string       `json:"actionType"`
	ActionDescription string       `json:"actionDescription,omitempty"`
	ActionScopes      List[string] `json:"actionScopes"` // INSTANT, NODE, EDGE
	BlockingTypes     List[string] `json:"blockingTypes,omitempty"`
}

// Scopes of an action.
const (
	ScopeInstant = "INSTANT"
	ScopeNode    = "NODE"
)

// AGVGeometry is a robot's outline; it is not read.
type AGVGeometry struct{}

// LoadSpecification is what a robot carries.
type LoadSpecification struct {
	LoadPositions List[string]  `json:"loadPositions,omitempty"`
	LoadSets      List[LoadSet] `json:"loadSets,omitempty"`
}

// LoadSet is one kind of load. Its measures are not read: registered
// compartments say them.
type LoadSet struct {
	SetName   string  `json:"setName"`
	LoadType  string  `json:"loadType"`
	MaxWeight float64 `json:"maxWeight,omitempty"` // kg; 0: not said
}

// Name returns TopicFactsheet.
func (*Factsheet) Name() Name { return TopicFactsheet }

func (f *Factsheet) check() error {
	if err := f.Header.check(); err != nil {
		return err
	}
	a, s := f.ProtocolLimits.MaxArrayLens, f.ProtocolLimits.MaxStringLens
	for _, n := range []int{
		a.OrderNodes, a.OrderEdges, a.NodeActions, a.EdgeActions, a.ActionParameters, a.InstantActions, a.NodeStates,
		a.EdgeStates, a.ActionStates, s.MsgLen, s.TopicSerialLen, s.TopicElemLen, s.IDLen, s.EnumLen, s.LoadIDLen,
	} {
		if n < 0 {
			return fmt.Errorf("protocolLimits: %d is less than nothing", n)
		}
	}
	if t := f.ProtocolLimits.Timing.MinOrderInterval; t < 0 || t > 3600 {
		return fmt.Errorf("protocolLimits.timing.minOrderInterval %g is not 0 to 3600 s", t)
	}
	if err := f.measures(); err != nil {
		return err
	}
	if n := len(f.ProtocolFeatures.AGVActions); n > maxItems {
		return fmt.Errorf("protocolFeatures.agvActions has %d entries, more than %d", n, maxItems)
	}
	return nil
}

// Nodes returns how many nodes a robot takes in one message and holds in its
// base, 0 for as many as there are. A nil sheet has no limits.
func (f *Factsheet) Nodes() int {
	if f == nil {
		return 0
	}
	a, most := f.ProtocolLimits.MaxArrayLens, 0
	for _, n := range []int{a.OrderNodes, a.NodeStates} {
		if n > 0 && (most == 0 || n < most) {
			most = n
		}
	}
	for _, n := range []int{a.OrderEdges, a.EdgeStates} {
		if n > 0 && (most == 0 || n+1 < most) {
			most = n + 1
		}
	}
	return most
}

// OrderInterval returns the least time between two orders.
func (f *Factsheet) OrderInterval() time.Duration {
	if f == nil {
		return 0
	}
	return time.Duration(f.ProtocolLimits.Timing.MinOrderInterval * float64(time.Second))
}

// Refuses returns why a robot of this sheet cannot take an order, or "".
func (f *Factsheet) Refuses(o *Order) string {
	if f == nil {
		return ""
	}
	if most := f.Nodes(); most > 0 && (most < 3 || len(o.Nodes) > most) {
		return fmt.Sprintf("%d nodes are more than the %d that it takes", len(o.Nodes), most)
	}
	ids := []string{o.OrderID}
	for _, n := range o.Nodes {
		ids = append(ids, n.NodeID)
		if most := f.ProtocolLimits.MaxArrayLens.NodeActions; most > 0 && len(n.Actions) > most {
			return fmt.Sprintf("%d actions at node %s are more than the %d that it takes", len(n.Actions), n.NodeID, most)
		}
		for _, a := range n.Actions {
			ids = append(ids, a.ActionID)
			if why := f.cannot(a, ScopeNode); why != "" {
				return why
			}
			if why := f.cannot(Action{ActionType: ActionUnlock, BlockingType: BlockNone}, ScopeInstant); a.ActionType == ActionDrop && why != "" {
				return why
			}
		}
	}
	for _, e := range o.Edges {
		ids = append(ids, e.EdgeID)
	}
	return f.unreadable(ids)
}

// Spare takes out of an order what a robot of this sheet does not have and can do
// without: to begin to charge, which it then does by itself.
func (f *Factsheet) Spare(o *Order) {
	if f == nil {
		return
	}
	for i := range o.Nodes {
		o.Nodes[i].Actions = slices.DeleteFunc(o.Nodes[i].Actions, func(a Action) bool {
			return a.ActionType == ActionCharge && f.cannot(a, ScopeNode) != ""
		})
	}
}

// Takes reports whether a robot understands an optional field: its sheet lists
// it, by its full name.
func (f *Factsheet) Takes(field string) bool {
	return f != nil && slices.ContainsFunc(f.ProtocolFeatures.OptionalParameters, func(p OptionalParameter) bool { return p.Parameter == field })
}

// Has reports whether a sheet lists an instant action.
func (f *Factsheet) Has(kind string) bool {
	return f != nil && len(f.ProtocolFeatures.AGVActions) > 0 && f.Acts(kind)
}

// Acts reports whether a robot does an instant action; a sheet that lists none
// does not say, and one that is unknown neither.
func (f *Factsheet) Acts(kind string) bool {
	return f == nil || f.cannot(Action{ActionType: kind, BlockingType: BlockNone}, ScopeInstant) == ""
}

// cannot returns why a robot does not do an action, or "". A sheet that lists
// no actions does not say.
func (f *Factsheet) cannot(a Action, scope string) string {
	list := f.ProtocolFeatures.AGVActions
	i := slices.IndexFunc(list, func(x AGVAction) bool { return x.ActionType == a.ActionType })
	switch {
	case len(list) == 0:
		return ""
	case i < 0 || !slices.Contains(list[i].ActionScopes, scope):
		return fmt.Sprintf("its factsheet has no action %s of scope %s", a.ActionType, scope)
	case len(list[i].BlockingTypes) > 0 && !slices.Contains(list[i].BlockingTypes, a.BlockingType):
		return fmt.Sprintf("its factsheet has no action %s that blocks %s", a.ActionType, a.BlockingType)
	}
	if most := f.ProtocolLimits.MaxArrayLens.ActionParameters; most > 0 && len(a.ActionParameters) > most {
		return fmt.Sprintf("action %s has %d parameters, more than the %d that it takes", a.ActionType, len(a.ActionParameters), most)
	}
	return ""
}

// unreadable returns why a robot cannot hold one of the ids, or "".
func (f *Factsheet) unreadable(ids []string) string {
	s := f.ProtocolLimits.MaxStringLens
	for _, id := range ids {
		if s.IDLen > 0 && len(id) > s.IDLen {
			return fmt.Sprintf("id %s is longer than the %d bytes that it takes", id, s.IDLen)
		}
		if s.IDNumericalOnly && strings.Trim(id, "0123456789") != "" {
			return fmt.Sprintf("id %s is not of digits only, as it demands", id)
		}
	}
	return ""
}
