package main

import (
	"fmt"
	"time"

	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/index"
)

// An indexProgress draws how far a compaction has come on a terminal's standard error.
type indexProgress struct {
	a     *app
	began time.Time
	last  time.Time
	fancy bool
	drawn bool
}

func newIndexProgress(a *app) *indexProgress {
	return &indexProgress{a: a, began: time.Now(), fancy: term.IsTerminal(int(a.stderr.Fd())) && a.getenv("TERM") != "dumb"}
}

func (p *indexProgress) show(at index.Progress) {
	now := time.Now()
	if !p.fancy || now.Sub(p.last) < progressEvery {
		return
	}
	p.last, p.drawn = now, true
	speed := float64(at.Text) / now.Sub(p.began).Seconds()
	fmt.Fprintf(p.a.stderr, "\r\x1b[K%s  %d of %d  %s of text, %s/s", at.Day, at.Recordings, at.Of, byteSize(at.Text), byteSize(int64(speed)))
}

func (p *indexProgress) clear() {
	if p.drawn {
		fmt.Fprint(p.a.stderr, "\r\x1b[K")
	}
}
