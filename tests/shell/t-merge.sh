#!/bin/sh
# SPDX-License-Identifier: MIT
# From open pull requests to merged ones, on each of the three forges: what is
# ready is merged and nothing else, never what was not looked at.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 22 hub
forge_repos 22 lab/sub
forge_repos 22 tea
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

# open_all CAMPAIGN N… [--first M]: opens pull requests in r$N of the present forge
open_all () {
	campaign=$1; shift
	: >repos.txt
	while test "$#" -gt 0 && test "$1" != --first; do
		echo "$forge$owner/r$1" >>repos.txt
		shift
	done
	git multi run -q -r repos.txt --campaign "$campaign" -m Change "$@" \
		-- sed -i s/debian-11/debian-12/ ci.yml >out 2>err </dev/null
}

# hit: until a rule of the faults was met
hit () {
	n=0
	until curl -s "${github}_forge/faults" | grep -q 'hits=[1-9]' ||
		test $n = 200; do
		n=$((n + 1))
		sleep 0.05
	done
}

# person N: a commit of somebody else on the campaign's branch in rN, in new
person () {
	head=$(git -C "$bares/r$1.git" rev-parse "multi/$campaign")
	new=$(git -C "$bares/r$1.git" commit-tree -p "$head" -m theirs \
		"$head^{tree}")
	git -C "$bares/r$1.git" update-ref "refs/heads/multi/$campaign" "$new"
}

# branches N: how many of ours are in rN
branches () {
	git -C "$bares/r$1.git" for-each-ref refs/heads/multi | wc -l
}

# A close that did not end well is gone on with, never turned to a merge.
close_again () {
	open_all "again-$what" 13 14
	echo '* */pulls/* status=400
PUT */merge_requests/* status=400' >"$fdir/faults"
	fails_with "$what: a close that is refused" 2 git multi close \
		"again-$what"
	has "$what: leads on to retry" "'git multi retry again-$what'" err
	lacks "$what: and not to a merge" 'git multi merge' err
	rm -f "$fdir/faults"
	fails_with "$what: merge goes on with one of them" 0 git multi merge \
		"again-$what" r14 --no-checks=merge --json=result
	fails_with "$what: retry goes on with the close" 0 git multi retry \
		"again-$what" --json=task,result,reason,pull.state
	echo "$(row out r13), $(branches 13)" >got
	says "$what: of the other" 'done - closed, 0' got ||
		sed 's/^/# /' out err
	has "$what: how to take it back is said" '(--campaign)' err

	open_all "killed-$what" 15 16 20 --first 2
	echo '* */pulls/* delay=1s
PUT */merge_requests/* delay=1s' >"$fdir/faults"
	git-multi close "killed-$what" >out 2>err </dev/null &
	close_pid=$!
	hit
	kill -KILL "$close_pid"
	wait "$close_pid" 2>/dev/null
	rm -f "$fdir/faults"
	fails_with "$what: resume goes on with a close that was killed" 4 \
		git multi resume "killed-$what" \
		--json=task,result,reason,pull.state
	echo "$(row out r15), $(branches 15), $(row out r16), $(branches 16)" \
		>got
	says "$what: to its end" 'done - closed, 0, done - closed, 0' got ||
		sed 's/^/# /' out err
	has "$what: and says that another one is left" \
		"1 other repository is left: 'git multi resume killed-$what'" \
		err
	fails_with "$what: which is not closed but opened" 0 git multi resume \
		"killed-$what" --json=task,result,pull.state
	row out r20 >got
	says "$what: by the next one" 'done - open' got
	fails_with "$what: nor is it there to close what is closed" 0 \
		git multi close "killed-$what" r15
	has "$what: which is said" 'no branch of a closed one is left' err
	fails_with "$what: what is open is closed" 0 \
		git multi close "killed-$what"
	fails_with "$what: and then there is nothing to close" 0 \
		git multi close "killed-$what"
	has "$what: which is said" 'no branch of a closed one is left' err

	open_all "kept-$what" 17
	fails_with "$what: closed, and the branch kept" 0 git multi close \
		"kept-$what" --no-delete-branch
	branches 17 >got
	says "$what: is there" 1 got
	fails_with "$what: close deletes it later" 0 git multi close \
		"kept-$what"
	branches 17 >got
	says "$what: then it is gone" 0 got
	open_all "keeps-$what" 17
	fails_with "$what: closed, and the branch kept again" 0 \
		git multi close "keeps-$what" --no-delete-branch
	person 17
	fails_with "$what: unless a person added to it" 0 git multi close \
		"keeps-$what" --json=reason
	has "$what: which is said too" 'did not make' out
	branches 17 >got
	says "$what: then it stays" 1 got
}

# What a person did to an open pull request is said, and respected.
people_first () {
	set_one "$owner/r18" 'checks = build'
	open_all "theirs-$what" 18
	person 18
	fails_with "$what: merge, with a person's commit on the branch" 2 \
		git multi merge "theirs-$what" \
		--json=task,result,class,reason,pull.state
	row out r18 >got
	says "$what: leaves it open" 'failed conflict open' got
	has "$what: and says why" 'did not make: merge it on its forge' out
	ok "$what: the base is as it was" git -C "$bares/r18.git" \
		grep -q debian-11 main -- ci.yml
	fails_with "$what: status" 0 git multi status "theirs-$what" \
		--json=reason
	has "$what: says it too" 'did not make' out

	open_all "archived-$what" 19
	set_one "$owner/r19" 'archived = true'
	fails_with "$what: merge, in an archived repository" 2 \
		git multi merge "archived-$what" \
		--json=task,result,class,reason,pull.state
	row out r19 >got
	says "$what: fails" 'failed permission open' got
	has "$what: as archived" 'archived: ' out
	git multi status "archived-$what" --json=reason >out 2>err
	has "$what: which status says too" 'archived: ' out
	fails_with "$what: and close" 2 git multi close "archived-$what" \
		--json=reason
	has "$what: in the same words" 'archived: ' out
}

# Limits are waited for as long as was said; what we sent is ours.
patience () {
	set_one "$owner/r21" 'checks = build'
	set_one "$owner/r22" 'checks = build'
	open_all "limit-$what" 21 22
	echo '* */merge status=429' >"$fdir/faults"
	fails_with "$what: limits last longer than the wait" 4 \
		git multi merge "limit-$what" --wait=20s \
		--json=task,result,class,reason,pull.state
	curl -s "${github}_forge/faults" | grep -o 'hits=.*' >got
	# a server of one's own is asked once more soon
	ok "$what: they are not tried for ever" grep -q 'hits=[12]$' got
	echo "$(row out r21), $(row out r22)" >got
	says "$what: and wait" 'waiting limit open, waiting limit open' got ||
		sed 's/^/# /' out err
	echo '* */merge delay=1s' >"$fdir/faults"
	git-multi merge "limit-$what" --delete-branch --wait=1h \
		>out 2>err </dev/null &
	merge_pid=$!
	hit
	kill -KILL "$merge_pid"
	wait "$merge_pid" 2>/dev/null
	rm -f "$fdir/faults"
	n=0
	until git -C "$bares/r21.git" grep -q debian-12 main -- ci.yml ||
		git -C "$bares/r22.git" grep -q debian-12 main -- ci.yml ||
		test $n = 200; do
		n=$((n + 1))
		sleep 0.05
	done
	fails_with "$what: resume after a merge that was killed" 0 \
		git multi resume "limit-$what" \
		--json=task,result,reason,pull.state
	echo "$(row out r21), $(row out r22)" >got
	says "$what: ends it" 'done - merged, done - merged' got
	lacks "$what: and nobody else is said to have done so" meanwhile out
}

one_forge () {
	what=$1 forge=$2 owner=$3
	bares=$fdir/repos/$owner
	close_again
	people_first
	patience

	set_one "$owner/r1" 'checks = build'
	set_one "$owner/r2" 'checks = build:failure'
	set_one "$owner/r3" 'checks = build:pending'
	set_one "$owner/r4" 'checks = build
approvals = 1'
	set_one "$owner/r6" 'checks = build'
	open_all "m-$what" 1 2 3 4 6
	git init -q work
	git -C work fetch -q "$bares/r6.git" main
	git -C work checkout -q FETCH_HEAD
	sed -i s/debian-11/debian-99/ work/ci.yml
	git -C work commit -q -am 'another change'
	git -C work push -q "$bares/r6.git" HEAD:main
	rm -rf work
	# not long before the merge: what nothing checks is given up in time
	open_all "m-$what" 1 2 3 4 5 6
	ok "$what: six pull requests are open" test "$(wc -l <out)" = 7 ||
		sed 's/^/# /' out err

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
