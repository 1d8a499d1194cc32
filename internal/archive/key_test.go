package archive

import (
	"path"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/store"
)

const oneID = "01KAVQ3Z00ABCDEFGHJKMNPQRS" // of 2025-11-24T21:45:41.376Z

func keyEntries() []Entry {
	start, _ := idTime(oneID)
	all := func(change func(e *Entry)) Entry {
		e := Entry{ID: oneID, Kind: "ssh", Target: "web1", User: "mika@laptop", Start: start, Duration: 751234 * time.Millisecond, Bytes: 1 << 40, Size: 1 << 30,
			State: Complete, Exit: &format.ExitStatus{}, stage: committed}
		change(&e)
		return e
	}
	return []Entry{
		all(func(*Entry) {}),
		all(func(e *Entry) { e.State = Torn; e.Exit = nil }),
		all(func(e *Entry) { e.Exit = &format.ExitStatus{Signal: "SIGRTMIN+34"} }),
		all(func(e *Entry) { e.Exit = &format.ExitStatus{Code: -2147483648} }),
		all(func(e *Entry) { e.Kind, e.Target, e.User = "", "", "" }),
		all(func(e *Entry) { e.Target, e.User = "a!b/c=d%e f\\g:h", "日本語 ホスト@ノート" }),
		all(func(e *Entry) { e.Target, e.User = "..", ".tmp-" }),
		all(func(e *Entry) { e.Target, e.User = "é", "e\u0301" }), // must not become one on file systems that normalize
		all(func(e *Entry) { e.Start = e.Start.Add(7 * time.Millisecond) }),
		{ID: oneID, Kind: "kube", Target: "shop/nginx-5d9", User: "root@ci", Start: start, stage: begun},
	}
}

// plainEntry is an entry without what only a listing gives it.
func plainEntry(e Entry) Entry {
	e.key, e.modified = "", time.Time{}
	return e
}

func TestKeysComeBack(t *testing.T) {
	seen := make(map[string]bool)
	for _, want := range keyEntries() {
		key := want.catalogKey(want.stage)
		if err := store.CheckKey(key); err != nil {
			t.Errorf("%s: %v", key, err)
		}
		if strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@!=/") != "" {
			t.Errorf("%s holds a character that needs care somewhere", key)
		}
		got, ok := parseKey(store.Object{Key: key})
		if !ok || !reflect.DeepEqual(plainEntry(got), want) {
			t.Errorf("got %+v, %v; want %+v", got, ok, want)
		}
		if seen[key] {
			t.Errorf("%s stands for two entries", key)
		}
		seen[key] = true
	}
}

func TestKeyOfACommittedRecording(t *testing.T) {
	want := "cat/2025/11/24/" + oneID + ".z!1!kssh!d751234!o1099511627776!s1073741824!ec!x0!umika@laptop!tweb1"
	if got := keyEntries()[0].catalogKey(committed); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLongNamesAreCutVisibly(t *testing.T) {
	long := strings.Repeat("ż", 300)
	for _, tt := range []struct{ user, target string }{{"mika@laptop", long}, {long, "web1"}, {long, long}, {strings.Repeat("u", 99), strings.Repeat("t", 99)}} {
		e := keyEntries()[2]
		e.User, e.Target, e.Kind, e.Duration, e.Bytes, e.Size = tt.user, tt.target, long, maxDuration, maxNumber, maxNumber
		e.Exit = &format.ExitStatus{Signal: "SIG" + long}
		key := e.catalogKey(committed)
		if n := len(path.Base(key)); n > maxPart || n < maxPart-7 {
			t.Errorf("last part of the key has %d bytes: %s", n, key)
		}
		got, ok := parseKey(store.Object{Key: key})
		if !ok || !got.cut || got.Size != maxNumber || got.Bytes != maxNumber {
			t.Errorf("got %+v, %v", got, ok)
		}
		for _, names := range [][2]string{{got.User, tt.user}, {got.Target, tt.target}, {got.Kind, long}} {
			short, cut := strings.CutSuffix(names[0], "…")
			if names[0] != names[1] && (!cut || short == "" || !strings.HasPrefix(names[1], short)) {
				t.Errorf("got %q for %q", names[0], names[1])
			}
		}
	}
}

func TestKeysOfLaterVersions(t *testing.T) {
	e, ok := parseKey(store.Object{Key: "cat/2025/11/24/" + oneID + ".z!2,x!zzz!!kssh!q!d12!tweb1"})
	if !ok || e.Kind != "ssh" || e.Target != "web1" || e.Duration != 12*time.Millisecond || e.State != Complete {
		t.Errorf("got %+v, %v", e, ok)
	}
}

func TestForeignKeysAreNoEntries(t *testing.T) {
	for _, key := range []string{
		"", "cat/", "cat/2025/11/24/x", "cat/2025/11/24/" + oneID, "cat/2025/11/24/" + oneID + ".a", "cat/2025/11/24/" + oneID + ".b!1",
		"cat/2025/11/25/" + oneID + ".a!1", "rec/2025/11/24/" + oneID + ".a!1", "cat/2025/11/24/" + strings.ToLower(oneID) + ".a!1",
		"cat/2025/11/24/8" + oneID[1:] + ".a!1", "cat/2025/11/24/U" + oneID[1:] + ".a!1", "dog/2025/11/24/" + oneID + ".a!1",
	} {
		if e, ok := parseKey(store.Object{Key: key}); ok {
			t.Errorf("%q: got %+v", key, e)
		}
	}
}

func TestTextsOfAHostileStoreAreClean(t *testing.T) {
	e, ok := parseKey(store.Object{Key: "cat/2025/11/24/" + oneID + ".z!1!t=1B]52;c;AA=07!u=C2=9B=E2=80=AE=FF!k=!xSIG=0A!e=!d=!s-1!o99999999999999999999!b99!d1e3"})
	if !ok || e.Target != "\ufffd]52;c;AA\ufffd" || e.User != "\ufffd\ufffd\ufffd" || e.Kind != "…" || e.Exit.Signal != "SIG\ufffd" {
		t.Errorf("got %q %q %q %v", e.Target, e.User, e.Kind, e.Exit)
	}
	if e.Size != 0 || e.Bytes != 0 || e.Duration != 0 {
		t.Errorf("got %+v", e)
	}
}

func TestIDs(t *testing.T) {
	for _, want := range []time.Time{time.UnixMilli(0), time.UnixMilli(1), theNow(), lastTime()} {
		got, ok := idTime(NewID(want))
		if !ok || !got.Equal(want) {
			t.Errorf("got %v, %v; want %v", got, ok, want)
		}
	}
	if a, b := NewID(theNow()), NewID(theNow()); a == b {
		t.Errorf("got %s twice", a)
	}
	if got, ok := foldID("01kavq3zoolIabc"); !ok || got != "01KAVQ3Z0011ABC" {
		t.Errorf("got %s, %v", got, ok)
	}
}

// FuzzParseKey: no key of a hostile store makes parsing panic, and what parsing shows is clean and has a key of its own.
func FuzzParseKey(f *testing.F) {
	seeds := keyEntries()
	if len(seeds) == 0 {
		f.Fatal("no seeds")
	}
	for _, e := range seeds {
		f.Add(e.catalogKey(e.stage))
	}
	f.Add("cat/2025/11/24/" + oneID + ".z!1!t=1B]52!u=C2=9B=FF!k=!xSIG=0A!e=!d=")
	f.Fuzz(func(t *testing.T, key string) {
		e, ok := parseKey(store.Object{Key: key})
		if !ok {
			return
		}
		if _, err := e.MarshalJSON(); err != nil {
			t.Error(err)
		}
		again := e.catalogKey(e.stage)
		if err := store.CheckKey(again); err != nil {
			t.Errorf("%q became %q: %v", key, again, err)
		}
		if _, ok := parseKey(store.Object{Key: again}); !ok {
			t.Errorf("%q became %q, which is none", key, again)
		}
	})
}

// FuzzText: every text comes back from a key, or a beginning of it.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "web1", "a=b", "日本語", "\xff\x00", strings.Repeat("ż", 99)} {
		f.Add(s, uint8(20))
	}
	f.Fuzz(func(t *testing.T, s string, limit uint8) {
		limit = max(limit, 1)
		escaped := cutText(s, int(limit))
		got, cut, ok := unescapeText(escaped)
		if !ok || len(escaped) > int(limit) || !cut && got != s || cut && (got == s || !strings.HasPrefix(s, got)) {
			t.Errorf("%q became %q and %q, %v, %v", s, escaped, got, cut, ok)
		}
	})
}
