package main

import (
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/config"
	"github.com/shellac-term/shellac/internal/inventory"
)

// A targetList is where targets come from, with what finds out more about one of them.
type targetList struct {
	sources  []inventory.Source
	ssh      *inventory.SSHConfig
	resolver *inventory.Resolver
	labeler  *inventory.Labeler
	habits   inventory.Habits
	files    []inventory.SSHFile
	config   config.Config
}

// targets returns the sources of targets for a configuration. file is the one that was named in place of ssh's own, as with
// ssh -F; empty if none was.
func (a *app) targets(c config.Config, file string) *targetList {
	home, dir := a.getenv("HOME"), a.configDir()
	l := &targetList{config: c, resolver: inventory.NewResolver(inventory.ResolverOptions{}), habits: inventory.OpenHabits(a.paths.State)}
	l.files = a.sshFiles(c, file)
	l.ssh = inventory.NewSSHConfig(inventory.SSHConfigOptions{Files: l.files, Home: home, Getenv: a.getenv})
	l.sources = []inventory.Source{l.ssh}
	for _, path := range c.Sources.Inventory {
		l.sources = append(l.sources, inventory.NewHostsFile(config.Expand(path, home, dir)))
	}
	for _, e := range c.Sources.Exec {
		l.sources = append(l.sources, inventory.NewExec(inventory.ExecOptions{
			Command: expandCommand(e.Command, home, dir), Every: time.Duration(e.Every), Dir: a.cacheDir("exec")}))
	}
	if c.Sources.KnownHosts {
		l.sources = append(l.sources, a.knownHosts())
	}
	labels := func(from []config.Label, local bool) (commands []inventory.LabelCommand) {
		for _, x := range from {
			words := []string(x.Command)
			if local {
				words = expandCommand(words, home, dir)
			}
			commands = append(commands, inventory.LabelCommand{Name: x.Name, Command: words, Period: time.Duration(x.Period)})
		}
		return commands
	}
	l.labeler = inventory.NewLabeler(inventory.LabelerOptions{Local: labels(c.Labels.Local, true), Remote: labels(c.Labels.Remote, false),
		Dir: a.cacheDir("labels"), SSH: l.resolver})
	return l
}

func (a *app) knownHosts() inventory.Source {
	return inventory.NewKnownHosts(filepath.Join(a.getenv("HOME"), ".ssh", "known_hosts"))
}

// cacheDir returns a folder for what can be found out again, or "" if there can be none.
func (a *app) cacheDir(name string) string {
	if a.paths.Cache == "" {
		return ""
	}
	return filepath.Join(a.paths.Cache, name)
}

// configDir returns the folder of the configuration file, which relative paths in it are beside.
func (a *app) configDir() string {
	path := firstOf(a.configFile, a.getenv("SHELLAC_CONFIG"), a.paths.File())
	if path == "" {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return filepath.Dir(path)
}

func expandCommand(words []string, home, dir string) []string {
	words = slices.Clone(words)
	words[0] = config.ExpandProgram(words[0], home, dir)
	return words
}

// sshFiles returns the files of ssh's configuration to read: the one that was named, else that of the environment, else
// those of our configuration, else those that ssh reads by itself.
func (a *app) sshFiles(c config.Config, file string) []inventory.SSHFile {
	own := inventory.DefaultSSHFiles(a.getenv("HOME"), accountHome())
	if file = firstOf(file, a.getenv("SHELLAC_SSH_CONFIG")); file != "" {
		return namedSSHFile(file)
	}
	if len(c.Sources.SSH.Files) == 0 {
		return own
	}
	var files []inventory.SSHFile
	for _, path := range c.Sources.SSH.Files {
		path = config.Expand(path, a.getenv("HOME"), a.configDir())
		if i := slices.IndexFunc(own, func(f inventory.SSHFile) bool { return f.Path == path }); i >= 0 {
			files = append(files, own[i])
			continue
		}
		files = append(files, inventory.SSHFile{Path: path, Flags: []string{"-F", path}})
	}
	return files
}

// namedSSHFile is the file of ssh -F; none stands for no file at all.
func namedSSHFile(file string) []inventory.SSHFile {
	if file == "none" {
		return nil
	}
	if abs, err := filepath.Abs(file); err == nil {
		file = abs
	}
	return []inventory.SSHFile{{Path: file, Flags: []string{"-F", file}}}
}

// accountHome returns the home folder that the system has for the user, which ssh goes by and HOME does not change.
func accountHome() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.HomeDir
}

// sourceKinds are the words of --source for sources that have names of their own.
func sourceKind(s inventory.Source) string {
	switch s.(type) {
	case *inventory.SSHConfig:
		return "ssh"
	case *inventory.HostsFile:
		return "inventory"
	case *inventory.Exec:
		return "exec"
	}
	return s.Name()
}

// pickSources returns the sources that --source names: ssh, inventory, exec, known_hosts, or the name of one.
func (a *app) pickSources(l *targetList, names string) ([]inventory.Source, error) {
	if names == "" {
		return l.sources, nil
	}
	var picked []inventory.Source
	for name := range strings.SplitSeq(names, ",") {
		before := len(picked)
		for _, s := range l.sources {
			if name == sourceKind(s) || name == s.Name() {
				picked = append(picked, s)
			}
		}
		if len(picked) > before {
			continue
		}
		if name != "known_hosts" {
			return nil, &hintError{usage("--source %s: there is no such source", name), "there are ssh, known_hosts, and what the configuration has under sources: inventory, exec"}
		}
		picked = append(picked, a.knownHosts())
	}
	return picked, nil
}
