#!/bin/bash
# SPDX-License-Identifier: MIT
# kill -9 at random instants of a run over three forges, from the list to
# merged pull requests whose branches are gone, each followed by resume: the
# end is that of an undisturbed run, nothing is there twice.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
kills=${KILLS:-30}
owners='hub lab/sub tea'
for owner in $owners; do
	forge_repos 10 "$owner" r 'checks = build:success@60'
done
forges_up
{
	forge=$github; forge_list 10 hub
	forge=$gitlab; forge_list 10 lab/sub
	forge=$gitea; forge_list 10 tea
} >repos.txt
forge=$github
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

begin=(run -r repos.txt --campaign crash -m 'Crash test' --label l1 --create-labels
	--merge --wait=30min --delete-branch ./slow.sh)
state=$XDG_STATE_HOME/git-multi/campaigns/crash
# whether resume knows all that the run was asked for
is_known () {
	grep -q '"event":"goal"' "$state/journal" 2>/dev/null &&
		grep -c '"event":"add"' "$state/journal" | grep -qx 30
}

i=0 finished=0
start "${begin[@]}"
while test "$i" -lt "$kills"; do
	sleep "0.$(printf %03d $((RANDOM % 700)))"
	kill -KILL "$run_pid" 2>/dev/null || finished=$((finished + 1))
	wait "$run_pid" 2>/dev/null
	i=$((i + 1))
	if is_known; then
		start resume crash
	else
		start "${begin[@]}"
	fi
done
wait "$run_pid"
ok 'the last resume ends well' test $? = 0 ||
	sed 's/^/# /' err out
echo "# $finished of $kills kills came after the end"

### Each is merged, once

ask () {
	curl -s -H 'Authorization: Bearer sentinel-token' -H 'User-Agent: t' \
		"$1"
}
# pulls OWNER N: how many there are of each state, as the forge tells
pulls () {
	case $1 in
	hub) ask "${github}repos/hub/r$2/pulls?state=all" |
		jq -r '.[] | if .merged_at then "merged" else .state end' ;;
	lab/sub) ask "${gitlab}api/v4/projects/lab%2Fsub%2Fr$2/merge_requests?state=all" |
		jq -r '.[].state' ;;
	tea) ask "${gitea}api/v1/repos/tea/r$2/pulls?state=all" |
		jq -r '.[] | if .merged then "merged" else .state end' ;;
	esac | sort | uniq -c | sed 's/^ *//'
}

printf '1.0.0\nnew\n' >version
for owner in $owners; do
	for n in $(seq 10); do
		repo=$(bare "r$n" "$owner")
		echo "$owner/r$n: $(pulls "$owner" "$n")," \
			"$(git -C "$repo" rev-list --count --first-parent main)" \
			"on the base,$(git -C "$repo" for-each-ref \
				--format=' %(refname:lstrip=2)' refs/heads)," \
			"$(git -C "$repo" log --format=%s main |
				grep -cx 'Crash test') of ours"
		git -C "$repo" show main:version.txt | cmp -s - version ||
			echo "$owner/r$n: another change"
	done
done >got
for owner in $owners; do
	for n in $(seq 10); do
		echo "$owner/r$n: 1 merged, 2 on the base, main, 1 of ours"
	done
done >expected
same 'each has one pull request, merged once, and no branch left' \
	expected got
git multi status crash --cached --json=result,pull.state >out
jq -r '.[] | [.result, .pull.state] | join(" ")' out | sort | uniq -c |
	sed 's/^ *//' >got
says 'the journal says so' '30 done merged' got

### Nothing is left behind

grep -lsz "^GIT_MULTI_ATTEMPT=$XDG_STATE_HOME" /proc/[0-9]*/environ >got
ok 'no process of any attempt is left' test ! -s got
find "$XDG_CACHE_HOME" -name '*.lock' -path '*.git/*' >got
ok 'no stale lock of git is left' test ! -s got || sed 's/^/# /' got
find "$state/trees" "$XDG_CACHE_HOME" -name .git >got 2>/dev/null
ok 'no tree of a finished task is left' test ! -s got || sed 's/^/# /' got
find "$XDG_CACHE_HOME" -name 'sign-*' >got
ok 'no repository of a trial is left' test ! -s got
curl -s -X POST "${forge}_forge/reset" >/dev/null
fails_with 'resume of a finished campaign' 0 git multi resume crash
counter '.git + .writes + .reads + .graphql' >got
says 'costs no request' 0 got

finish
