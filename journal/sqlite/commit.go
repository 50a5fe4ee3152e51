package sqlite

import (
	"context"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const (
	insertRecord = `INSERT INTO records (zone, seq, at, event, decisions, digest) VALUES (?, ?, ?, ?, ?, ?)`
	// An older version of an order never overwrites a newer one, and what an
	// order looked like at first is never overwritten at all.
	upsertOrder = `INSERT INTO orders (id, zone, merchant, external, status, kind, live, created, terminal, seq, at, doc, placed)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, coalesce(?13, ?12))
		ON CONFLICT (id, zone) DO UPDATE SET status = excluded.status, terminal = excluded.terminal,
			seq = excluded.seq, at = excluded.at, doc = excluded.doc
		WHERE excluded.seq > orders.seq`
	insertTimeline = `INSERT INTO timeline (order_id, zone, seq, n, at, kind, data) VALUES (?, ?, ?, ?, ?, ?, ?)`
	insertOutbox   = `INSERT INTO outbox (zone, seq, n, topic, owner, order_id, at, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	upsertPerson   = `INSERT INTO persons (order_id, name, phone, address, note, at, language, channels) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, phone = excluded.phone,
			address = excluded.address, note = excluded.note, at = excluded.at,
			language = excluded.language, channels = excluded.channels`
)

// Commit writes the batch in one transaction and returns when it is on disk.
// It fails with shell.ErrFenced when the zone was claimed since.
func (s *Store) Commit(ctx context.Context, b shell.Batch) error {
	if err := rows.CheckBatch(b); err != nil {
		return err
	}
	if err := s.locked(b.Zone); err != nil {
		return fmt.Errorf("journal: commit: %w", err)
	}
	os, err := rows.Orders(b.Projections)
	if err != nil {
		return err
	}
	first, last := b.Records[0].Seq, b.Records[len(b.Records)-1].Seq
	err = s.write.do(ctx, func(t *tx) error {
		head, err := t.prove(b.Zone, b.Epoch)
		if err != nil {
			return err
		}
		if first != head+1 {
			return fmt.Errorf("the journal ends at %d", head)
		}
		if err := t.exec(`UPDATE zones SET head = ? WHERE zone = ?`, last, b.Zone); err != nil {
			return err
		}
		return t.append(b, os)
	})
	if err != nil {
		return fmt.Errorf("journal: commit %d to %d of zone %s: %w", first, last, b.Zone, err)
	}
	return nil
}

func (t *tx) append(b shell.Batch, os []rows.Order) error {
	for i := range b.Records {
		r, p := &b.Records[i], &b.Projections[i]
		if err := t.exec(insertRecord, b.Zone, r.Seq, int64(r.At), bytesOf(r.Event), bytesOf(r.Decisions), r.Digest); err != nil {
			return err
		}
		for _, l := range p.Timeline {
			if err := t.exec(insertTimeline, rows.Key(string(l.Order)), b.Zone, l.Seq, l.N, int64(l.At), l.Kind, bytesOf(l.Data)); err != nil {
				return err
			}
		}
		for _, m := range p.Outbox {
			if err := t.exec(insertOutbox, b.Zone, m.Seq, m.N, m.Topic, rows.Key(m.Owner), rows.Key(string(m.Order)), int64(m.At), bytesOf(m.Payload)); err != nil {
				return err
			}
		}
	}
	if err := t.book(b.Zone, b.Projections); err != nil {
		return err
	}
	if err := t.miss(b.Zone, b.Projections); err != nil {
		return err
	}
	for i := range os {
		o := &os[i]
		var placed any // NULL: the same as doc
		if o.Placed != nil {
			placed = o.Placed
		}
		if err := t.exec(upsertOrder, o.ID, b.Zone, o.Merchant, o.External, o.Status, o.Kind, o.Live,
			o.Created, o.Terminal, o.Seq, o.At, o.Doc, placed); err != nil {
			return err
		}
	}
	for _, p := range rows.LastPersons(b.Persons) {
		if err := t.exec(upsertPerson, rows.Key(string(p.Order)), []byte(p.Name), []byte(p.Phone),
			[]byte(p.Address), []byte(p.Note), int64(p.At), p.Language, p.Channels); err != nil {
			return err
		}
	}
	return nil
}

// bytesOf keeps nil out of columns that are never NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Snapshot stores a state. The one before is kept too, in case the newest
// turns out to be unreadable.
func (s *Store) Snapshot(ctx context.Context, zone string, epoch uint64, snap shell.Snapshot) error {
	if err := s.locked(zone); err != nil {
		return fmt.Errorf("journal: snapshot: %w", err)
	}
	err := s.write.do(ctx, func(t *tx) error {
		head, err := t.prove(zone, epoch)
		if err != nil {
			return err
		}
		if snap.Seq > head {
			return fmt.Errorf("the journal ends at %d: commit before the snapshot", head)
		}
		if err := t.exec(`INSERT INTO snapshots (zone, seq, state) VALUES (?, ?, ?)
			ON CONFLICT (zone, seq) DO UPDATE SET state = excluded.state`, zone, snap.Seq, bytesOf(snap.State)); err != nil {
			return err
		}
		return t.exec(`DELETE FROM snapshots WHERE zone = ?1 AND seq NOT IN
			(SELECT seq FROM snapshots WHERE zone = ?1 ORDER BY seq DESC LIMIT 2)`, zone)
	})
	if err != nil {
		return fmt.Errorf("journal: snapshot %d of zone %s: %w", snap.Seq, zone, err)
	}
	return nil
}

// recordPage is how many records are read at a time: no reader then holds an
// old version of the file for long, which would keep the WAL growing.
const recordPage = 500

// Records passes the zone's records after seq to each, in order.
func (s *Store) Records(ctx context.Context, zone string, after uint64, each func(dispatch.Record) error) error {
	for {
		page, err := s.recordPage(ctx, zone, after)
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

func (s *Store) recordPage(ctx context.Context, zone string, after uint64) ([]dispatch.Record, error) {
	rs, err := s.read.QueryContext(ctx, `SELECT seq, at, event, decisions, digest FROM records
		WHERE zone = ? AND seq > ? ORDER BY seq LIMIT ?`, zone, after, recordPage)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var page []dispatch.Record
	for rs.Next() {
		var r dispatch.Record
		var at int64
		if err := rs.Scan(&r.Seq, &at, &r.Event, &r.Decisions, &r.Digest); err != nil {
			return nil, err
		}
		r.At = clock.Instant(at)
		page = append(page, r)
	}
	return page, rs.Err()
}
