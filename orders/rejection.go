package orders

import "fmt"

// Code is the stable name of a refusal; clients may switch on it.
type Code string

// The refusals.
const (
	IllegalMove      Code = "illegal_move"           // the table has no such transition from here
	NotYours         Code = "not_yours"              // the actor may not move this order
	UnknownOrder     Code = "unknown_order"          // no open order of that id
	UnknownProvider  Code = "unknown_provider"       // no such merchant in the zone
	UnknownWorker    Code = "unknown_worker"         // no such courier or robot
	UnknownLocker    Code = "unknown_locker"         // no such locker bank
	UnknownPassage   Code = "unknown_passage"        // no such gate or lift
	UnknownOffer     Code = "unknown_offer"          // the offer never was, or is closed
	OfferExpired     Code = "offer_expired"          // the offer was answered too late
	ProviderPaused   Code = "provider_paused"        // the merchant takes no orders now
	KeyReused        Code = "idempotency_key_reused" // the same key came with another body
	BadOrder         Code = "bad_order"              // a field of the order cannot be
	BadPlan          Code = "bad_plan"               // a plan came back that the state contradicts
	WrongPIN         Code = "wrong_pin"              // the proof does not match
	TooManyTries     Code = "too_many_tries"         // the PIN was wrong too often; staff must act
	OrderHeld        Code = "order_held"             // staff has put the order on hold
	Infeasible       Code = "infeasible"             // the rules leave no worker or option
	QuoteExpired     Code = "quote_expired"          // the quote's lifetime is over
	CompartmentBusy  Code = "compartment_busy"       // the locker has no free compartment for it
	WorkerBusy       Code = "worker_busy"            // the worker has goods or a visit in hand
	WorkLimit        Code = "work_limit"             // the worker has worked as long as is allowed
	ProviderClosed   Code = "provider_closed"        // the merchant is not open then
	ProviderFull     Code = "provider_full"          // the merchant has as many orders in work as it can
	OutOfArea        Code = "out_of_area"            // the merchant does not go there
	UnknownCommunity Code = "unknown_community"      // no such community in the zone
	UnknownPlan      Code = "unknown_plan"           // no such recurring plan, or it is over
	UnknownResident  Code = "unknown_resident"       // no such resident is registered for calls for help
	UnknownHelp      Code = "unknown_help"           // no such call for help
	ProofMissing     Code = "proof_missing"          // a proof that the order asks for has not come
	WrongCode        Code = "wrong_code"             // the code of the card, or the carer's number, does not match
	NoCard           Code = "no_card"                // no card hangs at that door
	NotSandbox       Code = "not_sandbox"            // a live order cannot ask for an outcome
	BadRegistration  Code = "bad_registration"       // what is set up cannot be
)

// Rejection is a refusal: the rules say no. It is an answer, not a fault, and
// asking again without a change gives the same answer unless Retryable.
type Rejection struct {
	Code      Code   `json:"code"`
	Order     ID     `json:"order,omitempty"`
	Detail    string `json:"detail"`
	Retryable bool   `json:"retryable,omitempty"`
}

// Error says what was refused and why.
func (r *Rejection) Error() string {
	if r.Order == "" {
		return fmt.Sprintf("%s: %s", r.Code, r.Detail)
	}
	return fmt.Sprintf("%s: order %s: %s", r.Code, r.Order, r.Detail)
}

// Refuse returns a Rejection of an order with a formatted detail.
func Refuse(code Code, id ID, format string, args ...any) *Rejection {
	return &Rejection{Code: code, Order: id, Detail: fmt.Sprintf(format, args...)}
}
