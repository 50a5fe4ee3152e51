package orders_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/linli/linli/orders"
)

func TestPIN(t *testing.T) {
	p, other := orders.Pepper("pepper"), orders.Pepper("salt")
	seen := map[string]int{}
	differs := 0
	for i := range 2000 {
		id := orders.ID(fmt.Sprintf("o%d", i))
		pin := p.PIN(id)
		if !regexp.MustCompile(`^[0-9]{4}$`).MatchString(pin) {
			t.Fatalf("PIN %q of %s", pin, id)
		}
		if pin != p.PIN(id) {
			t.Fatalf("the PIN of %s changes", id)
		}
		seen[pin]++
		if pin != other.PIN(id) {
			differs++
		}
	}
	if len(seen) < 1700 || differs < 1990 {
		t.Errorf("2000 orders have %d PINs; %d differ under another pepper", len(seen), differs)
	}
}

func TestProof(t *testing.T) {
	p := orders.Pepper("pepper")
	good := p.Proof("o1", p.PIN("o1"))
	for what, other := range map[string]string{
		"another PIN":    p.Proof("o1", "x"+p.PIN("o1")),
		"another order":  p.Proof("o2", p.PIN("o1")),
		"another pepper": orders.Pepper("salt").Proof("o1", p.PIN("o1")),
		"moved boundary": p.Proof("o", "1"+p.PIN("o1")),
	} {
		if other == good {
			t.Errorf("%s has the same proof", what)
		}
	}
	if len(good) != 32 || strings.Contains(good, p.PIN("o1")) && p.PIN("o1") == "" {
		t.Errorf("proof %q", good)
	}
}

func TestToken(t *testing.T) {
	p := orders.Pepper("pepper")
	token := p.Token("o1")
	if id, ok := p.Tracked(token); !ok || id != "o1" {
		t.Fatalf("%s belongs to %s, %v", token, id, ok)
	}
	last := "A"
	if strings.HasSuffix(token, last) {
		last = "B"
	}
	for _, bad := range []string{
		"", "o1", "o1.", ".", "o2" + token[2:], token[:len(token)-1], token[:len(token)-1] + last, token + "A", strings.ToLower(token),
		orders.Pepper("salt").Token("o1"),
	} {
		if id, ok := p.Tracked(bad); ok {
			t.Errorf("%q opens %s", bad, id)
		}
	}
}
