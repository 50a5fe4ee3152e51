package slip

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// Slip is what stands on the paper.
type Slip struct {
	Language string // zh or en, for screen readers
	Title    string
	Lines    []Line
	PIN      Line   // to be said at the door
	Code     Line   // to be said on the telephone
	Link     string // behind the code to scan
	LinkText string // what scanning it is good for
	Foot     string
}

// Line is a label and what it says.
type Line struct{ Label, Value string }

//go:embed slip.html
var page string

var parsed = template.Must(template.New("slip").Parse(page))

// HTML returns the slip as a page of its own: nothing is loaded from anywhere.
func (s *Slip) HTML() (string, error) {
	squares, err := s.squares()
	if err != nil {
		return "", err
	}
	var path strings.Builder
	for _, q := range squares.dark {
		fmt.Fprintf(&path, "M%d %dh1v1h-1z", q[0], q[1])
	}
	var b strings.Builder
	err = parsed.Execute(&b, struct {
		*Slip
		Frame int
		Path  string
	}{s, squares.size + 8, path.String()})
	return b.String(), err
}

// squares is the code to scan, in modules.
type squares struct {
	size int
	dark [][2]int
}

func (s *Slip) squares() (squares, error) {
	c, err := qr.Encode(s.Link, qr.M)
	if err != nil {
		return squares{}, fmt.Errorf("slip: the link cannot be drawn: %w", err)
	}
	out := squares{size: c.Size}
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) {
				out.dark = append(out.dark, [2]int{x, y})
			}
		}
	}
	return out, nil
}
