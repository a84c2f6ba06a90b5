#!/bin/sh
# SPDX-License-Identifier: MIT
# From open pull requests to merged ones, on each of the three forges: what is
# ready is merged and nothing else, never what was not looked at.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 12 hub
forge_repos 12 lab/sub
forge_repos 12 tea
forges_up

# set_one OWNER/NAME LINE
set_one () {
	echo "$2" >>"$fdir/repos/$1.git/forge"
}

# row FILE NAME: result, class and the pull request's state
row () {
	jq -r --arg n "/$2" '.[] | select(.task | endswith($n)) |
		[.result, .class // "-", .pull.state // "-"] | join(" ")' "$1"
}

reason () {
	jq -r --arg n "/$2" '.[] | select(.task | endswith($n)) |
		.reason // ""' "$1"
}

# open_all CAMPAIGN N…: opens pull requests in r$N of the present forge
open_all () {
	campaign=$1; shift
	for n in "$@"; do
		echo "$forge$owner/r$n"
	done >repos.txt
	git multi run -q -r repos.txt --campaign "$campaign" -m Change \
		-- sed -i s/debian-11/debian-12/ ci.yml >out 2>err </dev/null
}

one_forge () {
	what=$1 forge=$2 owner=$3
	bares=$fdir/repos/$owner

	set_one "$owner/r1" 'checks = build'
	set_one "$owner/r2" 'checks = build:failure'
	set_one "$owner/r3" 'checks = build:pending'
	set_one "$owner/r4" 'checks = build
approvals = 1'
	set_one "$owner/r6" 'checks = build'
	open_all "m-$what" 1 2 3 4 5 6
	ok "$what: six pull requests are open" test "$(wc -l <out)" = 7 ||
		sed 's/^/# /' out err
	git init -q work
	git -C work fetch -q "$bares/r6.git" main
	git -C work checkout -q FETCH_HEAD
	sed -i s/debian-11/debian-99/ work/ci.yml
	git -C work commit -q -am 'another change'
	git -C work push -q "$bares/r6.git" HEAD:main
	rm -rf work

	fails_with "$what: merge without a wait leaves work" 4 \
		git multi merge "m-$what" --json=task,result,class,reason,pull.state
	cp out rows.json
	cp err words
	for n in 1 2 3 4 5 6; do
		echo "r$n $(row rows.json r$n)"
	done >got
	same "$what: each by what stands against it" - got <<EOF ||
r1 done - merged
r2 failed test open
r3 waiting - open
r4 waiting - open
r5 waiting - open
r6 failed conflict open
EOF
		sed 's/^/# /' rows.json words
	ok "$what: the change is on the base" \
		git -C "$bares/r1.git" grep -q debian-12 main -- ci.yml
	reason rows.json r4 >got
	has "$what: the reason names the approval" approv got
	fails_with "$what: what nothing checks is refused, and said" 2 \
		git multi merge "m-$what" r5 --no-checks=fail
	has "$what: with the way out" '--no-checks=merge' err
	fails_with "$what: or merged when asked for, with its branch" 0 \
		git multi merge "m-$what" r5 --no-checks=merge \
		--delete-branch --method squash
	ok "$what: the branch is gone" test -z "$(git -C "$bares/r5.git" \
		for-each-ref refs/heads/multi)"
	# GitLab merges the squashed commit as it merges any other
	git -C "$bares/r5.git" log --format=%H --first-parent main |
		wc -l >got
	says "$what: squashed: one commit more" 2 got

	# a commit that nobody looked at, pushed while the merge is on its way
	set_one "$owner/r7" 'checks = build'
	open_all "late-$what" 7
	head=$(git -C "$bares/r7.git" rev-parse "multi/late-$what")
	new=$(git -C "$bares/r7.git" commit-tree -p "$head" -m unseen \
		"$head^{tree}")
	cat >"$fdir/faults" <<EOF
POST */merge delay=2s
PUT */merge delay=2s
EOF
	git multi merge "late-$what" --json=task,result,class,reason,pull.state \
		>out 2>err </dev/null &
	merge_pid=$!
	n=0
	until curl -s "${github}_forge/faults" | grep -q 'hits=[1-9]' ||
		test $n = 200; do
		n=$((n + 1))
		sleep 0.05
	done
	git -C "$bares/r7.git" update-ref "refs/heads/multi/late-$what" "$new"
	wait "$merge_pid"
	rm -f "$fdir/faults"
	row out r7 >got
	says "$what: a commit that came in between is not merged" \
		'failed conflict open' got || sed 's/^/# /' out err
	reason out r7 >got
	has "$what: and that is said" 'looked at' got
	ok "$what: the base did not move" git -C "$bares/r7.git" \
		grep -q debian-11 main -- ci.yml

	# closed, with and without somebody else's commit on the branch
	open_all "close-$what" 8 9
	head=$(git -C "$bares/r9.git" rev-parse "multi/close-$what")
	fails_with "$what: close" 0 git multi close "close-$what" r8 \
		--json=task,result,reason,pull.state
	row out r8 >got
	says "$what: closed" 'done - closed' got
	ok "$what: its branch is gone" test -z "$(git -C "$bares/r8.git" \
		for-each-ref refs/heads/multi)"
	fails_with "$what: close without its branch" 0 git multi close \
		"close-$what" r9 --no-delete-branch
	git -C "$bares/r9.git" rev-parse "multi/close-$what" >got
	says "$what: it stays" "$head" got

	open_all "person-$what" 12
	head=$(git -C "$bares/r12.git" rev-parse "multi/person-$what")
	new=$(git -C "$bares/r12.git" commit-tree -p "$head" -m theirs \
		"$head^{tree}")
	git -C "$bares/r12.git" update-ref "refs/heads/multi/person-$what" \
		"$new"
	fails_with "$what: close, with a person's commit on the branch" 0 \
		git multi close "person-$what" --json=task,reason
	git -C "$bares/r12.git" rev-parse "multi/person-$what" >got
	says "$what: the branch stays" "$new" got
	has "$what: and why is said" 'did not make' out

	# the forge is left to merge it
	set_one "$owner/r10" 'checks = build:success@60
required-checks = build
allow-auto-merge = true'
	open_all "auto-$what" 10
	fails_with "$what: auto-merge" 0 git multi merge "auto-$what" \
		--auto-merge --json=task,result,reason,pull.state
	row out r10 >got
	says "$what: is left to the forge" 'done - open' got ||
		sed 's/^/# /' out err
	n=0
	until git multi status "auto-$what" --json=pull.state 2>/dev/null |
		grep -q merged || test $n = 40; do
		n=$((n + 1))
		sleep 0.1
	done
	ok "$what: which merges it" git -C "$bares/r10.git" \
		grep -q debian-12 main -- ci.yml

	# an answer that never came is looked up, not sent again
	set_one "$owner/r11" 'checks = build'
	open_all "lost-$what" 11
	cat >"$fdir/faults" <<EOF
POST */merge times=1 drop-after
PUT */merge times=1 drop-after
EOF
	fails_with "$what: a merge whose answer is lost" 0 git multi merge \
		"lost-$what" --wait=1min --json=task,result,reason,pull.state
	row out r11 >got
	says "$what: is known to be done" 'done - merged' got ||
		sed 's/^/# /' out err
	rm -f "$fdir/faults"
}

one_forge github "$github" hub
one_forge gitlab "$gitlab" lab/sub
one_forge gitea "$gitea" tea

finish
