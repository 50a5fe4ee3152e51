package notify

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/linli/linli/shell"
)

const (
	pushTTL    = "3600" // seconds that the push service keeps a message for a device that is off
	pushTitle  = "Linli 邻里"
	tokenLife  = 12 * time.Hour // RFC 8292 allows 24
	recordSize = 4096
)

var rawURL = base64.RawURLEncoding

// Opener opens what is sealed in the store.
type Opener interface {
	Open(sealed []byte) ([]byte, error)
}

// WebPush is a driver for browsers: it encrypts each message for one browser
// (RFC 8291), and says to the push service who sends it (RFC 8292). The To of
// its messages is a sealed shell.Subscription.
type WebPush struct {
	key     *ecdsa.PrivateKey
	public  string
	contact string
	client  *http.Client
	seal    Opener
	plain   bool
}

// NewWebPush derives the server's key from the content of its secret file.
// contact is where push services complain: mailto:… or https://…. The client
// decides where connections may go; plain allows http, for development.
func NewWebPush(secret []byte, contact string, client *http.Client, seal Opener, plain bool) (*WebPush, error) {
	if !strings.HasPrefix(contact, "mailto:") && !strings.HasPrefix(contact, "https://") {
		return nil, errors.New("notify: the contact for push services must begin with mailto: or https://")
	}
	for n := range byte(8) { // a key is no number beyond the curve's order: all but one in 2^32 are keys
		raw, err := hkdf.Key(sha256.New, secret, []byte{n}, "linli web push", 32)
		if err != nil {
			return nil, err
		}
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
		if err != nil {
			continue
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			return nil, err
		}
		return &WebPush{key: key, public: rawURL.EncodeToString(point), contact: contact, client: client, seal: seal, plain: plain}, nil
	}
	return nil, errors.New("notify: no key for push can be derived from the server's secret")
}

// PublicKey is what a browser is given to subscribe with.
func (p *WebPush) PublicKey() string { return p.public }

// pushed is what the service worker of the pages reads.
type pushed struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Language string `json:"language"`
	Link     string `json:"link,omitempty"`
}

// Send posts the encrypted message. A subscription that has ended is refused
// with "gone".
func (p *WebPush) Send(ctx context.Context, m Message) (string, error) {
	var sub shell.Subscription
	raw, err := p.seal.Open([]byte(m.To))
	if err != nil || json.Unmarshal(raw, &sub) != nil || sub.Check(p.plain) != nil {
		return "", &Refused{Code: "bad_subscription"}
	}
	text, err := json.Marshal(pushed{ID: m.ID, Title: pushTitle, Text: m.Text, Language: m.Language, Link: m.Link})
	if err != nil {
		return "", err
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	body, err := encrypt(text, sub, own, salt)
	if err != nil {
		return "", &Refused{Code: "bad_subscription"}
	}
	token, err := p.token(sub.Endpoint, time.Now())
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sub.Endpoint, bytes.NewReader(body))
	if err != nil {
		return "", &Refused{Code: "bad_subscription"}
	}
	req.Header.Set("Content-Encoding", "aes128gcm")
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("TTL", pushTTL)
	req.Header.Set("Urgency", map[bool]string{true: "high", false: "normal"}[m.Urgent])
	req.Header.Set("Authorization", "vapid t="+token+", k="+p.public)
	return p.post(req)
}

func (p *WebPush) post(req *http.Request) (string, error) {
	res, err := p.client.Do(req)
	if err != nil {
		return "", describe(err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, replyLimit))
	code := fmt.Sprintf("http_%d", res.StatusCode)
	switch s := res.StatusCode; {
	case s >= 200 && s < 300:
		return "", nil
	case s == http.StatusNotFound || s == http.StatusGone:
		return "", &Refused{Code: "gone"}
	case s >= 400 && s < 500 && !mendable(s):
		return "", &Refused{Code: code}
	}
	return "", &trouble{code: code}
}

// token signs for one push service, for a while, who sends.
func (p *WebPush) token(endpoint string, now time.Time) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"aud": u.Scheme + "://" + u.Host, "exp": now.Add(tokenLife).Unix(), "sub": p.contact})
	if err != nil {
		return "", err
	}
	signed := rawURL.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + rawURL.EncodeToString(claims)
	sum := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, p.key, sum[:])
	if err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + rawURL.EncodeToString(signature), nil
}

// encrypt is RFC 8291: one record of aes128gcm (RFC 8188), under a key that
// only the browser of the subscription can derive.
func encrypt(text []byte, sub shell.Subscription, own *ecdh.PrivateKey, salt []byte) ([]byte, error) {
	point, err := rawURL.DecodeString(sub.P256dh)
	if err != nil {
		return nil, err
	}
	auth, err := rawURL.DecodeString(sub.Auth)
	if err != nil {
		return nil, err
	}
	theirs, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, err
	}
	shared, err := own.ECDH(theirs)
	if err != nil {
		return nil, err
	}
	mine := own.PublicKey().Bytes()
	seed, err := hkdf.Key(sha256.New, shared, auth, "WebPush: info\x00"+string(point)+string(mine), 32)
	if err != nil {
		return nil, err
	}
	aead, nonce, err := contentKey(seed, salt)
	if err != nil {
		return nil, err
	}
	head := binary.BigEndian.AppendUint32(bytes.Clone(salt), recordSize)
	head = append(append(head, byte(len(mine))), mine...)
	return aead.Seal(head, nonce, append(bytes.Clone(text), 2), nil), nil // 2 ends the last record
}

// contentKey derives what a record is encrypted with.
func contentKey(seed, salt []byte) (cipher.AEAD, []byte, error) {
	key, err := hkdf.Key(sha256.New, seed, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, nil, err
	}
	nonce, err := hkdf.Key(sha256.New, seed, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, err
	}
	aead, err := cipher.NewGCM(block)
	return aead, nonce, err
}
