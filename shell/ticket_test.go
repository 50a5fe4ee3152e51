package shell_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linli/linli/shell"
)

// at is a clock that stands still until it is moved.
type at struct{ t time.Time }

func (c *at) now() time.Time { return c.t }

func TestTicketWorksOnce(t *testing.T) {
	c := &at{time.Unix(1000, 0)}
	ts := shell.NewTickets(c.now)
	a, b := ts.Issue("k1"), ts.Issue("k1")
	if a == b || len(a) != 43 {
		t.Fatalf("tickets %q and %q", a, b)
	}
	if id, ok := ts.Redeem(a); !ok || id != "k1" {
		t.Errorf("first use: %q %v", id, ok)
	}
	if id, ok := ts.Redeem(a); ok || id != "" {
		t.Errorf("second use: %q %v", id, ok)
	}
	if _, ok := ts.Redeem(""); ok {
		t.Error("an empty ticket was taken")
	}
	if id, ok := ts.Redeem(b); !ok || id != "k1" {
		t.Errorf("the other ticket: %q %v", id, ok)
	}
}

func TestTicketAges(t *testing.T) {
	c := &at{time.Unix(1000, 0)}
	ts := shell.NewTickets(c.now)
	old, young := ts.Issue("k1"), ts.Issue("k2")
	c.t = c.t.Add(shell.TicketLife - 1)
	if _, ok := ts.Redeem(young); !ok {
		t.Error("refused a moment before its time")
	}
	c.t = c.t.Add(1)
	if _, ok := ts.Redeem(old); ok {
		t.Error("taken after its time")
	}
}

func TestTicketsAreBounded(t *testing.T) {
	c := &at{time.Unix(1000, 0)}
	ts := shell.NewTickets(c.now)
	other := ts.Issue("quiet")
	var mine []string
	for range 50000 {
		mine = append(mine, ts.Issue("loud"))
	}
	worked := 0
	for _, name := range mine {
		if _, ok := ts.Redeem(name); ok {
			worked++
		}
	}
	if worked != 8 {
		t.Errorf("%d tickets of one credential worked, want 8", worked)
	}
	if _, ok := ts.Redeem(other); !ok {
		t.Error("one credential pushed out another's ticket")
	}
	first := ts.Issue("a")
	for i := range 10000 {
		ts.Issue(fmt.Sprint("k", i))
	}
	if _, ok := ts.Redeem(first); ok {
		t.Error("more than ten thousand tickets live")
	}
}

func TestTicketIsRedeemedByOne(t *testing.T) {
	ts := shell.NewTickets(time.Now)
	for range 100 {
		name := ts.Issue("k")
		var won atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, ok := ts.Redeem(name); ok {
					won.Add(1)
				}
				ts.Issue("other")
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d redeemed the same ticket", won.Load())
		}
	}
}
