// Package kubelab runs real one-node Kubernetes clusters for tests: etcd, kube-apiserver and kubelet, with Debian's
// containerd and runc, and a few pods. A cluster lives in a sandbox of its own with its network, so any number can
// run side by side; only its API is served outside, on a free port of the machine's loopback. The node's images
// are made here: nothing is pulled.
package kubelab

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

//go:embed files/inner.sh
var inner string

// Cluster is a running one. In namespace default it has the pods web-0 (containers app, with sh and bash, and side),
// hostnet (in the node's network) and noshell (without any shell); in prod it has api-0 (container app).
type Cluster struct {
	// Name is that of the cluster, its context and its node.
	Name string
	// Dir holds everything of the cluster, logs too. It is removed when the test ends.
	Dir string
	// Kubeconfig is the path of an administrator's configuration; it depends on no other file.
	Kubeconfig string
	// ViewerKubeconfig is that of the user viewer, who may read pods but run nothing in them.
	ViewerKubeconfig string
	// Bin is a folder with kubectl, to put on PATH.
	Bin string

	root, kubebox string
	cgroup        string
	keys          *keys
	box           *sandbox.Sandbox
	door          *door
}

// Start starts a cluster that ends with the test, or with the process when that is killed, and returns when its pods
// are ready. Where the machine cannot run one it skips the test, and fails it under CI=true.
func Start(t testing.TB, name string) *Cluster {
	t.Helper()
	return StartAll(t, name)[0]
}

// StartAll starts clusters of these names, all at once: see Start.
func StartAll(t testing.TB, names ...string) []*Cluster {
	t.Helper()
	root := sandbox.Need(t, "containerd", "runc", "containernetworking-plugins", "busybox-static", "bash-static")
	kubebox := sandbox.Script(t, "tool.sh", "kubebox")
	clusters := make([]*Cluster, len(names))
	errs := make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		c, err := newCluster(name, root, kubebox)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.stop)
		clusters[i] = c
		all.Go(func() { errs[i] = c.start() })
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("start cluster %s: %v", names[i], err)
		}
	}
	return clusters
}

func newCluster(name, root, kubebox string) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "kubelab") // not t.TempDir: a socket needs a short path
	if err != nil {
		return nil, err
	}
	return &Cluster{
		Name: name, Dir: dir, root: root, kubebox: kubebox,
		Kubeconfig:       filepath.Join(dir, "kubeconfig"),
		ViewerKubeconfig: filepath.Join(dir, "kubeconfig.viewer"),
		Bin:              filepath.Join(dir, "bin"),
		cgroup:           cgroupName(name),
	}, nil
}

func (c *Cluster) start() error {
	steps := []struct {
		what string
		do   func() error
	}{
		{"make control groups", func() error { return makeCgroups(c.cgroup) }},
		{"write files", c.write},
		{"run sandbox", c.run},
		{"serve API", c.openDoor},
		{"load images", c.loadImages},
		{"fill cluster", c.fill},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

func (c *Cluster) write() error {
	if err := os.MkdirAll(c.Bin, 0o700); err != nil {
		return err
	}
	if err := os.Symlink(c.kubebox, filepath.Join(c.Bin, "kubectl")); err != nil {
		return err
	}
	if err := c.writeKeys(); err != nil {
		return err
	}
	return c.writeConfigs()
}

func (c *Cluster) run() error {
	var err error
	c.box, err = sandbox.Start(inner, c.Dir, c.root, c.path("sandbox.log"), "NAME="+c.Name, "KUBEBOX="+c.kubebox)
	return err
}

// loadImages imports the images as soon as containerd answers. Its socket is a path, so it works from outside.
func (c *Cluster) loadImages() error {
	archive := c.path("images.tar")
	if err := writeImages(archive, c.root); err != nil {
		return err
	}
	socket := c.path("containerd.sock")
	var out []byte
	err := c.waitFor("containerd", "containerd.log", func() bool {
		if _, err := os.Stat(socket); err != nil {
			return false
		}
		var err error
		out, err = c.ctr("image", "import", archive)
		return err == nil
	})
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

func (c *Cluster) ctr(args ...string) ([]byte, error) {
	all := append([]string{"--address", c.path("containerd.sock"), "--namespace", "k8s.io"}, args...)
	cmd := exec.Command(filepath.Join(c.root, "usr/bin/ctr"), all...)
	return cmd.CombinedOutput()
}

func (c *Cluster) waitFor(what, log string, ready func() bool) error {
	return c.box.WaitFor(what, 5*time.Minute, c.path(log), ready)
}

func (c *Cluster) stop() {
	if c.door != nil {
		c.door.close()
	}
	if c.box != nil {
		c.box.Stop()
	}
	removeCgroups(c.cgroup)
	_ = os.RemoveAll(c.Dir)
}

func (c *Cluster) path(name string) string { return filepath.Join(c.Dir, name) }

// PID returns the process whose end ends the whole cluster.
func (c *Cluster) PID() int { return c.box.PID() }

// Exited is closed when the cluster has ended.
func (c *Cluster) Exited() <-chan struct{} { return c.box.Exited() }

// Env returns this process's environment with Bin first on PATH and KUBECONFIG set to the given files, or to
// Kubeconfig.
func (c *Cluster) Env(kubeconfigs ...string) []string {
	if len(kubeconfigs) == 0 {
		kubeconfigs = []string{c.Kubeconfig}
	}
	return append(os.Environ(), "PATH="+c.Bin+":"+os.Getenv("PATH"), "KUBECONFIG="+strings.Join(kubeconfigs, ":"))
}

// Kubectl returns the command kubectl as the administrator.
func (c *Cluster) Kubectl(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.Bin, "kubectl"), args...)
	cmd.Env = c.Env()
	return cmd
}
