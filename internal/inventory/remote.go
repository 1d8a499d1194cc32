package inventory

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// errNoConnection says that a remote label has to wait for a session that shares its connection.
var errNoConnection = errors.New("inventory: no shared connection is open to this host")

// askRemote asks for the labels that programs on the target print. Nothing is asked where no connection is open: the
// labels then keep the values they had, and that is no error.
func (l *Labeler) askRemote(ctx context.Context, t Target, ask func(LabelCommand, func() (string, error))) {
	due := slices.ContainsFunc(l.options.Remote, func(c LabelCommand) bool { return l.due(t.Name, c) })
	if !due || l.options.SSH == nil {
		return
	}
	socket, err := l.connection(ctx, t)
	if err != nil {
		return
	}
	for _, c := range l.options.Remote {
		ask(c, func() (string, error) { return l.value(ctx, l.overSocket(socket, t, remoteCommand(c, t))) })
	}
}

// connection returns the socket of the connection that ssh shares for a target, if one is open.
func (l *Labeler) connection(ctx context.Context, t Target) (string, error) {
	r, err := l.options.SSH.Resolve(ctx, t.Destination(), t.Flags)
	if err != nil {
		return "", err
	}
	if r.ControlPath == "" {
		return "", errNoConnection
	}
	argv := []string{l.options.SSH.options.Program, "-F", "none", "-S", r.ControlPath, "-O", "check", "--", t.Destination()}
	if _, err := (program{argv, l.options.Timeout, 4 << 10}).run(ctx); err != nil {
		return "", errNoConnection
	}
	return r.ControlPath, nil
}

// overSocket returns a command of ssh that can only use the open connection. Should that close in this very moment, ssh
// would open one of its own; a proxy that fails at once keeps it from that.
func (l *Labeler) overSocket(socket string, t Target, command string) []string {
	return []string{l.options.SSH.options.Program, "-F", "none", "-S", socket, "-o", "ControlMaster=no", "-o", "ProxyCommand=exit 1",
		"-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-n", "-T", "-x", "-a", "--", t.Destination(), command}
}

// remoteCommand is what the shell on the target gets: the words as they stand, which one who writes `uname -m` in one word
// expects, with the name quoted, which is not ours.
func remoteCommand(c LabelCommand, t Target) string {
	return strings.ReplaceAll(strings.Join(c.Command, " "), "{host}", "'"+strings.ReplaceAll(t.Name, "'", `'\''`)+"'")
}
