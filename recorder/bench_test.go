package recorder

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// BenchmarkAppend is what recording costs the relay, which stands between the command and the user: the pieces are a key's
// echo, a line, and what one read of a pty brings. A sealer that does nothing with its batches takes them away.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1, 80, 4095} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			q := newIntake(time.Now())
			done := make(chan struct{})
			go func() {
				defer close(done)
				for d := q.next(nil, false); !d.finish; d = q.next(d.log, false) {
					if d.batch != nil {
						q.giveBack(d.batch)
					}
				}
			}()
			piece := bytes.Repeat([]byte("x"), size)
			for range 2 * batchLimit / size { // until the memory of both batches has grown
				q.append(format.Output, piece)
			}
			b.ReportAllocs()
			for b.Loop() {
				q.append(format.Output, piece)
			}
			b.StopTimer()
			q.close()
			<-done
		})
	}
}
