package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// asDispatcher in the environment makes the test binary run as the program,
// so that tests can start, ask and kill real processes.
const asDispatcher = "LINLI_TEST_AS_DISPATCHER"

func TestMain(m *testing.M) {
	if os.Getenv(asDispatcher) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program returns the dispatcher as a command.
func program(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asDispatcher+"=1")
	return cmd
}

// output runs the dispatcher to its end and returns what it printed.
func output(t *testing.T, args ...string) string {
	t.Helper()
	out, err := program(t.Context(), args...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("dispatcher %q: %v\n%s", args, err, exit.Stderr)
		}
		t.Fatalf("dispatcher %q: %v", args, err)
	}
	return string(out)
}

// computes skips a test under the race detector: the program that it runs
// shares nothing, and would compute many times longer.
func computes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("computes in one goroutine: the tests at full speed run it")
	}
}

// freeAddr finds an address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// keepTown imports the default city once for all tests.
var keepTown = sync.OnceValue(func() error {
	_, err := openCity(context.Background(), "")
	return err
})

// townFile returns the default city as a file.
func townFile(t testing.TB) string {
	t.Helper()
	if err := keepTown(); err != nil {
		t.Skipf("no default city: %v", err)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "linli", "andorra-"+version+".city")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the default city was not kept: %v", err)
	}
	return path
}

// ready waits until a server answers that it is ready.
func ready(ctx context.Context, url string) error {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		res, err := http.Get(url + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(30 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s did not become ready in 30 s", url)
}
