package format

import (
	"bytes"
	"testing"
	"time"
)

func TestLateSections(t *testing.T) {
	rec := withLate(t)
	f, err := NewFile(bytes.NewReader(rec), int64(len(rec)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.Chunks()); n != 2 {
		t.Fatalf("got %d chunks with events, want 2", n)
	}
	c, err := f.ReadChunk(0)
	if err != nil || len(c.Events) != 1 || len(c.Sections) != 2 {
		t.Fatalf("got %d events, %d sections, %v", len(c.Events), len(c.Sections), err)
	}
	if k := c.Sections[0]; k.Kind != SectionKeyframe || k.After != 0 || k.Chunk != 0 {
		t.Errorf("got %+v, want a keyframe before the first event", k)
	}
	lines, err := ParseTranscript(c.Sections[1].Raw)
	if err != nil || len(lines) != 1 || lines[0].Text != "needle" {
		t.Errorf("got %v, %v, want the line", lines, err)
	}
	if c, err := f.ReadChunk(1); err != nil || len(c.Sections) != 0 {
		t.Errorf("the second chunk has %d sections, %v", len(c.Sections), err)
	}
	signatures, err := f.Signatures()
	if err != nil || len(signatures) != 2 || signatures[0] == nil || signatures[1] != nil {
		t.Fatalf("got %v, %v, want one signature", signatures, err)
	}
	for text, want := range map[string]bool{"needle": true, "NEED": true, "edl": true, "noodle": false} {
		if got := signatures[0].MayHold(Grams([]byte(text))); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

// The same recording without its trailer, and with late sections that cannot be read.
func TestLateSectionsOfADamagedRecording(t *testing.T) {
	rec := withLate(t)
	at := partOffsets(rec) // header, C S S E, C S E, C S S E, C S E, trailer, footer
	torn := rec[:at[len(at)-2]]
	f, err := NewFile(bytes.NewReader(torn), int64(len(torn)))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := f.ReadChunk(0); err != nil || len(c.Sections) != 2 || len(f.Chunks()) != 2 {
		t.Errorf("torn: got %d sections of %d chunks, %v", len(c.Sections), len(f.Chunks()), err)
	}
	bad := bytes.Clone(rec)
	bad[at[9]+8] ^= 1
	if f, err = NewFile(bytes.NewReader(bad), int64(len(bad))); err != nil {
		t.Fatal(err)
	}
	c, err := f.ReadChunk(0)
	if err != nil || len(c.Events) != 1 || len(c.Sections) != 1 || c.Sections[0].Kind != SectionUnderived {
		t.Errorf("damaged: got %d events, sections %v, %v", len(c.Events), c.Sections, err)
	}
}

func TestReadBack(t *testing.T) {
	var buf bytes.Buffer
	w, err := NewWriter(&buf, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	b := NewBatch(0)
	for i := range 3 {
		b.Reset()
		b.Append(time.Duration(i)*time.Second, Output, []byte{byte('a' + i)})
		w.WriteBatch(b)
		if _, err := w.ReadBack(bytes.NewReader(buf.Bytes()), i); err == nil {
			t.Error("an open chunk was read back")
		}
		w.EndChunk()
	}
	for i := range 3 {
		c, err := w.ReadBack(bytes.NewReader(buf.Bytes()), i)
		if err != nil || len(c.Events) != 1 || c.Events[0].Data[0] != byte('a'+i) {
			t.Errorf("chunk %d: got %v, %v", i, c.Events, err)
		}
	}
	if err := w.WriteLate(7); err == nil {
		t.Error("sections of a chunk that does not exist were written")
	}
}

func TestSignatureShrinks(t *testing.T) {
	s := NewSignature()
	words := []string{"the quick brown fox", "DROP TABLE", "日本語ホスト"}
	for _, word := range words {
		s.Add([]byte(word))
	}
	s.Shrink(1 << 20)
	if s.Size() > 256 {
		t.Errorf("a few words take %d bytes", s.Size())
	}
	for _, word := range words {
		if !s.MayHold(Grams([]byte(word))) {
			t.Errorf("%q is missed", word)
		}
	}
	if s.MayHold(Grams([]byte("xylophone orchestra"))) {
		t.Error("holds everything")
	}
	s.Add([]byte("\u212a"))
	if !s.MayHold(Grams([]byte("kelvin"))) {
		t.Error("the Kelvin sign is a k when case does not count")
	}
}
