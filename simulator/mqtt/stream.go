package mqtt

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"

	"github.com/gorilla/websocket"
)

// stream is a WebSocket written and read as a stream of bytes.
type stream struct {
	net.Conn
	ws   *websocket.Conn
	rest io.Reader
}

func reachSocket(ctx context.Context, server string) (net.Conn, error) {
	d := websocket.Dialer{Subprotocols: []string{"mqtt"}}
	ws, _, err := d.DialContext(ctx, server, http.Header{})
	if err != nil {
		return nil, err
	}
	if ws.Subprotocol() != "mqtt" {
		ws.Close()
		return nil, errors.New("mqtt: the server does not speak MQTT there")
	}
	return &stream{Conn: ws.NetConn(), ws: ws}, nil
}

// Read implements net.Conn.
func (s *stream) Read(p []byte) (int, error) {
	for {
		if s.rest == nil {
			_, r, err := s.ws.NextReader()
			if err != nil {
				return 0, err
			}
			s.rest = r
		}
		n, err := s.rest.Read(p)
		if errors.Is(err, io.EOF) {
			s.rest, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Write implements net.Conn.
func (s *stream) Write(p []byte) (int, error) {
	if err := s.ws.WriteMessage(websocket.BinaryMessage, p); err != nil {
		return 0, err
	}
	return len(p), nil
}
