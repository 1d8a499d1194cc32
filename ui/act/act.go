// Package act has what a screen asks of the program around it. A screen returns these values from its commands, as in
//
//	return act.Do(act.Run{Args: []string{"ssh", "web1"}}), true
//
// and the root of the program does what they say. A screen needs to know nothing else of the program.
package act

import tea "charm.land/bubbletea/v2"

// Run hands the terminal over to `shellac ARGS...` until that ends. The screen then comes back as it was, and gets a Shown.
type Run struct {
	Args []string
	// Wait asks for Enter before the screen comes back when the program ended with an error of its own (not with the
	// status of a session), so that its words can be read.
	Wait bool
	// Pause asks for Enter in any case: what the program prints is to be read.
	Pause bool
	// Done makes the message that tells the screen how it ended; nil means that nobody wants to know. The error is an
	// *exec.ExitError for an exit status.
	Done func(error) tea.Msg
}

// Say shows a line of text for some seconds. It is cleaned before it is drawn.
type Say struct {
	Text string
	Bad  bool // something went wrong
}

// Go switches to a tab and filters there. An empty filter leaves the one that is there.
type Go struct {
	Tab    string // one of the Tab constants
	Filter string
}

// The names of tabs.
const (
	TabNodes      = "nodes"
	TabKube       = "kube"
	TabRecordings = "recordings"
	TabLive       = "live"
)

// Filter is sent to a screen that was asked for by a Go: it shows what passes Text.
type Filter struct{ Text string }

// Shown is sent to a screen that is shown again, after another screen or after a Run. What it lists may have changed. A
// screen that is shown for the first time is started instead.
type Shown struct{}

// Hidden is sent to a screen when another one is shown in its place: it stops looking for news.
type Hidden struct{}

// Do returns a command that asks for something.
func Do(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Said returns a command that shows a line of text.
func Said(text string) tea.Cmd { return Do(Say{Text: text}) }

// Failed returns a command that shows a line of text about what went wrong.
func Failed(text string) tea.Cmd { return Do(Say{Text: text, Bad: true}) }
