package pods

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
)

// crowd is a screen with n pods.
func crowd(b *testing.B, n int) *Screen {
	b.Helper()
	s := New(b.Context(), Options{Now: func() time.Time { return start }})
	s.feed = feed{began: start, seen: map[string]bool{}}
	s.place = place{"prod", "shop"}
	var pods []kube.Pod
	for i := range n {
		pods = append(pods, pod("shop", fmt.Sprintf("cart-%05d-7d9f8c6b5-%05d", i, i*7919%n), "Running", time.Duration(i)*time.Second))
	}
	for len(pods) > 0 {
		some := pods[:min(len(pods), 500)]
		s.apply(kube.Batch{Pods: some})
		pods = pods[len(some):]
	}
	s.View(100, 25)
	return s
}

// BenchmarkKey moves the cursor among 2,000 pods and draws.
func BenchmarkKey(b *testing.B) {
	s := crowd(b, 2000)
	for b.Loop() {
		s.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
		s.View(100, 25)
	}
}

// BenchmarkFilter types a letter into the filter of 2,000 pods and draws.
func BenchmarkFilter(b *testing.B) {
	s := crowd(b, 2000)
	texts := []string{"c", "ca", "car", "car17", "car17 !9", ""}
	i := 0
	for b.Loop() {
		s.list.SetFilter(texts[i%len(texts)])
		s.View(100, 25)
		i++
	}
}

// BenchmarkChange applies the change of a single pod among 2,000, under a filter, and draws.
func BenchmarkChange(b *testing.B) {
	s := crowd(b, 2000)
	s.list.SetFilter("cart 17")
	p := s.rows.all[17].Pod
	for b.Loop() {
		p.Restarts++
		s.apply(kube.Batch{Pods: []kube.Pod{p}})
		s.View(100, 25)
	}
}
