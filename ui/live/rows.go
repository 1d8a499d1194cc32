package live

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// A state is what is known of a session.
type state uint8

// The states, in the order of the list.
const (
	here    state = iota // runs on this machine
	stored               // runs somewhere, as the store shows
	ended                // has ended and waits to be sent
	died                 // its recorder died; what there is waits to be sent
	sending              // is being sent
	torn                 // gives no sign of life any more
)

// words say a state in at most thirteen cells.
func (s state) words() (string, style.Style) {
	switch s {
	case here:
		return "* REC here", style.Good
	case stored:
		return "* REC (store)", style.Good
	case ended:
		return "ended, unsent", style.Warn
	case died:
		return "died, unsent", style.Warn
	case sending:
		return "being sent", style.None
	}
	return "? torn", style.Warn
}

// sentence says a state at length.
func (s state) sentence() string {
	switch s {
	case here:
		return "recorded on this machine"
	case stored:
		return "recorded elsewhere, as the store shows"
	case ended:
		return "has ended and waits for upload; u sends it"
	case died:
		return "its recorder died; what there is waits for upload; u sends it"
	case sending:
		return "is being sent to the store"
	}
	return "torn: gives no sign of life any more"
}

// A row is a session, wherever it was seen.
type row struct {
	Session
	state  state
	stored int64 // bytes in the store, -1 if it has none or is not known
}

// unsent returns how many bytes the store does not have, -1 if that is not known.
func (r row) unsent() int64 {
	switch {
	case r.File == "":
		return -1
	case r.stored < 0:
		return r.Bytes
	}
	return max(r.Bytes-r.stored, 0)
}

type rows struct {
	screen *Screen
	all    []row
	total  int
}

// Len implements list.Rows.
func (r *rows) Len() int { return len(r.all) }

// ID implements list.Rows.
func (r *rows) ID(i int) string { return r.all[i].ID }

// Row implements list.Rows.
func (r *rows) Row(i int) list.Row {
	s, x := r.screen, r.all[i]
	words, st := x.state.words()
	unsent := "?"
	if n := x.unsent(); n == 0 {
		unsent = "-"
	} else if n > 0 {
		unsent = style.Bytes(n)
	}
	idle := ""
	if x.state == here && !x.Quiet.IsZero() {
		idle = style.Age(s.o.Now().Sub(x.Quiet))
	}
	return list.Row{
		Cells:  []string{style.Date(x.Start, s.o.Now(), s.o.Zone), who(x.User, s.list.Wide()), x.Kind, x.Target, words, idle, unsent, x.ID},
		Styles: []style.Style{4: st},
	}
}

func columns() []list.Column {
	return []list.Column{
		{Title: "STARTED", Width: 14},
		{Title: "WHO", Width: 5, Share: 1},
		{Title: "KIND", Width: 6, From: 90},
		{Title: "TARGET", Width: 8, Share: 3},
		{Title: "STATE", Width: 13},
		{Title: "IDLE", Width: 4, Right: true, From: 66},
		{Title: "UNSENT", Width: 6, Right: true},
		{Title: "ID", Width: 26, Wide: true},
	}
}

func who(user string, whole bool) string {
	if i := strings.LastIndexByte(user, '@'); i > 0 && !whole {
		return user[:i]
	}
	return user
}

// gather makes the rows from what was seen in both places.
func (s *Screen) gather() tea.Cmd {
	byID := make(map[string]*row)
	for _, e := range s.stored.all {
		r := row{Session: Session{ID: e.ID, Kind: e.Kind, Target: e.Target, User: e.User, Start: e.Start}, state: stored, stored: e.Size}
		if e.State == archive.Torn {
			r.state = torn
		}
		byID[e.ID] = &r
	}
	for _, l := range s.local.all {
		r := row{Session: l, state: s.localState(l), stored: -1}
		if in := byID[l.ID]; in != nil {
			r.stored = in.stored
		}
		byID[l.ID] = &r
	}
	s.rows.all, s.rows.total = s.rows.all[:0:0], len(byID)
	for _, r := range byID {
		if r.matches(s.list.Filter()) {
			s.rows.all = append(s.rows.all, *r)
		}
	}
	slices.SortFunc(s.rows.all, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.state, b.state), b.Start.Compare(a.Start), strings.Compare(a.ID, b.ID))
	})
	return s.list.Refresh()
}

func (s *Screen) localState(l Session) state {
	switch {
	case s.uploading[l.ID]:
		return sending
	case l.Running:
		return here
	case l.Died:
		return died
	}
	return ended
}

// matches tells whether all words of a filter are part of what the row shows.
func (r *row) matches(filter string) bool {
	words, _ := r.state.words()
	text := strings.ToLower(strings.Join([]string{r.ID, r.Kind, r.Target, r.User, words}, "\n"))
	for _, w := range strings.Fields(strings.ToLower(filter)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// count counts rows in one of some states.
func (r *rows) count(states ...state) int {
	n := 0
	for _, x := range r.all {
		if slices.Contains(states, x.state) {
			n++
		}
	}
	return n
}

// current returns the session under the cursor.
func (s *Screen) current() (row, bool) {
	i, _, ok := s.list.Cursor()
	if !ok || i >= len(s.rows.all) {
		return row{}, false
	}
	return s.rows.all[i], true
}

func (r row) running(now time.Time) string { return style.Clock(now.Sub(r.Start)) }
