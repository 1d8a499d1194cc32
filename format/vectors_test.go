package format

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the test vectors anew")

// A vector is a recording with at most one defect, and what a reader must make of it.
type vector struct {
	name string // a sentence
	rec  []byte
}

// outcome says in one line what Reader makes of a recording: how many events, and how it ends.
func outcome(rec []byte) string {
	events, err := readAllEvents(bytes.NewReader(rec))
	var corrupt *CorruptError
	var version *VersionError
	end := fmt.Sprint(err)
	switch {
	case err == io.EOF:
		end = "whole"
	case errors.Is(err, ErrTorn):
		end = "torn"
	case errors.Is(err, ErrFormat):
		end = "not a recording"
	case errors.As(err, &version):
		end = fmt.Sprintf("version %d", version.Version)
	case errors.As(err, &corrupt):
		end = fmt.Sprintf("corrupt at %d: %v", corrupt.Offset, innermost(corrupt.Err))
	}
	return fmt.Sprintf("%d events, %s", len(events), end)
}

func innermost(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}

// small is the worked example of docs/FORMAT.md: one event of output and an exit, every field short, nothing
// compressed.
func small() []byte {
	h := Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "run", Target: "sh", Argv: []string{"sh"}, User: "a@b",
		Start: time.UnixMilli(1764000000000).UTC(), Size: Size{80, 24}, Tick: time.Millisecond}
	rec := append(magic[:len(magic):len(magic)], appendPart(nil, partHeader, h.appendPayload(nil))...)
	l := newLedger(h.Tick, rec[len(magic):])
	b := NewBatch(h.Tick)
	b.Append(5*time.Millisecond, Output, []byte("hi\r\n"))
	b.AppendEvent(ExitEvent(300*time.Millisecond, ExitStatus{}))
	add := func(t partType, payload []byte) []byte {
		whole := appendPart(nil, t, payload)
		rec = append(rec, whole...)
		return whole
	}
	l.startChunk(add(partChunkStart, []byte{0, 5, 0}), chunkStart{at: 5})
	raw := b.appendRaw(nil, l.last)
	l.part(add(partSection, append(appendSectionHead(nil, sectionHead{SectionEvents, codingStored, len(raw)}), raw...)))
	l.batch(b)
	end := l.endPayload()
	digest := l.link(end)
	l.endChunk(len(add(partChunkEnd, append(end, digest[:]...))))
	at := int64(len(rec))
	add(partTrailer, l.seal(l.trailer(false).appendFields(nil, h.Tick)))
	return appendFooter(rec, at)
}

// parts returns where the parts of a recording start.
func partOffsets(rec []byte) (offsets []int) {
	for at := len(magic); at < len(rec)-footerSize; {
		p, need, err := splitPart(rec[at:])
		if err != nil || need > 0 {
			return offsets
		}
		offsets = append(offsets, at)
		at += len(p.whole)
	}
	return append(offsets, max(0, len(rec)-footerSize))
}

// patched changes a recording and mends the checksum of the part that starts at offset, so that only the change itself
// is wrong.
func patched(rec []byte, offset int, change func(part []byte)) []byte {
	bad := bytes.Clone(rec)
	p, _, _ := splitPart(bad[offset:])
	n := len(p.whole)
	change(bad[offset : offset+n])
	sum := crc32.Checksum(bad[offset:offset+n-checksumSize], castagnoli)
	binary.LittleEndian.PutUint32(bad[offset+n-checksumSize:], sum)
	return bad
}

func without(rec []byte, from, to int) []byte {
	return append(bytes.Clone(rec[:from]), rec[to:]...)
}

func vectors(t testing.TB) []vector {
	s := small()
	at := partOffsets(s) // header, chunk start, section, chunk end, trailer, footer
	two := write(t, testHeader(), script(), 2)
	at2 := partOffsets(two) // header, C S S E, C S S E, trailer, footer
	bit := func(rec []byte, offset int) []byte {
		bad := bytes.Clone(rec)
		bad[offset] ^= 1
		return bad
	}
	return []vector{
		{"the worked example of the specification", s},
		{"two chunks of two batches each", two},
		{"an empty file", nil},
		{"a text file", []byte("hello\n")},
		{"a transfer in text mode changed the line end of the magic", append([]byte{0x89, 'S', 'H', 'L', 'C', '\n'}, s[6:]...)},
		{"the version is newer than the reader", bytes.Replace(s, magic[:], []byte{0x89, 'S', 'H', 'L', 'C', '\r', '\n', 2}, 1)},
		{"the file is cut within the magic", s[:5]},
		{"the file is cut within the header", s[:at[1]-1]},
		{"the file is cut behind the header", s[:at[1]]},
		{"the file is cut within a section", s[:at[2]+6]},
		{"the file is cut behind a section", s[:at[3]]},
		{"the file is cut behind a chunk", s[:at[4]]},
		{"the file is cut behind the trailer", s[:at[5]]},
		{"the file is cut within the footer", s[:len(s)-1]},
		{"a byte follows the footer", append(bytes.Clone(s), 0)},
		{"a bit of the header is flipped", bit(s, at[0]+4)},
		{"a bit of a section is flipped", bit(s, at[2]+6)},
		{"a bit of a checksum is flipped", bit(s, at[3]-1)},
		{"a bit of the trailer is flipped", bit(s, at[4]+5)},
		{"a bit of the footer's offset is flipped", bit(s, at[5])},
		{"a bit of the end magic is flipped", bit(s, len(s)-1)},
		{"an event was changed and the checksum with it", patched(s, at[2], func(p []byte) { p[len(p)-checksumSize-2] = '!' })},
		{"the chain's value was changed and the checksum with it", patched(s, at[3], func(p []byte) { p[len(p)-checksumSize-1] ^= 1 })},
		{"the digest was changed and the checksum with it", patched(s, at[4], func(p []byte) { p[len(p)-checksumSize-1] ^= 1 })},
		{"the user was changed and the checksum with it", patched(s, at[0], func(p []byte) { copy(p[bytes.Index(p, []byte("a@b")):], "x@b") })},
		{"the first chunk was removed", without(two, at2[1], at2[5])},
		{"the last chunk was removed", without(two, at2[5], at2[9])},
		{"a batch was removed", without(two, at2[3], at2[4])},
		{"the two chunks were exchanged", bytes.Join([][]byte{two[:at2[1]], two[at2[5]:at2[9]], two[at2[1]:at2[5]], two[at2[9]:]}, nil)},
		{"a chunk stands twice", bytes.Join([][]byte{two[:at2[5]], two[at2[1]:]}, nil)},
		{"a part has an unknown type", patched(s, at[2], func(p []byte) { p[0] = 'X' })},
		{"a section stands outside a chunk", append(bytes.Clone(s[:at[1]]), s[at[2]:]...)},
		{"a chunk has no end", without(two, at2[4], at2[5])},
		{"a length is not in its shortest form", bytes.Join([][]byte{s[:at[1]+1], {s[at[1]+1] | 0x80, 0}, s[at[1]+2:]}, nil)},
		{"a part claims to be larger than the limit", append(bytes.Clone(s[:at[2]]), 'S', 0xff, 0xff, 0xff, 0xff, 0x0f)},
		{"a section claims to decode to more than the limit", withSection(s, at, []byte{1<<codingBits | byte(codingStored), 0xff, 0xff, 0xff, 0x7f})},
		{"a section has an unknown coding", withSection(s, at, []byte{1<<codingBits | 3, 0})},
		{"a section of an unknown kind is skipped", withUnknownSection(t)},
		{"a header field of a newer version is kept", withUnknownField(t)},
		{"a batch claims more events than it has bytes", withSection(s, at, []byte{1 << codingBits, 3, 0x7f, 0, 0})},
		{"a batch has bytes left over", withSection(s, at, []byte{1 << codingBits, 6, 1, 0, 0, 1, 'a', 'b'})},
		{"the recorder died and another closed the recording", interrupted(t)},
		{"what was derived from the first chunk stands behind the second", withLate(t)},
		{"a chunk is about one before the first", patched(s, at[1], func(p []byte) { p[4] = 1 })},
	}
}

// withSection replaces the section of small, without what follows it.
func withSection(s []byte, at []int, payload []byte) []byte {
	return appendPart(bytes.Clone(s[:at[2]]), partSection, payload)
}

func withUnknownSection(t testing.TB) []byte {
	var buf bytes.Buffer
	w, err := NewWriter(&buf, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	b := NewBatch(0)
	b.Append(0, Output, []byte("before"))
	w.WriteBatch(b)
	w.WriteSection(Section{Kind: 99, Raw: []byte("from the future")})
	b.Reset()
	b.Append(time.Second, Output, []byte("after"))
	w.WriteBatch(b)
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// withLate makes two chunks, a third one with what was derived from the first, and one with signatures.
func withLate(t testing.TB) []byte {
	var buf bytes.Buffer
	w, err := NewWriter(&buf, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"needle\r\n", "hay\r\n"} {
		b := NewBatch(0)
		b.Append(time.Duration(i+1)*time.Second, Output, []byte(text))
		w.WriteBatch(b)
		if i == 0 {
			w.WriteSection(Section{Kind: SectionUnderived, Raw: []byte("too fast")})
		}
		w.EndChunk()
	}
	line := Line{Text: "needle", From: time.Second, To: 2 * time.Second}
	w.WriteLate(0, Keyframe{Size: Size{80, 24}}.Section(), TranscriptSection([]Line{line}))
	signature := NewSignature()
	signature.Add([]byte("needle"))
	signature.Shrink(1 << 10)
	w.WriteLate(3, signature.Section(0))
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func withUnknownField(t testing.TB) []byte {
	h := testHeader()
	h.Unknown = []Field{{77, []byte("from the future")}, {77, []byte("twice")}}
	return write(t, h, script()[:1], 1)
}

func interrupted(t testing.TB) []byte {
	var buf bytes.Buffer
	w, err := NewWriter(&buf, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	b := NewBatch(0)
	b.Append(time.Second, Output, []byte("until here"))
	w.WriteBatch(b)
	if _, err := w.CloseInterrupted(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func vectorFile(name string) string {
	return filepath.Join("testdata", "vectors", strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), "'", "")+".txt")
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "vectors", "*.txt"))
	if err != nil || len(files) < 35 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, rec := readVector(t, file)
			if got := outcome(rec); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			checkDamage(t, rec)
		})
	}
}

func writeVectors(t *testing.T) {
	t.Helper()
	for _, v := range vectors(t) {
		text := fmt.Sprintf("# %s\nexpect: %s\n%s", v.name, outcome(v.rec), hex.Dump(v.rec))
		if err := os.WriteFile(vectorFile(v.name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// readVector reads a vector's expected outcome and its bytes.
func readVector(t testing.TB, file string) (want string, rec []byte) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if expect, ok := strings.CutPrefix(line, "expect: "); ok {
			want = strings.TrimSpace(expect)
		} else if line[0] != '#' {
			row, _, _ := strings.Cut(line[min(8, len(line)):], "|")
			b, err := hex.DecodeString(strings.Join(strings.Fields(row), ""))
			if err != nil {
				t.Fatal(err)
			}
			rec = append(rec, b...)
		}
	}
	return want, rec
}

// checkDamage cuts a recording at every byte and flips one bit of each part: both readers deliver a prefix of its events
// and say what is wrong.
func checkDamage(t *testing.T, rec []byte) {
	t.Helper()
	whole, err := readAllEvents(bytes.NewReader(rec))
	if err != io.EOF && !errors.Is(err, ErrTorn) {
		return // the vector is itself damaged
	}
	for cut := range rec {
		checkPrefix(t, fmt.Sprintf("cut at %d", cut), rec[:cut], whole)
	}
	if len(rec) < len(magic) {
		return
	}
	for i, at := range partOffsets(rec) {
		bad := bytes.Clone(rec)
		if at += 3 + i%3; at < len(bad) {
			bad[at] ^= 1 << (i % 8)
			checkPrefix(t, fmt.Sprintf("bit of byte %d", at), bad, whole)
		}
	}
}

func checkPrefix(t *testing.T, what string, bad []byte, whole []Event) {
	t.Helper()
	for name, read := range map[string]func() ([]Event, error){
		"reader": func() ([]Event, error) { return readAllEvents(bytes.NewReader(bad)) },
		"file":   func() ([]Event, error) { return readFileEvents(bad) },
	} {
		got, err := read()
		if !damaged(err) {
			t.Fatalf("%s, %s: ended with %v", what, name, err)
		}
		if name == "reader" {
			if len(got) > len(whole) {
				t.Fatalf("%s: %d events of %d", what, len(got), len(whole))
			}
			if err := sameEvents(got, whole[:len(got)]); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
	}
}

// The example in the specification is the first vector, byte for byte.
func TestWorkedExample(t *testing.T) {
	spec, err := os.ReadFile(filepath.Join("..", "docs", "FORMAT.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rec := readVector(t, vectorFile("the worked example of the specification"))
	if !bytes.Equal(rec, small()) {
		t.Error("the vector differs from what the code makes")
	}
	var inSpec []byte
	inside := false
	for line := range strings.Lines(string(spec)) {
		if strings.HasPrefix(line, "```") {
			inside = strings.HasPrefix(line, "```hex")
			continue
		}
		if inside {
			row, _, _ := strings.Cut(line, ";")
			b, err := hex.DecodeString(strings.Join(strings.Fields(row), ""))
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			inSpec = append(inSpec, b...)
		}
	}
	if !bytes.Equal(inSpec, rec) {
		t.Errorf("the example in FORMAT.md has %d bytes, the vector %d, and they differ", len(inSpec), len(rec))
	}
}
