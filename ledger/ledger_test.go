package ledger_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/ledger"
)

func posting(entries ...ledger.Entry) ledger.Posting {
	return ledger.Posting{Order: "o1", Cause: ledger.Delivered, Currency: "cny", Entries: entries}
}

func TestCheck(t *testing.T) {
	m, w, p := ledger.Merchant.Of("m1"), ledger.Worker.Of("c1"), ledger.Platform.Of("")
	for what, c := range map[string]struct {
		p    ledger.Posting
		says string
	}{
		"balanced":       {posting(ledger.Entry{Account: m, Amount: -700}, ledger.Entry{Account: w, Amount: 500}, ledger.Entry{Account: p, Amount: 200}), ""},
		"free":           {posting(), ""},
		"one side":       {posting(ledger.Entry{Account: m, Amount: -700}), "sum to -700"},
		"short":          {posting(ledger.Entry{Account: m, Amount: -700}, ledger.Entry{Account: w, Amount: 699}), "sum to -1"},
		"twice":          {posting(ledger.Entry{Account: m, Amount: -7}, ledger.Entry{Account: w, Amount: 14}, ledger.Entry{Account: m, Amount: -7}), "named twice"},
		"nothing":        {posting(ledger.Entry{Account: m, Amount: 0}), "not an amount"},
		"beyond":         {posting(ledger.Entry{Account: m, Amount: 1<<53 + 1}, ledger.Entry{Account: w, Amount: -1<<53 - 1}), "not an amount"},
		"nobody":         {posting(ledger.Entry{Account: "merchant/", Amount: 1}), "belongs to nobody"},
		"two platforms":  {posting(ledger.Entry{Account: "platform/x", Amount: 1}), "only one"},
		"unknown":        {posting(ledger.Entry{Account: "purse/x", Amount: 1}), "not known"},
		"no order":       {ledger.Posting{Cause: ledger.Failed, Currency: "cny"}, "no order"},
		"no cause":       {ledger.Posting{Order: "o1", Currency: "cny"}, "no cause"},
		"not a currency": {ledger.Posting{Order: "o1", Cause: ledger.Failed, Currency: "yuan"}, "not a currency"},
	} {
		var b ledger.Book
		err := b.Post(c.p)
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v, want %q", what, err, c.says)
		case c.says != "" && len(b.Balances)+len(b.Counts) > 0:
			t.Errorf("%s: a refused posting left %+v", what, b)
		}
	}
}

// Cash on delivery with a subsidy: the courier holds the resident's coins and
// a public body pays a part of the fee.
func TestCashAndSubsidy(t *testing.T) {
	p := ledger.Posting{Order: "o1", Cause: ledger.Delivered, Currency: "cny"}
	p.Add(ledger.Cash.Of("c1"), ledger.Merchant.Of("m1"), 2400) // the goods, paid at the door
	p.Add(ledger.Merchant.Of("m1"), ledger.Platform.Of(""), 700)
	p.Add(ledger.Subsidy.Of(""), ledger.Platform.Of(""), 200)
	p.Add(ledger.Platform.Of(""), ledger.Worker.Of("c1"), 900)
	want := []ledger.Entry{
		{Account: "cash/c1", Amount: -2400}, {Account: "merchant/m1", Amount: 1700},
		{Account: "subsidy", Amount: -200}, {Account: "worker/c1", Amount: 900},
	}
	if !slices.Equal(p.Entries, want) { // the platform comes to nothing and is left out
		t.Errorf("%+v", p.Entries)
	}
	var b ledger.Book
	if err := b.Post(p); err != nil || b.Balance("merchant/m1", "cny") != 1700 || b.Balance("merchant/m1", "eur") != 0 || b.Count(ledger.Delivered) != 1 {
		t.Errorf("%v %+v", err, b)
	}
}

// Whatever is posted, in whatever order, every currency sums to zero; the book
// has a line for each account and not for each posting; and it survives being
// stored.
func TestBookBalances(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	currencies := []string{"cny", "eur"}
	accounts := []ledger.Account{"merchant/a", "merchant/b", "worker/a", "provider/r1", "platform", "residents", "holds", "cash/a", "subsidy"}
	plain := map[string]int64{}
	var b ledger.Book
	for range 2000 {
		p := ledger.Posting{Order: "o", Cause: ledger.Delivered, Currency: currencies[dice.IntN(2)]}
		for range dice.IntN(5) {
			p.Add(accounts[dice.IntN(len(accounts))], accounts[dice.IntN(len(accounts))], dice.Int64N(100000))
		}
		if err := b.Post(p); err != nil {
			t.Fatal(err)
		}
		for _, e := range p.Entries {
			plain[p.Currency+string(e.Account)] += e.Amount
		}
	}
	for _, s := range append(b.Sums(), ledger.Balance{}) {
		if s.Amount != 0 {
			t.Errorf("%+v", s)
		}
	}
	if len(b.Sums()) != 2 || len(b.Balances) != len(plain) || b.Count(ledger.Delivered) != 2000 {
		t.Errorf("%d sums, %d lines for %d, %d postings", len(b.Sums()), len(b.Balances), len(plain), b.Count(ledger.Delivered))
	}
	for _, l := range b.Balances {
		if l.Amount != plain[l.Currency+string(l.Account)] {
			t.Errorf("%+v: plain addition gives %d", l, plain[l.Currency+string(l.Account)])
		}
	}
	if k := b.Kinds(); len(k) != 16 || k[0].Account != "cash" { // eight kinds in two currencies
		t.Errorf("%+v", k)
	}
	if !slices.IsSortedFunc(b.Balances, func(x, y ledger.Balance) int {
		return strings.Compare(string(x.Account)+" "+x.Currency, string(y.Account)+" "+y.Currency)
	}) {
		t.Error("the lines are not in order")
	}
	raw, _ := json.Marshal(b)
	var back ledger.Book
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(back); string(again) != string(raw) {
		t.Error("it does not survive being stored")
	}
}
