package recordings

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

func (s *stage) plain() string { return withoutStyles(s.screen.View(110, 30)) }

// wantAsked checks what the root was asked for last.
func (s *stage) wantAsked(want any) {
	s.t.Helper()
	got := s.last()
	if r, ok := got.(act.Run); ok {
		r.Wait = false
		got = r
	}
	if !reflect.DeepEqual(got, want) {
		s.t.Errorf("asked: got %+v, want %+v", got, want)
	}
}

func TestKeys(t *testing.T) {
	all := some()
	s := newStage(t, stored(all))
	s.press("enter")
	s.wantAsked(act.Run{Args: []string{"play", all[0].ID, "--follow"}})
	s.press("j enter")
	s.wantAsked(act.Run{Args: []string{"play", all[1].ID}})
	s.press("p")
	s.wantAsked(act.Run{Args: []string{"play", all[1].ID, "--at", "0s"}})
	s.press("y")
	if want := "shellac play " + shortID(all[1].ID); !strings.Contains(s.clip, want) {
		t.Errorf("copied: got %q, want %q", s.clip, want)
	}
	s.press("v")
	s.wantAsked(act.Say{Text: shortID(all[1].ID) + " " + all[1].Target + ": intact: 12 chunks, 88 events, 1.2 MiB, sha256 9f2c77ab"})
	if !strings.Contains(s.plain(), "1    ok") {
		t.Errorf("the row does not say that it was verified:\n%s", s.plain())
	}
}

func TestVerifyMarked(t *testing.T) {
	s := newStage(t, stored(some()))
	s.press("j space j j space v")
	if n := len(s.screen.verdicts); n != 2 {
		t.Errorf("%d were checked, want 2", n)
	}
	if last, ok := s.last().(act.Say); !ok || !last.Bad || !strings.Contains(last.Text, "torn") {
		t.Errorf("a torn one: got %+v", s.last())
	}
}

func TestExport(t *testing.T) {
	var wrote []string
	o := stored(some())
	inner := o.Export
	o.Export = func(ctx context.Context, e archive.Entry, format, file string) error {
		wrote = append(wrote, format+" "+file)
		return inner(ctx, e, format, file)
	}
	s := newStage(t, o)
	s.press("x tab enter")
	s.press("x ctrl+u 'taken.cast' enter")
	if !s.screen.export.open || !strings.Contains(s.plain(), "exists and is left as it is") {
		t.Errorf("a file that exists:\n%s", s.plain())
	}
	s.press("ctrl+u 'q?1.cast' enter")
	if want := []string{"text 01JD00000000.txt", "text taken.cast", "text q?1.cast"}; !slices.Equal(wrote, want) {
		t.Errorf("wrote: got %q, want %q", wrote, want)
	}
	if s.screen.export.open {
		t.Error("the questions are still open")
	}
}

// What stands in the list while it is filtered and sorted.
func TestFilterAndSort(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"/ 'node:web*'", "web-prod-01 web-stg-01"},
		{"/ 'user:mika_kind:ssh'", "web-prod-01 日本語ホスト legacy psql"},
		{"/ 'state:torn'", "호스트-01"},
		{"/ 'state:tornx'", "web-prod-01 prod-eks/shop/cart-7d9f8c6b5-2xkqp:cart bash 日本語ホスト 호스트-01 web-stg-01 legacy db-prod-02 cart-worker-0 psql"},
		{"/ 'exit:SIGKILL'", "web-stg-01"},
		{"/ 'kind:kube_exit:'", "prod-eks/shop/cart-7d9f8c6b5-2xkqp:cart 호스트-01 db-prod-02"},
		{"/ '日本'", "日本語ホスト"},
		{"/ 'psql' enter esc >", "psql cart-worker-0 db-prod-02 legacy web-stg-01 호스트-01 日本語ホスト bash prod-eks/shop/cart-7d9f8c6b5-2xkqp:cart web-prod-01"},
	} {
		s := newStage(t, stored(some()))
		s.press(c.keys)
		var got []string
		for i := range s.screen.rows.Len() {
			e, _ := s.screen.rows.at(i)
			got = append(got, e.Target)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %s, want %s", c.keys, got, c.want)
		}
	}
}

// The list comes back as it was, with what was recorded meanwhile.
func TestShownAgain(t *testing.T) {
	all := some()[1:]
	o := stored(nil)
	o.List = func(ctx context.Context, f archive.Filter) iter.Seq2[archive.Entry, error] {
		return listOf(all, nil)(ctx, f)
	}
	s := newStage(t, o)
	s.press("j j")
	before := s.screen.rows.ID(2)
	all = append([]archive.Entry{entry(0, "just-recorded")}, all...)
	s.send(act.Shown{})
	if _, id, _ := s.screen.list.Cursor(); id != before {
		t.Errorf("cursor: got %s, want %s", id, before)
	}
	if !strings.Contains(s.plain(), "just-recorded") {
		t.Errorf("the new recording is not seen:\n%s", s.plain())
	}
	all = all[2:]
	s.press("r")
	if s.screen.rows.Len() != len(all) {
		t.Errorf("after a refresh: got %d rows, want %d", s.screen.rows.Len(), len(all))
	}
}

func TestStoreComesBack(t *testing.T) {
	fail := errDown
	o := stored(nil)
	o.List = func(ctx context.Context, f archive.Filter) iter.Seq2[archive.Entry, error] {
		if fail != nil {
			return listOf(nil, fail)(ctx, f)
		}
		return listOf(some(), nil)(ctx, f)
	}
	s := newStage(t, o)
	if !strings.Contains(s.plain(), "The store cannot be read") {
		t.Errorf("store down:\n%s", s.plain())
	}
	fail = nil
	s.press("R")
	if !strings.Contains(s.plain(), "web-prod-01") {
		t.Errorf("store back:\n%s", s.plain())
	}
}

func TestMerge(t *testing.T) {
	var old, newest []archive.Entry
	for n := range 500 {
		old = append(old, entry(n+10, "old"))
	}
	for n := range peekRows {
		newest = append(newest, entry(n, "new"))
	}
	merged := merge(newest, old)
	if len(merged) != 510 || !slices.IsSortedFunc(merged, func(a, b archive.Entry) int { return strings.Compare(b.ID, a.ID) }) {
		t.Errorf("got %d entries, want 510 in order", len(merged))
	}
}

// Every key has help, and none is bound twice, in no state.
func TestNoKeyTwice(t *testing.T) {
	s := newStage(t, stored(some()))
	for _, state := range []string{"", "t", "q x"} {
		s.press(state)
		seen := map[string]bool{}
		for _, b := range s.screen.Bindings() {
			if b.Help().Key == "" || b.Help().Desc == "" {
				t.Errorf("%v has no help", b.Keys())
			}
			for _, k := range b.Keys() {
				if seen[k] {
					t.Errorf("after %q: %s is bound twice", state, k)
				}
				seen[k] = true
			}
		}
	}
}

func many(n int) []archive.Entry {
	all := make([]archive.Entry, n)
	for i := range all {
		all[i] = entry(i, fmt.Sprintf("web-%05d", i))
	}
	return all
}

// BenchmarkKeys answers keys among 50,000 recordings and draws: worst-ms is how long the slowest of them took, and rows-ms
// how long after it the rows were there, which no key waits for.
func BenchmarkKeys(b *testing.B) {
	s := &stage{screen: New(b.Context(), Options{Theme: style.Theme{}, List: listOf(many(50000), nil), Now: now, Zone: time.UTC})}
	s.run(s.screen.Start())
	for name, keys := range map[string]string{"move": "G g ctrl+d j", "filter": "/ n o d e : w e b - 4 9 * enter esc", "sort": "> > > < < <"} {
		b.Run(name, func(b *testing.B) {
			var worst, rows time.Duration
			for b.Loop() {
				for _, k := range strings.Fields(keys) {
					start := time.Now()
					cmd, _ := s.screen.Update(keyPress(k))
					s.screen.View(200, 46)
					worst = max(worst, time.Since(start))
					s.run(cmd)
					rows = max(rows, time.Since(start))
				}
			}
			b.ReportMetric(float64(worst)/1e6, "worst-ms")
			b.ReportMetric(float64(rows)/1e6, "rows-ms")
		})
	}
}

func TestCutText(t *testing.T) {
	for _, c := range []struct {
		typed, rest string
		words       []string
	}{
		{"node:web*", "node:web*", nil},
		{"text:drop", "", []string{"text:drop"}},
		{`node:web* text:"DROP TABLE" since:7d`, "node:web* since:7d", []string{"text:DROP TABLE"}},
		{`TEXT:a re:b+ text:"c d" web`, "web", []string{"text:a", "re:b+", "text:c d"}},
		{`text:"not ended`, "", []string{"text:not ended"}},
		{`text: web`, "web", nil},
		{`"text:a b" c`, `"text:a b" c`, nil},
		{`context:a`, "context:a", nil},
	} {
		rest, words := cutText(c.typed)
		if strings.Join(strings.Fields(rest), " ") != c.rest || !slices.Equal(words, c.words) {
			t.Errorf("%s: got %q and %q", c.typed, rest, words)
		}
	}
}
