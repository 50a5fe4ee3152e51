package intake

import (
	"fmt"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/sheet"
	"github.com/linli/linli/shell"
)

// Kind is what a table lists.
type Kind string

// The kinds of tables.
const (
	Buildings Kind = "buildings"
	Providers Kind = "providers"
	Offerings Kind = "offerings"
	Residents Kind = "residents"
)

// Circle is what is there already.
type Circle struct {
	Communities []circle.Community
	Buildings   []circle.Building
	Providers   []circle.Provider
	Offerings   []circle.Offering
	Residents   []shell.Party
	Contacts    []shell.Party // of providers
	Bounds      geo.Bounds    // of the city; the zero value bounds nothing
}

// RowFault is a row, or a column of it, that is wrong or doubtful.
type RowFault struct {
	Line   int            `json:"line" doc:"Counted from 1; 0: the file as a whole."`
	Column string         `json:"column,omitempty" doc:"As the file's head calls it."`
	Why    sheet.Sentence `json:"why"`
}

// Outcome is a record that a table would create or change, or leave as it is.
type Outcome struct {
	Lines []int  `json:"lines" doc:"The rows that it comes from; several when duplicates were merged."`
	ID    string `json:"id,omitempty" doc:"Empty for a resident who is new: the id is made when the row is stored."`
	What  string `json:"what" enum:"created,changed,unchanged"`
}

// TableReport says what a table would do or has done. It holds no personal data.
type TableReport struct {
	Kind      Kind       `json:"kind"`
	DryRun    bool       `json:"dry_run"`
	Rows      int        `json:"rows" doc:"Without the head and empty lines."`
	Created   int        `json:"created"`
	Changed   int        `json:"changed"`
	Unchanged int        `json:"unchanged"`
	Merged    int        `json:"merged" doc:"Rows that went into the record of another."`
	Entries   []Outcome  `json:"entries"`
	Bad       []RowFault `json:"bad"`
	Doubts    []RowFault `json:"doubts" doc:"Not wrong, but worth a look."`
}

// Plan is a report with the records that it speaks of.
type Plan struct {
	TableReport
	Buildings []circle.Building
	Providers []circle.Provider
	Offerings []circle.Offering
	Parties   []shell.Party // residents, or the contacts of providers; new residents have no ID
}

// Read reads a file of a kind against what is there. The error is a
// *sheet.Refusal when the file cannot be read at all.
func Read(k Kind, file []byte, c Circle) (*Plan, error) {
	columns, ok := heads[k]
	if !ok {
		return nil, &sheet.Refusal{Text: sheet.Sentence{Zh: "不支持的类型", En: fmt.Sprintf("%q is not buildings, providers, offerings or residents", k)}}
	}
	rows, err := sheet.Read(file)
	if err != nil {
		return nil, err
	}
	r := &reader{plan: &Plan{TableReport: TableReport{Kind: k, Entries: []Outcome{}, Bad: []RowFault{}, Doubts: []RowFault{}}}, there: c}
	if err := r.head(columns, &rows[0]); err != nil {
		return nil, err
	}
	r.plan.Rows = len(rows) - 1
	r.index()
	for i := range rows[1:] {
		r.gather(&rows[i+1])
	}
	for _, rec := range r.records {
		r.settle(rec)
	}
	return r.plan, nil
}

// settle makes the record's value and counts it.
func (r *reader) settle(rec *record) {
	bad := len(r.plan.Bad)
	var id string
	var was, same bool
	switch r.plan.Kind {
	case Buildings:
		id, was, same = r.building(rec)
	case Providers:
		id, was, same = r.provider(rec)
	case Offerings:
		id, was, same = r.offering(rec)
	case Residents:
		id, was, same = r.resident(rec)
	}
	if len(r.plan.Bad) > bad {
		return
	}
	r.plan.Merged += len(rec.lines) - 1
	e := Outcome{Lines: rec.lines, ID: id, What: "created"}
	switch {
	case was && same:
		e.What = "unchanged"
		r.plan.Unchanged++
	case was:
		e.What = "changed"
		r.plan.Changed++
	default:
		r.plan.Created++
	}
	r.plan.Entries = append(r.plan.Entries, e)
}
