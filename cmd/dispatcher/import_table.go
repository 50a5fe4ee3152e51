package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/intake"
	"github.com/linli/linli/sheet"
)

// importCommand imports a table into a running server, or a map into a city
// file.
func importCommand(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch k := intake.Kind(args[0]); k {
		case intake.Buildings, intake.Providers, intake.Offerings, intake.Residents:
			return importTable(ctx, k, args[1:])
		}
	}
	return importCity(ctx, args)
}

func importTable(ctx context.Context, kind intake.Kind, args []string) error {
	fs := flags("import "+string(kind), "FILE sends a CSV or .xlsx table to a running server, which says what it would do or did. A file with a bad row changes nothing.")
	r := remoteFlags(fs)
	dry := fs.Bool("dry-run", false, "change nothing, only say what would be done")
	skip := fs.Bool("skip-bad", false, "store the good rows of a file that has bad ones")
	language := fs.String("lang", "zh", "language of the report: zh or en")
	asJSON := fs.Bool("json", false, "print the server's report as it is")
	file, err := one(fs, args)
	if err != nil {
		return err
	}
	l, err := circle.ParseLanguage(*language)
	if err != nil {
		return fmt.Errorf("--lang: %w", err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if len(b) > sheet.MaxBytes {
		return fmt.Errorf("%s is larger than %d MiB", file, sheet.MaxBytes>>20)
	}
	q := url.Values{"kind": {string(kind)}, "dry_run": {strconv.FormatBool(*dry)}, "skip_bad": {strconv.FormatBool(*skip)}}
	answer, err := r.send(ctx, "/v1/imports?"+q.Encode(), b)
	if err != nil {
		return err
	}
	var report intake.TableReport
	if err := json.Unmarshal(answer, &report); err != nil {
		return fmt.Errorf("the server at %s answered with something that is no report", r.server)
	}
	if *asJSON {
		fmt.Println(string(answer))
	} else {
		writeReport(os.Stdout, &report, l)
	}
	if len(report.Bad) > 0 && !*dry && !*skip {
		return errors.New("nothing was stored: correct the rows, or use --skip-bad")
	}
	return nil
}

// send posts a file and returns the answer of a success.
func (r remote) send(ctx context.Context, path string, file []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(r.server, "/")+path, bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("the server at %s does not answer: %w", r.server, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 300 {
		return answer, nil
	}
	var p struct{ Detail, Code string }
	if err := json.Unmarshal(answer, &p); err != nil {
		return nil, fmt.Errorf("the server at %s answered %s with something that is not JSON", r.server, res.Status)
	}
	return nil, fmt.Errorf("%s (%s)", p.Detail, p.Code)
}

// writeReport prints a report for people; it names rows, never persons.
func writeReport(w io.Writer, r *intake.TableReport, l circle.Language) {
	text := func(s sheet.Sentence) string { return s.En }
	counts, at := "%d rows: %d new, %d changed, %d unchanged, %d merged into others, %d wrong\n", "line %d, %s: %s\n"
	doubt := "look at "
	if l == circle.Chinese {
		text = func(s sheet.Sentence) string { return s.Zh }
		counts, at, doubt = "共 %d 行：新增 %d，更改 %d，不变 %d，合并 %d，有误 %d\n", "第 %d 行，%s：%s\n", "请核对："
	}
	fmt.Fprintf(w, counts, r.Rows, r.Created, r.Changed, r.Unchanged, r.Merged, len(r.Bad))
	for _, f := range r.Bad {
		fmt.Fprintf(w, at, f.Line, f.Column, text(f.Why))
	}
	for _, f := range r.Doubts {
		fmt.Fprintf(w, doubt+at, f.Line, f.Column, text(f.Why))
	}
}
