// Package format reads and writes shellac recordings.
//
// A recording is one stream of bytes: a magic with the version, a header, chunks, a trailer. Everything after the
// magic is made of parts, each with a type, a length and a checksum, so that a stream which ends anywhere still reads
// up to its last whole part. A chunk is the unit of random access: it decodes alone, and a chain of SHA-256 values ties
// it to all that came before. Inside a chunk the events run through one zstd stream that is flushed at the end of every
// batch: the batch is the unit of durability, and slices of the stream that end at a batch can be sent away while the
// session still runs.
//
// docs/FORMAT.md is the only specification; comments here cite its sections ("§4") and do not repeat the layout.
//
// Nothing in this package starts a goroutine. A Writer, a Reader and a Batch belong to one goroutine at a time; a File
// may be shared.
package format
