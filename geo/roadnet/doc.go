// Package roadnet reads OpenStreetMap extracts into a city file and answers
// travel times, routes, reachability and map tiles from it.
//
// Import turns an extract into a City: a graph whose vertices are junctions
// and whose edges keep their geometry, with time and cost for each of the four
// profiles, together with shops, buildings, areas and gates. A City never
// changes and has a hash; a file of it is read in a fraction of a second.
//
// A Router answers over a City. Every profile is confined to the largest
// strongly connected part of its graph, so whatever can be snapped can be
// reached from everywhere and left again. A leg is the lexicographic minimum
// of (cost, milliseconds, millimetres) over all ways; that minimum is unique
// and is computed in integers, which is why a time is the same from a table,
// from a single search and on another processor.
//
// Legs come from customizable contraction hierarchies: the import finds an
// order of the vertices by nested dissection and keeps it in the file; the
// router closes the graph along the order and gives it weights. Turns that the
// map forbids to cars and bicycles are respected, at a junction and by way of
// one road or more. An "only" restriction by way of roads binds whoever has come
// all that way; until then he may turn off.
//
// Left out: turn restrictions for some hours only (at all hours they would
// forbid turns that are allowed most of the day), slopes, ferries.
// City.Restrictions counts what was left out, and why.
//
// The package reads no clock and opens no socket. Goroutines live inside a
// call only.
package roadnet
