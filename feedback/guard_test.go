package feedback

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"8.8.8.8": true, "93.184.216.34": true, "100.63.255.255": true, "100.128.0.1": true, "172.15.0.1": true,
		"172.32.0.1": true, "2606:4700::1111": true, "2a00:1450:4001::1": true, "::ffff:8.8.8.8": true,
		"0.0.0.0": false, "10.1.2.3": false, "100.64.0.1": false, "127.0.0.1": false, "127.255.0.9": false,
		"169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false, "192.0.0.8": false, "192.0.2.1": false,
		"192.88.99.1": false, "192.168.1.1": false, "198.18.0.1": false, "198.19.255.1": false, "198.51.100.1": false,
		"203.0.113.9": false, "224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false,
		"64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:db8::1": false, "2002:7f00:1::": false,
		"3fff::1": false, "fc00::1": false, "fd12::1": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false,
		"ff02::1": false, "::7f00:1": false, "2606:4700::1111%eth0": false,
	} {
		if got := Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: public %v", addr, got)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

func TestGuardDials(t *testing.T) {
	hits := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits++ }))
	defer srv.Close()
	for _, url := range []string{srv.URL, "http://localhost:" + srv.URL[len("http://127.0.0.1:"):]} {
		if _, err := (Guard{}).Client().Post(url, "", nil); !errors.Is(err, errNotPublic) {
			t.Errorf("%s: %v", url, err)
		}
	}
	if hits != 0 {
		t.Fatal("the guard let a request through")
	}
	if res, err := (Guard{Loopback: true}).Client().Post(srv.URL, "", nil); err != nil || res.StatusCode != 200 {
		t.Fatalf("loopback allowed: %v", err)
	}
	if err := (Guard{Loopback: true}).control("tcp", "10.0.0.1:80", nil); !errors.Is(err, errNotPublic) {
		t.Fatalf("loopback lets private through: %v", err)
	}
}

func TestSchedule(t *testing.T) {
	var sum time.Duration
	for i := range Schedule {
		low, _ := pause(i+1, 0, 0)
		high, ok := pause(i+1, 1, 0)
		if !ok || low >= high || low < Schedule[i]*89/100 || high > Schedule[i]*111/100 {
			t.Errorf("pause %d: %s to %s", i+1, low, high)
		}
		sum += Schedule[i]
	}
	if sum < 71*time.Hour || sum > 73*time.Hour {
		t.Errorf("the schedule lasts %s, not three days", sum)
	}
	if _, ok := pause(len(Schedule)+1, 0, 0); ok {
		t.Error("the schedule never ends")
	}
	if d, _ := pause(1, 0, time.Hour); d != time.Hour {
		t.Errorf("Retry-After is not heard: %s", d)
	}
	if d, _ := pause(1, 0, 1000*time.Hour); d != longestWish {
		t.Errorf("Retry-After is unbounded: %s", d)
	}
}
