package kubelab

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
)

func TestSaveImages(t *testing.T) {
	images := []image{
		{name: "lab/a:1", files: []file{{name: "bin/", mode: 0o755}, {name: "bin/x", mode: 0o755, content: []byte("x")}}},
		{name: "lab/b:1", files: []file{{name: "bin/y", link: "x"}}, env: []string{"HOME=/root"}},
	}
	var once, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&once, &again} {
		if err := saveImages(b, images); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(once.Bytes(), again.Bytes()) {
		t.Error("the same images gave different archives")
	}
	files := unpack(t, once.Bytes())
	var manifest []struct {
		Config           string
		RepoTags, Layers []string
	}
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if got, want := len(manifest), len(images); got != want {
		t.Fatalf("images: got %d, want %d", got, want)
	}
	for i, m := range manifest {
		if got, want := m.RepoTags[0], images[i].name; got != want {
			t.Errorf("name: got %s, want %s", got, want)
		}
		var config struct {
			Rootfs struct {
				DiffIDs []string `json:"diff_ids"`
			}
		}
		if err := json.Unmarshal(files[m.Config], &config); err != nil {
			t.Fatal(err)
		}
		if got, want := config.Rootfs.DiffIDs[0], "sha256:"+digest(files[m.Layers[0]]); got != want {
			t.Errorf("layer of %s: got %s, want %s", images[i].name, got, want)
		}
	}
	if got, want := string(unpack(t, files[manifest[0].Layers[0]])["bin/x"]), "x"; got != want {
		t.Errorf("bin/x: got %q, want %q", got, want)
	}
}

func unpack(t *testing.T, archive []byte) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	r := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name] = content
	}
}
