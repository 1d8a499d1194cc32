package format

import "errors"

// A place says where a chunk with events lies among all chunks of a recording, and where the one that holds what was
// derived from it late; 0 if there is none, as no chunk precedes the first.
type place struct{ own, late int }

// index sorts the chunks into those with events and those that hold what was derived from others.
func (f *File) index() {
	late := make(map[int]int)
	for i, c := range f.all {
		if c.about != i {
			late[c.about] = i
		}
	}
	f.chunks, f.places = f.all[:0:0], nil
	for i, c := range f.all {
		if c.Events > 0 {
			f.chunks, f.places = append(f.chunks, c), append(f.places, place{i, late[i]})
		}
	}
}

// addLate adds the sections of a chunk that were derived late. Damage to them is none to the chunk: they can be made anew.
func (f *File) addLate(c *Contents, late int) error {
	more, err := f.readChunk(late)
	if err != nil {
		if errors.As(err, new(*readError)) {
			return err
		}
		return nil
	}
	var sections []Section
	for _, s := range c.Sections {
		if s.Kind != SectionUnderived {
			sections = append(sections, s)
		}
	}
	for _, s := range more.Sections {
		if s.Kind != SectionKeyframe { // which is the screen before the first event
			s.After = len(c.Events)
		}
		sections = append(sections, s)
	}
	c.Sections = sections
	return nil
}

// Signatures returns the signatures of the chunks' transcripts, nil for a chunk that has none, and nil for a recording
// without any. It reads one chunk.
func (f *File) Signatures() ([]*Signature, error) {
	last := len(f.all) - 1
	if last < 0 || f.all[last].Events > 0 || f.all[last].about != last {
		return nil, nil
	}
	contents, err := f.readChunk(last)
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int]*Signature)
	for _, s := range contents.Sections {
		if number, signature, err := parseSignature(s); err == nil {
			byNumber[number] = signature
		}
	}
	signatures := make([]*Signature, len(f.places))
	for i, p := range f.places {
		signatures[i] = byNumber[p.own]
	}
	return signatures, nil
}
