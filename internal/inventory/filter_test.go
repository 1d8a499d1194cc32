package inventory

import (
	"fmt"
	"reflect"
	"testing"
)

func texts() []Text {
	return []Text{
		{Name: "web-prod-01", Also: []string{"10.0.11.21", "env=prod"}, Fields: []Label{{"env", "prod"}, {"user", "ci"}, {"source", "ssh config"}}},
		{Name: "web-prod-02", Also: []string{"10.0.12.22", "env=prod"}, Fields: []Label{{"env", "prod"}, {"user", "deploy"}}},
		{Name: "web-stg-01", Also: []string{"10.0.11.23", "env=stg"}, Fields: []Label{{"env", "stg"}}},
		{Name: "Backup", Also: []string{"b.example.com"}, Fields: []Label{{"env", "production"}}},
		{Name: "日本語ホスト"},
		{Name: "café"},
	}
}

func TestFilter(t *testing.T) {
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"", []string{"web-prod-01", "web-prod-02", "web-stg-01", "Backup", "日本語ホスト", "café"}},
		{"   ", []string{"web-prod-01", "web-prod-02", "web-stg-01", "Backup", "日本語ホスト", "café"}},
		{"wp1", []string{"web-prod-01"}},
		{"prod web", []string{"web-prod-01", "web-prod-02"}},
		{"01", []string{"web-stg-01", "web-prod-01"}},
		{"^web 02$", []string{"web-prod-02"}},
		{"^web-prod-02$", []string{"web-prod-02"}},
		{"'od-0", []string{"web-prod-01", "web-prod-02"}},
		{"'prod'", []string{"web-prod-01", "web-prod-02"}},
		{"web !prod", []string{"web-stg-01"}},
		{"web !^web-p", []string{"web-stg-01"}},
		{"stg | backup", []string{"Backup", "web-stg-01"}},
		{"backup", []string{"Backup"}},
		{"Backup", []string{"Backup"}},
		{"BACKUP", nil},
		{"10.0.11", []string{"web-stg-01", "web-prod-01"}},
		{"example", []string{"Backup"}},
		{"ホスト", []string{"日本語ホスト"}},
		{"cafe", []string{"café"}},
		{"café", []string{"café"}},
		{"env:prod", []string{"web-prod-01", "web-prod-02", "Backup"}},
		{"env:prod$", []string{"web-prod-01", "web-prod-02"}},
		{"env:p*n", []string{"Backup"}},
		{"env:stg|production", []string{"web-stg-01", "Backup"}},
		{"!env:prod", []string{"web-stg-01", "日本語ホスト", "café"}},
		{"env:!prod", []string{"web-stg-01", "日本語ホスト", "café"}},
		{"env:prod user:ci", []string{"web-prod-01"}},
		{`source:"ssh config"`, []string{"web-prod-01"}},
		{`source:ssh\ config`, []string{"web-prod-01"}},
		{"tag:x", nil},     // nobody has one, but it is a field
		{"nofield:x", nil}, // no field: text, which stands nowhere
		{"e:e | cafe", []string{"café"}},
		{"|", nil},
		{"$", nil},
		{"!", []string{"web-prod-01", "web-prod-02", "web-stg-01", "Backup", "日本語ホスト", "café"}},
		{"env:", []string{"web-prod-01", "web-prod-02", "web-stg-01", "Backup"}}, // whoever has one
	} {
		f := NewFilter(texts(), "tag")
		var got []string
		for _, m := range f.Match(c.query) {
			got = append(got, texts()[m.Row].Name)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.query, got, c.want)
		}
	}
}

func TestMarks(t *testing.T) {
	f := NewFilter(texts())
	f.Match("prod 10.0.11 !stg env:prod wp1")
	got := f.Marks(0)
	want := Marks{Name: []int{0, 4, 5, 6, 7, 10}, Also: [][]int{{0, 1, 2, 3, 4, 5, 6}, nil}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	f.Match("ホ")
	if got := f.Marks(4).Name; !reflect.DeepEqual(got, []int{3}) {
		t.Errorf("got %v", got)
	}
}

func manyTexts(n int) []Text {
	many := make([]Text, n)
	for i := range many {
		name := fmt.Sprintf("%s-%s-%04d.%s.example.com", []string{"web", "db", "cache", "worker", "bastion"}[i%5], []string{"prod", "stg", "dev"}[i%3], i, []string{"tokyo", "osaka"}[i%2])
		env := []string{"prod", "stg", "dev"}[i%3]
		many[i] = Text{Name: name, Also: []string{fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), "env=" + env, "role=web"}, Fields: []Label{{"env", env}, {"user", "deploy"}}}
	}
	return many
}

// The bar is five milliseconds for 5,000 names.
func BenchmarkFilter(b *testing.B) {
	for _, query := range []string{"w", "web", "prod web", "wp12tok", "10.0.1", "env:prod db", "!stg 'web | ^db", "nothinglikethis"} {
		b.Run(query, func(b *testing.B) {
			f := NewFilter(manyTexts(5000))
			for b.Loop() {
				f.Match(query)
			}
		})
	}
}

func BenchmarkNewFilter(b *testing.B) {
	many := manyTexts(5000)
	for b.Loop() {
		NewFilter(many)
	}
}
