#!/bin/sh
# voices.sh: compare our terminal emulator with xterm.js, avt and libvterm, where node is there to run them.
set -eu
cd "$(dirname "$0")/.."
if command -v node >/dev/null 2>&1; then
	exec test/xterm/voices.sh
fi
if [ "${CI:-}" = true ]; then
	echo "voices.sh: node is missing, so that the emulator cannot be compared" >&2
	exit 1
fi
echo "SKIP the comparison with other terminal emulators: node is missing"
