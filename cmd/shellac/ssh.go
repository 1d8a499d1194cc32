package main

import (
	"context"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/recorder"
)

// sshFlags are the flags of ssh(1) in getopt's notation: a colon follows those that take a value. From the usage text
// of OpenSSH 10 and the deprecated ones it still accepts.
const sshFlags = "1246ab:c:e:fgi:kl:m:no:p:qstvxyAB:CD:E:F:GI:J:KL:MNO:P:Q:R:S:TVw:W:XY"

func (a *app) sshCommand() *cobra.Command {
	var f sessionFlags
	cmd := &cobra.Command{
		Use:     "ssh [ssh flags] [USER@]HOST [COMMAND...]",
		GroupID: "session",
		Short:   "Open a recorded ssh session",
		Long: "Open a recorded ssh session. ssh itself runs in a pty and gets every flag of ssh(1) as you type it; flags of\n" +
			"shellac have two dashes and come before the host.",
		Example: `# as with ssh, or choosing from a list
shellac ssh web1
shellac ssh
shellac ssh -J bastion -l deploy 10.0.11.21 uptime

# with a reason that is stored with the recording
shellac ssh --reason "INC-4411 cart errors" web1

# recorded git and rsync
GIT_SSH_COMMAND="shellac ssh" git pull
rsync -e "shellac ssh" -a web1:/etc/nginx ./`,
		DisableFlagParsing: true,
		RunE:               a.wrapping(&f, a.ssh),
	}
	addSessionFlags(cmd, &f)
	return cmd
}

func (a *app) ssh(ctx context.Context, args []string, f sessionFlags) error {
	line := parseSSH(args)
	if line.query {
		return replaceWith("ssh", args)
	}
	if line.host == "" {
		var err error
		if args, err = a.withHost(ctx, args); err != nil {
			return refuse(err)
		}
		line = parseSSH(args)
	} else if t, _ := a.knownTarget(ctx, line); len(t.Flags) > 0 {
		args = withKnown(args, line, t)
	}
	if err := inventory.CheckName(line.host); err != nil {
		return refuse(err)
	}
	a.rememberTarget("ssh", line.host)
	return a.open(ctx, target{kind: "ssh", name: line.host, remoteUser: line.user, argv: append([]string{"ssh"}, args...)}, f)
}

// An sshLine is what shellac needs to know of a command line of ssh.
type sshLine struct {
	host, user string
	file       string // of -F
	query      bool   // ssh will print something and not open a session: -V, -G, -Q, -O
}

// parseSSH reads a command line as ssh does: flags may also follow the host, up to the command.
func parseSSH(args []string) sshLine {
	var line sshLine
	literal := false // what follows a lone -- is the host, whatever it begins with
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--" && line.host == "" && !literal:
			literal = true
		case !literal && len(arg) > 1 && arg[0] == '-' && arg != "--":
			i += line.flags(arg[1:], args[i+1:])
		case line.host == "":
			line.setHost(arg)
			literal = false
		default:
			return line // the command starts here
		}
	}
	return line
}

// flags takes flags that share one dash and returns how many of the following arguments belong to them.
func (l *sshLine) flags(letters string, next []string) int {
	for i := range len(letters) {
		at := strings.IndexByte(sshFlags, letters[i])
		if at < 0 {
			continue // ssh will say what is wrong with it
		}
		if strings.IndexByte("VG", letters[i]) >= 0 {
			l.query = true
		}
		if at+1 >= len(sshFlags) || sshFlags[at+1] != ':' {
			continue
		}
		value, used := letters[i+1:], 0
		if value == "" && len(next) > 0 {
			value, used = next[0], 1
		}
		l.valued(letters[i], value)
		return used
	}
	return 0
}

func (l *sshLine) valued(flag byte, value string) {
	switch flag {
	case 'l':
		l.user = value
	case 'o':
		if name, user, ok := strings.Cut(value, "="); ok && strings.EqualFold(strings.TrimSpace(name), "user") && l.user == "" {
			l.user = strings.TrimSpace(user)
		}
	case 'O', 'Q':
		l.query = true
	case 'F':
		l.file = value
	}
}

func (l *sshLine) setHost(arg string) {
	arg = strings.TrimPrefix(arg, "ssh://")
	if at := strings.LastIndexByte(arg, '@'); at >= 0 {
		l.user, arg = arg[:at], arg[at+1:]
	}
	l.host = arg
}

// replaceWith becomes another program; it does not return if that works.
func replaceWith(name string, args []string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return &recorder.StartError{Step: "start " + name, Err: recorder.ErrNotFound}
	}
	err = unix.Exec(path, append([]string{name}, args...), os.Environ())
	return &recorder.StartError{Step: "start " + name, Err: err}
}
