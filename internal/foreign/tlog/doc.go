// Package tlog reads what tlog(8) writes: lines of JSON, each with some terminal I/O of a session. A file may hold the lines
// of many sessions, in any order and among others, as a journal or a syslog does: plain lines, those of `journalctl -o json`,
// `-o export` and `-o cat`, and those with something before the JSON.
package tlog
