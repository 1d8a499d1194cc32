package format

import "errors"

// A place says where a chunk with events lies among all chunks of a recording, and where those that hold what was derived
// from it late.
type place struct {
	own  int
	late []int
}

// index sorts the chunks into those with events and those that hold what was derived from others.
func (f *File) index() {
	late := make(map[int][]int)
	for i, c := range f.all {
		if c.about != i {
			late[c.about] = append(late[c.about], i)
		}
	}
	f.chunks, f.places = f.all[:0:0], nil
	for i, c := range f.all {
		if c.Events > 0 {
			f.chunks, f.places = append(f.chunks, c), append(f.places, place{i, late[i]})
		}
	}
}

// addLate adds the sections that were derived late from a chunk. Damage to them is none to the chunk: they can be made
// anew.
func (f *File) addLate(c *Contents, late []int) error {
	var sections []Section
	for _, i := range late {
		more, err := f.readChunk(i)
		if errors.As(err, new(*readError)) {
			return err
		}
		if err != nil {
			return nil
		}
		for _, s := range more.Sections {
			if s.Kind != SectionKeyframe { // which is the screen before the first event
				s.After = len(c.Events)
			}
			sections = append(sections, s)
		}
	}
	if len(late) > 0 {
		c.Sections = append(withoutUnderived(c.Sections), sections...)
	}
	return nil
}

func withoutUnderived(sections []Section) (rest []Section) {
	for _, s := range sections {
		if s.Kind != SectionUnderived {
			rest = append(rest, s)
		}
	}
	return rest
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
