package format

import (
	"fmt"
	"time"
)

// A Batch collects events in columns until a Writer takes them (§5). Appending copies the bytes and allocates only
// while the columns still grow; Reset keeps their memory.
type Batch struct {
	tick  time.Duration
	times []int64 // ticks since the session's start
	sizes []int
	odd   []oddKind
	data  []byte
}

// An oddKind is the kind of an event that is not Output, by its number in the batch. Most events are output, so only
// the others are written down.
type oddKind struct {
	index int
	kind  Kind
}

// maxMerged bounds the size in bytes of an event that Append makes of several.
const maxMerged = 64 << 10

// NewBatch returns an empty batch for a recording with the given resolution of times; 0 means DefaultTick.
func NewBatch(tick time.Duration) *Batch {
	if tick <= 0 {
		tick = DefaultTick
	}
	return &Batch{tick: tick}
}

// Append adds an event. Times that run backwards are lifted to the latest one. Output that follows output within the
// same tick becomes part of the same event.
func (b *Batch) Append(at time.Duration, kind Kind, data []byte) {
	t := int64(max(at, 0) / b.tick)
	last := len(b.times) - 1
	if last >= 0 {
		t = max(t, b.times[last])
		if kind == Output && t == b.times[last] && b.kind(last) == Output && b.sizes[last]+len(data) <= maxMerged {
			b.sizes[last] += len(data)
			b.data = append(b.data, data...)
			return
		}
	}
	if kind != Output {
		b.odd = append(b.odd, oddKind{len(b.times), kind})
	}
	b.times = append(b.times, t)
	b.sizes = append(b.sizes, len(data))
	b.data = append(b.data, data...)
}

// AppendEvent adds an event as Append does.
func (b *Batch) AppendEvent(e Event) { b.Append(e.At, e.Kind, e.Data) }

// kind returns the kind of event i, which must be the last one.
func (b *Batch) kind(i int) Kind {
	if n := len(b.odd); n > 0 && b.odd[n-1].index == i {
		return b.odd[n-1].kind
	}
	return Output
}

// Len returns the number of events.
func (b *Batch) Len() int { return len(b.times) }

// Bytes returns the number of bytes of all events' data.
func (b *Batch) Bytes() int { return len(b.data) }

// Reset empties the batch.
func (b *Batch) Reset() {
	b.times, b.sizes, b.odd, b.data = b.times[:0], b.sizes[:0], b.odd[:0], b.data[:0]
}

// Events returns the events in order; their data is valid until the next Append or Reset.
func (b *Batch) Events() []Event { return b.appendEvents(make([]Event, 0, len(b.times))) }

func (b *Batch) appendEvents(events []Event) []Event {
	b.Each(func(e Event) { events = append(events, e) })
	return events
}

// Each calls f for every event in order; its data is valid until the next Append or Reset.
func (b *Batch) Each(f func(Event)) {
	odd, data := b.odd, b.data
	for i, t := range b.times {
		e := Event{At: time.Duration(t) * b.tick, Kind: Output, Data: data[:b.sizes[i]:b.sizes[i]]}
		data = data[b.sizes[i]:]
		if len(odd) > 0 && odd[0].index == i {
			e.Kind, odd = odd[0].kind, odd[1:]
		}
		f(e)
	}
}

// outputBytes returns how many bytes of the batch were written by the session.
func (b *Batch) outputBytes() int64 {
	n := int64(len(b.data))
	for _, o := range b.odd {
		if o.kind != Stderr {
			n -= int64(b.sizes[o.index])
		}
	}
	return n
}

// appendRaw appends the batch as the raw bytes of an events section (§5). from is the time in ticks that the first
// event is counted from.
func (b *Batch) appendRaw(raw []byte, from int64) []byte {
	raw = appendUvarint(raw, uint64(len(b.times)))
	raw = appendUvarint(raw, uint64(len(b.odd)))
	next := 0
	for _, o := range b.odd {
		raw = appendUvarint(raw, uint64(o.index-next))
		raw = append(raw, byte(o.kind))
		next = o.index + 1
	}
	var wide []uint64
	last := from
	for _, t := range b.times {
		raw, wide = appendNarrow(raw, wide, uint64(t-last))
		last = t
	}
	raw, wide = appendWide(raw, wide)
	for _, n := range b.sizes {
		raw, wide = appendNarrow(raw, wide, uint64(n))
	}
	raw, _ = appendWide(raw, wide)
	return append(raw, b.data...)
}

// escape stands in a column of bytes for a number that does not fit; the rest of it follows behind the column.
const escape = 0xff

func appendNarrow(col []byte, wide []uint64, v uint64) ([]byte, []uint64) {
	if v < escape {
		return append(col, byte(v)), wide
	}
	return append(col, escape), append(wide, v-escape)
}

func appendWide(raw []byte, wide []uint64) ([]byte, []uint64) {
	for _, v := range wide {
		raw = appendUvarint(raw, v)
	}
	return raw, wide[:0]
}

// parse fills the batch from the raw bytes of an events section; the batch then holds raw's data, not a copy.
func (b *Batch) parse(raw []byte, from int64) error {
	b.Reset()
	s := scanner{b: raw}
	n := s.below(uint64(len(raw)), errEvents)
	b.scanOdd(&s, n)
	times := s.bytes(n)
	last := from
	for _, c := range times {
		last += int64(s.narrow(c))
		if last > maxTicks {
			s.fail(errTime)
			break
		}
		b.times = append(b.times, last)
	}
	sizes := s.bytes(n)
	total := 0
	for _, c := range sizes {
		size := s.narrow(c)
		total += int(size)
		if size > MaxSection || total > MaxSection {
			s.fail(errEvents)
			break
		}
		b.sizes = append(b.sizes, int(size))
	}
	switch {
	case s.err != nil:
		return s.err
	case n == 0 || total != len(s.b):
		return errEvents
	}
	b.data = s.b
	return nil
}

func (b *Batch) scanOdd(s *scanner, n int) {
	next := 0
	for m := s.below(uint64(n), errEvents); m > 0 && s.err == nil; m-- {
		next += s.below(uint64(n), errEvents)
		kind := s.bytes(1)
		if s.err != nil || next >= n || kind[0] == 0 || Kind(kind[0]) == Output {
			s.fail(errEvents)
			return
		}
		b.odd = append(b.odd, oddKind{next, Kind(kind[0])})
		next++
	}
}

// narrow returns the value of a byte of a column, with the rest of it from the numbers behind the column.
func (s *scanner) narrow(c byte) uint64 {
	if c < escape {
		return uint64(c)
	}
	v := s.uvarint()
	if v > maxTicks {
		s.fail(errTime)
		return 0
	}
	return v + escape
}

// AppendBinary appends the batch in a form that UnmarshalBinary reads, for a write-ahead log.
func (b *Batch) AppendBinary(p []byte) []byte { return b.appendRaw(p, 0) }

// UnmarshalBinary fills the batch with what AppendBinary wrote of one with the same resolution of times. It keeps p.
func (b *Batch) UnmarshalBinary(p []byte) error {
	if err := b.parse(p, 0); err != nil {
		return fmt.Errorf("read batch: %w", err)
	}
	return nil
}
