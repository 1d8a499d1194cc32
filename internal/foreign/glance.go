package foreign

import (
	"bytes"
	"errors"
	"io"
	"math"

	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// headSize is as much of a file as is looked at to say what it is, in bytes.
const headSize = 64 << 10

// A glance is what can be seen of a file without reading it.
type glance struct {
	folder Folder
	name   string
	packed string
	head   []byte // unpacked
	size   int64  // unpacked, or the most it may be
}

// glanceAt looks at a file of a folder.
func glanceAt(folder Folder, name string) (glance, error) {
	g := glance{folder: folder, name: name}
	f, err := folder.Open(name)
	if err != nil {
		return g, err
	}
	defer f.Close()
	g.size = f.Size()
	if g.head, err = readHead(f, headSize); err != nil {
		return g, err
	}
	if g.packed = scan.Packed(g.head); g.packed != "" {
		g.unpack()
	}
	return g, nil
}

// unpack looks into a packed file. One that is broken looks empty.
func (g *glance) unpack() {
	r, err := scan.Unpack(bytes.NewReader(g.head), g.packed, g.name)
	g.head, g.size = nil, math.MaxInt64
	if err != nil {
		return
	}
	b := make([]byte, headSize)
	n, err := io.ReadFull(r, b)
	g.head = b[:n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		g.size = int64(n)
	}
}
