package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/config"
	"github.com/shellac-term/shellac/internal/inventory"
)

// applyRule makes of the flags of a session what the first rule for its target says. It asks for a reason where one is
// required and missing, if somebody can answer.
func (a *app) applyRule(ctx context.Context, c config.Config, t target, f sessionFlags) (sessionFlags, error) {
	if len(c.Rules) == 0 {
		return f, nil
	}
	r, ok := c.Rule(a.subject(ctx, c, t))
	if !ok {
		return f, nil
	}
	if r.Record.Policy == "strict" && f.policy != "" && f.policy != "strict" {
		return f, &hintError{fmt.Errorf("--record %s: the rule for %s (%s) says strict, and a flag cannot weaken it", f.policy, plain(t.name), r.Match),
			"leave --record out; `rules` in the configuration says what holds where"}
	}
	f.policy = firstOf(f.policy, r.Record.Policy)
	if r.Require.Reason == "" {
		return f, nil
	}
	reason, err := a.reason(ctx, t, r, f.reason)
	f.reason = reason
	return f, err
}

// subject is a target as rules see it. Labels that the user has typed do not count: who could choose them could choose the
// rule. Those of hosts are read only where a rule asks for labels.
func (a *app) subject(ctx context.Context, c config.Config, t target) config.Subject {
	s := config.Subject{Kind: t.kind, Names: targetNames(t)}
	for _, l := range t.labels {
		s.Labels = append(s.Labels, l.Name+"="+l.Value)
	}
	if t.kind != inventory.KindSSH || !c.RulesReadLabels() {
		return s
	}
	list := a.targets(c, parseSSH(t.argv[1:]).file)
	for _, known := range inventory.Targets(inventory.Gather(ctx, list.sources)) {
		if known.Name == t.name || known.Destination() == t.name {
			s.Labels = append(s.Labels, list.subject(known).Labels...)
		}
	}
	return s
}

// targetNames are the names that a target goes by: the whole, and of a pod also its own name.
func targetNames(t target) []string {
	names := []string{t.name}
	if i := strings.LastIndexByte(t.name, '/'); i >= 0 && t.kind == "kube" {
		pod, _, _ := strings.Cut(t.name[i+1:], ":")
		names = append(names, pod)
	}
	return names
}

// reason returns the reason for a session, which the rule's pattern matches: the given one, or else one that is asked for.
func (a *app) reason(ctx context.Context, t target, r config.Rule, given string) (string, error) {
	pattern, err := regexp.Compile(r.Require.Reason)
	if err != nil {
		return "", err
	}
	if pattern.MatchString(given) && strings.TrimSpace(given) != "" {
		return given, nil
	}
	wrong := fmt.Errorf("%s needs a reason, by the rule %s", plain(t.name), r.Match)
	if given != "" {
		wrong = fmt.Errorf("the reason %q for %s does not match %s, as the rule %s requires", given, plain(t.name), r.Require.Reason, r.Match)
	}
	refused := &hintError{wrong, fmt.Sprintf("give one that matches %s: --reason \"INC-4411 what for\"", r.Require.Reason)}
	if !term.IsTerminal(int(a.stdin.Fd())) || !term.IsTerminal(int(a.stderr.Fd())) {
		return "", refused
	}
	if given != "" {
		fmt.Fprintf(a.stderr, "%v\n", wrong)
	}
	for try := range 2 {
		line, err := a.askReason(ctx, t)
		if err != nil {
			return "", err
		}
		if line != "" && pattern.MatchString(line) {
			return line, nil
		}
		if try == 0 {
			fmt.Fprintf(a.stderr, "  it must match %s, as the rule %s requires; once more:\n", r.Require.Reason, r.Match)
		}
	}
	return "", refused
}

// askReason asks for a line. The terminal edits it as usual; it is read byte by byte, because what is typed after it belongs
// to the session.
func (a *app) askReason(ctx context.Context, t target) (string, error) {
	fmt.Fprintf(a.stderr, "reason for %s (ticket or sentence, stored with the recording): ", plain(t.name))
	line, err := readLine(ctx, a.stdin)
	if err != nil {
		fmt.Fprintln(a.stderr)
	}
	return strings.TrimSpace(line), err
}

// errNoReason says that the user has ended the input.
var errNoReason = errors.New("no reason was given")

// readLine reads a line of a terminal, as long as ctx lasts; then the error is the status of a cancelled prompt.
func readLine(ctx context.Context, in *os.File) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for {
		if ctx.Err() != nil {
			return "", statusError(exitCancelled)
		}
		// A signal interrupts the wait if it comes to this thread, and else is seen after a moment.
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(in.Fd()), Events: unix.POLLIN}}, 100) // #nosec G115 -- a file descriptor is small
		if n == 0 || errors.Is(err, unix.EINTR) {
			continue
		}
		got, err := in.Read(one)
		switch {
		case err != nil || got == 0:
			return "", errNoReason
		case one[0] == '\n' || one[0] == '\r':
			return strings.ToValidUTF8(string(line), ""), nil
		}
		line = append(line, one[0])
	}
}
