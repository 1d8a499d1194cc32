package config

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A Rule says what holds for sessions on some targets. On a user's own machine it is advice to that user: who can edit the
// file can edit the rule.
type Rule struct {
	Match   string   `yaml:"match"` // which targets; see ParseMatch
	Record  RuleSays `yaml:"record"`
	Require Require  `yaml:"require"`
}

// RuleSays is what a rule says of recording.
type RuleSays struct {
	Policy string `yaml:"policy"` // spool or strict; empty leaves it to the rest of the configuration
}

// Require is what a session must be given.
type Require struct {
	Reason string `yaml:"reason"` // a regular expression that the reason must match; empty requires none
}

// A Subject is a target as rules see it.
type Subject struct {
	Kind   string   // ssh, kube, run
	Names  []string // that it goes by
	Labels []string // name=value
}

// A Match is the condition of a rule.
type Match []condition

type condition struct{ field, glob string }

// ParseMatch reads a condition: words that must all hold, each of them node:GLOB (the target's name), label:NAME=GLOB or
// kind:GLOB. In a glob * stands for any text and ? for one character; case does not count.
func ParseMatch(s string) (Match, error) {
	var m Match
	for _, word := range strings.Fields(s) {
		field, value, ok := strings.Cut(word, ":")
		switch {
		case !ok:
			return nil, fmt.Errorf("%q is not of the form node:web*, label:env=prod or kind:ssh", word)
		case field != "node" && field != "label" && field != "kind":
			return nil, fmt.Errorf("%q: a rule can match by node, label and kind", word)
		case value == "":
			return nil, fmt.Errorf("%q: nothing follows the colon", word)
		case field == "label" && !strings.Contains(value, "="):
			return nil, fmt.Errorf("%q is not of the form label:env=prod", word)
		}
		m = append(m, condition{field, strings.ToLower(value)})
	}
	if m == nil {
		return nil, errors.New(`it is empty; "kind:*" matches everything`)
	}
	return m, nil
}

// Admits tells whether a target fulfils the condition.
func (m Match) Admits(s Subject) bool {
	for _, c := range m {
		values := map[string][]string{"kind": {s.Kind}, "node": s.Names, "label": s.Labels}[c.field]
		some := false
		for _, v := range values {
			some = some || glob(c.glob, strings.ToLower(v))
		}
		if !some {
			return false
		}
	}
	return true
}

// Rule returns the first rule for a target.
func (c Config) Rule(s Subject) (Rule, bool) {
	for _, r := range c.Rules {
		if m, err := ParseMatch(r.Match); err == nil && m.Admits(s) {
			return r, true
		}
	}
	return Rule{}, false
}

// RulesReadLabels tells whether labels have to be known to find the rule for a target.
func (c Config) RulesReadLabels() bool {
	for _, r := range c.Rules {
		if strings.Contains(r.Match, "label:") {
			return true
		}
	}
	return false
}

func checkRules(rules []Rule) error {
	for i, r := range rules {
		if _, err := ParseMatch(r.Match); err != nil {
			return fmt.Errorf("rules[%d].match: %w", i, err)
		}
		if err := oneOf(fmt.Sprintf("rules[%d].record.policy", i), r.Record.Policy, "", "spool", "strict"); err != nil {
			return err
		}
		if _, err := regexp.Compile(r.Require.Reason); err != nil {
			return fmt.Errorf("rules[%d].require.reason is no regular expression: %w", i, err)
		}
	}
	return nil
}

// glob matches a text with a pattern in which * stands for any text and ? for one character.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, back := -1, 0
	i, j := 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, back = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0: // the last star takes one character more
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
