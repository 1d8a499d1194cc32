package recorder

import (
	"fmt"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// lineBytes is how much text of lines is collected before it is written among the events it was made from, so that the
// compression still has those at hand.
const lineBytes = 48 << 10

// A Deriver makes of events what can be computed from them: keyframes and the transcript. A recording without is still
// whole: whatever goes wrong in here costs only these.
type Deriver struct {
	screen   *vt.Screen
	text     *vt.Transcript
	lines    []format.Line
	size     int               // bytes of the lines' text
	made     int               // bytes of lines of the chunk
	signed   *format.Signature // of the chunk's lines; nil where some are missing
	at       time.Duration
	started  bool   // the screen has seen events
	resized  bool   // since the last keyframe
	disabled bool   // until the next chunk
	blind    bool   // events were missed: the screen is not what it was
	failure  string // why, if the recording has not been told yet
}

// NewDeriver returns a Deriver for a recording with the given header.
func NewDeriver(h format.Header) *Deriver {
	d := &Deriver{signed: format.NewSignature()}
	d.reset(h.Size)
	if h.Size.Cols <= 0 && h.Size.Rows <= 0 {
		d.screen.Write([]byte(newLineMode))
	}
	return d
}

// newLineMode has a line feed mean a new line: a session without a terminal writes bare ones.
const newLineMode = "\x1b[20h"

func (d *Deriver) reset(size format.Size) {
	d.screen = vt.New(size.Cols, size.Rows)
	d.text = vt.NewTranscript(d.screen, d.line)
}

// chunkText is how many bytes of lines a chunk of output may make, their numbers included. A few bytes can fill a screen,
// over and over; that must not make the recording larger than the format allows, nor much larger than what it records.
const chunkText = 4 << 20

func (d *Deriver) line(l vt.Line) {
	if d.made += len(l.Text) + 16; d.made > chunkText {
		d.failure, d.signed = "the output makes more text than a chunk holds", nil
		return
	}
	line := format.Line{Text: l.Text, From: l.From, To: l.To, Row: l.Row, Alt: l.Alt, Transient: l.Transient, Order: l.Order}
	for at, n := range l.Steps() {
		line.Steps = addStep(line.Steps, at, n)
	}
	if len(line.Steps) == 1 && line.Steps[0].At-line.From < stepEvery {
		line.Steps = nil
	}
	d.lines = append(d.lines, line)
	d.size += len(l.Text)
	if d.signed != nil {
		d.signed.Add([]byte(l.Text))
	}
}

// stepEvery is how exactly a transcript says when the pieces of a line came to stand there.
const stepEvery = format.LineTick

func addStep(steps []format.Step, at time.Duration, n int) []format.Step {
	if last := len(steps) - 1; last >= 0 && at >= steps[last].At && at-steps[last].At < stepEvery {
		steps[last].Size += n
		return steps
	}
	return append(steps, format.Step{At: at, Size: n})
}

// Batch takes in the events of a batch. It reports false if it failed on them; it then does nothing until Chunk.
func (d *Deriver) Batch(b *format.Batch) (ok bool) {
	if d.disabled {
		return false
	}
	defer d.survive(&ok)
	b.Each(d.event)
	return true
}

// Events is Batch for events that have been read back.
func (d *Deriver) Events(events []format.Event) (ok bool) {
	if d.disabled {
		return false
	}
	defer d.survive(&ok)
	for _, e := range events {
		d.event(e)
	}
	return true
}

// Signature returns the signature of the lines since Chunk, once, or nil if some are missing.
func (d *Deriver) Signature() *format.Signature {
	s := d.signed
	d.signed = nil
	return s
}

// Missed says that events went by that the Deriver has not seen, and why.
func (d *Deriver) Missed(why string) {
	d.blind = true
	if why != "" {
		d.failure = why
	}
	d.signed = nil
}

// survive keeps a bug of the emulator from ending more than the derived data.
func (d *Deriver) survive(ok *bool) {
	p := recover()
	if p == nil {
		return
	}
	cols, rows := d.screen.Size()
	d.reset(format.Size{Cols: cols, Rows: rows})
	d.disabled, d.blind, d.signed, *ok = true, true, nil, false
	d.failure = fmt.Sprint(p)
}

func (d *Deriver) event(e format.Event) {
	d.at, d.started = e.At, true
	switch e.Kind {
	case format.Output, format.Stderr:
		d.text.Output(e.At, e.Data)
	case format.Resize:
		if size, err := e.Size(); err == nil {
			d.text.Resize(e.At, size.Cols, size.Rows)
			d.resized = true
		}
	}
}

// Chunk returns the sections that a new chunk is to start with.
func (d *Deriver) Chunk() []format.Section {
	d.disabled, d.made, d.signed = false, 0, format.NewSignature()
	if !d.started {
		return nil // the screen is as the header says
	}
	return d.keyframe()
}

// Pending returns the sections that are due after a batch: a keyframe where the screen was resized, and lines that have
// come together.
func (d *Deriver) Pending() []format.Section {
	due := d.Failure()
	if d.resized && !d.disabled {
		due = append(due, d.keyframe()...)
	}
	if d.size >= lineBytes {
		due = append(due, d.Rest()...)
	}
	return due
}

// Failure returns a section that says what is missing since the last one, if anything is.
func (d *Deriver) Failure() (due []format.Section) {
	if d.failure != "" {
		due = append(due, format.Section{Kind: format.SectionUnderived, Raw: []byte(d.failure)})
		d.failure = ""
	}
	return due
}

// Rest returns the lines that have come together, however few.
func (d *Deriver) Rest() []format.Section {
	if len(d.lines) == 0 {
		return nil
	}
	s := format.TranscriptSection(d.lines)
	d.lines, d.size = d.lines[:0], 0
	return []format.Section{s}
}

// Close returns what is left, with the lines that still stand on the screen.
func (d *Deriver) Close() (rest []format.Section) {
	var ok bool
	func() {
		defer d.survive(&ok)
		d.text.Close(d.at)
	}()
	return d.Rest()
}

// keyframe returns the screen as it is. Once events were missed there are no keyframes any more: a wrong one would be
// worse than none, from which a player replays what is before.
func (d *Deriver) keyframe() (sections []format.Section) {
	if d.blind {
		return nil
	}
	var ok bool
	defer d.survive(&ok)
	d.resized = false
	cols, rows := d.screen.Size()
	k := format.Keyframe{Size: format.Size{Cols: cols, Rows: rows}, Redraw: d.screen.Redraw()}
	return []format.Section{k.Section()}
}
