package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/linli/linli/shell"
)

// The words that stand in all that a merchant says, or that a resident is
// called, so that what reaches another can be told.
const (
	shopMark  = "SHOPMARK41"
	rivalMark = "RIVALMARK77"
	homeMark  = "HOMEMARK93"
)

// fuzzCaller is somebody who sends requests.
type fuzzCaller struct {
	name  string
	cred  shell.Credential // without scopes: nobody whom the server knows
	key   string
	marks []string // of whom they may read
	how   passport
}

// passport is how a caller says who they are.
type passport int

const (
	withKey passport = iota
	withNothing
	withForgery // the id of a key, and another secret
	withTicket  // which opens WebSockets only
	withRevoked
)

// hire makes a caller of every kind that the API knows.
func (f *fuzzer) hire() {
	all := []string{shopMark, rivalMark, homeMark}
	f.callers = nil
	add := func(name, subject string, how passport, marks []string, scopes ...shell.Scope) {
		c := &fuzzCaller{name: name, cred: shell.Credential{Subject: subject, Scopes: scopes}, marks: marks, how: how}
		f.renew(c)
		f.callers = append(f.callers, c)
	}
	shop := []string{shopMark}
	add("nobody", "", withNothing, nil)
	add("forger", "sam", withForgery, nil, shell.ScopeAdmin)
	add("ticket", "sam", withTicket, nil, shell.ScopeStaff)
	add("revoked", "sam", withRevoked, nil, shell.ScopeAdmin)
	add("counter", "shop", withKey, shop, shell.ScopeView)
	add("kitchen", "shop", withKey, shop, shell.ScopeKitchen)
	add("shop", "shop", withKey, shop, shell.ScopeOrders)
	add("owner", "shop", withKey, shop, shell.ScopeOwner)
	add("rival", "rival", withKey, []string{rivalMark}, shell.ScopeOwner)
	add("baker", "liji", withKey, nil, shell.ScopeOwner)
	add("staff", "sam", withKey, all, shell.ScopeStaff)
	add("admin", "ada", withKey, all, shell.ScopeAdmin)
	add("courier", "c1", withKey, nil, shell.ScopeCourier)
	add("carer", "c2", withKey, nil, shell.ScopeCourier)
	add("robot", "R1", withKey, nil, shell.ScopeDevice)
	add("button", "button-17", withKey, nil, shell.ScopeDevice)
	add("telephony", "gateway", withKey, nil, shell.ScopeTelephony)
	add("circle", "xingfuli", withKey, nil, shell.ScopeCircle)
	add("next door", "elsewhere", withKey, nil, shell.ScopeCircle)
	add("stranger", "x", withKey, nil)
}

// renew gives a caller a key, or another one.
func (f *fuzzer) renew(c *fuzzCaller) {
	if c.how == withNothing {
		return
	}
	key, row, err := f.s.mint(context.Background(), c.cred)
	if err != nil {
		f.t.Fatal(err)
	}
	switch c.key = key; c.how {
	case withForgery:
		c.key = shell.FormatKey(row.ID, strings.Repeat("0", 64))
	case withRevoked:
		if err := f.store.RevokeCredential(context.Background(), row.ID, f.s.Clock.Now()); err != nil {
			f.t.Fatal(err)
		}
	}
}

// introduce says in a request who sends it.
func (f *fuzzer) introduce(c *fuzzCaller, req *http.Request) {
	switch c.how {
	case withNothing:
	case withTicket:
		ticket, err := f.s.Tickets.(*shell.Tickets).Issue(c.cred)
		if err != nil {
			f.t.Fatal(err)
		}
		q := req.URL.Query()
		q.Set("ticket", ticket)
		req.URL.RawQuery = q.Encode()
	default:
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
}

// caller picks who sends a request: mostly somebody whom the description lets
// in, and a merchant or staff where that says nothing.
func (f *fuzzer) caller(op *describedOp) *fuzzCaller {
	if len(op.Security) == 0 || !f.polite && f.r.IntN(2) == 0 {
		return f.callers[f.r.IntN(len(f.callers))]
	}
	var list []*fuzzCaller
	for _, c := range f.callers {
		if !c.unknown() && c.may(op) && (len(op.Security[0]["key"]) > 0 || len(c.marks) > 0) {
			list = append(list, c)
		}
	}
	return list[f.r.IntN(len(list))]
}

func (c *fuzzCaller) unknown() bool { return c.how != withKey }

func (c *fuzzCaller) sees(mark string) bool { return slices.Contains(c.marks, mark) }

// may reports whether the description lets a key in. What residents of a circle
// may do or see is for staff as well, and to see it for merchants.
func (c *fuzzCaller) may(op *describedOp) bool {
	for _, scopes := range op.Security[0] {
		for _, s := range scopes {
			has := c.cred.Has(shell.Scope(s))
			if s == string(shell.ScopeCircle) {
				has = has || c.cred.Has(shell.ScopeStaff) || op.method == "GET" && c.cred.Has(shell.ScopeOrders)
			}
			if !has {
				return false
			}
		}
	}
	return true
}
