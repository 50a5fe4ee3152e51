// Package geo holds points, distances, H3 cells, local frames, datums, and the
// index of things that move. Coordinates are WGS-84 degrees throughout; other
// datums are converted at the edge (Datum).
package geo
