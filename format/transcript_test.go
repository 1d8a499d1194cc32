package format

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

func lines() []Line {
	s := time.Second
	return []Line{
		{Text: "$ ls", From: s, To: 9 * s, Row: 0, Order: 1, Steps: []Step{{s, 2}, {3 * s, 2}}},
		{Text: "日本語ホスト", From: 5 * s, To: 400 * s, Row: 23, Order: 3, Alt: true},
		{Text: "50 %", From: 4 * s, To: 4 * s, Row: 7, Order: 2, Transient: true},
		{},
	}
}

func TestTranscriptRoundTrip(t *testing.T) {
	raw := AppendTranscript(nil, lines())
	got, err := ParseTranscript(raw)
	if err != nil || !reflect.DeepEqual(got, lines()) {
		t.Errorf("got %+v, %v", got, err)
	}
	if at := got[0].Since(2, 4); at != 3*time.Second {
		t.Errorf("since %v, want 3s", at)
	}
	for cut := range raw {
		if _, err := ParseTranscript(raw[:cut]); err == nil {
			t.Errorf("cut at %d: no error", cut)
		}
	}
}

func TestKeyframeRoundTrip(t *testing.T) {
	k := Keyframe{Size{120, 40}, []byte("\x1b[2Jhello")}
	got, err := ParseKeyframe(k.Section().Raw)
	if err != nil || !reflect.DeepEqual(got, k) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// What parses as a transcript re-encodes identically.
func FuzzTranscript(f *testing.F) {
	f.Add(AppendTranscript(nil, lines()))
	f.Add(AppendTranscript(nil, lines()[:1]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := ParseTranscript(raw)
		if err != nil {
			return
		}
		if again := AppendTranscript(nil, got); !bytes.Equal(again, raw) {
			t.Errorf("%x parses but re-encodes as %x", raw, again)
		}
	})
}
