package archive

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func TestParseFilter(t *testing.T) {
	now := time.Date(2026, 11, 24, 21, 30, 0, 0, time.FixedZone("", 9*3600))
	at := func(y, m, d, h, min int) time.Time {
		return time.Date(y, time.Month(m), d, h, min, 0, 0, now.Location())
	}
	status := func(codes ...int) (all []format.ExitStatus) {
		for _, c := range codes {
			all = append(all, format.ExitStatus{Code: c})
		}
		return all
	}
	tests := []struct {
		in   string
		want Filter
	}{
		{"", Filter{}},
		{"  \t ", Filter{}},
		{"web1", Filter{Text: []string{"web1"}}},
		{`"two words" 'x`, Filter{Text: []string{"two words", "'x"}}},
		{`"10.0.0.1:22"`, Filter{Text: []string{"10.0.0.1:22"}}},
		{"node:web*", Filter{Nodes: []Pattern{{Globs: []string{"web*"}}}}},
		{"target:web1", Filter{Nodes: []Pattern{{Globs: []string{"web1"}}}}},
		{`node:"a b" NODE:!c|d`, Filter{Nodes: []Pattern{{Globs: []string{"a b"}}, {Not: true, Globs: []string{"c", "d"}}}}},
		{"user:mika kind:ssh|kube", Filter{Users: []Pattern{{Globs: []string{"mika"}}}, Kinds: []Pattern{{Globs: []string{"ssh", "kube"}}}}},
		{"since:7d", Filter{Since: now.AddDate(0, 0, -7)}},
		{"since:1h30m", Filter{Since: now.Add(-90 * time.Minute)}},
		{"since:2w1d", Filter{Since: now.AddDate(0, 0, -15)}},
		{"since:7d since:1d", Filter{Since: now.AddDate(0, 0, -1)}},
		{"since:today", Filter{Since: at(2026, 11, 24, 0, 0)}},
		{"since:yesterday until:yesterday", Filter{Since: at(2026, 11, 23, 0, 0), Until: at(2026, 11, 24, 0, 0)}},
		{"since:2026-11-01 until:2026-11-02", Filter{Since: at(2026, 11, 1, 0, 0), Until: at(2026, 11, 3, 0, 0)}},
		{"since:2026-11-01T10:15 until:2026-11-01T10:15:00Z", Filter{Since: at(2026, 11, 1, 10, 15), Until: time.Date(2026, 11, 1, 10, 15, 0, 0, time.UTC)}},
		{`since:"2026-11-01 10:15"`, Filter{Since: at(2026, 11, 1, 10, 15)}},
		{"dur:>10m", Filter{Longer: 10*time.Minute + time.Millisecond}},
		{"dur:>=1.5h dur:<=2h", Filter{Longer: 90 * time.Minute, Shorter: 2 * time.Hour}},
		{"dur:<10s", Filter{Shorter: 10*time.Second - time.Millisecond}},
		{"dur:<0s", Filter{Shorter: 1}},
		{"exit:!0", Filter{Exits: []ExitTest{{Not: true, Any: status(0)}}}},
		{"exit:1|-2", Filter{Exits: []ExitTest{{Any: status(1, -2)}}}},
		{"exit:sigkill", Filter{Exits: []ExitTest{{Any: []format.ExitStatus{{Signal: "SIGKILL"}}}}}},
		{"state:torn", Filter{States: []State{Torn}}},
		{"state:torn|live", Filter{States: []State{Live, Torn}}},
		{"state:!complete", Filter{States: []State{Live, Torn}}},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ParseFilter(tt.in, now)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Since.Equal(tt.want.Since) || !got.Until.Equal(tt.want.Until) {
				t.Errorf("got from %v until %v, want from %v until %v", got.Since, got.Until, tt.want.Since, tt.want.Until)
			}
			got.Since, got.Until, tt.want.Since, tt.want.Until = time.Time{}, time.Time{}, time.Time{}, time.Time{}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestParseFilterErrors(t *testing.T) {
	tests := []struct{ in, word, reason string }{
		{"node:web* foo:bar", "foo:bar", "unknown filter foo"},
		{"10.0.0.1:22", "10.0.0.1:22", "in quotes"},
		{"node:", "node:", "nothing"},
		{`""`, `""`, "nothing"},
		{`node:"a b`, `node:"a b`, "no end"},
		{"since:soon", "since:soon", "no time"},
		{"since:7", "since:7", "no time"},
		{"until:2026-13-01", "until:2026-13-01", "no time"},
		{"dur:10m", "dur:10m", "dur:>10m"},
		{"dur:>", "dur:>", "no duration"},
		{"dur:=>10m", "dur:=>10m", "dur:>10m"},
		{"dur:>10x", "dur:>10x", "no duration"},
		{"dur:>9999999999w", "dur:>9999999999w", "no duration"},
		{"exit:bad", "exit:bad", "neither a status"},
		{"exit:", "exit:", "nothing"},
		{"state:gone", "state:gone", "live, complete and torn"},
		{"state:live state:torn", "state:torn", "twice"},
		{"state:!live|torn|complete", "state:!live|torn|complete", "no state"},
		{`text:"DROP TABLE"`, `text:"DROP TABLE"`, "shellac search"},
		{"label:env=prod", "label:env=prod", "cannot be filtered by label"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			_, err := ParseFilter(tt.in, theNow())
			var bad *FilterError
			if !errors.As(err, &bad) || bad.Word != tt.word || !strings.Contains(bad.Reason, tt.reason) {
				t.Errorf("got %v; want %q with %q", err, tt.word, tt.reason)
			}
		})
	}
}

func TestFilterAdmits(t *testing.T) {
	zero, killed := format.ExitStatus{}, format.ExitStatus{Signal: "SIGKILL"}
	ssh := Entry{ID: oneID, Kind: "ssh", Target: "deploy@Web1", User: "mika@laptop", Duration: 10 * time.Minute, State: Complete, Exit: &zero, stage: committed}
	kube := Entry{ID: oneID, Kind: "kube", Target: "prod/shop/nginx-0", User: "root@ci", Duration: time.Hour, State: Torn, Exit: &killed, stage: committed}
	tests := []struct {
		filter    string
		ssh, kube bool
	}{
		{"", true, true},
		{"user:mika", true, false},
		{"user:MIKA", false, false},
		{"user:mik", false, false},
		{"user:mik*", true, false},
		{"user:*@ci", false, true},
		{"user:mika@laptop|root", true, true},
		{"user:!mika", false, true},
		{"node:web1", true, false},
		{"node:Web1", true, false},
		{"node:WEB1", false, false},
		{"node:web?", true, false},
		{"node:deploy@*", true, false},
		{"node:nginx-0", false, true},
		{"node:prod/*", false, true},
		{"node:shop", false, false},
		{"kind:ssh|run", true, false},
		{"kind:!ssh", false, true},
		{"exit:0", true, false},
		{"exit:!0", false, true},
		{"exit:SIGKILL|SIGTERM", false, true},
		{"dur:>10m", false, true},
		{"dur:>=10m dur:<=10m", true, false},
		{"dur:<1h", true, false},
		{"state:torn", false, true},
		{"laptop", true, false},
		{"nginx ci", false, true},
		{"nginx mika", false, false},
		{strings.ToLower(oneID[:8]), true, true},
	}
	for _, tt := range tests {
		f, err := ParseFilter(tt.filter, theNow())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			e    Entry
			want bool
		}{{ssh, tt.ssh}, {kube, tt.kube}} {
			if got := f.admitsBefore(c.e) && f.admitsText(c.e) && f.admitsState(c.e); got != c.want {
				t.Errorf("%q: got %v for %s, want %v", tt.filter, got, c.e.Target, c.want)
			}
		}
	}
}

func TestMatchGlob(t *testing.T) {
	tests := []struct {
		glob, s string
		want    bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "abc", true}, {"**", "abc", true}, {"a*c", "abbc", true}, {"a*c", "abcd", false},
		{"a*b*c", "aXbXbc", true}, {"?", "ż", true}, {"?", "", false}, {"日*語", "日本語", true}, {"a?c", "ac", false}, {"*a", "aaab", false},
		{"web1", "WEB1", true}, {"Web1", "web1", false}, {strings.Repeat("*a", 20), strings.Repeat("a", 5000) + "b", false},
	}
	for _, tt := range tests {
		if got := matchGlob(tt.glob, tt.s); got != tt.want {
			t.Errorf("%q, %.20q: got %v", tt.glob, tt.s, got)
		}
	}
}

// FuzzParseFilter: a filter is read or refused, and nothing that is read makes matching panic.
func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{`node:web* user:mika kind:ssh|kube since:7d dur:>10m exit:!0 state:torn`, `"a b" until:today`, `x:"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		filter, err := ParseFilter(s, theNow())
		if err != nil && !errors.As(err, new(*FilterError)) {
			t.Errorf("got %v", err)
		}
		for _, e := range keyEntries() {
			filter.admitsBefore(e)
			filter.admitsText(e)
			filter.admitsState(e)
		}
	})
}
