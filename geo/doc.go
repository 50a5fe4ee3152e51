// Package geo holds points, distances, H3 cells, local frames and datums.
// Coordinates are WGS-84 degrees throughout; other datums are converted at
// the edge.
package geo
