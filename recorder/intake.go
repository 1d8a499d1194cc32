package recorder

import (
	"sync"
	"time"

	"github.com/shellac-term/shellac/format"
)

const (
	sealBytes  = 256 << 10       // a batch of this size is sealed at once
	sealAfter  = 8 * time.Second // so is one whose first event is this old: it reaches the store within 10 s
	syncAfter  = 700 * time.Millisecond
	batchLimit = 1 << 20                // with so much waiting to be sealed the relay waits, too
	maxSpares  = 4                      // batches kept for reuse
	behindFrom = 512 << 10              // with so much waiting behind a batch the sealer only writes it
	quietAfter = 300 * time.Millisecond // so long after the last full batch output no longer comes in a burst
	patience   = 2 * time.Second        // for how long it waits before it leaves output out
)

// An intake is the batch that events are appended to, and the hand-off to the sealer.
type intake struct {
	start time.Time
	wake  chan struct{} // something may be due
	space chan struct{} // the batch was taken

	mu     sync.Mutex
	batch  *format.Batch
	ready  []readyBatch    // full ones, oldest first
	spares []*format.Batch // for reuse
	first  time.Time       // when the first event of the batch happened
	bulk   time.Time       // when a batch was last full
	dirty  time.Time       // when the first event happened that is not in the write-ahead log; zero if all are
	stuck  bool            // patience has run out once and the sealer has taken nothing since
	lost   int64           // bytes left out since then
	closed bool
	dead   error // why nothing can be recorded any more
	why    error // the latest trouble with the disk
}

// A readyBatch is one that is to be sealed.
type readyBatch struct {
	batch *format.Batch
	first time.Time // when its first event happened
}

func newIntake(start time.Time) *intake {
	return &intake{
		start: start, wake: make(chan struct{}, 1), space: make(chan struct{}, 1),
		batch: format.NewBatch(0),
	}
}

// append adds an event that happens now. p is copied.
func (q *intake) append(kind format.Kind, p []byte) {
	now := time.Now()
	q.mu.Lock()
	if q.dead != nil || q.bytes() >= batchLimit && !q.makeRoom() {
		q.lost += int64(len(p))
		q.mu.Unlock()
		return
	}
	if q.lost > 0 {
		q.batch.AppendEvent(format.GapEvent(now.Sub(q.start), q.lost, q.gapReason()))
		q.lost = 0
	}
	quiet := q.batch.Len() == 0 || q.dirty.IsZero()
	if q.batch.Len() == 0 {
		q.first = now
	}
	if q.dirty.IsZero() {
		q.dirty = now
	}
	q.batch.Append(now.Sub(q.start), kind, p)
	full := q.batch.Bytes() >= sealBytes
	if full {
		q.bulk = now
		q.setAside()
	}
	q.mu.Unlock()
	if quiet || full {
		notify(q.wake)
	}
}

// setAside puts the batch behind those that wait to be sealed, and goes on with another one.
func (q *intake) setAside() {
	q.ready = append(q.ready, readyBatch{q.batch, q.first})
	q.dirty = time.Time{}
	if n := len(q.spares); n > 0 {
		q.batch, q.spares = q.spares[n-1], q.spares[:n-1]
		return
	}
	q.batch = format.NewBatch(0)
}

// bytes returns how many bytes of events wait to be sealed.
func (q *intake) bytes() int {
	n := q.batch.Bytes()
	for _, r := range q.ready {
		n += r.batch.Bytes()
	}
	return n
}

// makeRoom waits until the sealer has taken the batch. It returns false if the sealer is stuck. It is called with the
// lock held and returns with it.
func (q *intake) makeRoom() bool {
	for deadline := time.Now().Add(patience); q.bytes() >= batchLimit; {
		left := time.Until(deadline)
		if q.stuck || q.dead != nil || left <= 0 {
			q.stuck = true
			return false
		}
		q.mu.Unlock()
		select {
		case <-q.space:
		case <-time.After(left):
		}
		q.mu.Lock()
	}
	return true
}

func (q *intake) gapReason() string {
	switch {
	case isDiskFull(q.why):
		return "disk full"
	case q.why != nil:
		return q.why.Error()
	}
	return "the recorder's disk did not keep up"
}

// diskTrouble notes why the disk takes nothing; nil when it does again.
func (q *intake) diskTrouble(err error) {
	if err == nil {
		return // the reason is still needed for the gap
	}
	q.mu.Lock()
	q.why = err
	q.mu.Unlock()
}

// close says that no event will follow.
func (q *intake) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	notify(q.wake)
}

// A duty is what the sealer is to do next: seal a batch, write a copy of the unfinished one to the write-ahead log, or
// finish.
type duty struct {
	batch  *format.Batch // to be sealed and given back
	first  time.Time     // when its first event happened
	behind bool          // much waits behind it
	log    []byte        // a copy of the batch being filled
	quiet  bool          // nothing is due, and there is time for what is late
	finish bool          // nothing will follow
}

// next waits until something is due. With late set there is something to do when it is quiet.
func (q *intake) next(log []byte, late bool) duty {
	for {
		d, wait := q.due(log, late)
		if d.batch != nil || d.log != nil || d.quiet || d.finish {
			return d
		}
		q.wait(wait)
	}
}

// wait waits for at most d, or without a limit if d is 0.
func (q *intake) wait(d time.Duration) {
	if d == 0 {
		<-q.wake
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-q.wake:
	case <-t.C:
	}
}

// due returns what is due now, or how long to wait for it.
func (q *intake) due(log []byte, late bool) (duty, time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed && q.lost > 0 {
		q.batch.AppendEvent(format.GapEvent(time.Since(q.start), q.lost, q.gapReason()))
		q.lost = 0
	}
	if len(q.ready) > 0 {
		return q.takeBatch(), 0
	}
	toQuiet := quietAfter - time.Since(q.bulk)
	quiet := late && toQuiet <= 0
	if q.batch.Len() == 0 {
		return duty{finish: q.closed, quiet: quiet && !q.closed}, untilQuiet(late, toQuiet, 0)
	}
	toSeal := untilQuiet(late, toQuiet, sealAfter-time.Since(q.first))
	if q.closed || toSeal <= 0 || quiet {
		q.setAside()
		return q.takeBatch(), 0
	}
	if q.dirty.IsZero() {
		return duty{}, toSeal
	}
	toSync := syncAfter - time.Since(q.dirty)
	if toSync > 0 {
		return duty{}, min(toSeal, toSync)
	}
	q.dirty = time.Time{}
	return duty{log: q.batch.AppendBinary(log[:0])}, 0
}

// untilQuiet returns how long to wait, 0 being without a limit.
func untilQuiet(late bool, toQuiet, otherwise time.Duration) time.Duration {
	if late && toQuiet > 0 && (otherwise == 0 || toQuiet < otherwise) {
		return toQuiet
	}
	return otherwise
}

func (q *intake) takeBatch() duty {
	oldest := q.ready[0]
	q.ready = append(q.ready[:0], q.ready[1:]...)
	q.stuck = false
	notify(q.space)
	return duty{batch: oldest.batch, first: oldest.first, behind: q.bytes() >= behindFrom}
}

// giveBack returns a sealed batch for reuse.
func (q *intake) giveBack(b *format.Batch) {
	b.Reset()
	q.mu.Lock()
	if len(q.spares) < maxSpares {
		q.spares = append(q.spares, b)
	}
	q.mu.Unlock()
}

// giveUp says that the sealer has stopped: from now on everything counts as lost.
func (q *intake) giveUp(why error) {
	q.mu.Lock()
	q.dead = why
	q.lost += int64(q.bytes())
	q.batch.Reset()
	q.ready = nil
	q.mu.Unlock()
	notify(q.space)
}

// lose counts a batch that could not be written.
func (q *intake) lose(b *format.Batch) {
	q.mu.Lock()
	q.lost += int64(b.Bytes())
	q.mu.Unlock()
}

// lostBytes returns how many bytes were left out and stand in no gap event.
func (q *intake) lostBytes() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lost
}

// notify wakes whoever waits on c, now or when it next does.
func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
