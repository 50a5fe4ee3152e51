-- Times are microseconds since 1970. Documents and journal bytes are kept as
-- they came: blobs.

CREATE TABLE zones (
	zone  TEXT PRIMARY KEY,
	epoch INTEGER NOT NULL,
	head  INTEGER NOT NULL, -- seq of the last record
	owner TEXT NOT NULL     -- for people: who claimed it last
) WITHOUT ROWID;

CREATE TABLE records (
	zone      TEXT NOT NULL,
	seq       INTEGER NOT NULL,
	at        INTEGER NOT NULL,
	event     BLOB NOT NULL,
	decisions BLOB NOT NULL,
	digest    TEXT NOT NULL,
	PRIMARY KEY (zone, seq)
) WITHOUT ROWID;

CREATE TABLE snapshots (
	zone  TEXT NOT NULL,
	seq   INTEGER NOT NULL,
	state BLOB NOT NULL,
	PRIMARY KEY (zone, seq)
);

CREATE TABLE orders (
	id       TEXT NOT NULL,
	zone     TEXT NOT NULL,
	merchant TEXT NOT NULL,
	external TEXT NOT NULL,
	status   TEXT NOT NULL,
	kind     TEXT NOT NULL,
	live     INTEGER NOT NULL,
	created  INTEGER NOT NULL,
	terminal INTEGER NOT NULL,
	seq      INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	doc      BLOB NOT NULL,
	placed   BLOB NOT NULL,
	PRIMARY KEY (id, zone)
);
CREATE INDEX orders_newest ON orders (created, id, zone);
CREATE INDEX orders_of_merchant ON orders (merchant, created, id, zone);
CREATE INDEX orders_external ON orders (merchant, external, created) WHERE external <> '';
CREATE INDEX orders_open ON orders (created, id, zone) WHERE terminal = 0;

CREATE TABLE timeline (
	order_id TEXT NOT NULL,
	zone     TEXT NOT NULL,
	seq      INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	data     BLOB NOT NULL,
	PRIMARY KEY (order_id, zone, seq, n)
) WITHOUT ROWID;

CREATE TABLE outbox (
	zone     TEXT NOT NULL,
	seq      INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	topic    TEXT NOT NULL,
	owner    TEXT NOT NULL,
	order_id TEXT NOT NULL,
	at       INTEGER NOT NULL,
	payload  BLOB NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	done     INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (zone, seq, n)
) WITHOUT ROWID;
CREATE INDEX outbox_undone ON outbox (topic, at, zone, seq, n) WHERE done = 0;
CREATE INDEX outbox_owner ON outbox (owner, zone, seq, n);

CREATE TABLE endpoints (
	id       TEXT PRIMARY KEY,
	owner    TEXT NOT NULL,
	url      TEXT NOT NULL,
	secret   BLOB NOT NULL,
	created  INTEGER NOT NULL,
	disabled INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX endpoints_owner ON endpoints (owner, created, id);

CREATE TABLE deliveries (
	endpoint TEXT NOT NULL,
	message  TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	next     INTEGER NOT NULL,
	state    TEXT NOT NULL,
	status   INTEGER NOT NULL,
	payload  BLOB NOT NULL,
	at       INTEGER NOT NULL,
	PRIMARY KEY (endpoint, message)
) WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries (next, endpoint, message) WHERE state = 'pending';
CREATE INDEX deliveries_newest ON deliveries (endpoint, at, message);

CREATE TABLE persons (
	order_id TEXT PRIMARY KEY,
	name     BLOB NOT NULL,
	phone    BLOB NOT NULL,
	address  BLOB NOT NULL,
	note     BLOB NOT NULL,
	at       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE credentials (
	id      TEXT PRIMARY KEY,
	hash    TEXT NOT NULL,
	subject TEXT NOT NULL,
	scopes  TEXT NOT NULL, -- JSON
	label   TEXT NOT NULL,
	live    INTEGER NOT NULL,
	created INTEGER NOT NULL,
	revoked INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX credentials_newest ON credentials (created, id);

CREATE TABLE payment_calls (
	key     TEXT PRIMARY KEY,
	request BLOB NOT NULL
) WITHOUT ROWID;
