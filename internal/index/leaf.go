package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// openLeaf checks a page of a column, as it stands in the object of lines, and returns its values, uncompressed, and their number. dst's
// memory is used.
func (i *inflaters) openLeaf(dst, leaf []byte, want pqformat.Encoding) (values []byte, n int, err error) {
	r := new(thrift.CompactProtocol).NewReaderFromBytes(leaf)
	var h pqformat.PageHeader
	if err := thrift.NewDecoder(r).Decode(&h); err != nil {
		return nil, 0, fmt.Errorf("read page header: %w", err)
	}
	body := leaf[r.BytesRead():]
	switch {
	case h.Type != pqformat.DataPage || !h.DataPageHeader.Valid || h.DataPageHeader.V.Encoding != want,
		int(h.CompressedPageSize) != len(body), h.UncompressedPageSize < 0 || h.UncompressedPageSize > maxInflated:
		return nil, 0, errPack
	case uint32(h.CRC) != crc32.ChecksumIEEE(body):
		return nil, 0, fmt.Errorf("%w: checksum of a page differs", errPack)
	}
	if cap(dst) < int(h.UncompressedPageSize) {
		dst = make([]byte, 0, h.UncompressedPageSize)
	}
	values, err = i.inflate(dst[:0], body)
	if err != nil || len(values) != int(h.UncompressedPageSize) {
		return nil, 0, errPack
	}
	return values, int(h.DataPageHeader.V.NumValues), nil
}

// linesOfLeaf turns n values of a column of texts, each its size in four bytes and then the text, into lines in the same memory, and appends to
// ends where they end.
func linesOfLeaf(values []byte, n int, ends []int32) (text []byte, all []int32, err error) {
	r, w := 0, 0
	for range n {
		if len(values)-r < 4 {
			return nil, nil, errPack
		}
		size := int(binary.LittleEndian.Uint32(values[r:]))
		if r += 4; size > len(values)-r {
			return nil, nil, errPack
		}
		copy(values[w:], values[r:r+size])
		r, w = r+size, w+size
		values[w] = '\n'
		ends = append(ends, int32(w))
		w++
	}
	if r != len(values) {
		return nil, nil, errPack
	}
	return values[:w], ends, nil
}

// textsOfLeaf calls f with each of the values of a column of texts.
func textsOfLeaf(values []byte, n int, f func(i int, text []byte)) error {
	for i := range n {
		if len(values) < 4 || uint64(binary.LittleEndian.Uint32(values)) > uint64(len(values)-4) {
			return errPack
		}
		size := int(binary.LittleEndian.Uint32(values))
		f(i, values[4:4+size])
		values = values[4+size:]
	}
	return nil
}

// numbersOfLeaf returns the values of a column of numbers.
func numbersOfLeaf(values []byte, n int) ([]int64, error) {
	numbers, err := new(delta.BinaryPackedEncoding).DecodeInt64(make([]int64, 0, n), values)
	if err != nil || len(numbers) != n {
		return nil, errPack
	}
	return numbers, nil
}

// runsOfLeaf returns which of n values of a column with a dictionary, which is written in runs and nothing else, are the word with a number.
func runsOfLeaf(values []byte, n int, word uint64) ([]bool, error) {
	d := decoder{b: values}
	width := d.bytes(1)
	if width == nil || width[0] > 8 {
		return nil, errPack
	}
	is := make([]bool, 0, n)
	for len(d.b) > 0 && len(is) < n {
		head := d.uint()
		value := uint64(0)
		if width[0] > 0 {
			if b := d.bytes(1); b != nil {
				value = uint64(b[0])
			}
		}
		rows := head >> 1
		if d.bad || head&1 != 0 || rows == 0 || rows > uint64(n-len(is)) {
			return nil, errPack
		}
		for range rows {
			is = append(is, value == word)
		}
	}
	if len(is) != n {
		return nil, errPack
	}
	return is, nil
}
