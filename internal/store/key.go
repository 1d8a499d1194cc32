package store

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MaxKey is the longest key in bytes. S3 allows 1,024, of which the rest is left for the prefix in a store's URL.
	MaxKey = 900
	// maxPart is the longest part of a key between two slashes, in bytes: file systems allow 255.
	maxPart = 255
	// tempPrefix begins the name of a file that Dir is still writing. No part of a key begins so.
	tempPrefix = ".tmp-"
)

// CheckKey reports with ErrKey why key cannot name an object. A key is one that S3 and every file system can hold
// alike: parts joined by single slashes, printable UTF-8, no part `.` or `..`, none beginning with `.tmp-`. A key must not be
// the folder of another one (`a` and `a/b`); that is found by Put only, where the store cannot hold it.
func CheckKey(key string) error {
	reason := keyFault(key)
	if reason == "" {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrKey, reason)
}

// keyFault says what is wrong with key, or nothing.
func keyFault(key string) string {
	switch {
	case key == "":
		return "it is empty"
	case len(key) > MaxKey:
		return fmt.Sprintf("it is longer than %d bytes", MaxKey)
	case !utf8.ValidString(key):
		return "it is not UTF-8"
	case strings.ContainsFunc(key, unprintable):
		return "it holds a control character"
	}
	for part := range strings.SplitSeq(key, "/") {
		if reason := partFault(part); reason != "" {
			return reason
		}
	}
	return ""
}

// unprintable finds what XML 1.0, and so a listing of S3, cannot carry.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\uFFFE' || r == '\uFFFF'
}

func partFault(part string) string {
	switch {
	case part == "":
		return "it has a slash at an end or two in a row"
	case part == "." || part == "..":
		return "a part of it is " + part
	case len(part) > maxPart:
		return fmt.Sprintf("a part of it is longer than %d bytes", maxPart)
	case strings.HasPrefix(part, tempPrefix):
		return "a part of it begins with " + tempPrefix
	}
	return ""
}
