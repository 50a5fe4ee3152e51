// Command lifecycle draws the life of an order and of a locker compartment,
// from the tables that the engine obeys, as a page of Markdown. It is called
// by go generate in package orders.
package main

import (
	"flag"
	"log"
	"os"
)

func main() {
	out := flag.String("o", "", "file to write; empty: standard output")
	flag.Parse()
	page := Page()
	if *out == "" {
		os.Stdout.Write(page)
		return
	}
	if err := os.WriteFile(*out, page, 0o644); err != nil {
		log.Fatalf("lifecycle: %v", err)
	}
}
