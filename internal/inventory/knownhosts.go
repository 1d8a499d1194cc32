package inventory

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// KnownHosts lists the names in known_hosts files. Hashed names, patterns, and the lines of authorities and revoked keys
// name no host.
type KnownHosts struct{ paths []string }

// NewKnownHosts returns a source for the files; those that do not exist are empty.
func NewKnownHosts(paths ...string) *KnownHosts { return &KnownHosts{paths} }

// Name returns "known_hosts".
func (k *KnownHosts) Name() string { return "known_hosts" }

// List reads the files. Its error is that of the context.
func (k *KnownHosts) List(ctx context.Context) (Listing, error) {
	var l Listing
	seen := map[string]bool{}
	for _, path := range k.paths {
		text, err := readRegular(path)
		l.Looked = append(l.Looked, Looked{path, !errors.Is(err, fs.ErrNotExist)})
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			l.Warnings = append(l.Warnings, err)
			continue
		}
		for n := 1; text != ""; n++ {
			var line string
			line, text, _ = strings.Cut(text, "\n")
			for _, t := range knownHost(line) {
				if !seen[t.Name] {
					seen[t.Name] = true
					t.Source, t.Origin = k.Name(), fmt.Sprintf("%s:%d", path, n)
					l.Targets = append(l.Targets, t)
				}
			}
		}
	}
	return l, ctx.Err()
}

// knownHost reads a line. ssh writes "name,address": the address goes with the names and is a row only if it is alone.
func knownHost(line string) []Target {
	fields := strings.Fields(line)
	if len(fields) < 3 || strings.HasPrefix(fields[0], "@") || strings.HasPrefix(fields[0], "#") {
		return nil
	}
	var names, addresses []Target
	for _, word := range strings.Split(fields[0], ",") {
		if word == "" || strings.HasPrefix(word, "|") || isPattern(word) {
			continue
		}
		t := hostAndPort(word)
		if _, err := netip.ParseAddr(t.Address); err == nil {
			addresses = append(addresses, t)
		} else {
			names = append(names, t)
		}
	}
	if len(names) == 0 {
		return addresses
	}
	for i := range names {
		if len(addresses) > 0 {
			names[i].Address = addresses[0].Address
		}
	}
	return names
}

// hostAndPort reads a name as known_hosts has it: name or [name]:port.
func hostAndPort(word string) Target {
	t := Target{Kind: KindSSH, Name: word, Address: word}
	host, port, err := net.SplitHostPort(word)
	if !strings.HasPrefix(word, "[") || err != nil {
		return t
	}
	t.Name, t.Address = host, host
	if n, err := strconv.ParseUint(port, 10, 16); err == nil && n != 22 {
		// The same host may well be known with several ports: the name of the row has to tell them apart.
		t.Name, t.Host, t.Port, t.Flags = net.JoinHostPort(host, port), host, port, []string{"-p", port}
	}
	return t
}
