-- What the engine posted. An account's balance is what its entries come to,
-- kept beside them in the transaction that adds them.

CREATE TABLE postings (
	zone     text COLLATE "C" NOT NULL,
	seq      bigint NOT NULL,
	n        bigint NOT NULL,
	at       bigint NOT NULL,
	order_id text COLLATE "C" NOT NULL,
	doc      bytea NOT NULL,
	PRIMARY KEY (zone, seq, n)
);
CREATE INDEX postings_newest ON postings (at, zone, seq, n);
CREATE INDEX postings_of_order ON postings (order_id, at, zone, seq, n);

CREATE TABLE entries (
	account text COLLATE "C" NOT NULL,
	at      bigint NOT NULL,
	zone    text COLLATE "C" NOT NULL,
	seq     bigint NOT NULL,
	n       bigint NOT NULL,
	PRIMARY KEY (account, at, zone, seq, n)
);

CREATE TABLE accounts (
	account  text COLLATE "C" NOT NULL,
	currency text COLLATE "C" NOT NULL,
	zone     text COLLATE "C" NOT NULL,
	balance  bigint NOT NULL,
	PRIMARY KEY (account, currency, zone)
) WITH (fillfactor = 50); -- a few rows are rewritten by almost every commit: keep them on their page
