package kube

import (
	"time"
)

// A Pod is what a list shows of one, and what opening a shell in it needs.
type Pod struct {
	Namespace, Name string
	// UID tells a pod from another that takes its name.
	UID string
	// Status is the word that kubectl prints: Running, CrashLoopBackOff, Completed, Terminating, Init:0/1, …
	Status string
	// Ready of Total containers are ready; both count sidecars, as kubectl does.
	Ready, Total int
	Restarts     int
	LastRestart  time.Time // zero: unknown
	Created      time.Time
	Node, IP, OS string // OS is "" unless the pod says which
	Owner        Owner
	Labels       map[string]string
	// Containers are all of them: init containers first, then those that run, then ephemeral ones.
	Containers []Container
	// Named is the container that the annotation kubectl.kubernetes.io/default-container names, which need not exist.
	Named string
}

// An Owner is the object that made a pod and replaces it; the zero value is none.
type Owner struct{ Kind, Name, UID string }

// A Role is what a container is for.
type Role int

// The roles of containers.
const (
	Main      Role = iota
	Init           // runs before the others
	Sidecar        // an init container that stays
	Ephemeral      // added to look at the others
)

// A Container is one of a pod.
type Container struct {
	Name, Image string
	Role        Role
	// State is Running, or the reason why it waits or ended; "Waiting" or "Terminated" where there is none.
	State    string
	Ready    bool
	Running  bool
	Restarts int
	// Stdin and TTY say whether its main process reads what is typed, and whether it has a terminal.
	Stdin, TTY bool
}

// Default returns the container that commands enter unless told otherwise: the one that is Named, or the first. It is "" for a pod without containers.
func (p Pod) Default() string {
	first := ""
	for _, c := range p.Containers {
		if c.Name == p.Named {
			return c.Name
		}
		if c.Role == Main && first == "" {
			first = c.Name
		}
	}
	return first
}

// Marked reports whether an annotation names the default container.
func (p Pod) Marked() bool { return p.Named != "" && p.Default() == p.Named }

// Container returns a container by its name, or the zero value.
func (p Pod) Container(name string) Container {
	for _, c := range p.Containers {
		if c.Name == name {
			return c
		}
	}
	return Container{}
}

// Replaces reports whether p took the place of gone: both have one owner, and p is newer or, as in a stateful set, has
// its name.
func (p Pod) Replaces(gone Pod) bool {
	if p.UID == gone.UID || p.Namespace != gone.Namespace {
		return false
	}
	same := p.Owner.UID != "" && p.Owner.UID == gone.Owner.UID
	return (same || p.Name == gone.Name) && p.Created.After(gone.Created)
}
