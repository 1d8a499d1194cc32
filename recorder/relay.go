package recorder

import (
	"errors"
	"runtime"
	"time"

	"github.com/shellac-term/shellac/format"
)

const (
	relayBytes = 64 << 10
	drainFor   = 250 * time.Millisecond // for how long output is waited for once the command has ended
	drainLimit = 4 << 20                // and how much is taken of a stream that never ends
)

// A relay copies what the session writes to the user, and then to the intake.
type relay struct {
	from, to int // file descriptors
	kind     format.Kind
	intake   *intake
	ended    *waker // used when the command has ended
	breaks   bool   // stop when the user's side is closed
}

// run copies until the session's side is closed, or until the command has ended and nothing more comes. A process that
// was left behind, such as ssh's ControlPersist master, may hold the pty open for hours.
func (r *relay) run() {
	runtime.LockOSThread() // a thread that waits in poll answers a key faster than one that has to be found first
	defer runtime.UnlockOSThread()
	b := make([]byte, relayBytes)
	p := newPoller(r.from, r.ended)
	for {
		n, err := p.read(b, -1)
		if errors.Is(err, errWoken) {
			p.ignoreWaker()
			r.drain(p, b)
			return
		}
		if err != nil || !r.pass(b[:n]) {
			return
		}
	}
}

func (r *relay) drain(p *poller, b []byte) {
	deadline := time.Now().Add(drainFor)
	for total := 0; total < drainLimit; {
		n, err := p.read(b, max(time.Until(deadline), 0))
		if err != nil || !r.pass(b[:n]) {
			return
		}
		total += n
	}
}

// pass gives the user the bytes first, and reports whether to go on. A terminal that has gone away does not end the
// recording.
func (r *relay) pass(b []byte) bool {
	if r.to >= 0 && writeAll(r.to, b) != nil {
		if r.breaks {
			return false
		}
		r.to = -1
	}
	r.intake.append(r.kind, b)
	return true
}

// A keyboard copies what the user types to the session.
type keyboard struct {
	from, to int
	intake   *intake // nil if input is not recorded
	done     *waker
}

func (k *keyboard) run() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	b := make([]byte, 4<<10)
	p := newPoller(k.from, k.done)
	for {
		n, err := p.read(b, -1)
		if err != nil {
			return
		}
		if k.intake != nil {
			k.intake.append(format.Input, b[:n])
		}
		if writeAll(k.to, b[:n]) != nil {
			return
		}
	}
}
