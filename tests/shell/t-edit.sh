#!/bin/sh
# SPDX-License-Identifier: MIT
# Pull requests that are there, changed in bulk on each of the three forges:
# only what was given, in as few writes as they allow, and again after a kill.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'

for who in ann bob cid dan; do
	echo "token-of-$who $who" >>"$fdir/tokens"
done
for owner in hub lab/sub tea; do
	forge_repos 5 "$owner"
	for n in 1 2 3 4 5; do
		cat >>"$fdir/repos/$owner/r$n.git/forge" <<-END
		labels = one, two, three
		milestones = v1, v2
		teams = core, docs
		collaborators = ann, bob, cid, dan
		END
	done
done
forges_up

# open_all CAMPAIGN N… [-- OPTION…]: pull requests in r$N of the present forge
open_all () {
	campaign=$1; shift
	: >repos.txt
	while test "$#" -gt 0 && test "$1" != --; do
		echo "$forge$owner/r$1" >>repos.txt
		shift
	done
	test "$#" = 0 || shift
	git multi run -q -r repos.txt --campaign "$campaign" -m Change "$@" \
		-- sed -i s/debian-11/debian-12/ ci.yml >out 2>err </dev/null
}

# has_now N: the last pull request of rN as the forge has it
has_now () {
	jq -rsc --arg r "$owner/r$1" '[.[] | select(.repo == $r and
		.title)][-1] | [.title, (.body // "" | sub("\n+$"; "")),
		(.draft | tostring),
		((.labels, .reviewers, .teams, .assignees) // [] | sort |
		join(",")), .milestone // ""] | join("; ")' "$fdir/pulls"
}

# writes: how many since the log was emptied
writes () {
	awk -F'\t' '$2 != "GET" && $3 !~ /graphql|_forge/' "$fdir/log" |
		grep -c .
}

hit () {
	n=0
	until curl -s "${github}_forge/faults" | grep -q 'hits=[1-9]' ||
		test $n = 200; do
		n=$((n + 1))
		sleep 0.05
	done
}

# ---- the command line ---------------------------------------------------------

fails_with 'nothing to change' 129 git multi edit
has 'says what may be' 'what is to be changed?' err
fails_with 'a draft and none' 129 git multi edit --draft --ready
has 'is refused' 'exclude each other' err
fails_with 'a label both ways' 129 git multi edit --label a,b \
	--remove-label b
has 'is named' "'b' is to be added and removed" err
fails_with 'an empty title' 129 git multi edit --title ''
has 'is refused' 'the title is empty' err
fails_with 'an unknown field' 129 git multi edit --title '%(nam)'
has 'is named' "the title: unknown field '%(nam)'" err

# ---- on each forge ------------------------------------------------------------

words () {
	open_all "w-$what" 1 2 -- --label one --assignee ann
	fails_with "$what: title and body of two" 0 git multi edit "w-$what" \
		--title 'New title of %(name)' --body 'A body of words' \
		--json=task,result
	has_now 1 >got
	says "$what: they are there, and nothing else changed" \
		'New title of r1; A body of words; false; one; ; ; ann; ' got
	has_now 2 >got
	says "$what: with fields filled in" \
		'New title of r2; A body of words; false; one; ; ; ann; ' got
	fails_with "$what: drafts" 0 git multi edit "w-$what" r1 --draft
	has_now 1 | cut -d';' -f3 >got
	says "$what: it is one" ' true' got
	has_now 1 >draft
	fails_with "$what: drafts again" 0 git multi edit "w-$what" r1 --draft
	has_now 1 >got
	same "$what: nothing changes" draft got
	fails_with "$what: another title of a draft" 0 git multi edit \
		"w-$what" r1 --title 'Third title'
	has_now 1 | cut -d';' -f3 >got
	says "$what: it stays one" ' true' got
	has_now 1 >got
	has "$what: of that title" 'Third title' got
	fails_with "$what: ready" 0 git multi edit "w-$what" --ready
	has_now 1 >got
	says "$what: it is a draft no longer" \
		'Third title; A body of words; false; one; ; ; ann; ' got
	has_now 2 >got
	says "$what: one that was none stays as it is" \
		'New title of r2; A body of words; false; one; ; ; ann; ' got
}

fields () {
	open_all "f-$what" 3 4 -- --label one --assignee ann --reviewer bob
	: >"$fdir/log"
	# shellcheck disable=SC2086 # words
	fails_with "$what: more of all" 0 git multi edit "f-$what" r3 \
		--label two,three --assignee cid --reviewer dan \
		--milestone v2 $team
	has_now 3 >got
	says "$what: are there beside what was" \
		"Change; ; false; one,three,two; bob,dan; $teams; ann,cid; v2" \
		got || sed 's/^/# /' err
	writes >got
	says "$what: in so many writes, and reads by GraphQL" "$more" got ||
		sed 's/^/# /' "$fdir/log"
	# shellcheck disable=SC2086 # words
	fails_with "$what: less" 0 git multi edit "f-$what" r3 \
		--remove-label one,three --remove-assignee ann,cid \
		--remove-reviewer bob --remove-milestone $less_team
	has_now 3 >got
	says "$what: what is left is what stays" \
		"Change; ; false; two; dan; ; ; " got ||
		sed 's/^/# /' err
	has_now 4 >got
	says "$what: the other is as it was" \
		'Change; ; false; one; bob; ; ann; ' got
	fails_with "$what: a label that is not there" 2 git multi edit \
		"f-$what" r4 --label four --json=reason
	has "$what: is said" "there is no label 'four'" out
	fails_with "$what: unless it is to be made" 0 git multi edit \
		"f-$what" r4 --label four --create-labels
	has_now 4 >got
	says "$what: then it is" 'Change; ; false; four,one; bob; ; ann; ' got
	fails_with "$what: a milestone that is not there" 2 git multi edit \
		"f-$what" r4 --milestone v9 --json=reason
	has "$what: is said, too" "there is no open milestone 'v9'" out
	git multi log "f-$what" >journal.txt
	has "$what: the log has it" 'talk edit, labels' journal.txt
}

killed () {
	open_all "k-$what" 5
	echo "$slow slow=3s" >"$fdir/faults"
	git-multi edit "k-$what" --title 'After all' --label two \
		--reviewer ann >out 2>err </dev/null &
	edit_pid=$!
	hit
	kill -KILL "$edit_pid"
	wait "$edit_pid" 2>/dev/null
	rm -f "$fdir/faults"
	fails_with "$what: killed, resume goes on" 0 git multi resume \
		"k-$what" --json=task,result,pull.state
	has_now 5 >got
	says "$what: to its end" 'After all; ; false; two; ann; ; ; ' got
	fails_with "$what: and nothing is left" 0 git multi resume "k-$what"
}

what=github forge=$github owner=hub more=2
team='--team-reviewer core' teams=core less_team='--remove-team-reviewer core'
slow='PATCH */issues/*'
words
fields
killed
what=gitlab forge=$gitlab owner=lab/sub more=1
team='' teams='' less_team=''
slow='PUT */merge_requests/*'
words
fields
killed
fails_with 'gitlab: what it does not have' 0 git multi edit f-gitlab r3 \
	--team-reviewer core --label one
has 'gitlab: is said before' 'cannot give pull requests teams as reviewers' \
	err
# shellcheck disable=SC2034 # for open_all
what=gitea forge=$gitea owner=tea more=2
team='--team-reviewer core' teams=core less_team='--remove-team-reviewer core'
slow='PATCH */pulls/*'
words
fields
killed

finish
