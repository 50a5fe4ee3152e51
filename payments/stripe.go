package payments

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/paymentintent"
)

const callTimeout = 30 * time.Second

// States of a hold, as dispatch.Settle carries them.
const (
	Held      = "held"
	Captured  = "captured"
	Cancelled = "cancelled"
	Refused   = "refused"
)

// errUnclear means that the outcome is unknown and the same request must be
// sent again with the same key.
var errUnclear = errors.New("the payment provider's answer is unclear")

// outcome is what became of an act.
type outcome struct {
	state  string
	intent string
	why    string // code of the provider, for the log
}

// gateway speaks to Stripe, or to what plays it.
type gateway struct {
	client paymentintent.Client
}

func newGateway(secretKey, baseURL string, h *http.Client) gateway {
	if h == nil {
		h = &http.Client{Timeout: callTimeout}
	}
	c := &stripe.BackendConfig{
		HTTPClient: h, EnableTelemetry: stripe.Bool(false), MaxNetworkRetries: stripe.Int64(0), // the worker retries
		LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
	}
	if baseURL != "" {
		c.URL = stripe.String(baseURL)
	}
	return gateway{client: paymentintent.Client{B: stripe.GetBackendWithConfig(stripe.APIBackend, c), Key: secretKey}}
}

// send makes the call once. The error is errUnclear, with its cause, when the
// outcome is unknown.
func (g gateway) send(ctx context.Context, key string, c call) (outcome, error) {
	var pi *stripe.PaymentIntent
	var err error
	switch c.Action {
	case "hold":
		pi, err = g.client.New(holdParams(ctx, key, c))
	case "capture":
		p := &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(c.Amount)}
		p.Context = ctx
		p.SetIdempotencyKey(key)
		pi, err = g.client.Capture(c.Intent, p)
	case "cancel":
		p := &stripe.PaymentIntentCancelParams{CancellationReason: stripe.String("abandoned")}
		p.Context = ctx
		p.SetIdempotencyKey(key)
		pi, err = g.client.Cancel(c.Intent, p)
	default:
		return outcome{}, fmt.Errorf("payments: %q is not an act", c.Action)
	}
	if err == nil {
		return judge(pi)
	}
	return g.failed(ctx, c, err)
}

func holdParams(ctx context.Context, key string, c call) *stripe.PaymentIntentParams {
	p := &stripe.PaymentIntentParams{
		Amount: stripe.Int64(c.Amount), Currency: stripe.String(c.Currency),
		PaymentMethod: stripe.String(c.Method), CaptureMethod: stripe.String("manual"),
		Confirm: stripe.Bool(true), ErrorOnRequiresAction: stripe.Bool(true), // nobody is there to act
		AutomaticPaymentMethods: &stripe.PaymentIntentAutomaticPaymentMethodsParams{
			Enabled: stripe.Bool(true), AllowRedirects: stripe.String("never"),
		},
	}
	p.Context = ctx
	p.SetIdempotencyKey(key)
	p.AddMetadata("order", c.Order)
	p.AddMetadata("merchant", c.Merchant)
	return p
}

// judge says what an intent's status means.
func judge(pi *stripe.PaymentIntent) (outcome, error) {
	o := outcome{intent: pi.ID, why: string(pi.Status)}
	switch pi.Status {
	case stripe.PaymentIntentStatusRequiresCapture:
		o.state = Held
	case stripe.PaymentIntentStatusSucceeded:
		o.state = Captured
	case stripe.PaymentIntentStatusCanceled:
		o.state = Cancelled
	case stripe.PaymentIntentStatusProcessing:
		return o, fmt.Errorf("%w: intent %s is being processed", errUnclear, pi.ID)
	default:
		o.state = Refused
	}
	return o, nil
}

// failed says what an error means: a refusal, or an outcome that is unclear.
// A capture or cancellation that came too late is looked up.
func (g gateway) failed(ctx context.Context, c call, err error) (outcome, error) {
	var e *stripe.Error
	if !errors.As(err, &e) {
		return outcome{}, fmt.Errorf("%w: %w", errUnclear, err) // no answer, or one cut short
	}
	switch s := e.HTTPStatusCode; {
	case s == http.StatusConflict, s == http.StatusTooManyRequests, s == http.StatusUnauthorized,
		s == http.StatusForbidden, s >= 500, s == 0:
		if s >= 500 && c.Intent != "" {
			return g.lookUp(ctx, c, fmt.Errorf("%w: status %d", errUnclear, s))
		}
		return outcome{}, fmt.Errorf("%w: status %d, %s", errUnclear, s, e.Code)
	}
	o := outcome{state: Refused, why: string(e.Code)}
	if e.PaymentIntent != nil {
		o.intent = e.PaymentIntent.ID
	}
	if e.Type == stripe.ErrorTypeCard || c.Intent == "" {
		return o, nil
	}
	return g.lookUp(ctx, c, nil)
}

// lookUp asks how an intent stands. unclear is returned when it has not moved
// from where the act found it; with none, such an intent counts as refused.
func (g gateway) lookUp(ctx context.Context, c call, unclear error) (outcome, error) {
	p := &stripe.PaymentIntentParams{}
	p.Context = ctx
	pi, err := g.client.Get(c.Intent, p)
	if err != nil {
		var e *stripe.Error
		if errors.As(err, &e) && e.HTTPStatusCode == http.StatusNotFound {
			return outcome{state: Refused, intent: c.Intent, why: string(e.Code)}, nil
		}
		return outcome{}, fmt.Errorf("%w: %w", errUnclear, err)
	}
	o, err := judge(pi)
	if err != nil || o.state != Held {
		return o, err
	}
	o.state = Refused
	return o, unclear
}
