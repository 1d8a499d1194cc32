package typescript

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// The letters of steps.
const (
	outputStep = 'O'
	inputStep  = 'I'
	signalStep = 'S'
	headerStep = 'H'
)

// A step is a line of a timing file.
type step struct {
	kind        byte
	delay       time.Duration
	left        int64  // bytes of it that are still to come
	name, value string // of a signal or of a line about the session
}

// readStep reads the next line.
func (d *Reader) readStep() (step, error) {
	for {
		line, ended, err := d.timing.Line(maxLine)
		if err != nil {
			return step{}, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		s, ok := parseStep(string(line), d.advanced)
		switch {
		case !ended:
			err = errCutLine
		case !ok:
			err = errTiming
		}
		if err != nil {
			return step{}, d.timing.FailLine(err)
		}
		return s, nil
	}
}

func parseStep(line string, advanced bool) (step, bool) {
	s := step{kind: outputStep}
	if advanced {
		if !isAdvanced([]byte(line)) {
			return s, false
		}
		s.kind, line = line[0], line[2:]
	}
	delay, rest, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
	var err error
	if s.delay, err = scan.Seconds(delay); err != nil {
		return s, false
	}
	if s.kind == signalStep || s.kind == headerStep {
		s.name, s.value, _ = strings.Cut(strings.TrimSpace(rest), " ")
		return s, s.name != ""
	}
	s.left, err = strconv.ParseInt(strings.TrimSpace(rest), 10, 64)
	return s, err == nil && s.left >= 0
}

func isAdvanced(line []byte) bool {
	return len(line) >= 2 && line[1] == ' ' && strings.IndexByte("OISH", line[0]) >= 0
}

// matchLines is how many lines MatchTiming looks at.
const matchLines = 5

// MatchTiming reports whether a file may be a timing file, by its beginning.
func MatchTiming(head []byte) bool {
	advanced := isAdvanced(head)
	lines := bytes.SplitAfter(head, []byte("\n"))
	seen := 0
	for _, line := range lines[:min(len(lines), matchLines)] {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		if _, ok := parseStep(strings.TrimRight(string(line), "\r\n"), advanced); !ok {
			return false
		}
		seen++
	}
	return seen > 0
}

// Logs returns the names of the files that an advanced timing file names, without their folders: of output and of input,
// which may be the same or empty.
func Logs(head []byte) (output, input string) {
	if !isAdvanced(head) {
		return "", ""
	}
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		s, ok := parseStep(string(line), true)
		if !ok || s.kind != headerStep {
			break
		}
		name := s.value[strings.LastIndexByte(s.value, '/')+1:]
		switch s.name {
		case "OUTPUT_LOG":
			output = name
		case "INPUT_LOG":
			input = name
		}
	}
	return output, input
}

// Covers returns of how many bytes of output a timing file knows, or an error where it is none.
func Covers(timing io.Reader) (int64, error) {
	d := &Reader{timing: scan.NewStream(timing, Name, timingFile)}
	head, err := d.timing.Peek(2)
	if err != nil {
		return 0, err
	}
	d.advanced = isAdvanced(head)
	total := int64(0)
	for {
		s, err := d.readStep()
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		if s.kind == outputStep {
			total += min(s.left, maxCovered)
		}
	}
}

// maxCovered keeps a sum of hostile lengths from overflowing.
const maxCovered = 1 << 50

// Fits reports whether an output file may be the one of which a timing file knows so many bytes.
func Fits(output io.Reader, covered int64) (bool, error) {
	s := scan.NewStream(output, Name, outputFile)
	if _, _, err := s.Line(maxLine); err != nil {
		return false, err
	}
	for covered > 0 {
		b, err := s.Piece(covered)
		if err != nil {
			return false, err
		}
		covered -= int64(len(b))
	}
	rest, err := s.Peek(maxFooter)
	if err != nil || len(rest) == 0 {
		return err == nil, err
	}
	_, ok := parseFooter(rest)
	return ok, nil
}
