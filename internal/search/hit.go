package search

import (
	"time"

	"github.com/shellac-term/shellac/internal/index"
)

// A Hit is a line that was found in a recording.
type Hit struct {
	// Session is the recording. The hits of one follow each other. Its texts, like those of the lines, are as they were recorded: they
	// are not fit to be printed before they have been cleaned.
	Session *index.Session
	At      time.Duration // since the start of the session: when what was found had all come to stand there
	Visible time.Duration // for how long the line stood there
	In      index.In
	Number  int    // of the line in its session, as index.Row has it
	Line    string // with wrapped rows joined
	Spans   [][2]int

	Before, After []string // lines around it, if the query asks for them and it stood on the screen
}

// Lead is how long before a hit one begins to play to see it come.
const Lead = 2 * time.Second

// PlayFrom returns from when on the hit is best played.
func (h Hit) PlayFrom() time.Duration { return max(h.At-Lead, 0) }

// Found returns the text that was found first in the line, if the line stood on the screen.
func (h Hit) Found() string {
	if len(h.Spans) == 0 || h.In != index.Screen && h.In != index.Transient {
		return ""
	}
	return h.Line[h.Spans[0][0]:h.Spans[0][1]]
}

// A rank tells where a hit is among those of its session.
type rank struct{ class, number int }

func (h Hit) rank() rank {
	switch h.In {
	case index.Input:
		return rank{1, h.Number}
	case index.Mark:
		return rank{2, h.Number}
	}
	return rank{0, h.Number}
}

func (r rank) after(other rank) bool {
	return r.class > other.class || r.class == other.class && r.number > other.number
}
