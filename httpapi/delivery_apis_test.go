package httpapi

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// apiFeature is one row of docs/delivery-apis.md. Has says of each of the six,
// in the order of apis, whether the public pages read name the feature. Ours are
// places in the OpenAPI document: an operation, or a schema and its field.
type apiFeature struct {
	name string
	has  string // six letters, y or -
	ours []string
}

var apis = []string{"Uber Direct", "DoorDash Drive", "Wolt Drive", "Stuart", "Meituan", "SF"}

var apiFeatures = []apiFeature{
	{"quote with a price", "yyyyyy", []string{"createQuote", "Quote.fee", "OrderRequest.quote_id"}},
	{"quote that expires", "yyy---", []string{"Quote.expires"}},
	{"feasibility before the order, with reasons", "yyyyy-", []string{"Quote.feasible", "QuoteMode.reason"}},
	{"area of delivery as a shape", "--yyy-", []string{"readZones", "Zones.features", "ZoneFacts.mode"}},
	{"pickup window", "yy----", []string{"OrderRequest.pickup_window", "Window.from", "Window.to"}},
	{"drop-off window", "yy----", []string{"OrderRequest.dropoff_window"}},
	{"order for later", "yyyyyy", []string{"OrderRequest.due"}},
	{"own id of the order", "yyyyyy", []string{"OrderRequest.external_id", "createOrder"}},
	{"own ids of the stops", "yy-y--", []string{"Refs.pickup", "Refs.dropoff"}},
	{"list of items with sizes", "yyyyyy", []string{"OrderRequest.items", "Item.grams", "Item.ml"}},
	{"notice that the meal is ready", "----yy", []string{"finishOrder", "acceptOrder"}},
	{"edit of contact and note", "yy-yyy", []string{"editOrder", "ContactEdit.note", "ContactEdit.phone"}},
	{"edit of where it goes, priced anew", "y----y", []string{"OrderEdit.dropoff"}},
	{"edit of items and windows", "------", []string{"OrderEdit.items", "OrderEdit.dropoff_window"}},
	{"tip, also afterwards", "yy--yy", []string{"OrderRequest.tip", "OrderEdit.tip"}},
	{"chase, with an answer", "-----y", []string{"chaseOrder", "Chase.answer", "answerChase"}},
	{"cancel with a reason", "yyyyyy", []string{"cancelOrder"}},
	{"price of cancelling known before", "-----y", []string{"Quote.cancellation", "Order.cancel_price"}},
	{"return to the merchant", "yy-y--", []string{"returnOrder", "Order.return_of", "Order.return"}},
	{"proof: PIN", "yy-y--", []string{"Order.pin", "Order.pickup_pin", "Order.return_pin"}},
	{"proof: photo", "yy-y--", []string{"Proofs.dropoff", "addEvidence"}},
	{"proof: signature", "yy----", []string{"Proofs.dropoff", "listEvidence"}},
	{"proof: barcode", "y-----", []string{"ProofDemand.value"}},
	{"proof: age", "yy----", []string{"ProofDemand.proof"}},
	{"proofs at pickup and at return too", "yy----", []string{"Proofs.pickup", "Proofs.return"}},
	{"proofs read back", "yy-y--", []string{"Order.proofs", "EvidenceItem.url"}},
	{"tracking link", "yyyyyy", []string{"Order.tracking_url", "track"}},
	{"live position", "yyyyyy", []string{"readPosition", "Position.point", "Position.again_seconds"}},
	{"webhooks", "yyyyyy", []string{"createWebhook", "Webhook.secret", "replayDelivery"}},
	{"roles of keys, managed by the merchant", "------", []string{"createMerchantKey", "listMerchantKeys", "revokeMerchantKey", "MerchantKeyRequest.role"}},
	{"list with paging", "yy-y--", []string{"listOrders", "OrderPage.next"}},
	{"test mode said on the object", "y-----", []string{"Order.live_mode", "Quote.live_mode", "Tracking.live_mode", "Position.live_mode", "Zones.live_mode", "KeyRow.live"}},
	{"history of the order", "-----y", []string{"readTimeline"}},
	{"why it was decided so", "------", []string{"readDecision"}},
	{"rating, with statistics", "----y-", []string{"rate", "staffRate", "readRating", "readRatings", "RatingRequest.stars", "Order.rating"}},
	{"several drop-offs that go together", "---y--", []string{"createBatch", "quoteBatch", "readBatch", "cancelBatch", "BatchRequest.drop_offs", "Order.batch_id"}},
}

// missingFeatures are what some of the six have and this API has not.
var missingFeatures = []struct{ name, has string }{
	{"autocompletion of addresses for merchants", "-y-y--"},
	{"a new attempt at a delivery that failed, with one call", "-y----"},
}

const deliveryAPIsHead = `# Six delivery APIs, and this one

What the order APIs of others can do, and where it is in ours. The table is written by a test out of a table in
` + "`httpapi/delivery_apis_test.go`" + `; it fails when an operation or a field that is named here is no longer in
[openapi.json](openapi.json). A dot says that we found the feature in public documentation, or in the names of a
public client's calls; a dash, that we did not find it in what we read, which is not the same as its absence. Read in
November 2026:

- Uber Direct: developer.uber.com/docs/deliveries, the pages on quotes, creating, updating, cancelling and reading a delivery, and the robot courier
- DoorDash Drive: developer.doordash.com/en-US/api, drive and its release notes, drive_v2_serviceability, drive_redelivery
- Wolt Drive: developer.wolt.com/docs/api/wolt-drive and docs/wolt-drive/endpoints
- Stuart: api-docs.stuart.com, stuart.com/developers, community.stuart.engineering
- Meituan Peisong: calls of public clients of peisongopen.meituan.com (preCreateByShop, createByShop, order modify, addTip, rider location, shop area, meal code)
- SF intracity: calls of public clients of openic.sf-express.com (preCreateOrder, changeOrder, reminderOrder, preCancelOrder, addOrderGratuityFee, riderLatestPosition, notifyProductReady)

`

func deliveryAPIs() string {
	var b strings.Builder
	b.WriteString(deliveryAPIsHead)
	marks := strings.NewReplacer("y", " ● |", "-", " – |")
	rule := "|---" + strings.Repeat("|:-:", len(apis))
	fmt.Fprintf(&b, "| Feature | %s | Here |\n%s|---|\n", strings.Join(apis, " | "), rule)
	for _, f := range apiFeatures {
		fmt.Fprintf(&b, "| %s |%s `%s` |\n", f.name, marks.Replace(f.has), strings.Join(f.ours, "`, `"))
	}
	fmt.Fprintf(&b, "\nNot here:\n\n| Feature | %s |\n%s|\n", strings.Join(apis, " | "), rule)
	for _, f := range missingFeatures {
		fmt.Fprintf(&b, "| %s |%s\n", f.name, marks.Replace(f.has))
	}
	b.WriteString("\nWhy not: homes are looked up by those who may read the community (`findAddresses`), not by shops; and staff,\n" +
		"who knows why a delivery failed, decides whether it is tried again (`reopenOrder`).\n")
	return b.String()
}

// TestDeliveryAPIs holds the table against the description of the API.
func TestDeliveryAPIs(t *testing.T) {
	d, ops := readDescription(t, describe(t))
	operations := map[string]bool{}
	for _, op := range ops {
		operations[op.OperationID] = true
	}
	for _, f := range apiFeatures {
		if len(f.has) != len(apis) || len(f.ours) == 0 {
			t.Errorf("%s: %q, %v", f.name, f.has, f.ours)
		}
		for _, place := range f.ours {
			schema, field, ok := strings.Cut(place, ".")
			switch {
			case !ok && !operations[place]:
				t.Errorf("%s: there is no operation %s", f.name, place)
			case ok && (d.Components.Schemas[schema] == nil || d.Components.Schemas[schema].Properties[field] == nil):
				t.Errorf("%s: there is no field %s", f.name, place)
			}
		}
	}
	const path = "../docs/delivery-apis.md"
	want := []byte(deliveryAPIs())
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("docs/delivery-apis.md is not what the table says (%v): run make generate", err)
	}
}
