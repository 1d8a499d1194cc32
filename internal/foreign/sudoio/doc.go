// Package sudoio reads the I/O logs of sudo(8), as sudoers(5) describes them: a folder for each command, with a file log.json
// or log about it, a file timing of when how many bytes went where, and the bytes in files by where they went. All but
// log and log.json may be packed with gzip. The environment that log.json holds is never read.
package sudoio
