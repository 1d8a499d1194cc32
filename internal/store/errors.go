package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// What can be wrong with a store. Every *Error that is one of these says so through errors.Is.
var (
	ErrNotExist    = errors.New("store: no such object")
	ErrForbidden   = errors.New("store: not allowed")
	ErrUnreachable = errors.New("store: not reachable, or too busy just now")
	ErrNoSpace     = errors.New("store: no space left")
	ErrCredentials = errors.New("store: no valid credentials")
	ErrRegion      = errors.New("store: wrong region")
	ErrClock       = errors.New("store: clock differs too much")
	ErrNoBucket    = errors.New("store: no such bucket")
	ErrChecksum    = errors.New("store: checksum differs or was not confirmed")
	ErrRange       = errors.New("store: negative offset or size")
	ErrKey         = errors.New("store: bad key")
	ErrFolder      = errors.New("store: key is the folder of another key, or the other way round")
	ErrURL         = errors.New("store: bad URL")
	ErrChanged     = errors.New("store: object is not the one that was to be replaced")
)

// Error is the failure of one call. It is safe to print: it holds no credentials.
type Error struct {
	Op        string        // put, get, list, delete or open
	Key       string        // of the object; for list, the prefix
	Store     string        // where, as the store's String
	Reason    string        // the failing program's own words, one line
	RequestID string        // the server's name for the failed request, for its owner's logs
	Tries     int           // how often it was tried
	Elapsed   time.Duration // from the first try to the end of the last
	Err       error         // one of the sentinels above, or the cause

	hint  string
	lasts verdict
	cause error // kept for errors.Is and errors.As only; its text may be long and is never printed
}

// Error says in one line what failed and why.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Key != "" {
		b.WriteString(" " + e.Key)
	}
	b.WriteString(": " + e.Reason)
	if notes := e.notes(); len(notes) > 0 {
		b.WriteString(" (" + strings.Join(notes, ", ") + ")")
	}
	return b.String()
}

func (e *Error) notes() []string {
	var notes []string
	if e.RequestID != "" {
		notes = append(notes, "request id "+e.RequestID)
	}
	if e.Tries > 1 {
		notes = append(notes, fmt.Sprintf("%d tries in %s", e.Tries, roughly(e.Elapsed)))
	}
	return notes
}

// Unwrap gives the sentinel and the cause.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.cause}
}

// Hint says what the user can do about it, in one line; it is empty when there is nothing to say.
func (e *Error) Hint() string { return e.hint }

// Temporary tells whether the same call may succeed when it is tried again soon. ErrClock is of that kind because the
// client of S3 signs by the server's time once it has seen it.
func Temporary(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var e *Error
	if errors.As(err, &e) && e.lasts != byKind {
		return e.lasts == passes
	}
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrChecksum) || errors.Is(err, ErrClock)
}

// verdict says whether an error lasts.
type verdict uint8

const (
	byKind verdict = iota // its sentinel decides
	passes                // although its kind mostly lasts
	stays                 // although its kind mostly passes
)

// maxReason is the longest reason in bytes; what some servers send is a whole document.
const maxReason = 400

// oneLine makes a reason out of foreign text: one line, printable, not too long.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if len(s) > maxReason {
		s = strings.ToValidUTF8(s[:maxReason], "") + "…"
	}
	return s
}

func roughly(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}
