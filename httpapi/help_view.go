package httpapi

import (
	"encoding/json"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
)

func helpView(c *residents.HelpCall) HelpCall {
	v := HelpCall{
		ID: string(c.ID), Resident: c.Home, Source: string(c.Source), Drill: c.Drill, State: string(c.State), Taker: c.Taker,
		Steps: []HelpStep{},
	}
	if c.Due != clock.Never {
		v.Due = when(c.Due)
	}
	for _, s := range c.Steps {
		v.Steps = append(v.Steps, HelpStep{At: s.At.Time(), What: string(s.What), By: s.By, Note: s.Note, Late: s.Late})
	}
	return v
}

func briefOf(c *residents.HelpCall, who string) HelpBrief {
	return HelpBrief{
		Call: string(c.ID), State: string(c.State), Drill: c.Drill, Mine: who != "" && c.Taker == who, Since: c.Steps[0].At.Time(),
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
