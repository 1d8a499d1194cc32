package index

import (
	"context"
	"slices"
	"strings"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
)

// A Status says what is packed of an archive.
type Status struct {
	Days       int    `json:"days"`
	First      string `json:"first_day,omitempty"`
	Last       string `json:"last_day,omitempty"`
	Months     int    `json:"months"`
	Packs      int    `json:"packs"`
	Merged     int    `json:"merged_packs"` // of a month
	Recordings int    `json:"recordings"`
	Text       int64  `json:"text_bytes"`
	Lines      int64  `json:"lines_bytes"` // of the objects
	Sessions   int64  `json:"sessions_bytes"`
	Signs      int64  `json:"signs_bytes"`

	Waiting  []string     `json:"days_to_pack"` // that are over and not packed, or not wholly
	Unpacked int          `json:"recordings_to_pack"`
	Left     []StatusLeft `json:"left_out"`
	Orphans  int          `json:"unnamed_objects"` // that no cover names, and a compaction removes some time
	Wasted   int64        `json:"unnamed_bytes"`
	Files    []string     `json:"files,omitempty"` // keys of the objects of lines and sessions that count
}

// A StatusLeft is a recording that could not be packed, or not wholly.
type StatusLeft struct {
	Day string `json:"day"`
	ID  string `json:"id"`
	Why string `json:"why"`
}

// Inspect finds out what is packed, from the covers and listings; it reads no pack. With files it names the objects.
func Inspect(ctx context.Context, s store.Store, a *archive.Archive, o CompactOptions, files bool) (Status, error) {
	covers, err := loadCovers(ctx, s)
	if err != nil {
		return Status{}, err
	}
	st := Status{Months: len(covers), Waiting: []string{}, Left: []StatusLeft{}}
	for _, c := range covers {
		st.add(c, files)
	}
	slices.Sort(st.Files)
	slices.SortFunc(st.Left, func(a, b StatusLeft) int { return strings.Compare(a.Day+a.ID, b.Day+b.ID) })
	if err := st.compare(ctx, covers, a, o.withDefaults()); err != nil {
		return st, err
	}
	slices.Sort(st.Waiting)
	return st, st.orphans(ctx, s, namedKeys(covers))
}

func (st *Status) add(c *cover, files bool) {
	for _, d := range c.days() {
		st.Days++
		if st.First == "" || string(d) < st.First {
			st.First = string(d)
		}
		st.Last = max(st.Last, string(d))
	}
	for _, note := range c.Days {
		st.Recordings += note.Recordings
	}
	for d, note := range c.Days {
		for _, l := range note.Left {
			st.Left = append(st.Left, StatusLeft{string(d), l.ID, l.Why})
		}
	}
	for _, e := range c.Packs {
		st.Packs++
		if e.Partition.month() {
			st.Merged++
		}
		st.Text += e.Text
		st.Lines += e.Bytes.Lines
		st.Sessions += e.Bytes.Sessions
		st.Signs += e.Bytes.Signs
		if files {
			st.Files = append(st.Files, e.Partition.lines(e.Name), e.Partition.sessions(e.Name))
		}
	}
}

// compare finds the days that a compaction would pack.
func (st *Status) compare(ctx context.Context, covers map[month]*cover, a *archive.Archive, o CompactOptions) error {
	var of []archive.Entry
	end := func() {
		if len(of) == 0 {
			return
		}
		d := dayOfID(of[0].ID)
		c := covers[d.month()]
		if !d.end().After(o.Until) && (c == nil || c.Days[d].Sum != markOf(of)) {
			st.Waiting = append(st.Waiting, string(d))
			st.Unpacked += len(of)
			if c != nil {
				st.Unpacked -= min(len(of), c.Days[d].Recordings)
			}
		}
		of = of[:0]
	}
	for e, err := range a.List(ctx, archive.Filter{}) {
		if err != nil {
			return err
		}
		if len(of) > 0 && dayOfID(e.ID) != dayOfID(of[0].ID) {
			end()
		}
		if e.State != archive.Live {
			of = append(of, e)
		}
	}
	end()
	return nil
}

// orphans counts what no cover names.
func (st *Status) orphans(ctx context.Context, s store.Store, named map[string]bool) error {
	for o, err := range s.List(ctx, root, "") {
		if err != nil {
			return err
		}
		if !named[o.Key] && !strings.HasPrefix(o.Key, coverRoot) {
			st.Orphans++
			st.Wasted += o.Size
		}
	}
	return nil
}
