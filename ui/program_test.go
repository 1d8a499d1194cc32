package ui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/vt"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/live"
	"github.com/shellac-term/shellac/ui/recordings"
)

// A display is a terminal of which only the screen is there.
type display struct {
	mu     sync.Mutex
	screen *vt.Screen
}

func (d *display) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.screen.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))) // as a terminal does that is not in raw mode
	return len(p), err
}

func (d *display) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.screen.Frame()
	var b bytes.Buffer
	for y := range f.Rows {
		b.WriteString(f.Text(y) + "\n")
	}
	return b.String()
}

// await waits until the screen shows a text.
func (d *display) await(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(d.text(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("wait for %q; the screen:\n%s", text, d.text())
		}
	}
}

func manyRecordings(n int) func(context.Context, archive.Filter) iter.Seq2[archive.Entry, error] {
	return func(_ context.Context, f archive.Filter) iter.Seq2[archive.Entry, error] {
		return func(yield func(archive.Entry, error) bool) {
			for i := range n {
				e := archive.Entry{ID: fmt.Sprintf("01JD%022d", n-i), Kind: "ssh", Target: fmt.Sprintf("web-%05d", i), User: "mika@acme",
					Start: time.Now().Add(-time.Duration(i) * time.Minute), State: archive.Complete}
				if f.Limit > 0 && i >= f.Limit || !yield(e, nil) {
					return
				}
			}
		}
	}
}

// The whole program with screens that load while keys are pressed. It is for the race detector too.
func TestProgram(t *testing.T) {
	in, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer keys.Close()
	d := &display{screen: vt.New(100, 30)}
	o := Options{
		Name: "shellac", Who: "alice@laptop", Input: in, Output: d, Env: []string{"TERM=xterm-256color"},
		Status: func(context.Context) Status { return Status{Store: "folder ok"} },
		Tabs: []Tab{
			{Name: act.TabRecordings, Title: "Recordings", Screen: recordings.New(t.Context(), recordings.Options{
				List: manyRecordings(20000),
				Details: func(_ context.Context, e archive.Entry) (archive.Details, error) {
					return archive.Details{}, io.ErrUnexpectedEOF
				},
				Verify: func(context.Context, archive.Entry) recordings.Verdict {
					return recordings.Verdict{State: recordings.Intact, Text: "intact: all of it"}
				},
			})},
			{Name: act.TabLive, Title: "Live", Screen: live.New(t.Context(), live.Options{
				Local: func(context.Context) ([]live.Session, error) {
					return []live.Session{{ID: "01JD", Target: "here-01", Running: true, File: "x"}}, nil
				},
				LocalEvery: 5 * time.Millisecond,
				Tail:       func(context.Context, string, string, int) ([]string, error) { return []string{"the tail"}, nil },
			})},
		},
	}
	done := make(chan error, 1)
	go func() { done <- run(t.Context(), o, tea.WithWindowSize(100, 30)) }()
	press := func(text string) { _, _ = io.WriteString(keys, text) }
	d.await(t, "web-00000")
	press("jjj>>G")
	d.await(t, "20000  sort:longest")
	press("g<</web-12\r")
	d.await(t, "1000/20000")
	press("v")
	d.await(t, "intact: all of it")
	press("2")
	d.await(t, "the tail")
	press("1r[?")
	d.await(t, "Keys and commands of Recordings")
	press("\x03")
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it did not end")
	}
}
