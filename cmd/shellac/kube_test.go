package main

import (
	"os"
	"strings"
	"testing"
)

func TestWhatKubectlIsToldBesides(t *testing.T) {
	a := &app{stdin: os.Stdin, stdout: os.Stdout}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"web-0"}, "-i web-0 --"},
		{[]string{"-it", "web-0", "--"}, "-it web-0 --"},
		{[]string{"--stdin", "web-0", "-c", "app"}, "--stdin web-0 -c app --"},
		{[]string{"-n", "shop", "web-0"}, "-i -n shop web-0 --"},
	} {
		line := parseKubectl(c.args)
		got := a.withShell(line, c.args)
		if text := strings.Join(got[:len(got)-3], " "); text != c.want || line.command || got[len(got)-3] != "sh" {
			t.Errorf("%q: got %q, command %v, want %q", c.args, text, line.command, c.want)
		}
	}
	for _, args := range [][]string{{"web-0", "--", "sh"}, {"web-0", "sh"}, {"-it", "web-0", "-c", "app", "--", "sh"}} {
		if !parseKubectl(args).command {
			t.Errorf("%q: no command is seen", args)
		}
	}
	if line := parseKubectl([]string{"node/n1", "--image=x", "-f", "y", "--copy-to", "z"}); line.pod != "node/n1" || line.image != "x" || !line.copied {
		t.Errorf("got %+v", line)
	}
}
