package nodes

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// Rows are the targets that pass the filter, in the order that was chosen.
type rows struct {
	screen  *Screen
	targets []inventory.Target // in the order of the user's habits
	matcher *inventory.Filter
	found   []int // into targets
}

// Len implements list.Rows.
func (r *rows) Len() int { return len(r.found) }

// ID implements list.Rows. Names are there once.
func (r *rows) ID(i int) string { return r.targets[r.found[i]].Name }

// Row implements list.Rows.
func (r *rows) Row(i int) list.Row {
	s := r.screen
	t := r.targets[r.found[i]]
	last := "-"
	if at, ok := s.load.opened[t.Name]; ok {
		last = style.Age(s.o.Now().Sub(at))
	}
	pin := ""
	if s.load.pinned[t.Name] {
		pin = "pin"
	}
	labels := s.labels(t)
	texts := make([]string, len(labels))
	for i, l := range labels {
		texts[i] = l.String()
	}
	row := list.Row{
		Cells:  []string{t.Name, s.address(t), strings.Join(texts, " "), pin, last, t.User, t.Source},
		Styles: []style.Style{style.None, style.None, style.None, style.Accent},
	}
	if t.Openable() != nil {
		row.Style = style.Faint
	}
	row.Matches = r.matches(i, t, texts)
	return row
}

// address is what ssh says if it was asked, and what the source has written if not.
func (s *Screen) address(t inventory.Target) string {
	if k, ok := s.details.known[t.Name]; ok && k.resolved != nil {
		return k.resolved.HostName
	}
	return t.Address
}

// matches returns the characters that were looked for. Those in labels are moved to where the labels stand in their column.
func (r *rows) matches(i int, t inventory.Target, labels []string) [][]int {
	if r.screen.list.Filter() == "" {
		return nil
	}
	m := r.matcher.Marks(r.found[i])
	marks := [][]int{m.Name, nil, nil}
	also := m.Also
	if t.Address != "" && t.Address != t.Name && len(also) > 0 {
		if r.screen.address(t) == t.Address {
			marks[1] = also[0]
		}
		also = also[1:]
	}
	at := 0
	for n, places := range also {
		for _, p := range places {
			marks[2] = append(marks[2], at+p)
		}
		if n < len(labels) {
			at += len([]rune(labels[n])) + 1
		}
	}
	return marks
}

// labels are all labels of a target: those that are written, and those that programs printed.
func (s *Screen) labels(t inventory.Target) []inventory.Label {
	printed := s.load.printed[t.Name]
	if len(printed) == 0 {
		return t.Labels
	}
	labels := slices.Clone(t.Labels)
	for _, p := range printed {
		if p.Value != "" {
			labels = append(labels, inventory.Label{Name: p.Name, Value: p.Value})
		}
	}
	return labels
}

func columns() []list.Column {
	return []list.Column{
		{Title: "NAME", Width: 12, Share: 4},
		{Title: "ADDRESS", Width: 8, Share: 2},
		{Title: "LABELS", Width: 8, Share: 4, From: 48},
		{Title: "", Width: 3, From: 56},
		{Title: "LAST", Width: 4, Right: true},
		{Title: "USER", Width: 8, Wide: true},
		{Title: "SOURCE", Width: 12, Wide: true},
	}
}

// An order is one in which hosts are listed.
type order struct {
	name    string
	compare func(a, b inventory.Target) int // nil for the user's habits, or how well a row matches
}

func orders() []order {
	by := func(text func(inventory.Target) string) func(a, b inventory.Target) int {
		return func(a, b inventory.Target) int { return strings.Compare(text(a), text(b)) }
	}
	return []order{
		{"recent", nil},
		{"name", by(func(t inventory.Target) string { return t.Name })},
		{"address", by(func(t inventory.Target) string { return t.Address })},
		{"source", by(func(t inventory.Target) string { return t.Source })},
	}
}

func orderNames() []string {
	var names []string
	for _, o := range orders() {
		names = append(names, o.name)
	}
	return names
}

// merge makes one list of what the sources have said: what is pinned first, then what was opened last, then as in the files.
func (s *Screen) merge() {
	lists := make([][]inventory.Target, len(s.load.sources))
	for i, l := range s.load.sources {
		lists[i] = l.listing.Targets
	}
	targets := inventory.Merge(lists...)
	slices.SortStableFunc(targets, func(a, b inventory.Target) int {
		if pa, pb := s.load.pinned[a.Name], s.load.pinned[b.Name]; pa != pb {
			if pa {
				return -1
			}
			return 1
		}
		return s.load.opened[b.Name].Compare(s.load.opened[a.Name])
	})
	s.rows.targets = targets
	s.arrange()
}

// arrange makes the rows anew: their order has changed, or what is known of them.
func (s *Screen) arrange() {
	if compare := orders()[s.list.Order()].compare; compare != nil {
		slices.SortStableFunc(s.rows.targets, func(a, b inventory.Target) int {
			return cmp.Or(compare(a, b), strings.Compare(a.Name, b.Name))
		})
	}
	texts := make([]inventory.Text, len(s.rows.targets))
	for i, t := range s.rows.targets {
		texts[i] = t.Text(s.labels(t)[len(t.Labels):]...)
	}
	s.rows.matcher = inventory.NewFilter(texts, inventory.TargetFields()...)
	s.filter()
}

// filter finds the rows that pass the filter.
func (s *Screen) filter() {
	matches := s.rows.matcher.Match(s.list.Filter())
	s.rows.found = s.rows.found[:0]
	for _, m := range matches {
		s.rows.found = append(s.rows.found, m.Row)
	}
	if s.list.Order() > 0 { // the order that was chosen, not how well a row matches
		slices.Sort(s.rows.found)
	}
}
