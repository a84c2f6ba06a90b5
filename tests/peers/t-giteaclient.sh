#!/bin/sh
# SPDX-License-Identifier: MIT
# The Gitea dialect of the demo forge, used by clients that others wrote, and
# its answers held against the official descriptions: it must not only agree
# with us. The sentences are in giteaclient.py and giteaschema.py.

. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"

test ! -e "$PEERS/giteaclient.missing" ||
	skip_all "Gitea's clients: $(cat "$PEERS/giteaclient.missing")"
. "$SRC/tests/shell/forge-lib.sh"

mkdir -p "$fdir/repos/peers" "$fdir/repos/peer"
for name in one two three; do
	repo "$(bare "$name" peers)"
done
git clone -q "$(bare one peers)" work
for branch in topic other third; do
	git -C work checkout -q -b "$branch" origin/main
	echo "$branch" >"work/$branch"
	git -C work add . && git -C work commit -q -m "about $branch"
	git -C work push -q origin "$branch"
done
git clone -q --bare "$(bare one peers)" "$(bare fork peer)"
printf '%s\n' 'fork-of = peers/two' 'protected = main' \
	>"$(bare fork peer)/forge"
cat >>"$fdir/tokens" <<'EOF'
token-of-peer peer
token-of-judge judge
EOF
cat >"$(bare one peers)/forge" <<'EOF'
required-checks = ci/build
approvals = 1
labels = bug, ready
milestones = v1, v2
teams = core
language = C
topics = peers
EOF

# start [OPTION…]: the forge; its URL in gitea
start () {
	rm -f "$fdir/out"
	"$forge_program" --dir "$fdir" --gitea=0 "$@" >"$fdir/out" 2>&1 &
	forge_pid=$!
	pids="$pids $!"
	wait_for "$fdir/out" '^gitea ' "$!" || {
		cat "$fdir/out"
		exit 99
	}
	gitea=$(sed -n 's/^gitea //p' "$fdir/out")
	gitea=${gitea%/}
}

python=$PEERS/giteaclient/bin/python
start
"$python" "$SRC/tests/peers/giteaclient.py" "$gitea" token-of-peer peers \
	one token-of-judge 2>err >said
code=$?
sed '/^1\.\./d' said
test "$code" = 0 || sed 's/^/# /' err
# shellcheck disable=SC2034 # lib.sh goes on with them
tests=$(grep -c '^\(not \)\{0,1\}ok ' said)
# shellcheck disable=SC2034
failures=$(grep -c '^not ok ' said)
ok 'the clients said all that they had to say' grep -q '^1\.\.' said

# described NAME DESCRIPTION: what that server answers
described () {
	"$python" "$SRC/tests/peers/giteaschema.py" "$gitea" token-of-peer \
		peers/one peer/fork "$SHARED/specs/$2" >answers 2>&1
	code=$?
	while read -r line; do
		case $line in
		ok*) ok "$1: ${line#ok }" true ;;
		not*) ok "$1: ${line#not }" false ;;
		*) echo "# $line" ;;
		esac
	done <answers
	ok "$1: all was asked" test "$code" = 0
}

if test -d "${SHARED:-/nowhere}/specs"; then
	described Gitea gitea-swagger.json
	stop "$forge_pid"
	echo 'gitea-version = 16.0.1+gitea-1.22.0' >config
	start --config config
	described Forgejo forgejo-16-cut.json
else
	skip 'its answers are as described' \
		'the API descriptions (../shared/specs) are not beside the checkout'
fi
finish
