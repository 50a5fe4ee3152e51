package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// BenchmarkPlaceOrder is a durable order from request to answer, over the real
// store, by many clients at once.
func BenchmarkPlaceOrder(b *testing.B) {
	f := newFixture(b, func(c *Config, _ *Parts) { c.RatePerMinute = 1 << 30 })
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
	var n atomic.Int64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, _ := http.NewRequest("POST", f.url+"/v1/orders", strings.NewReader(orderBody))
			req.Header.Set("Authorization", "Bearer "+f.orders)
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Idempotency-Key", fmt.Sprint(n.Add(1)))
			res, err := http.DefaultClient.Do(req)
			if err != nil || res.StatusCode != 201 {
				b.Errorf("%v %v", res, err)
				return
			}
			res.Body.Close()
		}
	})
}

// isBench reports whether the fixture is measured: the audit of every step is
// left out then.
func isBench(t testing.TB) bool { _, ok := t.(*testing.B); return ok }
