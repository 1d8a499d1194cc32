package format

import (
	"encoding/binary"
	"hash/crc32"
)

// A partType is the first byte of a part (§2).
type partType byte

const (
	partHeader     partType = 'H'
	partChunkStart partType = 'C'
	partSection    partType = 'S'
	partChunkEnd   partType = 'E'
	partTrailer    partType = 'T'
)

const checksumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendPart appends a whole part: type, length, payload, checksum over all three.
func appendPart(b []byte, t partType, payload []byte) []byte {
	start := len(b)
	b = append(b, byte(t))
	b = appendUvarint(b, uint64(len(payload)))
	b = append(b, payload...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

// A part is one whole part as it stands in the stream.
type part struct {
	typ     partType
	payload []byte
	whole   []byte // type, length, payload and checksum
}

// splitPart takes one part from the front of b. need is 0 if it is whole; otherwise it says how many bytes b must have
// before it is worth asking again.
func splitPart(b []byte) (p part, need int, err error) {
	if len(b) < 2 {
		return part{}, 2, nil
	}
	limit, err := partLimit(partType(b[0]))
	if err != nil {
		return part{}, 0, err
	}
	size, n := uvarint(b[1:])
	switch {
	case n < 0, n == 0 && len(b) > 10:
		return part{}, 0, errVarint
	case n == 0:
		return part{}, len(b) + 1, nil
	case size > limit:
		return part{}, 0, errPartSize
	}
	end := 1 + n + int(size) + checksumSize
	if len(b) < end {
		return part{}, end, nil
	}
	body := b[:end-checksumSize]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(b[end-checksumSize:]) {
		return part{}, 0, errChecksum
	}
	return part{partType(b[0]), body[1+n:], b[:end]}, 0, nil
}

func partLimit(t partType) (uint64, error) {
	switch t {
	case partHeader:
		return MaxHeader, nil
	case partChunkStart, partChunkEnd:
		return 1 << 10, nil
	case partSection:
		return MaxPart, nil
	case partTrailer:
		return MaxTrailer, nil
	}
	return 0, errPartType
}
