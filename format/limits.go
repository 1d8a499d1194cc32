package format

import "time"

// Version is the newest version of the format that this package reads and the one it writes.
const Version = 1

// The limits of §8. A reader refuses what is beyond them before it allocates; a Writer never goes there.
const (
	MaxHeader  = 256 << 10 // bytes of the header's payload
	MaxPart    = 16 << 20  // bytes of any part's payload as it stands in the stream
	MaxSection = 8 << 20   // bytes of a section once decoded
	MaxChunk   = 32 << 20  // bytes of all sections of a chunk once decoded
	MaxTrailer = 16 << 20  // bytes of the trailer's payload

	maxTicks = 1 << 53 // beyond any session; keeps arithmetic on times from overflowing
)

// What a Writer aims at.
const (
	// ChunkTarget is the raw size in bytes at which a Writer closes a chunk: small enough to be read and replayed
	// in some tens of milliseconds, large enough that starting the compression anew costs little.
	ChunkTarget = 1 << 20

	// DefaultTick is the resolution of times in a live recording.
	DefaultTick = time.Millisecond
)

// magic is the first 8 bytes of every recording: a byte that no text starts with, a name, a line end that a transfer
// in text mode would change, and the version.
var magic = [8]byte{0x89, 'S', 'H', 'L', 'C', '\r', '\n', Version}

// endMagic is the last 8 bytes of every whole recording.
var endMagic = [8]byte{0x89, 'S', 'H', 'L', 'E', 'N', 'D', '\n'}

// footerSize is the length in bytes of the footer: where the trailer starts, and endMagic.
const footerSize = 16
