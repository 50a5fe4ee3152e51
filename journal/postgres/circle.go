package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const (
	insertUnserved = `INSERT INTO unserved (zone, seq, n, at, demand_id, cell, doc)
		SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bytea[])`
	partyColumns = `role, id, external, name, phone, building, entrance, room, note, facts, at`
	upsertParty  = `INSERT INTO parties (` + partyColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (role, id) DO UPDATE SET external = excluded.external, name = excluded.name, phone = excluded.phone,
			building = excluded.building, entrance = excluded.entrance, room = excluded.room, note = excluded.note,
			facts = excluded.facts, at = excluded.at`
)

// unservedCursor and partyCursor are kinds of cursors.
const (
	unservedCursor = "u"
	partyCursor    = "r"
)

// queueUnserved queues the unserved demand of a batch.
func queueUnserved(q *pgx.Batch, zone string, ps []dispatch.Projection) error {
	list, err := rows.UnservedRows(ps)
	if err != nil || len(list) == 0 {
		return err
	}
	var seq, n, at []int64
	var id, cell []string
	var doc [][]byte
	for _, u := range list {
		seq, n, at = append(seq, u.Seq), append(n, u.N), append(at, u.At)
		id, cell, doc = append(id, u.ID), append(cell, u.Cell), append(doc, u.Doc)
	}
	q.Queue(insertUnserved, zone, seq, n, at, id, cell, doc)
	return nil
}

// Unserved lists demand that was not served, newest first.
func (s *Store) Unserved(ctx context.Context, f shell.UnservedFilter) ([]shell.UnservedDoc, string, error) {
	pos, after, err := rows.ParsePosition(unservedCursor, f.Cursor)
	if err != nil {
		return nil, "", err
	}
	var seq, n int64
	if after {
		if seq, n, err = pos.Place(); err != nil {
			return nil, "", err
		}
	}
	limit := rows.Limit(f.Limit)
	page, next := []shell.UnservedDoc{}, ""
	err = s.each(ctx, func(rs pgx.Rows) error {
		if len(page) == limit {
			next = rows.UnservedPosition(&page[limit-1]).Cursor(unservedCursor)
			return nil
		}
		var zone string
		var seq, n, at int64
		var doc []byte
		if err := rs.Scan(&zone, &seq, &n, &at, &doc); err != nil {
			return err
		}
		d, err := rows.UnservedDoc(zone, seq, n, at, doc)
		page = append(page, d)
		return err
	}, `SELECT zone, seq, n, at, doc FROM unserved
		WHERE (NOT $1::boolean OR (at, zone, seq, n) < ($2, $3, $4, $5)) AND at >= $6 AND ($7::bigint = 0 OR at < $7)
		ORDER BY at DESC, zone DESC, seq DESC, n DESC LIMIT $8`,
		after, pos.At, pos.Zone, seq, n, int64(f.Since), int64(f.Until), limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("journal: unserved: %w", err)
	}
	return page, next, nil
}

// PutParties adds parties or replaces those of their ids, in one transaction.
func (s *Store) PutParties(ctx context.Context, ps []shell.Party) error {
	var q pgx.Batch
	for i := range ps {
		p := &ps[i]
		facts, err := rows.PartyFacts(p)
		if err != nil {
			return err
		}
		q.Queue(upsertParty, string(p.Role), rows.Key(p.ID), []byte(p.External), []byte(p.Name), []byte(p.Phone),
			rows.Key(string(p.Building)), []byte(p.Entrance), []byte(p.Room), []byte(p.Note), facts, int64(p.At))
	}
	err := s.send(ctx, &q)
	if err != nil {
		return fmt.Errorf("journal: parties: %w", err)
	}
	return nil
}

// Party returns a party.
func (s *Store) Party(ctx context.Context, role shell.PartyRole, id string) (shell.Party, error) {
	list, err := s.parties(ctx, `role = $1 AND id = $2`, string(role), rows.Key(id))
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("journal: %s %q: %w", role, id, shell.ErrNotFound)
	}
	if err != nil {
		return shell.Party{}, err
	}
	return list[0], nil
}

// Parties lists the parties of a role by id.
func (s *Store) Parties(ctx context.Context, role shell.PartyRole, limit int, cursor string) ([]shell.Party, string, error) {
	pos, _, err := rows.ParsePosition(partyCursor, cursor)
	if err != nil {
		return nil, "", err
	}
	limit = rows.Limit(limit)
	page, err := s.parties(ctx, `role = $1 AND id > $2 ORDER BY id LIMIT $3`, string(role), pos.ID, limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	return page[:limit], rows.Position{ID: page[limit-1].ID}.Cursor(partyCursor), nil
}

// FindParties lists the parties of a role whose name or number holds a part.
// Bytes are compared as text in which all but ASCII is escaped.
func (s *Store) FindParties(ctx context.Context, role shell.PartyRole, part string, limit int) ([]shell.Party, error) {
	return s.parties(ctx, `role = $1 AND (strpos(lower(encode(name, 'escape')), lower(encode($2::bytea, 'escape'))) > 0
		OR position($2::bytea IN phone) > 0) ORDER BY id LIMIT $3`, string(role), []byte(part), rows.Limit(limit))
}

// EraseParty deletes a party. Dead rows go with the next vacuum, copies in
// backups and archived WAL when those are deleted.
func (s *Store) EraseParty(ctx context.Context, role shell.PartyRole, id string) error {
	_, err := s.change(ctx, `DELETE FROM parties WHERE role = $1 AND id = $2`, string(role), rows.Key(id))
	if err != nil {
		return fmt.Errorf("journal: erase %s %q: %w", role, id, err)
	}
	return nil
}

func (s *Store) parties(ctx context.Context, where string, args ...any) ([]shell.Party, error) {
	out := []shell.Party{}
	err := s.each(ctx, func(rs pgx.Rows) error {
		var p shell.Party
		var role, building string
		var external, name, phone, entrance, room, note, facts []byte
		var at int64
		if err := rs.Scan(&role, &p.ID, &external, &name, &phone, &building, &entrance, &room, &note, &facts, &at); err != nil {
			return err
		}
		p.Role, p.External, p.Name, p.Phone = shell.PartyRole(role), string(external), string(name), string(phone)
		p.Building, p.Entrance, p.Room, p.Note = circle.BuildingID(building), string(entrance), string(room), string(note)
		p.At = clock.Instant(at)
		err := rows.ReadPartyFacts(facts, &p)
		out = append(out, p)
		return err
	}, `SELECT `+partyColumns+` FROM parties WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("journal: parties: %w", err)
	}
	return out, nil
}
