package main

import (
	"crypto/hkdf"
	"crypto/sha256"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/linli/linli/evidence"
)

// proofsConfig is where evidence is kept, and for how long.
type proofsConfig struct {
	folder string
	keep   string // photo=720h,signature=…
}

func (c *proofsConfig) register(fs *flag.FlagSet) {
	fs.StringVar(&c.folder, "evidence", "", "folder of photos, signatures and codes (default: beside the store); servers of one store share it")
	fs.StringVar(&c.keep, "evidence-keep", "", "how long they are kept: photo=720h,signature=4320h,code=720h")
}

// times reads how long each kind is kept.
func (c *proofsConfig) times() (map[string]time.Duration, error) {
	out := map[string]time.Duration{}
	if c.keep == "" {
		return out, nil
	}
	for item := range strings.SplitSeq(c.keep, ",") {
		kind, text, _ := strings.Cut(item, "=")
		d, err := time.ParseDuration(text)
		if err != nil {
			return nil, fmt.Errorf("--evidence-keep %q is not like photo=720h", item)
		}
		out[strings.TrimSpace(kind)] = d
	}
	return out, nil
}

// openProofs builds the keeper of a zone's evidence; mark is what tells its
// folder and links from those of the other zone.
func (s *server) openProofs(rows evidence.Rows, mark string) (*evidence.Keeper, error) {
	c := &s.cfg.proofs
	path := c.folder
	if path == "" {
		path = "linli-evidence"
		if !strings.HasPrefix(s.cfg.store, "postgres") {
			path = filepath.Join(filepath.Dir(strings.TrimPrefix(s.cfg.store, "sqlite:")), path)
		}
	}
	keep, err := c.times()
	if err != nil {
		return nil, err
	}
	files, err := evidence.NewFolder(path + mark)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, s.cfg.secret, nil, "linli evidence links"+mark, 32)
	if err != nil {
		return nil, err
	}
	prefix := ""
	if mark != "" {
		prefix = "t"
	}
	return evidence.New(evidence.Config{Keep: keep, Key: key, Prefix: prefix, Log: s.cfg.log}, rows, files)
}
