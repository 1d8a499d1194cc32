package archive

import (
	"fmt"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

// Removal says whether Commit removes the slices of the stream that it has made superfluous.
type Removal int

// The choices of Removal.
const (
	RemoveByStore Removal = iota // in directories and memory; not on S3, where the lifecycle does it
	RemoveAlways
	RemoveNever
)

// Options of an Archive; the zero value is right for use.
type Options struct {
	Stale      time.Duration    // after which a session that stores nothing more counts as torn; 0: 12 hours
	Poll       time.Duration    // how often Follow looks for more; 0: 2 seconds
	RemoveLive Removal          // what Commit does about the slices
	Looks      int              // how many sessions without a commit one listing looks at more closely; 0: 64
	Now        func() time.Time // nil: time.Now
}

const (
	defaultStale = 12 * time.Hour
	defaultPoll  = 2 * time.Second
	defaultLooks = 64
)

// An Archive is the recordings in a store. It is safe for concurrent use. It never tries a call of the store twice: give it
// a store that does.
type Archive struct {
	store store.Store
	o     Options
}

// New returns the archive in a store; it does not touch the store.
func New(s store.Store, o Options) *Archive {
	if o.Stale <= 0 {
		o.Stale = defaultStale
	}
	if o.Poll <= 0 {
		o.Poll = defaultPoll
	}
	if o.Looks <= 0 {
		o.Looks = defaultLooks
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RemoveLive == RemoveByStore {
		o.RemoveLive = RemoveNever
		if isLocal(s) {
			o.RemoveLive = RemoveAlways
		}
	}
	return &Archive{s, o}
}

// isLocal asks the store's name, since the store may stand behind a decorator.
func isLocal(s store.Store) bool {
	n, ok := s.(fmt.Stringer)
	return ok && (strings.HasPrefix(n.String(), "file:") || n.String() == "memory")
}

// String names the store without any secret.
func (a *Archive) String() string {
	if n, ok := a.store.(fmt.Stringer); ok {
		return n.String()
	}
	return "store"
}
