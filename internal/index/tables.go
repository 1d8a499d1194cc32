package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/parquet-go/parquet-go"
)

// maxTables bounds in bytes the tables that a reader keeps for the next day of the same pack, or the next question.
const maxTables = 64 << 20

// tables keeps the tables that were used last.
type tables struct {
	mu    sync.Mutex
	of    map[string]*loading
	order []string // by use, the latest last
	size  int64
}

// A loading is a table that is there, or on its way.
type loading struct {
	done  chan struct{}
	table *table
	err   error
}

// table returns the table of a pack.
func (r *reader) table(ctx context.Context, e packEntry) (*table, error) {
	key := string(e.Partition) + "/" + e.Name
	l, first := r.tables.enter(key)
	if !first {
		select {
		case <-l.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if l.err == nil || ctx.Err() != nil || !errors.Is(l.err, context.Canceled) {
			return l.table, l.err
		}
		return r.loadTable(ctx, e) // whoever was first gave up
	}
	l.table, l.err = r.loadTable(ctx, e)
	close(l.done)
	r.tables.settle(key, l)
	return l.table, l.err
}

func (t *tables) enter(key string) (l *loading, first bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l, ok := t.of[key]; ok {
		return l, false
	}
	if t.of == nil {
		t.of = map[string]*loading{}
	}
	l = &loading{done: make(chan struct{})}
	t.of[key] = l
	return l, true
}

// settle counts a table that has come, and forgets the oldest where there are too many.
func (t *tables) settle(key string, l *loading) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.err != nil {
		delete(t.of, key)
		return
	}
	t.order = append(t.order, key)
	for t.size += l.table.memory(); t.size > maxTables && len(t.order) > 1; {
		oldest := t.order[0]
		t.order = t.order[1:]
		t.size -= t.of[oldest].table.memory()
		delete(t.of, oldest)
	}
}

// memory is about how many bytes a table takes.
func (t *table) memory() int64 { return int64(len(t.members)*500 + len(t.stretches)*200) }

// loadTable reads the table of a pack from the object of signs, or else from its Parquet.
func (r *reader) loadTable(ctx context.Context, e packEntry) (*table, error) {
	if e.Bytes.Signs > 0 {
		t, err := r.loadHead(ctx, e)
		if err == nil || ctx.Err() != nil {
			return t, err
		}
	}
	return r.deriveTable(ctx, e)
}

// headGuess is how much is read of an object of signs at first: mostly the whole head.
const headGuess = 64 << 10

func (r *reader) loadHead(ctx context.Context, e packEntry) (*table, error) {
	o, err := r.fetch.open(ctx, e.Partition.signs(e.Name), e.Bytes.Signs)
	if err != nil {
		return nil, err
	}
	defer o.close()
	b, err := o.read(place{0, min(headGuess, e.Bytes.Signs)})
	if err != nil {
		return nil, err
	}
	at, ok := headOf(b)
	if !ok || at.end() > e.Bytes.Signs {
		o.spoiled()
		return nil, errPack
	}
	if at.end() > int64(len(b)) {
		if b, err = o.read(place{0, at.end()}); err != nil {
			return nil, err
		}
	}
	t, err := r.memory.inflaters.decodeTable(b, e.Bytes.Signs)
	if err != nil || !t.fits(e.Bytes.Lines) {
		o.spoiled()
		return nil, errPack
	}
	return t, nil
}

// deriveTable makes the table of a pack, without signs, from its sessions and the footer of its lines.
func (r *reader) deriveTable(ctx context.Context, e packEntry) (t *table, err error) {
	defer func() { // parquet-go panics at some damage
		if p := recover(); p != nil {
			err = errPack
		}
	}()
	members, err := r.readMembers(ctx, e)
	if err != nil {
		return nil, err
	}
	lines := &remote{ctx: ctx, fetch: r.fetch, key: e.Partition.lines(e.Name), size: e.Bytes.Lines}
	f, err := parquet.OpenFile(lines, lines.size, parquet.SkipMagicBytes(true))
	if err != nil {
		return nil, fmt.Errorf("read index of lines: %w", err)
	}
	t = &table{members: members, text: e.Text}
	if err := t.layOut(f); err != nil {
		return nil, err
	}
	if !t.fits(lines.size) {
		return nil, errPack
	}
	rows := 0
	for i := range t.members {
		if t.members[i].first != rows || t.members[i].rows() < 0 {
			return nil, errPack
		}
		rows = t.members[i].end()
	}
	if n := len(t.stretches); n > 0 && t.stretches[n-1].end() != rows || n == 0 && rows > 0 {
		return nil, errPack
	}
	return t, nil
}

// layOut makes the stretches that a file of lines has.
func (t *table) layOut(f *parquet.File) error {
	indexes, groups := f.OffsetIndexes(), f.Metadata().RowGroups
	if len(indexes) != len(groups)*lineColumns {
		return errPack
	}
	first := 0
	for g := range groups {
		of := indexes[g*lineColumns:][:lineColumns]
		locations := of[columnLine].PageLocations
		for p := range locations {
			end := groups[g].NumRows
			if p+1 < len(locations) {
				end = locations[p+1].FirstRowIndex
			}
			s := stretch{first: first + int(locations[p].FirstRowIndex), rows: int(end - locations[p].FirstRowIndex), units: []int32{0}}
			if !s.place(of, p, first) || s.rows <= 0 {
				return errPack
			}
			t.stretches = append(t.stretches, s)
		}
		first += int(groups[g].NumRows)
	}
	return nil
}

// readMembers reads the sessions of a pack.
func (r *reader) readMembers(ctx context.Context, e packEntry) ([]member, error) {
	b, err := r.fetch.read(ctx, e.Partition.sessions(e.Name), place{0, e.Bytes.Sessions})
	if err != nil {
		return nil, err
	}
	rows, err := readSessions(b)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	var members []member
	for _, row := range rows {
		members = append(members, row.member())
	}
	return members, nil
}

// remote is an object as parquet-go reads it.
type remote struct {
	ctx   context.Context
	fetch *fetcher
	key   string
	size  int64

	tail []byte
}

// tailSize is how much is read of the end of an object at first: mostly all that says what is where.
const tailSize = 256 << 10

// ReadAt implements io.ReaderAt.
func (r *remote) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off+int64(len(p)) > r.size {
		return 0, io.ErrUnexpectedEOF
	}
	start := max(r.size-tailSize, 0)
	if off < start {
		b, err := r.fetch.read(r.ctx, r.key, place{off, int64(len(p))})
		return copy(p, b), err
	}
	if r.tail == nil {
		var err error
		if r.tail, err = r.fetch.read(r.ctx, r.key, place{start, r.size - start}); err != nil {
			return 0, err
		}
	}
	return copy(p, r.tail[off-start:]), nil
}
