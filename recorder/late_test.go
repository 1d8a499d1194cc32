package recorder

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A burst records events the way a sealer does that is behind from one batch to another.
type burst struct {
	t        *testing.T
	composer composer
	file     *os.File
}

func newBurst(t *testing.T, h format.Header) *burst {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "stream"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := format.NewWriter(f, h)
	if err != nil {
		t.Fatal(err)
	}
	return &burst{t, newComposer(w, h, f), f}
}

// record writes batches of so many events; behind says of the number of a batch whether the sealer is behind there, and
// quiet whether it has the time to catch up after it.
func (b *burst) record(events []format.Event, behind, quiet func(batch int) bool) {
	b.t.Helper()
	number := 0
	for part := range slices.Chunk(events, 2000) {
		batch := format.NewBatch(0)
		for _, e := range part {
			batch.AppendEvent(e)
		}
		if _, err := b.composer.write(batch, behind(number)); err != nil {
			b.t.Fatal(err)
		}
		for quiet(number) && b.composer.late.pending() {
			b.catchUp()
		}
		number++
	}
}

func (b *burst) catchUp() {
	b.t.Helper()
	if err := b.composer.catchUp(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *burst) close() *format.File {
	b.t.Helper()
	for b.composer.late.pending() {
		b.catchUp()
	}
	if _, err := b.composer.close(false); err != nil {
		b.t.Fatal(err)
	}
	return b.read()
}

func (b *burst) read() *format.File {
	b.t.Helper()
	rec, err := os.ReadFile(b.file.Name())
	if err != nil {
		b.t.Fatal(err)
	}
	return openFile(b.t, rec)
}

// linesOf returns the text of all lines of a recording in the order of reading, and whether chunks lack some.
func linesOf(t *testing.T, f *format.File) (text []string, lacking bool) {
	t.Helper()
	var lines []format.Line
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Sections {
			lacking = lacking || s.Kind == format.SectionUnderived
			if s.Kind == format.SectionTranscript {
				more, err := format.ParseTranscript(s.Raw)
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, more...)
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b format.Line) int { return int(a.Order) - int(b.Order) })
	for _, l := range lines {
		text = append(text, l.Text)
	}
	return text, lacking
}

// However far the recorder falls behind, and whenever it catches up, the lines are the same, every chunk has its keyframe,
// and the signatures miss nothing.
func TestLateIsAsGood(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 80, Rows: 24}, Tick: time.Millisecond}
	events := sessionEvents()
	want, _ := linesOf(t, openFile(t, recorded(t, h, events)))
	always, never := func(int) bool { return true }, func(int) bool { return false }
	tests := []struct {
		name          string
		behind, quiet func(int) bool
	}{
		{"never behind", never, never},
		{"behind from the start to the end", always, never},
		{"behind at once, with time to catch up after every batch", always, always},
		{"behind in the middle", func(i int) bool { return i == 5 }, func(i int) bool { return i == 9 }},
		{"behind twice", func(i int) bool { return i == 3 || i == 10 }, func(i int) bool { return i == 6 || i == 12 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBurst(t, h)
			b.record(events, tt.behind, tt.quiet)
			f := b.close()
			got, lacking := linesOf(t, f)
			if lacking || !slices.Equal(got, want) {
				t.Errorf("got %d lines, want %d; lacking: %v", len(got), len(want), lacking)
			}
			checkKeyframes(t, f)
			checkReadable(t, b.file)
		})
	}
}

func checkKeyframes(t *testing.T, f *format.File) {
	t.Helper()
	full := vt.New(80, 24)
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			k := firstKeyframe(t, c)
			fresh := vt.New(k.Size.Cols, k.Size.Rows)
			fresh.Write(k.Redraw)
			if screenText(fresh) != screenText(full) {
				t.Errorf("the keyframe of chunk %d shows another screen", i)
			}
		}
		for _, e := range c.Events {
			if size, err := e.Size(); e.Kind == format.Resize && err == nil {
				full.Resize(size.Cols, size.Rows)
			} else if e.Kind == format.Output {
				full.Write(e.Data)
			}
		}
	}
}

// checkReadable reads a recording front to back, which checks all of it.
func checkReadable(t *testing.T, f *os.File) {
	t.Helper()
	r, err := format.NewReader(io.NewSectionReader(f, 0, 1<<62))
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("reading it all: %v", err)
	}
}

// A recorder that dies before it has caught up leaves chunks that say so.
func TestLateAndKilled(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 80, Rows: 24}, Tick: time.Millisecond}
	b := newBurst(t, h)
	b.record(sessionEvents(), func(i int) bool { return i == 5 }, func(int) bool { return false })
	b.catchUp()
	f := b.read()
	if _, lacking := linesOf(t, f); !lacking || f.Damage() == nil {
		t.Errorf("lacking: %v, damage: %v", lacking, f.Damage())
	}
}

func TestSignaturesOfALongRecording(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 80, Rows: 24}, Tick: time.Millisecond}
	b := newBurst(t, h)
	events := sessionEvents()
	for range 4 {
		b.record(events, func(i int) bool { return i%7 == 0 }, func(int) bool { return false })
	}
	f := b.close()
	signatures, err := f.Signatures()
	if err != nil || len(signatures) != len(f.Chunks()) {
		t.Fatalf("%d signatures of %d chunks, %v", len(signatures), len(f.Chunks()), err)
	}
	with := 0
	for i, s := range signatures {
		c, err := f.ReadChunk(i)
		if err != nil || s == nil && i < len(signatures)-1 {
			t.Fatalf("chunk %d: signature %v, %v", i, s, err)
		}
		if s == nil {
			continue // the last one has lines that came to it at the end
		}
		holds := bytes.Contains(allText(t, c), []byte("DROP TABLE"))
		if holds && !s.MayHold(format.Grams([]byte("DROP TABLE"))) {
			t.Errorf("chunk %d: the signature misses what its transcript holds", i)
		}
		if s.MayHold(format.Grams([]byte("DROP TABLE"))) {
			with++
		}
	}
	if with == 0 || with > 8 {
		t.Errorf("%d of %d signatures hold a phrase that stands in 4 places", with, len(signatures))
	}
}

func allText(t *testing.T, c format.Contents) (text []byte) {
	t.Helper()
	for _, s := range c.Sections {
		if s.Kind == format.SectionTranscript {
			lines, err := format.ParseTranscript(s.Raw)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				text = append(append(text, l.Text...), '\n')
			}
		}
	}
	return text
}

// Before the stream grows by something else than the batch that the write-ahead log has a copy of, that batch is sealed.
func TestQuietSealsFirst(t *testing.T) {
	q := newIntake(time.Now())
	q.append(format.Output, []byte("typed"))
	if d := q.next(nil, true); d.batch == nil || d.quiet {
		t.Fatalf("got %+v, want the batch", d)
	}
	if d := q.next(nil, true); !d.quiet {
		t.Errorf("got %+v, want time for what is late", d)
	}
	q.close()
	if d := q.next(nil, true); !d.finish {
		t.Errorf("got %+v, want the end", d)
	}
}
