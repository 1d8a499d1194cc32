package nodes

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/style"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestView compares what View draws, styles included, with the golden files. ESC is written as ^ in them.
func TestView(t *testing.T) {
	nothing := stageOptions()
	nothing.Sources = []inventory.Source{fixed{"ssh config", inventory.Listing{Looked: []inventory.Looked{{Path: "/h/.ssh/config"}, {Path: "/etc/ssh/ssh_config", Found: true}}}, nil},
		fixed{"cloud.sh", inventory.Listing{}, errors.New("run cloud.sh: exit status 3: the token has expired")}}
	never := stageOptions()
	never.Ask, never.Recordings, never.Labels, never.Rules = Never, nil, nil, nil
	drawn := stageOptions()
	drawn.Theme = style.Theme{}
	for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}, {60, 15}} {
		for _, c := range []struct {
			name, keys string
			options    Options
		}{
			{"all", "", stageOptions()}, {"host", "j", stageOptions()}, {"trouble", "j j j", stageOptions()}, {"refused", "G k k", stageOptions()}, {"filtered", `/ "env:prod_0"`, stageOptions()},
			{"wide", "z", stageOptions()}, {"byname", ">", stageOptions()}, {"marked", "space space", stageOptions()}, {"form", `j O "ci" tab "INC-1_cart" tab "uptime" enter`, stageOptions()},
			{"typed", `/ "ci@new.prod"`, stageOptions()}, {"nomatch", `/ "two_words_none"`, stageOptions()}, {"said", "i", stageOptions()}, {"warnings", "w", stageOptions()},
			{"nothing", "", nothing}, {"never", "j", never}, {"drawn", "j", drawn}, {"closed", "o", stageOptions()},
		} {
			name := fmt.Sprintf("%s_%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				s := newStage(t, c.options, size[0], size[1])
				s.press(c.keys)
				lines := s.draw()
				if len(lines) != size[1] {
					t.Errorf("%d lines", len(lines))
				}
				for i, l := range lines {
					if w := style.Width(l); w > size[0] {
						t.Errorf("line %d takes %d cells", i, w)
					}
					if strings.ContainsAny(strings.ReplaceAll(l, "\x1b[", ""), "\x1b\u202e") {
						t.Errorf("line %d steers the terminal: %q", i, l)
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
