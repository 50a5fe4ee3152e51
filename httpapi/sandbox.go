package httpapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// sandboxPrefix begins every id that a sandbox makes, and none of the live
// zone's.
const sandboxPrefix = "t"

// Sandbox is what a test order asks for.
type Sandbox struct {
	Outcome string `json:"outcome,omitempty" enum:"delivered,merchant_refuses,merchant_silent,nobody_to_send,courier_late,courier_hands_back,nobody_home,resident_refuses,locker_collected,locker_full,locker_jammed,not_collected,robot_delivered,robot_stuck_at_gate,robot_breaks_down,nobody_comes_down,done,carer_late,carer_ill,carer_no_show" example:"courier_late" doc:"How it ends, or what happens on the way; it goes well when left out. Those of lockers need consent.locker, those of robots consent.robot; done and carer_… are of visits."`
	Speed   int    `json:"speed,omitempty" minimum:"1" maximum:"1000" example:"60" doc:"How many seconds of the sandbox's clock pass in a real one while the order is open; the hastiest of all open orders decides. 1 when left out."`
}

// script is what the engine keeps of it. Every order of a sandbox has one.
func (s *Server) script(b *Sandbox) (*orders.Script, error) {
	switch {
	case s.Sandbox && b == nil:
		return &orders.Script{}, nil
	case s.Sandbox:
		return &orders.Script{Outcome: orders.Outcome(b.Outcome), Speed: b.Speed}, nil
	case b != nil:
		return nil, newProblem(string(orders.NotSandbox), "a live order is carried by real people: leave sandbox out, or use a key that is not live")
	}
	return nil, nil
}

func sandboxView(s *orders.Script) *Sandbox {
	if s == nil {
		return nil
	}
	return &Sandbox{Outcome: string(s.Outcome), Speed: s.Pace()}
}

// liveMode is that of everything that this zone makes.
func (s *Server) liveMode() bool { return !s.Sandbox }

// Split serves a live zone and its sandbox at one address. A request goes to
// the zone of its key, or of the order that its path names.
func Split(live, sandbox *Server) http.Handler {
	real, test := live.Handler(), sandbox.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if live.isTest(r) {
			test.ServeHTTP(w, r)
			return
		}
		real.ServeHTTP(w, r)
	})
}

// byOrder are the paths below which an order's id, or a token that begins with
// one, says which zone is meant.
var byOrder = []string{"/v1/track/", "/v1/evidence/", "/v1/staff/orders/", "/v1/admin/orders/"}

// isTest reports whether a request is for the sandbox. Whether the key is
// right is for the zone to say.
func (s *Server) isTest(r *http.Request) bool {
	for _, prefix := range byOrder {
		if rest, ok := strings.CutPrefix(r.URL.Path, prefix); ok {
			return strings.HasPrefix(rest, sandboxPrefix)
		}
	}
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	id, _, err := shell.SplitKey(strings.TrimSpace(key))
	if err != nil {
		return false
	}
	cred, found, err := s.keys.find(r.Context(), id)
	return err == nil && found && forTests(&cred)
}

// forTests reports whether a key is of a sandbox: a merchant's or a
// community's that is not live. Staff, administrators, workers and machines
// are of the live zone.
func forTests(c *shell.Credential) bool {
	return !c.Live && len(c.Scopes) > 0 && !slices.ContainsFunc(c.Scopes, func(x shell.Scope) bool {
		return x != shell.ScopeCircle && !slices.Contains(shell.MerchantScopes, x)
	})
}
