package courier

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/linli/linli/geo"
)

func optionalID(id string) error {
	if id == "" {
		return nil
	}
	return token("id", id)
}

func (m Hello) check() error {
	if err := optionalID(m.ID); err != nil {
		return err
	}
	if m.Resume != nil {
		return first(token("epoch", m.Resume.Epoch), seq(m.Resume.Seq))
	}
	return nil
}

func (m Ping) check() error { return optionalID(m.ID) }
func (m Online) check() error {
	return first(token("id", m.ID), place("point", m.Point), breaks(m.Breaks))
}

// breaks are few, and one after the other.
func breaks(bs []Break) error {
	if len(bs) > maxBreaks {
		return fmt.Errorf(`"breaks" are %d: %d at most`, len(bs), maxBreaks)
	}
	for i, b := range bs {
		switch {
		case b.From.IsZero() || b.To < b.From:
			return fmt.Errorf(`"breaks": number %d has no "from", or ends before it`, i+1)
		case i > 0 && b.From < bs[i-1].over():
			return fmt.Errorf(`"breaks": number %d may begin before number %d is over`, i+1, i)
		case b.Minutes < 1 || b.Minutes > 24*60:
			return fmt.Errorf(`"breaks": %d minutes are not from 1 to 1440`, b.Minutes)
		}
	}
	return nil
}

// over is when the break is over at the latest.
func (b Break) over() Moment {
	return Moment(b.To.Instant().Add(time.Duration(b.Minutes) * time.Minute))
}

// maxBreaks is how many breaks a shift has at most.
const maxBreaks = 8

func (m Offline) check() error  { return token("id", m.ID) }
func (m Position) check() error { return first(optionalID(m.ID), place("point", m.Point)) }
func (m Accept) check() error   { return first(token("id", m.ID), token("offer", m.Offer)) }
func (m Decline) check() error {
	return first(token("id", m.ID), token("offer", m.Offer), code("reason", m.Reason))
}
func (m SetOff) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), ago(m.Ago))
}
func (m Arrived) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), ago(m.Ago))
}
func (m CannotGoOn) check() error { return first(token("id", m.ID), reason(m.Reason)) }
func (m OpenLocker) check() error { return first(token("id", m.ID), token("order", string(m.Order))) }

func (m Started) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), shown(m.Point, m.Accuracy, m.Code), ago(m.Ago))
}

func (m Finished) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), shown(m.Point, m.Accuracy, m.Code), ago(m.Ago))
}

// maxAgo is how long ago something that is said now can have been done, in
// seconds.
const maxAgo = 24 * 60 * 60

func ago(n int) error {
	if n < 0 || n > maxAgo {
		return fmt.Errorf(`"ago" must be from 0 to %d seconds: nothing is done in the future`, maxAgo)
	}
	return nil
}

// shown checks what a carer shows at one end of a visit.
func shown(p *geo.Point, accuracy int, code string) error {
	if p != nil {
		if err := place("point", *p); err != nil {
			return err
		}
	}
	if accuracy < 0 || accuracy > 100_000 || accuracy > 0 && p == nil {
		return fmt.Errorf(`"accuracy" is of "point", from 0 to 100000 metres`)
	}
	if code != "" && (len(code) != 8 || strings.Trim(code, "0123456789") != "") {
		return fmt.Errorf(`"code" must be the 8 digits of the card`)
	}
	return nil
}

func (m PickUp) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), pin(m.PIN), ago(m.Ago))
}

func (m Deliver) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), pin(m.PIN), ago(m.Ago))
}

// pin takes 4 to 8 digits, or nothing.
func pin(s string) error {
	if s == "" {
		return nil
	}
	if len(s) < 4 || len(s) > 8 {
		return fmt.Errorf(`"pin" must be 4 to 8 digits`)
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return fmt.Errorf(`"pin" must be 4 to 8 digits`)
		}
	}
	return nil
}

func (m Fail) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), reason(m.Reason), ago(m.Ago))
}

func (m HandBack) check() error {
	return first(token("id", m.ID), token("order", string(m.Order)), reason(m.Reason))
}

func reason(s string) error {
	if s == "" {
		return fmt.Errorf(`"reason" is missing`)
	}
	return code("reason", s)
}

func (m Ack) check() error  { return token("id", m.ID) }
func (m Pong) check() error { return optionalID(m.ID) }

func (m Nak) check() error {
	if m.Code == "" {
		return fmt.Errorf(`"code" is missing`)
	}
	return first(token("id", m.ID), code("code", m.Code))
}

func (m Welcome) check() error {
	err := first(token("epoch", m.Epoch), seq(m.Seq), clockOf(m.Now, m.Scale), tasks(m.Tasks))
	if err == nil && m.Offer != nil {
		err = m.Offer.check()
	}
	if err == nil && m.Help != nil {
		err = m.Help.check()
	}
	return first(err, waitAt(m.Standby))
}

func (m Clock) check() error { return clockOf(m.Now, m.Scale) }

func clockOf(now Moment, scale float64) error {
	if now.IsZero() {
		return fmt.Errorf(`"now" is missing`)
	}
	if !(scale > 0) || math.IsInf(scale, 0) {
		return fmt.Errorf(`"scale" must be more than 0`)
	}
	return nil
}

func (m Offer) check() error {
	err := first(seq(m.Seq), token("offer", m.Offer), token("order", string(m.Order)),
		place("pickup", m.Pickup.Point), place("dropoff", m.Dropoff.Point))
	for _, s := range m.Stops {
		err = first(err, place("stops", s.Point))
	}
	return err
}

func (m OfferClosed) check() error {
	if m.Outcome == "" {
		return fmt.Errorf(`"outcome" is missing`)
	}
	return first(seq(m.Seq), token("offer", m.Offer))
}

func (m Tasks) check() error { return first(seq(m.Seq), tasks(m.Tasks), waitAt(m.Standby)) }

func waitAt(p *Place) error {
	if p == nil {
		return nil
	}
	return place("standby", p.Point)
}

func tasks(ts []Task) error {
	for _, t := range ts {
		if err := first(token("order", string(t.Order)), place("tasks", t.Point)); err != nil {
			return err
		}
	}
	return nil
}

// seq keeps to what every JSON reader holds exactly.
func seq(n uint64) error {
	if n >= 1<<53 {
		return fmt.Errorf(`"seq" must be less than 2^53`)
	}
	return nil
}
