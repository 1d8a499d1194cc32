package format

import "sort"

// A Field is a tagged value of a header or trailer (§3). Fields with tags this package does not know are kept as they
// are, so that a newer recording survives an older program.
type Field struct {
	Tag   uint64
	Value []byte
}

func appendFields(b []byte, fields []Field) []byte {
	sort.SliceStable(fields, func(i, j int) bool { return fields[i].Tag < fields[j].Tag })
	for _, f := range fields {
		b = appendUvarint(b, f.Tag)
		b = appendUvarint(b, uint64(len(f.Value)))
		b = append(b, f.Value...)
	}
	return b
}

// scanFields calls set for every field of a payload, in the order of their tags. repeats says which tags may stand more
// than once.
func scanFields(payload []byte, repeats func(tag uint64) bool, set func(Field) error) error {
	s := scanner{b: payload}
	var last uint64
	for len(s.b) > 0 {
		f := Field{Tag: s.uvarint()}
		f.Value = s.bytes(s.below(MaxTrailer, errShort))
		switch {
		case s.err != nil:
			return s.err
		case f.Tag < last, f.Tag == 0, f.Tag == last && !repeats(f.Tag):
			return errFieldOrder
		}
		last = f.Tag
		if err := set(f); err != nil {
			return err
		}
	}
	return s.err
}

func uintField(tag, v uint64) Field { return Field{tag, appendUvarint(nil, v)} }

func (f Field) uint() (uint64, error) {
	s := scanner{b: f.Value}
	v := s.uvarint()
	return v, s.end()
}
