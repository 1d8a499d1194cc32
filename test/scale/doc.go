// Package scale measures the index and the search on fleets of recordings, against other programs in the same run, and checks what is found
// against what was planted, and against what DuckDB and ClickHouse find in the same objects. What it runs is in its tests, under the build tag
// scale; `make bench-scale` is the way to start them. Nothing in it passes or fails by a time, for the machine decides those: what is missed,
// or found and not there, fails.
//
// SHELLAC_SCALE holds the sizes of the fleets in sessions (default "1000 10000"; 100000 needs 14 GB of disk and half an hour), SHELLAC_SCALE_DIR
// a folder to work in, SHELLAC_BINARY another shellac than the one of this tree.
package scale
