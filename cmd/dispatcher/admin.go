package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/shell"
)

const adminHelp = `sets up and keeps a server.

  admin init    --store URL                        make the first administrator's key
  admin backup  --store sqlite:PATH FILE           copy a live store
  admin restore FILE PATH                          make a store from a copy

With a running server (--server URL, --key KEY or LINLI_KEY):
  admin merchant ID --name N --category C --at LNG,LAT   a merchant, and its key
  admin key SUBJECT --scope orders|staff|admin [--live]  another key
  admin user ID [--profile ebike]                        a courier, and its key
  admin robot ID --maker M                               a robot, and its key
  admin locker ID --at LNG,LAT --compartments 20         a locker bank, and its key
  admin gate ID                                          a gate's controller, and its key
  admin lift ID                                          a lift's controller, and its key
`

func admin(ctx context.Context, args []string) error {
	verbs := map[string]func(context.Context, []string) error{
		"init": adminInit, "backup": adminBackup, "restore": adminRestore,
		"merchant": adminMerchant, "key": adminKey, "user": adminUser, "robot": adminRobot, "locker": adminLocker,
		"gate": adminPassage("gate"), "lift": adminPassage("lift"),
	}
	if len(args) == 0 || verbs[args[0]] == nil {
		fmt.Fprint(os.Stderr, "dispatcher admin: ", adminHelp)
		return errUsage
	}
	return verbs[args[0]](ctx, args[1:])
}

func adminInit(ctx context.Context, args []string) error {
	fs := flags("admin init", "makes the first administrator's key; it is shown once.")
	url := fs.String("store", "sqlite:linli.db", "sqlite:PATH or postgres://…")
	again := fs.Bool("again", false, "also when there are keys already, because the administrator's was lost")
	if _, err := parse(fs, args); err != nil {
		return err
	}
	store, err := journal.Open(ctx, *url)
	if err != nil {
		return err
	}
	defer store.Close()
	there, _, err := store.Credentials(ctx, 1, "")
	if err != nil {
		return err
	}
	if len(there) > 0 && !*again {
		return errors.New("this store has keys already: use an administrator's, or --again if it was lost")
	}
	key, err := newCredential(ctx, store, "admin", "first administrator", shell.ScopeAdmin)
	if err != nil {
		return err
	}
	fmt.Println(key)
	return nil
}

// newCredential stores a fresh key and returns it whole: the only time that
// it can be shown.
func newCredential(ctx context.Context, store journal.Access, subject, label string, scopes ...shell.Scope) (string, error) {
	id, secret := random(10), random(32)
	err := store.PutCredential(ctx, shell.Credential{
		ID: id, Hash: shell.HashSecret(secret), Subject: subject, Scopes: scopes, Label: label,
		Created: clock.FromTime(time.Now()),
	})
	return shell.FormatKey(id, secret), err
}

func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

func adminBackup(ctx context.Context, args []string) error {
	fs := flags("admin backup", "FILE copies a SQLite store, also while a server runs on it.")
	url := fs.String("store", "sqlite:linli.db", "sqlite:PATH")
	rest, err := parse(fs, args)
	if err != nil || len(rest) != 1 {
		return errors.Join(err, errUsage)
	}
	store, err := journal.Open(ctx, *url)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Backup(ctx, rest[0]); err != nil {
		return err
	}
	fmt.Printf("copied to %s; keep the server's secret file with it, but apart\n", rest[0])
	return nil
}

func adminRestore(ctx context.Context, args []string) error {
	rest, err := parse(flags("admin restore", "FILE PATH checks a copy and makes a store of it."), args)
	if err != nil || len(rest) != 2 {
		return errors.Join(err, errUsage)
	}
	if err := journal.Restore(ctx, rest[0], strings.TrimPrefix(rest[1], "sqlite:")); err != nil {
		return err
	}
	fmt.Printf("restored to %s\n", rest[1])
	return nil
}

// remote is a running server, asked with an administrator's key.
type remote struct{ server, key string }

// set sends a set-up and prints the key that it is answered with.
func (r remote) set(ctx context.Context, path string, body map[string]any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(r.server, "/")+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the server at %s does not answer: %w", r.server, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return err
	}
	var out struct{ Detail, Code, Key string }
	if err := json.Unmarshal(answer, &out); err != nil {
		return fmt.Errorf("the server at %s answered %s with something that is not JSON", r.server, res.Status)
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s (%s)", out.Detail, out.Code)
	}
	fmt.Println(out.Key)
	return nil
}
