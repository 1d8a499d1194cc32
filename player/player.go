package player

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// Options bound what a Player keeps in memory. The zero value is good.
type Options struct {
	// CacheBytes bounds the decoded chunks that are kept; 0 means 6 MiB. The chunk in use is kept in any case.
	CacheBytes int
	// KeyframeBytes bounds the keyframes that a Player makes itself while it replays; 0 means 4 MiB.
	KeyframeBytes int
}

const (
	defaultCacheBytes    = 6 << 20
	defaultKeyframeBytes = 4 << 20
)

// A Player answers what the screen of one recording looked like at a time. It may be used from several goroutines:
// frames are made one after the other, while everything that does not say that it reads returns at once.
type Player struct {
	seeking sync.Mutex // held while a frame is made; guards replay
	replay  replay

	mu     sync.Mutex // never held while the recording is read; guards what follows
	file   *format.File
	cache  chunkCache
	keys   keyframes
	traits traits
	signed int // bytes of signatures
	words  words
}

// Open returns a player of f. It reads nothing.
func Open(f *format.File, o Options) (*Player, error) {
	if f == nil {
		return nil, errors.New("player: open without a recording")
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = defaultCacheBytes
	}
	if o.KeyframeBytes <= 0 {
		o.KeyframeBytes = defaultKeyframeBytes
	}
	return &Player{
		file:   f,
		cache:  chunkCache{limit: o.CacheBytes},
		keys:   keyframes{limit: o.KeyframeBytes},
		traits: make(traits),
	}, nil
}

// A Moment is what there is to know about one time of a recording.
type Moment struct {
	At    time.Duration // the time asked for, brought between 0 and the end
	Frame vt.Frame      // the screen with everything that happened up to and at that time; never half drawn
	Next  time.Duration // of the next event after At, or when the frame changes without one; the end if there is none
	Last  bool          // no event follows
	Quiet []Span        // stretches of at least MinQuiet without output near At, in order; the caller must not change it
}

// MinQuiet is the shortest stretch without output that a Moment reports.
const MinQuiet = 500 * time.Millisecond

// FrameAt returns the screen at t. It reads what it needs. For a corrupt recording it shows what is intact; the error
// says that reading failed.
func (p *Player) FrameAt(t time.Duration) (vt.Frame, error) {
	m, err := p.MomentAt(context.Background(), t)
	return m.Frame, err
}

// MomentAt is FrameAt with what follows. It gives up with ctx's error between two chunks.
func (p *Player) MomentAt(ctx context.Context, t time.Duration) (Moment, error) {
	p.seeking.Lock()
	defer p.seeking.Unlock()
	t = min(max(t, 0), p.Duration())
	last, err := p.seek(ctx, t)
	if err != nil {
		return Moment{}, fmt.Errorf("show %s: %w", FormatTime(t), err)
	}
	m := Moment{At: t}
	m.Next, m.Last = p.nextAfter(last, p.replay.at)
	if last != nil {
		m.Quiet = last.quiet
	}
	var until time.Duration
	if m.Frame, until, err = p.settle(ctx, last, t); err != nil {
		return Moment{}, fmt.Errorf("show %s: %w", FormatTime(t), err)
	}
	if until > 0 && until < m.Next {
		m.Next = until
	}
	return m, nil
}

// nextAfter returns the time of the event behind a place, of whose chunk c is the content.
func (p *Player) nextAfter(c *chunk, at place) (next time.Duration, last bool) {
	if c == nil {
		return p.Duration(), true
	}
	if at.event < len(c.events) {
		return c.events[at.event].At, false
	}
	if chunks := p.chunks(); at.chunk+1 < len(chunks) {
		return chunks[at.chunk+1].Start, false
	}
	return p.Duration(), true
}

// recording returns the file, which Extend may replace.
func (p *Player) recording() *format.File {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file
}

func (p *Player) chunks() []format.Chunk { return p.recording().Chunks() }

// Header returns what the recording says about itself.
func (p *Player) Header() format.Header { return p.recording().Header() }

// Summary returns what the recording's trailer says, or what its chunks add up to.
func (p *Player) Summary() format.Summary { return p.recording().Summary() }

// Duration returns the time of the last event.
func (p *Player) Duration() time.Duration {
	f := p.recording()
	d := f.Summary().Duration
	if n := len(f.Chunks()); n > 0 {
		d = max(d, f.Chunks()[n-1].End)
	}
	return d
}

// Extend replaces the recording by a longer form of the same one, as it grows while the session runs.
func (p *Player) Extend(f *format.File) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.file.Chunks()); n > 0 {
		p.cache.drop(n - 1) // it may have grown
		delete(p.traits, n-1)
	}
	p.file, p.words = f, words{}
}

// Complete reports whether the recording was closed: its session is over and nothing will be added.
func (p *Player) Complete() bool { return p.recording().Damage() == nil }

// Damage returns what is known to be wrong with the recording: a *format.CorruptError where bytes are wrong,
// format.ErrTorn where it ends without a trailer, or nil. Chunks are checked when they are read, so that the answer can
// change; Breaks has all of them.
func (p *Player) Damage() error {
	if b := p.Breaks(); len(b) > 0 {
		return b[0].Err
	}
	return p.recording().Damage()
}

// A Break is a place where the recording is damaged.
type Break struct {
	At  time.Duration // of the last intact event before it
	Err error         // a *format.CorruptError
}

// Breaks returns the damage found so far in the order of the recording.
func (p *Player) Breaks() []Break {
	p.mu.Lock()
	defer p.mu.Unlock()
	var breaks []Break
	for _, t := range p.traits {
		if t.broken != nil {
			breaks = append(breaks, *t.broken)
		}
	}
	sort.Slice(breaks, func(i, j int) bool { return breaks[i].At < breaks[j].At })
	var corrupt *format.CorruptError
	if errors.As(p.file.Damage(), &corrupt) && !containsOffset(breaks, corrupt.Offset) {
		breaks = append(breaks, Break{p.file.Summary().Duration, corrupt})
	}
	return breaks
}

func containsOffset(breaks []Break, offset int64) bool {
	for _, b := range breaks {
		var corrupt *format.CorruptError
		if errors.As(b.Err, &corrupt) && corrupt.Offset == offset {
			return true
		}
	}
	return false
}
