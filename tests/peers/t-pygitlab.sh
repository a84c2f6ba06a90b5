#!/bin/sh
# SPDX-License-Identifier: MIT
# The GitLab dialect of the demo forge, used by a client that others wrote: it
# must not only agree with us. The sentences are in pygitlab.py.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test ! -e "$PEERS/pygitlab.missing" ||
	skip_all "python-gitlab: $(cat "$PEERS/pygitlab.missing")"
. "$SRC/tests/shell/forge-lib.sh"

mkdir -p "$fdir/repos/peers/below"
repo "$(bare one peers)"
repo "$(bare two peers)"
repo "$(bare deep peers/below)"
git clone -q "$(bare one peers)" work
for branch in topic other; do
	git -C work checkout -q -b "$branch" origin/main
	echo "$branch" >"work/$branch"
	git -C work add . && git -C work commit -q -m "about $branch"
	git -C work push -q origin "$branch"
done
echo 'token-of-peer peer' >>"$fdir/tokens"
mkdir -p "$fdir/repos/peer"
repo "$(bare mine peer)"
echo 'topics = peers, two' >"$(bare one peers)/forge"
echo 'gitlab-code-search = true' >config
"$forge_program" --dir "$fdir" --gitlab=0 --config config >"$fdir/out" 2>&1 &
pids="$pids $!"
wait_for "$fdir/out" '^gitlab ' "$!" || {
	cat "$fdir/out"
	exit 99
}
gitlab=$(sed -n 's/^gitlab //p' "$fdir/out")

"$PEERS/pygitlab/bin/python" "$SRC/tests/peers/pygitlab.py" \
	"${gitlab%/}" token-of-peer peers/one 2>err
code=$?
test "$code" = 0 || sed 's/^/# /' err
exit "$code"
