// Package payments acts on residents' cards through Stripe: it holds the
// amount when an order is booked, captures it when the order is delivered, and
// lets it go when it is not. The engine asks with dispatch.Charge, through the
// outbox; what came of it goes back as dispatch.Settle.
//
// Each act has one idempotency key, made of the order and the act, and its
// request is stored under that key before it is sent. A lost reply, a crash or
// a server error is answered by the same request with the same key, so that no
// card is charged twice. Stripe forgets keys after a day: a hold whose first
// try is older is not sent again, and staff is told by the log. Captures and
// cancellations are safe to repeat: the intent's own state guards them.
//
// Acts of one order happen in the order in which they were decided.
package payments
