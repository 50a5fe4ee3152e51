package shell_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linli/linli/shell"
)

// standing is a clock that stands still until it is moved.
type standing struct{ t time.Time }

func (c *standing) now() time.Time { return c.t }

func issue(t *testing.T, ts *shell.Tickets, id string) string {
	t.Helper()
	name, err := ts.Issue(shell.Credential{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTicketWorksOnce(t *testing.T) {
	c := &standing{time.Unix(1000, 0)}
	ts := shell.NewTickets(c.now)
	a, b := issue(t, ts, "k1"), issue(t, ts, "k1")
	if a == b || len(a) != 43 {
		t.Fatalf("tickets %q and %q", a, b)
	}
	if k, ok := ts.Redeem(a); !ok || k.ID != "k1" {
		t.Errorf("first use: %v %v", k, ok)
	}
	if k, ok := ts.Redeem(a); ok || k.ID != "" {
		t.Errorf("second use: %v %v", k, ok)
	}
	if _, ok := ts.Redeem(""); ok {
		t.Error("an empty ticket was taken")
	}
	if k, ok := ts.Redeem(b); !ok || k.ID != "k1" {
		t.Errorf("the other ticket: %v %v", k, ok)
	}
}

func TestTicketAges(t *testing.T) {
	c := &standing{time.Unix(1000, 0)}
	ts := shell.NewTickets(c.now)
	old, young := issue(t, ts, "k1"), issue(t, ts, "k2")
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
	c := &standing{time.Unix(1000, 0)}
	ts := shell.NewTickets(c.now)
	other := issue(t, ts, "quiet")
	var mine []string
	for range 50000 {
		mine = append(mine, issue(t, ts, "loud"))
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
	for i := range 9999 {
		issue(t, ts, fmt.Sprint("k", i))
	}
	if _, err := ts.Issue(shell.Credential{ID: "late"}); !errors.Is(err, shell.ErrTooManyTickets) {
		t.Errorf("the ten thousand and first ticket: %v", err)
	}
	if _, ok := ts.Redeem(other); !ok {
		t.Error("a flood pushed out another's ticket")
	}
	c.t = c.t.Add(shell.TicketLife)
	issue(t, ts, "late")
}

func TestTicketIsRedeemedByOne(t *testing.T) {
	ts := shell.NewTickets(time.Now)
	for range 100 {
		name := issue(t, ts, "k")
		var won atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, ok := ts.Redeem(name); ok {
					won.Add(1)
				}
				ts.Issue(shell.Credential{ID: "other"})
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d redeemed the same ticket", won.Load())
		}
	}
}
