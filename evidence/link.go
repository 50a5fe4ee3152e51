package evidence

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
)

// LinkLife is how long a link to a file works.
const LinkLife = 5 * time.Minute

// Link returns the token that opens a file until LinkLife is over, and when
// that is.
func (k *Keeper) Link(id string) (token string, until clock.Instant) {
	until = k.cfg.Now().Add(LinkLife)
	text := id + "." + strconv.FormatInt(int64(until), 36)
	return text + "." + k.sign(text), until
}

// Open returns the file of a token. A token that was never given out or is too
// old is shell.ErrNotFound, like a file that is gone.
func (k *Keeper) Open(ctx context.Context, token string) (shell.Evidence, []byte, error) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || !hmac.Equal([]byte(k.sign(token[:i])), []byte(token[i+1:])) {
		return shell.Evidence{}, nil, shell.ErrNotFound
	}
	id, moment, _ := strings.Cut(token[:i], ".")
	until, err := strconv.ParseInt(moment, 36, 64)
	if err != nil || k.cfg.Now() >= clock.Instant(until) {
		return shell.Evidence{}, nil, shell.ErrNotFound
	}
	return k.read(ctx, id)
}

func (k *Keeper) sign(text string) string {
	h := hmac.New(sha256.New, k.cfg.Key)
	h.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
