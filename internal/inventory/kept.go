package inventory

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// A keptText is a text that was obtained with some effort, and when.
type keptText struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// keptFile returns the file for a key: keys are commands, which make no names of files.
func keptFile(dir, key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(dir, hex.EncodeToString(sum[:12])+".json")
}

// readKept reads what is kept for a key. A file that makes no sense is none.
func readKept(dir, key string) (keptText, bool) {
	var k keptText
	text, err := readRegular(keptFile(dir, key))
	if err != nil || json.Unmarshal([]byte(text), &k) != nil {
		return keptText{}, false
	}
	return k, true
}

func writeKept(dir, key string, k keptText) error {
	b, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("keep what a program printed: %w", err)
	}
	return writeFile(keptFile(dir, key), b)
}

func removeKept(dir, key string) error {
	if err := os.Remove(keptFile(dir, key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget what a program printed: %w", err)
	}
	return nil
}

// writeFile writes a file that only its owner may read, and its folder if need be. Who reads it meanwhile sees the old or
// the new one, whole.
func writeFile(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	return nil
}

// locked runs change while no other process does so with the same path. The lock is a file beside it, because the path
// itself is replaced.
func locked(path string, change func() error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("lock %s: %w", path, bare(err))
	}
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock %s: %w", path, bare(err))
	}
	defer f.Close() // lets go of the lock
	for {
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err == nil {
			break
		} else if !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("lock %s: %w", path, err)
		}
	}
	return change()
}

// Age writes how long ago something was as briefly as it can be said: 8s, 2m, 3h, 12d.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", max(d, 0)/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}
