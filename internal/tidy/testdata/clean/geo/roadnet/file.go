package roadnet

import (
	"os"
	"sync"

	"github.com/linli/linli/clock"
)

// Open may open files: the package has them in its charge.
func Open(name string) (*os.File, error) { return os.Open(name) }

// Spread may use goroutines, locks and channels inside a call.
func Spread(n int, f func(int)) clock.Instant {
	var wg sync.WaitGroup
	done := make(chan int, n)
	for i := range n {
		wg.Add(1)
		go func() { defer wg.Done(); f(i); done <- i }()
	}
	wg.Wait()
	return 0
}
