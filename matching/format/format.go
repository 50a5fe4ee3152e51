package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// Format names how a problem is written down.
type Format string

// The formats.
const (
	LiLim   Format = "lilim"   // pickup and delivery, Li & Lim 2003
	Sartori Format = "sartori" // pickup and delivery on streets, Sartori & Buriol 2020
	Solomon Format = "solomon" // visits, Solomon 1987, Gehring & Homberger 1999
	Vroom   Format = "vroom"   // the JSON of the VROOM project
	Native  Format = "linli"   // our own JSON
)

// Formats lists them all.
func Formats() []Format { return []Format{LiLim, Sartori, Solomon, Vroom, Native} }

// Text reports whether the format is one of those that hold numbers without
// units, whose answer is a line of node ids for each route.
func (f Format) Text() bool { return f == LiLim || f == Sartori || f == Solomon }

// origin is the instant that the formats call 0: an Instant of 0 would mean
// that no time is set.
const origin = clock.Instant(1_000_000)

// Instance is a problem as its format states it.
type Instance interface {
	// Format returns how it is written.
	Format() Format
	// Size returns how many tasks (pairs, jobs, shipments) and vehicles there
	// are.
	Size() (tasks, vehicles int)
	// Title returns the name that the file gives itself, "" if it has none.
	Title() string
	// Objective returns what plans are compared by unless somebody says
	// otherwise.
	Objective() problem.Objective
	// Problem states the problem for the solver, with all drives filled in.
	Problem(o Options) (*problem.Problem, error)
	// Initial returns the plan with which the file wants a search to begin, nil
	// for none.
	Initial(p *problem.Problem) *problem.Plan
	// Write writes the instance; Read of it returns an equal one.
	Write(w io.Writer) error
	// WritePlan writes an answer to the problem that Problem returned.
	WritePlan(w io.Writer, p *problem.Problem, plan *problem.Plan) error
	// Measure returns the figures of a plan in the format's own numbers.
	Measure(plan *problem.Plan) Figures
	// Judge reads an answer that is written as WritePlan does it, by whoever,
	// and returns its figures and what is wrong with it. The error is about an
	// answer that cannot be understood.
	Judge(answer []byte, o Options) (Figures, []check.Violation, error)
}

// Options say how a problem is stated.
type Options struct {
	Objective problem.Objective
	Travel    Travel // for places without a matrix; nil: GreatCircle
	MaxLegs   int    // refuse a problem with more drives, places × places × profiles; 0: problem.MaxLegs
}

// tooLarge refuses the drives between n places for some profiles if they are
// too many.
func (o *Options) tooLarge(n, profiles int) error {
	most := problem.MaxLegs
	if o.MaxLegs > 0 {
		most = o.MaxLegs
	}
	if n > problem.MaxPlaces || n*n*profiles > most {
		return mistake(0, "", "%d places for %d kinds of vehicle are more than %d drives", n, profiles, most)
	}
	return nil
}

// Figures are what an answer is compared by.
type Figures struct {
	Vehicles   int     // routes with a stop
	Distance   float64 // text formats: in the file's unit, double precision; others: metres
	Unassigned int     // tasks left undone: a pickup with its delivery is one
}

// Error is a mistake in a file. Line counts from 1; 0 is unknown. Item says
// what the line is about: "node 7", "job 12".
type Error struct {
	Line   int
	Item   string
	Detail string
}

// Error returns the mistake on one line.
func (e *Error) Error() string {
	s := e.Detail
	if e.Item != "" {
		s = e.Item + ": " + s
	}
	if e.Line > 0 {
		s = fmt.Sprintf("line %d: %s", e.Line, s)
	}
	return s
}

// mistake returns an Error.
func mistake(line int, item, detail string, args ...any) error {
	return &Error{Line: line, Item: item, Detail: fmt.Sprintf(detail, args...)}
}

// Read reads an instance. An empty Format is detected.
func Read(b []byte, f Format) (Instance, error) {
	if f == "" {
		var err error
		if f, err = Detect(b); err != nil {
			return nil, err
		}
	}
	switch f {
	case LiLim:
		return readAs(readLiLim, b)
	case Sartori:
		return readAs(readSartori, b)
	case Solomon:
		return readAs(readSolomon, b)
	case Vroom:
		return readAs(readVroom, b)
	case Native:
		return readAs(readNative, b)
	}
	return nil, fmt.Errorf("format %q is not one of %v", f, Formats())
}

// readAs keeps a nil pointer from becoming an Instance.
func readAs[T Instance](read func([]byte) (T, error), b []byte) (Instance, error) {
	x, err := read(b)
	if err != nil {
		return nil, err
	}
	return x, nil
}

// Detect names the format of a file by its content.
func Detect(b []byte) (Format, error) {
	s := bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(s) > 0 && s[0] == '{' {
		return detectJSON(s), nil
	}
	t := newText(b)
	if !t.next() {
		return "", mistake(0, "", "the file is empty")
	}
	if t.numbers() && len(t.fields) == 3 {
		return LiLim, nil
	}
	first := t.fields[0]
	if len(first) > 0 && first[len(first)-1] == ':' {
		return Sartori, nil
	}
	for range 20 {
		switch word := string(bytes.ToUpper(t.fields[0])); word {
		case "VEHICLE", "CUSTOMER":
			return Solomon, nil
		case "NODES", "EDGES":
			return Sartori, nil
		}
		if !t.next() {
			break
		}
	}
	return "", mistake(1, "", "this is none of the formats %v; --format names one", Formats())
}

// detectJSON tells the two by the word that begins every file of ours.
func detectJSON(b []byte) Format {
	d := json.NewDecoder(bytes.NewReader(b))
	if _, err := d.Token(); err != nil {
		return Vroom
	}
	if key, err := d.Token(); err == nil && key == "linli" {
		return Native
	}
	return Vroom
}
