package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPeer lets robots that share no code with Linli, the npm packages mqtt and
// ajv, do errands over MQTT and over MQTT in WebSocket, and check every message
// that they are sent.
func TestPeer(t *testing.T) {
	const folder, errands = "../../web/app", 6 // of those ordered, what a robot hands over
	if _, err := os.Stat(folder + "/node_modules/mqtt"); err != nil {
		t.Skip("the npm packages are not installed: make setup")
	}
	schemas, err := filepath.Abs("../../../shared/vda5050/2.1.0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(schemas); err != nil {
		t.Log("the published schemas are not here: what is sent is not validated")
		schemas = ""
	}
	y, addr := openYard(t)
	ctx, stop := context.WithTimeout(t.Context(), 40*time.Second)
	defer stop()
	var people sync.WaitGroup
	defer people.Wait()
	defer stop()
	type proc struct {
		*exec.Cmd
		out strings.Builder
	}
	var procs []*proc
	for i, url := range []string{"mqtt://" + addr, "ws" + strings.TrimPrefix(y.web.URL, "http") + "/v1/robot/mqtt"} {
		serial := fmt.Sprint("P", i)
		s := y.settle(t, serial, nil, "")
		s.plan, s.bank.self = lots(), true
		s.bank.join(ctx, t, y.web.URL)
		config, err := json.Marshal(map[string]any{
			"url": url, "serial": serial, "maker": droidMaker, "key": keyOf(serial), "schemas": schemas, "errands": errands, "x": s.x, "y": s.y,
		})
		if err != nil {
			t.Fatal(err)
		}
		p := &proc{Cmd: exec.CommandContext(ctx, "node", "e2e/robot.mjs")}
		p.Dir, p.Env = folder, append(os.Environ(), "ROBOT="+string(config))
		p.Stdout, p.Stderr = &p.out, &p.out
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		procs = append(procs, p)
	}
	y.draw(t)
	people.Go(func() { y.live(ctx) })
	for _, p := range procs {
		if err := p.Wait(); err != nil {
			y.open(t)
			t.Errorf("%v\n%s", err, p.out.String())
			continue
		}
		var c struct{ Received, Bytes, Sent, Errands, Shared, Skipped, Onward int }
		if err := json.Unmarshal([]byte(p.out.String()), &c); err != nil || c.Errands != errands || c.Received < 2*errands || c.Shared == 0 || c.Skipped == 0 || c.Onward == 0 {
			t.Errorf("%v: %s", err, p.out.String())
		}
		t.Logf("%+v", c)
	}
}
