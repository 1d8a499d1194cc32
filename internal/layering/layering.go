// Package layering holds the table of who may import whom, and the test that keeps it.
package layering

// Allowed lists, for every package of the module, the packages of the module that it may import. A path that ends in
// "/..." stands for the package and all below it. Packages of tests and tools (below test/) may import anything.
var allowed = map[string][]string{
	"format":                   {},
	"internal/vt":              {},
	"internal/store":           {},
	"internal/config":          {},
	"internal/layering":        {},
	"internal/inventory":       {},
	"internal/archive":         {"format", "internal/store"},
	"internal/asciicast":       {"format"},
	"internal/search":          {"format", "internal/archive"},
	"recorder":                 {"format", "internal/vt"},
	"player":                   {"format", "internal/vt"},
	"ui":                       {"format", "player", "internal/search", "internal/archive", "internal/inventory", "internal/vt"},
	"cmd/shellac":              {"..."},
	"internal/store/storetest": {"internal/store"},
}
