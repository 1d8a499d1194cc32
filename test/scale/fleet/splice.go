package fleet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/transcript"
)

// poolSize is how many sessions a spliced fleet takes its lines from.
const poolSize = 400

// A pool is the lines of sessions that were drawn.
type pool [][]format.Line

// newPool draws sessions like those of the fleet.
func newPool(ctx context.Context, o Options) (pool, error) {
	o.Seed, o.Planted, o.Sessions = o.Seed+1, -1, poolSize
	lines := make(pool, poolSize)
	err := inParallel(poolSize, func(i int) (err error) {
		lines[i], err = drawn(ctx, o.Recording(i))
		return err
	})
	return lines, err
}

// drawn returns the lines that stand on the screen of a recording.
func drawn(ctx context.Context, r Recording) ([]format.Line, error) {
	b, _, err := r.encode()
	if err != nil {
		return nil, err
	}
	read, err := transcript.Read(ctx, func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil })
	return read.Lines, err
}

// splice makes session i of a fleet out of pieces of the pool, with what is planted in it drawn as ever.
func (o Options) splice(ctx context.Context, p pool, i int) (Recording, []format.Line, error) {
	rng := rand.New(rand.NewPCG(o.Seed, uint64(i)))
	r := Recording{Header: o.header(i, rng)}
	var lines []format.Line
	for range 4 {
		from := p[rng.IntN(len(p))]
		lines = append(lines, from[rng.IntN(len(from)*3/4):][:len(from)/4]...)
	}
	if len(o.plantsOf(i)) > 0 {
		small := o
		small.Output = 1
		r = small.Recording(i)
		planted, err := drawn(ctx, r)
		if err != nil {
			return r, nil, err
		}
		half := len(lines) / 2
		lines = append(append(append([]format.Line(nil), lines[:half]...), planted...), lines[half:]...)
	}
	at := time.Duration(0)
	for k := range lines {
		l := &lines[k]
		shift := at - l.From
		l.From, l.To, l.Steps, l.Order = at, l.To+shift, shifted(l.Steps, shift), uint64(k)
		at += time.Duration(rng.IntN(400)) * time.Millisecond
	}
	r.Events = []format.Event{{At: at, Kind: format.Output, Data: []byte("spliced\r\n")}, format.ExitEvent(at, format.ExitStatus{})}
	return r, lines, nil
}

func shifted(steps []format.Step, by time.Duration) (moved []format.Step) {
	for _, s := range steps {
		moved = append(moved, format.Step{At: s.At + by, Size: s.Size})
	}
	return moved
}

// WriteSpliced makes a large fleet in a fraction of the time: its recordings hold the transcript of a session, spliced from those of others, and
// next to no output. To an index they are as good as any.
func WriteSpliced(ctx context.Context, a *archive.Archive, o Options) (Truth, error) {
	o = o.withDefaults()
	p, err := newPool(ctx, o)
	if err != nil {
		return nil, err
	}
	truth := newTruth()
	err = inParallel(o.Sessions, func(i int) error {
		r, lines, err := o.splice(ctx, p, i)
		if err != nil {
			return err
		}
		truth.add(r)
		b, sum, err := encodeLines(r, lines)
		if err != nil {
			return err
		}
		return a.PutRecording(ctx, bytes.NewReader(b), int64(len(b)), r.Header, sum)
	})
	return truth.of, err
}

// encodeLines makes a recording whose transcript is the lines.
func encodeLines(r Recording, lines []format.Line) ([]byte, format.Summary, error) {
	var b bytes.Buffer
	w, err := format.NewWriter(&b, r.Header)
	if err != nil {
		return nil, format.Summary{}, err
	}
	w.SetFast(true)
	batch := format.NewBatch(r.Header.Tick)
	for _, e := range r.Events {
		batch.AppendEvent(e)
	}
	if err := w.WriteBatch(batch); err != nil {
		return nil, format.Summary{}, err
	}
	if err := w.WriteSection(format.TranscriptSection(lines)); err != nil {
		return nil, format.Summary{}, fmt.Errorf("write transcript: %w", err)
	}
	if err := w.EndChunk(); err != nil {
		return nil, format.Summary{}, err
	}
	sum, err := w.Close()
	return b.Bytes(), sum, err
}
