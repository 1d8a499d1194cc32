package player

import (
	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A place is a position between two events of a recording: before event number event of chunk number chunk.
type place struct{ chunk, event int }

func (a place) before(b place) bool {
	return a.chunk < b.chunk || a.chunk == b.chunk && a.event < b.event
}

// A keyframe is the screen at a place as redraw bytes.
type keyframe struct {
	at     place
	size   format.Size
	redraw []byte
}

// screen returns a screen as it was at the keyframe.
func (k keyframe) screen() *vt.Screen {
	s := vt.New(k.size.Cols, k.size.Rows)
	s.Write(k.redraw)
	return s
}

// storedKeyframes returns the keyframes that chunk number carries, in order. One that cannot be read is left out: replaying
// does without.
func storedKeyframes(number int, c format.Contents) (stored []keyframe) {
	for _, s := range c.Sections {
		if s.Kind != format.SectionKeyframe {
			continue
		}
		if k, err := format.ParseKeyframe(s.Raw); err == nil {
			stored = append(stored, keyframe{place{number, s.After}, k.Size, k.Redraw})
		}
	}
	return stored
}

// keyframes are those that a Player made while replaying, in order, within a limit of memory.
type keyframes struct {
	limit int
	cost  int
	list  []keyframe
}

// keyframeEvery is the distance between keyframes inside a chunk in bytes of output: replaying that much takes a few
// milliseconds.
const keyframeEvery = 128 << 10

// before returns the latest keyframe that is not after a place.
func (ks *keyframes) before(at place) (keyframe, bool) {
	i := ks.search(at)
	if i < len(ks.list) && ks.list[i].at == at {
		return ks.list[i], true
	}
	if i == 0 {
		return keyframe{}, false
	}
	return ks.list[i-1], true
}

// search returns the index of the first keyframe that is not before a place.
func (ks *keyframes) search(at place) int {
	low, high := 0, len(ks.list)
	for low < high {
		mid := (low + high) / 2
		if ks.list[mid].at.before(at) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// has reports whether there is a keyframe at a place.
func (ks *keyframes) has(at place) bool {
	i := ks.search(at)
	return i < len(ks.list) && ks.list[i].at == at
}

func (ks *keyframes) add(k keyframe) {
	i := ks.search(k.at)
	if i < len(ks.list) && ks.list[i].at == k.at {
		return
	}
	ks.list = append(ks.list, keyframe{})
	copy(ks.list[i+1:], ks.list[i:])
	ks.list[i] = k
	ks.cost += len(k.redraw)
	if ks.cost > ks.limit {
		ks.thin(k.at.chunk)
	}
}

// thin makes room: first go the keyframes inside of chunks other than the one in use, then every second one.
func (ks *keyframes) thin(chunk int) {
	ks.keep(func(_ int, k keyframe) bool { return k.at.event == 0 || k.at.chunk == chunk })
	for ks.cost > ks.limit*3/4 && len(ks.list) > 1 {
		ks.keep(func(i int, _ keyframe) bool { return i%2 == 0 })
	}
}

func (ks *keyframes) keep(wanted func(i int, k keyframe) bool) {
	kept := ks.list[:0]
	ks.cost = 0
	for i, k := range ks.list {
		if wanted(i, k) {
			kept = append(kept, k)
			ks.cost += len(k.redraw)
		}
	}
	clear(ks.list[len(kept):])
	ks.list = kept
}
