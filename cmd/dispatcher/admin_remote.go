package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/linli/linli/geo"
)

// remoteFlags are the flags of every admin command that asks a server.
func remoteFlags(fs *flag.FlagSet) *remote {
	r := &remote{}
	fs.StringVar(&r.server, "server", "http://127.0.0.1:8080", "the running server")
	fs.StringVar(&r.key, "key", os.Getenv("LINLI_KEY"), "an administrator's key (default: LINLI_KEY)")
	return r
}

// one returns the single positional argument.
func one(fs *flag.FlagSet, args []string) (string, error) {
	rest, err := parse(fs, args)
	if err == nil && len(rest) != 1 {
		fs.Usage()
		err = errUsage
	}
	if err != nil {
		return "", err
	}
	return rest[0], nil
}

func pointOf(s string) (geo.Point, error) {
	p, err := parsePoint(s)
	if err != nil {
		return p, fmt.Errorf("--at %q: %w", s, err)
	}
	return p, nil
}

func adminMerchant(ctx context.Context, args []string) error {
	fs := flags("admin merchant", "ID sets up a merchant and prints its key.")
	r := remoteFlags(fs)
	name := fs.String("name", "", "name of the business")
	category := fs.String("category", "groceries", "groceries, meals, pharmacy, shop, property, housekeeping, elder_care, repair or laundry")
	at := fs.String("at", "", "counter, as LNG,LAT")
	minutes := fs.Int("preparation", 10, "minutes that an order usually takes to be ready")
	live := fs.Bool("live", false, "what its key orders is carried by real people; else it goes to the sandbox")
	id, err := one(fs, args)
	if err != nil {
		return err
	}
	p, err := pointOf(*at)
	if err != nil {
		return err
	}
	return r.set(ctx, "/v1/admin/merchants", map[string]any{
		"id": id, "name": *name, "category": *category, "point": p, "preparation_seconds": *minutes * 60, "live": *live,
	})
}

func adminKey(ctx context.Context, args []string) error {
	fs := flags("admin key", "SUBJECT makes another key.")
	r := remoteFlags(fs)
	scope := fs.String("scope", "", "orders, staff, admin, courier, device or circle; several with commas")
	label := fs.String("label", "", "for you to recognise it")
	live := fs.Bool("live", false, "what it orders is carried by real people; else it goes to the sandbox")
	subject, err := one(fs, args)
	if err != nil {
		return err
	}
	if *scope == "" {
		return errors.New("--scope is missing: orders, staff, admin, courier, device or circle")
	}
	return r.set(ctx, "/v1/admin/keys", map[string]any{
		"subject": subject, "scopes": strings.Split(*scope, ","), "label": *label, "live": *live,
	})
}

func adminUser(ctx context.Context, args []string) error {
	fs := flags("admin user", "ID sets up a courier and prints the key to sign in with.")
	r := remoteFlags(fs)
	profile := fs.String("profile", "ebike", "foot, ebike or car")
	id, err := one(fs, args)
	if err != nil {
		return err
	}
	return r.set(ctx, "/v1/admin/couriers", map[string]any{"id": id, "profile": *profile})
}

func adminRobot(ctx context.Context, args []string) error {
	fs := flags("admin robot", "ID sets up a robot and prints its key.")
	r := remoteFlags(fs)
	maker := fs.String("maker", "", "manufacturer, as in its topics")
	profile := fs.String("profile", "", "how it departs from VDA 5050: deviation, inorbit, theta or unasked")
	reach := fs.Int("range", 10000, "metres on a full charge")
	deposits := fs.Bool("deposits", false, "it can put goods into lockers that have a dock")
	n := fs.Int("compartments", 1, "how many of equal size, for the goods of one order each")
	grams := fs.Int("grams", 10000, "what a compartment carries")
	millis := fs.Int("ml", 40000, "what a compartment holds, in millilitres")
	id, err := one(fs, args)
	if err != nil {
		return err
	}
	var cs []map[string]any
	for i := range *n {
		cs = append(cs, map[string]any{"id": fmt.Sprint(i + 1), "grams": *grams, "ml": *millis})
	}
	return r.set(ctx, "/v1/admin/robots", map[string]any{"id": id, "maker": *maker, "range_m": *reach, "compartments": cs, "deposits": *deposits, "profile": *profile})
}

func adminPassage(kind string) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		fs := flags("admin "+kind, "ID sets up the controller of a "+kind+" and prints its key; draw the "+kind+" with ID as its device.")
		r := remoteFlags(fs)
		id, err := one(fs, args)
		if err != nil {
			return err
		}
		return r.set(ctx, "/v1/admin/passages", map[string]any{"id": id, "kind": kind})
	}
}

func adminLocker(ctx context.Context, args []string) error {
	fs := flags("admin locker", "ID sets up a bank of equal compartments and prints its key.")
	r := remoteFlags(fs)
	at := fs.String("at", "", "where it stands, as LNG,LAT")
	n := fs.Int("compartments", 20, "how many")
	grams := fs.Int("grams", 10000, "what a compartment carries")
	millis := fs.Int("ml", 30000, "what a compartment holds, in millilitres")
	stairs := fs.Bool("stairs", false, "residents must use stairs to reach it")
	dock := fs.String("dock", "", "where robots stand to put goods in, as LNG,LAT")
	id, err := one(fs, args)
	if err != nil {
		return err
	}
	p, err := pointOf(*at)
	if err != nil {
		return err
	}
	var cs []map[string]any
	for i := range *n {
		cs = append(cs, map[string]any{"id": fmt.Sprint(i + 1), "grams": *grams, "ml": *millis})
	}
	body := map[string]any{"id": id, "point": p, "stairs": *stairs, "compartments": cs}
	if *dock != "" {
		if body["dock"], err = pointOf(*dock); err != nil {
			return err
		}
	}
	return r.set(ctx, "/v1/admin/lockers", body)
}
