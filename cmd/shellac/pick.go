package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/config"
	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/pick"
	"github.com/shellac-term/shellac/ui/style"
)

// exitCancelled is the exit status after Esc or Ctrl-C in a picker.
const exitCancelled = 130

// canPick tells whether somebody can choose from a list: what is typed comes from a terminal, and the list, which goes to
// standard error, is seen. Standard output may be anything.
func (a *app) canPick() bool {
	return term.IsTerminal(int(a.stdin.Fd())) && term.IsTerminal(int(a.stderr.Fd())) && a.getenv("TERM") != "dumb"
}

// pick shows a list under the prompt. It adds what all of them have in common, and ends the program with status 130 when
// nothing is chosen.
func (a *app) pick(ctx context.Context, o pick.Options) (pick.Choice, error) {
	o.Theme, o.Input, o.Output = style.FromEnv(a.getenv), a.stdin, a.stderr
	choice, err := pick.Run(ctx, o)
	if errors.Is(err, pick.ErrCancelled) || errors.Is(err, context.Canceled) {
		return choice, statusError(exitCancelled)
	}
	return choice, err
}

// A rowFilter filters rows of a picker by inventory's filter: the first cell is what the Text's name is, those after it what
// is in Also, at the index that cells has for it (-1 for a part that no cell shows).
type rowFilter struct {
	*inventory.Filter
	cells func(row int) []int
}

func (f rowFilter) Match(query string) []int {
	found := f.Filter.Match(query)
	rows := make([]int, len(found))
	for i, m := range found {
		rows[i] = m.Row
	}
	return rows
}

func (f rowFilter) Marks(row int) [][]int {
	m := f.Filter.Marks(row)
	marks := [][]int{m.Name}
	if f.cells == nil {
		return marks
	}
	for i, cell := range f.cells(row) {
		if cell > 0 && i < len(m.Also) {
			for len(marks) <= cell {
				marks = append(marks, nil)
			}
			marks[cell] = m.Also[i]
		}
	}
	return marks
}

// A hostPicker lists the targets of ssh for a picker.
type hostPicker struct {
	a       *app
	list    *targetList
	targets []inventory.Target
	opened  map[string]time.Time
	pats    []inventory.HostPattern
}

// pickHost lets the user choose a host, or type one that is not listed. file is that of ssh -F.
func (a *app) pickHost(ctx context.Context, file string) (inventory.Target, error) {
	c, err := a.config()
	if err != nil {
		return inventory.Target{}, err
	}
	p := &hostPicker{a: a, list: a.targets(c, file)}
	choice, err := a.pick(ctx, pick.Options{Prompt: "ssh", Noun: "hosts", Load: p.load, Filter: p.filter, Typed: p.typed})
	if err != nil {
		return inventory.Target{}, err
	}
	if choice.Row < 0 {
		return inventory.Target{Kind: inventory.KindSSH, Name: choice.Typed, Flags: namedFlags(p.list)}, nil
	}
	t := p.targets[choice.Row]
	return t, t.Openable()
}

// namedFlags returns the flags for a host that is in no list: those of the only file, if one was named.
func namedFlags(l *targetList) []string {
	if files := l.files; len(files) == 1 {
		return files[0].Flags
	}
	return nil
}

func (p *hostPicker) load(ctx context.Context) ([]pick.Row, error) {
	gathered := inventory.Gather(ctx, p.list.sources)
	for _, g := range gathered {
		p.pats = append(p.pats, g.Listing.Patterns...)
	}
	p.targets = inventory.Targets(gathered)
	habits, _ := p.list.habits.Load() // without them the order is that of the files
	p.opened = sortByHabit(p.targets, habits)
	now := time.Now()
	rows := make([]pick.Row, len(p.targets))
	for i, t := range p.targets {
		last := ""
		if at, ok := p.opened[t.Name]; ok {
			last = inventory.Age(now.Sub(at))
		}
		rows[i].Cells = []string{t.Name, t.Address, labelText(p.labels(t)), last, p.list.ruleText(t)}
	}
	return rows, ctx.Err()
}

func (p *hostPicker) labels(t inventory.Target) []inventory.Label {
	return lsEntry{Target: t, printed: p.list.labeler.Kept(t.Name)}.labels()
}

// sortByHabit puts what is pinned first and then what was opened last. It returns when that was.
func sortByHabit(targets []inventory.Target, habits []inventory.Habit) map[string]time.Time {
	place, opened := map[string]int{}, map[string]time.Time{}
	for i, h := range habits {
		if h.Kind == inventory.KindSSH {
			place[h.Name] = len(habits) - i
			if !h.Opened.IsZero() {
				opened[h.Name] = h.Opened
			}
		}
	}
	slices.SortStableFunc(targets, func(a, b inventory.Target) int { return place[b.Name] - place[a.Name] })
	return opened
}

func (p *hostPicker) filter([]pick.Row) pick.Filter {
	texts := make([]inventory.Text, len(p.targets))
	for i, t := range p.targets {
		texts[i] = t.Text(p.labels(t)[len(t.Labels):]...)
	}
	f := inventory.NewFilter(texts, inventory.TargetFields()...)
	return rowFilter{f, func(row int) []int {
		if t := p.targets[row]; t.Address != "" && t.Address != t.Name {
			return []int{1}
		}
		return nil
	}}
}

// typed says what happens when the text itself is chosen.
func (p *hostPicker) typed(query string) string {
	host, ok := inventory.TypedHost(query)
	if !ok {
		return ""
	}
	if pattern, ok := inventory.MatchPattern(p.pats, host); ok {
		return fmt.Sprintf("open %s as typed (matches Host %s)", query, pattern)
	}
	return fmt.Sprintf("open %s as typed", query)
}

// ruleText says in words what the rules ask for on a target.
func (l *targetList) ruleText(t inventory.Target) string {
	if len(l.config.Rules) == 0 {
		return ""
	}
	r, _ := l.config.Rule(l.subject(t))
	var words []string
	if r.Record.Policy != "" {
		words = append(words, r.Record.Policy)
	}
	if r.Require.Reason != "" {
		words = append(words, "reason required")
	}
	return strings.Join(words, ", ")
}

// subject is a target as rules see it.
func (l *targetList) subject(t inventory.Target) config.Subject {
	return subjectOf(lsEntry{Target: t, printed: l.labeler.Kept(t.Name)})
}

func subjectOf(e lsEntry) config.Subject {
	s := config.Subject{Kind: e.Kind, Names: []string{e.Name}}
	for _, label := range e.labels() {
		s.Labels = append(s.Labels, label.String())
	}
	return s
}
