// Package foreign finds and reads recordings of terminal sessions that other programs made: asciicast, ttyrec, script(1),
// Teleport, tlog(8) and the I/O logs of sudo(8). What a file is follows from what it holds, never from its name. A package
// below this one reads each format.
//
// Sources may be hostile: whatever a length in them says, memory is bounded, and an error says where a file is wrong and
// repeats nothing of it. Sources are never written to.
package foreign
