package index

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
)

// packed is what came of packing some recordings.
type packed struct {
	packs      []packEntry
	recordings int
	text       int64
	left       []Left
}

// note says what was seen of a day. Recordings that could not be read for a reason that may pass are not in its sum, so that they are tried again.
func (k packed) note(seen []archive.Entry, kept int) dayNote {
	note := dayNote{Recordings: k.recordings + kept}
	passing := map[string]bool{}
	for _, l := range k.left {
		if l.passes() {
			passing[l.ID] = true
		}
		if len(note.Left) < maxNoted {
			note.Left = append(note.Left, left{l.ID, l.Err.Error()})
		}
	}
	var sum marker
	for _, e := range seen {
		if !passing[e.ID] {
			sum.add(e.ID, listedSize(e), e.State)
		}
	}
	note.Sum = sum.mark()
	return note
}

// maxNoted is how many recordings that were left out a cover names, of a day.
const maxNoted = 50

// passes tells that what was left out may be read another time.
func (l Left) passes() bool {
	return !errors.Is(l.Err, errForeign) && !errors.Is(l.Err, format.ErrFormat) && !readable(l.Err) && !errors.Is(l.Err, store.ErrNotExist)
}

// pack packs recordings, in the order given, into as many packs as they need.
func (p *packer) pack(ctx context.Context, at partition, d day, entries []archive.Entry) (k packed, err error) {
	var w *packWriter
	defer func() {
		if w != nil {
			w.discard()
		}
	}()
	done := 0
	for read := range p.materials(ctx, entries) {
		done++
		if read.err != nil {
			if ctx.Err() != nil || store.Temporary(read.err) {
				return k, read.err
			}
			k.left = append(k.left, Left{ID: read.entry.ID, Err: read.err})
			continue
		}
		if w == nil {
			if w, err = newPackWriter(p.o.Folder); err != nil {
				p.done(read.material)
				return k, err
			}
		}
		err := w.material(read.material, read.entry)
		p.done(read.material)
		if err != nil {
			return k, err
		}
		k.recordings++
		if damage := read.material.damage; damage != nil {
			k.left = append(k.left, Left{ID: read.entry.ID, Partial: true, Err: damage})
		}
		p.report(Progress{Day: string(d), Recordings: done, Of: len(entries), Text: p.result.Text + k.text + w.table.text})
		if w.table.text >= p.o.pack {
			if err := p.endPack(ctx, &k, w, at, d); err != nil {
				return k, err
			}
			w.discard()
			w = nil
		}
	}
	if w == nil {
		return k, ctx.Err()
	}
	return k, p.endPack(ctx, &k, w, at, d)
}

func (p *packer) report(progress Progress) {
	if p.o.Progress != nil {
		p.o.Progress(progress)
	}
}

// material adds a recording to a pack.
func (w *packWriter) material(m *material, e archive.Entry) error {
	w.begin(m.session, listedSize(e))
	return m.each(w.add)
}

// listedSize is the size of a recording by which a change is seen: a session without a commit has none that can be relied on.
func listedSize(e archive.Entry) int64 {
	if e.State == archive.Torn && e.Bytes == 0 {
		return 0
	}
	return e.Size
}

// endPack ends a pack and stores it.
func (p *packer) endPack(ctx context.Context, k *packed, w *packWriter, at partition, days ...day) error {
	if err := w.finish(); err != nil {
		return err
	}
	entry, err := p.put(ctx, w, at)
	if err != nil {
		return err
	}
	entry.Days = days
	k.packs = append(k.packs, entry)
	k.text += entry.Text
	return nil
}

// put stores the objects of a pack. Nobody reads them before a cover names them.
func (p *packer) put(ctx context.Context, w *packWriter, at partition) (packEntry, error) {
	sessions, err := w.table.writeSessions()
	if err != nil {
		return packEntry{}, err
	}
	w.sum.Write(sessions)
	signs := w.table.encode(w.groups)
	size, err := w.file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = w.file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return packEntry{}, fmt.Errorf("read file of a pack again: %w", err)
	}
	e := packEntry{Name: packName([sha256.Size]byte(w.sum.Sum(nil))), Partition: at, Sessions: len(w.table.members), Text: w.table.text,
		Bytes: sizes{Lines: size, Sessions: int64(len(sessions)), Signs: int64(len(signs))}}
	if err := p.store.Put(ctx, at.lines(e.Name), w.file, size); err != nil {
		return e, err
	}
	if err := p.store.Put(ctx, at.sessions(e.Name), bytes.NewReader(sessions), e.Bytes.Sessions); err != nil {
		return e, err
	}
	return e, p.store.Put(ctx, at.signs(e.Name), bytes.NewReader(signs), e.Bytes.Signs)
}

// A reading is a recording that was read, or why it was not.
type reading struct {
	entry    archive.Entry
	material *material
	err      error
}

// materials reads recordings, several at once, and yields them in the order given.
func (p *packer) materials(ctx context.Context, entries []archive.Entry) iter.Seq[reading] {
	return func(yield func(reading) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var ahead []chan reading
		defer func() {
			cancel()
			for _, c := range ahead {
				if r := <-c; r.material != nil {
					p.done(r.material)
				}
			}
		}()
		for len(entries) > 0 || len(ahead) > 0 {
			for len(ahead) <= p.o.Readers && len(entries) > 0 {
				ahead = append(ahead, p.start(ctx, entries[0]))
				entries = entries[1:]
			}
			r := <-ahead[0]
			ahead = ahead[1:]
			if !yield(r) {
				return
			}
		}
	}
}

func (p *packer) start(ctx context.Context, e archive.Entry) chan reading {
	c := make(chan reading, 1)
	go func() {
		m, err := p.read(ctx, e)
		c <- reading{e, m, err}
	}()
	return c
}
