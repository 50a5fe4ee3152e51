package httpapi_test

import "github.com/linli/linli/simulator"

var _ simulator.S
