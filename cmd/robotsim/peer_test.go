package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPeer lets robots that share no code with Linli, the npm packages mqtt and
// ajv, do errands over MQTT and over MQTT in WebSocket, and check every message
// that they are sent.
func TestPeer(t *testing.T) {
	const folder, errands = "../../web/app", 4
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
	web := httptest.NewServer(y.link.Handler())
	defer web.Close()
	type proc struct {
		*exec.Cmd
		out strings.Builder
	}
	var procs []*proc
	for i, url := range []string{"mqtt://" + addr, "ws" + strings.TrimPrefix(web.URL, "http") + "/v1/robot/mqtt"} {
		serial := fmt.Sprint("P", i)
		y.register(serial)
		for n := range 3 * errands { // some are called off
			y.place(serial, fmt.Sprintf("%s-o%d", serial, n))
		}
		config, err := json.Marshal(map[string]any{
			"url": url, "serial": serial, "maker": droidMaker, "key": keyOf(serial), "schemas": schemas, "errands": errands,
		})
		if err != nil {
			t.Fatal(err)
		}
		p := &proc{Cmd: exec.CommandContext(t.Context(), "node", "e2e/robot.mjs")}
		p.Dir, p.Env = folder, append(os.Environ(), "ROBOT="+string(config))
		p.Stdout, p.Stderr = &p.out, &p.out
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		procs = append(procs, p)
	}
	for _, p := range procs {
		if err := p.Wait(); err != nil {
			t.Errorf("%v\n%s", err, p.out.String())
			continue
		}
		var c struct{ Received, Bytes, Sent, Errands int }
		if err := json.Unmarshal([]byte(p.out.String()), &c); err != nil || c.Errands != errands || c.Received < 2*errands {
			t.Errorf("%v: %s", err, p.out.String())
		}
		t.Logf("%+v", c)
	}
}
