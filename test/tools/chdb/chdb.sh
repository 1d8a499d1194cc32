#!/bin/sh
# chdb.sh SQL: ask ClickHouse, which npm brings as a library (546 MB, fetched once and kept outside the clone), and print tab-separated rows.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
key=$(cat "$here"/package.json "$here"/package-lock.json | sha256sum | cut -c1-16)
out=${XDG_CACHE_HOME:-$HOME/.cache}/shellac/e2e/chdb-$key
if [ ! -d "$out/node_modules/chdb" ]; then
	echo "chdb.sh: fetching chdb (once, kept in $out)" >&2
	mkdir -p "$out.$$"
	cp "$here/package.json" "$here/package-lock.json" "$out.$$/"
	(cd "$out.$$" && npm install --no-audit --no-fund --ignore-scripts) >&2
	rm -rf "$out"
	mv "$out.$$" "$out"
fi
CHDB_MODULE=$out/node_modules/chdb exec node "$here/chdb.js" "$1"
