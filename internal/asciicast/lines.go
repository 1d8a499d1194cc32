package asciicast

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

const (
	maxLine = 64 << 20  // bytes of one line
	maxFile = 256 << 20 // bytes of a version 1 file, which is one value
)

// A lineReader gives the lines of a file without their ends.
type lineReader struct {
	r      *bufio.Reader
	number int // of the line that was read last
	long   []byte
}

func newLineReader(r io.Reader) *lineReader { return &lineReader{r: bufio.NewReaderSize(r, 64<<10)} }

// next returns the next line, which is valid until the next call. ended tells that its end was there, not just the file's.
func (l *lineReader) next() (line []byte, ended bool, err error) {
	l.number++
	l.long = l.long[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		if len(l.long)+len(part) > maxLine {
			return nil, false, &SyntaxError{l.number, errLineSize}
		}
		if len(l.long) > 0 || err != nil {
			l.long = append(l.long, part...)
			part = l.long
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(part) > 0:
			return bytes.TrimSpace(part), false, nil
		case err != nil:
			return nil, false, err
		}
		return bytes.TrimSpace(part), true, nil
	}
}

// rest returns the whole file, of which line was read already.
func (l *lineReader) rest(line []byte) ([]byte, error) {
	whole := append(bytes.Clone(line), '\n')
	b, err := io.ReadAll(io.LimitReader(l.r, maxFile+1))
	if len(b) > maxFile {
		err = &SyntaxError{l.number, errFileSize}
	}
	return append(whole, b...), err
}
