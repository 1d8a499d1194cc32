package search

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/index"
)

// packedLab is a lab whose recordings of past days are really packed.
func packedLab(t *testing.T) (*lab, Sources) {
	t.Helper()
	l := newLab(t)
	for i := range 40 {
		p := newPlayed(noon().Add(-time.Duration(i)*5*time.Hour), fmt.Sprintf("web%d", i%7))
		for n := range 30 {
			p.line(fmt.Sprintf("line %d of %d", n, i))
		}
		if i%2 == 0 {
			p.out(prompt).wait(time.Minute).typed("drop table cart").line("")
		}
		l.put(p.exit())
	}
	for i, one := range allPlanted() {
		p := newPlayed(noon().Add(-time.Duration(i)*time.Minute), "planted")
		one.play(p.line("before"))
		l.put(p.line("after").exit())
	}
	if _, err := index.Compact(context.Background(), l.store, l.archive, index.CompactOptions{Now: func() time.Time { return l.now }}); err != nil {
		t.Fatal(err)
	}
	return l, Sources{Archive: l.archive, Index: index.Open(l.store, index.Options{})}
}

func everyQuery(t *testing.T) map[string]*Query {
	all := map[string]*Query{
		"rare": mustParse(t, Options{}, "drop table cart"), "short": mustParse(t, Options{}, "e"), "none": mustParse(t, Options{}, "nowhere to be found"),
		"expression": mustParse(t, Options{}, `re:[0-9] of 1[0-9]$`), "alternatives": mustParse(t, Options{}, "cart", "OR", "再起動", "OR", "of 39"),
		"not": mustParse(t, Options{}, "cart", "NOT", "mika"), "filtered": mustParse(t, Options{}, "line", "node:web3", "since:2026-11-20"),
		"wide": mustParse(t, Options{}, "error"),
	}
	all["deep"] = mustParse(t, Options{}, "drop table cart")
	all["deep"].Deep, all["deep"].In = true, []index.In{index.Screen, index.Input, index.Mark}
	all["context"] = mustParse(t, Options{}, "cart")
	all["context"].Context = 3
	all["first"] = mustParse(t, Options{}, "line")
	all["first"].First = true
	return all
}

// said is everything about hits.
func said(t *testing.T, from Sources, q *Query) (string, Report) {
	t.Helper()
	var b strings.Builder
	var r Report
	for h, err := range Run(context.Background(), from, q, &r) {
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s %v %v %v %d %q %v %q %q\n", h.Session.ID, h.Session.Target, h.At, h.Visible, h.In, h.Number, h.Line, h.Spans, h.Before, h.After)
	}
	return b.String(), r
}

// What is found in packs is what is found in recordings, to the last detail, and so it is when packs are broken.
func TestPacksAndRecordingsAgree(t *testing.T) {
	l, packed := packedLab(t)
	queries := everyQuery(t)
	want := make(map[string]string)
	for name, q := range queries {
		var r Report
		want[name], r = said(t, Sources{Archive: l.archive}, q)
		got, packs := said(t, packed, q)
		if name == "short" { // there are too many to be put in order
			got, want[name] = sortedLines(got), sortedLines(want[name])
		}
		if got != want[name] {
			t.Errorf("%s: from packs\n%.3000s\nfrom recordings\n%.3000s", name, got, want[name])
		}
		if packs.Unpacked > 0 || packs.Recordings != r.Recordings || !packs.Complete() || len(packs.Notes) > 0 || (name != "none") != (packs.Hits > 0) {
			t.Errorf("%s: report %+v, without packs %+v", name, packs, r)
		}
	}
	for _, damage := range []struct {
		name string
		do   func([]byte) []byte
	}{
		{"gone", func([]byte) []byte { return nil }},
		{"cut", func(b []byte) []byte { return b[:len(b)/2] }},
		{"garbage", func(b []byte) []byte { return bytes.Repeat([]byte("x"), len(b)) }},
		{"changed", func(b []byte) []byte {
			b = bytes.Clone(b)
			for i := len(b) / 3; i < len(b)/3+20; i++ {
				b[i] ^= 0x55
			}
			return b
		}},
	} {
		t.Run(damage.name, func(t *testing.T) { l.damaged(t, damage.do, queries, want) })
	}
}

// damaged damages one object of the index at a time.
func (l *lab) damaged(t *testing.T, do func([]byte) []byte, queries map[string]*Query, want map[string]string) {
	ctx := context.Background()
	for _, key := range l.keys("idx/") {
		was := l.get(key)
		if now := do(was); now != nil {
			l.set(key, now)
		} else if err := l.store.Delete(ctx, key); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"rare", "expression", "deep"} {
			got, r := said(t, Sources{Archive: l.archive, Index: index.Open(l.store, index.Options{})}, queries[name])
			if got != want[name] || !r.Complete() {
				t.Errorf("%s, %s: got\n%s\nwant\n%s\nreport %+v", key, name, got, want[name], r)
			}
		}
		l.set(key, was)
	}
}

func sortedLines(text string) string { return strings.Join(slices.Sorted(strings.Lines(text)), "") }

func (l *lab) keys(prefix string) (keys []string) {
	l.t.Helper()
	for o, err := range l.store.List(context.Background(), prefix, "") {
		if err != nil {
			l.t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

func (l *lab) get(key string) []byte {
	l.t.Helper()
	r, err := l.store.Get(context.Background(), key, 0, -1)
	if err != nil {
		l.t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		l.t.Fatal(err)
	}
	return b
}

func (l *lab) set(key string, b []byte) {
	l.t.Helper()
	if err := l.store.Put(context.Background(), key, bytes.NewReader(b), int64(len(b))); err != nil {
		l.t.Fatal(err)
	}
}
