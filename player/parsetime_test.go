package player

import (
	"errors"
	"testing"
	"time"
)

func testScale() Scale {
	return Scale{
		Now: 10 * time.Minute, Duration: 2 * time.Hour,
		Start:    time.Date(2026, 11, 24, 13, 59, 30, 500e6, time.UTC),
		Location: time.FixedZone("JST", 9*3600),
		Markers:  []Marker{{At: 5 * sec, Label: "row count checked"}, {At: 9 * sec, Label: "row"}},
	}
}

func TestParseTime(t *testing.T) {
	tests := []struct {
		in   string
		want time.Duration
	}{
		{"90s", 90 * sec}, {"1m2.5s", 62500 * ms}, {"90", 90 * sec}, {"2.5", 2500 * ms}, {"1h30m", 90 * time.Minute},
		{"12:31", 12*time.Minute + 31*sec}, {"1:02:03", time.Hour + 2*time.Minute + 3*sec},
		{"00:00:05.5", 5500 * ms}, {"75:00", 75 * time.Minute}, {" 12:31 ", 12*time.Minute + 31*sec},
		{"+5m", 15 * time.Minute}, {"-10s", 10*time.Minute - 10*sec}, {"+1:30", 11*time.Minute + 30*sec},
		{"-1h", 0}, {"+9h", 2 * time.Hour},
		{"50%", time.Hour}, {"0%", 0}, {"100%", 2 * time.Hour}, {"start", 0}, {"end", 2 * time.Hour},
		{"14:02:11Z", 2*time.Minute + 40500*ms}, {"14:00Z", 29500 * ms}, {"13:59:30Z", 0},
		{"23:02:11+09:00", 2*time.Minute + 40500*ms},
		{"@23:02:11", 2*time.Minute + 40500*ms}, {"@23:00", 29500 * ms},
		{"23:02:11", 2*time.Minute + 40500*ms}, // beyond the end, so a clock time
		{"2026-11-24T14:02:11Z", 2*time.Minute + 40500*ms}, {"2026-11-24 23:02:11", 2*time.Minute + 40500*ms},
		{"2026-11-24T13:59:30Z", 0},
		{"row", 9 * sec}, {"Row C", 5 * sec}, {"row count checked", 5 * sec},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ParseTime(tt.in, testScale())
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestParseTimeRefuses(t *testing.T) {
	for _, in := range []string{"", " ", "soon", "1:2:3:4", "1:60", "12:", ":31", "1e400", "NaN", "Inf", "-", "+", "+-5s", "101%",
		"3h", "2026-11-24T13:00:00Z", "2026-11-25 23:02:11", "05:00Z", "1:2.5:3", "0x10p3:1"} {
		t.Run(in, func(t *testing.T) {
			got, err := ParseTime(in, testScale())
			if !errors.Is(err, ErrTime) {
				t.Errorf("got %v, %v, want ErrTime", got, err)
			}
		})
	}
}

func TestFormatTime(t *testing.T) {
	tests := []struct {
		in   time.Duration
		want string
	}{{0, "00:00:00"}, {-sec, "00:00:00"}, {59999 * ms, "00:00:59"}, {time.Hour + 2*time.Minute + 3*sec, "01:02:03"}, {100 * time.Hour, "100:00:00"}}
	for _, tt := range tests {
		if got := FormatTime(tt.in); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.in, got, tt.want)
		}
	}
}
