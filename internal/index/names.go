package index

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"
)

// A day is a UTC day as 2006-01-02, and a month is 2006-01: in either, the order of texts is that of time.
type (
	day   string
	month string
)

const (
	dayLayout   = "2006-01-02"
	monthLayout = "2006-01"
)

func dayOf(t time.Time) day { return day(t.UTC().Format(dayLayout)) }

func (d day) month() month { return month(d[:len(monthLayout)]) }

// start returns the first moment of a day.
func (d day) start() time.Time {
	t, _ := time.Parse(dayLayout, string(d))
	return t
}

func (d day) end() time.Time { return d.start().AddDate(0, 0, 1) }

func parseDay(text string) (day, bool) {
	t, err := time.Parse(dayLayout, text)
	return day(text), err == nil && t.Year() >= 1970
}

// dayOfID returns the day under which an archive keeps a recording: the time in its ID, a ULID, is that of its start.
func dayOfID(id string) day {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	ms := int64(0)
	for _, c := range id[:min(len(id), 10)] {
		ms = ms<<5 | int64(max(strings.IndexRune(alphabet, c), 0))
	}
	return dayOf(time.UnixMilli(ms))
}

// The folders of a store. Packs of a day and those of a month lie apart, so that either is one table of one partition key.
const (
	root        = "idx/"
	coverRoot   = root + "cover/"
	dayRoot     = root
	monthRoot   = root + "months/"
	coverSuffix = ".json"
	packSuffix  = ".parquet"
	signsSuffix = ".signs"
)

func coverKey(m month) string { return coverRoot + string(m) + coverSuffix }

// A partition is where the objects of a pack lie: that of a day or of a month.
type partition string

func (d day) partition() partition { return partition("day=" + string(d)) }

func (m month) partition() partition { return partition("month=" + string(m)) }

func (p partition) month() bool { return strings.HasPrefix(string(p), "month=") }

func (p partition) key(table, name, suffix string) string {
	base := dayRoot
	if p.month() {
		base = monthRoot
	}
	return base + table + "/" + string(p) + "/" + name + suffix
}

func (p partition) lines(name string) string    { return p.key("lines", name, packSuffix) }
func (p partition) sessions(name string) string { return p.key("sessions", name, packSuffix) }
func (p partition) signs(name string) string    { return p.key("signs", name, signsSuffix) }

// packName is the name of a pack: it follows from what is in it.
func packName(sum [sha256.Size]byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:20]))
}
