package format

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"
)

// seed adds the vectors to a fuzz target, and fails if there are none: a target without seeds finds nothing.
func seed(f *testing.F, take func(rec []byte) []byte) {
	files, _ := filepath.Glob(filepath.Join("testdata", "vectors", "*.txt"))
	n := 0
	for _, file := range files {
		_, rec := readVector(f, file)
		if b := take(rec); b != nil {
			f.Add(b)
			n++
		}
	}
	if n < 3 {
		f.Fatalf("only %d seeds", n)
	}
}

// payloadOf returns the payload of the first part of a type.
func payloadOf(t partType) func([]byte) []byte {
	return func(rec []byte) []byte {
		for at := len(magic); at < len(rec); {
			p, need, err := splitPart(rec[at:])
			if err != nil || need > 0 {
				return nil
			}
			if p.typ == t {
				return bytes.Clone(p.payload)
			}
			at += len(p.whole)
		}
		return nil
	}
}

// Any bytes end in an error or an end, in every reader, and both readers agree on a recording that is whole.
func FuzzReaders(f *testing.F) {
	seed(f, func(rec []byte) []byte { return rec })
	f.Fuzz(func(t *testing.T, rec []byte) {
		events, err := readAllEvents(bytes.NewReader(rec))
		inFile, fileErr := readFileEvents(rec)
		if err == io.EOF && fileErr != io.EOF {
			t.Errorf("the reader says whole, the file %v", fileErr)
		}
		if err == io.EOF {
			if err := sameEvents(inFile, events); err != nil {
				t.Error(err)
			}
		} else if !damaged(err) {
			t.Errorf("ended with %v", err)
		}
	})
}

func FuzzHeader(f *testing.F) {
	seed(f, payloadOf(partHeader))
	f.Fuzz(func(t *testing.T, payload []byte) {
		h, err := parseHeader(payload)
		if err == nil && !bytes.Equal(h.appendPayload(nil), payload) {
			t.Errorf("%x parses but re-encodes as %x", payload, h.appendPayload(nil))
		}
	})
}

func FuzzTrailer(f *testing.F) {
	seed(f, payloadOf(partTrailer))
	f.Fuzz(func(t *testing.T, payload []byte) {
		tr, err := parseTrailer(payload, time.Millisecond)
		if err != nil {
			return
		}
		if again := append(tr.appendFields(nil, time.Millisecond), tr.Digest[:]...); !bytes.Equal(again, payload) {
			t.Errorf("%x parses but re-encodes as %x", payload, again)
		}
	})
}

// What parses as a batch re-encodes identically.
func FuzzBatch(f *testing.F) {
	for _, events := range script() {
		b := NewBatch(0)
		for _, e := range events {
			b.AppendEvent(e)
		}
		f.Add(b.appendRaw(nil, 0), int64(0))
	}
	seeds := len(script())
	if seeds < 3 {
		f.Fatalf("only %d seeds", seeds)
	}
	f.Fuzz(func(t *testing.T, raw []byte, from int64) {
		if from < 0 || from > maxTicks {
			return
		}
		b := Batch{tick: time.Millisecond}
		if err := b.parse(raw, from); err != nil {
			return
		}
		if again := b.appendRaw(nil, from); !bytes.Equal(again, raw) {
			t.Errorf("%x parses but re-encodes as %x", raw, again)
		}
		b.Events()
	})
}

// A part that is split off is exactly what appendPart makes.
func FuzzPart(f *testing.F) {
	seed(f, func(rec []byte) []byte {
		if len(rec) < len(magic) {
			return nil
		}
		return rec[len(magic):]
	})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, need, err := splitPart(b)
		if err != nil || need > 0 {
			return
		}
		if again := appendPart(nil, p.typ, p.payload); !bytes.Equal(again, p.whole) || !bytes.HasPrefix(b, again) {
			t.Errorf("%x", p.whole)
		}
	})
}

// What a writer writes, a reader reads.
func FuzzWriter(f *testing.F) {
	f.Add([]byte("hello\r\n"), int64(5), byte(1), uint8(3))
	f.Add([]byte{0xff, 0}, int64(-1), byte(7), uint8(1))
	f.Add([]byte{}, int64(1<<40), byte(200), uint8(9))
	f.Fuzz(func(t *testing.T, data []byte, at int64, kind byte, n uint8) {
		if kind == 0 {
			return
		}
		var want []Event
		var batches [][]Event
		for i := range int(n%7) + 1 {
			e := Event{At: time.Duration(max(at, 0)%int64(time.Hour)).Truncate(time.Millisecond) + time.Duration(i)*time.Second, Kind: Kind(kind), Data: data}
			want = append(want, e)
			batches = append(batches, []Event{e})
		}
		rec := write(t, Header{}, batches, 2)
		got, err := readAllEvents(bytes.NewReader(rec))
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if err := sameEvents(got, want); err != nil {
			t.Error(err)
		}
		if _, err := readFileEvents(rec); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
	})
}
