// Package teleport reads the session recordings of Teleport 5 and later: parts of a head (version, length and padding, 64
// bits each), that many bytes of gzip, and padding. Unpacked and put together they are events: a 32-bit length and a
// message of protocol buffers, as events.proto of Teleport's API has it. All numbers are big-endian.
package teleport
