package format

// A Keyframe is a screen as redraw bytes (§4): fed to a fresh terminal of its size they show what stood there, and leave
// it in a state that any further output continues.
type Keyframe struct {
	Size   Size
	Redraw []byte
}

// Section returns the keyframe as a section of a chunk.
func (k Keyframe) Section() Section {
	return Section{Kind: SectionKeyframe, Raw: append(appendSize(nil, k.Size), k.Redraw...)}
}

// ParseKeyframe reads what a section of kind SectionKeyframe holds. It keeps raw.
func ParseKeyframe(raw []byte) (Keyframe, error) {
	s := scanner{b: raw}
	k := Keyframe{Size: Size{Cols: s.below(maxSide, errShort), Rows: s.below(maxSide, errShort)}}
	k.Redraw = s.b
	return k, s.err
}
