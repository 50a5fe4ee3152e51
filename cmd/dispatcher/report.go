package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/linli/linli/simulator/report"
)

// reportFlags say where the report of a day goes.
type reportFlags struct {
	html string
	csv  string
	away time.Duration
}

func (f *reportFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.html, "report", "", "HTML file to write the report of the day to, in Chinese and English")
	fs.StringVar(&f.csv, "csv", "", "folder to write the report's tables to")
	fs.DurationVar(&f.away, "utc-offset", time.Hour, "local time of the report, ahead of UTC")
}

// wanted reports whether there is anything to write.
func (f *reportFlags) wanted() bool { return f.html != "" || f.csv != "" }

func (f *reportFlags) collector() *report.Collector { return report.NewCollector(f.away) }

// write writes what was asked for.
func (f *reportFlags) write(day *report.Collector) error {
	if !f.wanted() {
		return nil
	}
	return f.writeReport(day.Report())
}

func (f *reportFlags) writeReport(r *report.Report) error {
	if f.html != "" {
		out, err := os.Create(f.html)
		if err != nil {
			return err
		}
		if err := errors.Join(r.WriteHTML(out), out.Close()); err != nil {
			return err
		}
		fmt.Println("report:", f.html)
	}
	if f.csv == "" {
		return nil
	}
	if err := os.MkdirAll(f.csv, 0o755); err != nil {
		return err
	}
	err := r.WriteCSV(func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(f.csv, name)) })
	if err == nil {
		fmt.Println("tables:", f.csv)
	}
	return err
}
