package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/search"
	"github.com/shellac-term/shellac/internal/store"
)

// Exit statuses of a search, those of grep.
const (
	exitNone = 1 // nothing was found
	exitPart = 2 // not everything could be searched
)

type searchFlags struct {
	expressions, literal, word, ignoreCase, exactCase bool

	in                 string
	deep, first, count bool
	context, limit     int
	format             string
	utc                bool

	filter searchFilter
}

// A searchFilter is filters as flags, for those who do not like the short form.
type searchFilter struct{ since, until, node, user, kind, ns, label, reason, dur, exit, state string }

func (a *app) searchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:     "search PATTERN... [FILTER...]",
		GroupID: "recording",
		Short:   "Find text that stood on the screen of any recording",
		Long: "Find text that stood on the screen of any recording in the store, newest first: complete ones, those of sessions that run,\n" +
			"those whose recorder died, and imported ones. Each hit comes with the command that plays it from two seconds before.\n\n" +
			"A PATTERN is text, blanks and signs included; with -E it is a regular expression (RE2). It is looked for within one line of\n" +
			"the screen, as in grep; rows that wrapped are one line. Case counts only if the pattern has an upper-case letter. Width and\n" +
			"composition of characters do not count: ＤＲＯＰ is found as drop, and half-width ｶﾞ as ガ.\n\n" +
			"Patterns that stand together must all be in one line. AND, OR, NOT and parentheses, each an argument of its own, combine\n" +
			"them; AND binds tighter than OR. With -F every argument is text, whatever it looks like. text:… is text that looks like a\n" +
			"filter, and re:… is an expression among texts.\n\n" +
			"A FILTER says which recordings are searched: node:web* user:mika kind:ssh|kube ns:shop label:env=prod reason:INC-*\n" +
			"since:7d until:2026-11-24 dur:>10m exit:!0 state:torn. There is a flag for each, too.",
		Example: `# who dropped a table, this week, on the web hosts
shellac search 'DROP TABLE' node:web* since:7d

# in any case and with any blanks between; or one of two words; or without a third
shellac search -E -i 'drop\s+table'
shellac search 'drop table' OR truncate
shellac search error NOT timeout

# what stands around it; only the first of each recording; how many there are
shellac search -C 2 'permission denied' label:env=prod
shellac search --first sudo user:mika
shellac search --count 'Connection refused' since:yesterday

# what was typed although it was not shown (sessions recorded with --record-input), and markers
shellac search --in input,marks 'rm -rf'

# also what stood there for less than a tenth of a second, and whole words only
shellac search --deep -w token

# for a script: the IDs; or a JSON object a line, the last one a summary
shellac search -f names 'BEGIN RSA PRIVATE KEY' | xargs -n 1 shellac recordings show
shellac search -f json 'DROP TABLE' | jq -r 'select(.kind == "SearchHit") | .recording.id + " " + .line'

# exit status: 0 found, 1 nothing found, 2 not everything could be searched (what, standard error says), 130 stopped`,
		RunE: a.action(func(ctx context.Context, args []string) error { return a.searched(a.search(ctx, args, f)) }),
	}
	flags := cmd.Flags()
	flags.BoolVarP(&f.expressions, "regexp", "E", false, "patterns are regular expressions, in RE2's syntax")
	flags.BoolVarP(&f.literal, "literal", "F", false, "every argument is text: no AND, OR, NOT, parentheses or filters")
	flags.BoolVarP(&f.word, "word", "w", false, "only where no letter or digit stands before or behind it")
	flags.BoolVarP(&f.ignoreCase, "ignore-case", "i", false, "case does not count, also with upper-case letters")
	flags.BoolVarP(&f.exactCase, "case-sensitive", "s", false, "case counts, also without upper-case letters")
	flags.StringVar(&f.in, "in", "screen", "where to look: screen, input, marks, several with commas, or all")
	flags.BoolVar(&f.deep, "deep", false, "also lines that stood on the screen for less than a tenth of a second")
	flags.IntVarP(&f.context, "context", "C", 0, "print this many lines before and behind each hit")
	flags.BoolVar(&f.first, "first", false, "only the first hit of each recording")
	flags.BoolVarP(&f.count, "count", "c", false, "print how many lines of each recording match instead of the lines")
	flags.IntVar(&f.limit, "limit", 0, "stop after this many hits")
	flags.StringVarP(&f.format, "format", "f", "text", "text, json or names")
	flags.BoolVar(&f.utc, "utc", false, "print times in UTC")
	addSearchFilter(cmd, &f.filter)
	return cmd
}

func addSearchFilter(cmd *cobra.Command, f *searchFilter) {
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "only sessions that started at this time or later: 7d, yesterday, 2026-11-24")
	flags.StringVar(&f.until, "until", "", "only sessions that started before this time; a day is included")
	flags.StringVar(&f.node, "node", "", "only sessions on this target (* and ? match any text)")
	flags.StringVar(&f.user, "user", "", "only sessions of this user")
	flags.StringVar(&f.kind, "kind", "", "only this kind: ssh, kube, run, import")
	flags.StringVarP(&f.ns, "ns", "n", "", "only sessions in pods of this namespace")
	flags.StringVarP(&f.label, "label", "l", "", "only sessions with this label: env=prod")
	flags.StringVar(&f.reason, "reason", "", "only sessions whose reason has this in it")
	flags.StringVar(&f.dur, "dur", "", "only sessions of this length: >10m, <1h")
	flags.StringVar(&f.exit, "exit", "", "only sessions that ended so: 0, !0, SIGKILL")
	flags.StringVar(&f.state, "state", "", "only this state: live, complete, torn")
}

// words are the filters in the filter language.
func (f searchFilter) words() string {
	var words []string
	for _, w := range []struct{ field, value string }{
		{"since", f.since}, {"until", f.until}, {"node", f.node}, {"user", f.user}, {"kind", f.kind}, {"ns", f.ns}, {"label", f.label},
		{"reason", f.reason}, {"dur", f.dur}, {"exit", f.exit}, {"state", f.state},
	} {
		if w.value != "" {
			words = append(words, w.field+`:"`+strings.ReplaceAll(w.value, `"`, "")+`"`)
		}
	}
	return strings.Join(words, " ")
}

// query makes the query of a command line.
func (f searchFlags) query(args []string, now time.Time) (*search.Query, error) {
	o := search.Options{Expressions: f.expressions, Literal: f.literal, Word: f.word, Filter: f.filter.words()}
	switch {
	case f.literal && f.expressions:
		return nil, usage("-E and -F: a pattern is an expression or text")
	case f.ignoreCase && f.exactCase:
		return nil, usage("-i and -s: case counts or it does not")
	case f.ignoreCase:
		o.Case = search.IgnoreCase
	case f.exactCase:
		o.Case = search.ExactCase
	}
	if f.context < 0 || f.limit < 0 {
		return nil, usage("-C and --limit take numbers from 0 on")
	}
	q, err := search.Parse(args, o, now)
	if err != nil {
		return nil, &usageError{&hintError{err, searchHint(err)}}
	}
	if q.In, err = parseIn(f.in); err != nil {
		return nil, err
	}
	q.Deep, q.First, q.Limit, q.Context = f.deep, f.first, f.limit, f.context
	q.Bare = f.count || f.format == "names"
	q.First = q.First || f.format == "names" && !f.count
	return q, nil
}

// searchHint says what can be done about a query that cannot be read.
func searchHint(err error) string {
	switch {
	case errors.As(err, new(*search.ExpressionError)):
		return "expressions are in RE2's syntax; without -E and re: a pattern is text in which no sign has a meaning"
	case errors.Is(err, search.ErrNothing):
		return "a search needs a pattern beside its filters: shellac search 'DROP TABLE' since:7d"
	case errors.Is(err, search.ErrNegative):
		return "put what must be there before NOT: shellac search error NOT timeout"
	}
	return "`shellac search --help` shows examples; with -F every argument is text"
}

func parseIn(value string) (in []index.In, err error) {
	for name := range strings.SplitSeq(value, ",") {
		switch strings.TrimSpace(name) {
		case "screen":
			in = append(in, index.Screen)
		case "input":
			in = append(in, index.Input)
		case "marks", "mark":
			in = append(in, index.Mark)
		case "all":
			return []index.In{index.Screen, index.Input, index.Mark}, nil
		default:
			return nil, usage("--in %s: one looks into screen, input, marks or all", value)
		}
	}
	return in, nil
}

func (a *app) search(ctx context.Context, args []string, f searchFlags) error {
	newOutput, ok := map[string]func(*app, searchFlags) searchOutput{
		"text": newSearchText, "json": newSearchJSON, "names": newSearchNames,
	}[f.format]
	if !ok {
		return usage("-f %s: hits are printed as text, json or names", f.format)
	}
	q, err := f.query(args, time.Now())
	if err != nil {
		return err
	}
	sources, err := a.searchSources(ctx)
	if err != nil {
		return err
	}
	var r search.Report
	p := newSearchPrinter(a, newOutput(a, f), f)
	sources.Progress = p.progress
	var failed error
	for h, err := range search.Run(ctx, sources, q, &r) {
		if err == nil {
			err = p.hit(h)
		}
		if err != nil {
			failed = err
			break
		}
	}
	if err := p.end(r, failed); err != nil {
		return err
	}
	switch {
	case failed != nil:
		return failed
	case !r.Complete() && !r.Limited || len(r.LeftOut) > 0:
		return statusError(exitPart)
	case r.Hits == 0:
		return statusError(exitNone)
	}
	return nil
}

// searchSources opens the store and its index. Nothing is read yet.
func (a *app) searchSources(ctx context.Context) (search.Sources, error) {
	c, err := a.config()
	if err != nil {
		return search.Sources{}, err
	}
	url, err := a.findStore(c)
	if err != nil {
		return search.Sources{}, err
	}
	s, err := store.Open(ctx, url, store.Options{UserAgent: "shellac/" + version()})
	if err != nil {
		return search.Sources{}, err
	}
	s = store.Retry(s, patience())
	var o index.Options
	if a.paths.Cache != "" {
		o.Cache = filepath.Join(a.paths.Cache, "index")
	}
	return search.Sources{Archive: archive.New(s, archive.Options{}), Index: index.Open(s, o)}, nil
}

// searched gives an error the status of a search: 1 is for those that find nothing.
func (a *app) searched(err error) error {
	if status := exitStatus(err); err == nil || status != exitError || errors.As(err, new(statusError)) {
		return err
	}
	a.fail(err)
	return statusError(exitPart)
}

// thousands prints a number with commas: 1,203.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
