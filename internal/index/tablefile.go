package index

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
)

// The object of signs holds all that a search needs to know of a pack before it reads lines: who is in it, where the lines lie, and the signs.
// It follows from the other two objects, and what is in those counts:
//
//	"shlsig1\n"  size of the head (u32)  CRC32C of the head (u32)  head, zstd  groups of bits, each with its CRC32C (u32)
const (
	tableMagic = "shlsig1\n"
	tableStart = len(tableMagic) + 8 // where the head begins
)

func (t *table) encode(groups []byte) []byte {
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false)) // the options are valid
	head := e.EncodeAll(t.appendHead(nil), nil)
	e.Close()
	b := []byte(tableMagic)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(head)))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(head, castagnoli()))
	return append(append(b, head...), groups...)
}

// headOf returns where the head of an object of signs lies, which begins with b.
func headOf(b []byte) (place, bool) {
	if len(b) < tableStart || !bytes.HasPrefix(b, []byte(tableMagic)) {
		return place{}, false
	}
	return place{int64(tableStart), int64(binary.LittleEndian.Uint32(b[len(tableMagic):]))}, true
}

// castagnoli is the polynomial of CRC32C; the table is made once by the standard library.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func (t *table) appendHead(b []byte) []byte {
	b = appendUint(b, uint64(t.text))
	b = appendUint(b, uint64(t.signs.units))
	b = appendUint(b, uint64(t.signs.power))
	b = appendUint(b, uint64(len(t.members)))
	for i := range t.members {
		b = t.members[i].append(b)
	}
	b = appendUint(b, uint64(len(t.stretches)))
	for i := range t.stretches {
		b = t.stretches[i].append(b)
	}
	return b
}

func (m *member) append(b []byte) []byte {
	for _, text := range [...]string{m.ID, m.Kind, m.Target, m.User, m.RemoteUser, m.Namespace, m.Reason} {
		b = appendText(b, text)
	}
	b = appendUint(b, uint64(len(m.Labels)))
	for _, l := range m.Labels {
		b = appendText(appendText(b, l.Name), l.Value)
	}
	b = appendInt(b, m.Start.UnixMilli())
	b = appendUint(b, uint64(m.Duration.Milliseconds()))
	exit := ""
	if m.Exit != nil {
		exit = m.Exit.String()
	}
	b = appendText(b, exit)
	b = append(b, byte(m.State))
	for _, n := range [...]int64{m.Bytes, m.size, int64(m.screen), int64(m.input), int64(m.marks)} {
		b = appendUint(b, uint64(n))
	}
	return b
}

func (s *stretch) append(b []byte) []byte {
	b = appendUint(b, uint64(s.rows))
	b = appendUint(b, uint64(len(s.units)))
	for _, u := range s.units {
		b = appendUint(b, uint64(u))
	}
	for _, p := range [...]place{s.leaves.in, s.leaves.at, s.leaves.visible, s.leaves.steps, s.leaves.line} {
		b = appendUint(appendUint(b, uint64(p.off)), uint64(p.size))
	}
	return b
}

// decodeTable reads the beginning of an object of signs of a size, up to the end of the head.
func (i *inflaters) decodeTable(b []byte, size int64) (*table, error) {
	at, ok := headOf(b)
	if !ok || at.end() > int64(len(b)) {
		return nil, errPack
	}
	packed := b[at.off:at.end()]
	if crc32.Checksum(packed, castagnoli()) != binary.LittleEndian.Uint32(b[len(tableMagic)+4:]) {
		return nil, errPack
	}
	head, err := i.inflate(nil, packed)
	if err != nil {
		return nil, errPack
	}
	t := &table{signs: &signs{off: at.end()}}
	d := decoder{b: head}
	t.readHead(&d)
	if d.bad || len(d.b) > 0 || t.signs.group(t.signs.groups()).off != size {
		return nil, errPack
	}
	return t, nil
}

func (t *table) readHead(d *decoder) {
	t.text = int64(d.uint())
	t.signs.units, t.signs.power = d.size(), uint(min(d.uint(), maxPower+1))
	if t.signs.power < groupPower || t.signs.power > maxPower {
		d.fail()
	}
	t.members = make([]member, d.count())
	row := 0
	for i := range t.members {
		t.members[i].read(d)
		t.members[i].first = row
		row = t.members[i].end()
	}
	t.stretches = make([]stretch, d.count())
	units, first := 0, 0
	for i := range t.stretches {
		s := &t.stretches[i]
		s.read(d)
		s.first = first
		first, units = s.end(), units+len(s.units)
	}
	if first != row || units != t.signs.units {
		d.fail()
	}
}

func (m *member) read(d *decoder) {
	for _, text := range [...]*string{&m.ID, &m.Kind, &m.Target, &m.User, &m.RemoteUser, &m.Namespace, &m.Reason} {
		*text = d.text()
	}
	for range d.count() {
		m.Labels = append(m.Labels, format.Label{Name: d.text(), Value: d.text()})
	}
	m.Start = time.UnixMilli(d.int()).UTC()
	m.Duration = time.Duration(d.uint()) * time.Millisecond
	if exit, err := (format.Event{Kind: format.Exit, Data: d.bytes(d.count())}).Exit(); err == nil {
		m.Exit = &exit
	}
	if state := d.bytes(1); state != nil {
		m.State = archive.State(state[0])
	}
	m.Bytes, m.size = int64(d.uint()), int64(d.uint())
	m.screen, m.input, m.marks = d.size(), d.size(), d.size()
}

func (s *stretch) read(d *decoder) {
	s.rows = d.size()
	s.units = make([]int32, d.count())
	for i := range s.units {
		s.units[i] = int32(d.size())
	}
	for _, p := range [...]*place{&s.leaves.in, &s.leaves.at, &s.leaves.visible, &s.leaves.steps, &s.leaves.line} {
		p.off, p.size = int64(d.uint()), int64(d.size())
	}
}
