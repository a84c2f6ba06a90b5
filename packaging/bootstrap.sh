#!/bin/sh
# SPDX-License-Identifier: MIT
# From a machine with a shell and git to a built git-multi, in one command:
#
#	sh packaging/bootstrap.sh demo		install, build, show it at work
#	sh packaging/bootstrap.sh check		install, build, run all tests
#	sh packaging/bootstrap.sh build		install and build only
#	sh packaging/bootstrap.sh bench		install, build, measure; also installs
#						what only that needs
#
# Installs what is missing with the system's package manager (as root, or
# through sudo), builds in ./build, and may be run again at any time. Tried on
# Debian; Ubuntu has the same packages. The names for Fedora, Arch, Alpine
# and Homebrew are untested.

set -eu

# What is needed: to build; to run the demo forge and the tests.
debian='gcc libc6-dev make autoconf automake pkg-config git ca-certificates
	libcurl4-openssl-dev libev-dev libjsmn-dev uthash-dev
	libmicrohttpd-dev check perl jq curl procps mandoc'
fedora='gcc make autoconf automake pkgconf-pkg-config git
	libcurl-devel libev-devel jsmn-devel uthash-devel
	libmicrohttpd-devel check-devel perl-Test-Harness jq curl procps-ng'
arch='gcc make autoconf automake pkgconf git
	curl libev jsmn uthash libmicrohttpd check perl jq procps-ng'
alpine='gcc musl-dev make autoconf automake pkgconf git
	curl-dev libev-dev jsmn-dev uthash-dev libmicrohttpd-dev check-dev
	perl-utils jq curl procps'
homebrew='autoconf automake pkg-config curl libev jsmn uthash libmicrohttpd
	check jq'

say () {
	printf '== %s\n' "$*" >&2
}

fail () {
	printf 'bootstrap: %s\n' "$*" >&2
	exit 1
}

# What the benchmarks compare with (on other systems their rows are left out).
debian_bench='python3 python3-httpx nginx-light'

usage () {
	sed -n 's/^#	//p' "$0" >&2
	exit 129
}

# as_root COMMAND…: as it is for root, else through sudo.
as_root () {
	if test "$(id -u)" = 0; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		fail "neither root nor sudo; as root run: $*"
	fi
}

# The packages of the list that dpkg does not have.
missing_debian () {
	for package in $debian; do
		status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null) || status=
		test "$status" = installed || echo "$package"
	done
}

install_debian () {
	missing=$(missing_debian)
	test -n "$missing" || return 0
	say "installing: $(echo "$missing" | tr "\n" " ")"
	as_root apt-get update
	# shellcheck disable=SC2086 # one word a package
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends $missing
	installed=1
}

# shellcheck disable=SC2086 # one word a package
install_packages () {
	if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
	then
		install_debian
		return
	fi
	say 'this system is untested: tell us if a package has another name'
	if command -v dnf >/dev/null; then
		as_root dnf install -y $fedora
	elif command -v pacman >/dev/null; then
		as_root pacman -S --needed --noconfirm $arch
	elif command -v apk >/dev/null; then
		as_root apk add $alpine
	elif command -v brew >/dev/null; then
		brew install $homebrew
	else
		fail "no package manager that is known here (apt-get, dnf," \
			"pacman, apk, brew); install the like of:" $debian
	fi
}

build () {
	if ! test -x configure || test configure.ac -nt configure ||
		test Makefile.am -nt Makefile.in; then
		say 'autoreconf -fi'
		autoreconf -fi
	fi
	mkdir -p build
	cd build
	if ! test -f Makefile || test -n "$installed"; then
		say 'configure'
		../configure -q
	fi
	say 'make'
	make -s -j "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)"
}

test $# = 1 || usage
case $1 in
demo|check|build) ;;
bench) debian="$debian $debian_bench" ;;
*) usage ;;
esac
cd "$(dirname "$0")/.."
installed=
install_packages
build
case $1 in
demo|check) exec make -s "$1" ;;
bench) exec make -s bench bench-limits ;;
build) say "built: $PWD/git-multi" ;;
esac
