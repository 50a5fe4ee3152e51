package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/geo"
)

// redis is a redis-server of our own, on the loopback and for as long as it is
// measured, and a client that speaks just enough RESP.
type redis struct {
	conn net.Conn
	in   *bufio.Reader
	out  *bufio.Writer
	owed int // answers not read yet
}

// openRedis starts a server and puts the script's things into it.
func openRedis(ctx context.Context, s *movingScript) (rival, func(), error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, nil, errors.New("no redis-server here: apt-get install redis-server")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	addr := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.CommandContext(ctx, path, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", os.TempDir())
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	r := &redis{}
	for range 100 {
		if r.conn, err = net.Dial("tcp", addr); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		stop()
		return nil, nil, err
	}
	r.in, r.out = bufio.NewReaderSize(r.conn, 1<<16), bufio.NewWriterSize(r.conn, 1<<16)
	for i, p := range s.start {
		if r.put(uint64(i), p); r.owed == 1000 {
			err = errors.Join(err, r.settle())
		}
	}
	if err = errors.Join(err, r.settle()); err != nil {
		stop()
		return nil, nil, err
	}
	return r, func() { r.conn.Close(); stop() }, nil
}

// move sends; the answer is read with that of the question after it.
func (r *redis) move(id uint64, to geo.Point) error {
	r.put(id, to)
	return nil
}

func (r *redis) put(id uint64, p geo.Point) {
	r.send("GEOADD", "g", degrees(p.Lng), degrees(p.Lat), strconv.FormatUint(id, 10))
}

func (r *redis) nearest(from geo.Point) (int, error) {
	r.send("GEOSEARCH", "g", "FROMLONLAT", degrees(from.Lng), degrees(from.Lat),
		"BYRADIUS", strconv.Itoa(int(movingRadius)), "m", "ASC", "COUNT", strconv.Itoa(movingNear), "WITHDIST")
	if err := r.out.Flush(); err != nil {
		return 0, err
	}
	var found int
	for r.owed > 0 {
		n, err := r.value()
		if err != nil {
			return 0, err
		}
		found = n
		r.owed--
	}
	return found, nil
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

func (r *redis) send(words ...string) {
	fmt.Fprintf(r.out, "*%d\r\n", len(words))
	for _, w := range words {
		fmt.Fprintf(r.out, "$%d\r\n%s\r\n", len(w), w)
	}
	r.owed++
}

// settle sends what is waiting and reads what is owed.
func (r *redis) settle() error {
	if err := r.out.Flush(); err != nil {
		return err
	}
	for ; r.owed > 0; r.owed-- {
		if _, err := r.value(); err != nil {
			return err
		}
	}
	return nil
}

// value reads one value and returns how many it holds.
func (r *redis) value() (int, error) {
	line, err := r.in.ReadString('\n')
	if err != nil {
		return 0, err
	}
	n, _ := strconv.Atoi(strings.TrimSpace(line[1:]))
	switch line[0] {
	case '-':
		return 0, errors.New("redis: " + strings.TrimSpace(line))
	case '$':
		if n >= 0 {
			_, err = io.CopyN(io.Discard, r.in, int64(n)+2)
		}
	case '*':
		for range n {
			if _, err := r.value(); err != nil {
				return 0, err
			}
		}
	}
	return n, err
}
