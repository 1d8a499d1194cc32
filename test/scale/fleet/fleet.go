package fleet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/recorder"
)

// Options say what a fleet is like.
type Options struct {
	Seed     uint64
	Sessions int
	Days     int       // over which they are spread
	Until    time.Time // the end of the last day
	Output   int       // bytes of a session; 0: 300,000
	Planted  int       // in how many sessions each phrase is planted; 0: 3, less: none
}

// A Truth is where a phrase is: the IDs of the recordings.
type Truth map[string][]string

func (o Options) withDefaults() Options {
	if o.Output == 0 {
		o.Output = 300_000
	}
	switch {
	case o.Planted == 0:
		o.Planted = 3
	case o.Planted < 0:
		o.Planted = 0
	}
	return o
}

// A Recording is one of a fleet.
type Recording struct {
	Header  format.Header
	Events  []format.Event
	Planted []string // names of the phrases
}

// Recording makes recording i of the fleet.
func (o Options) Recording(i int) Recording {
	o = o.withDefaults()
	rng := rand.New(rand.NewPCG(o.Seed, uint64(i)))
	r := Recording{Header: o.header(i, rng)}
	s := newScreenplay(rng, r.Header)
	greeting(s)
	all, plants, planted := scenes(), o.plantsOf(i), 0
	for s.output < o.Output {
		all[rng.IntN(len(all))](s)
		s.flush()
		if planted < len(plants) && s.output > o.Output*(planted+1)/(len(plants)+1) {
			p := plants[planted]
			p.draw(s, p.Phrase)
			r.Planted = append(r.Planted, p.Name)
			planted++
		}
	}
	s.prompt()
	s.say("exit\r\n")
	s.flush()
	r.Events = append(s.events, format.ExitEvent(s.at, format.ExitStatus{Code: rng.IntN(20) / 19}))
	return r
}

// plantsOf spreads the phrases over the fleet, the copies of one far from each other.
func (o Options) plantsOf(i int) (plants []Plant) {
	all := Plants()
	for n, p := range all {
		for copy := range o.Planted {
			if at := (copy*len(all) + n) * o.Sessions / (o.Planted * len(all)); at == i {
				plants = append(plants, p)
			}
		}
	}
	return plants
}

func (o Options) header(i int, rng *rand.Rand) format.Header {
	day := o.Until.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1-i*o.Days/o.Sessions)
	start := day.Add(time.Duration(rng.Int64N(int64(23 * time.Hour)))).Truncate(time.Millisecond)
	h := format.Header{ID: o.id(i, start), Kind: "ssh", Target: fmt.Sprintf("%s-%02d.example.com", services()[rng.IntN(18)], rng.IntN(12)),
		User: people()[rng.IntN(12)] + "@laptop", RemoteUser: "ops", Start: start, Size: format.Size{Cols: 100, Rows: 30}, Term: "xterm-256color", Recorder: "fleet", Tick: format.DefaultTick}
	if rng.IntN(4) == 0 {
		h.Kind, h.Target = "kube", "prod/shop/"+services()[rng.IntN(18)]
		h.Labels = []format.Label{{Name: "kube.context", Value: "prod"}, {Name: "kube.namespace", Value: "shop"}}
	}
	return h
}

// id is a ULID of a time whose chance follows from the seed.
func (o Options) id(i int, start time.Time) string {
	id := archive.NewID(start)
	sum := sha256.Sum256(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, o.Seed), uint64(i)))
	b := []byte(id[:10])
	for _, c := range sum[:16] {
		b = append(b, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[c%32])
	}
	return string(b)
}

// Write makes the whole fleet and puts it into an archive.
func Write(ctx context.Context, a *archive.Archive, o Options) (Truth, error) {
	o = o.withDefaults()
	truth := newTruth()
	err := inParallel(o.Sessions, func(i int) error {
		r := o.Recording(i)
		truth.add(r)
		b, sum, err := r.encode()
		if err != nil {
			return err
		}
		return a.PutRecording(ctx, bytes.NewReader(b), int64(len(b)), r.Header, sum)
	})
	return truth.of, err
}

// encode makes the recording as an import does.
func (r Recording) encode() ([]byte, format.Summary, error) {
	var b bytes.Buffer
	events := r.Events
	sum, err := recorder.Convert(&b, r.Header, func() (format.Event, error) {
		if len(events) == 0 {
			return format.Event{}, io.EOF
		}
		e := events[0]
		events = events[1:]
		return e, nil
	})
	return b.Bytes(), sum, err
}

// noted is a Truth that is being found.
type noted struct {
	mu sync.Mutex
	of Truth
}

func newTruth() *noted { return &noted{of: Truth{}} }

func (n *noted) add(r Recording) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, name := range r.Planted {
		n.of[name] = append(n.of[name], r.Header.ID)
	}
}

// inParallel calls f with 0 to n-1, on as many goroutines as there are cores, until one call fails.
func inParallel(n int, f func(i int) error) error {
	var failed atomic.Pointer[error]
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := f(i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
