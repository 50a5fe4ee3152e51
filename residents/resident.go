package residents

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Resident is who may call for help from home. Names, phones and addresses,
// also the family's, are in the store's erasable tables under these ids.
type Resident struct {
	ID     string        `json:"id"`
	Point  geo.Point     `json:"point"`
	Family []string      `json:"family,omitempty"` // ids of whom to call first
	Button string        `json:"button,omitempty"` // id of the device
	Every  time.Duration `json:"every,omitempty"`  // longest time between two signs of life; 0: nobody waits for them
	Seen   clock.Instant `json:"seen"`             // last sign of life
}

// Clone returns a copy that shares nothing with the call.
func (c *HelpCall) Clone() *HelpCall {
	d := *c
	d.Asked, d.Family, d.Steps = slices.Clone(c.Asked), slices.Clone(c.Family), slices.Clone(c.Steps)
	return &d
}

// Calls reports whether somebody is being called now, as family or as helper.
func (c *HelpCall) Calls(who string) bool {
	switch c.State {
	case HelpFamily:
		return slices.Contains(c.Family, who)
	case HelpNearby:
		return c.Asked[len(c.Asked)-1] == who
	}
	return false
}

// HelpTally counts calls for help; drills have one of their own.
type HelpTally struct {
	Raised uint64        `json:"raised"`
	Closed uint64        `json:"closed"`
	Family uint64        `json:"family"` // acknowledged while the family was being called
	Nearby uint64        `json:"nearby"` // while a helper was
	Desk   uint64        `json:"desk"`   // while the desk was
	Waited time.Duration `json:"waited"` // from raising to acknowledging, of all those together
}

// Count notes what a change of a call adds; was is nil for a new one.
func (t *HelpTally) Count(was, now *HelpCall) {
	if was == nil {
		t.Raised++
		return
	}
	if was.State != HelpClosed && now.State == HelpClosed {
		t.Closed++
	}
	if was.State == HelpTaken || now.State != HelpTaken {
		return
	}
	switch was.State {
	case HelpFamily:
		t.Family++
	case HelpNearby:
		t.Nearby++
	case HelpDesk:
		t.Desk++
	}
	t.Waited += now.Steps[len(now.Steps)-1].At.Sub(now.Steps[0].At)
}

// PersonOf returns the id under which the store keeps a resident's person.
func PersonOf(resident string) string { return "res~" + resident }
