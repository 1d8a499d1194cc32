package vt

import "unicode/utf8"

// maxCluster is the longest text of one cell in bytes; what would make it longer is dropped, so that
// endless combining marks cannot exhaust memory.
const maxCluster = 255

// lookTable numbers the looks in use. Entries are never changed in place: a Frame shares the slice.
type lookTable struct {
	list  []look
	index map[look]uint32
	limit int
	// recent has the numbers of looks used lately, found without the map.
	recent [recentLooks]uint32
}

const recentLooks = 64

const firstTableLimit = 1024

func newLookTable() lookTable {
	return lookTable{list: []look{{}}, index: map[look]uint32{{}: 0}, limit: firstTableLimit}
}

func (t *lookTable) intern(l look) uint32 {
	if l == (look{}) {
		return 0
	}
	slot := &t.recent[l.hash()%recentLooks]
	if t.list[*slot] != l {
		*slot = t.lookup(l)
	}
	return *slot
}

// hash spreads looks over lookTable.recent.
func (l look) hash() uint32 {
	h := uint32(l.Fg) ^ uint32(l.Bg)*5 ^ uint32(l.UnderlineColor)*9 ^ uint32(l.Attrs)*17 ^ uint32(l.Underline)*33 ^ l.link*65
	return h ^ h>>8 ^ h>>16
}

func (t *lookTable) lookup(l look) uint32 {
	if id, ok := t.index[l]; ok {
		return id
	}
	id := uint32(len(t.list)) // #nosec G115 -- bounded by compaction
	t.list = append(t.list, l)
	t.index[l] = id
	return id
}

// resetTables forgets everything interned. Nothing may refer to it any more; small tables stay as they are.
func (s *Screen) resetTables() {
	if len(s.looks.list) == 0 || len(s.looks.list) > firstTableLimit {
		s.looks = newLookTable()
	}
	if len(s.links.list) == 0 || len(s.links.list) > firstTableLimit {
		s.links = newTextTable()
	}
	if len(s.clusters.list) == 0 || len(s.clusters.list) > firstTableLimit {
		s.clusters = newTextTable()
	}
}

// textTable numbers strings: clusters of cells, or hyperlinks. Number 0 is the empty string.
type textTable struct {
	list  []string
	index map[string]uint32
	limit int
}

func newTextTable() textTable {
	return textTable{list: []string{""}, index: map[string]uint32{"": 0}, limit: firstTableLimit}
}

func (t *textTable) intern(b []byte) uint32 {
	if id, ok := t.index[string(b)]; ok {
		return id
	}
	id := uint32(len(t.list)) // #nosec G115 -- bounded by compaction
	text := string(b)
	t.list = append(t.list, text)
	t.index[text] = id
	return id
}

func (t *textTable) full() bool { return len(t.list) >= t.limit }

// compactLooks rebuilds the tables of looks and links from what is in use, so that a stream of ever new
// colours cannot exhaust memory. The limit doubles with what is alive: the cost stays linear.
func (s *Screen) compactLooks() {
	old, oldLinks := s.looks.list, s.links.list
	s.looks, s.links = newLookTable(), newTextTable()
	moved := make([]uint32, len(old))
	for i := range moved {
		moved[i] = ^uint32(0)
	}
	s.eachCell(func(c *cell) {
		id := c.lookID()
		if moved[id] == ^uint32(0) {
			l := old[id]
			l.link = s.links.intern([]byte(oldLinks[l.link]))
			moved[id] = s.looks.intern(l)
		}
		*c = c.withLook(moved[id])
	})
	for _, l := range []*look{&s.pen, &s.main.saved.pen, &s.alt.saved.pen} {
		l.link = s.links.intern([]byte(oldLinks[l.link]))
	}
	s.penReady = false
	s.looks.limit = max(firstTableLimit, 2*len(s.looks.list))
	s.links.limit = max(firstTableLimit, 2*len(s.links.list))
}

// compactClusters is compactLooks for the texts of more than one character.
func (s *Screen) compactClusters() {
	old := s.clusters.list
	s.clusters = newTextTable()
	s.eachCell(func(c *cell) {
		if c.has(cellCluster) {
			*c = *c&^cellText | cell(s.clusters.intern([]byte(old[c.index()])))
		}
	})
	s.clusters.limit = max(firstTableLimit, 2*len(s.clusters.list))
}

func (s *Screen) eachCell(visit func(*cell)) {
	for _, g := range []*grid{&s.main, &s.alt} {
		for i := range g.ring {
			r := &g.ring[i]
			r.uniform = false
			for x := range r.cells[:r.used] {
				if r.cells[x] != 0 {
					visit(&r.cells[x])
				}
			}
		}
	}
}

// appendText adds the text of c to b; nothing for a blank cell or the tail of a wide one.
func (s *Screen) appendText(b []byte, c cell) []byte { return appendCell(b, c, s.clusters.list) }

func appendCell(b []byte, c cell, clusters []string) []byte {
	switch {
	case c.has(cellCluster):
		return append(b, clusters[c.index()]...)
	case c.has(cellText):
		return utf8.AppendRune(b, rune(c.index()))
	}
	return b
}
