package orders_test

import (
	"math/rand"
	"os"
	"testing"
	"time"

	"github.com/linli/linli/orders"
)

func TestTestsAreFree(t *testing.T) {
	_, _, _ = os.Args, rand.Int(), time.Now()
	for range map[int]int{} {
		go func() {}()
	}
	_ = orders.State{}
}
