package kube

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// A shape says which members of a JSON object are of interest, and of which shape they are; nil is a value that is taken
// as it is.
//
// Of a pod no list shows a tenth: nine parts are environment, volumes and the book-keeping of the server. encoding/json
// passes over what a struct does not name, but looks at every byte of it as closely as at the rest. Cutting it out first
// makes reading a list five times as fast. Whether what is left makes sense is still for encoding/json to say.
type shape map[string]shape

// shapeOf returns the shape of what is decoded into a type.
func shapeOf(t reflect.Type) shape {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return shapeOf(t.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	var s shape
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			if s == nil {
				s = shape{}
			}
			s[name] = shapeOf(f.Type)
		}
	}
	return s
}

// A scanner goes through JSON text. It finds where values end, and does not care what they are.
type scanner struct {
	text []byte
	at   int
}

// errNotJSON says that text cannot be gone through.
var errNotJSON = errors.New("kube: not JSON")

// next returns the next byte that is no blank, without passing it.
func (s *scanner) next() (byte, error) {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c, nil
		}
	}
	return 0, io.ErrUnexpectedEOF
}

// take passes one of the bytes of set and returns it.
func (s *scanner) take(set string) (byte, error) {
	c, err := s.next()
	if err != nil {
		return 0, err
	}
	if strings.IndexByte(set, c) < 0 {
		return 0, fmt.Errorf("%w: %q at byte %d where one of %q should be", errNotJSON, c, s.at, set)
	}
	s.at++
	return c, nil
}

// str passes a string and returns what is between its quotes, escapes as they are.
func (s *scanner) str() ([]byte, error) {
	if _, err := s.take(`"`); err != nil {
		return nil, err
	}
	from := s.at
	for {
		i := bytes.IndexByte(s.text[s.at:], '"')
		if i < 0 {
			return nil, io.ErrUnexpectedEOF
		}
		s.at += i + 1
		escapes := 0
		for j := s.at - 2; j >= from && s.text[j] == '\\'; j-- {
			escapes++
		}
		if escapes%2 == 0 {
			return s.text[from : s.at-1], nil
		}
	}
}

// value passes a value and returns its text.
func (s *scanner) value() ([]byte, error) {
	first, err := s.next()
	if err != nil {
		return nil, err
	}
	from := s.at
	switch first {
	case '"':
		_, err = s.str()
	case '{', '[':
		err = s.nested()
	default:
		n := bytes.IndexAny(s.text[s.at:], ",]} \t\r\n")
		if n == 0 {
			return nil, fmt.Errorf("%w: %q at byte %d", errNotJSON, first, s.at)
		}
		if n < 0 {
			n = len(s.text) - s.at
		}
		s.at += n
	}
	return s.text[from:s.at], err
}

// nested passes an object or array with all that is in it.
func (s *scanner) nested() error {
	for depth := 0; s.at < len(s.text); {
		switch s.text[s.at] {
		case '"':
			if _, err := s.str(); err != nil {
				return err
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				s.at++
				return nil
			}
		}
		s.at++
	}
	return io.ErrUnexpectedEOF
}

// members calls each at the value of every member of an object. each must pass the value.
func (s *scanner) members(each func(name []byte) error) error {
	return s.sequence('{', '}', func() error {
		name, err := s.str()
		if err != nil {
			return err
		}
		if _, err := s.take(":"); err != nil {
			return err
		}
		return each(name)
	})
}

// sequence calls each at every part of an object or array.
func (s *scanner) sequence(open, end byte, each func() error) error {
	if _, err := s.take(string(open)); err != nil {
		return err
	}
	if c, err := s.next(); err == nil && c == end {
		s.at++
		return nil
	}
	for {
		if err := each(); err != nil {
			return err
		}
		c, err := s.take("," + string(end))
		if err != nil || c == end {
			return err
		}
	}
}

// prune appends to out the value that comes next, without the members that are not of the shape.
func (s *scanner) prune(out []byte, of shape) ([]byte, error) {
	c, err := s.next()
	switch {
	case err != nil:
		return nil, err
	case of == nil || c != '{' && c != '[':
		text, err := s.value()
		return append(out, text...), err
	case c == '[':
		out = append(out, '[')
		err = s.sequence('[', ']', func() (err error) {
			if out[len(out)-1] != '[' {
				out = append(out, ',')
			}
			out, err = s.prune(out, of)
			return err
		})
		return append(out, ']'), err
	}
	out = append(out, '{')
	start := len(out)
	err = s.members(func(name []byte) error {
		inner, known := of[string(name)]
		if !known {
			_, err := s.value()
			return err
		}
		if len(out) > start {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), name...), '"', ':')
		var err error
		out, err = s.prune(out, inner)
		return err
	})
	return append(out, '}'), err
}
