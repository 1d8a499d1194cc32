package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/store"
)

// sessions returns n sessions, each an hour before the last, whose only line names them.
func sessions(n int) []*played { return sessionsEvery(time.Hour, n) }

func sessionsEvery(d time.Duration, n int) (all []*played) {
	for i := range n {
		all = append(all, newPlayed(noon().Add(-time.Duration(i)*d), fmt.Sprintf("web%d", i)).line(fmt.Sprintf("needle %d", i)).exit())
	}
	return all
}

// Newer recordings come first, whether they are packed or not, of one day or of several, and none twice.
func TestOrder(t *testing.T) {
	for _, every := range []time.Duration{time.Hour, time.Minute} {
		t.Run(every.String(), func(t *testing.T) { testOrder(t, sessionsEvery(every, 60)) })
	}
}

func testOrder(t *testing.T, all []*played) {
	l := newLab(t)
	l.put(all...)
	for i, p := range all {
		if i%3 > 0 {
			l.pack(p)
		}
	}
	hits, r := l.found(mustParse(t, Options{}, "needle"))
	for i, h := range hits {
		if want := fmt.Sprintf("needle %d", i); h.Line != want || h.Session.Target != all[i].h.Target {
			t.Fatalf("hit %d: got %q of %s, want %q", i, h.Line, h.Session.Target, want)
		}
	}
	if len(hits) != 60 || !r.Complete() || r.Recordings != 60 || r.Unpacked != 20 || r.Hits != 60 || r.WithHits != 60 {
		t.Errorf("got %d hits, report %+v", len(hits), r)
	}
}

// A day with very many hits does not have to be held, and the hits of a recording still follow each other.
func TestOrderOfManyHits(t *testing.T) {
	l := newLab(t)
	var all []*played
	for i := range 10 {
		p := newPlayed(noon().Add(time.Duration(i)*time.Minute), "web")
		for n := range 900 {
			p.out(fmt.Sprintf("needle %d %d\r\n", i, n))
		}
		all = append(all, p.exit())
	}
	l.put(all...)
	l.pack(all[:9]...)
	hits, r := l.found(mustParse(t, Options{}, "needle"))
	var order []string
	for _, h := range hits {
		if n := len(order); n == 0 || order[n-1] != h.Session.ID {
			order = append(order, h.Session.ID)
		}
	}
	if len(hits) != 9000 || len(order) != 10 || r.WithHits != 10 {
		t.Errorf("got %d hits in %d recordings, report %+v", len(hits), len(order), r)
	}
}

func TestFilters(t *testing.T) {
	l := newLab(t)
	a, b := newPlayed(noon(), "web1"), newPlayed(noon().Add(time.Hour), "prod/shop/cart")
	a.h.Labels, a.h.Reason = []format.Label{{Name: "env", Value: "prod"}}, "INC-1 cleanup"
	b.h.Kind, b.h.Labels = "kube", []format.Label{{Name: "kube.namespace", Value: "shop"}}
	l.put(a.line("needle a").exit(), b.line("needle b").exit())
	for _, packed := range []bool{false, true} {
		if packed {
			l.pack(a, b)
		}
		for filter, want := range map[string]string{
			"label:env=prod": "needle a", "reason:INC-*": "needle a", "ns:shop": "needle b", "kind:kube": "needle b", "node:web*": "needle a",
			"label:!env": "needle b", "user:mika": "needle b\nneedle a", "user:nobody": "", "until:2026-11-23": "", "dur:<1s": "",
			"exit:0": "needle b\nneedle a", "state:torn": "",
		} {
			hits, r := l.found(mustParse(t, Options{}, "needle", filter))
			recordings := len(hits)
			if got := lines(hits); got != want || r.Recordings != recordings || !r.Complete() {
				t.Errorf("%s, packed %v: got %q, want %q; report %+v", filter, packed, got, want, r)
			}
		}
	}
}

func TestContextFirstAndLimit(t *testing.T) {
	l := newLab(t)
	var all []*played
	for i := range 3 {
		p := newPlayed(noon().Add(-time.Duration(i)*time.Hour), "web1").line("one").line("two")
		p.out("\x1b[20;1Hflash").wait(10 * time.Millisecond).out("\x1b[20;1H\x1b[K\x1b[3;1H")
		all = append(all, p.line("needle 1").line("three").line("needle 2").exit())
	}
	l.put(all...)
	l.pack(all[1])
	q := mustParse(t, Options{}, "needle 1")
	q.Context = 2
	hits, _ := l.found(q)
	for i, h := range hits {
		if got := fmt.Sprint(h.Before, h.After); got != "[one two] [three needle 2]" {
			t.Errorf("context of hit %d: got %s", i, got)
		}
	}
	q = mustParse(t, Options{}, "needle")
	q.First = true
	if hits, r := l.found(q); lines(hits) != "needle 1\nneedle 1\nneedle 1" || r.Searched != 3 {
		t.Errorf("first: got %q, report %+v", lines(hits), r)
	}
	q = mustParse(t, Options{}, "needle")
	q.Limit = 3
	if hits, r := l.found(q); lines(hits) != "needle 1\nneedle 2\nneedle 1" || !r.Limited {
		t.Errorf("limit: got %q, report %+v", lines(hits), r)
	}
}

// What is wrong with some recordings keeps nobody from finding what is in the others, and in what is left of them.
func TestBadRecordings(t *testing.T) {
	l := newLab(t)
	ctx := context.Background()
	good, running, torn, corrupt, cut, foreign, gone := newPlayed(noon(), "good"), newPlayed(noon().Add(time.Hour), "running"),
		newPlayed(noon().Add(-2*time.Hour), "torn"), newPlayed(noon().Add(-3*time.Hour), "corrupt"), newPlayed(noon().Add(-4*time.Hour), "cut"),
		newPlayed(noon().Add(-5*time.Hour), "foreign"), newPlayed(noon().Add(-6*time.Hour), "gone")
	for _, p := range []*played{good, running, torn, corrupt, cut, foreign, gone} {
		p.line("needle " + p.h.Target)
		for i := range map[bool]int{true: 30000, false: 100}[p == corrupt || p == cut] {
			p.wait(time.Second / 10).out(fmt.Sprintf("line %d %x\r\n", i, i*i*2654435761))
		}
		p.exit()
	}
	l.put(good, corrupt, cut, foreign, gone)
	l.begin(torn)
	l.begin(running)
	b, _ := corrupt.bytes(t)
	b[len(b)*2/3] ^= 1
	l.replace(corrupt, b)
	b, _ = cut.bytes(t)
	l.replace(cut, b[:len(b)*2/3])
	l.replace(foreign, []byte("<html>not what you think</html>"))
	if err := l.store.Delete(ctx, "rec/2026/11/24/"+gone.h.ID+".shlc"); err != nil {
		t.Fatal(err)
	}
	l.archive = archive.New(l.store, archive.Options{})
	hits, r := l.found(mustParse(t, Options{}, "needle"))
	if got, want := lines(hits), "needle running\nneedle good\nneedle torn\nneedle corrupt\nneedle cut"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var left []string
	for _, o := range r.LeftOut {
		left = append(left, fmt.Sprintf("%s part %v: %v", o.ID, o.Part, o.Reason))
	}
	want := []string{corrupt.h.ID + " part true", cut.h.ID + " part true", foreign.h.ID + " part false", gone.h.ID + " part false: " + errGone.Error()}
	if len(left) != len(want) || r.Recordings != 7 || r.Searched != 5 || r.Running != 2 {
		t.Fatalf("got %q, want %q, report %+v", left, want, r)
	}
	for i := range want {
		if !strings.HasPrefix(left[i], want[i]) {
			t.Errorf("left out: got %q, want %q", left[i], want[i])
		}
	}
	l.archive = archive.New(l.store, archive.Options{Now: func() time.Time { return time.Now().AddDate(0, 0, 1) }})
	if hits, r := l.found(mustParse(t, Options{}, "needle", "state:torn")); lines(hits) != "needle running\nneedle torn" || r.Torn != 2 || !r.Complete() {
		t.Errorf("torn: got %q, report %+v", lines(hits), r)
	}
}

func (l *lab) replace(p *played, b []byte) {
	l.t.Helper()
	if err := l.store.Put(context.Background(), "rec/2026/11/24/"+p.h.ID+".shlc", bytes.NewReader(b), int64(len(b))); err != nil {
		l.t.Fatal(err)
	}
}

// A dying store gives so much and then no more.
type dying struct {
	store.Store
	gets, lists int64 // that are still answered
}

var errDown = errors.New("connection refused")

func (d *dying) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if atomic.AddInt64(&d.gets, -1) < 0 {
		return nil, errDown
	}
	return d.Store.Get(ctx, key, off, n)
}

func (d *dying) List(ctx context.Context, prefix, after string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		if atomic.AddInt64(&d.lists, -1) < 0 {
			yield(store.Object{}, errDown)
			return
		}
		d.Store.List(ctx, prefix, after)(yield)
	}
}

// A store that fails in the middle gives the hits so far.
func TestDyingStore(t *testing.T) {
	for name, d := range map[string]*dying{"reading": {gets: 20, lists: 1000}, "listing": {gets: 1000, lists: 12}} {
		t.Run(name, func(t *testing.T) {
			d.Store = store.NewMemory()
			l := newLabIn(t, d.Store)
			all := sessions(100)
			for i, p := range all {
				p.h.Start = noon().AddDate(0, 0, -i)
				p.h.ID = archive.NewID(p.h.Start)
			}
			l.put(all...)
			l.archive = archive.New(d, archive.Options{Now: func() time.Time { return l.now }})
			hits, r, err := l.try(mustParse(t, Options{}, "needle"))
			var failed *StoreError
			if !errors.Is(err, errDown) || errors.As(err, &failed) != (name == "reading") {
				t.Errorf("got error %v", err)
			}
			if len(hits) == 0 || len(hits) >= 100 || hits[0].Line != "needle 0" || r.Searched != len(hits) {
				t.Errorf("got %d hits, report %+v", len(hits), r)
			}
			if name == "reading" && (len(r.LeftOut) < maxFailures || r.Complete()) {
				t.Errorf("report %+v", r)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	l := newLab(t)
	all := sessions(200)
	l.put(all...)
	l.pack(all[100:]...)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var r Report
	var last error
	n := 0
	for _, err := range Run(ctx, l.sources(), mustParse(t, Options{}, "needle"), &r) {
		if last = err; err == nil {
			n++
		}
		if n == 10 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) || n < 10 || n > 150 || r.Hits != n {
		t.Errorf("got %d hits, then %v, report %+v", n, last, r)
	}
	n = 0
	for range Run(context.Background(), l.sources(), mustParse(t, Options{}, "needle"), &r) {
		if n++; n == 5 {
			break
		}
	}
}

// brokenPacks are packs of which one cannot be read.
type brokenPacks struct {
	sound *index.Index
	after int // blocks
}

func (b brokenPacks) BlocksAny(ctx context.Context, keep func(*index.Session) bool, alternatives [][][]byte) iter.Seq2[*index.Block, error] {
	return func(yield func(*index.Block, error) bool) {
		days, _ := b.sound.Days(ctx)
		n := 0
		for block, err := range days[0].BlocksAny(ctx, keep, alternatives) {
			if n++; n > b.after {
				yield(nil, errDown)
				return
			}
			if !yield(block, err) {
				return
			}
		}
	}
}

// What cannot be read in packs is read in the recordings, and found once.
func TestBrokenPacks(t *testing.T) {
	l := newLab(t)
	all := sessions(12)
	for _, p := range all {
		p.line("needle again").exit()
	}
	l.put(all...)
	l.pack(all...)
	for after := range 13 {
		var hits []string
		var r Report
		s := &run{ctx: context.Background(), from: l.sources(), q: mustParse(t, Options{}, "needle"), report: &r,
			yield: func(h Hit, err error) bool { hits = append(hits, h.Session.ID+h.Line); return err == nil }}
		p := plan{day: noon(), members: make(map[string]archive.Entry), packed: brokenPacks{index.InMemory(l.members...), after}}
		for e, err := range l.archive.List(context.Background(), archive.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			p.members[e.ID] = e
		}
		u := &unit{out: make(chan []Hit, 100), members: p.members}
		s.searchPacks(s.ctx, u, p)
		close(u.out)
		s.day.collect(u.out, s.emit)
		s.day.release(s.emit, "")
		slices.Sort(hits)
		if n := len(slices.Compact(slices.Clone(hits))); n != 24 || len(hits) != 24 {
			t.Errorf("after %d blocks: got %d hits, %d of them different", after, len(hits), n)
		}
		if len(u.outcomes) != 12 || len(u.notes) != min(12-after, 1) {
			t.Errorf("after %d blocks: got outcomes %+v, notes %v", after, u.outcomes, u.notes)
		}
	}
}

// A recording that was torn when it was packed, and was made whole since, is read anew.
func TestPackedBeforeTheCommit(t *testing.T) {
	l := newLab(t)
	p := newPlayed(noon(), "web1").line("needle one")
	l.put(p)
	l.pack(p)
	l.members[0].Session.State = archive.Torn
	l.put(p.line("needle two").exit())
	if hits, r := l.found(mustParse(t, Options{}, "needle")); lines(hits) != "needle one\nneedle two" || r.Unpacked != 1 {
		t.Errorf("got %q, report %+v", lines(hits), r)
	}
}

// Lines that were made to harm are found and come as they are; printing them is another matter.
func TestHostileLines(t *testing.T) {
	l := newLab(t)
	p := newPlayed(noon(), "web1\x1b]52;c;x\x07").line("needle \x1b]0;gotcha\x07\u202eevil").out("needle \xff\xfe\r\n").event(format.Marker, "needle \x1b[2J\nline")
	p.out("needle " + strings.Repeat("long ", 20000) + "\r\n")
	l.put(p.exit())
	q := mustParse(t, Options{}, "needle")
	q.In = []index.In{index.Screen, index.Mark}
	hits, r := l.found(q)
	if len(hits) != 4 || !r.Complete() {
		t.Fatalf("got %q, report %+v", lines(hits), r)
	}
	for _, h := range hits {
		if strings.Contains(h.Line, "\n") || len(h.Spans) != 1 || h.Line[h.Spans[0][0]:h.Spans[0][1]] != "needle" {
			t.Errorf("got %+v", h)
		}
	}
}
