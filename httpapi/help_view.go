package httpapi

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

func helpView(c *residents.HelpCall) HelpCall {
	v := HelpCall{
		ID: string(c.ID), Resident: c.Home, Source: string(c.Source), Drill: c.Drill, State: string(c.State), Taker: c.Taker,
		Steps: stepsOf(c, ""),
	}
	if c.Due != clock.Never {
		v.Due = when(c.Due)
	}
	return v
}

// stepsOf is the record of a call as somebody reads it: the family by who
// reads, without ids, and staff, who is nobody of the family, with them.
func stepsOf(c *residents.HelpCall, reader string) []HelpStep {
	out := []HelpStep{}
	for i := range c.Steps {
		s := &c.Steps[i]
		step := HelpStep{At: s.At.Time(), What: string(s.What), Who: whoOf(c, s, reader), Note: s.Note, Late: s.Late}
		if reader == "" {
			step.By = s.By
		}
		out = append(out, step)
	}
	return out
}

// whoOf says who somebody in a call's record is.
func whoOf(c *residents.HelpCall, s *residents.HelpStep, reader string) string {
	switch {
	case s.What == residents.Raised || s.What == residents.RaisedAgain:
		return string(orders.Resident)
	case s.What == residents.CallDesk || strings.HasPrefix(s.By, string(orders.Staff)+"/"):
		return "desk"
	case s.By == "":
		return ""
	case s.By == reader:
		return "you"
	case strings.HasPrefix(s.By, residents.PersonOf(c.Home)+"~"):
		return "family"
	}
	return "helper"
}

func briefOf(c *residents.HelpCall, who string) HelpBrief {
	return HelpBrief{
		Call: string(c.ID), State: string(c.State), Drill: c.Drill, Mine: who != "" && c.Taker == who, Since: c.Steps[0].At.Time(),
		Steps: stepsOf(c, cmp.Or(who, c.Home)),
	}
}

func tallyView(t residents.HelpTally) HelpTally {
	v := HelpTally{Raised: t.Raised, Closed: t.Closed, ByFamily: t.Family, ByHelper: t.Nearby, ByDesk: t.Desk}
	if n := t.Family + t.Nearby + t.Desk; n > 0 {
		v.MeanSeconds = t.Waited.Seconds() / float64(n)
	}
	return v
}

// callIn reads the call for help out of a row of its history.
func callIn(row dispatch.TimelineRow) (*residents.HelpCall, bool) {
	var d dispatch.HelpPut
	if row.Kind != "HelpPut" || json.Unmarshal(row.Data, &d) != nil {
		return nil, false
	}
	return &d.Call, true
}
