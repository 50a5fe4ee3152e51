package orders

import (
	_ "github.com/linli/linli/cmd/dispatcher" // want "imports: orders may not import cmd/dispatcher: nothing imports a command"
	_ "github.com/linli/linli/dispatch"       // want "imports: orders may not import dispatch: dispatch stands after orders"
	_ "github.com/linli/linli/httpapi"        // want "imports: orders may not import httpapi: httpapi stands after orders"
)
