package inventory

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A written is a target as inventory files and programs write it down.
type written struct {
	Name    string         `json:"name" yaml:"name"`
	Address string         `json:"address" yaml:"address"`
	User    string         `json:"user" yaml:"user"`
	Port    int            `json:"port" yaml:"port"`
	Group   string         `json:"group" yaml:"group"`
	Labels  map[string]any `json:"labels" yaml:"labels"`
}

// target makes a target of it, or says what is wrong.
func (w written) target() (Target, error) {
	if w.Name == "" {
		w.Name = w.Address
	}
	if w.Name == "" {
		return Target{}, errors.New("a host needs a name")
	}
	t := Target{Kind: KindSSH, Group: w.Group, Name: w.Name, Address: w.Address, User: w.User}
	for name, v := range map[string]string{"address": w.Address, "user": w.User} {
		if strings.HasPrefix(v, "-") || strings.ContainsFunc(v, func(r rune) bool { return r == ' ' || unprintable(r) }) {
			return Target{}, fmt.Errorf("the %s %q of %q cannot be given to ssh", name, v, w.Name)
		}
	}
	if w.Port < 0 || w.Port > 65535 {
		return Target{}, fmt.Errorf("the port of %q is %d; it can be 1 to 65535", w.Name, w.Port)
	}
	if w.Port != 0 {
		t.Port = strconv.Itoa(w.Port)
	}
	t.Flags = w.flags(t.Port)
	labels, err := readLabels(w.Labels)
	t.Labels = labels
	return t, err
}

// flags makes options of ssh of what is written, so that the configuration of ssh for the name goes on counting for the rest.
func (w written) flags(port string) []string {
	var flags []string
	if w.Address != "" && w.Address != w.Name {
		flags = append(flags, "-o", "HostName="+strings.ReplaceAll(w.Address, "%", "%%"))
	}
	if w.User != "" {
		flags = append(flags, "-l", w.User)
	}
	if port != "" {
		flags = append(flags, "-p", port)
	}
	return flags
}

// readLabels makes labels of a map. A list is several labels of one name.
func readLabels(m map[string]any) ([]Label, error) {
	var labels []Label
	for name, v := range m {
		if name == "" {
			return nil, errors.New("a label has no name")
		}
		values, ok := v.([]any)
		if !ok {
			values = []any{v}
		}
		for _, v := range values {
			switch v := v.(type) {
			case map[string]any, []any, map[any]any:
				return nil, fmt.Errorf("the label %q is no plain value", name)
			case nil:
				labels = append(labels, Label{name, ""})
			case time.Time:
				labels = append(labels, Label{name, v.Format(time.DateOnly)})
			case float64:
				labels = append(labels, Label{name, strconv.FormatFloat(v, 'f', -1, 64)})
			default:
				labels = append(labels, Label{name, fmt.Sprint(v)})
			}
		}
	}
	return sortLabels(labels), nil
}
