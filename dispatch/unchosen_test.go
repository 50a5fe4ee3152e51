package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
)

// Staff chooses a carer for a visit long before its time; the carer cannot come,
// and staff is called. The visit is looked at again when its time comes.
func TestChosenBeforeItsTime(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), carer("c2", "care"))
	z.ok(book("v1", noon.Add(12*time.Hour)))
	if z.s.Timers.Get("lead/v1") == nil {
		t.Fatal("its time is to come, and no timer waits for it")
	}
	z.ok(online("c2", 200))
	z.do(dispatch.AssignOrder{Order: "v1", Worker: "c2", By: desk, Reason: "she knows him"})
	z.ok(dispatch.CourierOffline{Courier: "c2"}, dispatch.PinVisit{Order: "v1", At: z.order("v1").Call.From.Add(time.Minute), By: desk, Reason: "after her nap"})
	for i := 0; i < 100 && z.order("v1").Only != ""; i++ {
		if z.s.Timers.Get("retry") != nil {
			z.fire("retry")
		}
	}
	if o := z.order("v1"); o.Only != "" || !o.Chased {
		t.Fatalf("staff was not called: %+v", o)
	}
	z.fire("lead/v1")
}
