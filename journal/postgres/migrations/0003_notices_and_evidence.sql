-- What a resident agreed to be told by, and in which language: erased with the
-- rest of the row.
ALTER TABLE persons ADD COLUMN language text NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN channels text NOT NULL DEFAULT '';

-- How far a reader of the outbox's feed has come.
CREATE TABLE readers (
	reader text COLLATE "C" PRIMARY KEY,
	cursor text NOT NULL
);

-- What residents are to be told: neither numbers nor texts.
CREATE TABLE notices (
	id       text COLLATE "C" PRIMARY KEY,
	order_id text COLLATE "C" NOT NULL,
	subject  text NOT NULL,
	channel  text NOT NULL,
	state    text NOT NULL,
	attempts integer NOT NULL,
	next     bigint NOT NULL,
	reason   text NOT NULL,
	ref      text NOT NULL,
	at       bigint NOT NULL
);
CREATE INDEX notices_due ON notices (next, id) WHERE state = 'pending';
CREATE INDEX notices_of_order ON notices (order_id, at, id);

-- Files are outside; the row stays when its file goes.
CREATE TABLE evidence (
	id       text COLLATE "C" PRIMARY KEY,
	order_id text COLLATE "C" NOT NULL,
	kind     text NOT NULL,
	stage    text NOT NULL,
	type     text NOT NULL,
	bytes    bigint NOT NULL,
	width    integer NOT NULL,
	height   integer NOT NULL,
	hash     text NOT NULL,
	by_role  text NOT NULL,
	by_id    text NOT NULL,
	at       bigint NOT NULL,
	expires  bigint NOT NULL,
	gone     bigint NOT NULL
);
CREATE INDEX evidence_of_order ON evidence (order_id, at, id);
CREATE INDEX evidence_expiring ON evidence (expires, id) WHERE gone = 0;
