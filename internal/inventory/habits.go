package inventory

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Habit is what is remembered of a target: when it was opened last, and whether it is pinned.
type Habit struct {
	Kind   string    `json:"kind"` // of the target: ssh, kube
	Name   string    `json:"name"` // of the target
	Opened time.Time `json:"opened,omitzero"`
	Pinned bool      `json:"pinned,omitempty"`
}

// Habits is a small file with what the user opened lately and what is pinned. Several processes may use it; each change
// is made under a lock, and the file is replaced as a whole. It is a convenience: whoever cannot read or write it goes on
// without.
type Habits struct{ path string }

// maxHabits is how many targets are remembered that are not pinned.
const maxHabits = 500

// OpenHabits returns the habits that lie in a folder; nothing is read or written yet.
func OpenHabits(dir string) Habits { return Habits{filepath.Join(dir, "habits.json")} }

// habitFile is the file.
type habitFile struct {
	Version int     `json:"version"`
	Habits  []Habit `json:"habits"`
}

// errNewer says that a newer program has written the file; it is left alone.
var errNewer = errors.New("inventory: written by a newer shellac")

// Load returns what is remembered: what is pinned first, then what was opened last. A file that does not exist or makes no
// sense is empty.
func (h Habits) Load() ([]Habit, error) {
	text, err := readRegular(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var f habitFile
	if json.Unmarshal([]byte(text), &f) != nil {
		return nil, nil
	}
	if f.Version > 1 {
		return nil, fmt.Errorf("read %s: %w", h.path, errNewer)
	}
	sortHabits(f.Habits)
	return f.Habits, nil
}

func sortHabits(habits []Habit) {
	slices.SortStableFunc(habits, func(a, b Habit) int {
		if a.Pinned != b.Pinned {
			if a.Pinned {
				return -1
			}
			return 1
		}
		return cmp.Or(b.Opened.Compare(a.Opened), strings.Compare(a.Name, b.Name))
	})
}

// Opened remembers that a target was opened.
func (h Habits) Opened(kind, name string, at time.Time) error {
	return h.change(kind, name, func(habit *Habit) { habit.Opened = at.UTC().Truncate(time.Second) })
}

// Pin pins a target, or unpins it.
func (h Habits) Pin(kind, name string, pinned bool) error {
	return h.change(kind, name, func(habit *Habit) { habit.Pinned = pinned })
}

func (h Habits) change(kind, name string, change func(*Habit)) error {
	return locked(h.path, func() error {
		habits, err := h.Load()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(habits, func(x Habit) bool { return x.Kind == kind && x.Name == name })
		if i < 0 {
			i = len(habits)
			habits = append(habits, Habit{Kind: kind, Name: name})
		}
		change(&habits[i])
		b, err := json.Marshal(habitFile{1, latest(habits)})
		if err != nil {
			return fmt.Errorf("write %s: %w", h.path, err)
		}
		return writeFile(h.path, append(b, '\n'))
	})
}

// latest drops what says nothing and, of what is not pinned, what was opened longest ago.
func latest(habits []Habit) []Habit {
	habits = slices.DeleteFunc(habits, func(x Habit) bool { return !x.Pinned && x.Opened.IsZero() })
	sortHabits(habits)
	pinned := 0
	for _, x := range habits {
		if x.Pinned {
			pinned++
		}
	}
	return habits[:min(len(habits), pinned+maxHabits)]
}
