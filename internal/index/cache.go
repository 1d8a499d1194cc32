package index

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// A cache keeps what was read of packs in a folder, so that a second search over the same days reads nothing again. An object of a pack never
// changes, so that its name and a range name what was read. Several processes may share the folder, and anybody may delete what is in it,
// or all of it, at any time. It holds what stood on people's screens: files are 0600, folders 0700.
type cache struct {
	folder string
	limit  int64 // bytes

	mu   sync.Mutex
	size int64 // bytes in the folder, as far as this process knows; below 0: not yet looked
}

// defaultCache bounds a cache in bytes.
const defaultCache = 1 << 30

func newCache(folder string, limit int64) *cache {
	if limit <= 0 {
		limit = defaultCache
	}
	return &cache{folder: folder, limit: limit, size: -1}
}

func (c *cache) file(key string, p place) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", key, p.off, p.size))
	name := hex.EncodeToString(sum[:20])
	return filepath.Join(c.folder, name[:2], name[2:])
}

// get returns some bytes of an object, if they are there and whole.
func (c *cache) get(key string, p place) ([]byte, bool) {
	name := c.file(key, p)
	b, err := os.ReadFile(name)
	if err != nil || int64(len(b)) != p.size+crc32.Size {
		return nil, false
	}
	b, sum := b[:p.size:p.size], binary.LittleEndian.Uint32(b[p.size:])
	if crc32.Checksum(b, castagnoli()) != sum {
		os.Remove(name)
		return nil, false
	}
	c.touch(name)
	return b, true
}

// open opens the file that holds some bytes of an object, whose parts the caller checks.
func (c *cache) open(key string, p place) (*os.File, error) {
	name := c.file(key, p)
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err != nil || st.Size() != p.size+crc32.Size {
		f.Close()
		os.Remove(name)
		return nil, errPack
	}
	c.touch(name)
	return f, nil
}

// touchEvery is how exactly a cache knows what was used last.
const touchEvery = time.Hour

// touch notes that a file was used.
func (c *cache) touch(name string) {
	now := time.Now()
	if st, err := os.Stat(name); err == nil && now.Sub(st.ModTime()) > touchEvery {
		_ = os.Chtimes(name, now, now) // else it goes earlier than it need
	}
}

// put keeps some bytes of an object. What cannot be kept is read again next time, so that failures are none.
func (c *cache) put(key string, p place, b []byte) {
	name := c.file(key, p)
	folder := filepath.Dir(name)
	if os.MkdirAll(folder, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(folder, tempPrefix)
	if err != nil {
		return
	}
	_, err = f.Write(append(b[:len(b):len(b)], binary.LittleEndian.AppendUint32(nil, crc32.Checksum(b, castagnoli()))...))
	if f.Close() != nil || err != nil || os.Rename(f.Name(), name) != nil {
		os.Remove(f.Name())
		return
	}
	c.grow(p.size)
}

// tempPrefix begins the name of a file that is being written.
const tempPrefix = ".tmp-"

// grow counts what was added, and removes what was not used for longest where that is too much.
func (c *cache) grow(n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size >= 0 {
		c.size += n
	}
	if c.size < 0 || c.size > c.limit {
		c.size = c.shrink()
	}
}

type cached struct {
	name string
	size int64
	used time.Time
}

// shrink removes files until nine tenths of the limit are left, if it is passed, and returns what is left in bytes. It also removes what a
// process that died has left behind.
func (c *cache) shrink() (size int64) {
	var files []cached
	folders, _ := os.ReadDir(c.folder)
	for _, folder := range folders {
		names, _ := os.ReadDir(filepath.Join(c.folder, folder.Name()))
		for _, n := range names {
			st, err := n.Info()
			if err != nil || !st.Mode().IsRegular() {
				continue
			}
			files = append(files, cached{filepath.Join(c.folder, folder.Name(), n.Name()), st.Size(), st.ModTime()})
			size += st.Size()
		}
	}
	if size <= c.limit {
		return size
	}
	slices.SortFunc(files, func(a, b cached) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if size <= c.limit/10*9 {
			break
		}
		if os.Remove(f.name) == nil {
			size -= f.size
		}
	}
	return size
}
