package player

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A chunk is the decoded content of one chunk of the recording. It does not change.
type chunk struct {
	number    int
	events    []format.Event
	keyframes []keyframe // that the recording has in it, in order
	quiet     []Span
	broken    bool // the events after the last one are lost
	lacking   bool // its transcript is not whole
	cost      int  // bytes of memory
}

// first returns the keyframe before the chunk's first event, and false if it has none.
func (c *chunk) first() (keyframe, bool) {
	if len(c.keyframes) == 0 || c.keyframes[0].at.event != 0 {
		return keyframe{}, false
	}
	return c.keyframes[0], true
}

// eventCost is what an event takes in memory besides its data.
const eventCost = 40

// chunkAt returns chunk i, from memory or by reading it.
func (p *Player) chunkAt(i int) (*chunk, error) {
	p.mu.Lock()
	c := p.cache.get(i)
	p.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c, _, err := p.readChunk(i)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.cache.put(c)
	p.mu.Unlock()
	return c, nil
}

// readChunk reads chunk i and notes what is in it. Damage is no error: what comes before it is returned. The lines are
// those of the chunk's transcript.
func (p *Player) readChunk(i int) (*chunk, transcript, error) {
	f := p.recording()
	contents, err := f.ReadChunk(i)
	corrupt, err := damageOf(f, i, err)
	if err != nil {
		return nil, nil, fmt.Errorf("read chunk %d: %w", i, err)
	}
	c := &chunk{number: i, events: contents.Events, broken: corrupt != nil}
	c.keyframes = storedKeyframes(i, contents)
	c.lacking = slices.ContainsFunc(contents.Sections, func(s format.Section) bool { return s.Kind == format.SectionUnderived })
	c.quiet = quietSpans(c.events, f.Chunks(), i)
	c.cost = len(c.events) * eventCost
	for _, e := range c.events {
		c.cost += len(e.Data)
	}
	for _, k := range c.keyframes {
		c.cost += len(k.redraw)
	}
	p.mu.Lock()
	p.traits.note(c, f.Chunks()[i], corrupt)
	p.mu.Unlock()
	return c, storedTranscript(contents), nil
}

// damageOf sorts out what ReadChunk said of chunk i: what is wrong with its bytes, or an error of reading them. Only the
// last chunk of a torn recording may be cut off; where any other one is, its bytes are wrong.
func damageOf(f *format.File, i int, err error) (*format.CorruptError, error) {
	var corrupt *format.CorruptError
	switch {
	case err == nil, errors.As(err, &corrupt):
		return corrupt, nil
	case !errors.Is(err, format.ErrTorn):
		return nil, err
	case i == len(f.Chunks())-1 && errors.Is(f.Damage(), format.ErrTorn):
		return nil, nil
	}
	return &format.CorruptError{Offset: f.Chunks()[i].Offset, Err: err}, nil
}

// until returns how many of the chunk's events happened up to and at t.
func (c *chunk) until(t time.Duration) int {
	return sort.Search(len(c.events), func(i int) bool { return c.events[i].At > t })
}

// shows reports whether an event changes the screen.
func shows(k format.Kind) bool {
	return k == format.Output || k == format.Stderr || k == format.Resize
}

// quietSpans returns the stretches of at least MinQuiet without output in chunk i, and those to its neighbours. How long
// it was quiet before the chunk is known from the index.
func quietSpans(events []format.Event, chunks []format.Chunk, i int) []Span {
	var quiet []Span
	last := time.Duration(0)
	if i > 0 {
		last = chunks[i-1].End
	}
	add := func(to time.Duration) {
		if to-last >= MinQuiet {
			quiet = append(quiet, Span{last, to})
		}
		last = to
	}
	for _, e := range events {
		if shows(e.Kind) {
			add(e.At)
		}
	}
	end := chunks[i].End
	if i+1 < len(chunks) {
		end = chunks[i+1].Start
	}
	add(end)
	return quiet
}

// A chunkCache keeps the chunks used last, within a limit of memory. The newest one always stays.
type chunkCache struct {
	limit  int
	cost   int
	chunks []*chunk // the one used last comes last
}

func (cc *chunkCache) get(number int) *chunk {
	for i, c := range cc.chunks {
		if c.number == number {
			copy(cc.chunks[i:], cc.chunks[i+1:])
			cc.chunks[len(cc.chunks)-1] = c
			return c
		}
	}
	return nil
}

func (cc *chunkCache) put(c *chunk) {
	cc.drop(c.number)
	cc.chunks = append(cc.chunks, c)
	cc.cost += c.cost
	for cc.cost > cc.limit && len(cc.chunks) > 1 {
		cc.drop(cc.chunks[0].number)
	}
}

func (cc *chunkCache) drop(number int) {
	for i, c := range cc.chunks {
		if c.number == number {
			cc.cost -= c.cost
			cc.chunks = append(cc.chunks[:i], cc.chunks[i+1:]...)
			return
		}
	}
}
