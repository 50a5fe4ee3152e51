package slip

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// The page, in points: A5.
const (
	pageWide = 420
	pageHigh = 595
	edge     = 34
	codeSide = 150 // of the code to scan, with its quiet zone
)

// PDF returns the slip as one page of A5. Its fonts are named, not embedded
// (ADR 15): every viewer that shows Chinese has one of its own for them.
func (s *Slip) PDF() ([]byte, error) {
	squares, err := s.squares()
	if err != nil {
		return nil, err
	}
	p := &paper{y: pageHigh - edge}
	p.text(22, s.Title)
	for _, l := range s.Lines {
		p.gap(6)
		p.text(12, l.Label)
		p.text(17, l.Value)
	}
	for _, l := range []Line{s.PIN, s.Code} {
		if l.Value != "" {
			p.gap(6)
			p.text(12, l.Label)
			p.text(34, strings.Join(strings.Split(l.Value, ""), " "))
		}
	}
	p.gap(4)
	p.draw(squares)
	p.text(12, s.LinkText)
	p.text(12, s.Foot)
	return document(p.out.Bytes()), nil
}

// paper is a page that is written from the top down.
type paper struct {
	out bytes.Buffer
	y   int
}

func (p *paper) gap(points int) { p.y -= points }

// text writes a paragraph, broken where a line is full. What no longer fits on
// the page is left out.
func (p *paper) text(size int, s string) {
	for _, line := range wrap(s, 2*(pageWide-2*edge)/size) {
		p.y -= size * 13 / 10
		if p.y < edge/2 {
			return
		}
		fmt.Fprintf(&p.out, "BT /F1 %d Tf %d %d Td <%s> Tj ET\n", size, edge, p.y, hex16(line))
	}
}

// draw draws the code to scan with the quiet zone of four modules around it.
func (p *paper) draw(q squares) {
	side := min(codeSide, p.y-3*edge)
	if side < 60 {
		return // a long order left no room: the number to say is on the slip
	}
	unit := float64(side) / float64(q.size+8)
	for _, d := range q.dark {
		fmt.Fprintf(&p.out, "%.2f %.2f %.2f %.2f re\n", edge+float64(d[0]+4)*unit, float64(p.y)-float64(d[1]+5)*unit, unit, unit)
	}
	p.out.WriteString("f\n")
	p.y -= side
}

// wrap breaks a text into lines of so many half widths; a Chinese character
// takes two, words are kept together where they fit a line.
func wrap(s string, most int) []string {
	var out []string
	line, used, space := []rune{}, 0, -1
	for _, c := range strings.Join(strings.Fields(s), " ") {
		if used+wide(c) > most && len(line) > 0 {
			cut := len(line)
			if space > 0 && c < 0x2e80 {
				cut = space + 1
			}
			rest := append([]rune{}, line[cut:]...)
			out = append(out, strings.TrimSpace(string(line[:cut])))
			line, used, space = rest, 0, -1
			for _, r := range rest {
				used += wide(r)
			}
		}
		if c == ' ' {
			space = len(line)
		}
		line, used = append(line, c), used+wide(c)
	}
	return append(out, string(line))
}

func wide(c rune) int {
	if c < 0x2e80 {
		return 1
	}
	return 2
}

// hex16 writes a text as big-endian UTF-16 in hex, as the font's encoding
// wants it.
func hex16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// document wraps a page's content into a file (ISO 32000-1). The font is
// Adobe-GB1's STSong-Light under a predefined encoding.
func document(content []byte) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>", pageWide, pageHigh),
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", len(content), content),
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R /DW 1000 /W [1 95 500] >>",
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
