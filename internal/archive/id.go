package archive

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrID says that a header's ID is not a ULID of the time when the session began.
var ErrID = errors.New("archive: bad ID")

const (
	idLength  = 26
	timeChars = 10 // of an ID: 50 bits, of which the first two are 0
	charBits  = 5
	alphabet  = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

	// startSlack is how far the time in an ID may be from the header's start: they are read from a clock one after the
	// other.
	startSlack = time.Minute
)

// NewID returns a new ID for a session or an imported recording that began at start, between 1970 and 9999.
func NewID(start time.Time) string {
	ms := uint64(min(max(start.UnixMilli(), 0), lastTime().UnixMilli()))
	var id [idLength]byte
	for i := timeChars - 1; i >= 0; i-- {
		id[i] = alphabet[ms&31]
		ms >>= charBits
	}
	rand.Read(id[timeChars:]) // never fails
	for i := timeChars; i < idLength; i++ {
		id[i] = alphabet[id[i]&31]
	}
	return string(id[:])
}

// lastTime is the last for which a key sorts by time.
func lastTime() time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }

// idTime returns the time in an ID, or false when id is not one in its only valid spelling.
func idTime(id string) (time.Time, bool) {
	if len(id) != idLength {
		return time.Time{}, false
	}
	for i := range len(id) {
		if strings.IndexByte(alphabet, id[i]) < 0 {
			return time.Time{}, false
		}
	}
	t, _ := idSpan(id[:timeChars])
	return t, id[0] <= '7' && !t.After(lastTime())
}

// idSpan returns the times of the first and the last ID that begin with prefix, whose characters must be of the
// alphabet.
func idSpan(prefix string) (first, last time.Time) {
	var lo uint64
	n := min(len(prefix), timeChars)
	for i := range n {
		lo = lo<<charBits | uint64(strings.IndexByte(alphabet, prefix[i]))
	}
	lo <<= charBits * (timeChars - n)
	hi := lo | (1<<(charBits*(timeChars-n)) - 1)
	return time.UnixMilli(int64(lo)).UTC(), time.UnixMilli(int64(hi)).UTC()
}

// foldID brings what somebody typed for an ID, or its beginning, to the spelling of IDs.
func foldID(typed string) (string, bool) {
	folded := strings.NewReplacer("I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(typed))
	for i := range len(folded) {
		if strings.IndexByte(alphabet, folded[i]) < 0 {
			return "", false
		}
	}
	return folded, folded != "" && folded[0] <= '7' && len(folded) <= idLength
}

// checkID makes sure that keys can be made of an ID, and that they lie where a listing looks for them.
func checkID(id string, start time.Time) error {
	t, ok := idTime(id)
	if !ok {
		return fmt.Errorf("%w: not a ULID", ErrID)
	}
	if d := start.Sub(t); d > startSlack || d < -startSlack {
		return fmt.Errorf("%w: its time %s is not that of the start %s", ErrID, t.Format(time.RFC3339), start.UTC().Format(time.RFC3339))
	}
	return nil
}
