// Package fleet makes the recordings of many people on many machines over many days: sessions of about 300 KB of output each, spliced from
// scenes that look like real work, with phrases planted in them whose truth is known. The same seed makes the same fleet.
package fleet
