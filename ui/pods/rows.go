package pods

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// rows are the pods, all of them and those that pass the filter.
type rows struct {
	screen *Screen
	known  map[string]*row
	all    []*row // sorted
	shown  []*row // of all, those that pass
	match  *inventory.Filter
	dirty  bool // known has other pods than all
}

// A row is a pod with what a filter looks at.
type row struct {
	kube.Pod
	text inventory.Text
	at   int // in all, where a match is found
}

func newRows(s *Screen) rows { return rows{screen: s, known: map[string]*row{}} }

func (r *rows) clear() { *r = newRows(r.screen) }

func (r *rows) put(p kube.Pod) {
	r.known[p.UID] = &row{Pod: p, text: textOf(p)}
	r.dirty = true
}

func (r *rows) drop(uid string) {
	if r.known[uid] != nil {
		delete(r.known, uid)
		r.dirty = true
	}
}

// keep drops what is not in a complete list.
func (r *rows) keep(seen map[string]bool) {
	for uid := range r.known {
		if !seen[uid] {
			r.drop(uid)
		}
	}
}

// arrange sorts and filters after pods have come, changed or gone.
func (r *rows) arrange() {
	if !r.dirty {
		return
	}
	r.dirty = false
	r.all = make([]*row, 0, len(r.known))
	for _, x := range r.known {
		r.all = append(r.all, x)
	}
	r.sort()
}

// orders are the ways to sort, in the order of the list's Sorts.
var orders = []string{"name", "status", "restarts", "youngest"}

func (r *rows) sort() {
	byName := func(a, b *row) int {
		return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Name, b.Name), strings.Compare(a.UID, b.UID))
	}
	order := byName
	switch orders[r.screen.list.Order()] {
	case "status":
		order = func(a, b *row) int { return cmp.Or(rank(b)-rank(a), strings.Compare(a.Status, b.Status), byName(a, b)) }
	case "restarts":
		order = func(a, b *row) int { return cmp.Or(b.Restarts-a.Restarts, byName(a, b)) }
	case "youngest":
		order = func(a, b *row) int { return cmp.Or(b.Created.Compare(a.Created), byName(a, b)) }
	}
	slices.SortFunc(r.all, order)
	r.match = nil
	r.filter()
}

// rank puts first what needs attention.
func rank(x *row) int {
	switch statusStyle(x.Pod) {
	case style.Bad:
		return 2
	case style.Warn:
		return 1
	}
	return 0
}

// filterFields are what a query can name besides labels.
func filterFields() []string { return []string{"ns", "node", "status", "image", "owner", "container"} }

// NewFilter returns a filter of pods. Besides the name it looks at namespace, status and node, which are Also of its texts
// in this order, and at fields: ns, node, status, owner, image, container and all labels.
func NewFilter(pods []kube.Pod) *inventory.Filter {
	texts := make([]inventory.Text, len(pods))
	for i, p := range pods {
		texts[i] = textOf(p)
	}
	return inventory.NewFilter(texts, filterFields()...)
}

func textOf(p kube.Pod) inventory.Text {
	fields := []inventory.Label{
		{Name: "ns", Value: p.Namespace}, {Name: "node", Value: p.Node}, {Name: "status", Value: p.Status}, {Name: "owner", Value: p.Owner.Name},
	}
	for _, c := range p.Containers {
		fields = append(fields, inventory.Label{Name: "image", Value: c.Image}, inventory.Label{Name: "container", Value: c.Name})
	}
	for name, value := range p.Labels {
		fields = append(fields, inventory.Label{Name: name, Value: value})
	}
	return inventory.Text{Name: p.Name, Also: []string{p.Namespace, p.Status, p.Node}, Fields: fields}
}

// filter finds what passes the list's filter. Without one the order is that of the list, with one the best comes first.
func (r *rows) filter() {
	query := r.screen.list.Filter()
	if strings.TrimSpace(query) == "" {
		r.shown = r.all
		return
	}
	if r.match == nil {
		texts := make([]inventory.Text, len(r.all))
		for i, x := range r.all {
			texts[i], x.at = x.text, i
		}
		r.match = inventory.NewFilter(texts, filterFields()...)
	}
	r.shown = nil
	for _, m := range r.match.Match(query) {
		r.shown = append(r.shown, r.all[m.Row])
	}
}

// Len implements list.Rows.
func (r *rows) Len() int { return len(r.shown) }

// ID implements list.Rows.
func (r *rows) ID(i int) string { return r.shown[i].UID }

// The columns, which the cells of a row follow.
const (
	namespaceColumn = iota
	nameColumn
	statusColumn = iota + 1
)

func columns(all bool) []list.Column {
	namespace := list.Column{Title: "NAMESPACE", Width: 9, Share: 1}
	if !all {
		namespace.Wide = true
	}
	return []list.Column{
		namespace,
		{Title: "POD", Width: 12, Share: 3},
		{Title: "READY", Width: 5},
		{Title: "STATUS", Width: 10, Share: 1},
		{Title: "RST", Width: 4, Right: true, From: 50},
		{Title: "AGE", Width: 4, Right: true},
		{Title: "NODE", Width: 8, Share: 1, Wide: true},
		{Title: "IP", Width: 15, Wide: true},
	}
}

// Row implements list.Rows.
func (r *rows) Row(i int) list.Row {
	x := r.shown[i]
	drawn := list.Row{
		Cells: []string{
			x.Namespace, x.Name, fmt.Sprintf("%d/%d", x.Ready, x.Total), x.Status, fmt.Sprint(x.Restarts),
			style.Age(r.screen.o.Now().Sub(x.Created)), x.Node, x.IP,
		},
		Styles: []style.Style{statusColumn: statusStyle(x.Pod)},
	}
	if r.match != nil && r.screen.list.Filter() != "" {
		marks := r.match.Marks(x.at)
		drawn.Matches = make([][]int, statusColumn+1)
		drawn.Matches[nameColumn] = marks.Name
		if len(marks.Also) > 1 {
			drawn.Matches[namespaceColumn], drawn.Matches[statusColumn] = marks.Also[0], marks.Also[1]
		}
	}
	return drawn
}

// statusStyle says whether a status is as it should be, is about to change, or needs somebody.
func statusStyle(p kube.Pod) style.Style {
	switch p.Status {
	case "Running":
		if p.Ready < p.Total {
			return style.Warn
		}
		return style.Good
	case "Completed", "Succeeded":
		return style.Faint
	case "Pending", "ContainerCreating", "PodInitializing", "Terminating", "NotReady", "SchedulingGated", "Unknown":
		return style.Warn
	}
	if rest, ok := strings.CutPrefix(p.Status, "Init:"); ok && strings.Contains(rest, "/") {
		return style.Warn
	}
	return style.Bad
}

// current returns the pod under the cursor.
func (s *Screen) current() (kube.Pod, bool) {
	i, _, ok := s.list.Cursor()
	if !ok || i >= len(s.rows.shown) {
		return kube.Pod{}, false
	}
	return s.rows.shown[i].Pod, true
}
