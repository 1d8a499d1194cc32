package pods

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/style"
)

var update = flag.Bool("update", false, "write the golden files anew")

// states are what the screen can look like; each brings a new stage there.
func states() map[string]func(*stage) {
	list := func(st *stage) {
		st.send("prod-eks/shop", whole(shop()...))
		st.start()
		st.until("the pods", func() bool {
			return st.screen.feed.complete && st.screen.rights.grant.User != "" && st.screen.names.names != nil
		})
	}
	fails := func(e kube.Error, again time.Duration) func(*stage) {
		return func(st *stage) {
			st.send("prod-eks/shop", kube.Batch{Err: &e, Again: again})
			if again == 0 {
				st.end("prod-eks/shop")
			}
			st.start()
			st.until("the error", func() bool {
				return st.screen.feed.err != nil && st.screen.feed.running() == (again > 0) && st.screen.rights.grant.User != ""
			})
		}
	}
	return map[string]func(*stage){
		"list": list,
		"filter": func(st *stage) {
			list(st)
			st.press("/", "c", "a", "r", "t", " ", "!", "w", "o", "r", "k")
		},
		"nomatch":    func(st *stage) { list(st); st.press("/", "z", "z", "z") },
		"containers": func(st *stage) { list(st); st.press("S") },
		"contexts":   func(st *stage) { list(st); st.press("ctrl+t") },
		"namespaces": func(st *stage) { list(st); st.press("N", "p", "a") },
		"wide":       func(st *stage) { list(st); st.press("w", "o") },
		"all": func(st *stage) {
			list(st)
			st.send("prod-eks/", whole(append(shop(), pod("payments", "pay-0", "Running", time.Hour))...))
			st.press("A")
			st.until("all pods", func() bool { return st.screen.feed.complete && len(st.screen.rows.known) == 8 })
			st.press("j", "j")
		},
		"mayshell": func(st *stage) {
			st.grants["prod-eks"] = kube.Grant{User: "bob@acme", Known: true, Get: true}
			list(st)
		},
		"reading": func(st *stage) {
			st.start()
			st.until("the feed", func() bool { return st.screen.feed.begun() && st.screen.rights.grant.User != "" })
		},
		"plugin": func(st *stage) {
			st.plugin = "aws eks get-token --cluster-name prod"
			st.start()
			st.until("the plugin", func() bool { return st.screen.feed.asking != "" && st.screen.rights.grant.User != "" })
			st.later(4 * time.Second)
		},
		"unreachable": fails(kube.Error{
			Kind: kube.Unreachable, Text: "prod-eks (eks.example) cannot be reached: no answer within 10s", Do: "check the network, VPN or tunnel to eks.example",
		}, 4*time.Second),
		"expired": fails(kube.Error{
			Kind: kube.Plugin, Text: "sign in to prod-eks: aws eks get-token --cluster-name prod ended with status 255",
			Lines: []string{"Error loading SSO Token: Token for acme does not exist", "\x1b[31mTry again\x1b[0m"}, Do: "run `aws sso login --profile prod`, then try again",
		}, 0),
		"lost": func(st *stage) {
			list(st)
			st.send("prod-eks/shop", kube.Batch{Err: &kube.Error{Kind: kube.Unreachable, Text: "prod-eks (eks.example) cannot be reached: connection refused"}, Again: 7 * time.Second})
			st.until("the error", func() bool { return st.screen.feed.err != nil })
		},
		"forbidden": func(st *stage) {
			fails(kube.Error{Kind: kube.Forbidden, Text: `prod-eks (eks.example): pods is forbidden: User "alice@acme" cannot list resource "pods"`}, 0)(st)
			st.until("the refusal", func() bool { return st.screen.rights.refusal != nil })
		},
		"none": func(st *stage) {
			st.send("prod-eks/shop", whole())
			st.start()
			st.until("nothing", func() bool {
				return st.screen.feed.complete && st.screen.rights.grant.User != "" && st.screen.names.names != nil
			})
		},
		"absent": func(st *stage) {
			st.absent = true
			st.send("prod-eks/shop", whole())
			st.start()
			st.until("nothing", func() bool { return st.screen.rights.absent && st.screen.rights.grant.User != "" })
		},
		"noconfig": func(st *stage) {
			st.wrong = &kube.Error{Kind: kube.NoConfig, Text: "no kubeconfig: looked for /home/me/.kube/config", Do: "copy one there, or have KUBECONFIG name it"}
			st.start()
			st.until("the error", func() bool { return st.screen.contexts.err != nil })
		},
		"nocurrent": func(st *stage) {
			for i := range st.contexts {
				st.contexts[i].Current = false
			}
			st.start()
			st.until("the menu", func() bool { return st.screen.menu.open })
		},
	}
}

// TestView compares what View draws, styles included, with the golden files. ESC is written as ^ in them.
func TestView(t *testing.T) {
	for _, size := range [][2]int{{80, 19}, {100, 25}, {200, 45}} { // what the root leaves of 80x24, 100x30 and 200x50
		for name, bring := range states() {
			name := fmt.Sprintf("%s_%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				st := newStage(t, size[0], size[1])
				bring(st)
				checkLines(t, st.plain(), size[0], size[1])
				compareGolden(t, name, st.view())
			})
		}
	}
}

// Every state is drawn in any room and any theme without running over.
func TestViewFits(t *testing.T) {
	for name, bring := range states() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, 80, 24)
			bring(st)
			for _, theme := range []style.Theme{{}, {Light: true}, {Plain: true}, {Bare: true, ASCII: true}} {
				st.screen.Update(theme)
				for _, size := range [][2]int{{60, 10}, {61, 15}, {89, 14}, {90, 40}, {300, 70}} {
					st.cols, st.rows = size[0], size[1]
					checkLines(t, st.plain(), size[0], size[1])
				}
			}
		})
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
