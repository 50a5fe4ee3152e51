package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"net"
)

// listenConfig is where the server answers.
type listenConfig struct {
	addr string // HTTP
	mqtt string // robots' MQTT; "" for none but over WebSocket
	cert string // PEM files of both; "" for no TLS
	key  string
}

// listeners are the sockets of a server.
type listeners struct {
	http net.Listener
	mqtt net.Listener // nil: none
	tls  bool
}

func (c *listenConfig) register(fs *flag.FlagSet) {
	fs.StringVar(&c.addr, "addr", "127.0.0.1:8080", "address to listen on")
	fs.StringVar(&c.mqtt, "mqtt", "", "address where robots speak MQTT, such as :1883, or :8883 with TLS (default: only at /v1/robot/mqtt, over WebSocket)")
	fs.StringVar(&c.cert, "tls-cert", "", "PEM file with the certificate of both addresses (default: no TLS; a reverse proxy may have it)")
	fs.StringVar(&c.key, "tls-key", "", "PEM file with the certificate's key")
}

// open listens. A certificate makes every socket TLS, from version 1.2.
func (c listenConfig) open() (listeners, error) {
	var l listeners
	var secure *tls.Config
	if (c.cert == "") != (c.key == "") {
		return l, fmt.Errorf("--tls-cert and --tls-key go together")
	}
	if c.cert != "" {
		pair, err := tls.LoadX509KeyPair(c.cert, c.key)
		if err != nil {
			return l, fmt.Errorf("--tls-cert and --tls-key: %w", err)
		}
		secure, l.tls = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, true
	}
	listen := func(addr string) (net.Listener, error) {
		plain, err := net.Listen("tcp", addr)
		if err != nil || secure == nil {
			return plain, err
		}
		return tls.NewListener(plain, secure), nil
	}
	var err error
	if l.http, err = listen(c.addr); err != nil {
		return l, err
	}
	if c.mqtt == "" {
		return l, nil
	}
	if l.mqtt, err = listen(c.mqtt); err != nil {
		l.http.Close()
		return l, fmt.Errorf("--mqtt: %w", err)
	}
	return l, nil
}

// url is where HTTP answers.
func (l listeners) url() string {
	if l.tls {
		return "https://" + l.http.Addr().String()
	}
	return "http://" + l.http.Addr().String()
}

// close ends MQTT; HTTP is the HTTP server's to end.
func (l listeners) close() error {
	if l.mqtt == nil {
		return nil
	}
	return l.mqtt.Close()
}
