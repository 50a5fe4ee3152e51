package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/journal/sqlite"
	"github.com/linli/linli/shell"
)

// The test binary run again is another process: it serves the store named in
// this variable, prints "claimed EPOCH", then the last seq of each commit
// once it is acknowledged.
const serveVariable = "LINLI_TEST_SERVE_SQLITE"

func TestMain(m *testing.M) {
	if path := os.Getenv(serveVariable); path != "" {
		fmt.Println("failed", serve(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func serve(path string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	c, err := s.Claim(ctx, journaltest.Zone)
	if err != nil {
		return err
	}
	head := uint64(0)
	err = s.Records(ctx, journaltest.Zone, 0, func(r dispatch.Record) error { head = r.Seq; return nil })
	if err != nil {
		return err
	}
	fmt.Println("claimed", c.Epoch)
	for next := head + 1; ; {
		n := 1 + int(next)%9
		if err := s.Commit(ctx, journaltest.Full(c.Epoch, next, n)); err != nil {
			return err
		}
		next += uint64(n)
		fmt.Println(next - 1)
	}
}

// child is another process that serves a store.
type child struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	epoch uint64
}

func start(t *testing.T, path string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serveVariable+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(func() { c.kill() })
	if !c.lines.Scan() {
		t.Fatal("the child said nothing")
	}
	if _, err := fmt.Sscanf(c.lines.Text(), "claimed %d", &c.epoch); err != nil {
		t.Fatalf("the child said %q", c.lines.Text())
	}
	return c
}

// kill ends the process without a chance to say goodbye, and returns the last
// seq that it acknowledged.
func (c *child) kill() (acknowledged uint64) {
	_ = c.cmd.Process.Kill()
	for c.lines.Scan() {
		if n, err := strconv.ParseUint(c.lines.Text(), 10, 64); err == nil {
			acknowledged = n
		}
	}
	_ = c.cmd.Wait()
	return acknowledged
}

// TestKilled kills a committing process at random moments. What it had
// acknowledged is there, whole batches only.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	path := filepath.Join(t.TempDir(), "linli.db")
	seed := rand.Uint64()
	dice := rand.New(rand.NewPCG(seed, 1))
	var epoch uint64
	for round := range 6 {
		c := start(t, path)
		if c.epoch <= epoch {
			t.Fatalf("epoch %d after %d", c.epoch, epoch)
		}
		epoch = c.epoch
		timer := time.NewTimer(time.Duration(dice.IntN(120_000)) * time.Microsecond)
		<-timer.C
		acknowledged := c.kill()
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		got := count(t, s)
		if got < acknowledged {
			t.Errorf("seed %d, round %d: %d records, acknowledged were %d", seed, round, got, acknowledged)
		}
		whole := uint64(0)
		for whole < got {
			whole += uint64(1 + int(whole+1)%9)
		}
		if whole != got {
			t.Errorf("seed %d, round %d: %d records are not whole batches", seed, round, got)
		}
		if got > 0 {
			rows, err := s.Timeline(t.Context(), journaltest.Full(1, got, 1).Projections[0].Orders[0].Order.ID)
			if err != nil || len(rows) == 0 || rows[len(rows)-1].Seq != got {
				t.Errorf("seed %d, round %d: the timeline ends elsewhere than the journal at %d: %v", seed, round, got, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTwoProcesses fences the second process, with a message that says what
// to do, until the first is dead.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linli.db")
	c := start(t, path)
	s := open(t, path)
	_, err := s.Claim(t.Context(), journaltest.Zone)
	holder := fmt.Sprintf("process %d", c.cmd.Process.Pid)
	if !errors.Is(err, shell.ErrFenced) || !strings.Contains(err.Error(), holder) {
		t.Fatalf("got %v, want ErrFenced by %s", err, holder)
	}
	if _, err := s.Claim(t.Context(), "another-zone"); !errors.Is(err, shell.ErrFenced) {
		t.Fatalf("got %v: one process serves a file", err)
	}
	if err := s.Commit(t.Context(), journaltest.Batch(c.epoch, 1, 1)); !errors.Is(err, shell.ErrFenced) {
		t.Fatalf("committed with a borrowed epoch: %v", err)
	}
	// An administrator's command may write beside the server.
	if err := s.PutCredential(t.Context(), shell.Credential{ID: "k"}); err != nil {
		t.Fatal(err)
	}
	c.kill()
	if now := claim(t, s); now <= c.epoch {
		t.Fatalf("epoch %d after %d", now, c.epoch)
	}
}
