package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const pagesFolder = "../../web/app"

// TestHeavyNeighbourhood walks through the pages of residents, of a shop, of
// the desk and of a relative in a browser, against the program on SQLite.
func TestHeavyNeighbourhood(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("drives a browser: set LINLI_HEAVY=1, as make check does")
	}
	for _, built := range []string{pagesFolder + "/node_modules", "../../web/dist/desk.html"} {
		if _, err := os.Stat(built); err != nil {
			t.Skip("the pages are not built: make web")
		}
	}
	t.Parallel() // beside the kill: it waits for the clock
	town, dir := townFile(t), t.TempDir()
	store, notices := "sqlite:"+filepath.Join(dir, "linli.db"), filepath.Join(dir, "notices")
	key := strings.TrimSpace(output(t, "admin", "init", "--store", store))
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	addr := freeAddr(t)
	server := program(ctx, "serve", "--store", store, "--addr", addr, "--city", town, "--time-zone", "Europe/Andorra", "--notify-folder", notices, "--log", "error")
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		server.Process.Kill()
		server.Wait()
	}()
	if err := ready(ctx, "http://"+addr); err != nil {
		t.Fatal(err)
	}
	walk := exec.CommandContext(ctx, "node", "--test", "e2e/neighbourhood.test.mjs")
	walk.Dir = pagesFolder
	walk.Env = append(os.Environ(), "LINLI_NEIGHBOURHOOD=http://"+addr, "LINLI_ADMIN_KEY="+key, "LINLI_NOTICES="+notices)
	if out, err := walk.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
