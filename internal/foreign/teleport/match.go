package teleport

import (
	"bytes"

	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// ErrOld says that a recording is of Teleport 4 or before, or an export without the output.
const ErrOld = scan.Unsupported("events as JSON, as Teleport 4 and older and its exports have them; Teleport 5 and later, which record as protocol buffers, can be read")

// Match reports whether a file of size bytes may be a recording, by its beginning.
func Match(b []byte, size int64) bool {
	if len(b) < headSize+2 {
		return false
	}
	h := parseHead(b)
	switch {
	case h.version != version1 && h.version != version2, h.size > maxPart, h.padding > maxPart:
		return false
	case h.version == version2:
		return true
	case h.size == 0:
		return h.padding > 0 && h.padding <= uint64(size)
	}
	return scan.Packed(b[headSize:]) == "gzip"
}

const (
	tarMagicAt = 257
	tarName    = 100
)

// MatchOld reports whether a file may be a recording of the kind that ErrOld speaks of, by its beginning: a tar file of
// JSON, or lines of it.
func MatchOld(b []byte) bool {
	if len(b) > tarMagicAt+5 && string(b[tarMagicAt:tarMagicAt+5]) == "ustar" {
		name, _, _ := bytes.Cut(b[:tarName], []byte{0})
		for _, end := range []string{".events.gz", ".chunks.gz", ".events", ".chunks", ".index", ".session.log", ".session.bytes"} {
			if bytes.HasSuffix(name, []byte(end)) {
				return true
			}
		}
		return false
	}
	line, _, _ := bytes.Cut(bytes.TrimLeft(b, "[ \r\n\t"), []byte("\n"))
	return bytes.HasPrefix(line, []byte("{")) && bytes.Contains(line, []byte(`"event"`)) && bytes.Contains(line, []byte(`"session.start"`))
}
