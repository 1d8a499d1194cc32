package player

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A Passage is what there was to read in a part of a recording.
type Passage struct {
	Span         // the part: one chunk
	Lines []Text // in the order of reading
	// Commands says that the shell marked its prompts (OSC 133).
	Commands bool
}

// A Text is a line of a passage.
type Text struct {
	From   time.Duration // when it began to stand there
	At     time.Duration // when it stood there in full
	Line   string        // with wrapped rows joined
	Prompt int           // bytes of the prompt before a command that was typed, 0 for other lines
	Note   bool          // not on the screen: a marker, a change of size, missing output
}

// PassageAt returns the lines that came to stand on the screen in the part of the recording around t, without those that
// stood there too briefly to be read. It replays the part on a screen of its own.
func (p *Player) PassageAt(ctx context.Context, t time.Duration) (Passage, error) {
	chunks := p.chunks()
	if len(chunks) == 0 {
		return Passage{Span: Span{0, p.Duration() + 1}}, nil
	}
	i := max(chunkOf(chunks, min(max(t, 0), p.Duration())), 0)
	span := Span{chunks[i].Start, p.Duration() + 1}
	if i == 0 {
		span.From = 0
	}
	if i+1 < len(chunks) {
		span.To = chunks[i+1].Start
	}
	first, err := p.screenBefore(ctx, i)
	if err != nil {
		return Passage{}, fmt.Errorf("read passage: %w", err)
	}
	c, err := p.chunkAt(i)
	if err != nil {
		return Passage{}, fmt.Errorf("read passage: %w", err)
	}
	r := reading{passage: Passage{Span: span}, before: standing(first.Frame())}
	return r.read(first, c, chunks[i].Start), ctx.Err()
}

// screenBefore returns a screen as it was before chunk i.
func (p *Player) screenBefore(ctx context.Context, i int) (*vt.Screen, error) {
	if i == 0 {
		return firstKeyframe(p.Header()).screen(), nil
	}
	c, err := p.chunkAt(i)
	if err != nil {
		return nil, err
	}
	if k, ok := c.first(); ok {
		return k.screen(), nil
	}
	p.seeking.Lock()
	defer p.seeking.Unlock()
	if _, err := p.reach(ctx, place{i, 0}); err != nil {
		return nil, err
	}
	cols, rows := p.replay.screen.Size()
	return keyframe{size: format.Size{Cols: cols, Rows: rows}, redraw: p.replay.screen.Redraw()}.screen(), nil
}

// standing returns the lines that stand on a frame.
func standing(f vt.Frame) map[string]bool {
	lines := make(map[string]bool)
	for top := 0; top < f.Rows; {
		end := lineEnd(f, top)
		line, _ := joined(f, top, end)
		lines[line] = true
		top = end
	}
	return lines
}

// A reading makes a passage out of events.
type reading struct {
	passage Passage
	before  map[string]bool // what stood on the screen already
	lines   []vt.Line
	prompts []seenPrompt
	notes   []Text
}

// A seenPrompt is a prompt as it stood before the user typed.
type seenPrompt struct {
	at   time.Duration
	text string
}

func (r *reading) read(s *vt.Screen, c *chunk, start time.Duration) Passage {
	text := vt.NewTranscript(s, func(l vt.Line) { r.lines = append(r.lines, l) })
	text.Output(start, nil) // sees what stands there
	r.seePrompts(start, s.Frame())
	for _, e := range c.events {
		switch e.Kind {
		case format.Output, format.Stderr:
			text.Output(e.At, e.Data)
			if bytes.Contains(e.Data, []byte(promptMark)) {
				r.seePrompts(e.At, s.Frame())
			}
		case format.Resize:
			if size, err := e.Size(); err == nil {
				text.Resize(e.At, size.Cols, size.Rows)
				r.note(e.At, "[resize] "+size.String())
			}
		case format.Marker:
			r.note(e.At, "[mark] "+string(e.Data))
		case format.Gap:
			if n, reason, err := e.Gap(); err == nil {
				r.note(e.At, fmt.Sprintf("[gap] %d bytes missing: %s", n, reason))
			}
		}
	}
	text.Close(r.passage.To) // what stands there at the end had the time to be read
	r.finish(start)
	return r.passage
}

func (r *reading) note(at time.Duration, text string) {
	r.notes = append(r.notes, Text{From: at, At: at, Line: text, Note: true})
}

// promptMark is what a shell writes behind its prompt. One that is cut between two events is missed.
const promptMark = "\x1b]133;B"

// promptWithin is how long after its first character a prompt must be whole.
const promptWithin = 500 * time.Millisecond

// seePrompts notes the prompts on a frame.
func (r *reading) seePrompts(at time.Duration, f vt.Frame) {
	for y := range f.Rows {
		for _, m := range f.Marks(y) {
			if m.Kind != vt.InputStart {
				continue
			}
			prompt, columns := joined(f, y, y+1)
			end := sort.Search(len(columns), func(i int) bool { return columns[i].start >= m.Col })
			if prompt = strings.TrimRight(prompt[:min(end, len(prompt))], " "); prompt != "" {
				r.prompts = append(r.prompts, seenPrompt{at, prompt})
			}
		}
	}
}

// finish puts lines and notes in order.
func (r *reading) finish(start time.Duration) {
	slices.SortFunc(r.lines, func(a, b vt.Line) int { return cmp.Compare(a.Order, b.Order) })
	for i := range r.lines {
		l := &r.lines[i]
		if l.Transient || l.From == start && r.before[l.Text] {
			continue
		}
		t := Text{From: l.From, At: l.Since(0, len(l.Text)), Line: l.Text, Prompt: r.prompt(l)}
		r.passage.Commands = r.passage.Commands || t.Prompt > 0
		for len(r.notes) > 0 && r.notes[0].At < t.At {
			r.passage.Lines, r.notes = append(r.passage.Lines, r.notes[0]), r.notes[1:]
		}
		r.passage.Lines = append(r.passage.Lines, t)
	}
	r.passage.Lines = append(r.passage.Lines, r.notes...)
}

// prompt returns how much of a line is a prompt before which a command was typed.
func (r *reading) prompt(l *vt.Line) int {
	from := sort.Search(len(r.prompts), func(i int) bool { return r.prompts[i].at >= l.From })
	for _, p := range r.prompts[from:] {
		if p.at > min(l.To, l.From+promptWithin) {
			break
		}
		if rest, ok := strings.CutPrefix(l.Text, p.text); ok && strings.TrimSpace(rest) != "" {
			return len(l.Text) - len(strings.TrimLeft(rest, " "))
		}
	}
	return 0
}
