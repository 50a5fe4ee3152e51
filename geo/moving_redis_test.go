package geo

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkMovingRedis asks the same of Redis GEO, when a redis-server is
// installed: one GEOADD and one GEOSEARCH an operation, over the loopback.
// each=1 waits for every answer, each=50 sends fifty operations at once.
func BenchmarkMovingRedis(b *testing.B) {
	t := newTraffic(benchThings, 1<<14, 1)
	r := startRedis(b)
	for i, p := range t.start {
		r.send("GEOADD", "g", degrees(p.Lng), degrees(p.Lat), strconv.Itoa(i))
		if i%1000 == 999 {
			r.read(1000)
		}
	}
	r.read(len(t.start) % 1000)
	for _, each := range []int{1, 50} {
		b.Run(fmt.Sprintf("each=%d", each), func(b *testing.B) {
			for n := 0; n < b.N; n += each {
				for i := n; i < n+each; i++ {
					i %= len(t.ids)
					home := t.start[t.ids[i]]
					r.send("GEOADD", "g", degrees(home.Lng+t.steps[i].Lng), degrees(home.Lat+t.steps[i].Lat), strconv.FormatUint(t.ids[i], 10))
					r.send("GEOSEARCH", "g", "FROMLONLAT", degrees(t.from[i].Lng), degrees(t.from[i].Lat), "BYRADIUS", "2000", "m", "ASC", "COUNT", "10", "WITHDIST")
				}
				r.read(2 * each)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
		})
	}
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

// redis speaks just enough RESP to one server of its own.
type redis struct {
	b   testing.TB
	in  *bufio.Reader
	out *bufio.Writer
}

func startRedis(b testing.TB) *redis {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		b.Skip("no redis-server here: apt-get install redis-server")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	cmd := exec.Command(path, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", b.TempDir())
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	var c net.Conn
	for range 100 {
		if c, err = net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	return &redis{b, bufio.NewReaderSize(c, 1<<16), bufio.NewWriterSize(c, 1<<16)}
}

func (r *redis) send(words ...string) {
	fmt.Fprintf(r.out, "*%d\r\n", len(words))
	for _, w := range words {
		fmt.Fprintf(r.out, "$%d\r\n%s\r\n", len(w), w)
	}
}

// read sends what is waiting and reads n answers.
func (r *redis) read(n int) {
	if err := r.out.Flush(); err != nil {
		r.b.Fatal(err)
	}
	for range n {
		r.value()
	}
}

func (r *redis) value() {
	line, err := r.in.ReadString('\n')
	if err != nil || len(line) < 3 {
		r.b.Fatal(line, err)
	}
	n, _ := strconv.Atoi(strings.TrimSpace(line[1:]))
	switch line[0] {
	case '-':
		r.b.Fatal("redis: " + line)
	case '$':
		if n >= 0 {
			if _, err := io.CopyN(io.Discard, r.in, int64(n)+2); err != nil {
				r.b.Fatal(err)
			}
		}
	case '*':
		for range n {
			r.value()
		}
	}
}
