package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// TestDatums places the same door in every datum: the answers are in WGS-84
// and the same.
func TestDatums(t *testing.T) {
	f := newFixture(t, func(c *Config, _ *Parts) {
		c.Bounds = geo.Bounds{Min: geo.Point{Lng: 1, Lat: 20}, Max: geo.Point{Lng: 130, Lat: 50}}
	})
	shop, door, spot := geo.Point{Lng: 116.3, Lat: 39.98}, geo.Point{Lng: 116.305, Lat: 39.985}, geo.Point{Lng: 116.3052, Lat: 39.9851}
	say := func(d geo.Datum, p geo.Point) string {
		q, err := d.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, d := range geo.Datums() {
		id := "haidian-" + string(d)
		made := decode[Registered](t, f.want(201, "POST", "/v1/admin/merchants", f.admin, fmt.Sprintf(
			`{"id":%q,"name":"shop","category":"groceries","point":%s,"datum":%q}`, id, say(d, shop), d)))
		drop := fmt.Sprintf(`{"point":%s,"handover":%s,"datum":%q}`, say(d, door), say(d, spot), d)
		f.want(201, "POST", "/v1/quotes", made.Key, `{"dropoff":`+drop+`}`)
		o := f.place(made.Key, "k", `{"kind":"goods","items":[{"name":"rice","quantity":1,"grams":1000,"ml":1000,"price":300}],
			"contact":{"name":"n"},"dropoff":`+drop+`}`)
		for _, c := range []struct {
			what      string
			got, want geo.Point
		}{{"pickup", o.Pickup, shop}, {"point", o.Dropoff.Point, door}, {"handover", o.Dropoff.Handover, spot}} {
			if off := geo.Distance(c.got, c.want); off > 0.02 {
				t.Errorf("%s: the %s is %.3f m off", d, c.what, off)
			}
		}
		f.want(201, "POST", "/v1/admin/lockers", f.admin, fmt.Sprintf(
			`{"id":"locker-%s","point":%s,"datum":%q,"compartments":[{"id":"1","grams":1,"ml":1}]}`, d, say(d, spot), d))
	}
	list := decode[LockerPage](t, f.want(200, "GET", "/v1/admin/lockers", f.admin, ""))
	seen := 0
	for _, l := range list.Lockers {
		if !strings.HasPrefix(l.ID, "locker-") {
			continue
		}
		if seen++; geo.Distance(l.Point, spot) > 0.02 {
			t.Errorf("%s stands at %v", l.ID, l.Point)
		}
	}
	if seen != 3 {
		t.Errorf("%d lockers of 3", seen)
	}
}

// TestDatumOutsideChina: a declared datum changes nothing where it is WGS-84.
func TestDatumOutsideChina(t *testing.T) {
	f := newFixture(t)
	o := f.place(f.orders, "k", strings.Replace(orderBody, `"floor":3`, `"datum":"gcj02","floor":3`, 1))
	plain := f.place(f.orders, "l", orderBody)
	if o.Dropoff != plain.Dropoff {
		t.Errorf("%v and %v", o.Dropoff, plain.Dropoff)
	}
}
