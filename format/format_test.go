package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"testing"
	"testing/iotest"
	"time"
)

func testHeader() Header {
	return Header{
		ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "ssh", Target: "web1", Argv: []string{"ssh", "web1"},
		User: "alice@laptop", RemoteUser: "deploy", Start: time.Date(2026, 11, 24, 9, 30, 0, 123, time.UTC),
		Size: Size{80, 24}, Term: "xterm-256color", Labels: []Label{{"env", "prod"}, {"team", "pay=ments"}},
		Reason: "INC-4411", Recorder: "shellac/test", Tick: time.Millisecond,
	}
}

// script returns the events of a small session, in batches.
func script() [][]Event {
	ms := time.Millisecond
	return [][]Event{
		{{0, Output, []byte("$ ")}, {300 * ms, Input, []byte("l")}, {301 * ms, Output, []byte("l")}, {900 * ms, Output, []byte("s\r\n")}},
		{ResizeEvent(2000*ms, Size{120, 40}), {2100 * ms, Output, bytes.Repeat([]byte("file \xff\xfe\r\n"), 100)}, {2100 * ms, Stderr, []byte("oops")}},
		{{5000 * ms, Marker, []byte("row count checked")}, GapEvent(5001*ms, 17, "disk full"), {70000 * ms, Notice, []byte("store is back")}},
		{{70001 * ms, Output, []byte("exit\r\n")}, ExitEvent(70002*ms, ExitStatus{Code: 7})},
	}
}

// write returns a recording of the batches, with a chunk's end after every chunkEvery batches.
func write(t testing.TB, h Header, batches [][]Event, chunkEvery int) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := NewWriter(&buf, h)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBatch(h.Tick)
	for i, events := range batches {
		b.Reset()
		for _, e := range events {
			b.AppendEvent(e)
		}
		if err := w.WriteBatch(b); err != nil {
			t.Fatal(err)
		}
		if int64(buf.Len()) != w.Offset() {
			t.Fatalf("offset %d, written %d", w.Offset(), buf.Len())
		}
		if (i+1)%chunkEvery == 0 {
			if err := w.EndChunk(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if int64(buf.Len()) != w.Offset() {
		t.Fatalf("offset %d, written %d", w.Offset(), buf.Len())
	}
	return buf.Bytes()
}

func flat(batches [][]Event) (all []Event) {
	for _, b := range batches {
		all = append(all, b...)
	}
	return all
}

// readAllEvents returns copies of the events of a stream and the error that ended it.
func readAllEvents(r io.Reader) ([]Event, error) {
	fr, err := NewReader(r)
	if err != nil {
		return nil, err
	}
	var events []Event
	for {
		e, err := fr.Next()
		if err != nil {
			return events, err
		}
		e.Data = bytes.Clone(e.Data)
		events = append(events, e)
	}
}

// readFileEvents returns the events of all chunks through File, and the first damage.
func readFileEvents(b []byte) ([]Event, error) {
	f, err := NewFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	var events []Event
	for i := range f.all { // those without events, too
		c, err := f.readChunk(i)
		events = append(events, c.Events...)
		if err != nil {
			return events, err
		}
	}
	if f.Damage() != nil {
		return events, f.Damage()
	}
	return events, io.EOF
}

func sameEvents(a, b []Event) error {
	if len(a) != len(b) {
		return fmt.Errorf("got %d events, want %d", len(a), len(b))
	}
	for i := range a {
		if a[i].At != b[i].At || a[i].Kind != b[i].Kind || !bytes.Equal(a[i].Data, b[i].Data) {
			return fmt.Errorf("event %d: got %v, want %v", i, a[i], b[i])
		}
	}
	return nil
}

func TestRoundTrip(t *testing.T) {
	for _, every := range []int{1, 2, 3, 100} {
		rec := write(t, testHeader(), script(), every)
		for name, r := range map[string]io.Reader{"whole": bytes.NewReader(rec), "byte by byte": iotest.OneByteReader(bytes.NewReader(rec))} {
			got, err := readAllEvents(r)
			if !errors.Is(err, io.EOF) {
				t.Errorf("chunks of %d, %s: ended with %v, want io.EOF", every, name, err)
			}
			if err := sameEvents(got, flat(script())); err != nil {
				t.Errorf("chunks of %d, %s: %v", every, name, err)
			}
		}
		got, err := readFileEvents(rec)
		if !errors.Is(err, io.EOF) {
			t.Errorf("chunks of %d, file: ended with %v, want io.EOF", every, err)
		}
		if err := sameEvents(got, flat(script())); err != nil {
			t.Errorf("chunks of %d, file: %v", every, err)
		}
	}
}

func TestSummary(t *testing.T) {
	rec := write(t, testHeader(), script(), 2)
	f, err := NewFile(bytes.NewReader(rec), int64(len(rec)))
	if err != nil {
		t.Fatal(err)
	}
	s := f.Summary()
	if s.Duration != 70002*time.Millisecond || s.Events != 12 || s.OutputBytes != int64(len("$ ls\r\n")+900+len("oops")+len("exit\r\n")) {
		t.Errorf("got %+v", s)
	}
	if s.Exit == nil || s.Exit.Code != 7 {
		t.Errorf("exit %v, want 7", s.Exit)
	}
	if fmt.Sprint(f.Header()) != fmt.Sprint(testHeader()) {
		t.Errorf("header\n%v, want\n%v", f.Header(), testHeader())
	}
}

// A cut at every byte gives a prefix of the events and ErrTorn, in both readers, and a growing stream goes on after it.
func TestCutAtEveryByte(t *testing.T) {
	want := flat(script())
	rec := write(t, testHeader(), script(), 2)
	for cut := range rec {
		got, err := readAllEvents(bytes.NewReader(rec[:cut]))
		if err != ErrTorn {
			t.Fatalf("cut at %d: reader ended with %v", cut, err)
		}
		if err := sameEvents(got, want[:len(got)]); err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		inFile, err := readFileEvents(rec[:cut])
		if err != ErrTorn {
			t.Fatalf("cut at %d: file ended with %v", cut, err)
		}
		if err := sameEvents(inFile, got); err != nil {
			t.Fatalf("cut at %d: file differs from reader: %v", cut, err)
		}
	}
}

func TestGrowing(t *testing.T) {
	rec := write(t, testHeader(), script(), 2)
	var grown bytes.Buffer
	headerEnd := int(mustFile(t, rec).body)
	grown.Write(rec[:headerEnd])
	r, err := NewReader(&grown)
	if err != nil {
		t.Fatal(err)
	}
	var got []Event
	for i := headerEnd; i < len(rec); i++ {
		for {
			e, err := r.Next()
			if errors.Is(err, ErrTorn) {
				break
			}
			if err != nil {
				t.Fatalf("at byte %d: %v", i, err)
			}
			e.Data = bytes.Clone(e.Data)
			got = append(got, e)
		}
		grown.WriteByte(rec[i])
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("ended with %v", err)
	}
	if err := sameEvents(got, flat(script())); err != nil {
		t.Error(err)
	}
}

func mustFile(t testing.TB, rec []byte) *File {
	t.Helper()
	f, err := NewFile(bytes.NewReader(rec), int64(len(rec)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// One flipped bit anywhere gives a prefix of the events and an error with an offset.
func TestFlippedBits(t *testing.T) {
	want := flat(script())
	rec := write(t, testHeader(), script(), 2)
	rnd := rand.New(rand.NewSource(1))
	for at := range rec {
		bad := bytes.Clone(rec)
		bad[at] ^= 1 << rnd.Intn(8)
		got, err := readAllEvents(bytes.NewReader(bad))
		if !damaged(err) {
			t.Fatalf("bit of byte %d: reader ended with %v", at, err)
		}
		if err := sameEvents(got, want[:min(len(got), len(want))]); err != nil {
			t.Fatalf("bit of byte %d: %v", at, err)
		}
		if _, err := readFileEvents(bad); !damaged(err) {
			t.Fatalf("bit of byte %d: file ended with %v", at, err)
		}
	}
}

func damaged(err error) bool {
	var corrupt *CorruptError
	var version *VersionError
	return errors.Is(err, ErrTorn) || errors.Is(err, ErrFormat) || errors.As(err, &version) ||
		errors.As(err, &corrupt) && corrupt.Offset >= 0
}

// A recorder that died is followed by another that closes the recording, at any cut.
func TestContinue(t *testing.T) {
	rec := write(t, testHeader(), script(), 2)
	body := int(mustFile(t, rec).body)
	for cut := body; cut < len(rec); cut += 7 {
		r, err := NewReader(bytes.NewReader(rec[:cut]))
		if err != nil {
			t.Fatal(err)
		}
		var before []Event
		for {
			e, err := r.Next()
			if errors.Is(err, ErrTorn) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			e.Data = bytes.Clone(e.Data)
			before = append(before, e)
		}
		out := bytes.NewBuffer(bytes.Clone(rec[:r.Offset()]))
		w, err := Continue(out, r)
		if err != nil {
			t.Fatal(err)
		}
		b := NewBatch(0)
		late := Event{At: time.Hour, Kind: Output, Data: []byte("from the write-ahead log")}
		b.AppendEvent(late)
		if err := w.WriteBatch(b); err != nil {
			t.Fatal(err)
		}
		if _, err := w.CloseInterrupted(); err != nil {
			t.Fatal(err)
		}
		for name, read := range map[string]func() ([]Event, error){
			"reader": func() ([]Event, error) { return readAllEvents(bytes.NewReader(out.Bytes())) },
			"file":   func() ([]Event, error) { return readFileEvents(out.Bytes()) },
		} {
			got, err := read()
			if err != ErrTorn {
				t.Fatalf("cut at %d, %s: ended with %v", cut, name, err)
			}
			if err := sameEvents(got, append(before, late)); err != nil {
				t.Fatalf("cut at %d, %s: %v", cut, name, err)
			}
		}
		if !mustFile(t, out.Bytes()).Summary().Interrupted {
			t.Fatalf("cut at %d: not marked as interrupted", cut)
		}
	}
}
