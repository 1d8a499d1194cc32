package pods

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

// lost is the pod that was under the cursor and is no more. Another one may be about to take its place.
type lost struct {
	pod  kube.Pod
	at   time.Time
	next string // where the cursor went, for want of a better place
}

// lostFor is how long a pod is waited for that takes the place of another.
const lostFor = 30 * time.Second

// settleLost puts the cursor onto what took the place of the pod that was under it, and says so. before is that pod.
func (s *Screen) settleLost(before kube.Pod, had bool) tea.Cmd {
	now := s.o.Now()
	_, here, _ := s.list.Cursor()
	if had && s.touched && s.rows.known[before.UID] == nil {
		s.lost = lost{before, now, here}
		if by := s.replacement(before); by == nil {
			return act.Said(before.Name + " is gone")
		}
	}
	if s.lost.pod.UID == "" {
		return nil
	}
	if now.Sub(s.lost.at) > lostFor || here != s.lost.next { // the user has gone on
		s.lost = lost{}
		return nil
	}
	by := s.replacement(s.lost.pod)
	if by == nil {
		return nil
	}
	gone := s.lost
	s.lost = lost{}
	cmd, _ := s.list.Select(by.UID)
	return tea.Batch(cmd, act.Said(gone.pod.Name+" was replaced by "+by.Name+" "+style.Age(now.Sub(by.Created))+" ago"))
}

// replacement returns the youngest pod that took the place of another, nil if there is none.
func (s *Screen) replacement(gone kube.Pod) *row {
	var best *row
	for _, x := range s.rows.all {
		if x.Replaces(gone) && (best == nil || x.Created.After(best.Created)) {
			best = x
		}
	}
	return best
}
