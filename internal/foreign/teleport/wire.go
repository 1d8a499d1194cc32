package teleport

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

var errWire = errors.New("not a message of protocol buffers")

// The wire types of protocol buffers.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

// A message is the fields of a message on the wire. The first error stays.
type message struct {
	rest []byte
	err  error
}

// next returns the number of the next field with its value: a number, or bytes. It returns 0 at the end.
func (m *message) next() (field int, number uint64, data []byte) {
	if m.err != nil || len(m.rest) == 0 {
		return 0, 0, nil
	}
	tag := m.varint()
	if tag>>3 == 0 || tag>>3 > math.MaxInt32 {
		m.err = errWire
	}
	switch tag & 7 {
	case wireVarint:
		number = m.varint()
	case wireBytes:
		data = m.take(m.varint())
	case wireFixed64:
		m.take(8)
	case wireFixed32:
		m.take(4)
	default:
		m.err = errWire
	}
	if m.err != nil {
		return 0, 0, nil
	}
	return int(tag >> 3), number, data
}

func (m *message) varint() uint64 {
	v, n := binary.Uvarint(m.rest)
	if n <= 0 {
		m.err, n = errWire, 0
	}
	m.rest = m.rest[n:]
	return v
}

func (m *message) take(n uint64) []byte {
	if m.err != nil || n > uint64(len(m.rest)) {
		m.err = errWire
		return nil
	}
	b := m.rest[:n]
	m.rest = m.rest[n:]
	return b
}

// each calls f for every field of a message.
func each(b []byte, f func(field int, number uint64, data []byte)) error {
	m := message{rest: b}
	for {
		field, number, data := m.next()
		if field == 0 {
			return m.err
		}
		f(field, number, data)
	}
}

// inner returns the message in a field; the last one wins.
func inner(b []byte, wanted int) []byte {
	var found []byte
	_ = each(b, func(field int, _ uint64, data []byte) { // was read before
		if field == wanted {
			found = data
		}
	})
	return found
}

// text returns the text in a field.
func text(b []byte, wanted int) string { return string(inner(b, wanted)) }

// texts returns all texts in a field that repeats.
func texts(b []byte, wanted int) []string {
	var found []string
	_ = each(b, func(field int, _ uint64, data []byte) { // was read before
		if field == wanted {
			found = append(found, string(data))
		}
	})
	return found
}

// pairs returns the entries of a map of texts.
func pairs(b []byte, wanted int) map[string]string {
	found := map[string]string{}
	_ = each(b, func(field int, _ uint64, data []byte) { // was read before
		if field == wanted {
			found[text(data, 1)] = text(data, 2)
		}
	})
	return found
}

// stamp reads a google.protobuf.Timestamp; it is zero for one out of range.
func stamp(b []byte) time.Time {
	var seconds, nanos uint64
	err := each(b, func(field int, number uint64, _ []byte) {
		switch field {
		case 1:
			seconds = number
		case 2:
			nanos = number
		}
	})
	if err != nil || seconds == 0 || seconds > maxSeconds || nanos > uint64(time.Second) {
		return time.Time{}
	}
	return time.Unix(int64(seconds), int64(nanos)).UTC()
}

// maxSeconds is the last second that has nanoseconds in 64 bits.
const maxSeconds = math.MaxInt64/uint64(time.Second) - 1
