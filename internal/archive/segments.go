package archive

import (
	"context"
	"errors"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

// fetchesAtOnce is how many segments are fetched at the same time: live ones are small and many.
const fetchesAtOnce = 16

// Segments are slices of a session's stream that follow each other without a gap.
type segments struct {
	id    string
	first int     // number of the first
	from  int64   // where it starts in the stream
	ends  []int64 // where each ends in the stream

	stored time.Time // when the last was
}

// end is where the last segment ends in the stream.
func (s *segments) end() int64 {
	if len(s.ends) == 0 {
		return s.from
	}
	return s.ends[len(s.ends)-1]
}

// segments lists the slices of a session's stream that follow number first, which starts at byte from. It ends where one is
// missing.
func (a *Archive) segments(ctx context.Context, id string, first int, from int64) (*segments, error) {
	s := &segments{id: id, first: first, from: from}
	after := ""
	if first > 0 {
		after = segmentKey(id, first-1)
	}
	for o, err := range a.store.List(ctx, liveFolder(id), after) {
		if err != nil {
			return s, err
		}
		n, ok := segmentNumber(o.Key)
		if !ok {
			continue
		}
		if n != first+len(s.ends) {
			break
		}
		s.ends = append(s.ends, s.end()+o.Size)
		s.stored = o.Modified
	}
	return s, nil
}

func segmentNumber(key string) (int, bool) {
	name := strings.TrimSuffix(key[strings.LastIndexByte(key, '/')+1:], segmentSuffix)
	n, err := strconv.Atoi(name)
	return n, err == nil && len(name) == 8 && strings.HasSuffix(key, segmentSuffix)
}

// A piece is a part of one segment and where its bytes go.
type piece struct {
	number int
	off    int64 // in the segment
	at     int64 // in the stream
	p      []byte
}

// pieces cuts the bytes from off of the stream into parts of segments.
func (s *segments) pieces(p []byte, off int64) []piece {
	var pieces []piece
	i := sort.Search(len(s.ends), func(i int) bool { return s.ends[i] > off })
	for ; i < len(s.ends) && len(p) > 0; i++ {
		start := s.from
		if i > 0 {
			start = s.ends[i-1]
		}
		n := min(int64(len(p)), s.ends[i]-off)
		if n > 0 {
			pieces = append(pieces, piece{s.first + i, off - start, off, p[:n]})
		}
		p, off = p[n:], off+n
	}
	return pieces
}

// fetchSegments returns a fetcher for the stream; offsets count from its start.
func (a *Archive) fetchSegments(ctx context.Context, s *segments) fetcher {
	return func(p []byte, off int64) error {
		pieces := s.pieces(p, off)
		errs := make([]error, len(pieces))
		turns := make(chan struct{}, fetchesAtOnce)
		var all sync.WaitGroup
		for i, piece := range pieces {
			turns <- struct{}{}
			all.Go(func() {
				errs[i] = a.readPiece(ctx, s.id, piece)
				<-turns
			})
		}
		all.Wait()
		return errors.Join(errs...)
	}
}

// segmentsObject gives random access to segments; its byte 0 is the first one of theirs.
func (a *Archive) segmentsObject(ctx context.Context, s *segments) *object {
	fetch := a.fetchSegments(ctx, s)
	return newObject(s.end()-s.from, func(p []byte, off int64) error { return fetch(p, s.from+off) })
}

// readPiece reads from a segment, or from the whole recording when a commit has removed the segment meanwhile.
func (a *Archive) readPiece(ctx context.Context, id string, p piece) error {
	err := readRange(ctx, a.store, segmentKey(id, p.number), p.p, p.off)
	if errors.Is(err, store.ErrNotExist) {
		if readRange(ctx, a.store, wholeKey(id), p.p, p.at) == nil {
			return nil
		}
	}
	return err
}
