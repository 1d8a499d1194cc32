package main

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/term"
)

// The smallest terminal that screens fit on.
const (
	leastCols = 60
	leastRows = 15
)

// checkTerminal looks at what the terminal says it can do.
func (a *app) checkTerminal(context.Context) []diagnosis {
	if !term.IsTerminal(int(a.stdout.Fd())) {
		return append(a.checkLocale(), diagnosis{"terminal", fine, "standard output is none", ""})
	}
	return append([]diagnosis{a.checkScreen()}, a.checkLocale()...)
}

func (a *app) checkScreen() diagnosis {
	name := a.getenv("TERM")
	cols, rows, err := term.GetSize(int(a.stdout.Fd()))
	text := fmt.Sprintf("%s, %dx%d, %s", firstOf(name, "TERM is not set"), cols, rows, a.colourWords())
	switch {
	case err != nil || cols == 0 || rows == 0:
		return diagnosis{"terminal", unsure, firstOf(name, "TERM is not set") + ", its size is not known: 80x24 is assumed", "stty cols 80 rows 24"}
	case name == "" || name == "dumb":
		return diagnosis{"terminal", unsure, text + ": screens are plain, and what runs in a session may be as well", "export TERM=xterm-256color"}
	case cols < leastCols || rows < leastRows:
		return diagnosis{"terminal", unsure, fmt.Sprintf("%s: screens need %dx%d", text, leastCols, leastRows), "make the window larger"}
	}
	return diagnosis{"terminal", fine, text, ""}
}

func (a *app) colourWords() string {
	name, deep := a.getenv("TERM"), a.getenv("COLORTERM")
	switch {
	case a.getenv("NO_COLOR") != "":
		return "no colours (NO_COLOR)"
	case name == "" || name == "dumb":
		return "no colours"
	case deep == "truecolor" || deep == "24bit" || strings.HasSuffix(name, "-direct"):
		return "16 million colours"
	case strings.Contains(name, "256color"):
		return "256 colours"
	}
	return "16 colours"
}

// checkLocale looks whether programs here write UTF-8, as the first of these variables that is set says.
func (a *app) checkLocale() []diagnosis {
	locale := firstOf(a.getenv("LC_ALL"), a.getenv("LC_CTYPE"), a.getenv("LANG"))
	plainName := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	if strings.Contains(plainName, "utf8") {
		return []diagnosis{{"locale", fine, locale, ""}}
	}
	return []diagnosis{{"locale", unsure, firstOf(locale, "none is set") + ": programs may not write UTF-8", "export LANG=C.UTF-8"}}
}
