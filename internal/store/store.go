// Package store keeps named immutable objects in a directory, in S3 or in memory.
//
// Keys are opaque to it: how recordings are laid out in keys is package archive's business. All
// implementations pass the suite in package storetest and agree on keys, ranges, order and errors.
// Every Store of this package is also a fmt.Stringer that names the place without any secret.
package store

import (
	"context"
	"io"
	"iter"
	"time"
)

// Object is one entry of a listing.
type Object struct {
	Key      string
	Size     int64 // bytes
	Modified time.Time
}

// Store is a set of named objects. It is safe for concurrent use, and its errors are *Error. A key that
// CheckKey refuses is refused by every method with ErrKey.
type Store interface {
	// Put stores exactly size bytes, read from where r stands, under key, and replaces what was there. The object
	// appears whole or not at all. When Put returns nil the object is durable and the store has confirmed a
	// checksum that it computed itself. r may be read more than once; where it stands afterwards is undefined.
	// It is io.ErrUnexpectedEOF when r ends early, and ErrRange when size is negative.
	Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error

	// Get reads n bytes of an object from off, or to its end when n < 0. A range that reaches past the end is cut,
	// and one that starts at or past the end is empty, without an error, as with a file. It is ErrRange when off
	// is negative. The caller closes the reader, whose errors are *Error too.
	Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error)

	// List yields the objects whose key begins with prefix and is greater than after, in byte order of their keys.
	// It asks for more only as the loop goes on, and an error ends it. Neither prefix nor after has to be a key. An object put
	// or deleted meanwhile may be missing or present; a store that does not exist yet is empty.
	List(ctx context.Context, prefix, after string) iter.Seq2[Object, error]

	// Delete removes an object. It is no error when there is none.
	Delete(ctx context.Context, key string) error
}
