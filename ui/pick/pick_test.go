package pick

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/ui/style"
)

var update = flag.Bool("update", false, "write the golden files anew")

// containing is a filter that looks for the text in the first cell.
type containing struct {
	rows  []Row
	query string
}

func (c *containing) Match(query string) (found []int) {
	c.query = query
	for i, r := range c.rows {
		if strings.Contains(r.Cells[0], query) {
			found = append(found, i)
		}
	}
	return found
}

func (c *containing) Marks(row int) [][]int {
	var marks []int
	at := strings.Index(c.rows[row].Cells[0], c.query)
	for i := range c.query {
		marks = append(marks, at+i)
	}
	return [][]int{marks}
}

func options() Options {
	return Options{Prompt: "ssh", Noun: "hosts", Theme: style.Theme{ASCII: true},
		Filter: func(rows []Row) Filter { return &containing{rows: rows} },
		Typed: func(query string) string {
			if strings.Contains(query, " ") {
				return ""
			}
			return "open " + query + " as typed"
		}}
}

func rows(n int) []Row {
	all := make([]Row, n)
	for i := range all {
		all[i] = Row{[]string{fmt.Sprintf("web-%02d", i), fmt.Sprintf("10.0.0.%d", i), "env=prod az=a", "2m"}}
	}
	return all
}

// press types keys as a terminal sends them.
func press(m *model, keys string) {
	m.take(m.keys.feed([]byte(keys)))
	if m.keys.waiting() {
		m.take(m.keys.end())
	}
}

func TestView(t *testing.T) {
	hostile := []Row{{[]string{"日本語ホスト", "10.0.0.1"}}, {[]string{"a\x1b[2Jb\u202ec", "x\ty"}}, {[]string{strings.Repeat("long-", 40), "192.0.2.1"}}}
	for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}, {30, 5}} {
		for _, c := range []struct {
			name, keys string
			rows       []Row
		}{
			{"all", "", rows(25)}, {"typed", "web-1\x1b[B", rows(25)}, {"last", "\x1b[A", rows(25)}, {"nothing", "no such", rows(3)}, {"reading", "web", nil}, {"hostile", "日", hostile}, {"hostileall", "", hostile},
		} {
			name := fmt.Sprintf("%s_%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				m := newModel(options())
				m.resize(size[0], size[1])
				if c.rows != nil {
					m.loaded(c.rows, nil)
				}
				press(m, c.keys)
				lines := m.draw()
				if len(lines) >= size[1] {
					t.Errorf("%d lines on a terminal of %d", len(lines), size[1])
				}
				for i, l := range lines {
					if w := style.Width(l); w >= size[0] {
						t.Errorf("line %d takes %d cells", i, w)
					}
				}
				compareGolden(t, name, strings.Join(lines, "\n"))
			})
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, "\x1b", "^") + "\n"
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestChoices(t *testing.T) {
	for _, c := range []struct {
		keys string
		want Choice
		ok   bool
	}{
		{"\r", Choice{Row: 0}, true},
		{"\x1b[B\x0e\r", Choice{Row: 2}, true},
		{"\t\t\x1b[Z\r", Choice{Row: 1}, true},
		{"\x1b[6~\r", Choice{Row: 10}, true},
		{"\x1b[6~\x1b[6~\x1b[6~\x1b[5~\r", Choice{Row: 14}, true},
		{"\x1b[A\r", Choice{Row: 24}, true},
		{"web-17\r", Choice{Row: 17}, true},
		{"web-1\x1b[A\r", Choice{Row: -1, Typed: "web-1"}, true},
		{"ci@x\r", Choice{Row: -1, Typed: "ci@x"}, true},
		{"no such\r", Choice{}, false},
		{"web-17\x15\r", Choice{Row: 0}, true},
		{"x\x7fweb-03\r", Choice{Row: 3}, true},
		{"\x1b[200~web-04\r\nx\x1b[201~\r", Choice{Row: -1, Typed: "web-04"}, false},
		{"\x1b", Choice{}, false},
		{"\x03", Choice{}, false},
		{"\r\x1b", Choice{Row: 0}, true},
	} {
		m := newModel(options())
		m.resize(80, 24)
		m.loaded(rows(25), nil)
		press(m, c.keys)
		if m.chosen != c.ok || c.ok && m.choice != c.want {
			t.Errorf("%q: got %+v, %v", c.keys, m.choice, m.chosen)
		}
	}
}

func TestKeysBeforeTheRowsCount(t *testing.T) {
	m := newModel(options())
	m.resize(80, 24)
	press(m, "web-07\r")
	if m.over {
		t.Fatal("something was chosen before there was anything")
	}
	m.loaded(rows(25), nil)
	press(m, "\r")
	if !m.chosen || m.choice.Row != 7 {
		t.Errorf("got %+v", m.choice)
	}
	m = newModel(options())
	broken := errors.New("broken")
	m.loaded(nil, broken)
	if !m.over || !errors.Is(m.err, broken) {
		t.Errorf("got %v", m.err)
	}
}

// keyNames decodes bytes, given in parts.
func keyNames(parts ...string) []string {
	var d decoder
	var names []string
	for _, p := range parts {
		for _, e := range d.feed([]byte(p)) {
			if e.paste != "" {
				names = append(names, "paste "+e.paste)
			} else {
				names = append(names, e.key.String())
			}
		}
	}
	if d.waiting() {
		for _, e := range d.end() {
			names = append(names, e.key.String())
		}
	}
	return names
}

func TestDecoder(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  []string
	}{
		{[]string{"aÉ日"}, []string{"a", "É", "日"}},
		{[]string{"\xe6", "\x97", "\xa5x"}, []string{"日", "x"}},
		{[]string{"\xff\x00x"}, []string{"x"}},
		{[]string{"\r\n\t\x7f\x08\x03\x1a"}, []string{"enter", "enter", "tab", "backspace", "backspace", "ctrl+c", "ctrl+z"}},
		{[]string{"\x1b"}, []string{"esc"}},
		{[]string{"\x1b[A\x1bOB\x1b[1;5C\x1b[1;3D\x1b[3~\x1b[5~\x1b[Z"}, []string{"up", "down", "ctrl+right", "alt+left", "delete", "pgup", "shift+tab"}},
		{[]string{"\x1b", "[", "B"}, []string{"down"}},
		{[]string{"\x1bb\x1b\x7f"}, []string{"alt+b", "alt+backspace"}},
		{[]string{"\x1b[200~a\nb", "\x1b[20", "1~c"}, []string{"paste a\nb", "c"}},
		{[]string{"\x1b[?1;2c\x1b[99;99Rx"}, []string{"x"}},
		{[]string{"\x1b[" + strings.Repeat("1", 40) + "x"}, []string{"1", "1", "1", "1", "1", "1", "1", "1", "1", "x"}},
	} {
		if got := keyNames(c.parts...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.parts, got, c.want)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, seed := range []string{"abc\x1b[A\x1b", "\x1b[200~x\x1b[201~\xe6\x97", "\x1b[\x1b[\x1b\x1b", "\x1bO"} {
		f.Add([]byte(seed), 1)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		m := newModel(options())
		m.resize(80, 24)
		m.loaded(rows(3), nil)
		cut = min(max(cut, 0), len(b))
		m.take(m.keys.feed(b[:cut]))
		m.take(m.keys.feed(b[cut:]))
		for _, l := range m.draw() {
			if style.Width(l) > 80 || strings.ContainsAny(l, "\n\r\x07") {
				t.Errorf("line %q", l)
			}
		}
	})
}
