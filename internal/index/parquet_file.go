package index

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// A linesFile writes an object of lines, which is Parquet. It is written here and not by parquet-go, so that the pages of all columns begin at the
// same rows, so that a column whose value changes only with the session costs next to nothing, and so that little memory is needed.
type linesFile struct {
	w       io.Writer
	offset  int64
	columns [lineColumns]*columnWriter
	groups  []pqformat.RowGroup
	indexes [][lineColumns]pqformat.ColumnIndex
	offsets [][lineColumns]pqformat.OffsetIndex
}

const parquetMagic = "PAR1"

func newLinesFile(w io.Writer) (*linesFile, error) {
	f := &linesFile{w: w}
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithWindowSize(1<<20)) // the options are valid
	for i, shape := range shapes() {
		f.columns[i] = newColumnWriter(shape, e)
	}
	return f, f.write([]byte(parquetMagic))
}

func (f *linesFile) write(b []byte) error {
	n, err := f.w.Write(b)
	f.offset += int64(n)
	if err != nil {
		return fmt.Errorf("write lines of a pack: %w", err)
	}
	return nil
}

// endGroup writes a row group of so many rows.
func (f *linesFile) endGroup(rows int) error {
	group := pqformat.RowGroup{NumRows: int64(rows), Ordinal: int16(len(f.groups)), FileOffset: f.offset}
	var indexes [lineColumns]pqformat.ColumnIndex
	var offsets [lineColumns]pqformat.OffsetIndex
	for i, c := range f.columns {
		head, leaves, chunk, err := c.chunk(f.offset)
		if err != nil {
			return err
		}
		for _, b := range [...][]byte{head, leaves} {
			if err := f.write(b); err != nil {
				return err
			}
		}
		group.Columns = append(group.Columns, chunk)
		group.TotalByteSize += chunk.MetaData.TotalUncompressedSize
		group.TotalCompressedSize += chunk.MetaData.TotalCompressedSize
		indexes[i], offsets[i] = c.index, pqformat.OffsetIndex{PageLocations: c.locations}
		c.next()
	}
	f.groups, f.indexes, f.offsets = append(f.groups, group), append(f.indexes, indexes), append(f.offsets, offsets)
	return nil
}

// close writes the index of pages and the footer.
func (f *linesFile) close() error {
	for g := range f.groups {
		for i := range f.indexes[g] {
			if f.indexes[g][i].MinValues[0] == nil {
				continue // a column whose bounds say nothing
			}
			c := &f.groups[g].Columns[i]
			c.ColumnIndexOffset = f.offset
			if err := f.encode(&f.indexes[g][i]); err != nil {
				return err
			}
			c.ColumnIndexLength = int32(f.offset - c.ColumnIndexOffset)
		}
	}
	for g := range f.groups {
		for i := range f.offsets[g] {
			c := &f.groups[g].Columns[i]
			c.OffsetIndexOffset = f.offset
			if err := f.encode(&f.offsets[g][i]); err != nil {
				return err
			}
			c.OffsetIndexLength = int32(f.offset - c.OffsetIndexOffset)
		}
	}
	all := shapes()
	footer := pqformat.FileMetaData{Version: 2, RowGroups: f.groups, CreatedBy: createdBy}
	footer.Schema, footer.ColumnOrders = schema(all[:])
	for _, g := range f.groups {
		footer.NumRows += g.NumRows
	}
	start := f.offset
	if err := f.encode(&footer); err != nil {
		return err
	}
	return f.write(append(binary.LittleEndian.AppendUint32(nil, uint32(f.offset-start)), parquetMagic...))
}

// createdBy is without a version of the program, so that the same recordings make the same bytes.
const createdBy = "shellac version 1"

func (f *linesFile) encode(v any) error {
	b, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	if err != nil {
		return fmt.Errorf("encode footer of a pack: %w", err)
	}
	return f.write(b)
}
