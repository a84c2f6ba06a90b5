#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo forge, used by a client that others wrote: it must not only agree
# with us. The sentences are in pygithub.py.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test ! -e "$PEERS/python.missing" ||
	skip_all "PyGithub: $(cat "$PEERS/python.missing")"
. "$SRC/tests/shell/forge-lib.sh"

repo "$(bare one peers)"
git clone -q "$(bare one peers)" work
for branch in topic other later; do
	git -C work checkout -q -b "$branch" origin/main
	echo "$branch" >"work/$branch"
	git -C work add . && git -C work commit -q -m "about $branch"
	git -C work push -q origin "$branch"
done
git -C work checkout -q -b files origin/main
for file in one two three; do
	echo "a file" >"work/$file.txt"
done
git -C work add . && git -C work commit -q -m 'Some files'
git -C work push -q origin files:main
git -C work checkout -q topic
cat >>"$fdir/tokens" <<'EOF'
token-of-peer peer
token-of-judge judge
EOF
cat >"$(bare one peers)/forge" <<'EOF'
checks = lint:failure
required-checks = ci/build
approvals = 1
allow-auto-merge = true
language = C
topics = peers, two
EOF
forge_up

"$PEERS/python/bin/python" "$SRC/tests/peers/pygithub.py" \
	"${forge}api/v3" token-of-peer peers/one token-of-judge 2>err
code=$?
test "$code" = 0 || sed 's/^/# /' err
exit "$code"
