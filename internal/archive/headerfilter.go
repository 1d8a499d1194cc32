package archive

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A HeaderFilter says what the header of a recording must say that its catalog key does not tell. The zero value lets all pass.
type HeaderFilter struct {
	Namespaces []Pattern // of the pod, each must hold
	Labels     []Pattern // each must hold; of a name and a value like env=prod, or of a name
	Reasons    []Pattern // each must hold, for a part of the reason
}

// IsZero tells whether the filter lets all pass.
func (f HeaderFilter) IsZero() bool { return len(f.Namespaces)+len(f.Labels)+len(f.Reasons) == 0 }

// LabelNamespace is the label that says in which namespace the pod of a session is.
const LabelNamespace = "kube.namespace"

// Admits tells whether a session with the given labels and reason passes.
func (f HeaderFilter) Admits(labels []format.Label, reason string) bool {
	var namespace string
	var names []string
	for _, l := range labels {
		names = append(names, l.Name, l.Name+"="+l.Value)
		if l.Name == LabelNamespace {
			namespace = l.Value
		}
	}
	fails := func(patterns []Pattern, names ...string) bool {
		return slices.ContainsFunc(patterns, func(p Pattern) bool { return !p.matches(names...) })
	}
	return !fails(f.Namespaces, namespace) && !fails(f.Labels, names...) && !fails(f.Reasons, reason)
}

// parseLabels reads env=prod, env=prod|stg or env.
func parseLabels(value string) Pattern {
	not, globs := choices(value)
	name, _, valued := strings.Cut(globs[0], "=")
	for i, g := range globs {
		if valued && !strings.Contains(g, "=") {
			globs[i] = name + "=" + g
		}
	}
	return Pattern{not, globs}
}

// parseReason reads a part of a reason.
func parseReason(value string) Pattern {
	not, globs := choices(value)
	for i, g := range globs {
		globs[i] = "*" + g + "*"
	}
	return Pattern{not, globs}
}

// ParseFilters is ParseFilter for those who read the recordings' headers, too. It also takes
//
//	label:env=prod|stg  label:env        a label of the session
//	ns:shop                              the namespace of the pod
//	reason:INC-4411                      a part of the reason
func ParseFilters(s string, now time.Time) (Filter, HeaderFilter, error) {
	words, err := splitWords(s)
	if err != nil {
		return Filter{}, HeaderFilter{}, err
	}
	var f Filter
	var h HeaderFilter
	for _, w := range words {
		switch {
		case w.value == "":
			err = errors.New("nothing to look for")
		case w.key == "label":
			h.Labels = append(h.Labels, parseLabels(w.value))
		case w.key == "ns":
			h.Namespaces = append(h.Namespaces, parsePattern(w.value))
		case w.key == "reason":
			h.Reasons = append(h.Reasons, parseReason(w.value))
		default:
			err = f.addWord(w, now)
		}
		if err != nil {
			return Filter{}, HeaderFilter{}, &FilterError{w.typed, err.Error()}
		}
	}
	return f, h, nil
}
