package inventory

import "strings"

// TargetFields are the fields of targets that queries may name besides labels.
func TargetFields() []string {
	return []string{"name", "node", "address", "user", "port", "group", "source", "kind", "label", "tag"}
}

// Text returns what a Filter looks at in a target. more are labels that programs printed.
func (t Target) Text(more ...Label) Text {
	n := len(t.Labels) + len(more)
	text := Text{Name: t.Name, Also: make([]string, 0, n+1), Fields: make([]Label, 0, 2*n+8)}
	add := func(field, value string) {
		if value != "" {
			text.Fields = append(text.Fields, Label{field, value})
		}
	}
	add("name", t.Name)
	add("node", t.Name)
	add("address", t.Address)
	add("user", t.User)
	add("port", t.Port)
	add("group", t.Group)
	add("source", t.Source)
	add("kind", t.Kind)
	if t.Address != "" && t.Address != t.Name {
		text.Also = append(text.Also, t.Address)
	}
	for _, labels := range [][]Label{t.Labels, more} {
		for _, l := range labels {
			both := l.String()
			text.Also = append(text.Also, both)
			text.Fields = append(text.Fields, l, Label{"label", both})
		}
	}
	return text
}

// A Selector asks for labels: name=value, all of which a target must have.
type Selector []Label

// ParseSelector reads k=v,k2=v2. In a value * and ? stand for any text; a name alone asks for any value.
func ParseSelector(s string) Selector {
	var sel Selector
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			value = "*"
		}
		sel = append(sel, Label{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return sel
}

// Admits tells whether labels have all that is asked for.
func (s Selector) Admits(labels []Label) bool {
	for _, want := range s {
		found := false
		for _, l := range labels {
			found = found || l.Name == want.Name && matchGlob(want.Value, l.Value)
		}
		if !found {
			return false
		}
	}
	return true
}

// Glob tells whether a name matches a pattern in which * stands for any text and ? for one character (a byte of it). Case
// does not count.
func Glob(pattern, name string) bool {
	return matchGlob(strings.ToLower(pattern), strings.ToLower(name))
}
