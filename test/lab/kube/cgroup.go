package kubelab

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	cgroupMount  = "/sys/fs/cgroup"
	cgroupPrefix = "shellac-e2e-"
)

// cgroupName names the control groups of a cluster of this process.
func cgroupName(cluster string) string {
	return fmt.Sprintf("%s%d-%s", cgroupPrefix, os.Getpid(), cluster)
}

// cgroupRoots returns the folders in which a group must be made: the one of cgroup v2, or that of every controller of v1.
func cgroupRoots() []string {
	if unified() {
		return []string{cgroupMount}
	}
	found, _ := filepath.Glob(cgroupMount + "/*/cgroup.procs") // the pattern is well formed
	roots := make([]string, len(found))
	for i, file := range found {
		roots[i] = filepath.Dir(file)
	}
	return roots
}

func unified() bool {
	_, err := os.Stat(cgroupMount + "/cgroup.controllers")
	return err == nil
}

// makeCgroups makes the groups under which the kubelet makes those of its pods. It first removes what killed tests
// have left.
func makeCgroups(name string) error {
	removeStale()
	roots := cgroupRoots()
	if len(roots) == 0 {
		return fmt.Errorf("no control groups are mounted at %s", cgroupMount)
	}
	for _, root := range roots {
		dir := filepath.Join(root, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := delegate(root, dir); err != nil {
			return err
		}
	}
	return nil
}

// delegate lets the group dir under root have members of every controller.
func delegate(root, dir string) error {
	if !unified() {
		return copyCPUs(root, dir)
	}
	if err := enableControllers(root); err != nil {
		return err
	}
	return enableControllers(dir)
}

// copyCPUs gives a new group of the v1 controller cpuset, which starts with none, the processors of its parent.
func copyCPUs(root, dir string) error {
	for _, name := range []string{"cpuset.cpus", "cpuset.mems"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, os.ErrNotExist) {
			return nil // another controller
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0); err != nil {
			return err
		}
	}
	return nil
}

// enableControllers turns all v2 controllers on for the groups in dir. In a container the processes are in the root
// group itself, which forbids that: they are first moved into a group of their own.
func enableControllers(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if err != nil {
		return err
	}
	var on []string
	for _, controller := range strings.Fields(string(text)) {
		on = append(on, "+"+controller)
	}
	file, all := filepath.Join(dir, "cgroup.subtree_control"), []byte(strings.Join(on, " "))
	err = os.WriteFile(file, all, 0)
	if !errors.Is(err, syscall.EBUSY) {
		return err
	}
	if err := moveProcesses(dir, filepath.Join(dir, "init")); err != nil {
		return err
	}
	return os.WriteFile(file, all, 0)
}

func moveProcesses(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(from, "cgroup.procs"))
	if err != nil {
		return err
	}
	for _, pid := range strings.Fields(string(text)) {
		// One that has ended meanwhile, or belongs to the kernel, stays behind.
		_ = os.WriteFile(filepath.Join(to, "cgroup.procs"), []byte(pid), 0)
	}
	return nil
}

// removeCgroups removes a cluster's groups. The kernel lets go of those of killed processes only after a while.
func removeCgroups(name string) {
	deadline := time.Now().Add(5 * time.Second)
	for _, root := range cgroupRoots() {
		for !removeTree(filepath.Join(root, name)) && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// removeTree removes a group with those below it. The files in them are the kernel's and go with them.
func removeTree(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	for _, entry := range entries {
		if entry.IsDir() && !removeTree(filepath.Join(dir, entry.Name())) {
			return false
		}
	}
	return syscall.Rmdir(dir) == nil
}

// removeStale removes the groups of processes that are no more.
func removeStale() {
	for _, root := range cgroupRoots() {
		dirs, _ := filepath.Glob(filepath.Join(root, cgroupPrefix+"*")) // the pattern is well formed
		for _, dir := range dirs {
			text, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), cgroupPrefix), "-")
			pid, err := strconv.Atoi(text)
			if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
				removeTree(dir)
			}
		}
	}
}
