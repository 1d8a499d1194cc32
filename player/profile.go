package player

import (
	"sort"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A Marker is a label somebody set during the session.
type Marker struct {
	At    time.Duration
	Label string
}

// A Gap is a place where output is missing.
type Gap struct {
	At     time.Duration
	Bytes  int64 // that are missing, -1 if it is not known how many
	Reason string
}

// A Resize is a change of the recorded terminal's size.
type Resize struct {
	At   time.Duration
	Size format.Size
}

// traits is what is remembered of the chunks that were read, by number: little enough to be kept for all of them.
type traits map[int]*trait

type trait struct {
	markers []Marker
	gaps    []Gap
	resizes []Resize
	broken  *Break
	signed  bool               // signature says what it can
	words   *format.Signature  // of the transcript, nil for a chunk that has to be read to know
	output  [traitSlots]uint32 // bytes, over the time of the chunk
}

// traitSlots is how finely the activity inside a chunk is remembered.
const traitSlots = 128

// note remembers what is in a chunk.
func (ts traits) note(c *chunk, index format.Chunk, corrupt *format.CorruptError) {
	if ts[c.number] != nil {
		return
	}
	t := &trait{}
	last := index.Start
	for _, e := range c.events {
		t.event(e, index)
		last = e.At
	}
	if corrupt != nil {
		t.broken = &Break{last, corrupt}
	}
	ts[c.number] = t
}

func (t *trait) event(e format.Event, index format.Chunk) {
	switch e.Kind {
	case format.Output, format.Stderr:
		slot := 0
		if long := index.End - index.Start; long > 0 {
			slot = int(float64(e.At-index.Start) / float64(long) * traitSlots)
		}
		t.output[min(max(slot, 0), traitSlots-1)] += uint32(len(e.Data)) // #nosec G115 -- a chunk has at most 32 MiB
	case format.Marker:
		t.markers = append(t.markers, Marker{e.At, string(e.Data)})
	case format.Gap:
		if n, reason, err := e.Gap(); err == nil {
			t.gaps = append(t.gaps, Gap{e.At, n, reason})
		}
	case format.Resize:
		if s, err := e.Size(); err == nil {
			t.resizes = append(t.resizes, Resize{e.At, s})
		}
	}
}

// Markers returns the markers known so far in order: those of the chunks that were read. Survey reads the rest.
func (p *Player) Markers() []Marker {
	var all []Marker
	p.eachTrait(func(t *trait) { all = append(all, t.markers...) })
	sort.SliceStable(all, func(i, j int) bool { return all[i].At < all[j].At })
	return all
}

// Gaps returns the gaps known so far in order.
func (p *Player) Gaps() []Gap {
	var all []Gap
	p.eachTrait(func(t *trait) { all = append(all, t.gaps...) })
	sort.SliceStable(all, func(i, j int) bool { return all[i].At < all[j].At })
	return all
}

// Resizes returns the changes of size known so far in order.
func (p *Player) Resizes() []Resize {
	var all []Resize
	p.eachTrait(func(t *trait) { all = append(all, t.resizes...) })
	sort.SliceStable(all, func(i, j int) bool { return all[i].At < all[j].At })
	return all
}

func (p *Player) eachTrait(visit func(*trait)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.traits {
		visit(t)
	}
}

// Survey reads one chunk that was not read before, for its markers, its activity and a signature of its words, which makes
// Find fast, and returns how many chunks are left. It reads the recording and keeps nothing else of the chunk.
func (p *Player) Survey() (left int, err error) {
	n := len(p.chunks())
	p.mu.Lock()
	next := -1
	for i := range n {
		if t := p.traits[i]; t == nil || !t.signed {
			if next < 0 {
				next = i
			}
			left++
		}
	}
	p.mu.Unlock()
	if next < 0 {
		return 0, nil
	}
	c, lines, err := p.readChunk(next)
	if err != nil {
		return left, err
	}
	p.sign(c, lines)
	return left - 1, nil
}

// Activity returns how many bytes of output there were in each of n equal parts of the recording. Inside a chunk that was
// not read yet they are spread evenly.
func (p *Player) Activity(n int) []int64 {
	if n <= 0 {
		return nil
	}
	a := activity{buckets: make([]float64, n), end: p.Duration()}
	p.mu.Lock()
	for i, c := range p.file.Chunks() {
		if t := p.traits[i]; t != nil {
			a.slots(c, t)
		} else {
			a.spread(c.Start, c.End, float64(c.OutputBytes))
		}
	}
	p.mu.Unlock()
	out := make([]int64, n)
	for i, v := range a.buckets {
		out[i] = int64(v + 0.5)
		if v > 0 && out[i] == 0 {
			out[i] = 1
		}
	}
	return out
}

type activity struct {
	buckets []float64
	end     time.Duration
}

func (a *activity) slots(c format.Chunk, t *trait) {
	step := float64(c.End-c.Start) / traitSlots
	for i, bytes := range t.output {
		if bytes > 0 {
			from := c.Start + time.Duration(float64(i)*step)
			a.spread(from, c.Start+time.Duration(float64(i+1)*step), float64(bytes))
		}
	}
}

// spread adds bytes evenly to the buckets of a stretch of time.
func (a *activity) spread(from, to time.Duration, bytes float64) {
	first, last := a.place(from), a.place(to)
	low, high := int(first), min(int(last), len(a.buckets)-1)
	if low >= high {
		a.buckets[min(low, len(a.buckets)-1)] += bytes
		return
	}
	for i := low; i <= high; i++ {
		part := min(float64(i+1), last) - max(float64(i), first)
		a.buckets[i] += bytes * part / (last - first)
	}
}

func (a *activity) place(t time.Duration) float64 {
	if a.end <= 0 {
		return 0
	}
	return float64(t) / float64(a.end) * float64(len(a.buckets))
}
