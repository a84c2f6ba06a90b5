#!/bin/bash
# SPDX-License-Identifier: MIT
# kill -9 at random instants of a run over 30 repositories, each followed by
# resume: the end is that of an undisturbed run, nothing is there twice.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

kills=${KILLS:-30}
forge_repos 30
forge_up
forge_list 30 >repos.txt
seed=${SEED:-$(date +%s)}
RANDOM=$seed
echo "# SEED=$seed KILLS=$kills"

start () {
	git-multi "$@" --progress=none >out 2>err </dev/null &
	run_pid=$!
}

# so that a kill in mid-command leaves something behind
cat >slow.sh <<'EOF'
#!/bin/sh
sleep 0.1
echo new >>version.txt
sleep 0.1
EOF
chmod +x slow.sh

begin=(run -r repos.txt --campaign crash -m 'Crash test' --label l1 --create-labels ./slow.sh)
i=0 finished=0
start "${begin[@]}"
while test "$i" -lt "$kills"; do
	sleep "0.$(printf %03d $((RANDOM % 600)))"
	if ! kill -KILL "$run_pid" 2>/dev/null; then
		finished=$((finished + 1))
	fi
	wait "$run_pid" 2>/dev/null
	i=$((i + 1))
	if grep -q '"event":"define"' \
		"$XDG_STATE_HOME/git-multi/campaigns/crash/journal" 2>/dev/null &&
	   grep -c '"event":"add"' \
		"$XDG_STATE_HOME/git-multi/campaigns/crash/journal" |
		grep -qx 30
	then
		start resume crash
	else
		start "${begin[@]}"
	fi
done
wait "$run_pid"
ok 'the last resume ends well' test $? = 0 ||
	sed 's/^/# /' err out "$XDG_STATE_HOME"/git-multi/campaigns/crash/logs/*/*/*
echo "# $finished of $kills kills came after the end"

pulls=0 commits=0 same_tree=0
expected=$(git -C "$(bare r1)" rev-parse 'multi/crash^{tree}')
for n in $(seq 30); do
	repo=$(bare "r$n")
	if test "$(git -C "$repo" rev-list --count main..multi/crash)" = 1; then
		commits=$((commits + 1))
	fi
	test "$(git -C "$repo" rev-parse 'multi/crash^{tree}')" = "$expected" &&
		same_tree=$((same_tree + 1))
	got=$(curl -s -H 'Authorization: Bearer sentinel-token' \
		-H 'User-Agent: t' \
		"${forge}repos/demo/r$n/pulls?state=all&per_page=100" |
		jq length)
	test "$got" = 1 && pulls=$((pulls + 1))
done
echo "$commits $same_tree $pulls" >got
says 'one commit, the right tree, one pull request in each of 30' \
	'30 30 30' got
git -C "$(bare r1)" for-each-ref --format='%(refname)' refs/heads >got
same 'no other branch' - got <<EOF
refs/heads/main
refs/heads/multi/crash
EOF
git multi status crash --cached --json=result >out
jq -r '[.[] | select(.result == "done")] | length' out >got
says 'the journal says done thirty times' 30 got
survivors () {
	grep -lsz "^GIT_MULTI_ATTEMPT=$XDG_STATE_HOME" /proc/[0-9]*/environ
}
survivors >got
ok 'no process of any attempt is left' test ! -s got
find "$XDG_CACHE_HOME" -name '*.lock' -path '*.git/*' >got
ok 'no stale lock of git is left' test ! -s got || sed 's/^/# /' got
find "$XDG_STATE_HOME/git-multi/campaigns/crash/trees" -name .git >got 2>&1
ok 'no tree of a finished task is left' test ! -s got || sed 's/^/# /' got

curl -s -X POST "${forge}_forge/reset" >/dev/null
fails_with 'resume of a finished campaign' 0 git multi resume crash
counter '.git + .writes' >got
says 'costs no git request and no write' 0 got

# Every point of the journal, after and within each line: a crash there may
# leave the branch unpushed, and from the push's begin on also pushed.
repo "$trash/once.git"
cp -R once.git before.git
once=(run -r "file://$trash/once.git" --campaign once -m Once
	--sh 'echo 1 >one.txt')
git multi "${once[@]}" >out 2>err </dev/null
cp -R once.git after.git
state=$XDG_STATE_HOME/git-multi/campaigns/once
cp "$state/journal" whole
try () {
	rm -rf once.git
	cp -R "$2" once.git
	head -c "$1" whole >"$state/journal"
	git multi "${once[@]}" >out 2>err </dev/null &&
		test "$(git -C once.git rev-list --count main..multi/once)" = 1
}
bad=0 tried=0 offset=0
remotes=before.git
while read -r line; do
	length=$((${#line} + 1))
	for cut in $((offset + length / 2)) $((offset + length)); do
		test "$cut" = $((offset + length)) &&
			case $line in
			*'"event":"begin","step":"push"'*)
				remotes='before.git after.git' ;;
			*'"event":"ok","step":"push"'*)
				remotes=after.git ;;
			esac
		for remote in $remotes; do
			tried=$((tried + 1))
			try "$cut" "$remote" || {
				bad=$((bad + 1))
				echo "# cut at $cut, $remote: $line"
				sed 's/^/# /' err | tail -n 5
			}
		done
	done
	offset=$((offset + length))
done <whole
echo "# $tried cuts"
echo "$bad" >got
says 'a journal cut anywhere is gone on with to the same end' 0 got

finish
