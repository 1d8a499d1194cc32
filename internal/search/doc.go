// Package search finds text in the recordings of an archive: in what stood on their screens, what was typed, and markers.
//
// A Query says what to look for. Its terms are matched within one line each; the literals that every match must hold are
// looked for first, many bytes at a time, and an expression without any runs as an automaton over all of the text, so that
// package regexp sees only lines that match. Run goes through the recordings from the newest day to the oldest, reads what is
// packed from the index and everything else from the recordings themselves.
package search
