package httpapi

import (
	"cmp"
	"context"
	"crypto/subtle"
	"slices"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const callDoc = `For the operator's telephone gateway, with a key of the scope telephony: a carer without an app calls from the home's landline, types their own six digits (call_number of the list of couriers), and says whether the work begins or is done. The visit is found by the caller's number, which is compared as a keyed hash and not kept. Five wrong numbers and the visit takes no more. Of a visit for several carers each calls: whose call to begin comes before the others are there is asked to wait (retryable), and the call of the last one begins it.`

// Call is what the telephone gateway heard.
type Call struct {
	From   string `json:"from" maxLength:"30" doc:"The caller's number in the form of E.164, as the network says it."`
	Number string `json:"number" pattern:"^[0-9]{6}$" doc:"The carer's own six digits."`
	Act    string `json:"act" enum:"start,finish"`
}

// CallAnswer says what became of a call, for the gateway to say aloud.
type CallAnswer struct {
	Visit  string `json:"visit"`
	Status string `json:"status" enum:"started,done" doc:"Of the carer who called."`
}

// landline returns the number in the form of E.164; false if it is none.
func landline(number string) (string, bool) {
	n := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(number)
	digits, plus := strings.CutPrefix(n, "+")
	if !plus || len(digits) < 7 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return n, true
}

// landlineHash is what the engine keeps of a home's number; empty stays empty.
func (s *Server) landlineHash(number string) (string, error) {
	if number == "" {
		return "", nil
	}
	n, ok := landline(number)
	if !ok {
		return "", invalid("body.landline", "must be a telephone number in the form of E.164, such as +86 10 5555 0100")
	}
	return s.Pepper.Landline(n), nil
}

func (s *Server) callIn(ctx context.Context, in *struct{ Body Call }) (*answer[CallAnswer], error) {
	n, ok := landline(in.Body.From)
	if !ok {
		return nil, invalid("body.from", "must be a telephone number in the form of E.164, such as +86 10 5555 0100")
	}
	verb := map[string]orders.Verb{"start": orders.Start, "finish": orders.Finish}[in.Body.Act]
	hash := s.Pepper.Landline(n)
	var here []expected // the likeliest first
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for _, o := range st.Orders.All() {
			if o.Call == nil || o.Call.Landline != hash || o.Terminal() {
				continue
			}
			for _, w := range o.Workers() {
				here = append(here, expected{order: *o, carer: w})
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if len(here) == 0 {
		return nil, newProblem(string(orders.UnknownOrder), "no carer is expected, or at work, where this call comes from")
	}
	slices.SortStableFunc(here, func(a, b expected) int {
		return cmp.Or(cmp.Compare(a.unlike(verb), b.unlike(verb)), cmp.Compare(a.order.Call.From, b.order.Call.From))
	})
	matches := func(x expected) bool {
		return subtle.ConstantTimeCompare([]byte(s.Pepper.CallNumber(x.carer)), []byte(in.Body.Number)) == 1
	}
	i := max(slices.IndexFunc(here, matches), 0)
	x := &here[i]
	ev := dispatch.CallIn{Order: x.order.ID, Courier: fleet.WorkerID(x.carer), Landline: hash, Verb: verb, Matched: matches(*x)}
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	status := map[orders.Verb]string{orders.Start: "started", orders.Finish: "done"}[verb]
	return reply(CallAnswer{Visit: string(x.order.ID), Status: status}), nil
}

// expected is a carer whose call may be about a visit.
type expected struct {
	order orders.Order
	carer string
}

// unlike ranks them by how little a call fits: who finishes is at work.
func (x *expected) unlike(v orders.Verb) int {
	if (x.order.StateOf(x.carer) == orders.Started) == (v == orders.Finish) {
		return 0
	}
	return 1
}
