package journaltest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// sale is the posting of an order's end by the event seq.
func sale(seq uint64, order, merchant string, fee int64) dispatch.PostingRow {
	p := ledger.Posting{Order: order, Cause: ledger.Delivered, Currency: "cny"}
	p.Add(ledger.Merchant.Of(merchant), ledger.Platform.Of(""), fee)
	p.Add(ledger.Platform.Of(""), ledger.Worker.Of("c1"), fee/2)
	return dispatch.PostingRow{Seq: seq, N: 1, At: At(seq), Posting: p}
}

// postings: what was posted comes back, newest first, by order and by account,
// page by page; and accounts are what their entries come to.
func postings(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	var all []shell.PostingDoc
	for i := range 7 {
		seq := uint64(2*i + 1)
		b := Batch(c.Epoch, seq, 2)
		for k := range b.Projections { // two of one account in a batch
			r := sale(seq+uint64(k), fmt.Sprintf("o%d", i), []string{"bakery", "grocer"}[i%2], int64(100*(i+1)))
			b.Projections[k].Postings = []dispatch.PostingRow{r}
			all = append(all, shell.PostingDoc{PostingRow: r, Zone: Zone})
		}
		commit(t, s, b)
	}
	other := claim(t, s, "elsewhere")
	b := Batch(other.Epoch, 1, 1)
	b.Zone = "elsewhere"
	free := sale(1, "x1", "bakery", 0)
	free.Posting.Currency, free.N = "eur", 0
	paid := sale(1, "x1", "bakery", 50)
	b.Projections[0].Postings = []dispatch.PostingRow{free, paid}
	commit(t, s, b)
	all = append(all, shell.PostingDoc{PostingRow: free, Zone: "elsewhere"}, shell.PostingDoc{PostingRow: paid, Zone: "elsewhere"})
	slices.SortFunc(all, newest)

	for what, f := range map[string]struct {
		filter shell.PostingFilter
		has    func(shell.PostingDoc) bool
	}{
		"all":         {shell.PostingFilter{}, func(shell.PostingDoc) bool { return true }},
		"of an order": {shell.PostingFilter{Order: "o3"}, func(d shell.PostingDoc) bool { return d.Posting.Order == "o3" }},
		"of an account": {shell.PostingFilter{Account: "merchant/grocer"}, func(d shell.PostingDoc) bool {
			return slices.ContainsFunc(d.Posting.Entries, func(e ledger.Entry) bool { return e.Account == "merchant/grocer" })
		}},
		"of both":    {shell.PostingFilter{Account: "merchant/grocer", Order: "o3"}, func(d shell.PostingDoc) bool { return d.Posting.Order == "o3" }},
		"of nobody":  {shell.PostingFilter{Account: "merchant/nobody"}, func(shell.PostingDoc) bool { return false }},
		"of no kind": {shell.PostingFilter{Order: orders.ID("no such\x00order")}, func(shell.PostingDoc) bool { return false }},
	} {
		want := []shell.PostingDoc{}
		for _, d := range all {
			if f.has(d) {
				want = append(want, d)
			}
		}
		for _, limit := range []int{1, 3, len(want) + 1, 0} {
			f.filter.Limit = limit
			if got := postingPages(t, s, f.filter); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s, %d a page:\n got %+v\nwant %+v", what, limit, got, want)
			}
		}
	}
	accounts(t, s, all)
}

func newest(x, y shell.PostingDoc) int {
	switch {
	case x.At != y.At:
		return int(y.At - x.At)
	case x.Zone != y.Zone:
		return -slices.Compare([]string{x.Zone}, []string{y.Zone})
	case x.Seq != y.Seq:
		return int(y.Seq) - int(x.Seq)
	}
	return y.N - x.N
}

func postingPages(t *testing.T, s journal.Store, f shell.PostingFilter) []shell.PostingDoc {
	t.Helper()
	out := []shell.PostingDoc{}
	for range 100 {
		page, next, err := s.Postings(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page...)
		if f.Cursor = next; next == "" {
			return out
		}
	}
	t.Fatal("the pages do not end")
	return nil
}

func accounts(t *testing.T, s journal.Store, all []shell.PostingDoc) {
	t.Helper()
	var book ledger.Book
	for _, d := range all {
		if err := book.Post(d.Posting); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []ledger.Kind{"", ledger.Merchant, ledger.Platform, ledger.Cash} {
		want := []ledger.Balance{}
		for _, l := range book.Balances {
			if kind == "" || l.Account.Kind() == kind {
				want = append(want, l)
			}
		}
		for _, limit := range []int{1, 2, 0} {
			got, f := []ledger.Balance{}, shell.AccountFilter{Kind: kind, Limit: limit}
			for pages := 0; pages < 100; pages++ {
				page, next, err := s.Accounts(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, page...)
				if f.Cursor = next; next == "" {
					break
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("kind %q, %d a page:\n got %+v\nwant %+v", kind, limit, got, want)
			}
		}
	}
}
