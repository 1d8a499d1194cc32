package foreign

import (
	"bytes"
	"io"

	"github.com/shellac-term/shellac/internal/foreign/scan"
	"github.com/shellac-term/shellac/internal/foreign/tlog"
)

// maxUnpacked is how large a file of tlog that is packed may be, unpacked, in bytes: it is held in memory, for its
// sessions may lie in it in any order.
const maxUnpacked = 128 << 20

// findTlog finds the recordings in a file of tlog.
func (g glance) findTlog(o Options) ([]*Recording, error) {
	var inMemory *bytes.Reader
	open := func(files *files) (io.ReaderAt, int64, error) {
		if inMemory != nil {
			return inMemory, inMemory.Size(), nil
		}
		f, err := files.open(g.folder, g.name)
		if err != nil {
			return nil, 0, err
		}
		return f, f.Size(), nil
	}
	var look files
	defer look.close()
	if g.packed != "" {
		b, err := g.unpackWhole(&look)
		if err != nil {
			return nil, err
		}
		inMemory = bytes.NewReader(b)
	}
	r, size, err := open(&look)
	if err != nil {
		return nil, err
	}
	found, err := tlog.Find(r, size, o.Intact)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return g.tlogRecordings(found, o, open)
}

func (g glance) tlogRecordings(found []*tlog.Recording, o Options, open func(*files) (io.ReaderAt, int64, error)) ([]*Recording, error) {
	var list []*Recording
	for _, t := range found {
		rec, err := newRecording(tlog.Name, g.folder, []string{g.name}, o, func(files *files) (reader, error) {
			r, _, err := open(files)
			if err != nil {
				return nil, err
			}
			return t.NewReader(r, tlog.Options{Size: o.Size, Input: o.Input, Intact: o.Intact}), nil
		})
		if err != nil {
			return nil, err
		}
		sum := newSum(tlog.Name, o)
		sum.text(string(t.Sum[:]))
		rec.Sum = sum.sum() // of the session, not of the file, which may hold others too
		if len(found) > 1 {
			rec.Part = clean(t.Host+" "+t.Rec, maxText)
		}
		list = append(list, rec)
	}
	return list, nil
}

func (g glance) unpackWhole(files *files) ([]byte, error) {
	r, err := files.unpacked(g.folder, g.name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err == nil && len(b) > maxUnpacked {
		err = &scan.Error{Format: tlog.Name, Err: scan.ErrUnpacked}
	}
	return b, err
}
