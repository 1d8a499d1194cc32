// Package inventory knows what one can connect to by ssh: the names in ssh's configuration, in known_hosts, in inventory
// files, and those a program prints; with labels, and a filter over all of it.
//
// Names are only enumerated here. What an option of ssh is for one of them is for ssh itself to say: see Resolver.
package inventory
