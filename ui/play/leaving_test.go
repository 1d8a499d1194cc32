package play

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/vt"
)

// TestTerminalIsLeftAsItWas leaves the player in every way and looks at what the terminal is left with.
func TestTerminalIsLeftAsItWas(t *testing.T) {
	ways := map[string]func(keys *os.File, cancel func()){
		"q":           func(keys *os.File, _ func()) { fmt.Fprint(keys, "q") },
		"ctrl-c":      func(keys *os.File, _ func()) { fmt.Fprint(keys, "\x03") },
		"the context": func(_ *os.File, cancel func()) { cancel() },
		"SIGTERM":     func(*os.File, func()) { kill(t, syscall.SIGTERM) },
		"SIGHUP":      func(*os.File, func()) { kill(t, syscall.SIGHUP) },
		"SIGINT":      func(*os.File, func()) { kill(t, syscall.SIGINT) },
	}
	for name, leave := range ways {
		t.Run(name, func(t *testing.T) {
			sent, err := leaveBy(t, leave)
			if err != nil {
				t.Errorf("play: %v", err)
			}
			checkRestored(t, sent)
		})
	}
}

func kill(t *testing.T, s syscall.Signal) {
	if err := syscall.Kill(os.Getpid(), s); err != nil {
		t.Fatal(err)
	}
}

// leaveBy plays a recording that sets all the modes it can, leaves in the middle, and returns what was sent.
func leaveBy(t *testing.T, leave func(*os.File, func())) (string, error) {
	t.Helper()
	var screen lockedBuffer
	input, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	defer input.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		o := Options{Output: &screen, Input: input, Env: []string{"TERM=xterm-256color"}}
		done <- play(ctx, open(t, hostileRecording(t, hostile[14].bytes)), o, tea.WithWindowSize(80, 24))
	}()
	for ctx.Err() == nil && !strings.Contains(screen.String(), "safe") {
		time.Sleep(5 * ms)
	}
	leave(keys, cancel)
	err = <-done
	return screen.String(), err
}

// checkRestored feeds what was sent to a terminal and asks it for its state.
func checkRestored(t *testing.T, sent string) {
	t.Helper()
	s := vt.New(80, 24)
	_, _ = s.Write([]byte("shell$ "))
	before := s.Frame()
	_, _ = s.Write([]byte(sent))
	after := string(s.Redraw())
	if modes := regexp.MustCompile(`\x1b\[\??[0-9;]*[hl]`).FindAllString(after, -1); len(modes) > 0 {
		t.Errorf("modes left set: %q", modes)
	}
	if !s.Frame().Equal(before) {
		t.Errorf("the screen is left as %q", after)
	}
	if a, b := strings.Count(sent, "\x1b[>1u"), strings.Count(sent, "\x1b[<1u"); a > b {
		t.Errorf("key protocol: asked for %d times, given back %d times", a, b)
	}
	if a, b := strings.LastIndex(sent, "\x1b[>4;2m"), strings.LastIndex(sent, "\x1b[>4m"); a > b {
		t.Error("modified keys are left on")
	}
	if strings.Count(sent, "\x1b[?2026h") != strings.Count(sent, "\x1b[?2026l") {
		t.Error("synchronised output is left on")
	}
}
