package recorder

import (
	"fmt"
	"time"

	"github.com/shellac-term/shellac/format"
)

const (
	strictGrace     = 20 * time.Second // for how long a strict session does without the store before it says so
	strictCountdown = 60 * time.Second // and how long after that it ends
	strictRepeat    = 15 * time.Second // how often it says so
)

// A storeWatch ends a strict session whose store stays lost.
type storeWatch struct {
	expired chan struct{}
	done    chan struct{}
}

func (w *storeWatch) stop() { close(w.done) }

// watchStore starts the watch. For a session that is not strict it never expires.
func (s *session) watchStore() *storeWatch {
	w := &storeWatch{expired: make(chan struct{}, 1), done: make(chan struct{})}
	if s.options.Strict {
		go w.run(s)
	}
	return w
}

func (w *storeWatch) run(s *session) {
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	c := countdown{warn: s.warn}
	for {
		select {
		case <-w.done:
			return
		case now := <-ticker.C:
			lost, err := s.uploader.trouble()
			if c.tick(now, err, lost) {
				w.expired <- struct{}{}
				return
			}
		}
	}
}

// warn tells the user something, and has the recording say so.
func (s *session) warn(line string) {
	s.intake.append(format.Notice, []byte(line))
	s.options.Warn(line)
}

// A countdown decides when a strict session has been without its store for too long. It is plain arithmetic.
type countdown struct {
	warn func(string)
	said time.Time // when the user was last told; zero if not in trouble
}

// tick looks at the trouble there is, and for how long there has been one. It returns true when the session must end.
func (c *countdown) tick(now time.Time, trouble error, lost time.Duration) bool {
	switch {
	case trouble == nil && !c.said.IsZero():
		c.said = time.Time{}
		c.warn("the store is back; the session goes on")
	case trouble == nil || lost < strictGrace:
	case lost >= strictGrace+strictCountdown:
		c.warn("the store did not come back: policy strict ends this session")
		return true
	case now.Sub(c.said) >= strictRepeat:
		c.said = now
		c.warn(fmt.Sprintf("the store cannot be reached for %s (%v)", lost.Round(time.Second), trouble))
		c.warn(fmt.Sprintf("policy strict: this session ends in %s unless it answers", (strictGrace + strictCountdown - lost).Round(time.Second)))
	}
	return false
}
