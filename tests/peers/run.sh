#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests against servers and clients that others wrote, which come from
# their registries: make check-peers. What is fetched is kept below
# $XDG_CACHE_HOME, else below the build folder, and fetched once.
#
#	BUILD=… SRC=… sh tests/peers/run.sh [t-NAME…]

SRC=$(cd "${SRC:-$(dirname "$0")/../..}" && pwd) || exit 99
BUILD=$(cd "${BUILD:-$SRC}" && pwd) || exit 99
PEERS=${XDG_CACHE_HOME:+$XDG_CACHE_HOME/git-multi-peers}
PEERS=${PEERS:-$BUILD/peers}
# The official API descriptions, where they stand beside the checkout.
SHARED=$(cd "$SRC/../shared" 2>/dev/null && pwd)
export SRC BUILD PEERS SHARED
mkdir -p "$PEERS" || exit 99

# fetch NAME PROGRAM COMMAND…: runs the command once for all; what cannot be
# had is told to the tests by the file NAME.missing, and is a failure unless
# it is PROGRAM that is missing.
fetch () {
	name=$1 program=$2; shift 2
	rm -f "$PEERS/$name.missing" "$PEERS/$name.failed"
	if ! command -v "$program" >/dev/null; then
		echo "$program is missing" >"$PEERS/$name.missing"
		return
	fi
	test ! -e "$PEERS/$name.done" || return 0
	echo "fetching $name"
	if "$@" >"$PEERS/$name.log" 2>&1; then
		: >"$PEERS/$name.done"
	else
		tail -n 5 "$PEERS/$name.log"
		echo "fetching it failed, see $PEERS/$name.log" \
			>"$PEERS/$name.failed"
	fi
}

fetch_node () {
	mkdir -p "$PEERS/node" && cd "$PEERS/node" &&
	echo '{ "private": true }' >package.json &&
	npm install --no-audit --no-fund --loglevel=error --fetch-retries=1 \
		@stoplight/prism-cli@5.14.2 \
		@octokit/graphql-schema@15.26.1 graphql@16
}

fetch_python () {
	python3 -m venv "$PEERS/python" &&
	"$PEERS/python/bin/pip" install -q --disable-pip-version-check \
		'PyGithub>=2.3,<3'
}

fetch_pygitlab () {
	python3 -m venv "$PEERS/pygitlab" &&
	"$PEERS/pygitlab/bin/pip" install -q --disable-pip-version-check \
		'python-gitlab[graphql]>=5,<7'
}

fetch_giteaclient () {
	python3 -m venv "$PEERS/giteaclient" &&
	"$PEERS/giteaclient/bin/pip" install -q --disable-pip-version-check \
		'py-gitea>=0.2.10,<0.3' 'gitea-api-client>=1.26,<2' \
		'jsonschema>=4,<5'
}

fetch node npm fetch_node
fetch python python3 fetch_python
fetch pygitlab python3 fetch_pygitlab
fetch giteaclient python3 fetch_giteaclient

cd "$SRC/tests/peers" || exit 99
test $# != 0 || set -- t-*.sh
for test; do
	shift
	set -- "$@" "peers/$(basename "$test" .sh)"
done
exec sh "$SRC/tests/run.sh" "$@"
