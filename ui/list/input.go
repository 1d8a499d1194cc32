package list

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// An Input is a line of text that is edited, with the keys that shells have. The zero value is empty.
//
// It is no textinput of the bubbles: that one looks for programs of the clipboard whenever shellac starts, and its cursor
// blinks, for which a program has to wake up.
type Input struct {
	text string
	at   int // the cursor, in bytes
}

// Text returns what was typed.
func (i *Input) Text() string { return i.text }

// Set replaces the text and puts the cursor behind it.
func (i *Input) Set(text string) {
	i.text = style.Clean(text)
	i.at = len(i.text)
}

// Insert puts text at the cursor, such as what was pasted.
func (i *Input) Insert(text string) {
	text = style.Clean(text)
	i.text = i.text[:i.at] + text + i.text[i.at:]
	i.at += len(text)
}

// Key edits the text by a key and reports whether the key is one that does.
func (i *Input) Key(k tea.KeyPressMsg) bool {
	if i.move(k.String()) || i.remove(k.String()) {
		return true
	}
	if k.Text == "" {
		return false
	}
	i.Insert(k.Text)
	return true
}

func (i *Input) move(key string) bool {
	_, before := utf8.DecodeLastRuneInString(i.text[:i.at])
	_, after := utf8.DecodeRuneInString(i.text[i.at:])
	switch key {
	case "left", "ctrl+b":
		i.at -= before
	case "right", "ctrl+f":
		i.at += after
	case "home", "ctrl+a":
		i.at = 0
	case "end", "ctrl+e":
		i.at = len(i.text)
	case "alt+left", "ctrl+left", "alt+b":
		i.at = i.wordBefore()
	case "alt+right", "ctrl+right", "alt+f":
		i.at = i.wordAfter()
	default:
		return false
	}
	return true
}

func (i *Input) remove(key string) bool {
	_, before := utf8.DecodeLastRuneInString(i.text[:i.at])
	_, after := utf8.DecodeRuneInString(i.text[i.at:])
	from, to := i.at, i.at
	switch key {
	case "backspace", "ctrl+h":
		from -= before
	case "delete", "ctrl+d":
		to += after
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		from = i.wordBefore()
	case "alt+d", "alt+delete", "ctrl+delete":
		to = i.wordAfter()
	case "ctrl+u":
		from = 0
	case "ctrl+k":
		to = len(i.text)
	default:
		return false
	}
	i.text, i.at = i.text[:from]+i.text[to:], from
	return true
}

// wordBefore returns where the word at or before the cursor begins.
func (i *Input) wordBefore() int {
	return strings.LastIndexByte(strings.TrimRight(i.text[:i.at], " "), ' ') + 1
}

// wordAfter returns where the word at or after the cursor ends.
func (i *Input) wordAfter() int {
	rest := strings.TrimLeft(i.text[i.at:], " ")
	end := strings.IndexByte(rest, ' ')
	if end < 0 {
		return len(i.text)
	}
	return len(i.text) - len(rest) + end
}

// Draw returns the part of the text around the cursor in at most width cells, with the cursor if the input is active.
func (i *Input) Draw(t style.Theme, width int, active bool) string {
	if width <= 0 {
		return ""
	}
	if !active {
		return style.Cut(i.text, width)
	}
	r, size := utf8.DecodeRuneInString(i.text[i.at:])
	under := " "
	if size > 0 && cellsOf(r) <= width {
		under = string(r)
	}
	before := i.text[:i.at]
	for style.Width(before)+style.Width(under) > width && before != "" {
		_, n := utf8.DecodeRuneInString(before)
		before = before[n:]
	}
	cursor := t.Paint(style.Reverse, under)
	if t.Bare {
		cursor = "_" + strings.TrimPrefix(under, " ")
	}
	rest := width - style.Width(before) - style.Width(under)
	return before + cursor + style.Cut(i.text[i.at+size:], rest)
}

func cellsOf(r rune) int { return style.Width(string(r)) }
