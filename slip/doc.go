// Package slip makes the paper that a resident takes home from the desk: what
// was booked, large, with a code to scan and one to say aloud. HTML for the
// desk's own browser, PDF for a printer that takes files. It holds no words:
// they come in from the catalogue.
package slip
