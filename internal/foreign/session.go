package foreign

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A Session is an open recording. It is for one goroutine at a time.
type Session struct {
	reader reader
	files  *files
	header format.Header
	o      Options
	last   time.Duration
	wrong  error
}

// LabelFormat is the label that says of which format an imported recording was.
const LabelFormat = "import.format"

// Kind is what an imported recording's header says of its kind.
const Kind = "import"

// Open reads where a recording begins. Close must be called.
func (r *Recording) Open() (*Session, error) {
	s := &Session{files: &files{}, o: r.o}
	var err error
	if s.reader, err = r.open(s.files); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.header = bounded(s.reader.Header())
	s.header.Kind = Kind
	s.header.Labels = append(s.header.Labels, format.Label{Name: LabelFormat, Value: r.Format})
	format.SortLabels(s.header.Labels)
	if t := s.header.Start; t.Unix() <= 0 || t.Year() > maxYear {
		s.header.Start = r.modified.UTC()
	}
	return s, nil
}

// maxYear is the last for which there are IDs.
const maxYear = 9999

// Header returns what the recording says of the session. ID and recorder are left empty. A recording that does not say when
// it began counts as begun when its file was last changed.
func (s *Session) Header() format.Header { return s.header }

// Next returns the next event, whose data is valid until the next call. It ends with io.EOF, or with format.ErrTorn where
// the recorder died or where the rest of a broken recording is left out.
func (s *Session) Next() (format.Event, error) {
	for s.wrong == nil {
		e, err := s.reader.Next()
		switch {
		case err == nil && e.Kind == format.Input && !s.o.Input:
			continue
		case err == nil:
			s.last = e.At
			return e, nil
		case !s.o.Intact || !Broken(err):
			return e, err
		}
		s.wrong = err
		return format.GapEvent(s.last, -1, clean(err.Error(), maxReason)), nil
	}
	return format.Event{}, format.ErrTorn
}

// maxReason is how long a reason in a Gap is in bytes.
const maxReason = 1 << 10

// Wrong returns what is wrong with a recording that is broken, after Next has returned what of it is intact.
func (s *Session) Wrong() error { return s.wrong }

// Skipped returns how many events were left out because their kind is not known.
func (s *Session) Skipped() int {
	if r, ok := s.reader.(interface{ Skipped() int }); ok {
		return r.Skipped()
	}
	return 0
}

// Close closes the files.
func (s *Session) Close() error { return s.files.close() }

// Bounds of what a header takes from a source, so that it fits a recording.
const (
	maxText   = 4 << 10  // bytes of a text
	maxTexts  = 64 << 10 // bytes of all arguments, and of all labels
	maxLabels = 64
)

// bounded cuts what is too long for a header, and mends what is no text.
func bounded(h format.Header) format.Header {
	for _, text := range []*string{&h.Target, &h.User, &h.RemoteUser, &h.Term, &h.Reason} {
		*text = clean(*text, maxText)
	}
	argv, room := h.Argv, maxTexts
	h.Argv = nil
	for _, a := range argv {
		if room -= len(a) + 1; room < 0 {
			h.Argv = append(h.Argv, ellipsis)
			break
		}
		h.Argv = append(h.Argv, clean(a, maxTexts))
	}
	labels, room := h.Labels, maxTexts
	h.Labels = nil
	for _, l := range labels[:min(len(labels), maxLabels)] {
		l = format.Label{Name: strings.ReplaceAll(clean(l.Name, maxText), "=", "-"), Value: clean(l.Value, maxText)}
		if room -= len(l.Name) + len(l.Value); room >= 0 {
			h.Labels = append(h.Labels, l)
		}
	}
	h.Labels = slices.Clip(h.Labels)
	return h
}

const ellipsis = "…"

func clean(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit-len(ellipsis)] + ellipsis
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
