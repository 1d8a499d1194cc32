#!/bin/sh
# build.sh OUT: DuckDB's Go package links a library that its modules bring ready-made, which takes cgo and a C++ linker.
set -eu
cd "$(dirname "$0")"
CGO_ENABLED=1 exec go build -mod=readonly -trimpath -ldflags '-s -w' -o "$1" .
