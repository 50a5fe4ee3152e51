package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// printerPatience is how long a printer may take to answer, the printing of a
// slip included.
const printerPatience = 8 * time.Second

// What is said to a receipt printer in ESC/POS.
const (
	escInit    = "\x1b@"     // forget what the last job set
	escChinese = "\x1c&"     // what follows is Chinese (GB18030), double bytes
	escLarge   = "\x1d!\x11" // twice as wide and high: who cannot read small letters is printed for
	escCut     = "\n\n\x1dVB\x00"
	askOnline  = "\x10\x04\x01" // answered at once
	askPaper   = "\x10\x04\x04"
	askPrinted = "\x1dr\x01" // answered when all before it is on paper
)

// Receipt is a driver for a receipt printer in the network that speaks ESC/POS,
// as the one at a counter does. A message is sent when the printer says that it
// is on paper; an open cover or an empty roll is tried again.
type Receipt struct {
	address string
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
}

// NewReceipt returns a driver for the one printer at address, an IP address
// with a port: names are refused, since they can be made to point elsewhere.
func NewReceipt(address string) (*Receipt, error) {
	a, err := netip.ParseAddrPort(address)
	if err != nil || a.Port() == 0 || !a.Addr().IsPrivate() && !a.Addr().IsLoopback() {
		return nil, fmt.Errorf("notify: printer %q: give a private IP address with its port, such as 192.168.1.50:9100", address)
	}
	return &Receipt{address: a.String(), dial: (&net.Dialer{}).DialContext}, nil
}

// Send prints the message, and returns when it is on paper.
func (r *Receipt) Send(ctx context.Context, m Message) (string, error) {
	slip, err := slipBytes(m.Text)
	if err != nil {
		return "", &Refused{Code: "unprintable"}
	}
	ctx, cancel := context.WithTimeout(ctx, printerPatience)
	defer cancel()
	conn, err := r.dial(ctx, "tcp", r.address)
	if err != nil {
		return "", &trouble{code: "printer_unreachable"}
	}
	defer conn.Close()
	if by, ok := ctx.Deadline(); ok {
		err = conn.SetDeadline(by)
	}
	return "", errors.Join(err, converse(conn, slip))
}

// converse asks the printer whether it can print, prints, and waits until it
// has.
func converse(conn io.ReadWriter, slip []byte) error {
	for _, q := range []struct {
		ask  string
		bad  byte // bits of the answer
		code string
	}{
		{askOnline, 0x08, "printer_offline"},
		{askPaper, 0x60, "printer_out_of_paper"},
		{string(slip) + askPrinted, 0x0c, "printer_out_of_paper"},
	} {
		if _, err := io.WriteString(conn, q.ask); err != nil {
			return &trouble{code: "printer_unreachable"}
		}
		var answer [1]byte
		if _, err := io.ReadFull(conn, answer[:]); err != nil {
			return &trouble{code: "printer_silent"}
		}
		if answer[0]&q.bad != 0 {
			return &trouble{code: q.code}
		}
	}
	return nil
}

// slipBytes is a text as the printer takes it. A text cannot command the
// printer: control characters are left out.
func slipBytes(text string) ([]byte, error) {
	text = strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' || c == 0x7f {
			return -1
		}
		return c
	}, text)
	body, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	return []byte(escInit + escChinese + escLarge + body + escCut), err
}
