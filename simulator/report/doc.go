// Package report tells how a day went: one HTML file with its own plots, in
// Chinese and English, that loads nothing from anywhere, and the same figures
// as CSV. A Collector is fed the decisions of a day, as they are taken or out
// of a journal; Report holds what is known at the end.
package report
