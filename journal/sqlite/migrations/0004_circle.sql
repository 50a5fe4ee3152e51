-- Demand that was not served: what the coverage report counts.
CREATE TABLE unserved (
	zone      TEXT NOT NULL,
	seq       INTEGER NOT NULL,
	n         INTEGER NOT NULL,
	at        INTEGER NOT NULL,
	demand_id TEXT NOT NULL, -- of the order or the quote
	cell      TEXT NOT NULL, -- H3, resolution 10
	doc       BLOB NOT NULL,
	PRIMARY KEY (zone, seq, n)
) WITHOUT ROWID;
CREATE INDEX unserved_newest ON unserved (at, zone, seq, n);
CREATE INDEX unserved_cell ON unserved (cell, demand_id);

-- Residents and the contacts of providers: personal data, erasable.
CREATE TABLE parties (
	role     TEXT NOT NULL,
	id       TEXT NOT NULL,
	external BLOB NOT NULL,
	name     BLOB NOT NULL,
	phone    BLOB NOT NULL,
	building TEXT NOT NULL,
	entrance BLOB NOT NULL,
	room     BLOB NOT NULL,
	note     BLOB NOT NULL,
	facts    BLOB NOT NULL, -- JSON
	at       INTEGER NOT NULL,
	PRIMARY KEY (role, id)
) WITHOUT ROWID;
