package main

import (
	"fmt"
	"os"
	"strings"
)

// bar shows progress: one line rewritten in place on a terminal, one line a
// stage elsewhere.
type bar struct {
	out      *os.File
	terminal bool
	stage    string
	shown    int64 // percent
}

func newBar(out *os.File) *bar {
	st, err := out.Stat()
	return &bar{out: out, terminal: err == nil && st.Mode()&os.ModeCharDevice != 0, shown: -1}
}

// step reports that done of total is through; total may be 0 when unknown.
func (b *bar) step(stage string, done, total int64) {
	percent := int64(0)
	if total > 0 {
		percent = 100 * done / total
	}
	if stage == b.stage && percent == b.shown {
		return
	}
	first := stage != b.stage
	b.stage, b.shown = stage, percent
	switch {
	case b.terminal:
		fmt.Fprintf(b.out, "\r%-24s [%-40s] %3d%%", stage, strings.Repeat("=", int(min(percent, 100))*40/100), percent)
	case first:
		fmt.Fprintf(b.out, "%s…\n", stage)
	}
}

func (b *bar) end() {
	if b.terminal && b.stage != "" {
		fmt.Fprintln(b.out)
	}
}
