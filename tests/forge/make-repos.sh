#!/bin/sh
# SPDX-License-Identifier: MIT
# make-repos.sh DIR N [OWNER [PREFIX [SETTING…]]]: N small bare repositories
# for the demo forge, DIR/repos/OWNER/PREFIX1.git and on (demo/r1.git if not
# said; an owner may have slashes), each with README.md, ci.yml and
# version.txt on the branch main, and with those settings, "key = value". They
# are made with plain git: the first by commits with fixed dates, so that its
# ids are the same every time, the others as copies of it. Prints their names.
set -eu

test $# -ge 2 || {
	echo 'usage: make-repos.sh DIR N [OWNER [PREFIX [SETTING…]]]' >&2
	exit 129
}
dir=$1 count=$2 owner=${3:-demo} prefix=${4:-r}
if test $# -ge 4; then
	shift 4
else
	shift $#
fi
target=$dir/repos/$owner
mkdir -p "$target"
scratch=$(mktemp -d "$target/.make-XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# shellcheck disable=SC2046 # a list of words
unset $(git rev-parse --local-env-vars)
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME='Demo Forge' GIT_AUTHOR_EMAIL=demo@example.com
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME \
	GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL \
	GIT_AUTHOR_DATE GIT_COMMITTER_DATE

git init -q -b main "$scratch/work"
cat >"$scratch/work/README.md" <<'EOF'
# A small service

It says hello.
EOF
cat >"$scratch/work/ci.yml" <<'EOF'
on: push
jobs:
  test:
    runs-on: debian-11
    steps:
      - run: make check
EOF
echo 1.0.0 >"$scratch/work/version.txt"
git -C "$scratch/work" add .
git -C "$scratch/work" commit -q -m 'Say hello'
git clone -q --bare --template= "$scratch/work" "$scratch/bare.git"
git -C "$scratch/bare.git" remote remove origin
test $# = 0 || printf '%s\n' "$@" >"$scratch/bare.git/forge"

i=0
while test "$i" -lt "$count"; do
	i=$((i + 1))
	cp -R "$scratch/bare.git" "$target/$prefix$i.git"
	echo "$owner/$prefix$i"
done
