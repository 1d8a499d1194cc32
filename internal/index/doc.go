// Package index holds the text of many recordings so that a search reads little: it packs closed days of an archive into
// Parquet, which other engines read as well, and reads the packs back as Blocks of lines.
//
// Nothing in it is authoritative but the recordings: all packs can be made anew from them.
package index
