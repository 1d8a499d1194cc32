package pods

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
)

// rights are what the user may do at a place, as far as it is known.
type rights struct {
	at      place
	grant   kube.Grant
	refusal *kube.Refusal // of the list
	absent  bool          // there is no such namespace
}

func (r *rights) reset(at place) {
	if r.at != at {
		*r = rights{at: at}
	}
	r.refusal, r.absent = nil, false
}

type grantMsg struct {
	at    place
	grant kube.Grant
	err   error
}

type refusalMsg struct {
	at      place
	refusal *kube.Refusal
	absent  bool
}

// askRights asks who the user is. It waits for the same plugin as the list.
func (s *Screen) askRights(ctx context.Context) tea.Cmd {
	ask, at := s.o.Grant, s.place
	return func() tea.Msg {
		grant, err := ask(ctx, at.context, at.namespace)
		return grantMsg{at, grant, err}
	}
}

func (s *Screen) sawGrant(msg grantMsg) {
	if msg.at == s.place && msg.err == nil { // that it failed the list says as well
		s.rights.grant = msg.grant
	}
}

func (s *Screen) askRefusal() tea.Cmd {
	ask, ctx, at := s.o.Refusal, s.ctx, s.place
	return func() tea.Msg {
		r := ask(ctx, at.context, kube.Action{Verb: "list", Resource: "pods", Namespace: at.namespace})
		return refusalMsg{at: at, refusal: &r}
	}
}

// askExists tells an empty namespace from one that is not there.
func (s *Screen) askExists() tea.Cmd {
	if s.place.namespace == "" {
		return nil
	}
	ask, ctx, at := s.o.Exists, s.ctx, s.place
	return func() tea.Msg {
		there, err := ask(ctx, at.context, at.namespace)
		return refusalMsg{at: at, absent: err == nil && !there}
	}
}

func (s *Screen) sawRefusal(msg refusalMsg) {
	if msg.at == s.place {
		s.rights.refusal, s.rights.absent = msg.refusal, msg.absent
	}
}

// allowedMsg says whether what the user wants to run would be allowed.
type allowedMsg struct {
	run     act.Run
	allowed bool
	refused string
}

// checked runs something that the user may do for all that is known. What is not allowed in the namespace may still be so
// for the one pod: that is asked for first.
func (s *Screen) checked(run act.Run, may bool, a kube.Action) tea.Cmd {
	if may || !s.rights.grant.Known {
		return act.Do(run)
	}
	ask, ctx, at, user := s.o.May, s.ctx, s.place, s.rights.grant.User
	return func() tea.Msg {
		ok, err := ask(ctx, at.context, a)
		return allowedMsg{run, ok || err != nil, "You (" + user + ") may not " + a.String()}
	}
}

func (s *Screen) allowed(msg allowedMsg) tea.Cmd {
	if msg.allowed {
		return act.Do(msg.run)
	}
	return act.Failed(msg.refused)
}
