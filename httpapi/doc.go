// Package httpapi is the HTTP door of Linli: merchants place orders, residents
// follow them, staff steps in, administrators set up, the platform reads its
// feed. It is described by OpenAPI 3.1 at /openapi.json and as a page at /docs.
//
// A request is decoded, checked for what only the edge can know (the key, the
// city's bounds, the way from the counter to the door), and submitted to the
// engine as an event; the answer is read back after the commit. Refusals of the
// engine become problems (RFC 9457) by one table, see rejection.go. Personal
// data goes beside the event, never into it, and never into a log.
package httpapi

//go:generate go test -count=1 -run TestOpenAPIFile|TestMerchantsPage|TestDeliveryAPIs . -update
