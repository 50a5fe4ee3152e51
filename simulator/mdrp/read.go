package mdrp

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Read reads the instance in a folder: orders.txt, couriers.txt,
// restaurants.txt and instance_parameters.txt. The error names file and line.
func Read(dir string) (*Instance, error) {
	in := &Instance{Name: filepath.Base(dir)}
	if err := eachRow(filepath.Join(dir, "instance_parameters.txt"), 7, func(r *row) {
		in.Params = Params{
			MetersPerMinute: r.number(0), PickupService: r.minute(1), DropoffService: r.minute(2),
			Target: r.minute(3), Maximum: r.minute(4), PayPerOrder: r.number(5), PayPerHour: r.number(6),
		}
		r.must(in.Params.MetersPerMinute > 0, "the speed is not positive")
	}); err != nil {
		return nil, err
	}
	if in.Params.MetersPerMinute == 0 {
		return nil, fmt.Errorf("%s: instance_parameters.txt holds no parameters", dir)
	}
	kitchens := map[string]int{}
	if err := eachRow(filepath.Join(dir, "restaurants.txt"), 3, func(r *row) {
		_, twice := kitchens[r.fields[0]]
		r.must(!twice, "the restaurant is there already")
		kitchens[r.fields[0]] = len(in.Restaurants)
		in.Restaurants = append(in.Restaurants, Restaurant{ID: r.fields[0], At: Point{r.number(1), r.number(2)}})
	}); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	if err := eachRow(filepath.Join(dir, "couriers.txt"), 5, func(r *row) {
		c := Courier{ID: r.fields[0], At: Point{r.number(1), r.number(2)}, On: r.minute(3), Off: r.minute(4)}
		r.must(!seen[c.ID], "the courier is there already")
		r.must(c.On <= c.Off, "the courier goes off duty before he comes on")
		seen[c.ID] = true
		in.Couriers = append(in.Couriers, c)
	}); err != nil {
		return nil, err
	}
	return in, eachRow(filepath.Join(dir, "orders.txt"), 6, func(r *row) {
		k, ok := kitchens[r.fields[4]]
		r.must(ok, "no such restaurant")
		o := Order{ID: r.fields[0], At: Point{r.number(1), r.number(2)}, Placed: r.minute(3), Restaurant: k, Ready: r.minute(5)}
		r.must(!seen[o.ID], "the order is there already")
		r.must(o.Placed <= o.Ready, "the order is ready before it is placed")
		seen[o.ID] = true
		in.Orders = append(in.Orders, o)
	})
}

// row is one line of a table, and the first thing wrong with it.
type row struct {
	fields []string
	err    error
}

func (r *row) must(ok bool, complaint string) {
	if !ok && r.err == nil {
		r.err = fmt.Errorf("%s", complaint)
	}
}

// number returns a field that is a number.
func (r *row) number(i int) float64 {
	v, err := strconv.ParseFloat(r.fields[i], 64)
	r.must(err == nil, "no number: "+strconv.Quote(r.fields[i]))
	return v
}

// minute returns a field that is a whole number, not negative.
func (r *row) minute(i int) int {
	v := r.number(i)
	r.must(v >= 0 && v == float64(int(v)), "no whole number of minutes: "+strconv.Quote(r.fields[i]))
	return int(v)
}

// eachRow calls use with each line after the header that is not blank; least is
// the number of fields that a line must have.
func eachRow(path string, least int, use func(*row)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		r := row{fields: strings.Fields(lines.Text())}
		if n == 1 || len(r.fields) == 0 {
			continue
		}
		if len(r.fields) < least {
			r.err = fmt.Errorf("%d fields where at least %d belong", len(r.fields), least)
		} else {
			use(&r)
		}
		if r.err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, r.err)
		}
	}
	return lines.Err()
}
