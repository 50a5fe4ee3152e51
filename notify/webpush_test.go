package notify

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// unsealed is an Opener of what is not sealed.
type unsealed struct{}

func (unsealed) Open(b []byte) ([]byte, error) { return b, nil }

func bytesOf(t *testing.T, s string) []byte {
	t.Helper()
	b, err := rawURL.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The example of RFC 8291, section 5 and appendix A.
func TestEncryptsAsTheStandardShows(t *testing.T) {
	own, err := ecdh.P256().NewPrivateKey(bytesOf(t, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	sub := shell.Subscription{
		P256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", Auth: "BTBZMqHH6r4Tts7J_aSIgg",
	}
	got, err := encrypt([]byte("When I grow up, I want to be a watermelon"), sub, own, bytesOf(t, "DGv6ra1nlYgDCS1FRnbzlw"))
	if err != nil {
		t.Fatal(err)
	}
	want := "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
	if !bytes.Equal(got, bytesOf(t, want)) {
		t.Errorf("%s", rawURL.EncodeToString(got))
	}
}

// browser is a subscription with its push service, which reads what comes as
// the browser would.
type browser struct {
	t      *testing.T
	key    *ecdh.PrivateKey
	auth   []byte
	url    string
	status int
	got    []pushed
	head   http.Header
}

func newBrowser(t *testing.T) *browser {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, key: key, auth: make([]byte, 16), status: 201}
	rand.Read(b.auth)
	srv := httptest.NewServer(b)
	t.Cleanup(srv.Close)
	b.url = srv.URL
	return b
}

func (b *browser) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Error(err)
	}
	b.head = r.Header
	b.got = append(b.got, b.read(body))
	w.WriteHeader(b.status)
}

func (b *browser) read(body []byte) (m pushed) {
	b.t.Helper()
	salt, point, sealed := body[:16], body[21:86], body[86:]
	sender, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		b.t.Fatal(err)
	}
	shared, err := b.key.ECDH(sender)
	if err != nil {
		b.t.Fatal(err)
	}
	seed, err := hkdf.Key(sha256.New, shared, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(point), 32)
	if err != nil {
		b.t.Fatal(err)
	}
	aead, nonce, err := contentKey(seed, salt)
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil || text[len(text)-1] != 2 {
		b.t.Fatalf("%q %v", text, err)
	}
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		b.t.Fatal(err)
	}
	return m
}

func (b *browser) subscription() string {
	raw, _ := json.Marshal(shell.Subscription{
		Endpoint: b.url + "/send/1", P256dh: rawURL.EncodeToString(b.key.PublicKey().Bytes()), Auth: rawURL.EncodeToString(b.auth),
	})
	return string(raw)
}

func webPush(t *testing.T) *WebPush {
	t.Helper()
	p, err := NewWebPush(bytes.Repeat([]byte("s"), 32), "mailto:desk@linli.test", http.DefaultClient, unsealed{}, true)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWebPush(t *testing.T) {
	b, p := newBrowser(t), webPush(t)
	if again := webPush(t); again.PublicKey() != p.PublicKey() {
		t.Error("the key is another one after a restart: every browser would have to subscribe anew")
	}
	m := Message{ID: "o1/on_the_way/1/web", Channel: Web, To: b.subscription(), Language: "zh", Text: "在路上", Urgent: true, Link: "https://linli.test/track/o1"}
	if _, err := p.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if b.got[0] != (pushed{ID: m.ID, Title: pushTitle, Text: "在路上", Language: "zh", Link: m.Link}) || b.head.Get("Urgency") != "high" || b.head.Get("TTL") == "" {
		t.Errorf("%+v %v", b.got, b.head)
	}
	b.vouched(p)
	for status, want := range map[int]string{410: "gone", 404: "gone", 413: "http_413"} {
		b.status = status
		var refused *Refused
		if _, err := p.Send(t.Context(), m); !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("%d: %v", status, err)
		}
	}
	b.status = 503
	if _, err := p.Send(t.Context(), m); err == nil || errors.As(err, new(*Refused)) {
		t.Errorf("503 ends the matter: %v", err)
	}
	m.To = `{"endpoint":"http://10.0.0.1/"}`
	if _, err := p.Send(t.Context(), m); !errors.As(err, new(*Refused)) {
		t.Errorf("without keys: %v", err)
	}
}

// vouched holds the token of the last request against RFC 8292.
func (b *browser) vouched(p *WebPush) {
	b.t.Helper()
	token, ok := strings.CutPrefix(b.head.Get("Authorization"), "vapid t=")
	token, key, cut := strings.Cut(token, ", k=")
	parts := strings.Split(token, ".")
	if !ok || !cut || key != p.PublicKey() || len(parts) != 3 {
		b.t.Fatalf("%q", b.head.Get("Authorization"))
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), bytesOf(b.t, key))
	if err != nil {
		b.t.Fatal(err)
	}
	sum, sig := sha256.Sum256([]byte(parts[0]+"."+parts[1])), bytesOf(b.t, parts[2])
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		b.t.Error("the signature is not of the key")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(bytesOf(b.t, parts[1]), &claims); err != nil || claims.Aud != b.url || claims.Sub != "mailto:desk@linli.test" {
		b.t.Errorf("%+v %v", claims, err)
	}
	if left := time.Until(time.Unix(claims.Exp, 0)); left < time.Hour || left > 24*time.Hour {
		b.t.Errorf("the token lives for %s", left)
	}
}

// A browser is told as long as it is subscribed, with what the resident agreed
// to otherwise left alone, and not at night.
func TestBrowserIsTold(t *testing.T) {
	s, b := newScene(t), newBrowser(t)
	s.w.cfg.Outlets[Web] = Outlet{Driver: webPush(t)}
	s.store.persons["o1"] = shell.Person{Order: "o1", Name: "王芳"}
	s.happens(orders.PickedUp)
	s.turn()
	if len(s.store.notices) != 0 {
		t.Fatalf("nobody subscribed: %+v", s.store.notices)
	}
	s.store.browsers = map[string]shell.Party{"o1": {Role: shell.PushParty, ID: "o1", Note: b.subscription()}}
	s.happens(orders.InLocker)
	s.turn()
	s.want("o1/in_locker/1/web", shell.NoticeSent, "")
	if len(b.got) != 1 || b.got[0].Link != "https://linli.test/track/o1" || !strings.Contains(b.got[0].Text, "老张豆浆") {
		t.Fatalf("%+v", b.got)
	}
	s.now = at(t, "2026-11-24T23:00:00+08:00")
	s.happens(orders.Delivered)
	s.turn()
	s.want("o1/delivered/1/web", shell.NoticePending, "quiet_hours")
	s.now = at(t, "2026-11-25T07:00:00+08:00")
	delete(s.store.browsers, "o1")
	s.turn()
	s.want("o1/delivered/1/web", shell.NoticeDropped, "no_consent")
}

var _ Driver = (*WebPush)(nil)
