-- Demand that was not served: what the coverage report counts.
CREATE TABLE unserved (
	zone      text COLLATE "C" NOT NULL,
	seq       bigint NOT NULL,
	n         bigint NOT NULL,
	at        bigint NOT NULL,
	demand_id text COLLATE "C" NOT NULL, -- of the order or the quote
	cell      text COLLATE "C" NOT NULL, -- H3, resolution 10
	doc       bytea NOT NULL,
	PRIMARY KEY (zone, seq, n)
);
CREATE INDEX unserved_newest ON unserved (at, zone, seq, n);
CREATE INDEX unserved_cell ON unserved (cell, demand_id);

-- Residents and the contacts of providers: personal data, erasable.
CREATE TABLE parties (
	role     text COLLATE "C" NOT NULL,
	id       text COLLATE "C" NOT NULL,
	external bytea NOT NULL,
	name     bytea NOT NULL,
	phone    bytea NOT NULL,
	building text COLLATE "C" NOT NULL,
	entrance bytea NOT NULL,
	room     bytea NOT NULL,
	note     bytea NOT NULL,
	facts    bytea NOT NULL, -- JSON
	at       bigint NOT NULL,
	PRIMARY KEY (role, id)
);
