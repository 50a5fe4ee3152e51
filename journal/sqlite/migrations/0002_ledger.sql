-- What the engine posted. An account's balance is what its entries come to,
-- kept beside them in the transaction that adds them.

CREATE TABLE postings (
	zone     TEXT NOT NULL,
	seq      INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	order_id TEXT NOT NULL,
	doc      BLOB NOT NULL,
	PRIMARY KEY (zone, seq, n)
) WITHOUT ROWID;
CREATE INDEX postings_newest ON postings (at, zone, seq, n);
CREATE INDEX postings_of_order ON postings (order_id, at, zone, seq, n);

CREATE TABLE entries (
	account TEXT NOT NULL,
	at      INTEGER NOT NULL,
	zone    TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (account, at, zone, seq, n)
) WITHOUT ROWID;

CREATE TABLE accounts (
	account  TEXT NOT NULL,
	currency TEXT NOT NULL,
	zone     TEXT NOT NULL,
	balance  INTEGER NOT NULL,
	PRIMARY KEY (account, currency, zone)
) WITHOUT ROWID;
