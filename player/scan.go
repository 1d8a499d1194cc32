package player

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"

	"github.com/shellac-term/shellac/format"
)

// A scanned is a chunk in which a pattern was looked for.
type scanned struct {
	number int
	chunk  *chunk // nil if a signature made reading it needless
	lines  transcript
	stored bool // it has a part of the transcript
	hits   []Hit
	err    error
}

// scan yields the first n chunks of the recording in order, with the hits in their part of the transcript. Some are read
// ahead, on goroutines that have ended when it returns. If all is set, every chunk is read.
func (p *Player) scan(ctx context.Context, pattern *Pattern, n int, all bool) iter.Seq[scanned] {
	return func(yield func(scanned) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var working sync.WaitGroup
		defer working.Wait()
		defer cancel()
		var pending []chan scanned
		next := 0
		start := func() {
			if next == n {
				return
			}
			i, result := next, make(chan scanned, 1)
			pending = append(pending, result)
			working.Go(func() { result <- p.scanChunk(ctx, pattern, i, all) })
			next++
		}
		for range min(runtime.GOMAXPROCS(0), maxAhead) + 1 {
			start()
		}
		for len(pending) > 0 {
			s := <-pending[0]
			pending = pending[1:]
			start()
			if !yield(s) || s.err != nil {
				return
			}
		}
	}
}

// maxAhead bounds the chunks that are read ahead: each takes some megabytes.
const maxAhead = 4

func (p *Player) scanChunk(ctx context.Context, pattern *Pattern, i int, all bool) scanned {
	s := scanned{number: i}
	if s.err = ctx.Err(); s.err != nil {
		return s
	}
	if !all && p.lacks(i, pattern) {
		s.stored = true
		return s
	}
	if s.chunk, s.lines, s.err = p.readChunk(i); s.err != nil {
		return s
	}
	p.sign(s.chunk, s.lines)
	s.stored = len(s.lines) > 0
	for _, l := range s.lines.lines(pattern) {
		s.hits = pattern.appendHits(s.hits, l.Text, l.To, l.Order, l.Since)
	}
	return s
}

// signatureBytes bounds the memory of all signatures that a Player makes of a recording.
const signatureBytes = 4 << 20

// A words is the signatures that the recording itself has.
type words struct {
	read bool
	of   []*format.Signature // by the number of a chunk; nil for one that has to be read to know
}

// readWords reads the signatures that the recording has, once.
func (p *Player) readWords() error {
	p.mu.Lock()
	f, read := p.file, p.words.read
	p.mu.Unlock()
	if read {
		return nil
	}
	var corrupt *format.CorruptError
	of, err := f.Signatures()
	if err != nil && !errors.As(err, &corrupt) && !errors.Is(err, format.ErrTorn) {
		return fmt.Errorf("read signatures: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if f == p.file {
		p.words = words{true, of}
	}
	return nil
}

// lacks reports whether it is known that the pattern is not in the transcript of chunk i.
func (p *Player) lacks(i int, pattern *Pattern) bool {
	if pattern.literal == nil || len(pattern.literal.grams) == 0 {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i < len(p.words.of) && p.words.of[i] != nil {
		return !p.words.of[i].MayHold(pattern.literal.grams)
	}
	t := p.traits[i]
	return t != nil && t.words != nil && !t.words.MayHold(pattern.literal.grams)
}

// sign keeps a signature of the transcript of a chunk.
func (p *Player) sign(c *chunk, lines transcript) {
	chunks := len(p.chunks())
	p.mu.Lock()
	t := p.traits[c.number]
	done := t == nil || t.signed || len(lines) == 0 || c.lacking || t.broken != nil || p.signed >= signatureBytes
	if t != nil {
		t.signed = true
	}
	p.mu.Unlock()
	if done {
		return
	}
	s := format.NewSignature()
	for _, raw := range lines {
		s.Add(raw)
	}
	s.Shrink(signatureBytes / chunks)
	p.mu.Lock()
	t.words = s
	p.signed += s.Size()
	p.mu.Unlock()
}
