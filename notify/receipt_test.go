package notify

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// paper is a receipt printer: it answers what it is asked, and keeps what it
// printed.
type paper struct {
	online, roll, end byte // answers to the three questions
	printed           bytes.Buffer
}

func (p *paper) serve(conn net.Conn) {
	defer conn.Close()
	var seen []byte
	var b [1]byte
	for {
		if _, err := conn.Read(b[:]); err != nil {
			return
		}
		seen = append(seen, b[0])
		for _, q := range []struct {
			ask    string
			answer byte
		}{{askOnline, p.online}, {askPaper, p.roll}, {askPrinted, p.end}} {
			if body, ok := bytes.CutSuffix(seen, []byte(q.ask)); ok {
				p.printed.Write(body)
				seen = nil
				conn.Write([]byte{q.answer})
			}
		}
	}
}

func (p *paper) driver(t *testing.T) *Receipt {
	t.Helper()
	r, err := NewReceipt("192.168.1.50:9100")
	if err != nil {
		t.Fatal(err)
	}
	r.dial = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go p.serve(theirs)
		return ours, nil
	}
	return r
}

func TestReceiptPrints(t *testing.T) {
	p := &paper{online: 0x12, roll: 0x12}
	if _, err := p.driver(t).Send(t.Context(), Message{Channel: Printer, Text: "您的菜到了\n\x1bp\x00取件码 0042"}); err != nil {
		t.Fatal(err)
	}
	got := p.printed.Bytes()
	words, err := simplifiedchinese.GB18030.NewEncoder().String("您的菜到了\np取件码 0042")
	if err != nil || !bytes.Contains(got, []byte(words)) || !bytes.HasPrefix(got, []byte(escInit+escChinese)) || !bytes.HasSuffix(got, []byte(escCut)) {
		t.Errorf("printed %q (%v)", got, err)
	}
}

// TestReceiptTriesAgain: what somebody at the counter can put right is no
// refusal, and nothing is printed meanwhile.
func TestReceiptTriesAgain(t *testing.T) {
	for _, c := range []struct {
		p    paper
		want string
	}{
		{paper{online: 0x1a, roll: 0x12}, "printer_offline"},
		{paper{online: 0x12, roll: 0x72}, "printer_out_of_paper"},
		{paper{online: 0x12, roll: 0x12, end: 0x0c}, "printer_out_of_paper"},
	} {
		_, err := c.p.driver(t).Send(t.Context(), Message{Text: "x"})
		var refused *Refused
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &refused) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	r, _ := NewReceipt("192.168.1.50:9100")
	r.dial = func(context.Context, string, string) (net.Conn, error) { return nil, io.EOF }
	if _, err := r.Send(t.Context(), Message{Text: "x"}); err == nil || !strings.Contains(err.Error(), "printer_unreachable") {
		t.Errorf("%v", err)
	}
}

func TestReceiptAddress(t *testing.T) {
	for _, bad := range []string{"", "printer:9100", "192.168.1.50", "192.168.1.50:0", "8.8.8.8:9100", "169.254.169.254:80"} {
		if _, err := NewReceipt(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
