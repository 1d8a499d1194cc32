package teleport

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// readAll returns the events of a recording in words, and how it ended.
func readAll(b []byte, intact bool) (format.Header, []string, error) {
	d, err := NewReader(bytes.NewReader(b), intact)
	if err != nil {
		return format.Header{}, nil, err
	}
	var got []string
	for {
		e, err := d.Next()
		if err != nil {
			return d.Header(), got, err
		}
		if e.Kind == format.Resize {
			size, _ := e.Size()
			got = append(got, fmt.Sprintf("%v resize %v", e.At, size))
			continue
		}
		got = append(got, fmt.Sprintf("%v %v %q", e.At, e.Kind, e.Data))
	}
}

func TestSession(t *testing.T) {
	h, got, err := readAll(sshRecording(), false)
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	want := []string{
		`0s output "deploy@db-1:~$ "`,
		`1s output "echo needle-teleport-ssh\r\nneedle-teleport-ssh\r\n"`,
		`1.5s resize 132x43`,
		`2s output "café \xff\r\nlogout\r\n"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wantHeader := format.Header{
		Target: "db-1", User: "alice", RemoteUser: "deploy", Reason: "INC-7", Tick: time.Millisecond,
		Start: time.Date(2026, 11, 24, 9, 30, 0, 125e6, time.UTC), Size: format.Size{Cols: 100, Rows: 30},
		Labels: []format.Label{{Name: "env", Value: "prod"}, {Name: "teleport.cluster", Value: "tp.example"},
			{Name: "teleport.first-output", Value: "2026-11-24T09:30:00.825Z"}, {Name: "teleport.protocol", Value: "ssh"},
			{Name: "teleport.session", Value: "11111111-2222-3333-4444-555555555555"}},
	}
	if !reflect.DeepEqual(h, wantHeader) {
		t.Errorf("got header %+v, want %+v", h, wantHeader)
	}
}

func TestPod(t *testing.T) {
	h, got, err := readAll(kubeRecording(), false)
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if want := []string{`0s output "needle-teleport-kube\r\n"`, `50ms exit "3"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if h.Target != "prod-eu/shop/cart-0:cart" || h.User != "alice" || !slices.Equal(h.Argv, []string{"sh", "-c", "echo needle-teleport-kube; exit 3"}) {
		t.Errorf("got header %+v", h)
	}
	for _, want := range []string{"{kube.context prod-eu}", "{kube.namespace shop}", "{kube.pod cart-0}", "{kube.container cart}", "{kube.image cart:7}", "{kube.node ip-10-0-3-7}", "{teleport.protocol kube}"} {
		if !strings.Contains(fmt.Sprint(h.Labels), want) {
			t.Errorf("got labels %v, want %s", h.Labels, want)
		}
	}
}

// damageTests are recordings with one thing wrong each.
func damageTests() []struct {
	name         string
	file         []byte
	want         string // of the error
	events       int    // before it
	intactEvents int    // with intact, Gaps included
	intactWant   string
} {
	start := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	fresh := func() *builder { return &builder{start: start} }
	whole := sshRecording()
	torn := tornRecording()
	b := fresh()
	gap := part(0, b.sshStart(), b.print(0, 0, 0, "abc"), b.print(time.Second, time.Second, 10, "def"), b.event(10, typeEnd, 2*time.Second))
	b = fresh()
	headless := part(0, b.print(0, 0, 0, "abc"), b.event(10, typeEnd, 2*time.Second))
	b = fresh()
	desktop := part(0, b.event(112, "windows.desktop.session.start", 0))
	b = fresh()
	late := part(0, b.sshStart(), b.print(0, 1<<62, 0, "abc"))
	flagged := join(partHead(version2, 10, 0), []byte{1, 0, 0, 0, 0, 0, 0, 0}, make([]byte, 10))
	huge := slices.Clone(part(0, fresh().sshStart()))
	changed := slices.Clone(torn)
	changed[len(changed)/2] ^= 0x55
	big := part(0, fresh().sshStart(), nil)
	return []struct {
		name         string
		file         []byte
		want         string
		events       int
		intactEvents int
		intactWant   string
	}{
		{"ends in a part", torn[:len(torn)-10], "gzip part 1 (from byte 0) after", 1, 1, "the file ends in the middle"},
		{"ends in a later part", whole[:len(whole)-10], "gzip part 3 (from byte", 4, 4, "the file ends in the middle"},
		{"ends in padding", whole[:1200], "the file ends in the middle", 2, 2, "the file ends in the middle"},
		{"ends in the head of a part", join(torn, whole[:11]), fmt.Sprintf("teleport byte %d: the file ends in the middle", len(torn)+11), 1, 1, "the file ends in the middle"},
		{"a part that is none", join(torn, []byte("0123456789012345678901234567")), fmt.Sprintf("teleport byte %d: a part does not begin here", len(torn)), 1, 1, "a part does not begin here"},
		{"missing output", gap, "7 bytes of output before it are missing", 1, 3, "7 bytes of output before it are missing"},
		{"no beginning", headless, "it does not begin with the start of a session", -1, 2, "it does not begin with the start of a session"},
		{"a desktop", desktop, "it is of a windows.desktop, not of a terminal", -1, -1, "it is of a windows.desktop, not of a terminal"},
		{"encrypted", flagged, "the recording is encrypted", -1, -1, "the recording is encrypted"},
		{"an event without a length", big, "an event is larger than Teleport writes any", 0, 0, "an event is larger"},
		{"a time beyond all sessions", late, "time is negative or too large", 0, 0, "time is negative or too large"},
		{"a length of gigabytes", join(huge[:8], binary.BigEndian.AppendUint64(nil, 1<<32), huge[16:]), "the file ends in the middle", 0, 0, "the file ends in the middle"},
		{"nothing", nil, "it holds no event", -1, -1, "it holds no event"},
		{"changed bytes", changed, "gzip part 1 (from byte 0) after", -1, -1, "gzip part 1"},
	}
}

// isError reports whether an error is about the file.
func isError(err error) bool {
	var e *scan.Error
	return errors.As(err, &e)
}

func TestDamage(t *testing.T) {
	for _, tt := range damageTests() {
		t.Run(tt.name, func(t *testing.T) {
			for _, intact := range []bool{false, true} {
				_, got, err := readAll(tt.file, intact)
				want, events := tt.want, tt.events
				if intact {
					want, events = tt.intactWant, tt.intactEvents
				}
				if !isError(err) || !strings.Contains(err.Error(), want) {
					t.Errorf("intact %v: got error %v, want %q", intact, err, want)
				}
				if len(got) != max(events, 0) {
					t.Errorf("intact %v: got events %q, want %d", intact, got, events)
				}
			}
		})
	}
}

func TestTorn(t *testing.T) {
	if _, got, err := readAll(tornRecording(), false); !errors.Is(err, format.ErrTorn) || len(got) != 1 {
		t.Errorf("got %q and %v, want one event and ErrTorn", got, err)
	}
}

// Events that a recorder wrote twice, as one does that was interrupted, are read once.
func TestTwice(t *testing.T) {
	b := &builder{start: time.Unix(1e9, 0)}
	start, first := b.sshStart(), b.print(0, 0, 0, "abc")
	second, end := b.print(time.Second, time.Second, 3, "def"), b.event(10, typeEnd, 2*time.Second)
	_, got, err := readAll(join(part(0, start, first, second), part(0, first, second, end)), false)
	if want := []string{`0s output "abc"`, `1s output "def"`}; !errors.Is(err, io.EOF) || !slices.Equal(got, want) {
		t.Errorf("got %q and %v, want %q", got, err, want)
	}
}

func TestMatch(t *testing.T) {
	tar := make([]byte, 512)
	copy(tar, "11111111-2222-3333-4444-555555555555-0.events.gz")
	copy(tar[tarMagicAt:], "ustar")
	tests := []struct {
		name       string
		head       []byte
		match, old bool
	}{
		{"a recording", sshRecording(), true, false},
		{"a recording that begins with padding", join(partHead(1, 0, 100), make([]byte, 100)), true, false},
		{"an encrypted one", join(partHead(2, 10, 0), make([]byte, 18)), true, false},
		{"of Teleport 4", tar, false, true},
		{"an export", []byte(`{"ei":0,"event":"session.start","uid":"x"}` + "\n"), false, true},
		{"zeros", make([]byte, 100), false, false},
		{"text", []byte("hello, this is a text of some length, which goes on"), false, false},
	}
	for _, tt := range tests {
		if got := Match(tt.head, int64(len(tt.head))); got != tt.match {
			t.Errorf("%s: got match %v", tt.name, got)
		}
		if got := MatchOld(tt.head); got != tt.old {
			t.Errorf("%s: got old %v", tt.name, got)
		}
	}
}

// TestCorpus reads what a real Teleport 15 has recorded. The recordings lie beside the checkout where they are present.
func TestCorpus(t *testing.T) {
	index, err := os.ReadFile("../../../../shared/corpus/teleport/INDEX.jsonl")
	if err != nil {
		t.Skip("../shared/corpus is not here")
	}
	for line := range strings.Lines(string(index)) {
		var want struct {
			Path   string
			Types  map[string]int
			Raw    int    `json:"raw_output"`
			LastMS int64  `json:"last_ms"`
			SHA256 string `json:"raw_sha256"`
		}
		if err := json.Unmarshal([]byte(line), &want); err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Dir(want.Path), func(t *testing.T) {
			f, err := os.Open("../../../../shared/corpus/" + want.Path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			d, err := NewReader(f, false)
			if err != nil {
				t.Fatal(err)
			}
			sum, raw, resizes, prints, last := sha256.New(), 0, 0, 0, time.Duration(0)
			var end error
			for {
				e, err := d.Next()
				if end = err; err != nil {
					break
				}
				if e.Kind == format.Resize {
					resizes++
					continue
				}
				sum.Write(e.Data)
				raw += len(e.Data)
				prints++
				last = e.At
			}
			if raw != want.Raw || hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
				t.Errorf("got %d bytes, want %d with the same sum", raw, want.Raw)
			}
			if prints != want.Types[typePrint] || resizes != want.Types[typeResize] || last.Milliseconds() != want.LastMS {
				t.Errorf("got %d prints, %d resizes, the last at %v; want %+v", prints, resizes, last, want)
			}
			if ended := errors.Is(end, io.EOF); ended != (want.Types[typeEnd] == 1) || !ended && !errors.Is(end, format.ErrTorn) {
				t.Errorf("got end %v, want %d ends", end, want.Types[typeEnd])
			}
			if h := d.Header(); h.User != "alice" || h.RemoteUser != "root" || h.Target != "tp-node" || h.Start.Year() != 2026 || h.Size.Cols == 0 {
				t.Errorf("got header %+v", h)
			}
		})
	}
}

// FuzzReader: whatever the bytes, reading ends without a panic, in order, and with an error that is known.
func FuzzReader(f *testing.F) {
	seeds := [][]byte{sshRecording(), kubeRecording(), tornRecording()}
	for _, tt := range damageTests() {
		seeds = append(seeds, tt.file)
	}
	if len(seeds) < 10 {
		f.Fatalf("only %d seeds", len(seeds))
	}
	for _, seed := range seeds {
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, b []byte, intact bool) {
		d, err := NewReader(bytes.NewReader(b), intact)
		last := time.Duration(0)
		for err == nil {
			var e format.Event
			if e, err = d.Next(); err == nil && e.At < last {
				t.Fatal("time runs backwards")
			}
			last = max(last, e.At)
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, format.ErrTorn) && !isError(err) {
			t.Fatal(err)
		}
	})
}

// FuzzEvent is FuzzReader for what is packed.
func FuzzEvent(f *testing.F) {
	b := &builder{start: time.Unix(1e9, 0)}
	for _, e := range [][]byte{b.sshStart(), b.print(1, 2, 3, "abc"), b.event(9, typeResize, 1, words(resizeSize, "80:24"))} {
		f.Add(e)
	}
	f.Fuzz(func(t *testing.T, e []byte) {
		b := &builder{start: time.Unix(1e9, 0)}
		_, _, err := readAll(part(0, b.sshStart(), e, b.event(10, typeEnd, 1)), false)
		if !errors.Is(err, io.EOF) && !errors.Is(err, format.ErrTorn) && !isError(err) {
			t.Fatal(err)
		}
	})
}
