package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"
)

// A Summary is what the trailer says of the whole recording (§6).
type Summary struct {
	Duration    time.Duration // time of the last event
	Events      int64
	OutputBytes int64       // bytes of output and stderr
	Exit        *ExitStatus // nil if the end of the command was not seen
	Interrupted bool        // the recorder died; somebody else closed the recording
	Digest      Digest      // the last value of the hash chain; names the recording's content
	Unknown     []Field     // fields of a newer version
}

// Tags of the trailer's fields (§6).
const (
	tagFlags = 1 + iota
	tagDuration
	tagEvents
	tagOutput
	tagExit
	tagIndex
	tagLastTrailer = tagIndex
)

const flagInterrupted = 1

type trailer struct {
	Summary
	index []indexEntry
}

// An indexEntry is a chunk as it stands in the index: all in numbers that follow from the entry before it.
type indexEntry struct{ size, wait, length, events, output, back uint64 }

const indexNumbers = 6

// appendFields appends the trailer's payload up to the digest.
func (t trailer) appendFields(b []byte, tick time.Duration) []byte {
	var flags uint64
	if t.Interrupted {
		flags |= flagInterrupted
	}
	fields := []Field{
		uintField(tagFlags, flags),
		uintField(tagDuration, uint64(t.Duration/tick)),
		uintField(tagEvents, uint64(t.Events)),
		uintField(tagOutput, uint64(t.OutputBytes)),
	}
	if t.Exit != nil {
		fields = append(fields, Field{tagExit, []byte(t.Exit.String())})
	}
	fields = append(fields, Field{tagIndex, t.appendIndex(nil)})
	return appendFields(b, append(fields, t.Unknown...))
}

func (t trailer) appendIndex(b []byte) []byte {
	for _, e := range t.index {
		for _, v := range [indexNumbers]uint64{e.size, e.wait, e.length, e.events, e.output, e.back} {
			b = appendUvarint(b, v)
		}
	}
	return b
}

// parseTrailer reads a trailer's payload. Only the form that a Writer writes is accepted.
func parseTrailer(payload []byte, tick time.Duration) (trailer, error) {
	if len(payload) < len(Digest{}) {
		return trailer{}, fmt.Errorf("read trailer: %w", errShort)
	}
	fields := payload[:len(payload)-len(Digest{})]
	t := trailer{}
	copy(t.Digest[:], payload[len(fields):])
	repeats := func(tag uint64) bool { return tag > tagLastTrailer }
	if err := scanFields(fields, repeats, func(f Field) error { return t.set(f, tick) }); err != nil {
		return trailer{}, fmt.Errorf("read trailer: %w", err)
	}
	if !bytes.Equal(t.appendFields(nil, tick), fields) {
		return trailer{}, fmt.Errorf("read trailer: %w", errFieldOrder)
	}
	return t, nil
}

func (t *trailer) set(f Field, tick time.Duration) error {
	var v uint64
	var err error
	if f.Tag <= tagOutput {
		if v, err = f.uint(); err != nil {
			return err
		}
		if v > maxTicks {
			return errTime
		}
	}
	switch f.Tag {
	case tagFlags:
		t.Interrupted = v&flagInterrupted != 0
	case tagDuration:
		t.Duration = time.Duration(v) * tick
	case tagEvents:
		t.Events = int64(v)
	case tagOutput:
		t.OutputBytes = int64(v)
	case tagExit:
		var status ExitStatus
		status, err = parseExit(string(f.Value))
		t.Exit = &status
	case tagIndex:
		t.index, err = scanIndex(f.Value)
	default:
		t.Unknown = append(t.Unknown, Field{f.Tag, bytes.Clone(f.Value)})
	}
	return err
}

func scanIndex(b []byte) ([]indexEntry, error) {
	var index []indexEntry
	s := scanner{b: b}
	for len(s.b) > 0 {
		var v [indexNumbers]uint64
		for i := range v {
			v[i] = uint64(s.below(maxTicks, errIndex))
		}
		index = append(index, indexEntry{v[0], v[1], v[2], v[3], v[4], v[5]})
		if s.err == nil && v[5] >= uint64(len(index)) {
			return nil, errIndex
		}
	}
	return index, s.err
}

// chunks turns the index into chunks, the first of which starts at offset.
func (t trailer) chunks(offset int64, tick time.Duration) []Chunk {
	chunks := make([]Chunk, len(t.index))
	var at time.Duration
	for i, e := range t.index {
		start := at + time.Duration(e.wait)*tick
		at = start + time.Duration(e.length)*tick
		chunks[i] = Chunk{offset, int64(e.size), start, at, int(e.events), int64(e.output), i - int(e.back)}
		offset += int64(e.size)
	}
	return chunks
}

// trailer returns the trailer that belongs to the stream so far, but for its digest.
func (l *ledger) trailer(interrupted bool) trailer {
	t := trailer{Summary: Summary{
		Duration: l.time(l.last), Events: l.events, OutputBytes: l.output, Exit: l.exit, Interrupted: interrupted,
	}}
	var at time.Duration
	for i, c := range l.chunks {
		t.index = append(t.index, indexEntry{uint64(c.Size), uint64((c.Start - at) / l.tick),
			uint64((c.End - c.Start) / l.tick), uint64(c.Events), uint64(c.OutputBytes), uint64(i - c.about)})
		at = c.End
	}
	return t
}

// seal moves the chain on by the trailer's fields and returns the whole payload.
func (l *ledger) seal(fields []byte) []byte {
	l.sum.Reset()
	l.sum.Write(l.chain[:])
	digest := l.link(fields)
	return append(fields, digest[:]...)
}

func appendFooter(b []byte, trailerOffset int64) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(trailerOffset))
	return append(b, endMagic[:]...)
}

// parseFooter returns where the trailer starts, or false if b, the last bytes of a recording, holds no footer.
func parseFooter(b []byte) (int64, bool) {
	if len(b) < footerSize || [8]byte(b[len(b)-8:]) != endMagic {
		return 0, false
	}
	return int64(binary.LittleEndian.Uint64(b[len(b)-footerSize:])), true
}
