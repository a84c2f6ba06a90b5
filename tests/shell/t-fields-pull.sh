#!/bin/sh
# SPDX-License-Identifier: MIT
# Labels, reviewers, teams, assignees and a milestone: given, found in
# CODEOWNERS, chosen by turns, refused; and in how many requests.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
forge_repos 9
forge_up
for i in 1 2 3 4 5 6 7 8 9; do
	setting "r$i" 'labels = one, two, three'
	setting "r$i" 'milestones = v1, Next release'
	setting "r$i" 'closed-milestones = v0'
	setting "r$i" 'teams = core, docs'
	setting "r$i" 'collaborators = ann, bob, cid, dan'
done

# fields NUMBER: what the forge has of that repository's pull requests
fields () {
	jq -rsc "[.[] | select(.repo == \"demo/$1\")][-1] |
		[.labels, .reviewers, .teams, .assignees, [.milestone]] |
		map(sort | join(\" \")) | join(\"; \")" "$fdir/pulls"
}

# only N…: a list of these repositories
only () {
	for i in "$@"; do
		echo "${forge}demo/r$i"
	done
}

change="sed -i s/debian-11/debian-12/ ci.yml"

# ---- all of them, and how often the forge is asked --------------------------

only 1 >one.txt
: >"$fdir/log"
curl -s -X POST "${forge}_forge/reset" >/dev/null
# shellcheck disable=SC2086 # words
fails_with 'all fields' 0 git multi run -q -r one.txt --campaign all -m All \
	--label one,two --label three --reviewer @ann,bob \
	--team-reviewer core --assignee cid --milestone 'Next release' \
	-- $change
fields r1 >got
says 'all are there' 'one three two; ann bob; core; cid; Next release' got
counter '[.writes, .reads] | join(" ")' >got
says 'in three writes, opening it among them, and no read by REST' '3 0' got
cut -f2,3 "$fdir/log" | grep -v -e graphql -e info/refs -e git- |
	sed 's|/repos/demo/r1||' >got
same 'these three' - got <<'END'
POST	/pulls
PATCH	/issues/1
POST	/pulls/1/requested_reviewers
END
counter .graphql >got
says 'the look, and one query for labels and milestone' 2 got

only 2 >two.txt
: >"$fdir/log"
# shellcheck disable=SC2086
fails_with 'familiar names, and a team among the reviewers' 0 git multi run \
	-q -r two.txt --campaign names -m Names --labels one \
	--reviewers ann,demo/docs --team-reviewers core --assignees @me \
	-- $change
fields r2 >got
says 'mean the same' 'one; ann; core docs; demo; ' got

echo "${forge}demo/r3 reviewer=bob,demo assignee=dan milestone=v1 label=two" \
	>three.txt
# shellcheck disable=SC2086
fails_with 'of a line of the list' 0 git multi run -q -r three.txt \
	--campaign line -m Line --reviewer ann -- $change
fields r3 >got
says 'beside the options; its author reviews nothing' \
	'two; ann bob; ; dan; v1' got
# shellcheck disable=SC2086
fails_with 'the same once more is nothing new' 0 git multi run -q \
	-r three.txt --campaign line -m Line --reviewer ann -- $change
fails_with 'other reviewers are another definition' 128 git multi run -q \
	-r three.txt --campaign line -m Line --reviewer bob -- true
has 'and that is said' 'the reviewers' err

# shellcheck disable=SC2086
fails_with 'all once more, with other fields' 0 git multi run -q \
	-r three.txt --campaign line -m Line --again --assignee cid -- $change
fields r3 >got
says 'gives them to the pull request that is there' \
	'two; ann bob; ; cid dan; v1' got

# ---- what is not there ------------------------------------------------------

only 4 >four.txt
# shellcheck disable=SC2086
fails_with 'a label that is not there' 2 git multi run -q -r four.txt \
	--campaign label -m Label --label one,odd,even --milestone v7 \
	--reviewer ann --json=result,class,reason,pull.state -- $change
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'fails, and the pull request stays open' '["failed","missing","open"]' got
jq -r '.[0].reason' out >got
says 'each is named' "there is no label 'odd', no label 'even' (--create-labels makes it), no open milestone 'v7'" got
fields r4 >got
says 'and nothing is half done' '; ; ; ; ' got
setting r4 'labels = one, odd, even'
setting r4 'milestones = v7'
sed -i '/^labels = one, two/d; /^milestones = v1/d' "$(bare r4)/forge"
fails_with 'a retry goes on from there' 0 git multi retry -q label
fields r4 >got
says 'with all of them' 'even odd one; ann; ; ; v7' got

only 5 >five.txt
# shellcheck disable=SC2086
fails_with 'labels are made' 0 git multi run -q -r five.txt --campaign make \
	-m Make --label new,newer --create-labels -- $change
fields r5 >got
says 'where that is wanted' 'new newer; ; ; ; ' got
grep -c new "$(bare r5)/labels" >got
says 'both' 2 got

only 6 >six.txt
# shellcheck disable=SC2086
fails_with 'a reviewer who is nobody there' 2 git multi run -q -r six.txt \
	--campaign stranger -m Stranger --reviewer eve \
	--json=result,class,reason,pull.state -- $change
jq -c '.[0] | [.result, .class, .pull.state]' out >got
says 'fails, and the pull request stays open' '["failed","forge","open"]' got
jq -r '.[0].reason' out >reason
has 'the sentence names him' "'eve' cannot be asked for a review" reason
# shellcheck disable=SC2086
fails_with 'an assignee who is dropped in silence' 2 git multi run -q \
	-r six.txt --campaign silence -m Silence --assignee eve \
	--json=result,class,reason -- $change
jq -r '.[0].reason' out >reason
has 'is noticed' "left out assignee 'eve'" reason
jq -r '.[0].class' out >got
says 'as a lack of rights' permission got

# ---- owners -----------------------------------------------------------------

git clone -q "$(bare r7)" seven
mkdir seven/.github seven/src
cat >seven/.github/CODEOWNERS <<'END'
*          @ann
*.yml      @bob @demo/core cid@example.com
/src/      @dan
END
echo 1 >seven/src/a
git -C seven add .
git -C seven commit -q -m owners
git -C seven push -q origin HEAD:main
only 7 >seven.txt
# shellcheck disable=SC2086
fails_with 'the owners of what changed' 0 git multi run -q -r seven.txt \
	--campaign owners -m Owners --reviewers-from=codeowners \
	--reviewer cid --sh "$change; echo 2 >src/a"
fields r7 >got
says 'by the last line that matches, beside those who are named' \
	'; bob cid dan; core; ; ' got

# ---- by turns ---------------------------------------------------------------

: >"$fdir/pulls"
stop "$forge_pid"
for i in 1 2 3 4 5 6 7 8 9; do
	git -C "$(bare "r$i")" for-each-ref --format='delete %(refname)' \
		refs/heads/multi | git -C "$(bare "r$i")" update-ref --stdin
done
forge_up
only 1 2 3 4 5 6 8 9 >eight.txt
# shellcheck disable=SC2086
fails_with 'two of four, four of eight' 4 git multi run -q -r eight.txt \
	--campaign turns -m Turns --reviewer ann,bob,cid,dan \
	--team-reviewer core,docs --max-reviewers 2 --max-team-reviewers 1 \
	--first 4 -- $change
chosen () {
	jq -rs "[.[] | select(.reviewers | length > 0)] |
		group_by(.repo)[] | .[-1] | .reviewers[], .teams[]" \
		"$fdir/pulls" | sort | uniq -c | sed 's/^ *//'
}
chosen >got
same 'each was asked as often as the others' - got <<'END'
2 ann
2 bob
2 cid
2 core
2 dan
2 docs
END
fails_with 'the rest later' 0 git multi resume -q turns
chosen >got
same 'and still' - got <<'END'
4 ann
4 bob
4 cid
4 core
4 dan
4 docs
END
state=$XDG_STATE_HOME/git-multi/campaigns/turns/journal
jq -c 'select(.step == "owners" and .event == "ok") |
	[(.reviewers | length), (.teams | length)]' "$state" | sort -u >got
says 'the journal has the choice' '[2,1]' got

# ---- answers that never come ------------------------------------------------

# $all: of everything one
all='--label one,two --reviewer ann --team-reviewer core --assignee cid
	--milestone v1'
only 1 >one.txt
cat >"$fdir/faults" <<'END'
graphql: * times=1 skip=1 truncate
PATCH * times=1 drop-after
POST */requested_reviewers times=1 drop-after
END
# shellcheck disable=SC2086
fails_with 'each answer is lost once' 0 git multi run -q -r one.txt \
	--campaign lost -m Lost $all -- $change
fields r1 >got
says 'and all is there in the end' 'one two; ann; core; cid; v1' got

only 2 >two.txt
echo 'PATCH * delay=60s' >"$fdir/faults"
# shellcheck disable=SC2086
git-multi run -q -r two.txt --campaign killed -m Killed $all -- $change \
	>/dev/null 2>&1 </dev/null &
pid=$!
pids="$pids $pid"
wait_for "$XDG_STATE_HOME/git-multi/campaigns/killed/journal" \
	'"begin".*"describe"' "$pid"
kill -9 "$pid"
wait "$pid" 2>/dev/null
: >"$fdir/faults"
fails_with 'killed while it describes, and resumed' 0 git multi resume -q \
	killed
fields r2 >got
says 'nothing is missing' 'one two; ann; core; cid; v1' got
jq -rs '[.[] | select(.repo == "demo/r2" and .title == "Killed") | .number] |
	unique | length' "$fdir/pulls" >got
says 'and there is one pull request' 1 got

# ---- reviewed first ---------------------------------------------------------

echo "${forge}demo/r7" >seven.txt
# shellcheck disable=SC2086
fails_with 'a dry run chooses' 0 git multi run -q -n -r seven.txt \
	--campaign dry -m Dry --reviewers-from=codeowners --max-reviewers 1 \
	--sh "$change; echo 3 >src/a"
rm -rf "$XDG_CACHE_HOME"
fails_with 'and is published' 0 git multi publish -q -y dry
jq -rsc '[.[] | select(.title == "Dry")][-1] | [.reviewers, .teams]' \
	"$fdir/pulls" >got
says 'with one of the owners' '[["bob"],["core"]]' got

echo "${forge}demo/r8" >eight.txt
# shellcheck disable=SC2086
fails_with 'a team of somebody else' 2 git multi run -q -r eight.txt \
	--campaign elsewhere -m Elsewhere --team-reviewer other/core \
	--json=class,reason -- $change
jq -r '.[0] | .class + ": " + .reason' out >got
says 'is named' "forge: team 'other/core' is none of 'demo', and only its own can be asked for a review" got

# ---- a server that has no such field ----------------------------------------

stop "$forge_pid"
forges_up
for i in 3 4; do
	echo "${gitlab}demo/r$i"
done >lab.txt
# shellcheck disable=SC2086
fails_with 'GitLab has no teams that review' 0 git multi run -r lab.txt \
	--campaign lab -m Lab --team-reviewer core -- $change
grep -c 'cannot give pull requests teams as reviewers' err >got
says 'which is said once' 1 got

run git multi run --reviewers-from=nobody -r one.txt -m x true
ok 'there is no other place for reviewers' test "$status" = 129
has 'and the one is named' codeowners err

finish
