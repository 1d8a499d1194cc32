package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/player"
	"github.com/shellac-term/shellac/recorder"
	"github.com/shellac-term/shellac/ui/live"
)

// live is what the screen of that name works with.
func (h *home) live() live.Options {
	return live.Options{
		Theme: h.theme, Store: h.store, Local: h.local, Stored: h.stored, Tail: h.tail, Upload: h.upload, Explain: explain,
	}
}

// A spooled is what was read of a session in the spool. The header does not change; that its recorder died is found out when
// it does not run any more.
type spooled struct {
	header format.Header
	size   int64 // at which died was found out
	died   bool
}

func (h *home) local(context.Context) ([]live.Session, error) {
	if h.spool == "" {
		return nil, nil
	}
	left, err := recorder.ListSpool(h.spool)
	if err != nil {
		return nil, err
	}
	var all []live.Session
	for _, s := range left {
		known, err := h.lookInto(s)
		if err != nil {
			continue // it holds nothing yet, or has just been sent
		}
		x := known.header
		all = append(all, live.Session{ID: s.ID, Kind: x.Kind, Target: x.Target, User: x.User, Start: x.Start, File: filepath.Join(s.Dir, "stream.shlc"),
			Bytes: s.Bytes, Quiet: lastWrite(s.Dir), Running: s.Running, Died: known.died})
	}
	return all, nil
}

// lookInto reads what is not known yet of a session in the spool.
func (h *home) lookInto(s recorder.Spooled) (spooled, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	known, ok := h.seen[s.ID]
	if ok && (s.Running || known.size == s.Bytes) {
		return known, nil
	}
	o, err := recorder.LookOn(s.Dir)
	if err != nil {
		return known, err
	}
	defer o.Close()
	f, err := o.Look()
	if err != nil {
		return known, err
	}
	known = spooled{header: f.Header()}
	if !s.Running {
		known.size, known.died = s.Bytes, f.Damage() != nil
	}
	h.seen[s.ID] = known
	return known, nil
}

// lastWrite returns when a session in the spool wrote something last.
func lastWrite(dir string) time.Time {
	var last time.Time
	for _, name := range []string{"stream.shlc", "wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}

// How far back it is looked for sessions without an end.
const (
	liveSince = 7 * 24 * time.Hour
	tornSince = 24 * time.Hour
)

func (h *home) stored(ctx context.Context) ([]archive.Entry, error) {
	arch, err := h.archive()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	var all []archive.Entry
	for e, err := range arch.List(ctx, archive.Filter{Since: now.Add(-liveSince), States: []archive.State{archive.Live, archive.Torn}}) {
		if err != nil {
			return nil, err
		}
		torn := e.State == archive.Torn && (e.Bytes > 0 || now.Sub(e.Start) > tornSince) // what was closed is a recording like others
		if !torn {
			all = append(all, e)
		}
	}
	return all, nil
}

// tail returns what stands on the screen of a session.
func (h *home) tail(ctx context.Context, id, file string, n int) ([]string, error) {
	p, done, err := h.lookOn(ctx, id, file)
	if err != nil {
		return nil, err
	}
	defer done()
	m, err := p.MomentAt(ctx, p.Duration())
	if err != nil {
		return nil, err
	}
	var lines []string
	for row := range m.Frame.Rows {
		lines = append(lines, m.Frame.Text(row))
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines[max(len(lines)-n, 0):], nil
}

// lookOn opens a session for looking at it: in the spool, which knows more, or in the store.
func (h *home) lookOn(ctx context.Context, id, file string) (*player.Player, func(), error) {
	if file == "" {
		return h.player(ctx, archive.Entry{ID: id})
	}
	o, err := recorder.LookOn(filepath.Dir(file))
	if err != nil {
		return nil, nil, err
	}
	f, err := o.Look()
	if err != nil {
		o.Close()
		return nil, nil, err
	}
	p, err := player.Open(f, player.Options{})
	if err != nil {
		o.Close()
		return nil, nil, err
	}
	return p, func() { o.Close() }, nil
}

// upload sends one recording to the store and says what it did.
func (h *home) upload(ctx context.Context, id string) (string, error) {
	arch, err := h.archive()
	if err != nil {
		return "", err
	}
	r, err := recorder.Resume(ctx, filepath.Join(h.spool, id), func(x format.Header) recorder.Sink { return arch.Sink(x) })
	switch {
	case errors.Is(err, recorder.ErrRunning):
		return "is still running, or being sent by another shellac", nil
	case err != nil:
		return "", err
	case r.Torn:
		return fmt.Sprintf("%s, its recorder died; closed as torn, stored and checked", byteSize(r.Size)), nil
	}
	return byteSize(r.Size) + ", stored and checked", nil
}
