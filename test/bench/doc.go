// Package bench measures shellac against other programs and against plain baselines, in one run and in turns, and prints
// tables of ratios. Nothing in it passes or fails by a time: the machine decides those. What it runs is in its tests, under
// the build tag bench; `make bench` is the way to start them.
//
// SHELLAC_BINARY names another shellac than the one of this tree, to compare two.
package bench
