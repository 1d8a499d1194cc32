// Package archive says how recordings lie in a store, and lists, finds, opens, follows and stores them.
//
// A recording is named by its ID, a ULID, and all its keys follow from it; the day in them is the UTC day of the ID's
// time, which is the time when the session began:
//
//	cat/2026/11/24/<ID>.a!<fields>    put when the session begins; holds the header as JSON
//	live/2026/11/24/<ID>/00000000.seg slices of the stream, put while the session runs
//	rec/2026/11/24/<ID>.shlc          the whole recording, put at commit: the same bytes as the slices
//	cat/2026/11/24/<ID>.z!<fields>    put after it; holds header and summary as JSON
//
// A recorder needs permission to put and nothing else. Whatever it manages to put before it dies, the session is in a
// listing once: a .z entry wins over a .a entry, and an .a entry alone is a session that is live, or torn once its
// youngest object is older than Options.Stale. Putting the same things again heals it.
//
// The fields of a catalog key hold what a listing shows, so that it reads no object: pieces separated by '!', first the
// version of this layout, then a letter and a value each. Letters that are not known are ignored. Of a value only
// A-Z a-z 0-9 - _ . @ stand for themselves, any other byte is = and two upper-case hexadecimal digits, and a value that ends
// in a lone = was too long for a file name; the JSON has it whole. A key is the folder of no other key.
//
// The catalog is derived from the recordings and never the authority on them. A store may be hostile: what its keys and
// JSON say is cleaned of control characters before anybody sees it.
package archive
