package inventory

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// An SSHFile is a file of ssh's configuration to begin with; what it includes is read as well.
type SSHFile struct {
	Path   string
	System bool     // relative Includes are beside it, and not in ~/.ssh
	Flags  []string // what makes ssh read it, such as -F with the path; none if ssh does so by itself
}

func (f SSHFile) folder() string { return filepath.Dir(f.Path) }

// SSHSystemFile is the configuration of ssh for all users.
const SSHSystemFile = "/etc/ssh/ssh_config"

// DefaultSSHFiles returns the files that ssh reads by itself, of a user with this home folder. account is the home folder
// that the system's list of users has, which is the one that ssh looks in: if HOME says something else, ssh has to be told
// by -F, and then it leaves out the system's file.
func DefaultSSHFiles(home, account string) []SSHFile {
	own := SSHFile{Path: filepath.Join(home, ".ssh", "config")}
	if account != "" && filepath.Clean(account) != filepath.Clean(home) {
		own.Flags = []string{"-F", own.Path}
		return []SSHFile{own, {Path: SSHSystemFile, System: true}}
	}
	return []SSHFile{own, {Path: SSHSystemFile, System: true}}
}

// SSHConfigOptions say what an SSHConfig reads.
type SSHConfigOptions struct {
	Files  []SSHFile
	Home   string              // for ~ and for relative Includes
	Getenv func(string) string // for ${NAME} in Includes; nil for an empty environment
}

// An SSHConfig lists the names on the Host lines of ssh's configuration. Words with * ? ! are kept as patterns. It never
// fails: what cannot be read is a warning, and words it does not know are none of its business.
type SSHConfig struct {
	options SSHConfigOptions
	mu      sync.Mutex
	files   []string
}

// NewSSHConfig returns a source; nothing is read yet.
func NewSSHConfig(o SSHConfigOptions) *SSHConfig {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	return &SSHConfig{options: o}
}

// Name returns "ssh config".
func (c *SSHConfig) Name() string { return "ssh config" }

// Files returns the files that the last call of List has read, for whoever keeps what depends on them.
func (c *SSHConfig) Files() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.files)
}

// List reads the files. Its error is that of the context.
func (c *SSHConfig) List(ctx context.Context) (Listing, error) {
	s := &sshScan{home: c.options.Home, getenv: c.options.Getenv, glob: filepath.Glob, seen: map[string]bool{}}
	var l Listing
	for _, f := range c.options.Files {
		found := s.scan(f, f.Path, -1)
		l.Looked = append(l.Looked, Looked{f.Path, found})
	}
	l.Targets, l.Patterns = s.rows(c.Name())
	l.Warnings = s.warnings
	c.mu.Lock()
	c.files = s.files
	c.mu.Unlock()
	return l, ctx.Err()
}

// rows makes targets of the names on Host lines, each once and where it stands first.
func (s *sshScan) rows(source string) ([]Target, []HostPattern) {
	rows := make([]Target, 0, len(s.blocks))
	var patterns []HostPattern
	at := make(map[string]int, len(s.blocks))
	dead := map[int]int{}
	for i := range s.blocks {
		b := &s.blocks[i]
		plainNames := 0
		for _, name := range b.names {
			if isPattern(name) || name == "" {
				continue
			}
			plainNames++
			i, double := at[name]
			if !double {
				i = len(rows)
				at[name] = i
				rows = append(rows, Target{Kind: KindSSH, Name: name, Source: source, Origin: s.origin(b), Flags: b.flags})
			}
			b.describe(&rows[i])
			if outer, never := s.neverApplies(b, name); never {
				dead[outer]++
			}
		}
		if plainNames < len(b.names) {
			patterns = append(patterns, HostPattern{b.names, s.origin(b)})
		}
	}
	s.warnDead(dead)
	s.spreadLabels(rows, at)
	return rows, patterns
}

func (s *sshScan) origin(b *sshBlock) string { return s.files[b.file] + ":" + strconv.Itoa(b.line) }

// describe gives a row what its own block says of it. ssh may see it otherwise: an earlier pattern can come first.
func (b *sshBlock) describe(t *Target) {
	t.Address = cmp.Or(t.Address, expandHostName(b.hostname, t.Name))
	t.User, t.Port = cmp.Or(t.User, b.user), cmp.Or(t.Port, b.port)
}

func expandHostName(s, name string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	return strings.NewReplacer("%%", "%", "%h", name).Replace(s)
}

// neverApplies tells whether a block is included from within a Host block that is not for the name: ssh then passes over it.
func (s *sshScan) neverApplies(b *sshBlock, name string) (outer int, never bool) {
	for o := b.outer; o >= 0; o = s.blocks[o].outer {
		if !s.blocks[o].match && !matchesNames(s.blocks[o].names, name) {
			return o, true
		}
	}
	return -1, false
}

func (s *sshScan) warnDead(dead map[int]int) {
	for o := range s.blocks {
		if n := dead[o]; n > 0 {
			b := s.blocks[o]
			s.warn("read %s: an Include inside the block of Host %s (line %d): ssh passes over what it says of other names (%d); "+
				"move the Include above the first Host line", s.files[b.file], strings.Join(b.names, " "), b.line, n)
		}
	}
}

// spreadLabels gives every row the labels of the blocks that are for it, those with patterns included. Of the Tag
// keyword the first counts, as with every option of ssh; tags in comments add up.
func (s *sshScan) spreadLabels(rows []Target, at map[string]int) {
	tagged := map[int]bool{}
	give := func(i int, b *sshBlock) {
		rows[i].Labels = append(rows[i].Labels, b.labels...)
		if b.tag != "" && !tagged[i] {
			tagged[i] = true
			rows[i].Labels = append(rows[i].Labels, Label{"tag", b.tag})
		}
	}
	for k := range s.blocks {
		b := &s.blocks[k]
		switch {
		case b.tag == "" && len(b.labels) == 0:
		case slices.ContainsFunc(b.names, isPattern):
			for i := range rows {
				if matchesNames(b.names, rows[i].Name) {
					give(i, b)
				}
			}
		default:
			for _, name := range b.names {
				if i, ok := at[name]; ok {
					give(i, b)
				}
			}
		}
	}
	for i := range rows {
		rows[i].Labels = sortLabels(rows[i].Labels)
	}
}
