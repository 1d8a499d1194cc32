// Package asciicast reads and writes the file format of asciinema, versions 1, 2 and 3
// (https://docs.asciinema.org/manual/asciicast/v3/): lines of JSON, the first of which is a header and every other one an
// event. It reads what asciinema reads and refuses what asciinema refuses, with the number of the line.
//
// Text in such a file is Unicode, so that it cannot hold every byte a terminal receives; the encoder counts what it has to replace.
package asciicast
