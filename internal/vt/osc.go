package vt

import (
	"bytes"
	"strconv"
	"strings"
)

// osc obeys an operating system command.
func (s *Screen) osc(b []byte) {
	number, rest, ok := bytes.Cut(b, []byte{';'})
	if !ok {
		return
	}
	switch string(number) {
	case "0", "2":
		s.title = string(rest)
	case "8":
		s.setLink(rest)
	case "133":
		s.setMark(rest)
	}
}

// setLink is OSC 8: params;uri. An empty uri ends the link.
func (s *Screen) setLink(b []byte) {
	params, uri, ok := bytes.Cut(b, []byte{';'})
	if !ok {
		return
	}
	s.penReady = false
	if len(uri) == 0 {
		s.pen.link = 0
		return
	}
	id := linkID(string(params))
	s.pen.link = s.links.intern(append([]byte(id+";"), uri...))
}

// linkID returns the id among the colon-separated parameters of a hyperlink.
func linkID(params string) string {
	for p := range strings.SplitSeq(params, ":") {
		if id, ok := strings.CutPrefix(p, "id="); ok {
			return id
		}
	}
	return ""
}

// MarkKind says what begins at a Mark.
type MarkKind byte

// The marks of OSC 133, which a shell with integration sets around its prompt.
const (
	PromptStart MarkKind = 'A' // the prompt begins
	InputStart  MarkKind = 'B' // the prompt ends, what the user types begins
	OutputStart MarkKind = 'C' // the command runs
	CommandEnd  MarkKind = 'D' // the command has ended
)

// Mark is an OSC 133 prompt mark on a row.
type Mark struct {
	Kind MarkKind
	Col  int
	// Exit is the status of the command that ended, -1 if none was given.
	Exit int
}

// maxMarks is how many marks a row keeps.
const maxMarks = 8

// setMark is OSC 133.
func (s *Screen) setMark(b []byte) {
	if len(b) == 0 || b[0] < 'A' || b[0] > 'D' || len(b) > 1 && b[1] != ';' {
		return
	}
	m := Mark{Kind: MarkKind(b[0]), Col: s.x, Exit: -1}
	if m.Kind == CommandEnd && len(b) > 2 {
		status, _, _ := bytes.Cut(b[2:], []byte{';'})
		if n, err := strconv.ParseUint(string(status), 10, 16); err == nil {
			m.Exit = int(n)
		}
	}
	if r := s.line(); len(r.marks) < maxMarks {
		r.marks = append(r.marks, m)
	}
}

// splitLink takes apart what setLink interned.
func splitLink(l string) (id, uri string) {
	id, uri, _ = strings.Cut(l, ";")
	return id, uri
}
