package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// A columnWriter collects the pages of a column of the open row group.
type columnWriter struct {
	shape columnShape
	zstd  *zstd.Encoder

	leaves    []byte // with their headers
	locations []pqformat.PageLocation
	index     pqformat.ColumnIndex
	values    int64
	raw       int64 // bytes, uncompressed, headers included
	min, max  []byte

	words   map[string]uint32 // the dictionary
	plain   []byte            // of it
	scratch []byte
}

func newColumnWriter(shape columnShape, encoder *zstd.Encoder) *columnWriter {
	c := &columnWriter{shape: shape, zstd: encoder, words: map[string]uint32{}}
	c.begin()
	return c
}

// begin begins the dictionary of a row group. That of places is always the same, so that a reader of ours need not look.
func (c *columnWriter) begin() {
	if c.shape.name == shapes()[columnIn].name {
		for in := Screen; in <= Mark; in++ {
			c.word([]byte(in.String()))
		}
	}
}

// A bound is the least and the greatest value of a page, as bytes of Parquet's statistics; nil where they say nothing.
type bound struct{ min, max []byte }

// maxBound is how long in bytes a bound is made.
const maxBound = 64

// texts keeps bounds of texts to what fits.
func (b bound) texts() bound {
	if len(b.min) > maxBound {
		b.min = b.min[:wholeRunes(b.min, maxBound)]
	}
	if len(b.max) > maxBound {
		if cut := b.max[:wholeRunes(b.max, maxBound)]; len(cut) > 0 && cut[len(cut)-1] < utf8.RuneSelf-1 {
			b.max = append(cut[:len(cut)-1:len(cut)-1], cut[len(cut)-1]+1)
		}
	}
	return b
}

// wholeRunes returns where to cut a text so that it has at most n bytes and ends with a whole character.
func wholeRunes(text []byte, n int) int {
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// leaf adds a page of n values, encoded as the shape says, whose first is the given row of the row group.
func (c *columnWriter) leaf(body []byte, n, firstRow int, b bound) error {
	header := pqformat.PageHeader{Type: pqformat.DataPage, DataPageHeader: thrift.New(pqformat.DataPageHeader{
		NumValues: int32(n), Encoding: c.shape.encoding, DefinitionLevelEncoding: pqformat.RLE, RepetitionLevelEncoding: pqformat.RLE,
		Statistics: pqformat.Statistics{MinValue: b.min, MaxValue: b.max},
	})}
	start := len(c.leaves)
	var err error
	if c.leaves, err = c.appendLeaf(c.leaves, &header, body); err != nil {
		return err
	}
	c.locations = append(c.locations, pqformat.PageLocation{Offset: int64(start), CompressedPageSize: int32(len(c.leaves) - start), FirstRowIndex: int64(firstRow)})
	c.values += int64(n)
	c.bound(b)
	return nil
}

// appendLeaf completes the header, and appends it and the page.
func (c *columnWriter) appendLeaf(b []byte, header *pqformat.PageHeader, body []byte) ([]byte, error) {
	c.scratch = c.zstd.EncodeAll(body, c.scratch[:0])
	header.UncompressedPageSize, header.CompressedPageSize = int32(len(body)), int32(len(c.scratch))
	header.CRC = int32(crc32.ChecksumIEEE(c.scratch))
	h, err := thrift.Marshal(new(thrift.CompactProtocol), header)
	if err != nil {
		return b, fmt.Errorf("encode page header: %w", err)
	}
	c.raw += int64(len(h) + len(body))
	return append(append(b, h...), c.scratch...), nil
}

// bound takes the bounds of a page into those of the row group.
func (c *columnWriter) bound(b bound) {
	c.index.NullPages = append(c.index.NullPages, false)
	c.index.NullCounts = append(c.index.NullCounts, 0)
	c.index.MinValues = append(c.index.MinValues, b.min)
	c.index.MaxValues = append(c.index.MaxValues, b.max)
	first := len(c.index.NullPages) == 1
	if first || c.less(b.min, c.min) {
		c.min = b.min
	}
	if first || c.less(c.max, b.max) {
		c.max = b.max
	}
}

// less compares bounds as values of the column's type.
func (c *columnWriter) less(a, b []byte) bool {
	switch {
	case c.shape.physical == pqformat.Int64 && len(a) == 8 && len(b) == 8:
		return int64(binary.LittleEndian.Uint64(a)) < int64(binary.LittleEndian.Uint64(b))
	case c.shape.physical == pqformat.Int32 && len(a) == 4 && len(b) == 4:
		return int32(binary.LittleEndian.Uint32(a)) < int32(binary.LittleEndian.Uint32(b))
	}
	return string(a) < string(b)
}

// A repeat is a value that stands in some rows behind each other.
type repeat struct {
	value []byte // as bytes of Parquet's plain encoding, without a size
	rows  int
}

// repeats adds a page of values from the dictionary.
func (c *columnWriter) repeats(all []repeat, n, firstRow int) error {
	numbers := make([]uint32, len(all))
	b := bound{min: all[0].value, max: all[0].value}
	most := uint32(0)
	for i, r := range all {
		numbers[i] = c.word(r.value)
		most = max(most, numbers[i])
		if c.less(r.value, b.min) {
			b.min = r.value
		}
		if c.less(b.max, r.value) {
			b.max = r.value
		}
	}
	width := 0
	for most>>width != 0 {
		width++
	}
	body := []byte{byte(width)}
	for i, r := range all {
		body = appendUint(body, uint64(r.rows)<<1) // a run, of RLE
		for at := 0; at < width; at += 8 {
			body = append(body, byte(numbers[i]>>at))
		}
	}
	if c.shape.physical == pqformat.ByteArray {
		b = b.texts()
	}
	return c.leaf(body, n, firstRow, b)
}

// word returns the number of a value in the dictionary.
func (c *columnWriter) word(value []byte) uint32 {
	n, ok := c.words[string(value)]
	if !ok {
		n = uint32(len(c.words))
		c.words[string(value)] = n
		if c.shape.physical == pqformat.ByteArray {
			c.plain = binary.LittleEndian.AppendUint32(c.plain, uint32(len(value)))
		}
		c.plain = append(c.plain, value...)
	}
	return n
}

// chunk ends the row group: it returns the bytes of the column and says what the footer says of them, if they lie at an offset.
func (c *columnWriter) chunk(offset int64) (head, leaves []byte, chunk pqformat.ColumnChunk, err error) {
	m := pqformat.ColumnMetaData{Type: c.shape.physical, Encoding: []pqformat.Encoding{c.shape.encoding}, PathInSchema: []string{c.shape.name},
		Codec: pqformat.Zstd, NumValues: c.values, Statistics: pqformat.Statistics{MinValue: c.min, MaxValue: c.max}}
	if c.shape.encoding == pqformat.RLEDictionary {
		header := pqformat.PageHeader{Type: pqformat.DictionaryPage,
			DictionaryPageHeader: thrift.New(pqformat.DictionaryPageHeader{NumValues: int32(len(c.words)), Encoding: pqformat.Plain})}
		if head, err = c.appendLeaf(nil, &header, c.plain); err != nil {
			return nil, nil, chunk, err
		}
		m.Encoding = append(m.Encoding, pqformat.Plain)
		m.DictionaryPageOffset = offset
	}
	m.DataPageOffset = offset + int64(len(head))
	for i := range c.locations {
		c.locations[i].Offset += m.DataPageOffset
	}
	m.TotalCompressedSize, m.TotalUncompressedSize = int64(len(head)+len(c.leaves)), c.raw
	return head, c.leaves, pqformat.ColumnChunk{MetaData: m}, nil
}

// next makes ready for the next row group.
func (c *columnWriter) next() {
	*c = columnWriter{shape: c.shape, zstd: c.zstd, leaves: c.leaves[:0], scratch: c.scratch, plain: c.plain[:0], words: c.words}
	clear(c.words)
	c.begin()
}
