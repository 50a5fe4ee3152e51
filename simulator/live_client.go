package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client speaks to the server's HTTP API.
type client struct {
	base string
	key  string
	http *http.Client
}

// apiError is the part of an RFC 9457 answer that matters here.
type apiError struct {
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	Retryable bool   `json:"retryable"`
}

func (p *apiError) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

func (c *client) get(ctx context.Context, path string, into any) error {
	return c.do(ctx, http.MethodGet, path, c.key, "", nil, into)
}

// post sends a body and reads the answer. idem is the Idempotency-Key, if any.
func (c *client) post(ctx context.Context, path, key, idem string, body, into any) error {
	return c.do(ctx, http.MethodPost, path, key, idem, body, into)
}

// put sends a body.
func (c *client) put(ctx context.Context, path string, body any) error {
	return c.do(ctx, http.MethodPut, path, c.key, "", body, nil)
}

func (c *client) do(ctx context.Context, method, path, key, idem string, body, into any) error {
	var send io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		send = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, send)
	if err != nil {
		return err
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if idem != "" {
		req.Header.Set("Idempotency-Key", idem)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		p := &apiError{Status: res.StatusCode}
		json.Unmarshal(b, p)
		p.Status = res.StatusCode
		return p
	}
	if into == nil || len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, into)
}

// insist repeats a call while the server cannot be reached or asks to be asked
// again: a refusal of the rules is an answer.
func (c *client) insist(ctx context.Context, call func() error) error {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := call()
		var p *apiError
		if err == nil || errors.As(err, &p) && !p.Retryable && p.Status < 500 && p.Status != 429 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}
