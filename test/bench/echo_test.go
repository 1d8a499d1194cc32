//go:build bench

package bench

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const (
	echoTrips = 5000
	echoTurn  = 100 // round trips until it is the next contender's turn
)

// TestEcho prints how long a key takes from the terminal to the command and back.
func TestEcho(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	keyecho := build(t, t.TempDir(), "./keyecho")
	list := contenders(t)
	terms := make([]*terminal, len(list))
	for i, c := range list {
		terms[i] = openTerminal(t, c, t.TempDir(), keyecho)
		terms[i].awaitReady(t)
	}
	trips := make([][]time.Duration, len(list))
	for len(trips[0]) < echoTrips {
		for i, term := range terms {
			term.trips(t, echoTurn/10) // the first ones after a pause are no fair comparison
			trips[i] = append(trips[i], term.trips(t, echoTurn)...)
		}
	}
	for _, term := range terms {
		unix.Write(term.fd, []byte{4})
		term.drain(func([]byte) {})
		if err := term.wait(); err != nil {
			t.Error(err)
		}
	}
	printEcho(list, trips)
}

func printEcho(list []contender, trips [][]time.Duration) {
	tab := table{
		title: fmt.Sprintf("Echo of a key: %d round trips each, %d in turn", echoTrips, echoTurn),
		head:  []string{"", "median µs", "÷ bare", "÷ pass-through", "p99 µs", "÷ pass-through", "p99.9 µs"},
	}
	var base, through []time.Duration
	for i, c := range list {
		switch c.name {
		case bare:
			base = trips[i]
		case passThrough:
			through = trips[i]
		}
		mid, late := median(trips[i]), quantile(trips[i], 0.99)
		tab.row(c.name, micro(mid), ratio(mid, median(base)), ratio(mid, median(through)), micro(late), ratio(late, quantile(through, 0.99)),
			micro(quantile(trips[i], 0.999)))
	}
	tab.note("bars for shellac: 1.25 × the median and 2 × the p99 of the pass-through.")
	tab.print()
}

// awaitReady reads until the command waits for keys.
func (t *terminal) awaitReady(tb testing.TB) {
	tb.Helper()
	var got []byte
	b := make([]byte, 4096)
	for !bytes.Contains(got, []byte("\x01ready\x02")) {
		n, err := t.read(b)
		if err != nil || n == 0 {
			tb.Fatalf("%s did not start: %v: %q %s", t.cmd.Args[0], err, got, t.errors)
		}
		got = append(got, b[:n]...)
	}
	time.Sleep(50 * time.Millisecond) // a recorder that has just started has other things to do
}

// trips types keys and waits for each to come back.
func (t *terminal) trips(tb testing.TB, n int) []time.Duration {
	took := make([]time.Duration, 0, n)
	b := make([]byte, 256)
	for i := range n {
		key := byte('a' + i%26)
		start := time.Now()
		if _, err := unix.Write(t.fd, []byte{key}); err != nil {
			tb.Fatal(err)
		}
		got, err := t.read(b)
		took = append(took, time.Since(start))
		if err != nil || got != 1 || b[0] != key {
			tb.Fatalf("%s: typed %q, got %q, %v", t.cmd.Args[0], key, b[:max(got, 0)], os.NewSyscallError("read", err))
		}
	}
	return took
}
