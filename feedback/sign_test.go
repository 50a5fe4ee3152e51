package feedback

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The reference vector of the Standard Webhooks specification's libraries.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorTime      = 1614265330
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

func vectorHeader() http.Header {
	h := http.Header{}
	h.Set("webhook-id", vectorID)
	h.Set("webhook-timestamp", "1614265330")
	h.Set("webhook-signature", vectorSignature)
	return h
}

func TestVerify(t *testing.T) {
	now := time.Unix(vectorTime, 0)
	if err := Verify(vectorSecret, vectorHeader(), []byte(vectorBody), now); err != nil {
		t.Fatalf("reference vector: %v", err)
	}
	two := vectorHeader()
	two.Set("webhook-signature", "v1,AAAA "+vectorSignature+" v1a,BBBB")
	if err := Verify(vectorSecret, two, []byte(vectorBody), now.Add(4*time.Minute)); err != nil {
		t.Fatalf("one of several signatures: %v", err)
	}
	for name, c := range map[string]struct {
		change func(h http.Header)
		body   string
		now    time.Time
		want   error
	}{
		"other body":   {func(http.Header) {}, `{"test": 2432232315}`, now, ErrSignature},
		"other id":     {func(h http.Header) { h.Set("webhook-id", "msg_x") }, vectorBody, now, ErrSignature},
		"no signature": {func(h http.Header) { h.Del("webhook-signature") }, vectorBody, now, ErrSignature},
		"no timestamp": {func(h http.Header) { h.Del("webhook-timestamp") }, vectorBody, now, ErrSignature},
		"too old":      {func(http.Header) {}, vectorBody, now.Add(6 * time.Minute), ErrTooOld},
		"too early":    {func(http.Header) {}, vectorBody, now.Add(-6 * time.Minute), ErrTooOld},
	} {
		h := vectorHeader()
		c.change(h)
		if err := Verify(vectorSecret, h, []byte(c.body), c.now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Verify("whsec_%%", vectorHeader(), []byte(vectorBody), now); err == nil || errors.Is(err, ErrSignature) {
		t.Errorf("bad secret: %v", err)
	}
}

func TestSealer(t *testing.T) {
	s, err := NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := s.Seal([]byte("secret"))
	b, _ := s.Seal([]byte("secret"))
	if bytes.Equal(a, b) || strings.Contains(string(a), "secret") {
		t.Fatal("sealing does not hide")
	}
	if got, err := s.Open(a); err != nil || string(got) != "secret" {
		t.Fatalf("%q, %v", got, err)
	}
	a[len(a)-1] ^= 1
	if _, err := s.Open(a); err == nil {
		t.Fatal("a changed seal opens")
	}
	other, _ := NewSealer(bytes.Repeat([]byte{8}, 32))
	if _, err := other.Open(b); err == nil {
		t.Fatal("another server opens it")
	}
	if _, err := s.Open(nil); err == nil {
		t.Fatal("nothing opens")
	}
	if _, err := NewSealer([]byte("short")); err == nil {
		t.Fatal("a short secret is taken")
	}
}
