package dispatch

import (
	"slices"

	"github.com/linli/linli/orders"
)

// step calls staff to a merchant's question, once in a while: asking again
// soon only counts.
func (e ChaseOrder) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	switch {
	case e.By.Role == orders.Merchant && e.By.ID != string(o.Merchant):
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "the order belongs to another merchant"))
		return
	case o.Terminal():
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "the order has ended: %s", o.Carriage))
		return
	}
	next := orders.Chase{At: t.at, Times: 1}
	again := o.Chase != nil
	if again {
		next = *o.Chase
		next.Times++
	}
	if !again || t.at.Sub(o.Chase.At) >= t.s.Policy.Silent {
		next.At, next.Answer, next.Answered, next.By = t.at, "", 0, 0
		t.alert(o.ID, "chased", "%s asks where the order is: it is %s", o.Merchant, o.Status())
	}
	t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chase = &next })
}

func (e AnswerChase) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "only staff answers"))
	case o.Chase == nil:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "nobody has asked where the order is"))
	case !slices.Contains(orders.Answers, e.Answer):
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%q is no answer: one of %v", e.Answer, orders.Answers))
	case e.When != 0 && e.When < t.at:
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "the expected hand-over is in the past"))
	default:
		t.putOrder(o.ID, "chase_answered", func(o *orders.Order) {
			c := *o.Chase
			c.Answer, c.Answered, c.By = e.Answer, t.at, e.When
			o.Chase = &c
		})
	}
}
