package inventory

import (
	"context"
	"sync"
)

// A Gathered is what one of several sources found.
type Gathered struct {
	Source  Source
	Listing Listing
	Err     error
}

// Gather lists all sources at the same time and returns what they found, in their order.
func Gather(ctx context.Context, sources []Source) []Gathered {
	all := make([]Gathered, len(sources))
	var wg sync.WaitGroup
	for i, s := range sources {
		wg.Go(func() {
			l, err := s.List(ctx)
			all[i] = Gathered{s, l, err}
		})
	}
	wg.Wait()
	return all
}

// Targets merges what several sources found.
func Targets(all []Gathered) []Target {
	lists := make([][]Target, len(all))
	for i, g := range all {
		lists[i] = g.Listing.Targets
	}
	return Merge(lists...)
}
