package sudoio

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// maxAbout is how large a file about a command may be in bytes: a command line is 2 MiB at most, and so is an environment.
const maxAbout = 16 << 20

// The names of labels.
const (
	labelTTY   = "sudo.tty"
	labelFrom  = "sudo.cwd"
	labelGroup = "sudo.rungroup"
)

// about is what log.json says; what else stands there is left alone.
type about struct {
	Timestamp struct {
		Seconds     int64
		Nanoseconds int64
	}
	Command    string
	Columns    int
	Lines      int
	RunArgv    []string
	RunUser    string
	RunGroup   string
	SubmitCwd  string
	SubmitHost string
	SubmitUser string
	TTYName    string
}

// readAbout reads log.json, or log where there is none, as sudoreplay does.
func readAbout(open func(name string) (io.Reader, error)) (format.Header, error) {
	for _, name := range []string{jsonName, plainName} {
		r, err := open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return format.Header{}, err
		}
		b, err := io.ReadAll(io.LimitReader(r, maxAbout+1))
		if err != nil {
			return format.Header{}, err
		}
		if len(b) > maxAbout {
			return format.Header{}, fail(name, "larger than %d MiB", maxAbout>>20)
		}
		a, err := parseAbout(name, b)
		return a.header(), err
	}
	return format.Header{}, fail(plainName, "there is neither log.json nor log")
}

func parseAbout(name string, b []byte) (about, error) {
	if name == plainName {
		return parsePlain(string(b))
	}
	var a about
	if err := json.Unmarshal(b, &a); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return a, fail(name, "byte %d: not JSON", syntax.Offset)
		}
		return a, fail(name, "not what sudo writes")
	}
	return a, nil
}

// parsePlain reads a file log: a line of times, names and the terminal's size, the folder, and the command.
func parsePlain(s string) (about, error) {
	lines := strings.SplitN(s, "\n", 4)
	if len(lines) < 3 {
		return about{}, fail(plainName, "there are not three lines")
	}
	fields := strings.Split(lines[0], ":")
	if len(fields) < 5 {
		return about{}, fail(plainName, "line 1: there are not five fields")
	}
	a := about{SubmitUser: fields[1], RunUser: fields[2], RunGroup: fields[3], TTYName: fields[4], SubmitCwd: lines[1], Command: lines[2]}
	var err error
	if a.Timestamp.Seconds, err = strconv.ParseInt(fields[0], 10, 64); err != nil {
		return a, fail(plainName, "line 1: no time")
	}
	if len(fields) >= 7 {
		a.Lines, _ = strconv.Atoi(fields[5])
		a.Columns, _ = strconv.Atoi(fields[6])
	}
	return a, nil
}

// noTerminal is what sudo writes for the name of a terminal where there is none.
const noTerminal = "unknown"

func (a about) header() format.Header {
	h := format.Header{
		Target:     a.SubmitHost,
		User:       a.SubmitUser,
		RemoteUser: a.RunUser,
		Argv:       a.RunArgv,
		Tick:       time.Nanosecond,
	}
	if a.SubmitHost != "" && a.SubmitUser != "" {
		h.User += "@" + a.SubmitHost
	}
	if len(h.Argv) == 0 && a.Command != "" {
		h.Argv = []string{a.Command}
	}
	if s := a.Timestamp.Seconds; s > 0 && s < math.MaxInt64/int64(time.Second) {
		h.Start = time.Unix(s, min(max(a.Timestamp.Nanoseconds, 0), int64(time.Second)-1)).UTC()
	}
	terminal := a.TTYName != "" && a.TTYName != noTerminal
	if terminal {
		h.Size = format.Size{Cols: side(a.Columns), Rows: side(a.Lines)}
	}
	for _, l := range []format.Label{{Name: labelTTY, Value: a.TTYName}, {Name: labelFrom, Value: a.SubmitCwd}, {Name: labelGroup, Value: a.RunGroup}} {
		if l.Value != "" && l.Value != noTerminal {
			h.Labels = append(h.Labels, l)
		}
	}
	format.SortLabels(h.Labels)
	return h
}

// side bounds one side of a terminal.
func side(n int) int { return min(max(n, 0), math.MaxUint16) }
