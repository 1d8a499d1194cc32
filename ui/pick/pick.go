// Package pick is a list under the prompt of the shell, of which one row is chosen by typing a part of it. It takes a few
// lines of the terminal, not the whole, and leaves none of them behind.
//
// It draws and reads by itself. Bubble Tea asks the terminal questions when it starts, and what the terminal answers after a
// quick choice would be typed into the session that follows.
package pick

import (
	"context"
	"errors"
	"os"

	"github.com/shellac-term/shellac/ui/style"
)

// A Row is something to choose. Its cells, one a column, are untrusted; the first is the name.
type Row struct{ Cells []string }

// A Filter says which rows are shown for what was typed. It is used by one goroutine.
type Filter interface {
	// Match returns the indexes of the rows that pass, the best first; all of them if nothing was typed.
	Match(query string) []int
	// Marks returns, by column, the numbers of the characters that the query of the last Match was found at.
	Marks(row int) [][]int
}

// Options say what is chosen from.
type Options struct {
	Theme  style.Theme
	Prompt string // such as "ssh"
	Noun   string // what rows are, in the plural
	// Load returns the rows. It may take its time: what was typed meanwhile counts.
	Load func(context.Context) ([]Row, error)
	// Filter makes a filter for the rows that Load has returned.
	Filter func([]Row) Filter
	// Typed says in words what choosing the typed text itself would do, or "" if it cannot be chosen; nil means never.
	Typed func(query string) string
	// Query is what is typed already at the beginning.
	Query string

	Input  *os.File // a terminal
	Output *os.File // the same, usually standard error: standard output may be for a program
}

// A Choice is what the user has chosen.
type Choice struct {
	Row   int    // index into what Load returned; -1 if it is none of them
	Typed string // the text, if that was chosen
}

// ErrCancelled says that the user has chosen nothing.
var ErrCancelled = errors.New("pick: cancelled")

// Run shows the rows until the user chooses one. The error is ErrCancelled, that of Load, that of ctx, or one of the
// terminal. The lines that it has drawn are gone afterwards, and what is typed later is left to be read.
func Run(ctx context.Context, o Options) (Choice, error) {
	m := newModel(o)
	if err := loop(ctx, m); err != nil {
		return Choice{}, err
	}
	switch {
	case m.err != nil:
		return Choice{}, m.err
	case !m.chosen:
		return Choice{}, ErrCancelled
	}
	return m.choice, nil
}
