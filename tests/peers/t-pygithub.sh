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
for branch in topic other; do
	git -C work checkout -q -b "$branch" origin/main
	echo "$branch" >"work/$branch"
	git -C work add . && git -C work commit -q -m "about $branch"
	git -C work push -q origin "$branch"
done
echo 'token-of-peer peer' >>"$fdir/tokens"
forge_up

"$PEERS/python/bin/python" "$SRC/tests/peers/pygithub.py" \
	"${forge}api/v3" token-of-peer peers/one 2>err
code=$?
test "$code" = 0 || sed 's/^/# /' err
exit "$code"
