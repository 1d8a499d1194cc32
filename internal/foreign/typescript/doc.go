// Package typescript reads the recordings of script(1) of util-linux: a file of output, a file that says when how many
// bytes of it came, and, of a session that was recorded with its input, a file of that. The timing file is a classic one
// (lines of delay and length) or an advanced one (lines of a letter, a delay and what belongs to it, which name the other
// files too).
package typescript
