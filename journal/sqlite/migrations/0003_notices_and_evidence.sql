-- What a resident agreed to be told by, and in which language: erased with the
-- rest of the row.
ALTER TABLE persons ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN channels TEXT NOT NULL DEFAULT '';

-- How far a reader of the outbox's feed has come.
CREATE TABLE readers (
	reader TEXT PRIMARY KEY,
	cursor TEXT NOT NULL
) WITHOUT ROWID;

-- What residents are to be told: neither numbers nor texts.
CREATE TABLE notices (
	id       TEXT PRIMARY KEY,
	order_id TEXT NOT NULL,
	subject  TEXT NOT NULL,
	channel  TEXT NOT NULL,
	state    TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	next     INTEGER NOT NULL,
	reason   TEXT NOT NULL,
	ref      TEXT NOT NULL,
	at       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX notices_due ON notices (next, id) WHERE state = 'pending';
CREATE INDEX notices_of_order ON notices (order_id, at, id);

-- Files are outside; the row stays when its file goes.
CREATE TABLE evidence (
	id       TEXT PRIMARY KEY,
	order_id TEXT NOT NULL,
	kind     TEXT NOT NULL,
	stage    TEXT NOT NULL,
	type     TEXT NOT NULL,
	bytes    INTEGER NOT NULL,
	width    INTEGER NOT NULL,
	height   INTEGER NOT NULL,
	hash     TEXT NOT NULL,
	by_role  TEXT NOT NULL,
	by_id    TEXT NOT NULL,
	at       INTEGER NOT NULL,
	expires  INTEGER NOT NULL,
	gone     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX evidence_of_order ON evidence (order_id, at, id);
CREATE INDEX evidence_expiring ON evidence (expires, id) WHERE gone = 0;
