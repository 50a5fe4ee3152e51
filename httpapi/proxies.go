package httpapi

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses of reverse proxies whose word on who sent a
// request is taken. Without any, who sent it is who is connected.
type Proxies []netip.Prefix

// ParseProxies reads addresses and CIDR ranges, comma-separated.
func ParseProxies(text string) (Proxies, error) {
	var out Proxies
	for word := range strings.SplitSeq(text, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		p, err := netip.ParsePrefix(word)
		if a, alone := netip.ParseAddr(word); alone == nil {
			p, err = a.Prefix(a.BitLen())
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is neither an address nor a range such as 10.0.0.0/8", word)
		case p.Bits() == 0:
			return nil, fmt.Errorf("%s is everybody: whoever sends a request could name any address; give your proxies' own", word)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func (p Proxies) trust(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(r netip.Prefix) bool { return r.Contains(a) })
}

// caller returns who sent a request: the peer or, when that is a proxy of
// ours, the first address from the right of X-Forwarded-For or Forwarded that
// is none. Left of it stands what the caller itself wrote. A proxy writes one
// of the two and hands on the other as it came: where they differ, neither is
// believed and the request counts as the proxy's.
func (p Proxies) caller(r *http.Request) (netip.Addr, bool) {
	peer, ok := addressOf(r.RemoteAddr)
	if !ok || !p.trust(peer) {
		return peer, ok
	}
	plain, formal := r.Header.Values("X-Forwarded-For"), r.Header.Values("Forwarded")
	a := p.first(peer, plain, func(hop string) string { return hop })
	b := p.first(peer, formal, forParameter)
	switch {
	case len(formal) == 0:
		return a, true
	case len(plain) == 0 || a == b:
		return b, true
	}
	return peer, true
}

// first walks the hops of a header's lines from the right. A hop that names no
// address ends the walk at the proxy that wrote it.
func (p Proxies) first(peer netip.Addr, lines []string, read func(hop string) string) netip.Addr {
	at := peer
	for _, hop := range slices.Backward(outsideQuotes(strings.Join(lines, ","), ',')) {
		a, ok := addressOf(read(hop))
		if !ok {
			return at
		}
		if at = a; !p.trust(a) {
			return at
		}
	}
	return at
}

// forParameter returns what an element of Forwarded (RFC 7239) says after for.
func forParameter(element string) string {
	for _, pair := range outsideQuotes(element, ';') {
		if name, value, ok := strings.Cut(pair, "="); ok && strings.EqualFold(strings.TrimSpace(name), "for") {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

// outsideQuotes splits where the separator stands outside quotes.
func outsideQuotes(s string, sep rune) []string {
	quoted := false
	return strings.FieldsFunc(s, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return c == sep && !quoted
	})
}

// addressOf reads an address with or without port and brackets.
func addressOf(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

// withCaller puts who sent a request in place of the proxy that passed it on.
func (s *Server) withCaller(next http.Handler) http.Handler {
	if len(s.Proxies) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a, ok := s.Proxies.caller(r); ok {
			r = r.WithContext(r.Context()) // a copy
			r.RemoteAddr = netip.AddrPortFrom(a, 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

// household is what a quota of addresses counts by: an IPv4 address or, of
// IPv6, the network of 64 bits that one line is given.
func household(address string) string {
	a, ok := addressOf(address)
	if !ok {
		return address
	}
	if a.Is6() {
		if line, err := a.Prefix(64); err == nil {
			return line.String()
		}
	}
	return a.String()
}
