// Package ledger keeps who owes whom: accounts, postings that always balance,
// and a book of what has come of them. Amounts are integers in minor units of
// a currency; nothing is ever rounded, and no entry stands alone
// (double-entry bookkeeping).
//
// The engine keeps the Book, which is one running balance for each account
// and does not grow with time. The postings themselves leave the engine with
// its other decisions, and the journal keeps them.
package ledger
