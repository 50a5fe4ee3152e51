package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/format"
	"github.com/linli/linli/matching/problem"
)

// whyFlags are the flags of `dispatcher why`.
type whyFlags struct {
	solveFlags
	shipment, vehicle, by, lang string
}

// whyAnswer is the last line that `dispatcher why` prints.
type whyAnswer struct {
	Shipment string           `json:"shipment"`
	WhyNot   []problem.WhyNot `json:"why_not,omitempty"`
	Help     *problem.Help    `json:"help,omitempty"`
}

// why answers questions about one task of a solution.
func why(ctx context.Context, args []string) error {
	fs := flags("why", `PROBLEM SOLUTION --shipment ID [--vehicle ID] [--by TIME] says why a vehicle does not have a task of a solution
(without --vehicle: each of them), and with --by what would have to change for the task to be served by then. The files
are VROOM's JSON or Linli's. It prints a sentence for each answer and one JSON object. VROOM's tasks may be named by
their number.
Exit codes: 0 answered, 1 something failed, 2 one of the files or flags is wrong, or the solution breaks rules.`)
	var f whyFlags
	fs.StringVar(&f.format, "format", "", "of the problem: vroom or linli (default: by the content)")
	fs.StringVar(&f.objective, "objective", "", "vehicles-distance or cost, as for solve")
	fs.StringVar(&f.city, "city", "", "city file or OpenStreetMap extract whose roads are driven, as for solve")
	fs.StringVar(&f.shipment, "shipment", "", "the task asked about")
	fs.StringVar(&f.vehicle, "vehicle", "", "why not this one; with --by and without it only what would help is told")
	fs.StringVar(&f.by, "by", "", "what would help to serve it by then: an RFC 3339 time, or an instant as in the file")
	fs.StringVar(&f.lang, "lang", "en", "of the sentences: en or zh")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 || f.shipment == "" {
		fs.Usage()
		return errUsage
	}
	f.threads = 1
	if err := f.check(); err != nil {
		return err
	}
	if f.lang != "en" && f.lang != "zh" {
		return badInput(fmt.Errorf("--lang %q is neither en nor zh", f.lang))
	}
	travel, err := travelIn(ctx, f.city)
	if err != nil {
		return err
	}
	x, p, err := f.read(rest[0], travel)
	if err != nil {
		return err
	}
	answer, err := readAll(rest[1])
	if err != nil {
		return err
	}
	plan, err := format.ReadPlan(x, p, answer)
	if err != nil {
		return badInput(fmt.Errorf("%s: %w", rest[1], err))
	}
	var by clock.Instant
	if f.by != "" {
		if by, err = format.ParseInstant(x, f.by); err != nil {
			return badInput(fmt.Errorf("--by: %w", err))
		}
	}
	return f.answer(p, plan, format.ShipmentID(x, f.shipment), by)
}

// answer asks and prints.
func (f *whyFlags) answer(p *problem.Problem, plan *problem.Plan, shipment string, by clock.Instant) error {
	out := whyAnswer{Shipment: shipment}
	vehicles := []string{f.vehicle}
	if f.vehicle == "" {
		vehicles = nil
		for i := range p.Vehicles {
			if by == 0 {
				vehicles = append(vehicles, p.Vehicles[i].ID)
			}
		}
		slices.Sort(vehicles)
	}
	for _, v := range vehicles {
		w, err := matching.WhyNot(p, plan, shipment, v)
		if err != nil {
			return refuseQuestion(err)
		}
		f.say(w.Text)
		out.WhyNot = append(out.WhyNot, w)
	}
	if by != 0 {
		h, err := matching.WhatWouldHelp(p, plan, shipment, by)
		if err != nil {
			return refuseQuestion(err)
		}
		for _, r := range h.Remedies {
			f.say(r.Text)
		}
		if len(h.Remedies) == 0 {
			f.say(h.Text)
		}
		out.Help = &h
	}
	return printJSON(out)
}

// say prints a sentence.
func (f *whyFlags) say(t problem.Text) {
	if f.lang == "zh" {
		fmt.Println(t.Zh)
		return
	}
	fmt.Println(t.En)
}

// refuseQuestion says that a name is wrong, or that the solution is.
func refuseQuestion(err error) error {
	if errors.As(err, new(*problem.Invalid)) {
		return badInput(err)
	}
	return badInput(fmt.Errorf("%w; dispatcher check tells all that is wrong", err))
}
