#!/bin/sh
# build.sh OUT: build kubebox into the file OUT. scripts/tool.sh calls it and keeps what it makes.
#
# Unoptimised code without DWARF builds in half the CPU time, and a test's cluster is no slower for it.
# The version must be stamped in: kubelet, API server and kubectl compare theirs.
set -eu
out=$1
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")"
version=$(sed -n 's/^\tk8s.io\/kubernetes \(v[0-9.]*\)$/\1/p' go.mod)
minor=${version#v*.}
stamp=
for pkg in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
	stamp="$stamp -X $pkg.gitVersion=$version -X $pkg.gitMajor=1 -X $pkg.gitMinor=${minor%%.*} -X $pkg.gitTreeState=clean"
done
CGO_ENABLED=0 go build -mod=readonly -trimpath -gcflags='all=-N -l -dwarf=false' -ldflags "-s -w$stamp" -o "$out" .
