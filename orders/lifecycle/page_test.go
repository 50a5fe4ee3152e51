package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// The page in docs is what the tables say now.
func TestPageIsCurrent(t *testing.T) {
	onDisk, err := os.ReadFile("../../docs/lifecycle.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(onDisk, Page()) {
		t.Fatal("docs/lifecycle.md is not what the tables say: run 'go generate ./orders' and read the diff")
	}
}

// Every state and every transition is on the page.
func TestPageIsWhole(t *testing.T) {
	page := string(Page())
	for _, d := range orders.States {
		if !strings.Contains(page, "| `"+string(d.State)+"` |") || !strings.Contains(page, d.Doc) {
			t.Errorf("state %s is not on the page", d.State)
		}
	}
	for _, tr := range orders.Lifecycle {
		if !strings.Contains(page, string(tr.From)+" --> "+string(tr.To)+": "+string(tr.Verb)) {
			t.Errorf("%s %s is not drawn", tr.From, tr.Verb)
		}
	}
	for _, tr := range fleet.CompartmentLife {
		if !strings.Contains(page, string(tr.From)+" --> "+string(tr.To)+": "+string(tr.Verb)) {
			t.Errorf("%s %s is not drawn", tr.From, tr.Verb)
		}
	}
}
