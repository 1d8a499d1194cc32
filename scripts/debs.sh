#!/bin/sh
# debs.sh NAME...: make Debian packages available to the tests without installing them; print their root folder.
#
# A package that dpkg has installed in the wanted major version is linked into the root as it is. Any other is
# downloaded with the libraries that this system lacks and unpacked there: no maintainer script runs and no
# service starts. The folder is outside the clone and made once. Works as root on a bare Debian 12.
set -eu

root=${XDG_CACHE_HOME:-$HOME/.cache}/shellac/e2e/debs
stamps=$root/.stamps

# wanted NAME: the version to take, a prefix with a star, and the program by which the package is known.
wanted() {
	case $1 in
	openssh-server) echo '1:* /usr/sbin/sshd' ;;
	openssh-client) echo '1:* /usr/bin/ssh' ;;
	rsync) echo '3.* /usr/bin/rsync' ;;
	containerd) echo '1.* /usr/bin/containerd' ;;
	runc) echo '1.* /usr/sbin/runc' ;;
	busybox-static) echo '1:1.* /bin/busybox' ;;
	bash-static) echo '5.* /bin/bash-static' ;;
	ripgrep) echo '13.* /usr/bin/rg' ;;
	containernetworking-plugins) echo '1.* /usr/lib/cni/ptp' ;;
	*) fail "unknown package $1: add its major version and program to debs.sh" ;;
	esac
}

fail() {
	echo "debs.sh: $1" >&2
	exit 1
}

# here NAME: it was made available before, and what was linked then is still there.
here() { [ -f "$stamps/$1" ] && [ -x "$root$(cat "$stamps/$1")" ]; }

# link NAME VERSION: link the programs of an installed package of that version into the root.
link() {
	status=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
	# shellcheck disable=SC2254 # the version is a pattern
	case $status in "installed "$2) ;; *) return 1 ;; esac
	dpkg-query -L "$1" | while read -r file; do
		case $file in
		*/bin/* | */sbin/* | */lib/cni/*)
			mkdir -p "$root${file%/*}"
			ln -sfn "$file" "$root$file"
			;;
		esac
	done
}

# closure NAME=VERSION...: every archive that makes these run here, as NAME=VERSION: themselves and the libraries
# that apt would add. libc6 stays the system's own, for it belongs to the system's dynamic loader.
closure() {
	names=$(printf '%s\n' "$@" | sed 's/=.*//' | paste -sd '|')
	apt-get install --simulate --no-install-recommends "$@" 2>/dev/null |
		sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .*/\1=\2/p' |
		grep -E "^($names|lib[^=]*)=" | grep -v '^libc6='
}

# download NAME=VERSION...: fetch the closure into the current folder.
download() {
	list=$(closure "$@") || return 1
	# shellcheck disable=SC2086 # one word for each archive
	apt-get download -q -o APT::Sandbox::User=root $list >&2
}

# unpack NAME=VERSION...: download these and unpack them into the root. The package lists may be missing, or older
# than the mirror, which drops superseded versions: then they are updated once.
unpack() {
	work=$root/.work
	rm -rf "$work"
	mkdir -p "$work"
	cd "$work"
	download "$@" || { apt-get update >&2 && download "$@"; } || fail "apt-get offers not all of: $*"
	for deb in *.deb; do dpkg-deb --extract "$deb" "$root"; done
	rm -rf "$work"
}

# provide NAME...: link what is installed, unpack the rest.
provide() {
	missing=
	for name; do
		want=$(wanted "$name")
		here "$name" || link "$name" "${want%% *}" || missing="$missing $name=${want%% *}"
	done
	# shellcheck disable=SC2086 # one word for each; no file is named like NAME=1.*
	[ -z "$missing" ] || unpack $missing
	for name; do
		program=$(wanted "$name" | cut -d ' ' -f 2)
		[ -x "$root$program" ] || fail "$name brought no $program"
		echo "$program" >"$stamps/$name"
	done
}

all_here() {
	for name; do here "$name" || return 1; done
}

[ $# -gt 0 ] || fail 'usage: debs.sh NAME...'
if ! all_here "$@"; then
	command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "needs apt-get and dpkg-deb for: $*"
	mkdir -p "$stamps"
	exec 9>"$stamps/.lock"
	flock 9 # several tests may start at once
	provide "$@"
fi
echo "$root"
