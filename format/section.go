package format

// A SectionKind says what a section of a chunk holds (§4). A reader skips kinds it does not know.
type SectionKind uint64

// The kinds of sections.
const (
	SectionEvents     SectionKind = 1 // a batch of events
	SectionKeyframe   SectionKind = 2 // redraw bytes of the screen as it was at this place
	SectionTranscript SectionKind = 3 // text lines that stood on the screen, with times
	SectionUnderived  SectionKind = 4 // text: why the chunk lacks keyframes or lines
	SectionSignature  SectionKind = 5 // which characters stand beside each other in a chunk's transcript
)

// A Section is a section of a chunk other than its events.
type Section struct {
	Kind  SectionKind
	Raw   []byte
	After int // events of the chunk that stand before it; a Writer puts a section where it is told to
	Chunk int // number of the chunk in the recording from whose events it was derived; a Writer does not look at it
}

// A coding says how the bytes of a section are compressed (§4).
type coding byte

const (
	codingStored coding = 0 // not at all
	codingAlone  coding = 1 // a zstd frame of its own: readable without the rest of the chunk
	codingStream coding = 2 // the next bytes of the chunk's zstd stream
	codingBits          = 2
)

// A sectionHead is what stands before the bytes of a section.
type sectionHead struct {
	kind    SectionKind
	coding  coding
	rawSize int
}

func appendSectionHead(b []byte, h sectionHead) []byte {
	b = appendUvarint(b, uint64(h.kind)<<codingBits|uint64(h.coding))
	return appendUvarint(b, uint64(h.rawSize))
}

// parseSection splits the payload of a section part.
func parseSection(payload []byte) (sectionHead, []byte, error) {
	s := scanner{b: payload}
	tag := s.uvarint()
	h := sectionHead{SectionKind(tag >> codingBits), coding(tag & (1<<codingBits - 1)), 0}
	h.rawSize = s.below(MaxSection, errRawSize)
	if s.err == nil && (h.coding > codingStream || h.kind == 0) {
		s.fail(errCoding)
	}
	return h, s.b, s.err
}
