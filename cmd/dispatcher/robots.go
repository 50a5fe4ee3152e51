package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/linli/linli/httpapi"
)

// robotsCommand lists the fleet, again and again until it is stopped.
func robotsCommand(ctx context.Context, args []string) error {
	fs := flags("robots", "lists the robots of a running server: link, mode, charge, place.")
	r := remoteFlags(fs)
	every := fs.Duration("every", 2*time.Second, "between two lists")
	once := fs.Bool("once", false, "list once and end")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		if err == nil {
			fs.Usage()
			err = errUsage
		}
		return err
	}
	if *every < 100*time.Millisecond {
		return fmt.Errorf("--every %s: at least 100ms", *every)
	}
	tick := time.NewTicker(*every)
	defer tick.Stop()
	for {
		rows, err := r.robots(ctx)
		if err != nil {
			return err
		}
		var clock struct{ Now time.Time } // the server's, which may run fast
		if err := r.get(ctx, "/v1/clock", &clock); err != nil {
			return err
		}
		if !*once {
			fmt.Print("\x1b[H\x1b[2J") // home, and clear
		}
		if err := printRobots(os.Stdout, rows, clock.Now); err != nil || *once {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// robots returns every robot of the server, page by page.
func (r remote) robots(ctx context.Context) ([]httpapi.RobotRow, error) {
	var rows []httpapi.RobotRow
	for cursor := ""; ; {
		var page httpapi.RobotPage
		q := url.Values{"limit": {"200"}}
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		if err := r.get(ctx, "/v1/admin/robots?"+q.Encode(), &page); err != nil {
			return nil, err
		}
		rows = append(rows, page.Robots...)
		if cursor = page.Next; cursor == "" {
			return rows, nil
		}
	}
}

// get reads a JSON answer into out.
func (r remote) get(ctx context.Context, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(r.server, "/")+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the server at %s does not answer: %w", r.server, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	if res.StatusCode == http.StatusOK {
		return json.Unmarshal(answer, out)
	}
	var p struct{ Detail string }
	if json.Unmarshal(answer, &p) != nil || p.Detail == "" {
		p.Detail = "something that is not JSON"
	}
	return fmt.Errorf("the server at %s answered %s: %s", r.server, res.Status, p.Detail)
}

// sizeOf is how wide, long and high a robot is, and what it carries.
func sizeOf(b *httpapi.BodyRow) string {
	if b == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f×%.2f×%.2f m, %.0f kg", b.Width, b.Length, b.Height, float64(b.MaxGrams)/1000)
}

func printRobots(w io.Writer, rows []httpapi.RobotRow, now time.Time) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	linked := 0
	fmt.Fprintln(t, "ROBOT\tMAKER\tSTANDING\tCHARGE\tSIZE\tPLACE\tSEEN")
	for _, r := range rows {
		standing := "linked"
		switch {
		case !r.Linked:
			standing = "no link"
		case r.Faulty:
			standing = "faulty"
		case r.Manual:
			standing = "by hand"
		case r.Paused:
			standing = "paused"
		}
		if r.Linked {
			linked++
		}
		seen := "never"
		if r.Seen != nil {
			seen = now.Sub(*r.Seen).Round(time.Second).String() + " ago"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d %%\t%s\t%.5f,%.5f\t%s\n", r.ID, r.Maker, standing, r.Charge, sizeOf(r.Body), r.Point.Lng, r.Point.Lat, seen)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d robots, %d linked\n", len(rows), linked)
	return err
}
