package index

import (
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/transcript"
)

// A Session is what a search may filter by, of a recording. Its texts are as the recorder wrote them: they are not fit to be
// printed before they have been cleaned.
type Session struct {
	ID         string
	Kind       string
	Target     string
	User       string // user@host
	RemoteUser string
	Namespace  string // the label kube.namespace
	Reason     string
	Labels     []format.Label
	Start      time.Time // UTC
	Duration   time.Duration
	Exit       *format.ExitStatus // nil where not known
	State      archive.State
	Bytes      int64 // of output
}

// SessionOf returns what is to be known of a recording that was read; its state is the one of the listing.
func SessionOf(e archive.Entry, r transcript.Reading) Session {
	return sessionOf(e, r.Header, r.Summary)
}

func sessionOf(e archive.Entry, h format.Header, sum format.Summary) Session {
	s := Session{ID: e.ID, Kind: h.Kind, Target: h.Target, User: h.User, RemoteUser: h.RemoteUser, Reason: h.Reason, Labels: h.Labels,
		Start: h.Start.UTC(), Duration: sum.Duration, Exit: sum.Exit, State: e.State, Bytes: sum.OutputBytes}
	for _, l := range h.Labels {
		if l.Name == archive.LabelNamespace {
			s.Namespace = l.Value
		}
	}
	return s
}
