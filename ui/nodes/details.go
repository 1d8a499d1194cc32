package nodes

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// Details are what is said of the host under the cursor. They are asked for when the cursor has rested, and the asking
// ends when it moves on.
type details struct {
	generation int
	name       string
	cancel     context.CancelFunc
	known      map[string]known
}

// known is what was found out about a host.
type known struct {
	resolved      *inventory.Resolved
	err           error // of asking ssh
	labelErrs     []inventory.DynamicLabel
	recordings    []Recording
	recordingsErr error
	asked         bool // its recordings are known
}

const (
	rest     = 80 * time.Millisecond // of the cursor, before something is asked
	maxKnown = 1000
)

type restMsg struct{ generation int }

type resolvedMsg struct {
	name     string
	resolved inventory.Resolved
	err      error
	page     bool // the user wants to read it
}

type labelsMsg struct {
	name   string
	labels []inventory.DynamicLabel
	err    error
}

type recordingsMsg struct {
	name       string
	recordings []Recording
	err        error
}

func (d *details) stop() {
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	d.generation++
	d.name = ""
}

// forget forgets what was found out.
func (d *details) forget() {
	d.stop()
	clear(d.known)
}

// learn changes what is known of a host.
func (d *details) learn(name string, change func(*known)) {
	if d.known == nil || len(d.known) >= maxKnown {
		d.known = map[string]known{}
	}
	k := d.known[name]
	change(&k)
	d.known[name] = k
}

// moved begins to wait for the cursor to rest.
func (s *Screen) moved() tea.Cmd {
	t, ok := s.current()
	if !ok || t.Name == s.details.name {
		return nil
	}
	s.details.stop()
	if !s.open {
		return nil
	}
	s.details.name = t.Name
	generation := s.details.generation
	return s.tick(rest, func(time.Time) tea.Msg { return restMsg{generation} })
}

// rested asks about the host under the cursor.
func (s *Screen) rested(msg restMsg) tea.Cmd {
	t, ok := s.current()
	if !ok || msg.generation != s.details.generation || t.Openable() != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.details.cancel = cancel
	var commands []tea.Cmd
	if s.o.Ask == Resting {
		commands = append(commands, s.resolve(ctx, t, false))
	}
	if ask := s.o.Labels; ask != nil {
		commands = append(commands, func() tea.Msg {
			labels, err := ask(ctx, t)
			return labelsMsg{t.Name, labels, err}
		})
	}
	if ask := s.o.Recordings; ask != nil {
		commands = append(commands, func() tea.Msg {
			recordings, err := ask(ctx, t.Name)
			return recordingsMsg{t.Name, recordings, err}
		})
	}
	return tea.Batch(commands...)
}

// resolve asks ssh about a host.
func (s *Screen) resolve(ctx context.Context, t inventory.Target, page bool) tea.Cmd {
	ask := s.o.Resolve
	if ask == nil {
		return nil
	}
	return func() tea.Msg {
		r, err := ask(ctx, t)
		return resolvedMsg{t.Name, r, err, page}
	}
}

func (s *Screen) gotResolved(msg resolvedMsg) tea.Cmd {
	if errors.Is(msg.err, context.Canceled) {
		return nil
	}
	s.details.learn(msg.name, func(k *known) {
		k.err = msg.err
		if msg.err == nil {
			k.resolved = &msg.resolved
		}
	})
	switch {
	case !msg.page:
	case msg.err != nil:
		return act.Failed(msg.err.Error())
	default:
		s.pager = list.NewPager(s.theme, "ssh -G "+msg.name)
		s.pager.Add(strings.Split(strings.TrimRight(msg.resolved.Text, "\n"), "\n")...)
	}
	return nil
}

func (s *Screen) gotLabels(msg labelsMsg) tea.Cmd {
	if msg.err != nil {
		return nil
	}
	s.details.learn(msg.name, func(k *known) {
		k.labelErrs = nil
		for _, l := range msg.labels {
			if l.Err != nil {
				k.labelErrs = append(k.labelErrs, l)
			}
		}
	})
	same := sameValues(s.load.printed[msg.name], msg.labels)
	s.learnLabels(msg.name, msg.labels)
	if same {
		return nil
	}
	s.arrange()
	return s.list.Refresh()
}

// sameValues tells whether labels have the values that they had; when they were printed does not count.
func sameValues(a, b []inventory.DynamicLabel) bool {
	values := func(labels []inventory.DynamicLabel) map[string]string {
		m := map[string]string{}
		for _, l := range labels {
			m[l.Name] = l.Value
		}
		return m
	}
	return maps.Equal(values(a), values(b))
}

func (s *Screen) gotRecordings(msg recordingsMsg) {
	if errors.Is(msg.err, context.Canceled) {
		return
	}
	s.details.learn(msg.name, func(k *known) { k.recordings, k.recordingsErr, k.asked = msg.recordings, msg.err, true })
}

// pane draws the details in lines of at most width cells.
func (s *Screen) pane(width int) []string {
	t, ok := s.current()
	if !ok {
		return nil
	}
	k := s.details.known[t.Name]
	lines := append([]string{s.theme.Heading(t.Name, width)}, s.answers(t, k, width)...)
	lines = append(lines, s.labelLines(t, k, width)...)
	field := func(name, value string) { lines = append(lines, s.theme.Field(name, value, width)...) }
	field("group", t.Group)
	field("from", s.place(t))
	if t.Openable() != nil {
		return lines
	}
	if s.o.Rules != nil {
		for _, text := range s.o.Rules(t, s.load.printed[t.Name]) {
			field("policy", text)
		}
	}
	return append(lines, s.recordingLines(k, width)...)
}

// answers says what ssh makes of the host, or what is written as long as it was not asked.
func (s *Screen) answers(t inventory.Target, k known, width int) []string {
	var lines []string
	field := func(name, value string) { lines = append(lines, s.theme.Field(name, value, width)...) }
	if err := t.Openable(); err != nil {
		field("refused", err.Error())
		return lines
	}
	if k.resolved == nil {
		if k.err != nil {
			field("ssh -G", k.err.Error())
		} else if s.o.Ask == Resting && s.o.Resolve != nil {
			field("ssh -G", "asking")
		}
		field("host", t.Address)
		field("user", t.User)
		field("port", t.Port)
		return lines
	}
	r := k.resolved
	host := r.HostName
	if r.Port != "22" {
		host += ":" + r.Port
	}
	field("host", host)
	field("user", r.User)
	field("jump", r.ProxyJump)
	field("proxy", r.ProxyCommand)
	field("identity", s.identities(r))
	field("tag", r.Tag)
	if r.ControlPath != "" {
		field("shares", "one connection, by "+s.o.Tilde(r.ControlPath))
	}
	return lines
}

// identities says which keys are tried; the list that ssh has by default says nothing.
func (s *Screen) identities(r *inventory.Resolved) string {
	const defaults = 3
	if len(r.IdentityFiles) > defaults {
		return "the agent and the default keys"
	}
	return strings.Join(r.IdentityFiles, ", ")
}

// labelLines draws the labels, each of those that programs printed with its age.
func (s *Screen) labelLines(t inventory.Target, k known, width int) []string {
	var written []string
	for _, l := range t.Labels {
		written = append(written, l.String())
	}
	lines := s.theme.Field("labels", strings.Join(written, " "), width)
	for _, p := range s.load.printed[t.Name] {
		if p.At.IsZero() {
			continue
		}
		text := fmt.Sprintf("%s=%s (cmd, %s ago)", p.Name, p.Value, style.Age(s.o.Now().Sub(p.At)))
		lines = append(lines, s.theme.Field("label", text, width)...)
	}
	for _, l := range k.labelErrs {
		lines = append(lines, s.theme.Field("label", fmt.Sprintf("%s: %v", l.Name, l.Err), width)...)
	}
	return lines
}

// place says where the name comes from.
func (s *Screen) place(t inventory.Target) string {
	if _, _, ok := t.Place(); ok {
		return s.o.Tilde(t.Origin)
	}
	return t.Source
}

// recordingLines draws the last recordings of the host.
func (s *Screen) recordingLines(k known, width int) []string {
	if s.o.Recordings == nil {
		return nil
	}
	lines := []string{"", s.theme.Heading("Last recordings", width)}
	switch {
	case k.recordingsErr != nil:
		return append(lines, s.theme.Field("", "the store cannot be read: "+k.recordingsErr.Error(), width)...)
	case !k.asked:
		return append(lines, s.theme.Paint(style.Faint, style.Fit(" reading", width)))
	case len(k.recordings) == 0:
		return append(lines, s.theme.Paint(style.Faint, style.Fit(" none", width)))
	}
	for _, r := range k.recordings {
		last := style.Bytes(r.Size)
		if r.State != "" {
			last = style.Clean(r.State)
		}
		who := ""
		if width >= whoFrom {
			who = style.Fit(style.Clean(r.Who), 9)
		}
		text := fmt.Sprintf(" %-12s %s%4s %7s %7s", r.ID[:min(len(r.ID), 12)], who, style.Age(s.o.Now().Sub(r.Start)), style.Clock(r.Duration), last)
		lines = append(lines, style.Fit(text, width))
	}
	return lines
}

// whoFrom is the width from which a line about a recording has room for who made it.
const whoFrom = 46
