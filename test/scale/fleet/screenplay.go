package fleet

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A screenplay collects what a session writes, and when.
type screenplay struct {
	rng    *rand.Rand
	at     time.Duration
	size   format.Size
	host   string
	user   string
	clock  time.Time // at the start of the session
	events []format.Event
	output int
	buf    []byte // output not yet given a time

	services, paths, people, cities, words []string
}

func newScreenplay(rng *rand.Rand, h format.Header) *screenplay {
	s := &screenplay{rng: rng, at: 200 * time.Millisecond, size: h.Size, host: h.Target, clock: h.Start,
		services: services(), paths: paths(), people: people(), cities: cities(), words: words()}
	s.user = pick(s, s.people)
	return s
}

// say writes output without letting time pass.
func (s *screenplay) say(text string, args ...any) {
	if len(args) == 0 {
		s.buf = append(s.buf, text...)
	} else {
		s.buf = fmt.Appendf(s.buf, text, args...)
	}
	if len(s.buf) >= 4<<10 {
		s.flush()
	}
}

// flush gives the output so far its time.
func (s *screenplay) flush() {
	if len(s.buf) > 0 {
		s.output += len(s.buf)
		s.events = append(s.events, format.Event{At: s.at, Kind: format.Output, Data: append([]byte(nil), s.buf...)})
		s.buf = s.buf[:0]
	}
}

// wait lets time pass.
func (s *screenplay) wait(d time.Duration) {
	s.flush()
	s.at += d
}

// ponder waits for about a duration.
func (s *screenplay) ponder(d time.Duration) {
	s.wait(d/2 + time.Duration(s.rng.Int64N(int64(d))))
}

// keys types a text letter by letter, which the shell echoes.
func (s *screenplay) keys(text string) {
	for _, r := range text {
		s.say("%c", r)
		s.wait(60*time.Millisecond + time.Duration(s.rng.Int64N(int64(160*time.Millisecond))))
	}
}

// prompt shows the shell's prompt.
func (s *screenplay) prompt() {
	s.say("\x1b]0;%s@%s: ~\x07\x1b[01;32m%s@%s\x1b[00m:\x1b[01;34m~\x1b[00m$ ", s.user, s.host, s.user, s.host)
	s.ponder(2 * time.Second)
}

// command types a command at the prompt and presses Enter.
func (s *screenplay) command(text string, args ...any) {
	s.prompt()
	s.keys(fmt.Sprintf(text, args...))
	s.say("\r\n")
	s.wait(40 * time.Millisecond)
}

func (s *screenplay) now() time.Time { return s.clock.Add(s.at) }

func pick[T any](s *screenplay, of []T) T { return of[s.rng.IntN(len(of))] }

func (s *screenplay) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[s.rng.IntN(16)]
	}
	return string(b)
}

// same has f draw what is the same every time: what a host, or the whole cluster, shows again.
func (s *screenplay) same(f func(), names ...string) {
	h := fnv.New64a()
	fmt.Fprint(h, names)
	own := s.rng
	s.rng = rand.New(rand.NewPCG(h.Sum64(), 0))
	f()
	s.rng = own
}
