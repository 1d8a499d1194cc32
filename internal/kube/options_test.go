package kube

import (
	"testing"
	"time"
)

func TestParseTimeout(t *testing.T) {
	for text, want := range map[string]time.Duration{"5s": 5 * time.Second, "1m": time.Minute, "7": 7 * time.Second, "0": -1, "0s": -1} {
		if got, err := ParseTimeout(text); err != nil || got != want {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "soon", "-1s"} {
		if _, err := ParseTimeout(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}
