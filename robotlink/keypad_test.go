package robotlink

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/device"
)

var pepper = orders.Pepper("pepper")

// store puts an order into a compartment, as the engine does.
func (w *world) store(compartment string, id orders.ID) {
	w.decide(func(s *dispatch.State) {
		s.Orders.Put(id, orders.Order{ID: id, Carriage: orders.InLocker, Locker: "L1", Compartment: compartment})
		s.Timers.Put("collect/"+string(id), clock.FromTime(time.Now().Add(time.Hour)))
		b := *s.Banks.Get("L1")
		b.Compartments = slices.Clone(b.Compartments)
		c := b.Find(compartment)
		c.State, c.Order = fleet.Occupied, string(id)
		s.Banks.Put("L1", b)
	}, dispatch.CompartmentMoved{Bank: "L1", Compartment: compartment, Verb: fleet.CloseFull, To: fleet.Occupied, Order: string(id)})
}

func keypadWorld(t *testing.T) (*world, *peer) {
	w := newWorld(t, func(c *Config) { c.Pepper = pepper })
	p := w.lockerPeer()
	p.greet(shut, device.Compartment{ID: "2", Closed: true})
	if f, ok := p.frame().(device.Codes); !ok || len(f.Codes) != 0 {
		t.Fatalf("%+v", f)
	}
	return w, p
}

func (p *peer) codes() []device.Pass {
	p.Helper()
	f, ok := p.frame().(device.Codes)
	if !ok {
		p.Fatalf("%+v", f)
	}
	return f.Codes
}

func (p *peer) verdict(c device.Code) device.Verdict {
	p.Helper()
	p.tell(c)
	v, ok := p.frame().(device.Verdict)
	if !ok || v.ID != c.ID {
		p.Fatalf("%+v", v)
	}
	return v
}

// collected returns the orders that the engine was asked to hand out.
func (w *world) collected() (ids []orders.ID) {
	w.engine.mu.Lock()
	defer w.engine.mu.Unlock()
	for _, e := range w.engine.events {
		if c, ok := e.(dispatch.Collect); ok && c.Proof == pepper.Proof(c.Order, pepper.PIN(c.Order)) {
			ids = append(ids, c.Order)
		}
	}
	return ids
}

// twins are two orders with the same digits.
func twins() (a, b orders.ID) {
	seen := map[string]orders.ID{}
	for i := 0; ; i++ {
		b = orders.ID("o" + time.Duration(i).String())
		pin := pepper.PIN(b)
		if a, ok := seen[pin]; ok {
			return a, b
		}
		seen[pin] = b
	}
}

func TestCodeAtTheBank(t *testing.T) {
	w, p := keypadWorld(t)
	w.store("1", "o1")
	p.codes()
	if v := p.verdict(device.Code{ID: "a", Code: pepper.PIN("o1")}); v.Compartment != "1" {
		t.Errorf("the digits: %+v", v)
	}
	if v := p.verdict(device.Code{ID: "b", Code: "https://linli.test/track/" + pepper.Token("o1")}); v.Compartment != "1" {
		t.Errorf("the page's address: %+v", v)
	}
	if v := p.verdict(device.Code{ID: "c", Code: "https://linli.test/track/" + pepper.Token("o9")}); v.Refused != device.CodeWrong {
		t.Errorf("another order's address: %+v", v)
	}
	w.until("collected", func() bool { return slices.Equal(w.collected(), []orders.ID{"o1", "o1"}) })
}

func TestSameDigitsTwice(t *testing.T) {
	w, p := keypadWorld(t)
	a, b := twins()
	w.store("1", a)
	w.store("2", b)
	p.codes()
	p.codes()
	if v := p.verdict(device.Code{ID: "a", Code: pepper.PIN(a)}); v.Refused != device.CodeWhich {
		t.Errorf("%+v", v)
	}
	if v := p.verdict(device.Code{ID: "b", Code: pepper.PIN(a), Compartment: "2"}); v.Compartment != "2" {
		t.Errorf("%+v", v)
	}
	w.until("collected", func() bool { return slices.Equal(w.collected(), []orders.ID{b}) })
}

func TestWrongCodesRest(t *testing.T) {
	w, p := keypadWorld(t)
	w.store("1", "o1")
	p.codes()
	wrong := "0000"
	if pepper.PIN("o1") == wrong {
		wrong = "0001"
	}
	for range wrongCodes - 1 {
		if v := p.verdict(device.Code{ID: "w", Code: wrong}); v.Refused != device.CodeWrong || v.Wait != 0 {
			t.Errorf("%+v", v)
		}
	}
	if v := p.verdict(device.Code{ID: "w", Code: wrong}); v.Wait != 60 {
		t.Errorf("%+v", v)
	}
	if v := p.verdict(device.Code{ID: "r", Code: pepper.PIN("o1")}); v.Refused != device.CodeLater || v.Wait < 1 {
		t.Errorf("%+v", v)
	}
	if ids := w.collected(); len(ids) != 0 {
		t.Errorf("%v", ids)
	}
}

// A bank without a link opens to the digits it was told of, and says so once it
// is back.
func TestCodeWithoutALink(t *testing.T) {
	w, p := keypadWorld(t)
	w.store("1", "o1")
	passes := p.codes()
	p.ws.Close()
	i := slices.IndexFunc(passes, func(x device.Pass) bool {
		return x.Digest == device.DigestOf(x.Salt, pepper.PIN("o1")) && x.Until > clock.FromTime(time.Now())
	})
	if i < 0 || passes[i].Compartment != "1" {
		t.Fatalf("%+v", passes)
	}
	q := w.lockerPeer()
	back := hello(shut, device.Compartment{ID: "2", Closed: true})
	back.Opened = []device.Opened{{Compartment: "1", At: clock.FromTime(time.Now())}}
	q.tell(back)
	w.until("used, then reported", func() bool {
		w.engine.mu.Lock()
		defer w.engine.mu.Unlock()
		used := slices.IndexFunc(w.engine.events, func(e dispatch.Event) bool { _, ok := e.(dispatch.DoorUsed); return ok })
		return used >= 0 && slices.ContainsFunc(w.engine.events[used:], func(e dispatch.Event) bool {
			r, ok := e.(dispatch.CompartmentReport)
			return ok && r.Compartment == "1" && r.Closed && !r.Occupied // after it, or the goods would count as stolen
		})
	})
}

// A merchant's code opens the compartment that is kept for its goods, with a
// link and without, and nothing else does.
func TestMerchantsCode(t *testing.T) {
	w, p := keypadWorld(t)
	until := clock.FromTime(time.Now().Add(time.Hour))
	w.decide(func(s *dispatch.State) {
		s.Orders.Put("o1", orders.Order{ID: "o1", Carriage: orders.Unassigned, Locker: "L1", Compartment: "1", Berth: &orders.Berth{Until: until}})
		b := *s.Banks.Get("L1")
		b.Compartments = slices.Clone(b.Compartments)
		c := b.Find("1")
		c.State, c.Order = fleet.Reserved, "o1"
		s.Banks.Put("L1", b)
	}, dispatch.CompartmentMoved{Bank: "L1", Compartment: "1", Verb: fleet.Reserve, To: fleet.Reserved, Order: "o1"})
	code := pepper.DepositCode("o1")
	if passes := p.codes(); len(passes) != 1 || passes[0].Until != until || passes[0].Digest != device.DigestOf("o1", code) {
		t.Errorf("%+v", passes)
	}
	if v := p.verdict(device.Code{ID: "a", Code: pepper.PIN("o1")}); v.Refused != device.CodeWrong {
		t.Errorf("the resident's digits: %+v", v)
	}
	if v := p.verdict(device.Code{ID: "b", Code: code}); v.Compartment != "1" {
		t.Errorf("%+v", v)
	}
	w.until("put in", func() bool {
		w.engine.mu.Lock()
		defer w.engine.mu.Unlock()
		return slices.Contains(w.engine.events, dispatch.Event(dispatch.PutIn{Order: "o1", Proof: pepper.Proof("o1", code)}))
	})
}
