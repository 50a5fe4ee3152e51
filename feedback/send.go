package feedback

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
)

// answerLimit is how much of an answer is read, so that its connection can be
// used again.
const answerLimit = 64 << 10

// answer is what an attempt met.
type answer struct {
	status int           // 0: none
	wish   time.Duration // Retry-After
	err    error
}

func (a answer) ok() bool { return a.err == nil && a.status >= 200 && a.status < 300 }

// down reports whether the receiver, rather than the message, is the trouble.
func (a answer) down() bool {
	return a.err != nil || a.status >= 500 || a.status == 429 || a.status == 408
}

// drain sends an endpoint's messages one after the other. When the endpoint
// is down, the rest waits: each would only run into its timeout.
func (w *Worker) drain(ctx context.Context, id string, q []shell.Delivery) error {
	e, err := w.store.Endpoint(ctx, id)
	if errors.Is(err, shell.ErrNotFound) {
		return w.bury(ctx, q)
	}
	if err != nil {
		return err
	}
	key, err := w.opener.Open(e.Secret)
	if err != nil {
		return errors.Join(err, w.postpone(ctx, q, time.Hour))
	}
	for i, d := range q {
		a := w.attempt(ctx, e.URL, key, d)
		if ctx.Err() != nil {
			return nil // not the receiver's fault: it is sent again after the restart
		}
		if err := w.record(ctx, d, a); err != nil {
			return err
		}
		w.judge(id, a.down(), a.wish)
		switch {
		case a.status == http.StatusGone:
			w.cfg.Log.WarnContext(ctx, "webhook endpoint disabled by its answer 410", "endpoint", id)
			return w.store.DisableEndpoint(ctx, id)
		case a.down():
			return w.postpone(ctx, q[i+1:], w.cooling(id))
		}
	}
	return nil
}

func (w *Worker) bury(ctx context.Context, q []shell.Delivery) error {
	for _, d := range q {
		d.State = shell.DeliveryDead
		if err := w.store.SaveDelivery(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (w *Worker) postpone(ctx context.Context, q []shell.Delivery, wait time.Duration) error {
	for _, d := range q {
		d.Next = clock.FromTime(time.Now().Add(wait))
		if err := w.store.SaveDelivery(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// record stores how an attempt went and when the next one comes.
func (w *Worker) record(ctx context.Context, d shell.Delivery, a answer) error {
	d.Attempts++
	d.Status = a.status
	wait, more := pause(d.Attempts, w.cfg.Dice(), a.wish)
	switch {
	case a.ok():
		d.State = shell.DeliveryDone
	case a.status == http.StatusGone || !more:
		d.State = shell.DeliveryDead
	default:
		d.Next = clock.FromTime(time.Now().Add(wait))
	}
	if !a.ok() {
		w.cfg.Log.InfoContext(ctx, "webhook not delivered", "endpoint", d.Endpoint, "message", d.Message,
			"attempt", d.Attempts, "status", a.status, "state", d.State)
	}
	return w.store.SaveDelivery(ctx, d)
}

func (w *Worker) attempt(ctx context.Context, url string, key []byte, d shell.Delivery) answer {
	b, err := body(d.Payload)
	if err != nil {
		return answer{err: err}
	}
	return w.send(ctx, url, key, d.Message, b)
}

func (w *Worker) send(ctx context.Context, url string, key []byte, id string, b []byte) answer {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return answer{err: fmt.Errorf("feedback: the URL cannot be used: %w", err)}
	}
	now := time.Now()
	h := req.Header
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Linli-Webhooks/1")
	h.Set(headerID, id)
	h.Set(headerTimestamp, strconv.FormatInt(now.Unix(), 10))
	h.Set(headerSignature, sign(key, id, now, b))
	res, err := w.client.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, answerLimit)) // what it says does not matter
	return answer{status: res.StatusCode, wish: retryAfter(res.Header, now)}
}

func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(v); err == nil {
		return time.Duration(min(max(seconds, 0), int(longestWish/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// Test sends a message of the type webhook.test now and returns the
// receiver's status; 0 and an error when there was no answer.
func (w *Worker) Test(ctx context.Context, e shell.Endpoint) (int, error) {
	key, err := w.opener.Open(e.Secret)
	if err != nil {
		return 0, err
	}
	b, err := json.Marshal(Message{Type: "webhook.test", Timestamp: time.Now().UTC(), Data: struct{}{}})
	if err != nil {
		return 0, err
	}
	var id [8]byte
	rand.Read(id[:]) // never fails: it ends the program instead
	a := w.send(ctx, e.URL, key, "test-"+hex.EncodeToString(id[:]), b)
	return a.status, describe(a.err)
}

// describe tells the owner of an endpoint why there was no answer, without
// what our resolver knows of our own network.
func describe(err error) error {
	var t interface{ Timeout() bool }
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errNotPublic):
		return errNotPublic
	case errors.As(err, &t) && t.Timeout():
		return errors.New("there was no answer in time")
	}
	return errors.New("no connection could be made: check the name, the port and the certificate")
}

// Replay makes a delivery due again, whatever became of it, with a fresh
// schedule. It is shell.ErrNotFound when the endpoint has no such message.
func (w *Worker) Replay(ctx context.Context, endpoint, message string) error {
	for cursor := ""; ; {
		page, next, err := w.store.Deliveries(ctx, endpoint, batch, cursor)
		if err != nil {
			return err
		}
		for _, d := range page {
			if d.Message != message {
				continue
			}
			d.State, d.Attempts, d.Next = shell.DeliveryPending, 0, clock.FromTime(time.Now())
			if err := w.store.SaveDelivery(ctx, d); err != nil {
				return err
			}
			w.wake()
			return nil
		}
		if next == "" {
			return shell.ErrNotFound
		}
		cursor = next
	}
}
