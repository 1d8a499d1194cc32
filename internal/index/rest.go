package index

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// The pages of the columns beside the lines are small, and those of one row group lie together: they are read at once.

// rest returns where the other columns of the row group lie that a stretch belongs to.
func (t *table) rest(s *stretch) place {
	i, _ := slices.BinarySearchFunc(t.stretches, s.first, func(at stretch, first int) int { return at.first - first })
	first, last := i, i
	for first > 0 && t.stretches[first-1].leaves.in.end() == t.stretches[first].leaves.in.off {
		first--
	}
	for last+1 < len(t.stretches) && t.stretches[last].leaves.in.end() == t.stretches[last+1].leaves.in.off {
		last++
	}
	off := t.stretches[first].leaves.in.off
	return place{off, t.stretches[last].leaves.steps.end() - off}
}

// within returns the bytes at a place of an object, of which b holds those at another.
func (p place) within(b []byte, of place) ([]byte, bool) {
	if p.off < of.off || p.end() > of.off+int64(len(b)) {
		return nil, false
	}
	return b[p.off-of.off:][:p.size], true
}

// maxRests is how many row groups' other columns are kept for the next Block.
const maxRests = 8

// rests keeps what was read last.
type rests struct {
	mu    sync.Mutex
	of    map[string]*fetching
	order []string // by age
}

// A fetching is bytes that are there, or on their way.
type fetching struct {
	done  chan struct{}
	bytes []byte
	err   error
}

// readRest returns the other columns of a row group.
func (r *reader) readRest(ctx context.Context, of *share, p place) ([]byte, error) {
	key := fmt.Sprint(of.lines(), p.off)
	f, first := r.rests.enter(key)
	if !first {
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if f.err == nil {
			return f.bytes, nil
		}
		return r.fetch.read(ctx, of.lines(), p) // whoever was first may have given up
	}
	f.bytes, f.err = r.fetch.read(ctx, of.lines(), p)
	close(f.done)
	if f.err != nil {
		r.rests.forget(key)
	}
	return f.bytes, f.err
}

func (r *rests) enter(key string) (f *fetching, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f, ok := r.of[key]; ok {
		return f, false
	}
	if r.of == nil {
		r.of = map[string]*fetching{}
	}
	if len(r.order) >= maxRests {
		delete(r.of, r.order[0])
		r.order = r.order[1:]
	}
	f = &fetching{done: make(chan struct{})}
	r.of[key], r.order = f, append(r.order, key)
	return f, true
}

func (r *rests) forget(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.of, key)
	r.order = slices.DeleteFunc(r.order, func(k string) bool { return k == key })
}
