// Command robotsim runs simulated robots, lockers, gates and lifts against a
// running dispatcher, over the protocols that real ones speak. It registers them with
// an administrator's key, and then drives, breaks down, opens and closes doors
// until it is stopped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/simulator"
	"github.com/linli/linli/wire/vda5050"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "robotsim:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("robotsim", flag.ContinueOnError)
	server := fs.String("server", "http://127.0.0.1:8080", "the running dispatcher")
	key := fs.String("key", os.Getenv("LINLI_KEY"), "an administrator's key (default: LINLI_KEY)")
	cityFile := fs.String("city", "", "the city file that the dispatcher runs on")
	mqtt := fs.String("mqtt", "", "where robots speak MQTT: mqtt://, mqtts://, ws:// or wss:// (default: JSON over WebSocket)")
	robots := fs.Int("robots", 4, "how many robots")
	lockers := fs.Int("lockers", 2, "how many locker banks")
	gates := fs.Int("gates", 0, "how many gates to draw on the streets, each with its controller: replaces what is drawn")
	lifts := fs.Int("lifts", 0, "how many lifts, likewise")
	stations := fs.Int("stations", 0, "how many stations for eight robots each, where they charge; none: they charge wherever they stand")
	seed := fs.Uint64("seed", 1, "of everything that chance decides")
	verbose := fs.Bool("v", false, "say what goes wrong on the lines")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *cityFile == "" || *key == "" {
		return errors.New("--city and --key are needed: the dispatcher's city file and an administrator's key")
	}
	city, err := roadnet.ReadFile(*cityFile)
	if err != nil {
		return err
	}
	chart, err := vda5050.ChartAround("city", city.Bounds.Center())
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if *verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	stage, err := simulator.NewLive(ctx, simulator.LiveConfig{
		Server: *server, Key: *key, Chart: chart, Seed: *seed, MQTT: *mqtt, Log: log,
	})
	if err != nil {
		return err
	}
	if err := stage.Machines(ctx, roadnet.NewRouter(city), *robots, *lockers, simulator.Drawn{Gates: *gates, Lifts: *lifts, Stations: *stations}); err != nil {
		return err
	}
	fmt.Printf("%d robots, %d lockers, %d gates and %d lifts are linked to %s; Ctrl-C stops them\n", *robots, *lockers, *gates, *lifts, *server)
	return stage.Run(ctx, func() bool { return false })
}
