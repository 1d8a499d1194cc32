package recorder

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// recorded returns a recording of events.
func recorded(t *testing.T, h format.Header, events []format.Event) []byte {
	t.Helper()
	var buf bytes.Buffer
	_, err := Convert(&buf, h, func() (format.Event, error) {
		if len(events) == 0 {
			return format.Event{}, io.EOF
		}
		e := events[0]
		events = events[1:]
		return e, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func openFile(t *testing.T, rec []byte) *format.File {
	t.Helper()
	f, err := format.NewFile(bytes.NewReader(rec), int64(len(rec)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// session returns a session of some megabytes, with colours, a resize, the alternate screen and a prompt that is typed.
func sessionEvents() []format.Event {
	var events []format.Event
	at := time.Duration(0)
	out := func(s string) {
		at += 3 * time.Millisecond
		events = append(events, format.Event{At: at, Kind: format.Output, Data: []byte(s)})
	}
	for i := range 30000 {
		out(fmt.Sprintf("\x1b[32mINFO\x1b[0m gateway request %d took %d ms and was answered with a body of %d bytes\r\n", i, i%97, i*31))
		if i == 20000 {
			events = append(events, format.ResizeEvent(at, format.Size{Cols: 100, Rows: 30}))
		}
	}
	out("\x1b[?1049h\x1b[2J\x1b[5;5Hin the editor\x1b[?1049l")
	at += time.Second
	for _, c := range "DROP TABLE cart_tmp;" {
		at += 100 * time.Millisecond
		out(string(c))
	}
	return events
}

// Every chunk but the first starts with a keyframe that shows what a replay from the start shows.
func TestChunksStartWithKeyframes(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 80, Rows: 24}, Tick: time.Millisecond}
	f := openFile(t, recorded(t, h, sessionEvents()))
	if len(f.Chunks()) < 3 {
		t.Fatalf("only %d chunks", len(f.Chunks()))
	}
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
			if got, want := screenText(fresh), screenText(full); got != want {
				t.Errorf("chunk %d: the keyframe shows\n%s\nand not\n%s", i, got, want)
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

func firstKeyframe(t *testing.T, c format.Contents) format.Keyframe {
	t.Helper()
	if len(c.Sections) == 0 || c.Sections[0].Kind != format.SectionKeyframe || c.Sections[0].After != 0 {
		t.Fatal("a chunk does not start with a keyframe")
	}
	k, err := format.ParseKeyframe(c.Sections[0].Raw)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func screenText(s *vt.Screen) string {
	var b strings.Builder
	f := s.Frame()
	for row := range f.Rows {
		b.WriteString(f.Text(row) + "\n")
	}
	return b.String()
}

// The transcript has every line, those that scrolled by and those that were typed, and after a resize there is a
// keyframe inside the chunk.
func TestTranscriptAndResize(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 80, Rows: 24}, Tick: time.Millisecond}
	f := openFile(t, recorded(t, h, sessionEvents()))
	lines, inside := map[string]format.Line{}, 0
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Sections {
			switch s.Kind {
			case format.SectionTranscript:
				list, err := format.ParseTranscript(s.Raw)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range list {
					lines[l.Text] = l
				}
			case format.SectionKeyframe:
				if s.After > 0 {
					inside++
				}
			}
		}
	}
	for _, i := range []int{0, 12345, 29999} {
		want := fmt.Sprintf("INFO gateway request %d took %d ms and was answered with a body of %d bytes", i, i%97, i*31)
		if _, ok := lines[want]; !ok {
			t.Errorf("no line %q", want)
		}
	}
	typed, ok := lines["DROP TABLE cart_tmp;"]
	if !ok || typed.Since(0, 4) >= typed.Since(0, 20) {
		t.Errorf("typed line %+v", typed)
	}
	if inside != 1 {
		t.Errorf("%d keyframes inside a chunk, want 1 after the resize", inside)
	}
}

// What is derived costs little, and nothing breaks when the emulator does.
func TestDeriverSurvivesAPanic(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 80, Rows: 24}}
	d := NewDeriver(h)
	d.text = nil // has every call panic
	b := format.NewBatch(0)
	b.Append(0, format.Output, []byte("x"))
	if d.Batch(b) {
		t.Error("a panic counts as success")
	}
	if due := d.Pending(); len(due) != 1 || due[0].Kind != format.SectionUnderived || len(due[0].Raw) == 0 {
		t.Errorf("the chunk does not say so: %v", due)
	}
	if d.Batch(b) {
		t.Error("it goes on within the chunk")
	}
	if sections := d.Chunk(); len(sections) > 0 {
		t.Error("a keyframe is made of a screen that missed something")
	}
	if !d.Batch(b) {
		t.Error("it does not try again in the next chunk")
	}
	if rest := d.Close(); len(rest) != 1 {
		t.Errorf("sections %v", rest)
	}
}

// Output that takes long to draw does not hold up the recording, however much there is of it, and the recording says
// what it lacks.
func TestSlowOutputDoesNotHoldUpTheRecording(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 1000, Rows: 250}}
	nasty := bytes.Repeat([]byte("\x1b[4h\xe6\x97\xa5\x1b[999999b"), 4000)
	var events []format.Event
	for i := range 100 {
		events = append(events, format.Event{At: time.Duration(i) * time.Second, Kind: format.Output, Data: nasty})
	}
	start := time.Now()
	rec := recorded(t, h, events)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
	f, said, got := openFile(t, rec), false, 0
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Events {
			got += len(e.Data)
		}
		for _, s := range c.Sections {
			said = said || s.Kind == format.SectionUnderived
		}
	}
	if got != 100*len(nasty) || !said {
		t.Errorf("%d bytes of %d, said %v", got, 100*len(nasty), said)
	}
}

// A few bytes that fill the screen over and over do not make a recording that is too large, or none.
func TestTextCannotGrowWithoutBounds(t *testing.T) {
	h := format.Header{Size: format.Size{Cols: 500, Rows: 200}}
	var events []format.Event
	for i := range 2000 {
		fill := fmt.Sprintf("\x1b[2J\x1b[H%d %c\x1b[4000b", i, 'A'+i%26)
		events = append(events, format.Event{At: time.Duration(i) * 200 * time.Millisecond, Kind: format.Output, Data: []byte(fill)})
	}
	f := openFile(t, recorded(t, h, events))
	total, said := 0, false
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Sections {
			total += len(s.Raw)
			said = said || s.Kind == format.SectionUnderived
		}
	}
	if f.Damage() != nil || total > 2*chunkText || !said {
		t.Errorf("%v, %d bytes of sections, said %v", f.Damage(), total, said)
	}
}

func TestRecordingHasTranscript(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{}
	mustRun(t, options(t, u, "sh", "-c", "printf 'one \\033[31mred\\033[0m word\\n'"), sink)
	r, err := format.NewReader(bytes.NewReader(sink.whole))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	r.OnSection(func(s format.Section) {
		list, err := format.ParseTranscript(s.Raw)
		if s.Kind != format.SectionTranscript || err != nil {
			t.Errorf("section %d: %v", s.Kind, err)
		}
		for _, l := range list {
			text = append(text, l.Text)
		}
	})
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, io.EOF) || len(text) != 1 || text[0] != "one red word" {
		t.Errorf("transcript %q, %v", text, err)
	}
}
