package recordings

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/style"
)

// Details are what is said of the recording under the cursor beyond its row. They are read when the cursor has rested, and
// the reading ends when it moves on.
type details struct {
	generation int
	id         string
	cancel     context.CancelFunc
	known      map[string]known
}

// known is what was read of a recording.
type known struct {
	details  *archive.Details
	err      error
	activity []int64
	state    archive.State // of the entry that it was read for
}

const (
	rest      = 120 * time.Millisecond // of the cursor, before something is read
	maxKnown  = 500
	bars      = 120 // parts of the activity that are read; fewer are drawn
	minStrip  = 8
	maxReason = 3 // lines
)

type restMsg struct{ generation int }

type detailsMsg struct {
	ctx        context.Context // of all that is read for one row
	generation int
	entry      archive.Entry
	details    archive.Details
	err        error
}

type activityMsg struct {
	id       string
	activity []int64
}

func (d *details) stop() {
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	d.generation++
}

// moved begins to wait for the cursor to rest.
func (s *Screen) moved() tea.Cmd {
	e, _, ok := s.current()
	if !ok || e.ID == s.details.id && s.details.cancel != nil {
		return nil
	}
	s.details.stop()
	s.details.id = e.ID
	if k, ok := s.details.known[e.ID]; ok && k.err == nil && k.activity != nil && k.state == e.State && e.State != archive.Live {
		return nil
	}
	if !s.open || s.o.Details == nil {
		return nil
	}
	generation := s.details.generation
	return s.tick(rest, func(time.Time) tea.Msg { return restMsg{generation} })
}

// rested reads the catalog entry.
func (s *Screen) rested(msg restMsg) tea.Cmd {
	e, _, ok := s.current()
	if !ok || msg.generation != s.details.generation {
		return nil
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.details.cancel = cancel
	read := s.o.Details
	return func() tea.Msg {
		d, err := read(ctx, e)
		return detailsMsg{ctx, msg.generation, e, d, err}
	}
}

// gotDetails takes a catalog entry and reads the activity, which takes longer.
func (s *Screen) gotDetails(msg detailsMsg) tea.Cmd {
	if errors.Is(msg.err, context.Canceled) {
		return nil
	}
	k := known{err: msg.err, state: msg.entry.State}
	if msg.err == nil {
		k.details = &msg.details
	}
	s.details.learn(msg.entry.ID, k)
	if msg.generation != s.details.generation || s.o.Activity == nil || msg.err != nil {
		return nil
	}
	read := s.o.Activity
	return func() tea.Msg {
		activity, err := read(msg.ctx, msg.entry, bars)
		if err != nil {
			return nil // a strip less
		}
		return activityMsg{msg.entry.ID, activity}
	}
}

func (s *Screen) gotActivity(msg activityMsg) {
	if k, ok := s.details.known[msg.id]; ok {
		k.activity = msg.activity
		s.details.known[msg.id] = k
	}
}

func (d *details) learn(id string, k known) {
	if d.known == nil || len(d.known) >= maxKnown {
		d.known = make(map[string]known)
	}
	d.known[id] = k
}

// pane draws the details in lines of at most width cells.
func (s *Screen) pane(width int) []string {
	e, h, ok := s.current()
	if !ok {
		return nil
	}
	t := s.theme
	lines := []string{t.Heading(e.Target, width)}
	add := func(name, value string) { lines = append(lines, t.Field(name, value, width)...) }
	if h != nil {
		add("hit at", style.Clock(h.At))
	}
	k := s.details.known[e.ID]
	if k.err != nil {
		add("details", "cannot be read: "+s.explain(k.err))
	}
	var header format.Header
	if k.details != nil {
		header = k.details.Header
	}
	lines = append(lines, s.reasons(e, header, width)...)
	if len(k.activity) > 0 {
		lines = append(lines, s.strip(e, k.activity, h, width)...)
	}
	add("integrity", s.integrity(e))
	return append(lines, s.facts(e, header, width)...)
}

// reasons says who, why and how it ended: what is looked for first.
func (s *Screen) reasons(e archive.Entry, h format.Header, width int) []string {
	field := func(name, value string) []string { return s.theme.Field(name, value, width) }
	lines := field("who", strings.TrimSuffix(e.User+", as "+h.RemoteUser, ", as "))
	why := field("why", h.Reason)
	lines = append(lines, why[:min(len(why), maxReason)]...)
	return append(lines, field("how long", style.Clock(e.Duration)+", "+s.ending(e))...)
}

// facts says the rest.
func (s *Screen) facts(e archive.Entry, h format.Header, width int) []string {
	var lines []string
	add := func(name, value string) { lines = append(lines, s.theme.Field(name, value, width)...) }
	add("start", e.Start.In(s.o.Zone).Format("2006-01-02 15:04:05 -07:00"))
	add("size", sizes(e, h))
	add("what", strings.TrimSpace(e.Kind+"  "+strings.Join(h.Argv, " ")))
	for _, l := range h.Labels {
		add("label", l.Name+"="+l.Value)
	}
	add("id", e.ID)
	add("recorder", h.Recorder)
	return lines
}

// ending says in words how the session ended.
func (s *Screen) ending(e archive.Entry) string {
	switch {
	case e.State == archive.Live:
		return "still running"
	case e.State == archive.Torn:
		return "torn: its recorder died; what it had stored is there"
	case e.Exit == nil:
		return "how it ended is not known"
	case e.Exit.Signal != "":
		return "ended by " + e.Exit.Signal
	}
	return fmt.Sprintf("exit %d", e.Exit.Code)
}

func sizes(e archive.Entry, h format.Header) string {
	text := style.Bytes(e.Size) + " in the store"
	if e.Bytes > 0 {
		text += ", " + style.Bytes(e.Bytes) + " of output"
	}
	if h.Size.Cols > 0 {
		text += fmt.Sprintf(", screen %dx%d", h.Size.Cols, h.Size.Rows)
	}
	return text
}

// strip draws when how much was printed, with the hit below it.
func (s *Screen) strip(e archive.Entry, activity []int64, h *Hit, width int) []string {
	end := " " + style.Clock(e.Duration)
	cols := width - len(" 0:00 ") - len(end) - 1
	if cols < minStrip {
		return nil
	}
	lines := []string{" " + s.theme.Paint(style.Faint, "0:00 ") + s.theme.Strip(shrink(activity, cols)) + s.theme.Paint(style.Faint, end)}
	if h != nil && e.Duration > 0 {
		at := int(int64(cols-1) * int64(h.At) / int64(e.Duration))
		lines = append(lines, style.Blank(len(" 0:00 ")+max(min(at, cols-1), 0))+"^")
	}
	return lines
}

// shrink puts amounts into n cells.
func shrink(amounts []int64, n int) []int64 {
	out := make([]int64, n)
	if len(amounts) < n { // a cell shows what its part of the time has
		for i := range out {
			out[i] = amounts[i*len(amounts)/n]
		}
		return out
	}
	for i, a := range amounts {
		out[i*n/len(amounts)] += a
	}
	return out
}

// integrity says what is known of it.
func (s *Screen) integrity(e archive.Entry) string {
	v := s.verdicts[e.ID]
	switch {
	case v.State == Checking:
		return "being checked"
	case v.Text != "":
		return v.Text
	case e.State == archive.Live:
		return "still running; what is stored so far can be checked: v"
	case s.o.Verify == nil:
		return "not checked"
	}
	return "not checked; v checks it"
}
