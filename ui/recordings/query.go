package recordings

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
)

// A query is what of the entries is shown, and the arranging of that. Many entries are arranged in a command, one at a time.
type query struct {
	typed  string
	filter archive.Filter
	empty  bool     // the filter lets all pass
	wrong  string   // why what was typed is no filter
	words  []string // that are looked for in the recordings, all in one line: text:… and re:…

	busy  bool // a command arranges
	dirty bool // what it arranges has changed meanwhile

	hits       map[string][]Hit // never changed, only replaced
	searching  bool
	generation int // of the search
	cancel     context.CancelFunc
}

// few entries are arranged at once.
const few = 3000

// filtered takes another text of the filter. Of one that is wrong, as most are while they are typed, the part counts that is
// right.
func (s *Screen) filtered(text string) tea.Cmd {
	q := &s.query
	q.typed, q.wrong = text, ""
	rest, wanted := cutText(text)
	if len(wanted) > 0 && s.o.Search == nil {
		q.wrong, wanted = "text: cannot look into recordings in this version; words without it look for names", nil
	}
	f, err := archive.ParseFilter(rest, s.o.Now())
	if err != nil {
		q.wrong = filterWords(err)
		rest = rest[:strings.LastIndexByte(rest, ' ')+1]
		if f, err = archive.ParseFilter(rest, s.o.Now()); err != nil {
			f, rest = archive.Filter{}, ""
		}
	}
	q.filter, q.empty = f, strings.TrimSpace(rest) == ""
	cmd := s.arrange()
	if s.load.cut {
		cmd = tea.Batch(cmd, s.reload())
	}
	return tea.Batch(cmd, s.search(wanted))
}

// filterWords says what is wrong with a filter.
func filterWords(err error) string {
	var f *archive.FilterError
	if errors.As(err, &f) {
		return f.Word + ": " + f.Reason
	}
	return err.Error()
}

// cutText takes the words text:… and re:… out of a filter, their values without quotes.
func cutText(typed string) (rest string, words []string) {
	for typed != "" {
		blanks := len(typed) - len(strings.TrimLeft(typed, " "))
		word := typed[blanks:]
		field, value, ok := strings.Cut(word, ":")
		field = strings.ToLower(field)
		if !ok || field != "text" && field != "re" {
			end := blanks + wordEnd(word)
			rest, typed = rest+typed[:end], typed[end:]
			continue
		}
		end := wordEnd(value)
		if text := strings.Trim(value[:end], `"`); text != "" {
			words = append(words, field+":"+text)
		}
		typed = value[end:]
	}
	return rest, words
}

// wordEnd returns where the first word of a text ends: at a blank that no quotes hold.
func wordEnd(text string) int {
	quoted := false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == ' ' && !quoted:
			return i
		}
	}
	return len(text)
}

// An arrangedMsg brings rows.
type arrangedMsg struct{ rows rows }

// arrange works out which entries are shown, in which order.
func (s *Screen) arrange() tea.Cmd {
	q := &s.query
	if q.busy {
		q.dirty = true
		return nil
	}
	work := s.arrangement()
	if len(s.entries) <= few {
		s.rows = work()
		return s.list.Refresh()
	}
	q.busy, q.dirty = true, false
	return func() tea.Msg { return arrangedMsg{work()} }
}

// arrangement returns the function that arranges what there is now.
func (s *Screen) arrangement() func() rows {
	entries, q := s.entries, s.query
	by := orders()[s.list.Order()]
	hits := q.hits
	all := (q.empty || q.typed == "") && by.compare == nil && len(q.words) == 0
	return func() rows {
		r := rows{screen: s, entries: entries, hits: hits}
		if all {
			return r
		}
		r.refs = make([]ref, 0, 64)
		for i := range entries {
			if (len(q.words) == 0 || len(hits[entries[i].ID]) > 0) && q.filter.Admits(entries[i]) {
				r.refs = append(r.refs, ref{int32(i), -1}) // #nosec G115 -- at most maxEntries
			}
		}
		if by.compare != nil {
			slices.SortStableFunc(r.refs, func(a, b ref) int { return by.compare(entries[a.entry], entries[b.entry]) })
		}
		r.refs = withHits(r.refs, entries, hits)
		return r
	}
}

// arranged takes rows, and arranges again if what they were made from has changed.
func (s *Screen) arranged(msg arrangedMsg) tea.Cmd {
	s.query.busy = false
	s.rows = msg.rows
	cmd := s.list.Refresh()
	if s.query.dirty {
		cmd = tea.Batch(cmd, s.arrange())
	}
	return cmd
}
