package main

import (
	_ "github.com/linli/linli/cmd/dispatcher/flags"
	_ "github.com/linli/linli/httpapi"
	_ "github.com/linli/linli/journal/sqlite"
	_ "github.com/linli/linli/live"
	_ "github.com/linli/linli/simulator"
)

func main() {}
