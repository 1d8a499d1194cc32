#!/bin/sh
# tool.sh NAME: build the pinned tool in test/tools/NAME once and print its path.
#
# A tool is a Go module of its own, so that what the tests need never enters the product's go.mod.
# The binary is kept outside the clone, under the hash of the module's files: a second run costs nothing.
set -eu
name=$1
here=$(cd "$(dirname "$0")/.." && pwd)
dir=$here/test/tools/$name
[ -f "$dir/go.mod" ] || { echo "tool.sh: no such tool: $name" >&2; exit 1; }
key=$(cat "$dir"/go.mod "$dir"/go.sum "$dir"/*.go 2>/dev/null | sha256sum | cut -c1-16)
out=${XDG_CACHE_HOME:-$HOME/.cache}/shellac/e2e/$key
if [ ! -x "$out/$name" ]; then
	mkdir -p "$out"
	echo "tool.sh: building $name (once, kept in $out)" >&2
	if [ -x "$dir/build.sh" ]; then
		"$dir/build.sh" "$out/$name.$$" >&2
	else
		pkg=$(sed -n 's/^\/\/ tool: //p' "$dir"/*.go | head -n 1)
		(cd "$dir" && CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags '-s -w' -o "$out/$name.$$" "${pkg:-.}") >&2
	fi
	mv "$out/$name.$$" "$out/$name"
fi
echo "$out/$name"
