package evidence

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Kinds of evidence.
const (
	Photo     = "photo"
	Signature = "signature"
	Code      = "code" // scanned or typed
)

// mostOfOrder is how many rows one order may have.
const mostOfOrder = 30

// Rows is where the store keeps what is known of the files.
type Rows interface {
	PutEvidence(ctx context.Context, e shell.Evidence) error
	Evidence(ctx context.Context, id string) (shell.Evidence, error)
	EvidenceOf(ctx context.Context, order orders.ID) ([]shell.Evidence, error)
	ExpiredEvidence(ctx context.Context, now clock.Instant, limit int) ([]shell.Evidence, error)
}

// Files is where the files are; Folder is one.
type Files interface {
	Put(id string, body []byte) error
	Get(id string) ([]byte, error)
	Delete(id string) error
}

// Config is what an operator sets.
type Config struct {
	Keep map[string]time.Duration // by kind; kinds left out have DefaultKeep
	Key  []byte                   // links are signed with it

	Prefix string               // of ids and links
	Now    func() clock.Instant // real time; nil: the machine's
	Log    *slog.Logger
}

// DefaultKeep is how long files are kept.
var DefaultKeep = map[string]time.Duration{
	Photo: 30 * 24 * time.Hour, Signature: 180 * 24 * time.Hour, Code: 30 * 24 * time.Hour,
}

// Keeper keeps evidence. Safe for concurrent use.
type Keeper struct {
	cfg   Config
	rows  Rows
	files Files
}

// New returns a keeper; Run deletes what is old.
func New(cfg Config, rows Rows, files Files) (*Keeper, error) {
	for kind, d := range cfg.Keep {
		if DefaultKeep[kind] == 0 || d <= 0 {
			return nil, fmt.Errorf("evidence: %q cannot be kept for %s", kind, d)
		}
	}
	if len(cfg.Key) < 32 {
		return nil, errors.New("evidence: the key of links has fewer than 32 bytes")
	}
	if cfg.Now == nil {
		cfg.Now = func() clock.Instant { return clock.FromTime(time.Now()) }
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Keeper{cfg: cfg, rows: rows, files: files}, nil
}

// Add looks at what was sent and keeps it: the file first, then the row. Of e
// it reads Order, Kind, Stage and By. The error is *shell.Unfit when what was sent
// cannot be kept.
func (k *Keeper) Add(ctx context.Context, e shell.Evidence, sent []byte) (shell.Evidence, error) {
	if DefaultKeep[e.Kind] == 0 {
		return e, unfit("the kind is not photo, signature or code")
	}
	c, err := clean(e.Kind, sent)
	if err != nil {
		return e, err
	}
	have, err := k.rows.EvidenceOf(ctx, e.Order)
	if err != nil {
		return e, err
	}
	if len(have) >= mostOfOrder {
		return e, unfit("the order has %d pieces of evidence already", len(have))
	}
	hash := sha256.Sum256(c.body)
	e.Hash = hex.EncodeToString(hash[:])
	for _, old := range have {
		if old.Hash == e.Hash && old.Kind == e.Kind && old.Stage == e.Stage && old.By == e.By && old.Gone.IsZero() {
			return old, nil // sent again because our answer was lost
		}
	}
	var random [15]byte
	rand.Read(random[:]) // never fails: it ends the program instead
	e.ID = k.cfg.Prefix + "v" + strings.ToLower(base32.StdEncoding.EncodeToString(random[:]))
	e.Type, e.Bytes, e.Width, e.Height = c.media, int64(len(c.body)), c.width, c.height
	e.At = k.cfg.Now()
	e.Expires, e.Gone = e.At.Add(k.keep(e.Kind)), 0
	if err := k.files.Put(e.ID, c.body); err != nil {
		return e, err
	}
	if err := k.rows.PutEvidence(ctx, e); err != nil {
		return e, errors.Join(err, k.files.Delete(e.ID))
	}
	return e, nil
}

func (k *Keeper) keep(kind string) time.Duration {
	if d, ok := k.cfg.Keep[kind]; ok {
		return d
	}
	return DefaultKeep[kind]
}

// List returns an order's rows, oldest first, those of files that are gone
// included.
func (k *Keeper) List(ctx context.Context, order orders.ID) ([]shell.Evidence, error) {
	return k.rows.EvidenceOf(ctx, order)
}

// Erase deletes every file of an order for good; the rows and hashes stay.
func (k *Keeper) Erase(ctx context.Context, order orders.ID) error {
	list, err := k.rows.EvidenceOf(ctx, order)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Gone.IsZero() {
			err = errors.Join(err, k.drop(ctx, e))
		}
	}
	return err
}

// Remove deletes one file for good; its row and hash stay.
func (k *Keeper) Remove(ctx context.Context, id string) error {
	e, err := k.rows.Evidence(ctx, id)
	if err != nil || !e.Gone.IsZero() {
		return err
	}
	return k.drop(ctx, e)
}

// drop deletes the file, then says so in the row: a crash between the two
// finds the row again.
func (k *Keeper) drop(ctx context.Context, e shell.Evidence) error {
	if err := k.files.Delete(e.ID); err != nil {
		return err
	}
	e.Gone = k.cfg.Now()
	return k.rows.PutEvidence(ctx, e)
}

// read returns a file as long as it is there and its time is not over.
func (k *Keeper) read(ctx context.Context, id string) (shell.Evidence, []byte, error) {
	e, err := k.rows.Evidence(ctx, id)
	if err != nil {
		return e, nil, err
	}
	if !e.Gone.IsZero() || e.Expires <= k.cfg.Now() {
		return e, nil, shell.ErrNotFound
	}
	b, err := k.files.Get(id)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil, shell.ErrNotFound
	}
	if err != nil {
		return e, nil, fmt.Errorf("evidence: read %s: %w", id, err)
	}
	if h := sha256.Sum256(b); hex.EncodeToString(h[:]) != e.Hash {
		return e, nil, fmt.Errorf("evidence: the file of %s is not what was kept", id)
	}
	return e, b, nil
}
