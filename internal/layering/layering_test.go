package layering

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/shellac-term/shellac"

// imports maps every package of the module to the packages of the module that its files import, tests left out. The
// files are parsed here and not listed by `go list`, whose result a cached test would not see change.
func imports(t *testing.T, root string) map[string]map[string]bool {
	t.Helper()
	found := map[string]map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() {
			if skipped(rel) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(rel))
		if found[pkg] == nil {
			found[pkg] = map[string]bool{}
		}
		for _, i := range f.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			if inside, ok := strings.CutPrefix(p, module+"/"); ok {
				found[pkg][inside] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// skipped reports whether a folder is no part of the product.
func skipped(rel string) bool {
	return rel == "test" || rel == "bin" || strings.HasPrefix(rel, ".") && rel != "." || strings.HasSuffix(rel, "/testdata") || rel == "internal/vt/gen"
}

func TestImportsFollowTheTable(t *testing.T) {
	found := imports(t, filepath.Join("..", ".."))
	if len(found) < 5 {
		t.Fatalf("only %d packages found", len(found))
	}
	for _, pkg := range sorted(found) {
		permitted, known := allowed[pkg]
		if !known {
			t.Errorf("package %s is not in the table", pkg)
			continue
		}
		for _, imp := range sorted(found[pkg]) {
			if !permits(permitted, imp) {
				t.Errorf("%s imports %s; it may import %v", pkg, imp, permitted)
			}
		}
	}
}

// The table itself must be a graph without cycles: then so are the imports.
func TestTableHasNoCycle(t *testing.T) {
	state := map[string]int{}
	var visit func(string, []string)
	visit = func(pkg string, path []string) {
		if state[pkg] == 1 {
			t.Fatalf("cycle: %v", append(path, pkg))
		}
		if state[pkg] == 2 {
			return
		}
		state[pkg] = 1
		for _, imp := range allowed[pkg] {
			visit(imp, append(path, pkg))
		}
		state[pkg] = 2
	}
	for _, pkg := range sorted(allowed) {
		visit(pkg, nil)
	}
}

func TestTableIsEnforced(t *testing.T) {
	if permits(allowed["recorder"], "internal/archive") || permits(allowed["player"], "internal/archive") || permits(allowed["ui"], "recorder") {
		t.Error("recorder and player must not know the archive, nor ui the recorder")
	}
	if !permits([]string{"..."}, "anything") || permits([]string{"a"}, "ab") {
		t.Error("permits is wrong")
	}
}

func permits(permitted []string, imp string) bool {
	for _, p := range permitted {
		if base, all := strings.CutSuffix(p, "..."); p == imp || all && strings.HasPrefix(imp, base) {
			return true
		}
	}
	return false
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
