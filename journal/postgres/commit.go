package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

// fenced is the SQLSTATE that prove raises for a wrong epoch.
const fenced = "LN001"

const (
	insertRecords = `INSERT INTO records (zone, seq, at, event, decisions, digest)
		SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[])`
	// An older version of an order never overwrites a newer one, and what an
	// order looked like at first is never overwritten at all.
	upsertOrders = `INSERT INTO orders (zone, id, merchant, external, status, kind, live, created, terminal, seq, at, doc, placed)
		SELECT $1, r.id, r.merchant, r.external, r.status, r.kind, r.live, r.created, r.terminal, r.seq, r.at, r.doc, coalesce(r.placed, r.doc)
		FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::bigint[],
			$9::boolean[], $10::bigint[], $11::bigint[], $12::bytea[], $13::bytea[])
			AS r (id, merchant, external, status, kind, live, created, terminal, seq, at, doc, placed)
		ON CONFLICT (id, zone) DO UPDATE SET status = excluded.status, terminal = excluded.terminal,
			seq = excluded.seq, at = excluded.at, doc = excluded.doc
		WHERE excluded.seq > orders.seq`
	insertTimeline = `INSERT INTO timeline (zone, order_id, seq, n, at, kind, data)
		SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[])`
	insertOutbox = `INSERT INTO outbox (zone, seq, n, topic, owner, order_id, at, payload)
		SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bytea[])`
	upsertPersons = `INSERT INTO persons (order_id, name, phone, address, note, at, language, channels)
		SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bigint[], $7::text[], $8::text[])
		ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, phone = excluded.phone, address = excluded.address,
			note = excluded.note, at = excluded.at, language = excluded.language, channels = excluded.channels`
)

// Commit writes the batch in one transaction and one exchange with the
// server, and returns when it is durable. It fails with shell.ErrFenced when
// the zone was claimed since. Any other failure may hide a commit that
// succeeded: the owner recovers from the journal to know.
func (s *Store) Commit(ctx context.Context, b shell.Batch) error {
	if err := rows.CheckBatch(b); err != nil {
		return err
	}
	os, err := rows.Orders(b.Projections)
	if err != nil {
		return err
	}
	first, last := b.Records[0].Seq, b.Records[len(b.Records)-1].Seq
	// Without BEGIN the server makes one transaction of the statements up to
	// the batch's end; the first that fails undoes them all.
	var q pgx.Batch
	q.Queue(`SELECT prove($1, $2, $3, $4)`, b.Zone, int64(b.Epoch), int64(first-1), int64(last))
	queueRecords(&q, b)
	queueOrders(&q, b.Zone, os)
	queueTimeline(&q, b)
	queueOutbox(&q, b)
	if err := queueLedger(&q, b.Zone, b.Projections); err != nil {
		return err
	}
	if err := queueUnserved(&q, b.Zone, b.Projections); err != nil {
		return err
	}
	queuePersons(&q, b.Persons)
	if err := s.send(ctx, &q); err != nil {
		return fmt.Errorf("journal: commit %d to %d of zone %s: %w", first, last, b.Zone, err)
	}
	return nil
}

// send runs the statements as one transaction.
func (s *Store) send(ctx context.Context, q *pgx.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// A commit that has begun is not called off: nobody would know how it
	// ended. The server's own limits end it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := s.write.SendBatch(ctx, q).Close()
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == fenced {
		return fmt.Errorf("%w: %s", shell.ErrFenced, refused.Message)
	}
	return err
}

func queueRecords(q *pgx.Batch, b shell.Batch) {
	n := len(b.Records)
	seq, at := make([]int64, n), make([]int64, n)
	event, decisions, digest := make([][]byte, n), make([][]byte, n), make([]string, n)
	for i, r := range b.Records {
		seq[i], at[i] = int64(r.Seq), int64(r.At)
		event[i], decisions[i], digest[i] = bytesOf(r.Event), bytesOf(r.Decisions), r.Digest
	}
	q.Queue(insertRecords, b.Zone, seq, at, event, decisions, digest)
}

func queueOrders(q *pgx.Batch, zone string, os []rows.Order) {
	if len(os) == 0 {
		return
	}
	n := len(os)
	id, merchant, external := make([]string, n), make([]string, n), make([]string, n)
	status, kind := make([]string, n), make([]string, n)
	live, terminal := make([]bool, n), make([]bool, n)
	created, seq, at := make([]int64, n), make([]int64, n), make([]int64, n)
	doc, placed := make([][]byte, n), make([][]byte, n)
	for i := range os {
		o := &os[i]
		id[i], merchant[i], external[i], status[i], kind[i] = o.ID, o.Merchant, o.External, o.Status, o.Kind
		live[i], created[i], terminal[i], seq[i], at[i] = o.Live, o.Created, o.Terminal, o.Seq, o.At
		doc[i], placed[i] = o.Doc, o.Placed // a nil element is NULL
	}
	q.Queue(upsertOrders, zone, id, merchant, external, status, kind, live, created, terminal, seq, at, doc, placed)
}

func queueTimeline(q *pgx.Batch, b shell.Batch) {
	var id, kind []string
	var seq, n, at []int64
	var data [][]byte
	for i := range b.Projections {
		for _, l := range b.Projections[i].Timeline {
			id, kind = append(id, rows.Key(string(l.Order))), append(kind, l.Kind)
			seq, n, at = append(seq, int64(l.Seq)), append(n, int64(l.N)), append(at, int64(l.At))
			data = append(data, bytesOf(l.Data))
		}
	}
	if len(id) > 0 {
		q.Queue(insertTimeline, b.Zone, id, seq, n, at, kind, data)
	}
}

func queueOutbox(q *pgx.Batch, b shell.Batch) {
	var topic, owner, order []string
	var seq, n, at []int64
	var payload [][]byte
	for i := range b.Projections {
		for _, m := range b.Projections[i].Outbox {
			topic, owner, order = append(topic, m.Topic), append(owner, rows.Key(m.Owner)), append(order, rows.Key(string(m.Order)))
			seq, n, at = append(seq, int64(m.Seq)), append(n, int64(m.N)), append(at, int64(m.At))
			payload = append(payload, bytesOf(m.Payload))
		}
	}
	if len(seq) > 0 {
		q.Queue(insertOutbox, b.Zone, seq, n, topic, owner, order, at, payload)
	}
}

func queuePersons(q *pgx.Batch, all []shell.Person) {
	ps := rows.LastPersons(all)
	if len(ps) == 0 {
		return
	}
	n := len(ps)
	id, at := make([]string, n), make([]int64, n)
	name, phone, address, note := make([][]byte, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
	language, channels := make([]string, n), make([]string, n)
	for i, p := range ps {
		id[i], at[i] = rows.Key(string(p.Order)), int64(p.At)
		language[i], channels[i] = p.Language, p.Channels
		name[i], phone[i], address[i], note[i] = []byte(p.Name), []byte(p.Phone), []byte(p.Address), []byte(p.Note)
	}
	q.Queue(upsertPersons, id, name, phone, address, note, at, language, channels)
}

// bytesOf keeps nil, which is NULL, out of columns that are never NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Snapshot stores a state. The one before is kept too, in case the newest
// turns out to be unreadable.
func (s *Store) Snapshot(ctx context.Context, zone string, epoch uint64, snap shell.Snapshot) error {
	var q pgx.Batch
	q.Queue(`SELECT prove_snapshot($1, $2, $3)`, zone, int64(epoch), int64(snap.Seq))
	q.Queue(`INSERT INTO snapshots (zone, seq, state) VALUES ($1, $2, $3)
		ON CONFLICT (zone, seq) DO UPDATE SET state = excluded.state`, zone, int64(snap.Seq), bytesOf(snap.State))
	q.Queue(`DELETE FROM snapshots WHERE zone = $1 AND seq NOT IN
		(SELECT seq FROM snapshots WHERE zone = $1 ORDER BY seq DESC LIMIT 2)`, zone)
	if err := s.send(ctx, &q); err != nil {
		return fmt.Errorf("journal: snapshot %d of zone %s: %w", snap.Seq, zone, err)
	}
	return nil
}

// recordPage is how many records are read at a time, so that no query runs
// into the limit for statements.
const recordPage = 500

// Records passes the zone's records after seq to each, in order.
func (s *Store) Records(ctx context.Context, zone string, after uint64, each func(dispatch.Record) error) error {
	for {
		var page []dispatch.Record
		err := s.each(ctx, func(rs pgx.Rows) error {
			var r dispatch.Record
			var at int64
			err := rs.Scan(&r.Seq, &at, &r.Event, &r.Decisions, &r.Digest)
			r.At = clock.Instant(at)
			page = append(page, r)
			return err
		}, `SELECT seq, at, event, decisions, digest FROM records
			WHERE zone = $1 AND seq > $2 ORDER BY seq LIMIT $3`, zone, int64(after), recordPage)
		if err != nil {
			return fmt.Errorf("journal: records of zone %s after %d: %w", zone, after, err)
		}
		for _, r := range page {
			if r.Seq != after+1 {
				return fmt.Errorf("journal: zone %s: record %d follows %d: the store is damaged, restore a backup", zone, r.Seq, after)
			}
			if err := each(r); err != nil {
				return err
			}
			after = r.Seq
		}
		if len(page) < recordPage {
			return nil
		}
	}
}
