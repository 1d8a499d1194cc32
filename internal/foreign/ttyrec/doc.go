// Package ttyrec reads the recordings of ttyrec(1): frames of three little-endian 32-bit numbers (seconds, microseconds,
// length) and that many bytes of output. Such a file says nothing of the session but when each frame was written.
package ttyrec
