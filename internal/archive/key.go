package archive

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/store"
)

// A day counts UTC days from 1970.
type day int64

const secondsPerDay = 24 * 60 * 60

func dayOf(t time.Time) day {
	s := t.Unix()
	if s < 0 {
		return 0
	}
	return day(s / secondsPerDay)
}

func (d day) path() string { return time.Unix(int64(d)*secondsPerDay, 0).UTC().Format("2006/01/02") }

// The folders of a store.
const (
	catalogRoot = "cat/"
	liveRoot    = "live/"
	wholeRoot   = "rec/"
)

func (d day) catalog() string { return catalogRoot + d.path() + "/" }

// idDay is the day under which a recording lies. The ID must be valid.
func idDay(id string) day {
	t, _ := idTime(id)
	return dayOf(t)
}

func wholeKey(id string) string   { return wholeRoot + idDay(id).path() + "/" + id + ".shlc" }
func liveFolder(id string) string { return liveRoot + idDay(id).path() + "/" + id + "/" }

const segmentSuffix = ".seg"

func segmentKey(id string, n int) string {
	return fmt.Sprintf("%s%08d%s", liveFolder(id), n, segmentSuffix)
}

// A stage is the letter in a catalog key that says how far the session had come.
type stage byte

const (
	begun     stage = 'a'
	committed stage = 'z'
)

// stageMark is where ID and stage end in the last part of a catalog key: "<ID>.a!".
const stageMark = idLength + 3

func catalogPrefix(id string, s stage) string {
	return idDay(id).catalog() + id + "." + string(rune(s)) + "!"
}

const (
	layoutVersion = "1"
	separator     = "!"
)

// The letters of the fields.
const (
	fieldKind     = 'k'
	fieldUser     = 'u'
	fieldTarget   = 't'
	fieldBegin    = 'b' // start in Unix milliseconds, where it is not the time in the ID
	fieldDuration = 'd' // milliseconds
	fieldBytes    = 'o'
	fieldSize     = 's'
	fieldEnd      = 'e' // c: complete, t: torn
	fieldExit     = 'x'
)

// Limits in bytes, so that the last part of a key fits a file name.
const (
	maxPart   = 255
	maxKind   = 24
	maxSignal = 24
)

// key returns the catalog key of an entry. Fields that are empty are left out.
func (e Entry) catalogKey(s stage) string {
	prefix := catalogPrefix(e.ID, s)
	fields := []string{layoutVersion}
	add := func(letter rune, value string) {
		if value != "" {
			fields = append(fields, string(letter)+value)
		}
	}
	add(fieldKind, cutText(e.Kind, maxKind))
	if t, _ := idTime(e.ID); e.Start.UnixMilli() != t.UnixMilli() {
		add(fieldBegin, strconv.FormatInt(e.Start.UnixMilli(), 10))
	}
	if s == committed {
		e.addEnd(add)
	}
	used := stageMark + len(strings.Join(fields, separator)) + len("!u!t")
	user, target := fitTexts(e.User, e.Target, maxPart-used)
	add(fieldUser, user)
	add(fieldTarget, target)
	return prefix + strings.Join(fields, separator)
}

func (e Entry) addEnd(add func(letter rune, value string)) {
	number := func(n int64) string { return strconv.FormatInt(max(n, 0), 10) }
	add(fieldDuration, number(e.Duration.Milliseconds()))
	add(fieldBytes, number(e.Bytes))
	add(fieldSize, number(e.Size))
	end := "c"
	if e.State == Torn {
		end = "t"
	}
	add(fieldEnd, end)
	if e.Exit != nil {
		add(fieldExit, cutText(e.Exit.String(), maxSignal))
	}
}

// parseKey reads an entry from its catalog key. It refuses what does not lie where this package would have put it.
func parseKey(o store.Object) (Entry, bool) {
	const idAt = len(catalogRoot) + len("2006/01/02/")
	if len(o.Key) < idAt+stageMark {
		return Entry{}, false
	}
	id := o.Key[idAt : idAt+idLength]
	start, ok := idTime(id)
	e := Entry{ID: id, Start: start, key: o.Key, modified: o.Modified, stage: stage(o.Key[idAt+idLength+1])}
	if !ok || e.stage != begun && e.stage != committed || !strings.HasPrefix(o.Key, catalogPrefix(id, e.stage)) {
		return Entry{}, false
	}
	if e.stage == committed {
		e.State = Complete
	}
	for f := range strings.SplitSeq(o.Key[idAt+stageMark:], separator) {
		if f != "" {
			e.setField(rune(f[0]), f[1:])
		}
	}
	return e, true
}

// setField takes one field. The version, which begins with a digit, needs no look: what a later version changes it
// must write under other letters.
func (e *Entry) setField(letter rune, value string) {
	switch letter {
	case fieldKind:
		e.Kind = e.text(value)
	case fieldUser:
		e.User = e.text(value)
	case fieldTarget:
		e.Target = e.text(value)
	case fieldEnd:
		if value == "t" && e.stage == committed {
			e.State = Torn
		}
	case fieldExit:
		if s, err := (format.Event{Kind: format.Exit, Data: []byte(e.text(value))}).Exit(); err == nil {
			e.Exit = &s
		}
	default:
		e.setNumber(letter, value)
	}
}

func (e *Entry) setNumber(letter rune, value string) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > maxNumber {
		return
	}
	switch letter {
	case fieldBegin:
		if t := time.UnixMilli(n).UTC(); t.Sub(e.Start).Abs() <= startSlack {
			e.Start = t
		}
	case fieldDuration:
		e.Duration = time.Duration(min(n, maxDuration.Milliseconds())) * time.Millisecond
	case fieldBytes:
		e.Bytes = n
	case fieldSize:
		e.Size = n
	}
}

// maxNumber keeps arithmetic on the sizes and times of a hostile store from overflowing.
const maxNumber = 1 << 53

// maxDuration does so for durations: a hundred years.
const maxDuration = 100 * 365 * 24 * time.Hour
