package fleet

type inbox chan int // want "purity: no channel in the core"

func concurrency(in inbox) {
	go func() {}() // want "purity: no goroutine in the core"
	in <- 1        // want "purity: no channel in the core"
	<-in           // want "purity: no channel in the core"
	for range in { // want "purity: no channel in the core"
	}
	select {} // want "purity: no select in the core"
}

func direction(<-chan int, chan<- int) {} // want "purity: no channel in the core" "purity: no channel in the core"
