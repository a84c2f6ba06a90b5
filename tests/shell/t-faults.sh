#!/bin/bash
# SPDX-License-Identifier: MIT
# A server at its worst: answers lost, cut, garbled, late or elsewhere, and
# limits in every form. What may pass is tried again, what was carried out is
# never done twice.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

command -v jq >/dev/null || skip_all 'jq is not there'
# limits last minutes: faster than the usual clock of these tests
export GIT_MULTI_CLOCK=150
forge_repos 24
forge_up
forge_list 4 >four.txt
forge_list 24 >many.txt

# with RULE NAME CODE LIST: a run of that name under that rule
with () {
	curl -s -X POST "${forge}_forge/reset" >/dev/null
	: >"$fdir/log"
	echo "$1" >"$fdir/faults"
	name=$2
	fails_with "$1: $3" "$3" git multi run -y -r "$4" --campaign "$2" \
		-m "$2" --label fault --create-labels --sh "echo $2 >new.txt" \
		--progress=none --json=task,result,class,reason,pull.number
	: >"$fdir/faults"
}

# once N: all of N are done, with one commit and one pull request each
once () {
	bad=
	for n in $(seq "$1"); do
		pulls=$(curl -s -H 'Authorization: Bearer sentinel-token' \
			-H 'User-Agent: t' \
			"${forge}repos/demo/r$n/pulls?state=all&per_page=100" |
			jq "[.[] | select(.head.ref == \"multi/$name\")] | length")
		commits=$(git -C "$(bare "r$n")" rev-list --count \
			"main..multi/$name" 2>&1)
		test "$pulls $commits" = '1 1' ||
			bad="$bad r$n: $pulls pulls, $commits commits;"
	done
	jq -r '[.[] | select(.result == "done")] | length' out >got
	echo "$(cat got) done$bad" >got
	says "one commit and one pull request each ($name)" "$1 done" got
}

# reason TEXT: every row has it
reason () {
	jq -r '.[] | .reason' out | sort -u >got
	has "with the reason '$1'" "$1" got
	ok 'the same for all' test "$(wc -l <got)" = 1
}

# waited KIND STATUS SECONDS: after that status nothing of that kind came for
# so long, in the clock that both share
waited () {
	jq -Rn --arg kind "$1" --arg status "$2" --argjson s "$3" '
		[inputs | split("\t") | select(.[5] == $kind) |
		 {at: (.[0][0:19] + "Z" | fromdateiso8601), status: .[3]}] |
		. as $all |
		[range(length - 1) |
		 select($all[.].status == $status) |
		 $all[. + 1].at - $all[.].at] |
		length > 0 and all(. >= $s - 1)' "$fdir/log" >got
	says "$3 s were waited for ($1, $2)" true got
}

### What was carried out, and the answer lost

with 'POST /repos/*/pulls times=3 drop-after' lost 0 four.txt
once 4
counter .pulls_opened >got
says 'the forge opened no more' 4 got
with 'POST */git-receive-pack times=2 drop-after' pushed 0 four.txt
once 4
with 'POST /repos/*/pulls times=2 truncate' cut 0 four.txt
once 4
with 'POST /repos/*/pulls times=2 malformed' garbled 0 four.txt
once 4
with 'POST /repos/*/pulls times=2 broken' broken 0 four.txt
once 4
with 'POST /repos/*/issues/* times=2 drop-after' labels 0 four.txt
once 4
with 'POST /repos/*/pulls times=3 done status=503' proxied 0 four.txt
once 4

with 'POST /repos/*/pulls drop-after' never 0 four.txt
once 4
with 'POST /repos/*/pulls times=2 html' html 1 four.txt
fails_with 'retry opens what an answer in HTML left open' 0 \
	git multi retry html --json=result,reason
fails_with 'all are done' 0 git multi status html --cached --json=result
once 4

### What was not carried out

with 'POST /repos/*/pulls times=2 drop' dropped 0 four.txt
once 4
with 'POST /repos/*/pulls times=2 status=500' error 0 four.txt
once 4
with '* graphql: times=2 drop' nolook 0 four.txt
once 4
with '* graphql: times=2 status=502' heavy 0 four.txt
once 4
with '* graphql: times=1 truncate' looktorn 0 four.txt
once 4
with '* graphql: times=1 malformed' lookbad 0 four.txt
once 4
with '* graphql: times=1 slow=1s' slow 0 four.txt
once 4
with '* git: times=4 drop' gitdrop 0 four.txt
once 4
# more at once than may have a tree: each must come back to its place
with '* git: times=12 status=500' giterror 0 many.txt
once 24

### Limits

with '* graphql: times=1 status=429 retry-after=60' limit 0 four.txt
once 4
waited graphql 429 60
with '* graphql: times=1 status=503 retry-after=date:60' later 0 four.txt
once 4
waited graphql 503 60
with 'POST /repos/*/pulls times=1 status=429 retry-after=90' writes 0 four.txt
once 4
waited write 429 90
with 'POST /repos/*/pulls times=1 secondary' secondary 0 four.txt
once 4
waited write 403 60
with '* git: times=1 status=429' gitlimit 0 four.txt
once 4

### What does not pass

with '* graphql: malformed' always 2 four.txt
jq -r '.[] | .reason' out >got
has 'an answer that is never JSON fails' 'no valid JSON' got
with '* graphql: html' page 2 four.txt
reason "'$host' answered HTML, not JSON (200): is it a GitHub server?"
with '* graphql: redirect=http://127.0.0.1:1/' away 2 four.txt
reason 'redirects to another server are not followed'
with '* git: redirect=http://127.0.0.1:1/' gitaway 2 four.txt
reason 'the server sends us elsewhere'
counter '[.git, .writes] | join(" ")' >got
says 'each asked once, nothing written' '4 0' got
fails_with 'when it is mended, retry goes on' 0 \
	git multi retry gitaway --json=result
name=gitaway
once 4

# a server that takes the connection and says nothing
git config --global "http.$forge.lowSpeedLimit" 1
git config --global "http.$forge.lowSpeedTime" 1
with '* graphql: times=1 delay=30s' hangs 0 four.txt
once 4
grep -h '"later"' "$XDG_STATE_HOME/git-multi/campaigns/hangs/journal" >got
has 'the journal says what it waited for' "no answer in time from '$host'" got
with '* git: times=2 delay=30s' githangs 0 four.txt
once 4
git config --global "multi.$forge.forge" git
with '* git: delay=30s' plainhangs 2 four.txt
jq -r '.[] | .class' out | sort -u >got
says 'as plain git, too' network got

# a server of which nothing is known, and that is something else
git config --global --remove-section "multi.$forge"
with '* * html' unknown 2 four.txt
jq -r '.[] | .result' out | sort -u >got
says 'an unknown server that is none fails' failed got

finish
