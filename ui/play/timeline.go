package play

import (
	"math"
	"strings"
	"time"
)

// A strip is the timeline's activity, as it was worked out last.
type strip struct {
	cols  int
	end   time.Duration
	stale bool
	cells []rune
}

// The signs of the timeline, each one cell wide. The levels go from nothing to much.
type signs struct {
	levels       []rune
	hit, marker  rune
	damage, here rune
}

func (m *model) signs() signs {
	if m.look.ascii {
		return signs{[]rune("_.:|"), '^', 'm', '!', '#'}
	}
	return signs{[]rune("_\u2581\u2582\u2583\u2584\u2585\u2586\u2587"), '^', 'm', '!', '#'}
}

// stripEnds returns the columns between which the timeline lies.
func (m *model) stripEnds() (from, to int) {
	left, right := m.stripLabels()
	return len(left), m.cols - len(right)
}

func (m *model) stripLabels() (left, right string) {
	return " 0:00 ", " " + brief(m.clock.End()) + " "
}

// stripLine draws the timeline: how much happened when, markers, damage and hits, and the position in brackets.
func (m *model) stripLine() string {
	left, right := m.stripLabels()
	from, to := m.stripEnds()
	cells := append([]rune(nil), m.stripCells(to-from)...)
	at := cellOf(m.position(), m.clock.End(), len(cells))
	here := string(cells[at : at+1])
	before, after := string(cells[:at]), string(cells[at+1:])
	if at > 0 {
		before = string(cells[:at-1]) + "["
	}
	if at < len(cells)-1 {
		after = "]" + string(cells[at+2:])
	}
	return left + before + reverse(here) + after + right
}

// stripCells returns the timeline without the position.
func (m *model) stripCells(cols int) []rune {
	s := &m.strip
	if s.cells != nil && s.cols == cols && s.end == m.clock.End() && !s.stale {
		return s.cells
	}
	sign := m.signs()
	cells := levels(m.player.Activity(cols), sign.levels)
	put := func(t time.Duration, r rune) { cells[cellOf(t, m.clock.End(), cols)] = r }
	for _, mark := range m.player.Markers() {
		put(mark.At, sign.marker)
	}
	for _, g := range m.player.Gaps() {
		put(g.At, sign.damage)
	}
	for _, b := range m.player.Breaks() {
		put(b.At, sign.damage)
	}
	for _, h := range m.search.hits {
		put(h.At, sign.hit)
	}
	*s = strip{cols: cols, end: m.clock.End(), cells: cells}
	return cells
}

// cellOf returns the cell of the timeline that a time falls into.
func cellOf(t, end time.Duration, cols int) int {
	if end <= 0 {
		return 0
	}
	return min(max(int(float64(t)/float64(end)*float64(cols)), 0), cols-1)
}

// levels draws amounts on a logarithmic scale.
func levels(amounts []int64, signs []rune) []rune {
	most := int64(1)
	for _, n := range amounts {
		most = max(most, n)
	}
	cells := make([]rune, len(amounts))
	for i, n := range amounts {
		level := 0
		if n > 0 {
			level = 1 + int(math.Log1p(float64(n))/math.Log1p(float64(most))*float64(len(signs)-1)-1e-9)
		}
		cells[i] = signs[min(level, len(signs)-1)]
	}
	return cells
}

// timelineLegend explains the signs.
func (m *model) timelineLegend() string {
	s := m.signs()
	return strings.Join([]string{string(s.levels) + " little to much output", "[ ] position", string(s.hit) + " hit",
		string(s.marker) + " marker", string(s.damage) + " output missing"}, "   ")
}
