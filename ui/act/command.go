package act

import tea "charm.land/bubbletea/v2"

// A Command is a line of the palette, as in `:ns payments`.
type Command struct {
	Name string // what is typed: one word
	Arg  string // what follows it, such as NAMESPACE; empty if nothing does
	Text string // what it does, in a few words
	Key  string // the key that does the same, for those who want to learn it; may be empty
	Why  string // why it cannot be had now; empty if it can
	// Do obeys. arg is what was typed after the name, without blanks around it.
	Do func(arg string) tea.Cmd
	// Complete returns what arg can be, best first; nil if that is not known. It must not wait for anything.
	Complete func(arg string) []string
}

// A Commander is a screen that has commands of its own for the palette.
type Commander interface {
	// Commands returns them as they are now.
	Commands() []Command
}
