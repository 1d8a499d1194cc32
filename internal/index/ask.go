package index

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
)

// units returns the set of units of a pack that may hold all literals of one of the alternatives, a bit each; nil means all of them.
func (r *reader) units(ctx context.Context, s *share, alternatives [][][]byte) []byte {
	signs := s.table.signs
	if signs == nil {
		return nil
	}
	q := ask(alternatives)
	if q == nil {
		return nil
	}
	key := fmt.Sprint(s.entry.Name, maphash.String(r.answers.seed, fmt.Sprint(q)))
	if set, ok := r.answers.get(key); ok {
		return set
	}
	set, err := r.readUnits(ctx, s, q)
	if err != nil {
		return nil // the lines themselves tell
	}
	r.answers.put(key, set)
	return set
}

func (r *reader) readUnits(ctx context.Context, s *share, q question) ([]byte, error) {
	signs, needed := s.table.signs, s.table.signs.needs(q)
	o, err := r.fetch.open(ctx, s.entry.Partition.signs(s.entry.Name), s.entry.Bytes.Signs)
	if err != nil {
		return nil, err
	}
	defer o.close()
	places := make([]place, len(needed))
	for i, group := range needed {
		places[i] = signs.group(group)
	}
	groups, err := o.readAll(places)
	if err != nil {
		return nil, err
	}
	set, ok := signs.answer(q, needed, groups)
	if !ok {
		o.spoiled()
		return nil, errPack
	}
	return set, nil
}

// maxAnswers is how many answers are kept.
const maxAnswers = 64

// answers keeps what the signs of packs said, for the next day of the same pack.
type answers struct {
	seed maphash.Seed

	mu   sync.Mutex
	sets map[string][]byte
}

func (a *answers) get(key string) ([]byte, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	set, ok := a.sets[key]
	return set, ok
}

func (a *answers) put(key string, set []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sets == nil || len(a.sets) >= maxAnswers {
		a.sets = map[string][]byte{}
	}
	a.sets[key] = set
}
