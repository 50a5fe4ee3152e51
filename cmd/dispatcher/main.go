// Command dispatcher is Linli: the server, its administration, and the tools
// around it. Run it without arguments for the list.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// version is the engine's version, journaled with every start.
const version = "0.1.0"

type command struct {
	name, summary string
	run           func(ctx context.Context, args []string) error
}

var commands = []command{
	{"serve", "run the server: dispatcher serve --store sqlite:linli.db --city town.city", serve},
	{"demo", "a whole neighbourhood in one command, on a map at http://localhost:8080/", demo},
	{"import", "turn an OpenStreetMap extract into a city file; import buildings|providers|offerings|residents FILE: a table", importCommand},
	{"route", "the way from one point of a city to another, as JSON", routeCommand},
	{"table", "times and distances between all points of a file, as JSON", tableCommand},
	{"isochrone", "what is reached from a point within a time, as GeoJSON", isochroneCommand},
	{"coverage", "what a community lacks within 15 minutes' walk: GeoJSON, CSV or a map", coverageCommand},
	{"solve", "routes for a problem in VROOM's JSON, a benchmark's text format or Linli's JSON", solve},
	{"check", "judge a solution: which rules it breaks, how many vehicles, how far", checkCommand},
	{"why", "why a vehicle does not have a task of a solution, and what would have to change", why},
	{"simulate", "live one day in process, as fast as it goes", simulate},
	{"replay", "decide a recorded day again and compare; report on it: dispatcher replay --verify JOURNAL", replay},
	{"whatif", "live a recorded day again under another policy, or with other means", whatIf},
	{"sweep", "live a small zone full of faults, seed after seed; --planted: with broken guards", sweep},
	{"policies", "compare policies over the same simulated days", policies},
	{"bench", "measure routing and the moving index beside their yardsticks; bench matching: the solver", bench},
	{"admin", "init, merchant, key, user, robot, locker, backup, restore", admin},
	{"robots", "list the robots of a running server, live", robotsCommand},
	{"version", "print the version", func(context.Context, []string) error { fmt.Println(version); return nil }},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "dispatcher:", err)
		os.Exit(exitCode(err))
	}
}

var errUsage = errors.New("bad arguments")

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		usage(os.Stderr)
		return errUsage
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, args[1:])
		}
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(os.Stdout)
		return nil
	}
	fmt.Fprintf(os.Stderr, "dispatcher: there is no command %q\n\n", args[0])
	usage(os.Stderr)
	return errUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: dispatcher COMMAND [flags]; dispatcher COMMAND -h lists the flags")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
}

// parse reads flags that may stand before and after positional arguments, and
// returns the latter.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		args = fs.Args()
		if args[0] == "--" {
			return append(rest, args[1:]...), nil
		}
		rest = append(rest, args[0])
		args = args[1:]
	}
}

// flags returns a flag set whose help begins with what the command is for.
func flags(name, what string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), "dispatcher %s: %s\n\n", name, strings.TrimSpace(what))
		fs.PrintDefaults()
	}
	return fs
}
