#!/bin/sh
# SPDX-License-Identifier: MIT
# status: what became of the pull requests, asked in batches.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

forge_repos 60
forge_up
forge_list 60 >repos.txt
fails_with 'a cold run over 60' 0 git multi run -r repos.txt --campaign st \
	-m St --sh 'echo 1 >one.txt'
counter '[.git, .git_401, .writes, .graphql, .reads] | join(" ")' >got
says '4 git requests and 1 write each, none answered 401, 1 look per 50' \
	'240 0 60 2 0' got
api () {
	curl -s -H 'Authorization: Bearer sentinel-token' \
		-H 'User-Agent: test' "$@"
}
api -X PATCH -d '{"state":"closed"}' "${forge}repos/demo/r1/pulls/1" >said
api -X PUT -d '{}' "${forge}repos/demo/r2/pulls/1/merge" >said

curl -s -X POST "${forge}_forge/reset" >/dev/null
fails_with 'status asks the forge' 0 git multi status st \
	--json=task,result,pull.state
jq -r '.[].pull.state' out | sort | uniq -c | sed 's/^ *//' >got
same 'and tells what people did meanwhile' - got <<EOF
1 closed
1 merged
58 open
EOF
jq -r '[.[] | select(.result == "done")] | length' out >got
says 'what the campaign did stays done' 60 got
counter '[.graphql, .reads, .writes, .git] | join(" ")' >got
says 'with 2 requests for 60' '2 0 0 0' got
fails_with 'a table for people' 0 git multi status st
has 'has the states' 'done    closed  ' out
has 'and whether they could be merged' 'done    open    none    yes  ' out
has 'and how old they are' '  AGE  ' out
cat >want <<'EOF'
campaign 'st': 60 pull requests: 1 merged, 1 closed, 58 open
  58 ready to be merged
EOF
grep -A1 '60 pull requests' err >got
same 'and comes to this' want got
fails_with 'for programs' 0 git multi status st \
	--json=pull.mergeable,pull.opened,pull.review
jq -r '[.[].pull | select(.mergeable == "yes" and .review == null and
	(.opened | test("^20[0-9-]*T[0-9:.]*Z$")))] | length' out >got
says 'likewise' 58 got
fails_with '--cached asks nobody' 0 git multi status st --cached \
	--json=pull.state
jq -r '[.[] | select(.pull.state == "open")] | length' out >got
says 'and knows what the journal knows' 60 got
counter .graphql >got
ok 'no request more than the three commands before' \
	test "$(cat got)" -le 6

echo '* graphql: status=500' >"$fdir/faults"
fails_with 'a forge that does not answer is no success' 1 \
	git multi status st
has 'and is named' 500 err
rm "$fdir/faults"

# --- some of them

git multi status -q st --cached --json=task >out
all=$(jq length out)
one=$(jq -r '.[0].task | sub(".*/"; "")' out)
fails_with 'one, by its name' 0 git multi status -q st "$one" \
	--cached --json=task
ok 'is all that is told' test "$(jq length out)" = 1
fails_with 'what is open' 0 git multi status -q st --only=open \
	--json=pull.state
ok 'is told by the look' jq -e 'length > 0 and
	all(.[]; .pull.state == "open")' out
fails_with 'all but one' 0 git multi status -q st --cached \
	--exclude "/$one\$" --json=task
ok 'are told' test "$(jq length out)" = $((all - 1))
fails_with 'an outcome that none has' 3 git multi status -q st --cached \
	--only=cancelled --json=task
ok 'leaves an empty list' jq -e '. == []' out
has 'and is said' "'--only' leaves none of $all" err
fails_with 'filters that leave none' 3 git multi status -q st --cached \
	--include nowhere
fails_with 'an outcome that is none' 129 git multi status st --only=opn
fails_with 'an expression that is none' 129 git multi status st --include '('
fails_with 'facts without a server' 129 git multi status st --cached \
	--topic x

# --- again and again

forge_list 60 | sed -n 3,5p >three.txt
fails_with 'three more' 0 git multi run -r three.txt --campaign watched \
	--branch watched -m Watched --sh 'echo 2 >two.txt'
git-multi status --watch=30s watched >>out 2>err &
watch=$!
# the table's first line comes again with each look
wait_for err 'again in 30 s' "$watch"
: >out
wait_for out '^RESULT' "$watch"
ok 'it is asked again' grep -q '^RESULT' out
kill -INT "$watch"
wait "$watch"
status=$?
ok 'Ctrl-C ends it' test "$status" = 130
git multi status --watch=30s watched >out 2>err &
watch=$!
wait_for err 'again in 30 s' "$watch"
jq -n --argjson n "$(git multi status watched --cached --json=pull.url |
	jq '[.[].pull.url | sub(".*/demo/"; "") | sub("/pull/"; "/pulls/")]')" \
	-r '$n[]' >pulls
while read -r pull; do
	api -X PATCH -d '{"state":"closed"}' "${forge}repos/demo/$pull" >said
done <pulls
wait "$watch"
status=$?
ok 'it ends when none is open any more' test "$status" = 0
has 'and says so' '3 pull requests: 3 closed' err
fails_with 'no server, again and again' 129 git multi status --watch --cached
fails_with 'nor for programs' 129 git multi status --watch --json
fails_with 'nor without a rest' 129 git multi status --watch=0
fails_with 'a campaign that is not there' 128 git multi status sd
has 'the nearest is named' "'st'" err

finish
