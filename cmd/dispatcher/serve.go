package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/httpapi"
)

func serve(ctx context.Context, args []string) error {
	fs := flags("serve", "runs the server for one zone.")
	cfg := serverConfig{}
	cfg.listen.register(fs)
	fs.StringVar(&cfg.store, "store", "sqlite:linli.db", "sqlite:PATH, or postgres://user:password@host/database")
	fs.StringVar(&cfg.zone, "zone", "main", "zone to own")
	fs.StringVar(&cfg.publicURL, "public-url", "", "how residents reach this server, for tracking links (default: the address)")
	fs.StringVar(&cfg.timeZone, "time-zone", "", "IANA name, for what residents read (default: their own)")
	fs.BoolVar(&cfg.openMetrics, "open-metrics", false, "/metrics needs no key")
	fs.BoolVar(&cfg.devHooks, "dev-webhooks", false, "webhooks may go to this machine and without TLS: for development")
	city := fs.String("city", "", "city file (default: Andorra, imported on first use)")
	secret := fs.String("secret", "", "file with the server's secret, made on first use (default: beside the store)")
	origins := fs.String("origins", "", "web origins, comma-separated, whose pages may open sockets, beside this server's own")
	proxies := fs.String("trusted-proxies", "", "addresses or ranges (CIDR), comma-separated, of reverse proxies whose X-Forwarded-For or Forwarded is believed")
	fs.BoolVar(&cfg.sandbox, "sandbox", true, "merchants' keys that are not live make orders in a zone of its own, carried by nobody real")
	test := fs.Bool("test", false, "test mode: allows --scale and --audit")
	fs.Float64Var(&cfg.scale, "scale", 1, "engine seconds in a real one; test mode only")
	fs.BoolVar(&cfg.audit, "audit", false, "check the engine's invariants after every step; test mode only")
	fs.StringVar(&cfg.stripe.url, "stripe-url", "", "another address of the payment provider, for tests")
	for _, p := range []geo.Profile{geo.Ebike, geo.Car, geo.Foot} {
		fs.StringVar(&cfg.osrm[p], "osrm-"+p.String(), "", "address of an OSRM-compatible server to take travel times by "+p.String()+" from")
	}
	cfg.tell.register(fs)
	cfg.proofs.register(fs)
	level := fs.String("log", "info", "debug, info, warn or error")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		if err == nil {
			fs.Usage()
			err = errUsage
		}
		return err
	}
	if !*test && (cfg.scale != 1 || cfg.audit) {
		return fmt.Errorf("--scale and --audit need --test: residents live in real time")
	}
	cfg.stripe.key = os.Getenv("STRIPE_SECRET_KEY")
	cfg.tell.key, cfg.tell.pushKey = os.Getenv("LINLI_NOTIFY_KEY"), os.Getenv("LINLI_PUSH_KEY")
	var err error
	if cfg.log, err = logger(*level); err != nil {
		return err
	}
	if *origins != "" {
		cfg.origins = strings.Split(*origins, ",")
	}
	if cfg.proxies, err = httpapi.ParseProxies(*proxies); err != nil {
		return fmt.Errorf("--trusted-proxies: %w", err)
	}
	if cfg.city, err = openCity(ctx, *city); err != nil {
		return err
	}
	cfg.center = cfg.city.Bounds.Center()
	if cfg.secret, err = readSecret(secretPath(*secret, cfg.store)); err != nil {
		return err
	}
	s, err := openServer(ctx, cfg)
	if err != nil {
		return err
	}
	return s.run(ctx)
}

// secretPath is where the secret is when no flag says so: beside a SQLite
// store, in the working folder otherwise.
func secretPath(flag, store string) string {
	if flag != "" {
		return flag
	}
	if strings.HasPrefix(store, "postgres") {
		return "linli.secret"
	}
	return filepath.Join(filepath.Dir(strings.TrimPrefix(store, "sqlite:")), "linli.secret")
}

func logger(level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("--log %q: use debug, info, warn or error", level)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l})), nil
}
