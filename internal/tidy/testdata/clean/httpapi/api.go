package httpapi

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

type API struct {
	Event   dispatch.Event
	Store   shell.Store
	Message courier.Message
}
