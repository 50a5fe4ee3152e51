package journaltest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/shell"
)

func ids(items []shell.OutboxItem) string {
	var out []string
	for _, it := range items {
		out = append(out, it.ID)
	}
	return strings.Join(out, " ")
}

func wantOutbox(t *testing.T, s journal.Store, topic string, limit int, want string) []shell.OutboxItem {
	t.Helper()
	got, err := s.Outbox(t.Context(), topic, limit)
	if err != nil || ids(got) != want {
		t.Fatalf("outbox %q, %v; want %q", ids(got), err, want)
	}
	return got
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func outbox(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	b := Full(c.Epoch, 1, 4)
	b.Projections[1].Outbox[0].Topic = dispatch.TopicPayment
	commit(t, s, b)
	got := wantOutbox(t, s, dispatch.TopicStatus, 10, "town-1-2 town-3-2 town-4-2")
	if !reflect.DeepEqual(got[1], shell.OutboxItem{OutboxRow: b.Projections[2].Outbox[0], ID: "town-3-2"}) {
		t.Fatalf("got %+v", got[1])
	}
	wantOutbox(t, s, dispatch.TopicPayment, 10, "town-2-2")
	wantOutbox(t, s, dispatch.TopicStatus, 2, "town-1-2 town-3-2")
	wantOutbox(t, s, "nothing", 2, "")
	ok(t, s.OutboxAttempt(t.Context(), "town-1-2"))
	ok(t, s.OutboxAttempt(t.Context(), "town-1-2"))
	for range 2 {
		ok(t, s.OutboxDone(t.Context(), "town-3-2"))
	}
	if got := wantOutbox(t, s, dispatch.TopicStatus, 10, "town-1-2 town-4-2"); got[0].Attempts != 2 || got[1].Attempts != 0 {
		t.Fatalf("attempts %d and %d", got[0].Attempts, got[1].Attempts)
	}
	for _, id := range []string{"", "town", "town-1", "town-x-1", "town-1--1", "town-01-1", "-1-1"} {
		if s.OutboxDone(t.Context(), id) == nil {
			t.Errorf("%q is no id", id)
		}
	}
}

// walk reads the feed to its end in pages and returns the ids and the cursor.
func walk(t *testing.T, s journal.Store, owner, cursor string, limit int) (string, string) {
	t.Helper()
	var all []shell.OutboxItem
	for {
		if len(all) > 100 {
			t.Fatalf("the feed has no end: %s", ids(all))
		}
		page, next, err := s.Feed(t.Context(), dispatch.TopicStatus, owner, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			if next != cursor {
				t.Fatalf("an empty page moved the cursor")
			}
			return ids(all), cursor
		}
		all, cursor = append(all, page...), next
	}
}

func feed(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	b := Full(c.Epoch, 1, 6)
	b.Projections[1].Outbox[0].Topic = dispatch.TopicPayment
	b.Projections[2].Outbox[0].Owner = "florist"
	b.Projections[3].Outbox = append(b.Projections[3].Outbox, b.Projections[3].Outbox[0])
	b.Projections[3].Outbox[1].N = 3
	commit(t, s, b)
	ok(t, s.OutboxDone(t.Context(), "town-1-2")) // stays in the feed
	for limit := 1; limit < 7; limit++ {
		if got, _ := walk(t, s, "", "", limit); got != "town-1-2 town-3-2 town-4-2 town-4-3 town-5-2 town-6-2" {
			t.Fatalf("by %d: %s", limit, got)
		}
	}
	got, cursor := walk(t, s, "bakery", "", 2)
	if got != "town-1-2 town-4-2 town-4-3 town-5-2 town-6-2" {
		t.Fatalf("the bakery's: %s", got)
	}
	commit(t, s, Full(c.Epoch, 7, 1))
	if got, _ := walk(t, s, "bakery", cursor, 2); got != "town-7-2" {
		t.Fatalf("news: %s", got)
	}
	if got, _ := walk(t, s, "nobody", "", 2); got != "" {
		t.Fatalf("nobody's: %s", got)
	}
}

func feedZones(t *testing.T, s journal.Store) {
	epochs := map[string]uint64{}
	add := func(zone string, first uint64, n int) {
		if epochs[zone] == 0 {
			epochs[zone] = claim(t, s, zone).Epoch
		}
		b := Full(epochs[zone], first, n)
		b.Zone = zone
		commit(t, s, b)
	}
	add("b", 1, 3)
	add("a-1", 1, 2)
	if got, _ := walk(t, s, "", "", 10); got != "a-1-1-2 b-1-2 a-1-2-2 b-2-2 b-3-2" {
		t.Fatalf("by time: %s", got)
	}
	got, cursor := walk(t, s, "", "", 1)
	if got != "a-1-1-2 b-1-2 a-1-2-2 b-2-2 b-3-2" {
		t.Fatalf("by time, one at a time: %s", got)
	}
	// A zone whose clock is behind, and one that is new, are not skipped.
	add("a-1", 3, 1)
	add("B", 1, 1)
	add("z", 1, 1)
	if got, _ := walk(t, s, "", cursor, 2); got != "B-1-2 z-1-2 a-1-3-2" {
		t.Fatalf("news: %s", got)
	}
}

func endpoints(t *testing.T, s journal.Store) {
	a := shell.Endpoint{ID: "e1", Owner: "bakery", URL: "https://bakery.example/hook", Secret: []byte("\x00\xffkey"), Created: At(2)}
	b := shell.Endpoint{ID: "e2", Owner: "platform", URL: "https://platform.example", Secret: []byte("k"), Created: At(1)}
	ok(t, s.PutEndpoint(t.Context(), a))
	ok(t, s.PutEndpoint(t.Context(), b))
	check := func(owner string, want ...shell.Endpoint) {
		t.Helper()
		got, err := s.Endpoints(t.Context(), owner)
		if err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("endpoints of %q: %+v, %v", owner, got, err)
		}
	}
	check("bakery", a)
	check("", b, a)
	check("nobody")
	a.URL = "https://bakery.example/other"
	ok(t, s.PutEndpoint(t.Context(), a))
	ok(t, s.DisableEndpoint(t.Context(), "e1"))
	a.Disabled = true
	check("bakery", a)
	if got, err := s.Endpoint(t.Context(), "e1"); err != nil || !reflect.DeepEqual(got, a) {
		t.Fatalf("got %+v, %v", got, err)
	}
	ok(t, s.DeleteEndpoint(t.Context(), "e1"))
	check("bakery")
	check("platform", b)
}

// withEndpoints commits n messages, adds endpoints e1 and e2, and returns the
// messages.
func withEndpoints(t *testing.T, s journal.Store, n int) []shell.OutboxItem {
	t.Helper()
	commit(t, s, Full(claim(t, s, Zone).Epoch, 1, n))
	for _, id := range []string{"e1", "e2"} {
		ok(t, s.PutEndpoint(t.Context(), shell.Endpoint{ID: id, Owner: "bakery", URL: "https://" + id, Created: At(1)}))
	}
	got, err := s.Outbox(t.Context(), dispatch.TopicStatus, 200)
	if err != nil || len(got) != n {
		t.Fatalf("%d messages, %v", len(got), err)
	}
	return got
}

func due(t *testing.T, s journal.Store, at uint64, want string) []shell.Delivery {
	t.Helper()
	got, err := s.DueDeliveries(t.Context(), At(at), 10)
	var names []string
	for _, d := range got {
		names = append(names, d.Message+">"+d.Endpoint)
	}
	if err != nil || strings.Join(names, " ") != want {
		t.Fatalf("due %v, %v; want %s", names, err, want)
	}
	return got
}

func deliveriesPlanned(t *testing.T, s journal.Store) {
	ms := withEndpoints(t, s, 2)
	ok(t, s.PlanDeliveries(t.Context(), ms[0], []string{"e1", "e2", "gone"}))
	wantOutbox(t, s, dispatch.TopicStatus, 10, "town-2-2")
	got := due(t, s, 0, "town-1-2>e1 town-1-2>e2")
	wantDelivery := shell.Delivery{Message: "town-1-2", Endpoint: "e1", State: shell.DeliveryPending, Payload: ms[0].Payload, At: ms[0].At}
	if !reflect.DeepEqual(got[0], wantDelivery) {
		t.Fatalf("got %+v", got[0])
	}
	got[0].State, got[0].Attempts = shell.DeliveryDone, 1
	ok(t, s.SaveDelivery(t.Context(), got[0]))
	ok(t, s.PlanDeliveries(t.Context(), ms[0], []string{"e1", "e2"})) // after a crash
	due(t, s, 0, "town-1-2>e2")
	ok(t, s.PlanDeliveries(t.Context(), ms[1], nil)) // nobody wants it
	wantOutbox(t, s, dispatch.TopicStatus, 10, "")
	due(t, s, 0, "town-1-2>e2")
}

func deliveriesDue(t *testing.T, s journal.Store) {
	ms := withEndpoints(t, s, 3)
	for _, m := range ms {
		ok(t, s.PlanDeliveries(t.Context(), m, []string{"e1"}))
	}
	all := due(t, s, 0, "town-1-2>e1 town-2-2>e1 town-3-2>e1")
	all[0].Next, all[0].Attempts, all[0].Status = At(90), 1, 503
	all[1].Next = At(80)
	all[2].State = shell.DeliveryDead
	for _, d := range all {
		ok(t, s.SaveDelivery(t.Context(), d))
	}
	due(t, s, 79, "")
	due(t, s, 80, "town-2-2>e1")
	if got := due(t, s, 90, "town-2-2>e1 town-1-2>e1"); !reflect.DeepEqual(got[1], all[0]) {
		t.Fatalf("got %+v, want %+v", got[1], all[0])
	}
	ok(t, s.DisableEndpoint(t.Context(), "e1"))
	due(t, s, 90, "") // they wait
	ok(t, s.PutEndpoint(t.Context(), shell.Endpoint{ID: "e1", Owner: "bakery"}))
	due(t, s, 90, "town-2-2>e1 town-1-2>e1")
	ok(t, s.DeleteEndpoint(t.Context(), "e1"))
	due(t, s, 90, "")
	got, _, err := s.Deliveries(t.Context(), "e1", 10, "")
	if err != nil || len(got) != 3 {
		t.Fatalf("%d deliveries, %v", len(got), err)
	}
	for _, d := range got {
		if d.State != shell.DeliveryDead {
			t.Fatalf("%s is %s", d.Message, d.State)
		}
	}
}

func deliveryPages(t *testing.T, s journal.Store) {
	for i := range 7 { // replayed by hand: never planned
		ok(t, s.SaveDelivery(t.Context(), shell.Delivery{Message: fmt.Sprint("m", i), Endpoint: "e1", State: shell.DeliveryDone,
			Payload: []byte(`{}`), At: At(uint64(i / 2))}))
	}
	ok(t, s.SaveDelivery(t.Context(), shell.Delivery{Message: "m9", Endpoint: "e2", State: shell.DeliveryDone, At: At(9)}))
	for limit := 1; limit < 9; limit++ {
		var got []string
		for cursor, more := "", true; more; more = cursor != "" {
			page, next, err := s.Deliveries(t.Context(), "e1", limit, cursor)
			ok(t, err)
			for _, d := range page {
				got = append(got, d.Message)
			}
			cursor = next
		}
		if strings.Join(got, " ") != "m6 m5 m4 m3 m2 m1 m0" {
			t.Fatalf("by %d: %v", limit, got)
		}
	}
}

func paymentCalls(t *testing.T, s journal.Store) {
	request := []byte("{\"amount\":700}\x00\xff")
	for range 2 {
		ok(t, s.PutPaymentCall(t.Context(), "hold-o1", request))
	}
	if err := s.PutPaymentCall(t.Context(), "hold-o1", []byte("other")); err == nil {
		t.Fatal("a key was reused for another request")
	}
	got, err := s.PaymentCall(t.Context(), "hold-o1")
	if err != nil || string(got) != string(request) {
		t.Fatalf("got %q, %v", got, err)
	}
}

func credentials(t *testing.T, s journal.Store) {
	var all []shell.Credential
	for i := range 5 {
		c := shell.Credential{ID: fmt.Sprint("k", i), Hash: shell.HashSecret("s"), Subject: "bakery", Label: "till",
			Scopes: []shell.Scope{shell.ScopeOrders, shell.ScopeStaff}, Live: i%2 == 0, Created: At(uint64(i / 2))}
		ok(t, s.PutCredential(t.Context(), c))
		all = append([]shell.Credential{c}, all...)
	}
	for limit := 1; limit < 7; limit++ {
		var got []shell.Credential
		for cursor, more := "", true; more; more = cursor != "" {
			page, next, err := s.Credentials(t.Context(), limit, cursor)
			ok(t, err)
			got, cursor = append(got, page...), next
		}
		if !reflect.DeepEqual(got, all) {
			t.Fatalf("by %d: %+v", limit, got)
		}
	}
	ok(t, s.RevokeCredential(t.Context(), "k3", At(7)))
	ok(t, s.RevokeCredential(t.Context(), "k3", At(8))) // keeps its time
	c, err := s.Credential(t.Context(), "k3")
	if err != nil || c.Revoked != At(7) || c.Matches("s") {
		t.Fatalf("got %+v, %v", c, err)
	}
	if c, err = s.Credential(t.Context(), "k2"); err != nil || !c.Matches("s") || !c.Has(shell.ScopeStaff) {
		t.Fatalf("got %+v, %v", c, err)
	}
	c.Label = "new till"
	ok(t, s.PutCredential(t.Context(), c))
	if got, err := s.Credential(t.Context(), "k2"); err != nil || !reflect.DeepEqual(got, c) {
		t.Fatalf("got %+v, %v", got, err)
	}
}
