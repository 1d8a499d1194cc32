package kube

import (
	"fmt"
	"time"
)

// judge sets the pod's status, its ready and total containers and its restarts to what kubectl prints. kubectl has this
// from the API server, whose rules are these: the pod's own reason or phase, unless an init container is not done yet,
// unless a container says something more telling, unless the pod is being deleted.
func (w *podWire) judge(p *Pod) {
	p.Total = len(w.Spec.Containers)
	for _, c := range w.Spec.InitContainers {
		if c.sidecar() {
			p.Total++
		}
	}
	p.Status = w.Status.Phase
	if w.Status.Reason != "" {
		p.Status = w.Status.Reason
	}
	for _, c := range w.Status.Conditions {
		if c.Type == "PodScheduled" && c.Reason == "SchedulingGated" {
			p.Status = c.Reason
		}
	}
	if done := w.judgeInit(p); done || w.is("Initialized") {
		w.judgeMain(p)
	}
	if w.Metadata.DeletionTimestamp == nil {
		return
	}
	switch {
	case w.Status.Reason == "NodeLost":
		p.Status = "Unknown"
	case w.Status.Phase != "Succeeded" && w.Status.Phase != "Failed":
		p.Status = "Terminating"
	}
}

func (w *podWire) is(condition string) bool {
	for _, c := range w.Status.Conditions {
		if c.Type == condition {
			return c.Status == "True"
		}
	}
	return false
}

// judgeInit looks at the init containers and reports whether the pod is past them.
func (w *podWire) judgeInit(p *Pod) bool {
	for i := range w.Status.InitContainerStatuses {
		s := &w.Status.InitContainerStatuses[i]
		p.restarted(s)
		switch {
		case s.State.Ended != nil && s.State.Ended.ExitCode == 0:
			continue
		case s.Started && p.Container(s.Name).Role == Sidecar:
			if s.Ready {
				p.Ready++
			}
			continue
		case s.State.Ended != nil:
			p.Status = "Init:" + s.State.Ended.word()
		case s.State.Waiting != nil && s.State.Waiting.Reason != "" && s.State.Waiting.Reason != "PodInitializing":
			p.Status = "Init:" + s.State.Waiting.Reason
		default:
			p.Status = fmt.Sprintf("Init:%d/%d", i, len(w.Spec.InitContainers))
		}
		return false
	}
	return true
}

// judgeMain looks at the containers proper, the first of which has the last word. Of init containers only the restarts
// of sidecars count from here on.
func (w *podWire) judgeMain(p *Pod) {
	p.Restarts, p.LastRestart = 0, time.Time{}
	for i := range w.Status.InitContainerStatuses {
		if s := &w.Status.InitContainerStatuses[i]; p.Container(s.Name).Role == Sidecar {
			p.restarted(s)
		}
	}
	running, failure := false, ""
	for i := len(w.Status.ContainerStatuses) - 1; i >= 0; i-- {
		s := &w.Status.ContainerStatuses[i]
		p.restarted(s)
		switch {
		case s.State.Waiting != nil && s.State.Waiting.Reason != "":
			p.Status = s.State.Waiting.Reason
		case s.State.Ended != nil:
			p.Status = s.State.Ended.word()
			if s.State.Ended.ExitCode != 0 {
				failure = p.Status
			}
		case s.Ready && s.State.Running != nil:
			running = true
			p.Ready++
		}
	}
	if p.Status != "Completed" {
		return
	}
	switch { // one has ended well, and others have not
	case running && w.is("Ready"):
		p.Status = "Running"
	case failure != "":
		p.Status = failure
	case running:
		p.Status = "NotReady"
	}
}

func (e *ended) word() string {
	switch {
	case e.Reason != "":
		return e.Reason
	case e.Signal != 0:
		return fmt.Sprintf("Signal:%d", e.Signal)
	}
	return fmt.Sprintf("ExitCode:%d", e.ExitCode)
}

func (p *Pod) restarted(s *statusWire) {
	p.Restarts += s.RestartCount
	if last := s.LastState.Ended; last != nil && last.FinishedAt.After(p.LastRestart) {
		p.LastRestart = last.FinishedAt
	}
}
