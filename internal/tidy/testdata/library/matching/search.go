package matching

import (
	old "math/rand"
	"math/rand/v2"
	_ "net/http"      // want "purity: matching may not import net/http"
	_ "os"            // want "purity: matching may not import os"
	_ "path/filepath" // want "purity: matching may not import path/filepath"
	_ "sync"
	"time"
)

func dice(r *rand.Rand) {
	_ = r.IntN(6)
	_ = rand.IntN(6)          // want "purity: matching may not use rand.IntN"
	rand.Shuffle(1, nil)      // want "purity: matching may not use rand.Shuffle"
	_ = old.Float64()         // want "purity: matching may not use rand.Float64"
	deadline := time.After(1) // want "purity: matching may not use time.After"
	go func() { <-deadline }()
}
