// Package vt is a terminal screen without a terminal: bytes of output go in, cells come out.
//
// A Screen interprets what a program writes to its terminal the way xterm does, and answers nothing:
// it never writes to a terminal, has no clock, no goroutine and no input or output of its own. Its
// complete state can be written as ordinary terminal output by Redraw, so that a keyframe of a recording
// is bytes that any terminal understands and not the memory of one emulator.
//
// Where terminals differ, the package follows what most of xterm.js, avt, libvterm and ghostty do.
// CONFORMANCE.md in this directory lists what was compared and every remaining class of difference.
//
// A Screen is not safe for concurrent use. A Frame is a value that does not change once taken and may be
// read from any goroutine.
package vt
