package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/kube"
)

func (a *app) kubeExecCommand() *cobra.Command {
	var f sessionFlags
	cmd := &cobra.Command{
		Use:   "exec [kubectl flags] POD|TYPE/NAME [-- COMMAND [ARG...]]",
		Short: "Run kubectl exec in a recorded session",
		Long: "Run kubectl exec in a recorded session. kubectl gets every flag as you type it; flags of shellac come before\n" +
			"the lone --. Without a command it is a shell: bash, ash or sh, whichever the container has first. Without a pod, on\n" +
			"a terminal, you choose one from those of the namespace.",
		Example: `# a shell in a pod, and in one that you choose from a list
shellac kube exec web-0
shellac kube exec -n shop

# another cluster, namespace and container
shellac kube exec --context prod -n shop deploy/cart -c cart

# one command, recorded, its output clean
shellac kube exec web-0 -- cat /etc/config.yaml > config.yaml`,
		DisableFlagParsing: true,
		RunE:               a.wrapping(&f, a.kubeExec),
	}
	addSessionFlags(cmd, &f)
	return cmd
}

func (a *app) kubeExec(ctx context.Context, args []string, f sessionFlags) error {
	line, args, err := a.withPod(ctx, "exec", "to open a session in", args)
	if err != nil {
		return err
	}
	if line.command {
		return a.openKube(ctx, line, append([]string{"kubectl", "exec"}, args...), f)
	}
	began := time.Now()
	err = a.openKube(ctx, line, append([]string{"kubectl", "exec"}, a.withShell(line, args)...), f)
	if mayLackShell(err, time.Since(began)) {
		fmt.Fprintf(a.stderr, "shellac: hint: if the container has no shell, open one beside it: shellac kube debug %s --target CONTAINER\n", plain(line.pod))
	}
	return err
}

// mayLackShell reports whether a shell ended as if there were none. Container runtimes say so in words of their own; what
// they have in common is that it is over at once, and the status.
func mayLackShell(err error, after time.Duration) bool {
	var status statusError
	return errors.As(err, &status) && (status == 1 || status == exitNotExec || status == exitNotFound) && after < 5*time.Second
}

func (a *app) kubeAttachCommand() *cobra.Command {
	var f sessionFlags
	cmd := &cobra.Command{
		Use:   "attach [kubectl flags] POD|TYPE/NAME",
		Short: "Run kubectl attach in a recorded session",
		Long: "Run kubectl attach in a recorded session: see what the main process of a container prints, and type to it if it\n" +
			"has a terminal. kubectl gets every flag as you type it.",
		Example: `shellac kube attach web-0
shellac kube attach -it -n shop cart-worker-0 -c worker`,
		DisableFlagParsing: true,
		RunE:               a.wrapping(&f, a.kubeAttach),
	}
	addSessionFlags(cmd, &f)
	return cmd
}

func (a *app) kubeAttach(ctx context.Context, args []string, f sessionFlags) error {
	line, args, err := a.withPod(ctx, "attach", "to attach to", args)
	if err != nil {
		return err
	}
	return a.openKube(ctx, line, append([]string{"kubectl", "attach"}, args...), f)
}

// debugImage is what a debug container is made of unless the user says otherwise: small, and with a shell.
const debugImage = "busybox"

func (a *app) kubeDebugCommand() *cobra.Command {
	var f sessionFlags
	cmd := &cobra.Command{
		Use:   "debug [kubectl flags] POD|TYPE/NAME [-- COMMAND [ARG...]]",
		Short: "Run kubectl debug in a recorded session",
		Long: "Run kubectl debug in a recorded session: a new container beside those of a pod, for a pod that has no shell, or a\n" +
			"pod on a node. kubectl gets every flag as you type it; without --image the image is " + debugImage + ".",
		Example: `# look at the processes of a container that has no shell
shellac kube debug web-0 --target app

# with an image of your own
shellac kube debug web-0 --image registry.example/tools:1 --target app

# a shell on a node
shellac kube debug node/ip-10-0-3-7 --profile sysadmin`,
		DisableFlagParsing: true,
		RunE:               a.wrapping(&f, a.kubeDebug),
	}
	addSessionFlags(cmd, &f)
	return cmd
}

func (a *app) kubeDebug(ctx context.Context, args []string, f sessionFlags) error {
	line, args, err := a.withPod(ctx, "debug", "to debug", args)
	if err != nil {
		return err
	}
	if line.image == "" {
		line.image = debugImage
		args = append([]string{"--image", debugImage}, args...)
	}
	switch {
	case line.copied && !line.command: // kubectl would put our command in place of that of a container
		args = a.withTerminal(line, args)
	case !line.command:
		args = a.withShell(line, args)
	default:
		args = a.withTerminal(line, args)
	}
	return a.openKube(ctx, line, append([]string{"kubectl", "debug"}, args...), f)
}

// withShell makes the command a shell in our terminal.
func (a *app) withShell(line kubectlLine, args []string) []string {
	return append(append(a.withTerminal(line, withoutDashes(args)), "--"), kube.Shell()...)
}

// withTerminal puts in front what gives a session our terminal, or our standard input where there is no terminal.
func (a *app) withTerminal(line kubectlLine, args []string) []string {
	var flags []string
	if !line.stdin {
		flags = append(flags, "-i")
	}
	if !line.tty && term.IsTerminal(int(a.stdin.Fd())) && term.IsTerminal(int(a.stdout.Fd())) {
		flags = append(flags, "-t")
	}
	return append(flags, args...)
}

// withoutDashes takes away a lone -- behind which nothing stands.
func withoutDashes(args []string) []string {
	if i := slices.Index(args, "--"); i >= 0 {
		return args[:i]
	}
	return args
}

func (a *app) openKube(ctx context.Context, line kubectlLine, argv []string, f sessionFlags) error {
	line = a.namesOf(line)
	return a.open(ctx, target{kind: "kube", name: line.target(), labels: line.labels(), argv: argv}, f)
}
