#!/usr/bin/env bash
# Shows streams with xterm.js, avt and libvterm, and compares ours with them:
#
#   test/xterm/voices.sh [FOLDER]
#
# FOLDER/streams may hold streams (*.cast, *.json, named GROUP__NAME) already; our recordings, the shared
# corpus where it is there, recordings of real programs and generated output are added. libvterm takes part where
# its headers (Debian: libvterm-dev) and a C compiler are installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$(mktemp -d)}
mkdir -p "$out/streams"

add() { # GROUP FILE...
  local group=$1 file
  shift
  for file in "$@"; do
    [ -e "$file" ] && cp "$file" "$out/streams/${group}__$(basename "$file")"
  done
  return 0
}
add own "$root"/internal/vt/testdata/own/*.cast
add cast "$root"/../shared/corpus/casts/*.cast
(cd "$root" && go run ./test/xterm/programs "$out/streams")

cd "$here"
[ -d node_modules/asciinema-player ] || npm ci --silent
node screens.js "$out/xterm" "$out"/streams/*
node avt.js "$out/avt" "$out"/streams/*
if cc -O2 -o "$out/vterm" vterm.c -lvterm 2>/dev/null; then
  node vterm.js "$out/vterm" "$out/libvterm" "$out"/streams/*
fi
cd "$root"
SHELLAC_VT_VOICES=$out go test -count=1 -run "TestScreensAgreeWithOtherTerminals|TestRedrawShowsTheSameInXterm" -v ./internal/vt
