// Package notify tells residents what becomes of their orders: by SMS, by
// voice, by push and on a printer, behind one interface, Driver.
//
// The worker reads the status feed and the outbox, makes a notice for each
// channel that the resident agreed to, and sends it from a durable queue:
// tried again with growing pauses, held back in quiet hours unless it is
// urgent, and dropped when it was overtaken by what happened since. A notice
// holds neither the number nor the text. Both are looked up when it leaves, in
// the erasable table of persons and in the catalogue, and neither is logged.
//
// A notice leaves at least once: a crash between the send and its record sends
// it again under the same id, which gateways take as the same message.
package notify
