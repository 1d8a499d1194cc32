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
	"internal/transcript":      {"format", "recorder"},
	"internal/index":           {"format", "internal/archive", "internal/store", "internal/transcript"},
	"internal/search":          {"format", "internal/archive", "internal/index", "internal/transcript"},
	"recorder":                 {"format", "internal/vt"},
	"player":                   {"format", "internal/vt"},
	"internal/shellword":       {},
	"internal/kube":            {"internal/shellword"},
	"ui/act":                   {},
	"ui/style":                 {},
	"ui/list":                  {"ui/style"},
	"ui/play":                  {"format", "player", "internal/vt", "ui/style"},
	"ui/nodes":                 {"ui/act", "internal/inventory", "ui/list", "ui/style"},
	"ui/pods":                  {"internal/inventory", "ui/act", "internal/kube", "ui/list", "ui/style"},
	"ui/recordings":            {"ui/act", "format", "internal/archive", "internal/search", "internal/shellword", "ui/list", "ui/style"},
	"ui/live":                  {"ui/act", "format", "internal/archive", "ui/list", "ui/style"},
	"ui/pick":                  {"ui/list", "ui/style"},
	"ui":                       {"ui/act", "ui/nodes", "ui/pods", "ui/recordings", "ui/live", "ui/list", "ui/style"},
	"cmd/shellac":              {"..."},
	"internal/store/storetest": {"internal/store"},

	"internal/foreign":            {"format", "internal/asciicast", "internal/foreign/..."},
	"internal/foreign/scan":       {},
	"internal/foreign/sudoio":     {"format", "internal/foreign/scan"},
	"internal/foreign/teleport":   {"format", "internal/foreign/scan"},
	"internal/foreign/tlog":       {"format", "internal/foreign/scan"},
	"internal/foreign/ttyrec":     {"format", "internal/foreign/scan"},
	"internal/foreign/typescript": {"format", "internal/foreign/scan"},
}
