package device

import "fmt"

func (h Hello) check() error {
	if err := id("device", h.Device); err != nil {
		return err
	}
	if h.Protocol != Protocol {
		return fmt.Errorf("protocol %d is not %d", h.Protocol, Protocol)
	}
	switch {
	case h.Kind == KindGate || h.Kind == KindLift:
		if h.Stands == nil {
			return fmt.Errorf("stands is missing: a %s says how it stands", h.Kind)
		}
		if h.Kind == KindGate && h.Stands.Floor != "" {
			return fmt.Errorf("stands.floor: a gate has none")
		}
		return h.Stands.check()
	case h.Kind != KindLocker:
		return fmt.Errorf("kind %.40q is none of %s, %s and %s", h.Kind, KindLocker, KindGate, KindLift)
	}
	if n := len(h.Compartments); n == 0 || n > maxCompartments {
		return fmt.Errorf("compartments has %d entries, not 1 to %d", n, maxCompartments)
	}
	seen := make(map[string]bool, len(h.Compartments))
	for i, c := range h.Compartments {
		if err := id(fmt.Sprintf("compartments[%d].id", i), c.ID); err != nil {
			return err
		}
		if seen[c.ID] {
			return fmt.Errorf("compartments[%d].id %q comes twice", i, c.ID)
		}
		seen[c.ID] = true
		if c.Capacity.Grams < 0 || c.Capacity.Millis < 0 {
			return fmt.Errorf("compartments[%d].capacity is negative", i)
		}
	}
	for i, o := range h.Opened {
		if !seen[o.Compartment] {
			return fmt.Errorf("opened[%d].compartment %.40q is not one of compartments", i, o.Compartment)
		}
	}
	return nil
}

func (c Code) check() error {
	if err := id("id", c.ID); err != nil {
		return err
	}
	if c.Code == "" || len(c.Code) > maxCode {
		return fmt.Errorf("code has %d bytes, not 1 to %d", len(c.Code), maxCode)
	}
	if len(c.Compartment) > maxID {
		return fmt.Errorf("compartment is longer than %d bytes", maxID)
	}
	return nil
}

func (v Verdict) check() error {
	if (v.Compartment == "") == (v.Refused == "") {
		return fmt.Errorf("a verdict has a compartment or why it is refused")
	}
	return id("id", v.ID)
}

func (c Codes) check() error {
	for i, p := range c.Codes {
		if err := id(fmt.Sprintf("codes[%d].compartment", i), p.Compartment); err != nil {
			return err
		}
		if p.Salt == "" || len(p.Digest) != 64 {
			return fmt.Errorf("codes[%d] has no salt, or no digest of 64 characters", i)
		}
	}
	return nil
}

func (s Stands) check() error {
	if len(s.Floor) > maxID || len(s.Session) > maxID {
		return fmt.Errorf("floor or session is longer than %d bytes", maxID)
	}
	return nil
}

func (h Hold) check() error {
	if err := id("id", h.ID); err != nil {
		return err
	}
	if len(h.Floor) > maxID {
		return fmt.Errorf("floor is longer than %d bytes", maxID)
	}
	return id("session", h.Session)
}

func (l LetGo) check() error {
	if err := id("id", l.ID); err != nil {
		return err
	}
	return id("session", l.Session)
}

func (r Report) check() error { return id("compartment", r.Compartment) }

func (d Done) check() error { return id("id", d.ID) }

func (f Failed) check() error {
	if err := id("id", f.ID); err != nil {
		return err
	}
	if len(f.Detail) > maxDetail {
		return fmt.Errorf("detail is longer than %d bytes", maxDetail)
	}
	return id("code", f.Code)
}

func (p Ping) check() error { return shortID(p.ID) }

func (p Pong) check() error { return shortID(p.ID) }

func (w Welcome) check() error {
	if !(w.Scale > 0) {
		return fmt.Errorf("scale %v is not above 0", w.Scale)
	}
	return nil
}

func (o Open) check() error {
	if err := id("id", o.ID); err != nil {
		return err
	}
	if o.Purpose != Deposit && o.Purpose != Collect {
		return fmt.Errorf("purpose %.40q is not %s or %s", o.Purpose, Deposit, Collect)
	}
	return id("compartment", o.Compartment)
}

func id(field, v string) error {
	if v == "" {
		return fmt.Errorf("%s is missing", field)
	}
	if len(v) > maxID {
		return fmt.Errorf("%s is longer than %d bytes", field, maxID)
	}
	return nil
}

func shortID(v string) error {
	if len(v) > maxID {
		return fmt.Errorf("id is longer than %d bytes", maxID)
	}
	return nil
}
