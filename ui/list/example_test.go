package list_test

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// hosts are the values of a screen: it filters and sorts them, the list asks for those that are seen.
type hosts []string

func (h hosts) Len() int        { return len(h) }
func (h hosts) ID(i int) string { return h[i] }
func (h hosts) Row(i int) list.Row {
	return list.Row{Cells: []string{h[i], fmt.Sprintf("10.0.0.%d", i+1)}, Matches: [][]int{{0, 1}}}
}

func ExampleModel() {
	l := list.New(list.Options{
		Theme:   style.Theme{Bare: true, ASCII: true},
		Columns: []list.Column{{Title: "NAME", Share: 1, Width: 8}, {Title: "ADDRESS", Width: 10, Right: true}},
		Rows:    hosts{"web1", "日本語ホスト", "호스트"},
		Noun:    "hosts",
		Total:   func() int { return 214 },
	})
	l.Refresh()
	l.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	for _, line := range l.Lines(40, 6) {
		fmt.Println(line + "|")
	}
	_, id, _ := l.Cursor()
	fmt.Println("the cursor is on", id)
	// Output:
	//  /                                3/214 |
	//    NAME                          ADDRESS|
	//    web1                         10.0.0.1|
	// >  日本語ホスト                 10.0.0.2|
	//    호스트                       10.0.0.3|
	//                                         |
	// the cursor is on 日本語ホスト
}
