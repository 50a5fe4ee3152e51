package httpapi

import (
	"net/http"
	"time"

	"github.com/linli/linli/orders"
)

// ProblemKind documents one code of Problem.
type ProblemKind struct {
	Code      string
	Status    int
	Retryable bool
	Title     string
}

// Problems lists every code that this API answers: first the refusals of the
// engine, each mapped to a status here and nowhere else, then the edge's own.
var Problems = []ProblemKind{
	{string(orders.IllegalMove), http.StatusConflict, false, "The order is past that, or not there yet"},
	{string(orders.NotYours), http.StatusForbidden, false, "The order is not yours to move"},
	{string(orders.UnknownOrder), http.StatusNotFound, false, "There is no open order of that id"},
	{string(orders.UnknownProvider), http.StatusNotFound, false, "There is no such merchant in the zone"},
	{string(orders.UnknownWorker), http.StatusNotFound, false, "There is no such courier or robot"},
	{string(orders.UnknownLocker), http.StatusNotFound, false, "There is no such locker bank"},
	{string(orders.UnknownPassage), http.StatusNotFound, false, "There is no such gate or lift"},
	{string(orders.UnknownPlan), http.StatusNotFound, false, "There is no such plan, or it is over"},
	{string(orders.UnknownOffer), http.StatusNotFound, false, "The offer never was, or is closed"},
	{string(orders.OfferExpired), http.StatusConflict, false, "The offer was answered too late"},
	{string(orders.ProviderPaused), http.StatusConflict, false, "The merchant takes no orders now"},
	{string(orders.KeyReused), http.StatusUnprocessableEntity, false, "The Idempotency-Key came before with another body"},
	{string(orders.BadOrder), http.StatusUnprocessableEntity, false, "A field of the order cannot be"},
	{string(orders.BadPlan), http.StatusConflict, true, "A plan came back that the state contradicts"},
	{string(orders.WrongPIN), http.StatusForbidden, false, "The PIN does not match"},
	{string(orders.TooManyTries), http.StatusForbidden, false, "The PIN was wrong too often; staff must act"},
	{string(orders.OrderHeld), http.StatusConflict, false, "Staff has put the order on hold"},
	{string(orders.Infeasible), http.StatusUnprocessableEntity, false, "The rules leave no worker or delivery mode"},
	{string(orders.QuoteExpired), http.StatusConflict, false, "The quote's time is over; ask for a new one"},
	{string(orders.CompartmentBusy), http.StatusConflict, false, "The locker has no free compartment for it"},
	{string(orders.WorkerBusy), http.StatusConflict, false, "The worker has goods or a visit in hand"},
	{string(orders.WorkLimit), http.StatusConflict, false, "The worker has worked as long as is allowed"},
	{string(orders.ProviderClosed), http.StatusConflict, false, "The merchant is not open then"},
	{string(orders.ProviderFull), http.StatusConflict, true, "The merchant has as many orders in work as it can"},
	{string(orders.OutOfArea), http.StatusUnprocessableEntity, false, "The merchant does not go there"},
	{string(orders.UnknownCommunity), http.StatusUnprocessableEntity, false, "There is no such community in the zone"},
	{string(orders.UnknownResident), http.StatusNotFound, false, "No such resident is registered for calls for help"},
	{string(orders.UnknownHelp), http.StatusNotFound, false, "There is no such call for help"},
	{string(orders.ProofMissing), http.StatusConflict, false, "A proof that the order asks for has not come"},
	{string(orders.WrongCode), http.StatusForbidden, false, "The code of the card, or the carer's number, does not match"},
	{string(orders.NoCard), http.StatusNotFound, false, "No card hangs at that door"},
	{string(orders.NotSandbox), http.StatusUnprocessableEntity, false, "A live order cannot ask for an outcome"},
	{string(orders.BadRegistration), http.StatusUnprocessableEntity, false, "What is to be set up cannot be"},

	{"bad_cursor", http.StatusUnprocessableEntity, false, "The cursor is not one that a page gave out"},
	{"bad_request", http.StatusBadRequest, false, "The request cannot be read"},
	{"unreadable_table", http.StatusUnprocessableEntity, false, "The file is no table that can be read"},
	{"validation_failed", http.StatusUnprocessableEntity, false, "A field is missing or wrong"},
	{"outside_city", http.StatusUnprocessableEntity, false, "The coordinates lie outside the zone's city"},
	{"unreachable", http.StatusUnprocessableEntity, false, "No way leads from the counter to the door"},
	{"payments_disabled", http.StatusUnprocessableEntity, false, "This server takes no payments"},
	{"unauthenticated", http.StatusUnauthorized, false, "A valid key is missing"},
	{"forbidden", http.StatusForbidden, false, "The key lacks the scope"},
	{"not_found", http.StatusNotFound, false, "There is nothing of that name"},
	{"link_expired", http.StatusGone, false, "The tracking link's time is over"},
	{"method_not_allowed", http.StatusMethodNotAllowed, false, "The path does not know this method"},
	{"request_timeout", http.StatusRequestTimeout, true, "The body came too slowly"},
	{"conflict", http.StatusConflict, false, "The request contradicts what is"},
	{"offering_paused", http.StatusConflict, false, "The provider does not sell it at the moment"},
	{"in_flight", http.StatusConflict, true, "A request with this Idempotency-Key is being answered"},
	{"body_too_large", http.StatusRequestEntityTooLarge, false, "The body is larger than 256 KiB, or 8 MiB for the solver and for tables"},
	{"unsupported_media_type", http.StatusUnsupportedMediaType, false, "Send application/json"},
	{"rate_limited", http.StatusTooManyRequests, true, "Too many requests with this key"},
	{"problem_too_large", http.StatusUnprocessableEntity, false, "The problem is larger than the solver takes over HTTP"},
	{"solver_busy", http.StatusServiceUnavailable, true, "The solver has no place free"},
	{"internal", http.StatusInternalServerError, true, "Something went wrong here"},
	{"quarantined", http.StatusInternalServerError, false, "The request broke the engine and was set aside"},
	{"unavailable", http.StatusServiceUnavailable, true, "The zone cannot answer just now"},
	{"timeout", http.StatusGatewayTimeout, true, "The answer took too long"},
}

// kindOf returns the row of a code. A code without a row is a bug that the
// tests find; in production it answers as a conflict.
func kindOf(code string) ProblemKind {
	for _, k := range Problems {
		if k.Code == code {
			return k
		}
	}
	return ProblemKind{Code: code, Status: http.StatusConflict, Title: code}
}

// refused turns a refusal of the engine into a problem.
func refused(r *orders.Rejection) *Problem {
	p := newProblem(string(r.Code), r.Detail)
	if r.Retryable && !p.Retryable {
		p.Retryable, p.retryAfter = true, time.Second
	}
	return p
}
