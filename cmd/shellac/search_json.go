package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/search"
)

// A searchJSON prints an object a line: one for each hit, or with --count for each recording, and a summary at the end. The keys of all
// of them are a promise: see apiVersion.
type searchJSON struct{ counts bool }

func newSearchJSON(_ *app, f searchFlags) searchOutput { return searchJSON{f.count} }

type objectHead struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
}

type jsonHit struct {
	objectHead
	Recording jsonRecording `json:"recording"`
	At        float64       `json:"at_s"`      // when what was found had come to stand there, since the start
	Visible   float64       `json:"visible_s"` // for how long the line stood there from then on
	In        string        `json:"in"`        // screen, transient, input or mark
	Line      string        `json:"line"`      // as it was recorded: not fit to be printed on a terminal
	Matches   []jsonMatch   `json:"matches"`
	Before    []string      `json:"before,omitempty"`
	After     []string      `json:"after,omitempty"`
	Play      string        `json:"play"` // the command that shows it
}

// A jsonMatch is a place in the line, in bytes of UTF-8.
type jsonMatch struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

type jsonRecording struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Target   string            `json:"target"`
	User     string            `json:"user"`
	Start    time.Time         `json:"start"`
	Duration float64           `json:"duration_s"`
	State    string            `json:"state"`
	Exit     any               `json:"exit"` // a number, the name of a signal, or null
	Reason   string            `json:"reason,omitempty"`
	Labels   map[string]string `json:"labels"`
}

type jsonCount struct {
	objectHead
	Recording jsonRecording `json:"recording"`
	Hits      int           `json:"hits"`
}

type jsonSummary struct {
	objectHead
	Hits       int        `json:"hits"`
	WithHits   int        `json:"recordings_with_hits"`
	Recordings int        `json:"recordings"` // that pass the filters, as far as they were listed
	Searched   int        `json:"searched"`
	Unpacked   int        `json:"not_yet_packed"`
	Torn       int        `json:"torn"`
	Running    int        `json:"running"`
	Complete   bool       `json:"complete"` // all that passes the filters was searched, to its end
	Limited    bool       `json:"limited"`
	LeftOut    []jsonLeft `json:"left_out"`
	Notes      []string   `json:"notes,omitempty"`
	Error      string     `json:"error,omitempty"` // what ended the search
}

type jsonLeft struct {
	ID     string `json:"id"`
	Part   bool   `json:"part"` // what comes before the damage was searched
	Reason string `json:"reason"`
}

func head(kind string) objectHead { return objectHead{"shellac/v1", kind} }

func (searchJSON) hit(w *bufio.Writer, h search.Hit) error {
	j := jsonHit{objectHead: head("SearchHit"), Recording: recordingJSON(h.Session), At: h.At.Seconds(), Visible: h.Visible.Seconds(),
		In: h.In.String(), Line: h.Line, Matches: []jsonMatch{}, Before: h.Before, After: h.After, Play: playCommand(h)}
	for _, s := range h.Spans {
		j.Matches = append(j.Matches, jsonMatch{s[0], s[1], h.Line[s[0]:s[1]]})
	}
	return writeObject(w, j)
}

func recordingJSON(s *index.Session) jsonRecording {
	r := jsonRecording{ID: s.ID, Kind: s.Kind, Target: s.Target, User: s.User, Start: s.Start.Truncate(time.Millisecond), // packs hold no more
		Duration: s.Duration.Truncate(time.Millisecond).Seconds(), State: s.State.String(),
		Reason: s.Reason, Labels: map[string]string{}}
	for _, l := range s.Labels {
		r.Labels[l.Name] = l.Value
	}
	if s.Exit != nil {
		r.Exit = s.Exit.Code
		if s.Exit.Signal != "" {
			r.Exit = s.Exit.Signal
		}
	}
	return r
}

func (searchJSON) count(w *bufio.Writer, s *index.Session, hits int) error {
	return writeObject(w, jsonCount{head("SearchCount"), recordingJSON(s), hits})
}

func (searchJSON) end(w *bufio.Writer, r search.Report, failed error) error {
	j := jsonSummary{objectHead: head("SearchSummary"), Hits: r.Hits, WithHits: r.WithHits, Recordings: r.Recordings, Searched: r.Searched,
		Unpacked: r.Unpacked, Torn: r.Torn, Running: r.Running, Complete: failed == nil && !r.Limited && r.Complete(), Limited: r.Limited, LeftOut: []jsonLeft{}}
	for _, l := range r.LeftOut {
		j.LeftOut = append(j.LeftOut, jsonLeft{l.ID, l.Part, l.Reason.Error()})
	}
	for _, n := range r.Notes {
		j.Notes = append(j.Notes, n.Error())
	}
	if failed != nil {
		j.Error = failed.Error()
	}
	return writeObject(w, j)
}

// writeObject writes a line of JSON in which what controls a terminal, or cannot be seen, is escaped.
func writeObject(w *bufio.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r < utf8.RuneSelf && r != 0x7f, unicode.IsPrint(r):
			w.Write(text[:size])
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(w, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(w, `\u%04x`, r)
		}
		text = text[size:]
	}
	return w.WriteByte('\n')
}
