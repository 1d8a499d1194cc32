package index

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// maxInflated bounds in bytes what one piece of compressed data may become: what is read may be hostile.
const maxInflated = 64 << 20

// inflaters keeps decoders, which are large, from one use to the next.
type inflaters struct{ pool sync.Pool }

func newInflater() *zstd.Decoder {
	// The options are constant and valid, so that no error is possible.
	d, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxInflated))
	return d
}

// inflate appends what compressed holds to dst.
func (i *inflaters) inflate(dst, compressed []byte) ([]byte, error) {
	d, ok := i.pool.Get().(*zstd.Decoder)
	if !ok {
		d = newInflater()
	}
	defer i.pool.Put(d)
	return d.DecodeAll(compressed, dst)
}
