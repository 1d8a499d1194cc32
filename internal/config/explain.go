package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

var unknownField = regexp.MustCompile(`line (\d+): field (\S+) not found in type config\.(\w+)`)

// explain says of an unknown key where it stands and what may have been meant.
func explain(err error) error {
	m := unknownField.FindStringSubmatch(err.Error())
	if m == nil {
		return errors.New(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n  "), "yaml: "))
	}
	text := fmt.Sprintf("line %s: unknown key %q", m[1], m[2])
	found := map[string][]string{}
	keys(reflect.TypeFor[Config](), found)
	here := found[m[3]]
	if near := nearest(m[2], here); near != "" {
		return errors.New(text + fmt.Sprintf("; did you mean %q?", near))
	}
	return errors.New(text + "; here can be " + strings.Join(here, ", "))
}

// keys collects the keys of a type and of those inside it, by the type's name.
func keys(t reflect.Type, found map[string][]string) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || found[t.Name()] != nil {
		return
	}
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" {
			found[t.Name()] = append(found[t.Name()], name)
			keys(t.Field(i).Type, found)
		}
	}
}

// nearest returns the word with the smallest edit distance to s, if that is at most 2.
func nearest(s string, words []string) string {
	best, word := 3, ""
	for _, w := range words {
		if d := distance(s, w); d < best {
			best, word = d, w
		}
	}
	return word
}

// distance counts the insertions, deletions, replacements and swaps of neighbours between two words.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
