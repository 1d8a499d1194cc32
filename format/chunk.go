package format

// A chunkReader takes the parts of one chunk after the other, checks that they fit together, and decodes them. Reader
// and File share it.
type chunkReader struct {
	ledger  *ledger
	inflate inflater
	batch   Batch
}

// take handles a part of the body of a recording. events reports whether c.batch now holds new events; section is set
// for any other section.
func (c *chunkReader) take(p part) (events bool, section *Section, err error) {
	switch {
	case p.typ == partChunkStart && !c.ledger.open:
		return false, nil, c.start(p)
	case p.typ == partSection && c.ledger.open:
		return c.section(p)
	case p.typ == partChunkEnd && c.ledger.open:
		return false, nil, c.end(p)
	}
	return false, nil, errPartOrder
}

func (c *chunkReader) start(p part) error {
	s := scanner{b: p.payload}
	number, wait, back := s.uvarint(), s.below(maxTicks, errTime), s.below(maxTicks, errChunkNumber)
	if err := s.end(); err != nil {
		return err
	}
	at := c.ledger.end + int64(wait)
	switch {
	case number != uint64(len(c.ledger.chunks)) || back > len(c.ledger.chunks):
		return errChunkNumber
	case at > maxTicks:
		return errTime
	}
	c.inflate.reset()
	c.ledger.startChunk(p.whole, chunkStart{at, back})
	return nil
}

func (c *chunkReader) section(p part) (events bool, section *Section, err error) {
	head, body, err := parseSection(p.payload)
	if err != nil {
		return false, nil, err
	}
	raw, err := c.inflate.section(head, body)
	if err != nil {
		return false, nil, err
	}
	if head.kind != SectionEvents {
		c.ledger.part(p.whole)
		chunk := c.ledger.chunks[len(c.ledger.chunks)-1]
		return false, &Section{head.kind, raw, chunk.Events, chunk.about}, nil
	}
	c.batch.tick = c.ledger.tick
	if err := c.batch.parse(raw, c.ledger.last); err != nil {
		return false, nil, err
	}
	c.ledger.part(p.whole)
	c.ledger.batch(&c.batch)
	return true, nil, nil
}

func (c *chunkReader) end(p part) error {
	want := c.ledger.endPayload()
	if len(p.payload) != len(want)+len(Digest{}) || string(p.payload[:len(want)]) != string(want) {
		return errIndex
	}
	if digest := c.ledger.link(want); string(digest[:]) != string(p.payload[len(want):]) {
		return errChain
	}
	c.ledger.endChunk(len(p.whole))
	return nil
}
