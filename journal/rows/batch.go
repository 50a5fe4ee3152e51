package rows

import (
	"fmt"

	"github.com/linli/linli/shell"
)

// CheckBatch returns an error unless the batch can be one transaction: at
// least one record, numbered without a gap, and a projection for each.
func CheckBatch(b shell.Batch) error {
	if len(b.Records) == 0 {
		return fmt.Errorf("journal: a batch for zone %s has no records", b.Zone)
	}
	if len(b.Projections) != len(b.Records) {
		return fmt.Errorf("journal: a batch for zone %s has %d records but %d projections",
			b.Zone, len(b.Records), len(b.Projections))
	}
	for i, r := range b.Records {
		if want := b.Records[0].Seq + uint64(i); r.Seq == 0 || r.Seq != want {
			return fmt.Errorf("journal: record %d of zone %s stands where %d belongs", r.Seq, b.Zone, want)
		}
	}
	return nil
}

// LastPersons returns the persons of the batch, one for each order, the last
// word of each.
func LastPersons(ps []shell.Person) []shell.Person {
	at := map[string]int{}
	var out []shell.Person
	for _, p := range ps {
		if i, ok := at[string(p.Order)]; ok {
			out[i] = p
			continue
		}
		at[string(p.Order)] = len(out)
		out = append(out, p)
	}
	return out
}
