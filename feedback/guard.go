package feedback

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// closed4 are the IPv4 ranges that are not public (IANA's special-purpose
// registry, and multicast).
var closed4 = prefixes(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // carrier's NAT
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local: cloud metadata lives here
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // 6to4 relays
	"192.168.0.0/16",  // private
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, and broadcast
)

// open6 is where public IPv6 addresses are; closed6 are the parts of it that
// are not, or that hide an IPv4 address.
var (
	open6   = netip.MustParsePrefix("2000::/3")
	closed6 = prefixes(
		"2001::/23",     // protocol assignments, Teredo
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4
		"3fff::/20",     // documentation
	)
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public reports whether an address is on the public internet. IPv4 addresses
// mapped into IPv6 are judged as IPv4; addresses with a zone are not public.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	closed := closed4
	if a.Is6() {
		if !open6.Contains(a) {
			return false
		}
		closed = closed6
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

var errNotPublic = errors.New("the address is not public: webhooks and gateways are on the internet only")

// Guard refuses connections to addresses that are not public. It looks at the
// address that is being dialled, after the name was resolved.
type Guard struct {
	// Loopback lets 127.0.0.0/8 and ::1 pass, for development, demo and tests.
	Loopback bool
}

// control is net.Dialer's hook between resolution and connection.
func (g Guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("feedback: %q is not an address", address)
	}
	a := ap.Addr()
	if Public(a) || g.Loopback && a.Unmap().IsLoopback() {
		return nil
	}
	return errNotPublic
}

// Client returns an HTTP client for addresses that others chose, as webhooks
// use it: guarded, without redirects, proxies or cookies, and with a limit on
// everything.
func (g Guard) Client() *http.Client {
	d := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second, Control: g.control}
	return &http.Client{
		Timeout: sendTimeout,
		Transport: &http.Transport{
			DialContext: d.DialContext, TLSHandshakeTimeout: 5 * time.Second,
			ResponseHeaderTimeout: sendTimeout, MaxResponseHeaderBytes: 16 << 10,
			MaxIdleConns: 100, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute,
			DisableCompression: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
