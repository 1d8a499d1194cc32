package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// shortID is as much of an ID as is unique in practice: the time in milliseconds and 10 bits of chance.
func shortID(id string) string { return id[:min(len(id), 12)] }

// plain makes text fit to be printed: what controls a terminal, or hides, is replaced.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, s)
}

// clockTime prints a time within a session: 12:31 or 1:02:03.
func clockTime(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// byteSize prints a number of bytes: 712 B, 3.4 KiB, 1.2 MiB.
func byteSize(n int64) string {
	if n < 1<<10 {
		return fmt.Sprintf("%d B", n)
	}
	units, f := "KMGT", float64(n)/1024
	for f >= 1000 && len(units) > 1 {
		f, units = f/1024, units[1:]
	}
	return fmt.Sprintf("%.1f %ciB", f, units[0])
}
