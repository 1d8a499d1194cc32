package kube

import "strings"

// A Kind is what went wrong, coarsely: it decides what a list shows, and whether trying again by itself makes sense.
type Kind int

// The kinds of failure.
const (
	Failed      Kind = iota // the server failed or answered something that makes no sense
	NoConfig                // there is no kubeconfig, or no context in it
	BadConfig               // the configuration cannot be read, or names what does not exist
	Unreachable             // nothing answers where the cluster should be
	Untrusted               // the server's or the user's certificate is not accepted
	Expired                 // the server does not accept the credentials, or no longer
	Plugin                  // the program that should give credentials did not
	Forbidden               // the server knows the user and says no
	NotFound                // there is no such object
	Refused                 // the server does not understand the request
	outdated                // what was asked for is older than what the server remembers
)

// An Error is a failure in words for the user of a list. It carries no credential.
type Error struct {
	Kind  Kind
	Text  string   // what failed and why, on one line
	Lines []string // the last words of the program that failed
	Do    string   // what the user can do about it, "" where nobody knows
	cause error
}

// Error returns the text, and below it, indented, the words of the program that failed.
func (e *Error) Error() string {
	return strings.Join(append([]string{e.Text}, e.Lines...), "\n  ")
}

// Unwrap returns what caused the error; it is nil where a server said it.
func (e *Error) Unwrap() error { return e.cause }

// Hint returns what the user can do about the error.
func (e *Error) Hint() string { return e.Do }

// Transient reports whether the same request may succeed later without anybody doing anything. A failing credential
// plugin is not transient: it is run again only when the user asks for it.
func (e *Error) Transient() bool {
	return e.Kind == Failed || e.Kind == Unreachable || e.Kind == Untrusted || e.Kind == outdated
}
