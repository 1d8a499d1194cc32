// Package recorder runs one command in a pty, shows it to the user, and turns what happened into a recording.
//
// Three goroutines and two hand-offs carry a byte of output. The relay reads it from the pty, writes it to the user's
// terminal and appends it to the batch being filled (intake). The sealer takes whole batches, compresses them into the
// recording's stream in the spool, a folder on local disk, and keeps a write-ahead log of the batch that is not due yet
// (spool). The uploader sends slices of that file to the store (uploader). The relay never waits for the two others, but
// for a moment when they cannot follow; what is lost then stands in the recording as a gap.
package recorder
