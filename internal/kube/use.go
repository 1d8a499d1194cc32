package kube

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// Use makes a context current and, unless namespace is "", sets the namespace it has. Each is written to the file that
// owns it: the context's own, and the first one that says which context is current. Everything else in them stays, with
// its comments and its order. A file is replaced as a whole, or not at all.
func (c *Config) Use(name, namespace string) error {
	x, err := c.Find(name)
	if err != nil {
		return err
	}
	if namespace != "" && namespace != x.Namespace {
		err := edit(x.File, func(root *yaml.Node) error { return setNamespace(root, x.Name, namespace) })
		if err != nil {
			return err
		}
	}
	if x.Name == c.merged.CurrentContext {
		return nil
	}
	return edit(c.currentFile(x), func(root *yaml.Node) error { set(root, "current-context", x.Name); return nil })
}

// currentFile returns the file that says which context is current. Where none does it is the first that exists.
func (c *Config) currentFile(x Context) string {
	first := ""
	for _, file := range c.Files() {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		var says struct {
			Current string `yaml:"current-context"`
		}
		if yaml.Unmarshal(text, &says) == nil && says.Current != "" {
			return file
		}
		first = firstOf(first, file)
	}
	return firstOf(first, x.File)
}

// edit changes a YAML file. The lock is that of kubectl, so that the two do not meet.
func edit(file string, change func(root *yaml.Node) error) error {
	real, err := filepath.EvalSymlinks(file) // a link stays one
	if err != nil {
		return editError(file, err)
	}
	unlock, err := lock(real)
	if err != nil {
		return err
	}
	defer unlock()
	text, err := os.ReadFile(real)
	if err != nil {
		return editError(file, err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return editError(file, err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return editError(file, errors.New("it is no kubeconfig"))
	}
	if err := change(doc.Content[0]); err != nil {
		return editError(file, err)
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if bytes.Contains(text, []byte("\n- ")) {
		e.CompactSeqIndent() // as it was, which is how kubectl writes lists
	}
	if err := e.Encode(&doc); err != nil {
		return editError(file, err)
	}
	return editError(file, replace(real, out.Bytes()))
}

func editError(file string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: BadConfig, Text: "change kubeconfig " + file + ": " + firstLine(reason(err)), Do: "it is as it was; check who may write it", cause: err}
}

// lock takes kubectl's lock on a file and returns what gives it back.
func lock(file string) (func(), error) {
	name := file + ".lock"
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, &Error{
			Kind: BadConfig, Text: "change kubeconfig " + file + ": another program is changing it", cause: err,
			Do: "try again; if no kubectl runs any more, remove " + name,
		}
	}
	if err != nil {
		return nil, editError(file, err)
	}
	_ = f.Close()
	return func() { _ = os.Remove(name) }, nil
}

// replace writes a file with the rights of the one that it takes the place of.
func replace(file string, text []byte) error {
	old, err := os.Stat(file)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(old.Mode().Perm())
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// setNamespace sets the namespace of a context.
func setNamespace(root *yaml.Node, name, namespace string) error {
	contexts := get(root, "contexts")
	if contexts == nil {
		return fmt.Errorf("it has no context %q", name)
	}
	for _, entry := range contexts.Content {
		if n := get(entry, "name"); n == nil || n.Value != name {
			continue
		}
		context := get(entry, "context")
		if context == nil || context.Kind != yaml.MappingNode {
			return fmt.Errorf("its context %q is empty", name)
		}
		set(context, "namespace", namespace)
		return nil
	}
	return fmt.Errorf("it has no context %q", name)
}

// get returns the value of a key in a mapping, nil if there is none.
func get(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content) && mapping.Kind == yaml.MappingNode; i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// set gives a key a string. Encode quotes what would be read as something else, such as y.
func set(mapping *yaml.Node, key, value string) {
	var text yaml.Node
	_ = text.Encode(value) // a string always can be
	if old := get(mapping, key); old != nil {
		text.HeadComment, text.LineComment, text.FootComment = old.HeadComment, old.LineComment, old.FootComment
		*old = text
		return
	}
	var name yaml.Node
	name.SetString(key)
	mapping.Content = append(mapping.Content, &name, &text)
}
