package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/style"
)

func (a *app) doctorCommand() *cobra.Command {
	var as, only string
	var f kubeFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check what shellac works with, and say how to mend it",
		Long: "Check ssh, kubectl and the current context, the store, clocks, the spool, file modes and the terminal. Every finding is\n" +
			"ok, ?? (worth a look) or !! (something will not work), with a command that mends it where there is one. The store is\n" +
			"checked by writing a small object, reading it back and removing it.",
		Example: `shellac doctor

# only the store: that of the configuration, or another one
shellac doctor --store
shellac doctor --store=s3://acme-audit/rec

# another context, for a program
shellac doctor --context prod-eks -f json`,
		Args: cobra.MaximumNArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error {
			if len(args) == 1 && only == onlyStore { // --store URL
				only, args = args[0], nil
			}
			if len(args) > 0 {
				return usage("doctor takes no argument %q", args[0])
			}
			if only != "" && only != onlyStore {
				a.storeURL = only
			}
			return a.doctor(ctx, as, only != "", f)
		}),
	}
	cmd.Flags().StringVarP(&as, "format", "f", "text", "text or json")
	cmd.Flags().StringVar(&only, "store", "", "check only the store; with a URL, that one")
	cmd.Flags().Lookup("store").NoOptDefVal = onlyStore
	cmd.Flags().StringVar(&f.kubeconfig, "kubeconfig", "", "the kubeconfig file to use")
	cmd.Flags().StringVar(&f.context, "context", "", "the context to check (default: the current one)")
	return cmd
}

// onlyStore is the value of --store without one.
const onlyStore = "the one in use"

// A verdict is what a finding means.
type verdict string

// The verdicts.
const (
	fine   verdict = "ok"
	unsure verdict = "??" // worth a look
	broken verdict = "!!" // something will not work
)

// A diagnosis is what one check found. Its keys are a promise: see apiVersion.
type diagnosis struct {
	Check   string  `json:"check"`
	Verdict verdict `json:"verdict"`
	Text    string  `json:"text"`
	Fix     string  `json:"fix,omitempty"`
}

// failing makes a finding of an error, with what the error knows can be done about it.
func failing(check string, v verdict, err error) diagnosis {
	var e *kube.Error
	text := err.Error()
	if errors.As(err, &e) {
		text = strings.Join(append([]string{e.Text}, e.Lines...), "; ")
	}
	return diagnosis{check, v, text, hintFor(err)}
}

// A check looks at something and says what it found. It ends when its context does.
type check func(context.Context) []diagnosis

// checkLimit is how long a check may take.
const checkLimit = 30 * time.Second

func (a *app) doctor(ctx context.Context, as string, onlyStore bool, f kubeFlags) error {
	print, ok := map[string]func(io.Writer, <-chan diagnosis) (int, error){"text": a.printFindings, "json": printFindingsJSON}[as]
	if !ok {
		return usage("-f %s: doctor prints text or json", as)
	}
	checks := []check{a.checkStore}
	if !onlyStore {
		checks = []check{a.checkConfig, checkSSH, a.checkKube(f), a.checkStore, a.checkSpool, a.checkModes, a.checkTerminal}
	}
	bad, err := print(a.stdout, runChecks(ctx, checks))
	if err != nil {
		return err
	}
	if bad > 0 {
		return statusError(exitError)
	}
	return nil
}

// runChecks runs all checks at once and passes on what they find, in their order.
func runChecks(ctx context.Context, checks []check) <-chan diagnosis {
	found := make([]chan []diagnosis, len(checks))
	for i, c := range checks {
		found[i] = make(chan []diagnosis, 1)
		go func() {
			limited, stop := context.WithTimeout(ctx, checkLimit)
			defer stop()
			found[i] <- c(limited)
		}()
	}
	out := make(chan diagnosis)
	go func() {
		defer close(out)
		for _, one := range found {
			for _, f := range <-one {
				out <- f
			}
		}
	}()
	return out
}

// printFindings prints each finding as it comes, and returns how many are broken.
func (a *app) printFindings(w io.Writer, findings <-chan diagnosis) (bad int, err error) {
	theme := style.FromEnv(a.getenv)
	theme.Bare = theme.Bare || a.columns() == 0
	painted := map[verdict]style.Style{fine: style.Good, unsure: style.Warn, broken: style.Bad | style.Bold}
	doubts := 0
	for f := range findings {
		switch f.Verdict {
		case broken:
			bad++
		case unsure:
			doubts++
		}
		_, err = fmt.Fprintf(w, "%s  %-9s  %s\n", theme.Paint(painted[f.Verdict], string(f.Verdict)), f.Check, style.Clean(f.Text))
		if f.Fix != "" && f.Verdict != fine && err == nil {
			_, err = fmt.Fprintf(w, "%15s%s\n", "", style.Clean(f.Fix))
		}
		if err != nil {
			return bad, err
		}
	}
	_, err = fmt.Fprintf(w, "\n%s\n", summary(bad, doubts))
	return bad, err
}

func summary(bad, doubts int) string {
	switch {
	case bad > 0 && doubts > 0:
		return fmt.Sprintf("%s, and %s worth a look", plural(bad, "thing")+" will not work", plural(doubts, "thing"))
	case bad > 0:
		return plural(bad, "thing") + " will not work"
	case doubts > 0:
		return "all works; " + plural(doubts, "thing") + " worth a look"
	}
	return "all works"
}

func printFindingsJSON(w io.Writer, findings <-chan diagnosis) (bad int, err error) {
	report := struct {
		APIVersion string      `json:"apiVersion"`
		Kind       string      `json:"kind"`
		OK         bool        `json:"ok"`
		Findings   []diagnosis `json:"findings"`
	}{APIVersion: "shellac/v1", Kind: "DoctorReport", Findings: []diagnosis{}}
	for f := range findings {
		if f.Verdict == broken {
			bad++
		}
		report.Findings = append(report.Findings, f)
	}
	report.OK = bad == 0
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return bad, e.Encode(report)
}
