package rows

import (
	"encoding/json"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// Unserved is the row of one demand that was not served: what is indexed, and
// the document.
type Unserved struct {
	Seq, N, At int64
	ID, Cell   string
	Doc        []byte
}

// UnservedRows returns the rows of the projections in order.
func UnservedRows(ps []dispatch.Projection) ([]Unserved, error) {
	var out []Unserved
	for i := range ps {
		for _, r := range ps[i].Unserved {
			doc, err := json.Marshal(r.Unserved)
			if err != nil {
				return nil, fmt.Errorf("journal: unserved %s: %w", r.ID, err)
			}
			out = append(out, Unserved{Seq: int64(r.Seq), N: int64(r.N), At: int64(r.At), ID: Key(r.ID), Cell: r.Cell, Doc: doc})
		}
	}
	return out, nil
}

// UnservedDoc reads a row back.
func UnservedDoc(zone string, seq, n, at int64, doc []byte) (shell.UnservedDoc, error) {
	d := shell.UnservedDoc{Zone: zone}
	d.Seq, d.N, d.At = uint64(seq), int(n), clock.Instant(at)
	if err := json.Unmarshal(doc, &d.Unserved); err != nil {
		return d, fmt.Errorf("journal: unserved %d of zone %s: %w", seq, zone, err)
	}
	return d, nil
}

// facts is what is kept of a party as a document.
type facts struct {
	Needs   residents.Needs    `json:"needs"`
	Consent residents.Consent  `json:"consent"`
	Agreed  []residents.Agreed `json:"agreed,omitempty"`
}

// PartyFacts returns the document of a party.
func PartyFacts(p *shell.Party) ([]byte, error) {
	return json.Marshal(facts{p.Needs, p.Consent, p.Agreed})
}

// ReadPartyFacts reads what PartyFacts wrote.
func ReadPartyFacts(doc []byte, p *shell.Party) error {
	var f facts
	if err := json.Unmarshal(doc, &f); err != nil {
		return fmt.Errorf("journal: party %s: %w", p.ID, err)
	}
	p.Needs, p.Consent, p.Agreed = f.Needs, f.Consent, f.Agreed
	return nil
}

// UnservedPosition is where a page of unserved demand ended.
func UnservedPosition(d *shell.UnservedDoc) Position {
	return Position{At: int64(d.At), ID: fmt.Sprintf("%d.%d", d.Seq, d.N), Zone: d.Zone}
}
