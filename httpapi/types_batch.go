package httpapi

import (
	"time"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// BatchRequest is the body of POST /v1/batches.
type BatchRequest struct {
	Assisted
	Kind         string         `json:"kind" enum:"goods,meal" doc:"What all of it is."`
	DropOffs     []BatchDropoff `json:"drop_offs" nullable:"false" minItems:"2" maxItems:"20" doc:"In any order: the courier's way is planned."`
	PickupRef    string         `json:"pickup_ref,omitempty" maxLength:"120" doc:"Your own name for the stop at the counter, of all of them."`
	PickupWindow *Window        `json:"pickup_window,omitempty" doc:"When the goods may be fetched."`
	Sandbox      *Sandbox       `json:"sandbox,omitempty" doc:"With a key that is not live only: what each of them comes to. Not those of lockers and robots."`
}

// BatchDropoff is one delivery of a batch.
type BatchDropoff struct {
	ExternalID    string          `json:"external_id,omitempty" maxLength:"120" doc:"Your own name for the order. A batch whose names are all those of one that you made before is that one."`
	QuoteID       string          `json:"quote_id,omitempty" maxLength:"64" doc:"A quote that has not expired fixes the fee."`
	Ref           string          `json:"ref,omitempty" maxLength:"120" doc:"Your own name for the stop. No personal data."`
	Items         []orders.Item   `json:"items" nullable:"false" minItems:"1" maxItems:"200" doc:"What to deliver there."`
	Dropoff       Dropoff         `json:"dropoff"`
	Contact       Contact         `json:"contact"`
	Needs         residents.Needs `json:"needs,omitempty" required:"false" doc:"The resident's access needs: hard rules for every delivery."`
	Due           *time.Time      `json:"due,omitempty" doc:"Promised to the resident by then; the zone's usual promise when left out."`
	DropoffWindow *Window         `json:"dropoff_window,omitempty" doc:"When it may be handed over."`
	Proofs        *Proofs         `json:"proofs,omitempty" doc:"What must be shown at each change of hands, beside the recipient's PIN."`
	Payment       *PaymentRequest `json:"payment,omitempty" doc:"A hold on this resident's card, captured on delivery."`
	Tip           int64           `json:"tip,omitempty" minimum:"0" maximum:"10000000" doc:"To the courier who delivers it, in minor units; billed to you."`
}

// Batch is orders that ride together, as this API shows them.
type Batch struct {
	ID          string    `json:"id"`
	Merchant    string    `json:"merchant"`
	Kind        string    `json:"kind" enum:"goods,meal"`
	LiveMode    bool      `json:"live_mode"`
	Orders      []Order   `json:"orders" doc:"Each with its own status, price, PIN and tracking link, in the order of the request."`
	Open        int       `json:"open" doc:"How many have not ended."`
	Fee         int64     `json:"fee" doc:"What the merchant pays for carriage of all of them, in minor units."`
	Currency    string    `json:"currency"`
	CancelPrice *int64    `json:"cancel_price,omitempty" doc:"What calling off all that can still be called off would cost now, in minor units; absent when nothing can."`
	CreatedAt   time.Time `json:"created_at"`
}

// BatchQuoteRequest is the body of POST /v1/batches/quote.
type BatchQuoteRequest struct {
	Assisted
	DropOffs []BatchQuoteDropoff `json:"drop_offs" nullable:"false" minItems:"2" maxItems:"20"`
}

// BatchQuoteDropoff is one delivery of a batch that is asked about.
type BatchQuoteDropoff struct {
	Items   []orders.Item   `json:"items,omitempty" nullable:"false" maxItems:"200" doc:"What would be delivered; weight and volume count."`
	Dropoff Dropoff         `json:"dropoff"`
	Needs   residents.Needs `json:"needs,omitempty" required:"false"`
}

// BatchQuote is what a batch would cost.
type BatchQuote struct {
	Quotes   []Quote   `json:"quotes" doc:"One for each drop-off, in the order of the request; pass each id as quote_id."`
	Fee      int64     `json:"fee" doc:"Of all of them, in minor units."`
	Currency string    `json:"currency"`
	Expires  time.Time `json:"expires" doc:"When the first of them does."`
	Feasible bool      `json:"feasible" doc:"Each door can be reached."`
	LiveMode bool      `json:"live_mode"`
}
