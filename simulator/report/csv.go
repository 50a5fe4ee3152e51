package report

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/linli/linli/clock"
)

// table is one CSV file.
type table struct {
	name string
	head []string
	rows [][]string
}

// WriteCSV writes the day as tables: orders.csv, visits.csv, day.csv (by quarter
// of an hour), cells.csv, couriers.csv, carers.csv, robots.csv, modes.csv and
// accounts.csv, each with a head line. Times are RFC 3339 in UTC, money is in minor units.
func (r *Report) WriteCSV(create func(name string) (io.WriteCloser, error)) error {
	for _, t := range []table{r.orderTable(), r.dayTable(), r.cellTable(), peopleTable("couriers.csv", r.Couriers), peopleTable("carers.csv", r.Carers), r.robotTable(), r.modeTable(), r.visitTable(), r.accountTable()} {
		f, err := create(t.name)
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		w := csv.NewWriter(f)
		err = errors.Join(w.Write(t.head), w.WriteAll(t.rows), f.Close())
		if err != nil {
			return fmt.Errorf("report: %s: %w", t.name, err)
		}
	}
	return nil
}

func (r *Report) orderTable() table {
	t := table{name: "orders.csv", head: []string{"id", "merchant", "kind", "lng", "lat", "placed", "due", "served", "done",
		"state", "mode", "worker", "attempts", "reason", "late_seconds", "cost", "metres"}}
	for _, list := range [][]Order{r.Orders, r.Returns} {
		for _, o := range list {
			t.rows = append(t.rows, []string{string(o.ID), o.Merchant, string(o.Kind), decimal(o.Dropoff.Lng), decimal(o.Dropoff.Lat),
				stamp(o.Placed), stamp(o.Due), stamp(o.Served), stamp(o.Done), string(o.State), string(o.Mode), o.Worker,
				strconv.Itoa(o.Attempts), o.Reason, strconv.FormatInt(o.LateMillis/1000, 10), strconv.FormatInt(o.Cost, 10),
				decimal(float64(o.Meters))})
		}
	}
	return t
}

func (r *Report) dayTable() table {
	t := table{name: "day.csv", head: []string{"at", "placed", "ended", "under_way", "couriers", "courier_use", "carer_use", "robot_use"}}
	for _, s := range stacked {
		t.head = append(t.head, "robots_"+robotNames[s])
	}
	for _, s := range r.Slices {
		row := []string{stamp(s.At), strconv.Itoa(s.Placed), strconv.Itoa(s.Ended), strconv.Itoa(s.UnderWay),
			fixed(s.Couriers), fixed(s.CourierOn), fixed(s.CarerOn), fixed(s.RobotOn)}
		for _, d := range stacked {
			row = append(row, fixed(s.Robots[d]))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (r *Report) cellTable() table {
	t := table{name: "cells.csv", head: []string{"h3", "orders", "late"}}
	for _, c := range r.Cells {
		t.rows = append(t.rows, []string{c.Cell.String(), strconv.Itoa(c.Orders), strconv.Itoa(c.Late)})
	}
	return t
}

func (r *Report) visitTable() table {
	t := table{name: "visits.csv", head: []string{"id", "provider", "lng", "lat", "booked", "from", "to", "started", "done",
		"state", "worker", "attempts", "reason", "late_seconds", "cost", "metres"}}
	for _, o := range r.Visits.All {
		t.rows = append(t.rows, []string{string(o.ID), o.Merchant, decimal(o.Dropoff.Lng), decimal(o.Dropoff.Lat),
			stamp(o.Placed), stamp(o.From), stamp(o.Due), stamp(o.Served), stamp(o.Done), string(o.State), o.Worker,
			strconv.Itoa(o.Attempts), o.Reason, strconv.FormatInt(o.LateMillis/1000, 10), strconv.FormatInt(o.Cost, 10),
			decimal(float64(o.Meters))})
	}
	return t
}

func (r *Report) accountTable() table {
	t := table{name: "accounts.csv", head: []string{"kind", "currency", "amount"}}
	for _, a := range r.Accounts {
		t.rows = append(t.rows, []string{string(a.Kind), a.Currency, strconv.FormatInt(a.Amount, 10)})
	}
	return t
}

func peopleTable(name string, people []Courier) table {
	t := table{name: name, head: []string{"id", "on_duty_seconds", "busy_seconds", "tasks", "earned", "earned_per_hour"}}
	for _, c := range people {
		t.rows = append(t.rows, []string{c.ID, seconds(c.OnDuty), seconds(c.Busy), strconv.Itoa(c.Tasks), strconv.FormatInt(c.Earned, 10), fixed(c.PerHour)})
	}
	return t
}

func (r *Report) robotTable() table {
	t := table{name: "robots.csv", head: []string{"id", "tasks"}}
	for _, s := range stacked {
		t.head = append(t.head, robotNames[s]+"_seconds")
	}
	for _, x := range r.Robots {
		row := []string{x.ID, strconv.Itoa(x.Tasks)}
		for _, s := range stacked {
			row = append(row, seconds(x.Time[s]))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (r *Report) modeTable() table {
	t := table{name: "modes.csv", head: []string{"mode", "delivered", "cost", "minutes_median", "metres"}}
	for _, m := range r.Modes {
		t.rows = append(t.rows, []string{string(m.Mode), strconv.Itoa(m.Orders), fixed(m.Cost), fixed(m.Minutes), fixed(m.Meters)})
	}
	return t
}

// robotNames are the states of robots in the heads of tables.
var robotNames = map[doing]string{away: "no_link", idle: "free", toPickup: "to_pickup", loading: "loading",
	toHandoff: "to_resident", unloading: "waiting", broken: "out_of_order"}

func stamp(i clock.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339)
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func fixed(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }
