package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/recorder"
)

// What a disk should have free for recordings.
const (
	roomWanted = 200 << 20
	roomNeeded = 20 << 20
)

// checkSpool looks at the disk that recordings lie on until the store has them, and at what lies there still.
func (a *app) checkSpool(context.Context) []diagnosis {
	spool, err := a.paths.Spool()
	if err != nil {
		return []diagnosis{{"spool", broken, err.Error() + ": no session can be recorded", "set HOME or XDG_STATE_HOME"}}
	}
	return append(a.checkRoom(spool), a.checkLeftOvers(spool)...)
}

func (a *app) checkRoom(spool string) []diagnosis {
	dir := spool
	for !exists(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err != nil {
		return []diagnosis{{"spool", unsure, fmt.Sprintf("how much room %s has cannot be told: %v", a.tilde(spool), err), ""}}
	}
	if err := unix.Access(dir, unix.W_OK); err != nil {
		return []diagnosis{{"spool", broken, fmt.Sprintf("%s cannot be written to: %v", a.tilde(dir), err), "chown it to yourself, or have XDG_STATE_HOME name another folder"}}
	}
	free := int64(disk.Bavail) * int64(disk.Bsize) //nolint:unconvert // their types differ between systems
	text := fmt.Sprintf("%s has %s free", a.tilde(spool), byteSize(free))
	fix := "free space there, or have XDG_STATE_HOME name a folder on another disk"
	switch {
	case free < roomNeeded:
		return []diagnosis{{"spool", broken, text + ": too little for a recording", fix}}
	case free < roomWanted:
		return []diagnosis{{"spool", unsure, text + "; a long session may need " + byteSize(roomWanted), fix}}
	}
	return []diagnosis{{"spool", fine, text, ""}}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (a *app) checkLeftOvers(spool string) []diagnosis {
	left, err := recorder.ListSpool(spool)
	if err != nil {
		return []diagnosis{failing("spool", broken, err)}
	}
	waiting, running, bytes := 0, 0, int64(0)
	for _, s := range left {
		if s.Running {
			running++
			continue
		}
		waiting++
		bytes += s.Bytes
	}
	switch {
	case waiting > 0:
		return []diagnosis{{"spool", unsure, fmt.Sprintf("%s (%s) still on this disk only", plural(waiting, "recording"), byteSize(bytes)), "shellac upload"}}
	case running > 0:
		return []diagnosis{{"spool", fine, plural(running, "session") + " recorded right now, nothing waits", ""}}
	}
	return []diagnosis{{"spool", fine, "nothing waits for the store", ""}}
}

// checkModes looks for files of ours, and for kubeconfigs, that others may read.
func (a *app) checkModes(context.Context) []diagnosis {
	var found []diagnosis
	looked := 0
	for _, dir := range []string{a.paths.Config, a.paths.State} {
		if dir == "" {
			continue
		}
		open, n := openToOthers(dir)
		looked += n
		for _, path := range open {
			found = append(found, a.modeFinding(path))
		}
	}
	for _, file := range a.kubeFiles() {
		if s, err := os.Stat(file); err == nil {
			looked++
			if s.Mode().Perm()&0o077 != 0 {
				found = append(found, a.modeFinding(file))
			}
		}
	}
	switch {
	case found != nil:
		return found
	case looked == 0:
		return []diagnosis{{"modes", fine, "there are no files of shellac yet", ""}}
	}
	return []diagnosis{{"modes", fine, fmt.Sprintf("%d files and folders, none open to others", looked), ""}}
}

// mostOpen is how many files with a wrong mode are worth a line each.
const mostOpen = 5

// openToOthers returns files below a folder that others may read or write, a few at most, and how many were looked at.
func openToOthers(dir string) (open []string, looked int) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be looked at others cannot either, or it has just gone
		}
		s, err := d.Info()
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return nil
		}
		looked++
		if s.Mode().Perm()&0o077 != 0 {
			open = append(open, path)
		}
		switch {
		case len(open) >= mostOpen || looked > 20_000:
			return fs.SkipAll
		case d.IsDir() && s.Mode().Perm()&0o077 == 0 && path != dir:
			return fs.SkipDir // nobody gets in
		}
		return nil
	})
	return open, looked
}

func (a *app) modeFinding(path string) diagnosis {
	text := a.tilde(path) + " is open to others"
	if s, err := os.Stat(path); err == nil {
		text += " (" + s.Mode().Perm().String() + ")"
	} else if errors.Is(err, fs.ErrNotExist) {
		return diagnosis{"modes", fine, a.tilde(path) + " has just gone", ""}
	}
	return diagnosis{"modes", unsure, text, "chmod go= " + shellWord(path)}
}

// shellWord quotes text for a shell, where that is needed.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
