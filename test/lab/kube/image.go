package kubelab

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// image is one to be made, of a single layer.
type image struct {
	name  string
	files []file
	env   []string
}

// file is a regular file, a folder when its name ends with a slash, or a symbolic link.
type file struct {
	name    string
	mode    int64
	content []byte
	link    string
}

// writeImages writes an archive, as `docker save` would, of the images that the pods run: shell has the whole
// busybox and bash; noshell and pause have of busybox only what goes by the name of tail. All wait for ever.
func writeImages(path, root string) error {
	busybox, err := os.ReadFile(filepath.Join(root, "bin/busybox"))
	if err != nil {
		return err
	}
	bash, err := os.ReadFile(filepath.Join(root, "bin/bash-static"))
	if err != nil {
		return err
	}
	applets, err := exec.Command(filepath.Join(root, "bin/busybox"), "--list").Output()
	if err != nil {
		return fmt.Errorf("list busybox: %w", err)
	}
	bare := []file{{name: "bin/", mode: 0o755}, {name: "bin/tail", mode: 0o755, content: busybox}}
	images := []image{
		{name: "docker.io/lab/pause:1", files: bare},
		{name: "docker.io/lab/noshell:1", files: bare},
		{
			name: "docker.io/lab/shell:1", files: shellFiles(busybox, bash, strings.Fields(string(applets))),
			env: []string{"HOME=/root", `PS1=\h:\w\$ `},
		},
	}
	var archive bytes.Buffer
	if err := saveImages(&archive, images); err != nil {
		return err
	}
	return os.WriteFile(path, archive.Bytes(), 0o600)
}

func shellFiles(busybox, bash []byte, applets []string) []file {
	files := []file{
		{name: "bin/", mode: 0o755}, {name: "etc/", mode: 0o755}, {name: "root/", mode: 0o700}, {name: "tmp/", mode: 0o1777},
		{name: "etc/passwd", mode: 0o644, content: []byte("root:x:0:0:root:/root:/bin/sh\n")},
		{name: "bin/busybox", mode: 0o755, content: busybox},
		{name: "bin/bash", mode: 0o755, content: bash},
	}
	for _, applet := range applets {
		if applet != "busybox" && applet != "bash" {
			files = append(files, file{name: "bin/" + applet, link: "busybox"})
		}
	}
	return files
}

// saveImages writes the archive of images; the same images give the same bytes.
func saveImages(w io.Writer, images []image) error {
	type entry struct {
		Config   string
		RepoTags []string
		Layers   []string
	}
	var list []entry
	var all []file
	for _, m := range images {
		layer, err := pack(m.files)
		if err != nil {
			return err
		}
		config, err := m.config(layer)
		if err != nil {
			return err
		}
		// A folder for each, for two images may have the same layer.
		folder := digest(config)
		e := entry{Config: folder + ".json", RepoTags: []string{m.name}, Layers: []string{folder + "/layer.tar"}}
		all = append(all, file{name: e.Config, mode: 0o644, content: config}, file{name: e.Layers[0], mode: 0o644, content: layer})
		list = append(list, e)
	}
	manifest, err := json.Marshal(list)
	if err != nil {
		return err
	}
	archive, err := pack(append(all, file{name: "manifest.json", mode: 0o644, content: manifest}))
	if err != nil {
		return err
	}
	_, err = w.Write(archive)
	return err
}

// config is the image's configuration. The name makes that of two alike images differ.
func (m image) config(layer []byte) ([]byte, error) {
	type object = map[string]any
	return json.Marshal(object{
		"architecture": runtime.GOARCH, "os": "linux", "created": "1970-01-01T00:00:00Z",
		"config": object{
			"Cmd":    []string{"/bin/tail", "-f", "/dev/null"},
			"Env":    append([]string{"PATH=/bin"}, m.env...),
			"Labels": object{"name": m.name},
		},
		"rootfs":  object{"type": "layers", "diff_ids": []string{"sha256:" + digest(layer)}},
		"history": []object{{"created": "1970-01-01T00:00:00Z"}},
	})
}

// pack makes a tar archive of files, all owned by root and without a time.
func pack(files []file) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.content)), Linkname: f.link, Typeflag: tar.TypeReg}
		switch {
		case f.link != "":
			h.Typeflag, h.Mode = tar.TypeSymlink, 0o777
		case strings.HasSuffix(f.name, "/"):
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
