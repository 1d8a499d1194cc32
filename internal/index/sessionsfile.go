package index

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// writeSessions makes the object of sessions of a pack.
func (t *table) writeSessions() ([]byte, error) {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[sessionRow](&b, sessionsOptions()...)
	for i := range t.members {
		if _, err := w.Write([]sessionRow{t.members[i].sessionRow()}); err != nil {
			return nil, fmt.Errorf("write sessions of a pack: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end sessions of a pack: %w", err)
	}
	return b.Bytes(), nil
}

func readSessions(b []byte) (rows []sessionRow, err error) {
	defer func() { // parquet-go panics at some damage
		if p := recover(); p != nil {
			err = errPack
		}
	}()
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	r := parquet.NewGenericReader[sessionRow](f)
	defer r.Close()
	rows = make([]sessionRow, r.NumRows())
	n, err := r.Read(rows)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return rows[:n], nil
}
