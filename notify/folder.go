package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Folder is a driver that writes each message as a line of JSON into a file of
// its channel: for tests, and for installations where a script of their own
// carries the messages on. The files hold numbers and texts: whoever reads
// them must empty them.
type Folder struct {
	path string
	mu   sync.Mutex
}

// NewFolder returns a driver that writes below path, which is made if need be,
// for the owner alone.
func NewFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("notify: folder: %w", err)
	}
	return &Folder{path: path}, nil
}

// Send appends the message to sms.jsonl, voice.jsonl and so on.
func (f *Folder) Send(_ context.Context, m Message) (string, error) {
	if !slices.Contains(Channels, m.Channel) {
		return "", &Refused{Code: "unknown_channel"}
	}
	line, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	file, err := os.OpenFile(filepath.Join(f.path, string(m.Channel)+".jsonl"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return "", fmt.Errorf("notify: folder: %w", err)
	}
	_, err = file.Write(append(line, '\n'))
	return "", errors.Join(err, file.Sync(), file.Close())
}
