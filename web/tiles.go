package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/linli/linli/geo"
)

// maxTileZoom is the deepest zoom that is asked of a town; the map overzooms
// from there.
const maxTileZoom = 22

// Tiles serves a town's vector tiles (MVT) at /tiles/{z}/{x}/{y}. A tile
// without content is 204, coordinates that no tile has are 400. Tile must
// return the same bytes every time; it may be called concurrently.
func Tiles(c interface {
	Tile(z, x, y uint32) ([]byte, error)
}) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "tiles are only read: use GET", http.StatusMethodNotAllowed)
			return
		}
		z, x, y, ok := tileOf(r.URL.Path)
		if !ok {
			http.Error(w, "ask for /tiles/{z}/{x}/{y} with whole numbers, z at most 22, x and y below 2^z", http.StatusBadRequest)
			return
		}
		b, err := c.Tile(z, x, y)
		if err != nil {
			http.Error(w, "the tile could not be drawn; reload the map", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "public, max-age=3600")
		h.Set("X-Content-Type-Options", "nosniff")
		if len(b) == 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set("Content-Type", "application/vnd.mapbox-vector-tile")
		reply(w, r, tagOf(b), b, func() []byte { return compress(b) })
	})
}

// tileOf reads the last three parts of a path.
func tileOf(p string) (z, x, y uint32, ok bool) {
	parts := strings.Split(strings.Trim(p, "/"), "/")
	if len(parts) < 3 {
		return 0, 0, 0, false
	}
	var n [3]uint32
	for i, s := range parts[len(parts)-3:] {
		v, err := strconv.ParseUint(s, 10, 32)
		if err != nil {
			return 0, 0, 0, false
		}
		n[i] = uint32(v)
	}
	z, x, y = n[0], n[1], n[2]
	ok = z <= maxTileZoom && uint64(x) < 1<<z && uint64(y) < 1<<z
	return z, x, y, ok
}

// Attribution is what OpenStreetMap's licence asks to be shown on its data.
const Attribution = "© OpenStreetMap contributors"

// City is what the pages must know of the town before anything else. It is
// public.
type City struct {
	Name        string     `json:"name"`
	Bounds      geo.Bounds `json:"bounds"`
	Center      geo.Point  `json:"center"` // where the map opens
	Attribution string     `json:"attribution"`
	TimeZone    string     `json:"time_zone,omitempty"` // IANA name; the reader's own when empty
	Demo        bool       `json:"demo"`                // the map needs no key, couriers may be tried out
}

// Describe serves the town's description, for GET /v1/city.
func Describe(c City) http.Handler {
	if c.Attribution == "" {
		c.Attribution = Attribution
	}
	b, err := json.Marshal(c)
	if err != nil {
		panic("web: describe the city: " + err.Error()) // NaN bounds: a city file that cannot be
	}
	tag := tagOf(b)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		reply(w, r, tag, b, func() []byte { return nil })
	})
}
