package matching

import "sync"

// spread calls f for 0 to n-1, in as many stretches at a time as there are
// threads. The calls have to be independent of each other.
func spread(n, threads int, f func(i int)) {
	threads = max(1, min(threads, n))
	var wait sync.WaitGroup
	for t := range threads {
		wait.Go(func() {
			for i := n * t / threads; i < n*(t+1)/threads; i++ {
				f(i)
			}
		})
	}
	wait.Wait()
}
