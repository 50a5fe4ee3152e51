package journaltest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

func wantNotFound(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, shell.ErrNotFound) {
		t.Fatalf("got %v, want ErrNotFound", err)
	}
}

// put commits one record that leaves the orders as they are given.
func put(t *testing.T, s shell.Store, epoch, seq uint64, os ...orders.Order) {
	t.Helper()
	b := Batch(epoch, seq, 1)
	for _, o := range os {
		b.Projections[0].Orders = append(b.Projections[0].Orders, dispatch.OrderRow{Order: o, At: At(seq), Seq: seq})
	}
	commit(t, s, b)
}

func orderDocs(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	placed := Order("o1", "bakery", 1)
	ready, delivered := placed, placed
	ready.Preparation, ready.Seq = orders.Ready, 2
	delivered.Preparation, delivered.Carriage, delivered.Seq = orders.Ready, orders.Delivered, 3

	// Placed and changed in one batch, then again in another.
	b := Batch(c.Epoch, 1, 2)
	b.Projections[0], b.Projections[1] = Change(1, placed, "placed"), Change(2, ready, "ready")
	commit(t, s, b)
	check := func(stands orders.Order, seq uint64) {
		t.Helper()
		d, err := s.Order(t.Context(), "o1")
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, shell.OrderDoc{Order: stands, Placed: placed, At: At(seq)}) {
			t.Fatalf("got %+v", d)
		}
	}
	check(ready, 2)
	put(t, s, c.Epoch, 3, delivered)
	check(delivered, 3)
}

func orderGuard(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	newer, older := Order("o1", "bakery", 1), Order("o1", "bakery", 1)
	newer.Fee, older.Fee = 2, 1
	b := Batch(c.Epoch, 1, 5)
	b.Projections[4].Orders = []dispatch.OrderRow{{Order: newer, At: At(5), Seq: 5}, {Order: older, At: At(4), Seq: 4}}
	commit(t, s, b)
	b = Batch(c.Epoch, 6, 1)
	b.Projections[0].Orders = []dispatch.OrderRow{{Order: older, At: At(4), Seq: 4}}
	commit(t, s, b)
	if d, err := s.Order(t.Context(), "o1"); err != nil || d.Order.Fee != 2 || d.At != At(5) {
		t.Fatalf("got %+v, %v", d, err)
	}
}

// oddNames are names that a text column or an index would refuse. A commit
// that fails for one of them would stop the zone for good.
func oddNames(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	for i, name := range []string{"a\x00b", "\xff\xfe", strings.Repeat("x", 199) + "☂", strings.Repeat("long ", 4000), "☂' OR 1=1 --", "%_\\"} {
		seq := uint64(i + 1)
		o := Order(fmt.Sprint("o", i), "m"+name, seq)
		o.External = name
		b := Batch(c.Epoch, seq, 1)
		b.Projections[0] = Change(seq, o, "placed")
		b.Persons = []shell.Person{{Order: o.ID, Name: name, Phone: name, Address: name, Note: name, At: At(seq)}}
		commit(t, s, b)
		d, err := s.OrderByExternal(t.Context(), "m"+name, name)
		if err != nil || d.Order.ID != o.ID {
			t.Fatalf("%.20q: got %v, %v", name, d.Order.ID, err)
		}
		p, err := s.Person(t.Context(), o.ID)
		if err != nil || p != b.Persons[0] {
			t.Fatalf("%.20q: person %+v, %v", name, p, err)
		}
		_, err = s.Order(t.Context(), orders.ID("no such "+name))
		wantNotFound(t, err)
		_, err = s.Credential(t.Context(), name)
		wantNotFound(t, err)
		if _, _, err := s.Orders(t.Context(), shell.OrderFilter{Merchant: name, External: name}); err != nil {
			t.Fatalf("%.20q: %v", name, err)
		}
	}
}

func orderPages(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	const n = 23
	for seq := uint64(1); seq <= n; seq++ {
		// Three orders of each moment: the id decides between them.
		put(t, s, c.Epoch, seq, Order(fmt.Sprintf("o%02d", seq), "bakery", seq-seq%3))
	}
	for _, limit := range []int{1, 5, 22, 23, 24, 0} {
		var got []string
		cursor := ""
		for pages := 0; ; pages++ {
			page, next, err := s.Orders(t.Context(), shell.OrderFilter{Limit: limit, Cursor: cursor})
			if err != nil || pages > n {
				t.Fatalf("page %d of %d: %v", pages, limit, err)
			}
			for _, d := range page {
				got = append(got, string(d.Order.ID))
			}
			if pages == 1 { // what is placed meanwhile does not shift the pages
				put(t, s, c.Epoch, n+1+uint64(len(records(t, s, Zone, n))), Order(fmt.Sprintf("new-%d", limit), "bakery", 900))
			}
			if cursor = next; next == "" {
				break
			}
		}
		var old []string
		for _, id := range got {
			if !strings.HasPrefix(id, "new") {
				old = append(old, id)
			}
		}
		if len(old) != n || old[0] != "o23" || old[n-1] != "o01" {
			t.Fatalf("by %d: %v", limit, old)
		}
		for i := 1; i < n; i++ {
			if old[i] >= old[i-1] {
				t.Fatalf("by %d: %s after %s", limit, old[i], old[i-1])
			}
		}
	}
	page, next, err := s.Orders(t.Context(), shell.OrderFilter{Limit: 100_000})
	if err != nil || len(page) < n || next != "" {
		t.Fatalf("%d orders, %q, %v", len(page), next, err)
	}
}

func orderFilters(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	a, b, d := Order("a", "bakery", 1), Order("b", "bakery", 2), Order("d", "florist", 3)
	b.Preparation, b.Carriage = orders.Ready, orders.Delivered
	d.Preparation, d.Carriage = orders.Ready, orders.Assigned
	d.Kind = orders.Goods
	put(t, s, c.Epoch, 1, a, b, d)
	for _, f := range []struct {
		filter shell.OrderFilter
		want   string
	}{
		{shell.OrderFilter{}, "d b a"},
		{shell.OrderFilter{Merchant: "bakery"}, "b a"},
		{shell.OrderFilter{Merchant: "nobody"}, ""},
		{shell.OrderFilter{Open: true}, "d a"},
		{shell.OrderFilter{Kind: orders.Goods}, "d"},
		{shell.OrderFilter{Kind: orders.Meal, Open: true}, "a"},
		{shell.OrderFilter{Open: true, Merchant: "bakery"}, "a"},
		{shell.OrderFilter{Status: orders.Delivered}, "b"},
		{shell.OrderFilter{Status: orders.Placed}, "a"},
		{shell.OrderFilter{Status: orders.Ready}, ""},
		{shell.OrderFilter{Status: orders.Assigned, Merchant: "florist", External: "ext-d"}, "d"},
		{shell.OrderFilter{External: "ext-a", Open: true}, "a"},
		{shell.OrderFilter{External: "ext-a", Merchant: "florist"}, ""},
	} {
		page, _, err := s.Orders(t.Context(), f.filter)
		var got []string
		for _, d := range page {
			got = append(got, string(d.Order.ID))
		}
		if err != nil || strings.Join(got, " ") != f.want || page == nil {
			t.Errorf("%+v: %v, %v; want %s", f.filter, got, err, f.want)
		}
	}
}

func orderExternal(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	older, newer, other, none := Order("a", "bakery", 1), Order("b", "bakery", 2), Order("c", "florist", 3), Order("d", "bakery", 4)
	older.External, newer.External, other.External, none.External = "x", "x", "x", ""
	put(t, s, c.Epoch, 1, older, newer, other, none)
	d, err := s.OrderByExternal(t.Context(), "bakery", "x")
	if err != nil || d.Order.ID != "b" {
		t.Fatalf("got %s, %v", d.Order.ID, err)
	}
	_, err = s.OrderByExternal(t.Context(), "bakery", "")
	wantNotFound(t, err)
	_, err = s.OrderByExternal(t.Context(), "butcher", "x")
	wantNotFound(t, err)
}

func timeline(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	b := Full(c.Epoch, 1, 8) // two orders
	commit(t, s, b)
	got, err := s.Timeline(t.Context(), "order-00000001")
	if err != nil {
		t.Fatal(err)
	}
	var want []dispatch.TimelineRow
	for _, p := range b.Projections[4:] {
		want = append(want, p.Timeline...)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %+v", got)
	}
	if got, err := s.Timeline(t.Context(), "nothing"); err != nil || len(got) != 0 {
		t.Fatalf("got %v, %v", got, err)
	}
}

func persons(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	b := Batch(c.Epoch, 1, 1)
	p := shell.Person{Order: "o1", Name: "A", Phone: "1", Address: "Door 2", Note: "ring twice", At: At(1), Language: "en", Channels: "sms voice"}
	q := p
	q.Order, q.Name = "o2", "B"
	plan := shell.Person{Order: "p1", Name: "C", At: At(1)}
	b.Persons = []shell.Person{{Order: "o1", Name: "typo"}, q, p, plan} // the last word counts
	commit(t, s, b)
	plan.Order = "p1~20261201"
	if got, err := s.Person(t.Context(), plan.Order); err != nil || got != plan {
		t.Fatalf("of a plan's visit: %+v, %v", got, err)
	}
	if got, err := s.Person(t.Context(), "o1"); err != nil || got != p {
		t.Fatalf("got %+v, %v", got, err)
	}
	for range 2 { // erasing twice is no error
		if err := s.ErasePerson(t.Context(), "o1"); err != nil {
			t.Fatal(err)
		}
		_, err := s.Person(t.Context(), "o1")
		wantNotFound(t, err)
	}
	if got, err := s.Person(t.Context(), "o2"); err != nil || got != q {
		t.Fatalf("got %+v, %v", got, err)
	}
	want(t, s, 0, 1) // the journal knows nothing of it
}

func notFound(t *testing.T, s journal.Store) {
	_, err := s.Order(t.Context(), "nothing")
	wantNotFound(t, err)
	_, err = s.Person(t.Context(), "nothing")
	wantNotFound(t, err)
	_, err = s.Credential(t.Context(), "nothing")
	wantNotFound(t, err)
	wantNotFound(t, s.RevokeCredential(t.Context(), "nothing", At(1)))
	_, err = s.Endpoint(t.Context(), "nothing")
	wantNotFound(t, err)
	wantNotFound(t, s.DisableEndpoint(t.Context(), "nothing"))
	wantNotFound(t, s.DeleteEndpoint(t.Context(), "nothing"))
	wantNotFound(t, s.OutboxDone(t.Context(), "town-1-0"))
	wantNotFound(t, s.OutboxAttempt(t.Context(), "town-1-0"))
	wantNotFound(t, s.PlanDeliveries(t.Context(), shell.OutboxItem{ID: "town-1-0"}, []string{"e"}))
	_, err = s.PaymentCall(t.Context(), "nothing")
	wantNotFound(t, err)
}

func badCursors(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	commit(t, s, Full(c.Epoch, 1, 12))
	_, real, err := s.Orders(t.Context(), shell.OrderFilter{Limit: 1})
	if err != nil || real == "" {
		t.Fatalf("%q, %v", real, err)
	}
	_, fed, err := s.Feed(t.Context(), dispatch.TopicStatus, "", "", 1)
	if err != nil || fed == "" {
		t.Fatalf("%q, %v", fed, err)
	}
	for _, cursor := range []string{"x", "o", "o====", real + "A", real[:len(real)-1], "f" + real[1:], "%00", "\x00", strings.Repeat("A", 5000)} {
		_, _, a := s.Orders(t.Context(), shell.OrderFilter{Cursor: cursor})
		_, _, b := s.Credentials(t.Context(), 1, cursor)
		_, _, c := s.Deliveries(t.Context(), "e", 1, cursor)
		_, _, d := s.Feed(t.Context(), dispatch.TopicStatus, "", cursor, 1)
		_, _, e := s.Postings(t.Context(), shell.PostingFilter{Cursor: cursor})
		_, _, f := s.Accounts(t.Context(), shell.AccountFilter{Cursor: cursor})
		for i, err := range []error{a, b, c, d, e, f} {
			var refused *orders.Rejection
			if !errors.As(err, &refused) || refused.Code != "bad_cursor" {
				t.Errorf("list %d took %.30q: %v", i, cursor, err)
			}
		}
	}
	if _, _, err := s.Credentials(t.Context(), 1, real); err == nil {
		t.Error("a cursor of one list was taken by another")
	}
}
