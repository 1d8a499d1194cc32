package format

import (
	"crypto/sha256"
	"hash"
	"time"
)

// A Chunk is an entry of the index: where a chunk lies in the stream and what is in it.
type Chunk struct {
	Offset      int64         // of its first byte in the recording
	Size        int64         // bytes in the recording
	Start, End  time.Duration // times of its first and last event
	Events      int
	OutputBytes int64 // bytes of output and stderr in it

	about int // number of the chunk whose derived sections it holds: its own, or that of one before it
}

// A Digest is a value of the hash chain (§4).
type Digest [sha256.Size]byte

// A ledger keeps what Writer and Reader must know of the stream so far: the hash chain, the index, the totals. Both feed
// it the same bytes, so that they agree by construction.
type ledger struct {
	tick   time.Duration
	offset int64  // bytes of the stream so far
	first  Digest // value of the chain before the first chunk
	chain  Digest
	sum    hash.Hash // of the chain and the open chunk's bytes
	chunks []Chunk
	open   bool  // between a chunk's start and its end
	last   int64 // time in ticks of the latest event
	start  int64 // time in ticks at which the open chunk starts
	end    int64 // time in ticks at which the latest chunk ended
	events int64
	output int64
	exit   *ExitStatus
}

func newLedger(tick time.Duration, header []byte) *ledger {
	l := &ledger{tick: tick, sum: sha256.New(), offset: int64(len(magic) + len(header))}
	l.sum.Write(magic[:])
	l.sum.Write(header)
	l.sum.Sum(l.chain[:0])
	l.first = l.chain
	return l
}

// A chunkStart is what the first part of a chunk says (§4).
type chunkStart struct {
	at   int64 // ticks
	back int   // how many chunks before it lies the one whose derived sections it holds
}

// nextChunk returns the payload of the first part of the next chunk.
func (l *ledger) nextChunk(s chunkStart) []byte {
	payload := appendUvarint(nil, uint64(len(l.chunks)))
	payload = appendUvarint(payload, uint64(s.at-l.end))
	return appendUvarint(payload, uint64(s.back))
}

// startChunk opens a chunk with the bytes of its first part.
func (l *ledger) startChunk(whole []byte, s chunkStart) {
	at := s.at
	l.sum.Reset()
	l.sum.Write(l.chain[:])
	l.open, l.start, l.last = true, at, at
	l.chunks = append(l.chunks, Chunk{Offset: l.offset, Start: l.time(at), End: l.time(at), about: len(l.chunks) - s.back})
	l.part(whole)
}

// part counts a part of the open chunk.
func (l *ledger) part(whole []byte) {
	l.sum.Write(whole)
	l.advance(len(whole))
}

func (l *ledger) advance(n int) {
	l.offset += int64(n)
	if l.open {
		l.chunks[len(l.chunks)-1].Size += int64(n)
	}
}

// batch counts the events of a batch.
func (l *ledger) batch(b *Batch) {
	c := &l.chunks[len(l.chunks)-1]
	l.last = b.times[len(b.times)-1]
	c.End = l.time(l.last)
	c.Events += b.Len()
	c.OutputBytes += b.outputBytes()
	l.events += int64(b.Len())
	l.output += b.outputBytes()
	l.noteExit(b)
}

func (l *ledger) noteExit(b *Batch) {
	if len(b.odd) == 0 || b.odd[len(b.odd)-1].kind != Exit {
		return
	}
	events := b.Events()
	if status, err := events[b.odd[len(b.odd)-1].index].Exit(); err == nil {
		l.exit = &status
	}
}

// endPayload returns the payload of the chunk's end up to the chain's value.
func (l *ledger) endPayload() []byte {
	c := l.chunks[len(l.chunks)-1]
	p := appendUvarint(nil, uint64(c.Events))
	p = appendUvarint(p, uint64(c.OutputBytes))
	return appendUvarint(p, uint64(l.last-l.start))
}

// link moves the chain on by the open chunk and payload.
func (l *ledger) link(payload []byte) Digest {
	l.sum.Write(payload)
	l.sum.Sum(l.chain[:0])
	return l.chain
}

// endChunk closes the chunk after its last part of size bytes.
func (l *ledger) endChunk(size int) {
	l.advance(size)
	l.open = false
	l.end = l.last
}

func (l *ledger) time(ticks int64) time.Duration { return time.Duration(ticks) * l.tick }
