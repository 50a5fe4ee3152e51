-- Times are microseconds since 1970. Documents and journal bytes are kept as
-- they came: bytea. Names that are indexed are compared by bytes (COLLATE "C"):
-- an update of the system's locales must not break the indexes.

CREATE TABLE zones (
	zone  text COLLATE "C" PRIMARY KEY,
	epoch bigint NOT NULL,
	head  bigint NOT NULL, -- seq of the last record
	owner text COLLATE "C" NOT NULL,    -- session name of the node that has it, '' for none
	expires timestamptz NOT NULL -- by the clock of this database
) WITH (fillfactor = 10); -- a commit rewrites the row: keep it on its page

CREATE TABLE records (
	zone      text COLLATE "C" NOT NULL,
	seq       bigint NOT NULL,
	at        bigint NOT NULL,
	event     bytea NOT NULL,
	decisions bytea NOT NULL,
	digest    text NOT NULL,
	PRIMARY KEY (zone, seq)
);

CREATE TABLE snapshots (
	zone  text COLLATE "C" NOT NULL,
	seq   bigint NOT NULL,
	state bytea NOT NULL,
	PRIMARY KEY (zone, seq)
);

CREATE TABLE orders (
	id       text COLLATE "C" NOT NULL,
	zone     text COLLATE "C" NOT NULL,
	merchant text COLLATE "C" NOT NULL,
	external text COLLATE "C" NOT NULL,
	status   text NOT NULL,
	kind     text NOT NULL,
	live     boolean NOT NULL,
	created  bigint NOT NULL,
	terminal boolean NOT NULL,
	seq      bigint NOT NULL,
	at       bigint NOT NULL,
	doc      bytea NOT NULL,
	placed   bytea NOT NULL,
	PRIMARY KEY (id, zone)
);
CREATE INDEX orders_newest ON orders (created, id, zone);
CREATE INDEX orders_of_merchant ON orders (merchant, created, id, zone);
CREATE INDEX orders_external ON orders (merchant, external, created) WHERE external <> '';
CREATE INDEX orders_open ON orders (created, id, zone) WHERE NOT terminal;

CREATE TABLE timeline (
	order_id text COLLATE "C" NOT NULL,
	zone     text COLLATE "C" NOT NULL,
	seq      bigint NOT NULL,
	n        bigint NOT NULL,
	at       bigint NOT NULL,
	kind     text NOT NULL,
	data     bytea NOT NULL,
	PRIMARY KEY (order_id, zone, seq, n)
);

CREATE TABLE outbox (
	zone     text COLLATE "C" NOT NULL,
	seq      bigint NOT NULL,
	n        bigint NOT NULL,
	topic    text COLLATE "C" NOT NULL,
	owner    text COLLATE "C" NOT NULL,
	order_id text COLLATE "C" NOT NULL,
	at       bigint NOT NULL,
	payload  bytea NOT NULL,
	attempts bigint NOT NULL DEFAULT 0,
	done     boolean NOT NULL DEFAULT false,
	PRIMARY KEY (zone, seq, n)
);
CREATE INDEX outbox_undone ON outbox (topic, at, zone, seq, n) WHERE NOT done;
CREATE INDEX outbox_owner ON outbox (owner, zone, seq, n);

CREATE TABLE endpoints (
	id       text COLLATE "C" PRIMARY KEY,
	owner    text COLLATE "C" NOT NULL,
	url      text NOT NULL,
	secret   bytea NOT NULL,
	created  bigint NOT NULL,
	disabled boolean NOT NULL
);
CREATE INDEX endpoints_owner ON endpoints (owner, created, id);

CREATE TABLE deliveries (
	endpoint text COLLATE "C" NOT NULL,
	message  text COLLATE "C" NOT NULL,
	attempts bigint NOT NULL,
	next     bigint NOT NULL,
	state    text NOT NULL,
	status   bigint NOT NULL,
	payload  bytea NOT NULL,
	at       bigint NOT NULL,
	PRIMARY KEY (endpoint, message)
);
CREATE INDEX deliveries_due ON deliveries (next, endpoint, message) WHERE state = 'pending';
CREATE INDEX deliveries_newest ON deliveries (endpoint, at, message);

CREATE TABLE persons (
	order_id text COLLATE "C" PRIMARY KEY,
	name     bytea NOT NULL,
	phone    bytea NOT NULL,
	address  bytea NOT NULL,
	note     bytea NOT NULL,
	at       bigint NOT NULL
);

CREATE TABLE credentials (
	id      text COLLATE "C" PRIMARY KEY,
	hash    text NOT NULL,
	subject text NOT NULL,
	scopes  text NOT NULL, -- JSON
	label   text NOT NULL,
	live    boolean NOT NULL,
	created bigint NOT NULL,
	revoked bigint NOT NULL
);
CREATE INDEX credentials_newest ON credentials (created, id);

CREATE TABLE payment_calls (
	key     text COLLATE "C" PRIMARY KEY,
	request bytea NOT NULL
);

-- prove is the fence: it fails the transaction unless the zone has the epoch
-- and its journal ends at head; else the journal now ends at last. The row
-- stays locked until the commit, so that a claim waits for it.
CREATE FUNCTION prove(zone_ text, epoch_ bigint, head_ bigint, last_ bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	now_ zones%ROWTYPE;
BEGIN
	UPDATE zones SET head = last_ WHERE zone = zone_ AND epoch = epoch_ AND head = head_;
	IF FOUND THEN
		RETURN;
	END IF;
	SELECT * INTO now_ FROM zones WHERE zone = zone_;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'nobody has claimed zone % in this store', zone_ USING ERRCODE = 'LN001';
	ELSIF now_.epoch <> epoch_ THEN
		RAISE EXCEPTION 'zone % has epoch %, this owner''s is %', zone_, now_.epoch, epoch_ USING ERRCODE = 'LN001';
	END IF;
	RAISE EXCEPTION 'the journal ends at %', now_.head USING ERRCODE = 'LN002';
END
$$;

-- prove_snapshot is the fence of a snapshot: it may not run ahead of the
-- journal.
CREATE FUNCTION prove_snapshot(zone_ text, epoch_ bigint, seq_ bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	now_ zones%ROWTYPE;
BEGIN
	SELECT * INTO now_ FROM zones WHERE zone = zone_ FOR SHARE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'nobody has claimed zone % in this store', zone_ USING ERRCODE = 'LN001';
	ELSIF now_.epoch <> epoch_ THEN
		RAISE EXCEPTION 'zone % has epoch %, this owner''s is %', zone_, now_.epoch, epoch_ USING ERRCODE = 'LN001';
	ELSIF now_.head < seq_ THEN
		RAISE EXCEPTION 'the journal ends at %: commit before the snapshot', now_.head USING ERRCODE = 'LN002';
	END IF;
END
$$;
