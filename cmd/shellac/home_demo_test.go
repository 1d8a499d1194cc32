package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/recorder"
)

var update = flag.Bool("update", false, "make the demo recording anew")

// The built-in recording is intact, says what tour.cast says, and carries what makes playing and searching fast.
func TestDemoRecording(t *testing.T) {
	want := castEvents(t)
	if *update {
		makeDemo(t)
		return // what is built in is the one from before
	}
	r, err := format.NewReader(bytes.NewReader(demoRecording))
	if err != nil {
		t.Fatal(err)
	}
	keyframes, lines := 0, 0
	r.OnSection(func(s format.Section) {
		keyframes += len(s.Raw) * boolInt(s.Kind == format.SectionKeyframe)
		lines += len(s.Raw) * boolInt(s.Kind == format.SectionTranscript)
	})
	var got []byte
	for err == nil {
		var e format.Event
		if e, err = r.Next(); err == nil && e.Kind == format.Output {
			got = append(got, e.Data...)
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("read to the end: %v", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("output: got %d bytes, want the %d of tour.cast", len(got), len(want))
	}
	if d := r.Summary().Duration; d < 30*time.Second || d > 60*time.Second {
		t.Errorf("duration: got %v, want about 40 s", d)
	}
	if lines == 0 {
		t.Error("it has no transcript")
	}
	t.Logf("%d bytes, %d of them transcript, %d keyframe", len(demoRecording), lines, keyframes)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func openTour(t *testing.T) *asciicast.Decoder {
	t.Helper()
	f, err := os.Open(filepath.Join("demo", "tour.cast"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	d, err := asciicast.NewDecoder(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func castEvents(t *testing.T) []byte {
	t.Helper()
	d := openTour(t)
	var out []byte
	for {
		e, err := d.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == format.Output {
			out = append(out, e.Data...)
		}
	}
}

func makeDemo(t *testing.T) {
	d := openTour(t)
	h := d.Header()
	h.Start = time.Date(2026, 11, 23, 17, 4, 0, 0, time.UTC)
	h.ID, h.Kind, h.Target, h.User = archive.NewID(h.Start), "ssh", "web1", "alice@laptop"
	h.RemoteUser, h.Reason, h.Recorder = "alice", "INC-4411 release of shop 4.2.0 (a demo: nothing of this is real)", "shellac demo"
	h.Argv = []string{"ssh", "web1"}
	f, err := os.OpenFile(filepath.Join("demo", "demo.shlc"), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := recorder.Convert(f, h, d.Next); err != nil {
		t.Fatal(err)
	}
}
