package inventory

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Limits on what a configuration of ssh may make the scanner read.
const (
	maxIncludes  = 16       // files inside each other, as in ssh
	maxSSHFiles  = 4096     // files in all
	maxFileBytes = 16 << 20 // of one file
)

// An sshBlock is a Host or Match line with what follows it.
type sshBlock struct {
	names    []string // of a Host line; nil for Match
	match    bool
	file     int // index of the scan's files
	line     int
	outer    int // index of the block that the file was included from, -1 if there is none
	flags    []string
	hostname string
	user     string
	port     string
	tag      string
	labels   []Label
}

// An sshScan reads files of ssh's configuration. It keeps names and what is written beside them, and judges nothing.
type sshScan struct {
	home     string
	getenv   func(string) string
	glob     func(string) ([]string, error) // of the file system
	files    []string
	blocks   []sshBlock
	warnings []error
	seen     map[string]bool
	stack    []string
}

// A place in a file while it is scanned.
type sshCursor struct {
	root    SSHFile
	file    int
	current int // block, -1 before the first
	tags    []Label
	indent  bool // of the comment with the tags
}

// maxWarnings is how many warnings a source keeps: a file that is something else has one in every line.
const maxWarnings = 50

// warn keeps something that does not end the scan.
func (s *sshScan) warn(format string, args ...any) {
	if len(s.warnings) < maxWarnings {
		s.warnings = append(s.warnings, fmt.Errorf(format, args...))
	}
}

// scan reads a file as part of the block it was included from and reports whether it exists.
func (s *sshScan) scan(root SSHFile, path string, outer int) bool {
	switch {
	case slices.Contains(s.stack, path):
		s.warn("read %s: it includes itself", path)
		return true
	case s.seen[path]: // its names are known
		return true
	case len(s.stack) > maxIncludes:
		s.warn("read %s: more than %d files include each other", path, maxIncludes)
		return true
	case len(s.files) >= maxSSHFiles:
		return true
	}
	text, err := readRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	s.seen[path] = true
	if err != nil {
		if !errors.Is(err, errFolder) { // an Include with * finds folders, and ssh reads nothing from them
			s.warn("%w", err)
		}
		return true
	}
	s.stack = append(s.stack, path)
	s.files = append(s.files, path)
	s.lines(sshCursor{root: root, file: len(s.files) - 1, current: outer}, text, outer)
	s.stack = s.stack[:len(s.stack)-1]
	return true
}

var errFolder = errors.New("inventory: it is a folder")

// readRegular reads a file of reasonable size. A pipe or device is refused: reading one may never end, and takes from
// it what ssh would read.
func readRegular(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("read %s: %w", path, bare(err))
	case info.IsDir():
		return "", fmt.Errorf("read %s: %w", path, errFolder)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("read %s: it is not a regular file", path)
	case info.Size() > maxFileBytes:
		return "", fmt.Errorf("read %s: it is larger than %d MiB", path, maxFileBytes>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, bare(err))
	}
	defer f.Close()
	var b strings.Builder
	b.Grow(int(info.Size()))
	if _, err := io.Copy(&b, io.LimitReader(f, maxFileBytes)); err != nil {
		return "", fmt.Errorf("read %s: %w", path, bare(err))
	}
	return b.String(), nil
}

// bare takes the operation and the path off an error of the file system: our own message has them.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func (s *sshScan) lines(c sshCursor, text string, outer int) {
	s.blocks = slices.Grow(s.blocks, strings.Count(text, "\n")/4) // moving what is there would take as long as reading
	for n := 1; text != ""; n++ {
		var raw string
		raw, text, _ = strings.Cut(text, "\n")
		line := readLine(raw)
		if line.open {
			s.warn("read %s:%d: a quote has no end; ssh will refuse the file", s.files[c.file], n)
		}
		s.line(&c, line, n, outer)
	}
	s.flush(&c)
}

func (s *sshScan) line(c *sshCursor, l sshLine, n, outer int) {
	switch l.keyword {
	case "":
		if tags := readTags(l.comment); tags != nil {
			c.tags, c.indent = append(c.tags, tags...), l.indent
		} else if l.comment == "" {
			s.flush(c)
		}
		return
	case "host", "match":
		if c.indent && !l.indent { // the comment belongs to the block before
			s.flush(c)
		}
		s.blocks = append(s.blocks, sshBlock{match: l.keyword == "match", file: c.file, line: n, outer: outer, flags: c.root.Flags, labels: c.tags})
		c.current, c.tags, c.indent = len(s.blocks)-1, nil, false
		if l.keyword == "host" {
			s.blocks[c.current].names = l.args
		}
		return
	}
	s.flush(c)
	if l.keyword == "include" {
		for _, pattern := range l.args {
			s.include(c, pattern)
		}
	} else if c.current >= 0 && len(l.args) > 0 && s.blocks[c.current].file == c.file {
		s.blocks[c.current].set(l.keyword, l.args[0])
	}
}

// flush gives the tags of a comment to the current block.
func (s *sshScan) flush(c *sshCursor) {
	if len(c.tags) > 0 && c.current >= 0 {
		s.blocks[c.current].labels = append(s.blocks[c.current].labels, c.tags...)
	}
	c.tags, c.indent = nil, false
}

// set keeps a value that lists show; as in ssh the first one counts.
func (b *sshBlock) set(keyword, value string) {
	for _, v := range []struct {
		keyword string
		to      *string
	}{{"hostname", &b.hostname}, {"user", &b.user}, {"port", &b.port}, {"tag", &b.tag}} {
		if v.keyword == keyword && *v.to == "" {
			*v.to = value
		}
	}
}

// readTags reads a comment of the form "Tags: a, b". A tag with a = is a label of that name.
func readTags(comment string) []Label {
	comment = strings.TrimSpace(comment)
	if len(comment) < 5 || !strings.EqualFold(comment[:5], "tags:") {
		return nil
	}
	var labels []Label
	for _, word := range strings.FieldsFunc(comment[5:], func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }) {
		name, value, ok := strings.Cut(word, "=")
		if !ok || name == "" {
			name, value = "tag", word
		}
		labels = append(labels, Label{name, value})
	}
	return labels
}

// include reads the files that a word of an Include line names, in the order of their names.
func (s *sshScan) include(c *sshCursor, pattern string) {
	path := s.expand(pattern, c.root)
	found, err := s.glob(path)
	if err != nil {
		s.warn("read %s: Include %s: %w", s.files[c.file], pattern, err)
		return
	}
	for _, f := range found {
		s.scan(c.root, f, c.current)
	}
}

// expand makes an absolute path of what an Include line says.
func (s *sshScan) expand(path string, root SSHFile) string {
	path = expandBraced(path, s.getenv)
	if rest, ok := strings.CutPrefix(path, "~/"); ok && !root.System {
		return filepath.Join(s.home, rest)
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	if root.System {
		return filepath.Join(root.folder(), path)
	}
	return filepath.Join(s.home, ".ssh", path)
}

// expandBraced replaces ${NAME}, and only that, by the environment's value.
func expandBraced(s string, getenv func(string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "${")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("${" + rest)
			return b.String()
		}
		b.WriteString(getenv(name))
		s = after
	}
}
