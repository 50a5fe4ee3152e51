// Package feedback sends status changes to those who asked for them: it reads
// the outbox, plans one delivery for each endpoint of the order's merchant and
// of the platform, and sends them as signed webhooks (Standard Webhooks).
//
// A message leaves at least once: a crash between the send and its record
// sends it again under the same webhook-id. An answer of 2xx is success and
// nothing else is; the rest is tried again over three days (Schedule). An
// answer of 410 disables the endpoint. Messages of one endpoint leave one
// after the other, oldest first as far as retries allow; endpoints do not wait
// for each other.
//
// Receivers choose the URL, so the dialer refuses addresses that are not
// public (Guard), after the name was resolved: a name that changes its mind
// between a check and a dial gains nothing.
package feedback
