package recordings

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/shellword"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// Rows are entries in an order of their own, and below them what was found in them. They are replaced as a whole: an
// arrangement is of the entries that it was made from.
type rows struct {
	screen  *Screen
	entries []archive.Entry
	refs    []ref // nil for all entries as they are
	hits    map[string][]Hit
}

// A ref is a row: an entry, or the n-th hit in it.
type ref struct{ entry, hit int32 } // hit is -1 for the entry itself

// Len implements list.Rows.
func (r *rows) Len() int {
	if r.refs == nil {
		return len(r.entries)
	}
	return len(r.refs)
}

func (r *rows) at(i int) (archive.Entry, *Hit) {
	if r.refs == nil {
		return r.entries[i], nil
	}
	e := r.entries[r.refs[i].entry]
	if n := r.refs[i].hit; n >= 0 {
		return e, &r.hits[e.ID][n]
	}
	return e, nil
}

// ID implements list.Rows.
func (r *rows) ID(i int) string {
	e, h := r.at(i)
	if h != nil {
		return fmt.Sprintf("%s@%d", e.ID, h.At)
	}
	return e.ID
}

// Row implements list.Rows.
func (r *rows) Row(i int) list.Row {
	e, h := r.at(i)
	if h != nil {
		return hitRow(h)
	}
	s := r.screen
	end, endStyle := endOf(e)
	sign, signStyle := s.verdicts[e.ID].sign()
	size := ""
	if e.Size > 0 {
		size = style.Bytes(e.Size)
	}
	return list.Row{
		Cells: []string{style.Date(e.Start, s.o.Now(), s.o.Zone), s.who(e), e.Kind, e.Target, style.Clock(e.Duration), size, end, sign,
			shortID(e.ID)},
		Styles: []style.Style{4: style.None, 6: endStyle, 7: signStyle, 8: style.Faint},
	}
}

func columns() []list.Column {
	return []list.Column{
		{Title: "START", Width: 14},
		{Title: "WHO", Width: 5, Share: 1},
		{Title: "KIND", Width: 6, From: 72},
		{Title: "TARGET", Width: 8, Share: 3},
		{Title: "DUR", Width: 7, Right: true},
		{Title: "SIZE", Width: 6, Right: true, From: 66},
		{Title: "EXIT", Width: 4, From: 52},
		{Title: "V", Width: 2},
		{Title: "ID", Width: 12, Wide: true},
	}
}

// who returns the user without the host, which is the same for most rows; all of it where there is room.
func (s *Screen) who(e archive.Entry) string {
	if i := strings.LastIndexByte(e.User, '@'); i > 0 && !s.list.Wide() {
		return e.User[:i]
	}
	return e.User
}

// endOf says how a session ended, or that it did not.
func endOf(e archive.Entry) (string, style.Style) {
	switch {
	case e.State == archive.Live:
		return "live", style.Good
	case e.State == archive.Torn:
		return "torn", style.Warn
	case e.Exit == nil:
		return "?", style.Faint
	case e.Exit.Signal != "":
		return strings.TrimPrefix(e.Exit.Signal, "SIG"), style.Bad
	case e.Exit.Code != 0:
		return fmt.Sprint(e.Exit.Code), style.Bad
	}
	return "0", style.None
}

// sign says in two letters what is known of a recording's integrity; the legend explains them.
func (v Verdict) sign() (string, style.Style) {
	switch v.State {
	case Checking:
		return "..", style.Faint
	case Intact:
		return "ok", style.Good
	case Torn:
		return "~~", style.Warn
	case Broken:
		return "!!", style.Bad
	}
	return "??", style.Faint
}

const legend = "V: ok intact  ~~ torn  !! BROKEN  ?? not checked"

func hitRow(h *Hit) list.Row {
	at := style.Clock(h.At) + "  "
	row := list.Row{Sub: true, Cells: []string{at + h.Line}}
	if h.Start < 0 || h.End > len(h.Line) || h.Start > h.End {
		return row
	}
	from := len([]rune(at + h.Line[:h.Start]))
	row.Matches = [][]int{nil}
	for n := range len([]rune(h.Line[h.Start:h.End])) {
		row.Matches[0] = append(row.Matches[0], from+n)
	}
	return row
}

// shortID is as much of an ID as is unique in practice.
func shortID(id string) string { return id[:min(len(id), 12)] }

// An order is one in which recordings are listed.
type order struct {
	name    string
	compare func(a, b archive.Entry) int // nil for the order of the catalog
}

func orders() []order {
	by := func(length func(archive.Entry) int64) func(a, b archive.Entry) int {
		return func(a, b archive.Entry) int { return cmp.Compare(length(b), length(a)) }
	}
	return []order{
		{"newest", nil},
		{"oldest", func(a, b archive.Entry) int { return a.Start.Compare(b.Start) }},
		{"longest", by(func(e archive.Entry) int64 { return int64(e.Duration) })},
		{"largest", by(func(e archive.Entry) int64 { return e.Size })},
		{"who", func(a, b archive.Entry) int { return strings.Compare(a.User, b.User) }},
		{"target", func(a, b archive.Entry) int { return strings.Compare(a.Target, b.Target) }},
	}
}

func orderNames() []string {
	var names []string
	for _, o := range orders() {
		names = append(names, o.name)
	}
	return names
}

// link is the command that shows a recording.
func link(e archive.Entry, h *Hit) string {
	text := "shellac play " + shortID(e.ID)
	if h != nil {
		text += " --at " + style.Clock(h.from())
	}
	if found := h.found(); found != "" && style.Clean(found) == found {
		text += " --find " + shellword.Quote(found)
	}
	return text
}

// lead is how long before a hit playing begins.
const lead = 2 * time.Second

// from is when playing a hit begins.
func (h *Hit) from() time.Duration { return max(h.At-lead, 0) }

// found is what the player is to mark; "" for none.
func (h *Hit) found() string {
	if h == nil || h.Start >= h.End {
		return ""
	}
	return h.Line[h.Start:h.End]
}
