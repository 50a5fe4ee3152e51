// Package assignment solves the sparse assignment problem exactly: each row (a
// task) takes one of a few columns (workers) at a cost, or stays without one at
// a cost of its own, and no column serves two rows. It is the whole of the
// dispatch decision where a worker carries one task at a time.
//
// The story of one call. Check looks at every candidate, so that nothing later
// can fail or overflow. The rows wait in a line, those first that save most by
// being served (begin). Each bids for its best column and raises that column's
// price to the point where its second best is as good; who is outbid bids
// again, for a while (reduceRows). For each row that still waits, Dijkstra's
// algorithm looks for the cheapest chain of moves, row to column, its owner to
// another, that ends at a free column or with a row that stays unassigned
// (augment). After each step the prices are a feasible solution of the dual
// linear program and every row pays the least it can; after the last one they
// prove the optimum. Solution carries them: Certify checks the proof without
// trusting the solver, and Slack says what any other choice would cost at
// least, which is what an explanation needs.
//
// All arithmetic is in whole numbers: there is no epsilon, and the same problem
// gives the same answer and the same prices on every machine. One search costs
// O(m log m) for m candidates in reach of it, so that n rows cost O(n m log m)
// at worst; because no price exceeds what a row would pay to stay unassigned,
// searches end early unless rows compete over long chains. Costs that are
// products of row and column numbers (Machol and Wien) are such a case: exact
// too, but many times slower than those of real places.
//
// The method is Jonker and Volgenant's for sparse problems, with two changes
// for problems that are not square and may leave rows out: every row has an
// exit of its own, and prices start at zero and rise only (a column that stays
// free must cost nothing), so that there is no column reduction to begin with.
//
//   - R. Jonker, A. Volgenant: A shortest augmenting path algorithm for dense
//     and sparse linear assignment problems. Computing 38 (1987), 325-340.
//   - A. Volgenant: Linear and semi-assignment problems: a core oriented
//     approach. Computers & Operations Research 23 (1996), 917-932.
//   - D. P. Bertsekas: The auction algorithm: a distributed relaxation method
//     for the assignment problem. Annals of Operations Research 14 (1988),
//     105-123; the bids of reduceRows are its bids with epsilon zero.
//   - J. Edmonds, R. M. Karp: Theoretical improvements in algorithmic efficiency
//     for network flow problems. Journal of the ACM 19 (1972), 248-264; and
//     N. Tomizawa: On some techniques useful for solution of transportation
//     network problems. Networks 1 (1971), 173-194: shortest paths at reduced
//     costs.
//   - R. E. Machol, M. Wien: A hard assignment problem. Operations Research 24
//     (1976), 190-192.
package assignment
