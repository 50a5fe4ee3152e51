package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate writes one for 127.0.0.1 and returns its files and who trusts it.
func certificate(t *testing.T) (cert, key string, trust *x509.CertPool) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trust = x509.NewCertPool()
	trust.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return cert, key, trust
}

func TestOneCertificateForHTTPAndMQTT(t *testing.T) {
	cert, key, trust := certificate(t)
	c := listenConfig{addr: "127.0.0.1:0", mqtt: "127.0.0.1:0", cert: cert, key: key}
	l, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	defer l.http.Close()
	defer l.close()
	if !strings.HasPrefix(l.url(), "https://127.0.0.1:") {
		t.Error(l.url())
	}
	for _, at := range []net.Listener{l.http, l.mqtt} {
		go func() {
			if c, err := at.Accept(); err == nil {
				c.Write([]byte("hello"))
				c.Close()
			}
		}()
		conn, err := tls.Dial("tcp", at.Addr().String(), &tls.Config{RootCAs: trust})
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 5)
		if _, err := conn.Read(b); err != nil || string(b) != "hello" {
			t.Errorf("%q %v", b, err)
		}
		conn.Close()
	}
	c.key = ""
	if _, err := c.open(); err == nil || !strings.Contains(err.Error(), "--tls-key") {
		t.Errorf("half a certificate: %v", err)
	}
}
