package archive

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shellac-term/shellac/format"
)

// A FilterError says which word of a filter is wrong, and why.
type FilterError struct {
	Word   string
	Reason string
}

func (e *FilterError) Error() string { return fmt.Sprintf("read filter word %s: %s", e.Word, e.Reason) }

// filterKeys is for messages.
const filterKeys = "node, user, kind, since, until, dur, exit and state"

// ParseFilter reads the filter language, words that must all hold:
//
//	node:web*  user:mika  kind:ssh|kube  kind:!run   globs; | between choices, ! before them for none of them
//	since:7d  until:2026-11-24  since:yesterday      an age, a day, or a time; until a day includes it
//	dur:>10m  dur:<1h30m                             the length of the session
//	exit:!0  exit:1|2  exit:SIGKILL                  how it ended
//	state:torn  state:live|complete                  what became of it
//	web1  "two words"                                part of the ID, kind, user or target
//
// Times are in now's zone and ages count back from now. The error is a *FilterError.
func ParseFilter(s string, now time.Time) (Filter, error) {
	var f Filter
	words, err := splitWords(s)
	if err != nil {
		return Filter{}, err
	}
	for _, w := range words {
		if err := f.addWord(w, now); err != nil {
			return Filter{}, &FilterError{w.typed, err.Error()}
		}
	}
	return f, nil
}

// A word is one condition.
type word struct{ typed, key, value string }

// splitWords splits at blanks outside of double quotes.
func splitWords(s string) ([]word, error) {
	var words []word
	for s = strings.TrimLeftFunc(s, unicode.IsSpace); s != ""; s = strings.TrimLeftFunc(s, unicode.IsSpace) {
		quoted := false
		end := strings.IndexFunc(s, func(r rune) bool {
			if r == '"' {
				quoted = !quoted
			}
			return !quoted && unicode.IsSpace(r)
		})
		if end < 0 {
			end = len(s)
		}
		w := word{typed: s[:end], value: strings.ReplaceAll(s[:end], `"`, "")}
		if quoted {
			return nil, &FilterError{w.typed, `the " has no end`}
		}
		if key, value, ok := strings.Cut(s[:end], ":"); ok && !strings.Contains(key, `"`) {
			w.key, w.value = strings.ToLower(key), strings.ReplaceAll(value, `"`, "")
		}
		words = append(words, w)
		s = s[end:]
	}
	return words, nil
}

func (f *Filter) addWord(w word, now time.Time) (err error) {
	if w.value == "" {
		return errors.New("nothing to look for")
	}
	switch w.key {
	case "":
		f.Text = append(f.Text, w.value)
	case "node", "target":
		f.Nodes = append(f.Nodes, parsePattern(w.value))
	case "user":
		f.Users = append(f.Users, parsePattern(w.value))
	case "kind":
		f.Kinds = append(f.Kinds, parsePattern(w.value))
	case "since":
		return f.addSince(w.value, now)
	case "until":
		return f.addUntil(w.value, now)
	case "dur":
		return f.addDuration(w.value)
	case "exit":
		return f.addExit(w.value)
	case "state":
		return f.addStates(w.value)
	case "text":
		return errors.New("what recordings contain is found with shellac search")
	case "ns", "label", "reason", "verified":
		return fmt.Errorf("a list cannot be filtered by %s; it can by %s", w.key, filterKeys)
	default:
		return fmt.Errorf("unknown filter %s; valid are %s, and a text with a colon goes in quotes", w.key, filterKeys)
	}
	return nil
}

// choices splits a value into what is to be one of, or with a ! none of.
func choices(value string) (not bool, values []string) {
	value, not = strings.CutPrefix(value, "!")
	return not, strings.Split(value, "|")
}

func parsePattern(value string) Pattern {
	not, globs := choices(value)
	return Pattern{not, globs}
}

func (f *Filter) addSince(value string, now time.Time) error {
	t, _, err := parseTime(value, now)
	if err == nil && t.After(f.Since) {
		f.Since = t
	}
	return err
}

func (f *Filter) addUntil(value string, now time.Time) error {
	t, isDay, err := parseTime(value, now)
	if isDay {
		t = t.AddDate(0, 0, 1)
	}
	if err == nil && (f.Until.IsZero() || t.Before(f.Until)) {
		f.Until = t
	}
	return err
}

func (f *Filter) addExit(value string) error {
	not, values := choices(value)
	t := ExitTest{Not: not}
	for _, v := range values {
		if code, err := strconv.Atoi(v); err == nil {
			t.Any = append(t.Any, format.ExitStatus{Code: code})
		} else if name := strings.ToUpper(v); strings.HasPrefix(name, "SIG") {
			t.Any = append(t.Any, format.ExitStatus{Signal: name})
		} else {
			return fmt.Errorf("%q is neither a status nor the name of a signal such as SIGKILL", v)
		}
	}
	f.Exits = append(f.Exits, t)
	return nil
}

func (f *Filter) addStates(value string) error {
	if f.States != nil {
		return errors.New("state stands twice; write state:live|torn for one or the other")
	}
	not, values := choices(value)
	var named [Torn + 1]bool
	for _, v := range values {
		s, ok := parseState(strings.ToLower(v))
		if !ok {
			return fmt.Errorf("%q is no state; valid are live, complete and torn", v)
		}
		named[s] = true
	}
	f.States = []State{}
	for s := Live; s <= Torn; s++ {
		if named[s] != not {
			f.States = append(f.States, s)
		}
	}
	if len(f.States) == 0 {
		return errors.New("it leaves no state")
	}
	return nil
}
