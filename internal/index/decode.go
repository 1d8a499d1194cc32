package index

import (
	"context"
	"sync"
	"time"

	pqformat "github.com/parquet-go/parquet-go/format"
)

// memory keeps what Blocks were made in, from one to the next.
type memory struct {
	inflaters inflaters
	texts     sync.Pool // of *[]byte
	ends      sync.Pool // of *[]int32
}

func (m *memory) text() []byte {
	if b, ok := m.texts.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return nil
}

func (m *memory) lineEnds() []int32 {
	if e, ok := m.ends.Get().(*[]int32); ok {
		return (*e)[:0]
	}
	return nil
}

// giveBack is what Release of a Block calls.
func (m *memory) giveBack(text []byte, ends []int32) {
	m.texts.Put(&text)
	m.ends.Put(&ends)
}

// decode makes Blocks of the page of lines of a stretch: one for each piece of it that is wanted.
func (r *reader) decode(later context.Context, w wish, leaf []byte) ([]*Block, error) {
	values, n, err := r.memory.inflaters.openLeaf(r.memory.text(), leaf, pqformat.Plain)
	if err != nil {
		return nil, err
	}
	if n != w.at.rows {
		return nil, errPack
	}
	text, ends, err := linesOfLeaf(values, n, r.memory.lineEnds())
	if err != nil {
		return nil, err
	}
	rest := &columns{ctx: later, r: r, of: w.of, at: w.at}
	if w.rows[0] == [2]int{w.at.first, w.at.end()} {
		return []*Block{r.block(text, ends, w.at.first, rest)}, nil
	}
	var blocks []*Block
	for _, rows := range w.rows {
		blocks = append(blocks, r.cut(text, ends, rows, rest))
	}
	r.memory.giveBack(text, ends)
	return blocks, nil
}

// cut makes a Block of some rows of a stretch.
func (r *reader) cut(text []byte, ends []int32, rows [2]int, rest *columns) *Block {
	first := rest.at.first
	start := int32(0)
	if rows[0] > first {
		start = ends[rows[0]-first-1] + 1
	}
	own := append(r.memory.text(), text[start:ends[rows[1]-first-1]+1]...)
	ownEnds := r.memory.lineEnds()
	for _, e := range ends[rows[0]-first : rows[1]-first] {
		ownEnds = append(ownEnds, e-start)
	}
	return r.block(own, ownEnds, rows[0], rest)
}

// block makes a Block whose first line is the given row of the pack.
func (r *reader) block(text []byte, ends []int32, first int, rest *columns) *Block {
	return &Block{Text: text, Ends: ends,
		rows:    func(i int) (Row, error) { return rest.row(first + i) },
		release: func() { r.memory.giveBack(text, ends) },
	}
}

// columns are the other columns of a stretch, which are read when a Row is asked for. The Blocks of a stretch share them.
type columns struct {
	ctx context.Context
	r   *reader
	of  *share
	at  *stretch

	once      sync.Once
	err       error
	transient []bool
	times     []int64 // ms
	visible   []int64 // ms
	steps     [][]byte
}

// row returns what is known of a row of the pack.
func (c *columns) row(row int) (Row, error) {
	c.once.Do(func() { c.err = c.load() })
	if c.err != nil {
		return Row{}, c.err
	}
	m := c.of.table.memberAt(row)
	if m == nil {
		return Row{}, errPack
	}
	i := row - c.at.first
	out := m.row(row, c.transient[i])
	out.At = time.Duration(c.times[i]) * time.Millisecond
	out.Visible = time.Duration(c.visible[i]) * time.Millisecond
	out.steps = parseSteps(c.steps[i], out.At)
	return out, nil
}

func (c *columns) load() (err error) {
	defer func() { // parquet-go panics at some damage
		if p := recover(); p != nil {
			err = errPack
		}
	}()
	p, rest := c.at.leaves, c.of.table.rest(c.at)
	b, err := c.r.readRest(c.ctx, c.of, rest)
	if err != nil {
		return err
	}
	var all [4][]byte
	for i, at := range [...]place{p.in, p.at, p.visible, p.steps} {
		var ok bool
		if all[i], ok = at.within(b, rest); !ok {
			return errPack
		}
	}
	c.steps = make([][]byte, c.at.rows)
	values, err := c.open(all[0], pqformat.RLEDictionary)
	if err == nil {
		c.transient, err = runsOfLeaf(values, c.at.rows, uint64(Transient))
	}
	if err == nil {
		c.times, err = c.numbers(all[1])
	}
	if err == nil {
		c.visible, err = c.numbers(all[2])
	}
	if err == nil {
		err = c.texts(all[3], func(i int, text []byte) { c.steps[i] = text })
	}
	return err
}

func (c *columns) open(leaf []byte, encoding pqformat.Encoding) ([]byte, error) {
	values, n, err := c.r.memory.inflaters.openLeaf(nil, leaf, encoding)
	if err == nil && n != c.at.rows {
		err = errPack
	}
	return values, err
}

func (c *columns) texts(leaf []byte, f func(i int, text []byte)) error {
	values, err := c.open(leaf, pqformat.Plain)
	if err != nil {
		return err
	}
	return textsOfLeaf(values, c.at.rows, f)
}

func (c *columns) numbers(leaf []byte) ([]int64, error) {
	values, err := c.open(leaf, pqformat.DeltaBinaryPacked)
	if err != nil {
		return nil, err
	}
	return numbersOfLeaf(values, c.at.rows)
}
