package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const (
	insertUnserved = `INSERT INTO unserved (zone, seq, n, at, demand_id, cell, doc) VALUES (?, ?, ?, ?, ?, ?, ?)`
	partyColumns   = `role, id, external, name, phone, building, entrance, room, note, facts, at`
	upsertParty    = `INSERT INTO parties (` + partyColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (role, id) DO UPDATE SET external = excluded.external, name = excluded.name, phone = excluded.phone,
			building = excluded.building, entrance = excluded.entrance, room = excluded.room, note = excluded.note,
			facts = excluded.facts, at = excluded.at`
)

// unservedCursor and partyCursor are kinds of cursors.
const (
	unservedCursor = "u"
	partyCursor    = "r"
)

// miss writes the unserved demand of a batch.
func (t *tx) miss(zone string, ps []dispatch.Projection) error {
	list, err := rows.UnservedRows(ps)
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := t.exec(insertUnserved, zone, u.Seq, u.N, u.At, u.ID, u.Cell, u.Doc); err != nil {
			return err
		}
	}
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
	err = s.each(ctx, func(rs *sql.Rows) error {
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
		WHERE (?1 = 0 OR (at, zone, seq, n) < (?2, ?3, ?4, ?5)) AND at >= ?6 AND (?7 = 0 OR at < ?7)
		ORDER BY at DESC, zone DESC, seq DESC, n DESC LIMIT ?8`,
		after, pos.At, pos.Zone, seq, n, int64(f.Since), int64(f.Until), limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("journal: unserved: %w", err)
	}
	return page, next, nil
}

// PutParties adds parties or replaces those of their ids, in one transaction.
func (s *Store) PutParties(ctx context.Context, ps []shell.Party) error {
	err := s.write.do(ctx, func(t *tx) error {
		for i := range ps {
			p := &ps[i]
			facts, err := rows.PartyFacts(p)
			if err != nil {
				return err
			}
			if err := t.exec(upsertParty, string(p.Role), rows.Key(p.ID), []byte(p.External), []byte(p.Name), []byte(p.Phone),
				rows.Key(string(p.Building)), []byte(p.Entrance), []byte(p.Room), []byte(p.Note), facts, int64(p.At)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("journal: parties: %w", err)
	}
	return nil
}

// Party returns a party.
func (s *Store) Party(ctx context.Context, role shell.PartyRole, id string) (shell.Party, error) {
	list, err := s.parties(ctx, `role = ? AND id = ?`, string(role), rows.Key(id))
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
	page, err := s.parties(ctx, `role = ? AND id > ? ORDER BY id LIMIT ?`, string(role), pos.ID, limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	return page[:limit], rows.Position{ID: page[limit-1].ID}.Cursor(partyCursor), nil
}

// FindParties lists the parties of a role whose name or number holds a part.
func (s *Store) FindParties(ctx context.Context, role shell.PartyRole, part string, limit int) ([]shell.Party, error) {
	return s.parties(ctx, `role = ?1 AND (instr(lower(CAST(name AS TEXT)), lower(?2)) > 0 OR instr(CAST(phone AS TEXT), ?2) > 0)
		ORDER BY id LIMIT ?3`, string(role), part, rows.Limit(limit))
}

// EraseParty deletes a party; the bytes in the file are overwritten.
func (s *Store) EraseParty(ctx context.Context, role shell.PartyRole, id string) error {
	err := s.write.do(ctx, func(t *tx) error {
		return t.exec(`DELETE FROM parties WHERE role = ? AND id = ?`, string(role), rows.Key(id))
	})
	if err != nil {
		return fmt.Errorf("journal: erase %s %q: %w", role, id, err)
	}
	return nil
}

func (s *Store) parties(ctx context.Context, where string, args ...any) ([]shell.Party, error) {
	out := []shell.Party{}
	err := s.each(ctx, func(rs *sql.Rows) error {
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
