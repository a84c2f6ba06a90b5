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
fails_with '--cached asks nobody' 0 git multi status st --cached \
	--json=pull.state
jq -r '[.[] | select(.pull.state == "open")] | length' out >got
says 'and knows what the journal knows' 60 got
counter .graphql >got
ok 'no request more than the two commands before' \
	test "$(cat got)" -le 4

echo '* graphql: status=500' >"$fdir/faults"
fails_with 'a forge that does not answer is no success' 1 \
	git multi status st
has 'and is named' 500 err
rm "$fdir/faults"
fails_with 'a campaign that is not there' 128 git multi status sd
has 'the nearest is named' "'st'" err

finish
