package index

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/transcript"
)

// A material is what there is to pack of a recording. Its lines are in memory or, where they are many, in a file.
type material struct {
	session Session
	screen  *sorter
	others  []format.Event
	damage  error // what comes after was not read
}

// each calls f with all lines of a recording, in the order in which they are packed.
func (m *material) each(f func(line) error) error {
	if err := m.screen.each(f); err != nil {
		return err
	}
	var err error
	othersOf(m.others, func(l line) {
		if err == nil {
			err = f(l)
		}
	})
	return err
}

// sorter returns one that was used before, if there is one: their memory is large.
func (p *packer) sorter() *sorter {
	if s, ok := p.sorters.Get().(*sorter); ok {
		return s.again()
	}
	return newSorter(p.o.Folder)
}

// recordingReader returns one that was used before, if there is one: its buffers are large.
func (p *packer) recordingReader() *format.Reader {
	if r, ok := p.readers.Get().(*format.Reader); ok {
		return r
	}
	return new(format.Reader)
}

// done gives back what a material was made in.
func (p *packer) done(m *material) {
	m.screen.close()
	p.sorters.Put(m.screen)
}

// read reads a recording. It takes the transcript that the recording has section by section, so that a long one needs little memory, and
// where that is not whole all that package transcript makes of it.
func (p *packer) read(ctx context.Context, e archive.Entry) (*material, error) {
	m := &material{screen: p.sorter()}
	whole, err := p.readStored(ctx, e, m)
	if err == nil && !whole || readable(err) {
		m = &material{screen: m.screen.again()}
		err = p.readDrawn(ctx, e, m)
	}
	if err == nil && m.session.ID != e.ID {
		err = fmt.Errorf("%w: it is of another recording", errForeign)
	}
	if err != nil {
		p.done(m)
		return nil, err
	}
	m.session.ID = e.ID
	return m, nil
}

// errForeign is of what is no recording, or none of this place.
var errForeign = errors.New("not the recording that is listed")

// readable tells that what comes before the damage can be read.
func readable(err error) bool {
	return errors.Is(err, format.ErrTorn) || errors.As(err, new(*format.CorruptError))
}

func (p *packer) readDrawn(ctx context.Context, e archive.Entry, m *material) error {
	r, err := transcript.Read(ctx, func(ctx context.Context) (io.ReadCloser, error) { return p.archive.Stream(ctx, e) })
	if err != nil && (!readable(err) || r.Header.ID == "") {
		return err
	}
	if err != nil && !errors.Is(err, format.ErrTorn) {
		m.damage = err
	}
	m.others = r.Others
	m.session = withID(r.Header, sessionOf(e, r.Header, r.Summary))
	for _, l := range r.Lines {
		if err := m.screen.add(l); err != nil {
			return err
		}
	}
	return nil
}

// withID gives the session the ID that the recording says it has.
func withID(h format.Header, s Session) Session {
	s.ID = h.ID
	return s
}

// readStored reads the transcript that the recording has.
func (p *packer) readStored(ctx context.Context, e archive.Entry, m *material) (whole bool, err error) {
	stream, err := p.archive.Stream(ctx, e)
	if err != nil {
		return false, err
	}
	defer stream.Close()
	fr := p.recordingReader()
	defer p.readers.Put(fr)
	if err := fr.Reset(stream); err != nil {
		return false, fmt.Errorf("open recording: %w", err)
	}
	s := stored{m: m, fr: fr, lacking: map[int]bool{}}
	fr.OnSection(s.section)
	for err == nil && s.err == nil {
		var event format.Event
		if event, err = fr.Next(); err == nil {
			s.event(event)
		}
		if err == nil {
			err = ctx.Err()
		}
	}
	if !errors.Is(err, io.EOF) || s.err != nil {
		return false, errors.Join(s.err, err)
	}
	m.session = withID(fr.Header(), sessionOf(e, fr.Header(), fr.Summary()))
	return !s.failed && len(s.lacking) == 0 && m.screen.lines > 0, nil
}

// A stored reading takes what a recording tells on its way.
type stored struct {
	m       *material
	fr      *format.Reader
	lacking map[int]bool // chunks that lack lines, which may have been derived late
	failed  bool         // that failed, too
	err     error
}

func (s *stored) section(section format.Section) {
	late := section.Chunk < len(s.fr.Chunks())-1
	switch {
	case section.Kind != format.SectionUnderived && late:
		delete(s.lacking, section.Chunk)
	case section.Kind == format.SectionUnderived && !late:
		s.lacking[section.Chunk] = true
	case section.Kind == format.SectionUnderived:
		s.failed = true
	}
	if section.Kind != format.SectionTranscript || s.err != nil {
		return
	}
	lines, err := format.ParseTranscript(section.Raw)
	if err != nil {
		s.failed = true
		return
	}
	for _, l := range lines {
		if s.err = s.m.screen.add(l); s.err != nil {
			return
		}
	}
}

func (s *stored) event(e format.Event) {
	if e.Kind == format.Input || e.Kind == format.Marker {
		e.Data = append([]byte(nil), e.Data...)
		s.m.others = append(s.m.others, e)
	}
}
