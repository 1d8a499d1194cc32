package tlog

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

const (
	labelRec     = "tlog.rec"
	labelSession = "tlog.session" // of the audit system
	noSession    = "4294967295"   // what tlog writes where there is none
)

// Options of a Reader.
type Options struct {
	Size   format.Size // of the terminal, where the recording does not say it
	Input  bool        // also yield what was typed
	Intact bool        // go on after what is missing: there is a Gap, and the error that says so comes at the end
}

// A Reader yields what a recording holds. It is for one goroutine at a time.
type Reader struct {
	r      io.ReaderAt
	rec    *Recording
	o      Options
	header format.Header
	clock  scan.Clock
	next   int    // message
	id     uint64 // of the last message
	timing timing // of the message that is being read
	queue  []format.Event
	size   format.Size
	tail   error
}

// NewReader returns a reader of a recording in the file in which it was found.
func (rec *Recording) NewReader(r io.ReaderAt, o Options) *Reader {
	m := rec.first
	d := &Reader{r: r, rec: rec, o: o, clock: scan.NewClock(time.Millisecond), tail: rec.broken}
	d.header = format.Header{
		Target: m.Host, User: m.User, RemoteUser: m.User, Start: m.start(), Term: m.Term, Tick: time.Millisecond, Size: o.Size,
		Labels: []format.Label{{Name: labelRec, Value: m.Rec}},
	}
	if m.Host != "" && m.User != "" {
		d.header.User += "@" + m.Host
	}
	if session := strings.Trim(string(m.Session), `"`); session != "" && session != noSession {
		d.header.Labels = append(d.header.Labels, format.Label{Name: labelSession, Value: session})
	}
	if size, ok := firstSize(m.Timing); ok && m.ID == 1 {
		d.header.Size = size
	}
	d.size = d.header.Size
	return d
}

// Header returns what the recording says of the session. Without a size there was no terminal, or tlog did not write down
// its size.
func (d *Reader) Header() format.Header { return d.header }

// Next returns the next event, whose data is valid until the next call, and io.EOF after the last. Another error is an
// *scan.Error or one of the file; what came before it is good.
func (d *Reader) Next() (format.Event, error) {
	for len(d.queue) == 0 {
		if !d.timing.done() {
			if err := d.record(); err != nil {
				return format.Event{}, err
			}
			continue
		}
		if d.next == len(d.rec.messages) {
			if d.tail != nil {
				return format.Event{}, d.tail
			}
			return format.Event{}, io.EOF
		}
		if err := d.message(); err != nil {
			return format.Event{}, err
		}
	}
	e := d.queue[0]
	d.queue = d.queue[1:]
	return e, nil
}

// message begins with the next message.
func (d *Reader) message() error {
	p := d.rec.messages[d.next]
	d.next++
	m, err := p.read(d.r)
	if err != nil {
		return err
	}
	if m.Pos > maxPos {
		return p.fail(scan.ErrTime)
	}
	at := time.Duration(m.Pos) * time.Millisecond
	if missing := m.ID - d.id - 1; missing > 0 {
		err := p.fail(fmt.Errorf("%d messages of the session before it are missing", missing))
		if !d.o.Intact {
			return err
		}
		d.tail = errors.Join(d.tail, err)
		d.queue = append(d.queue, format.GapEvent(max(at, d.clock.Now()), -1, "messages of tlog are missing"))
	}
	d.id = m.ID
	d.timing = timing{place: p, rest: m.Timing, in: side{text: m.InTxt, bytes: narrow(m.InBin)}, out: side{text: m.OutTxt, bytes: narrow(m.OutBin)}}
	return d.clock.Reach(at)
}

// record does the next record of the message's timing.
func (d *Reader) record() error {
	r, err := d.timing.next()
	if err != nil {
		return d.timing.place.fail(err)
	}
	switch r.kind {
	case '+':
		err = d.clock.Wait(time.Duration(min(r.a, maxPos+1)) * time.Millisecond)
	case '=':
		d.resize(format.Size{Cols: int(min(r.a, maxSide)), Rows: int(min(r.b, maxSide))})
	case '<', '[':
		var data []byte
		if data, err = d.timing.in.take(r); err == nil && d.o.Input {
			d.push(format.Input, data)
		}
	case '>', ']':
		var data []byte
		if data, err = d.timing.out.take(r); err == nil {
			d.push(format.Output, data)
		}
	}
	if err != nil {
		return d.timing.place.fail(err)
	}
	return nil
}

// resize queues a change of size; every message begins with the size that is already known.
func (d *Reader) resize(s format.Size) {
	if s != d.size && s.Cols > 0 && s.Rows > 0 {
		d.size = s
		d.queue = append(d.queue, format.ResizeEvent(d.clock.Now(), s))
	}
}

func (d *Reader) push(kind format.Kind, data []byte) {
	for len(data) > 0 {
		n := min(len(data), scan.MaxPiece)
		d.queue = append(d.queue, format.Event{At: d.clock.Now(), Kind: kind, Data: data[:n]})
		data = data[n:]
	}
}

// maxSide is the largest size of a terminal.
const maxSide = 1<<16 - 1

var (
	errTiming = errors.New("the timing cannot be read")
	errShort  = errors.New("the timing speaks of more than the message holds")
)

// A side is what a message holds of one direction.
type side struct {
	text  string // that is still to come
	bytes []byte
}

// take takes what a record speaks of: characters, or bytes that stood for so many replacement characters.
func (s *side) take(r record) ([]byte, error) {
	characters := r.a
	end := 0
	for ; characters > 0 && end < len(s.text); characters-- {
		_, n := utf8.DecodeRuneInString(s.text[end:])
		end += n
	}
	if characters > 0 {
		return nil, errShort
	}
	text := s.text[:end]
	s.text = s.text[end:]
	if r.kind == '<' || r.kind == '>' {
		return []byte(text), nil
	}
	if r.b > int64(len(s.bytes)) {
		return nil, errShort
	}
	b := s.bytes[:r.b]
	s.bytes = s.bytes[r.b:]
	return b, nil
}
