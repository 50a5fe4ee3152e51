package dispatch

import "github.com/linli/linli/orders"

type Event struct{ State orders.State }
