#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo forge's GitHub dialect from an open pull request to a merged or
# closed one: checks, approvals, merge states, merges, auto-merge, refs.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"
. "$SRC/tests/shell/forge-api.sh"

cat >"$fdir/tokens" <<'EOT'
sentinel-token demo
token-of-bob bob
token-of-rita rita
token-to-read ruth read-only
EOT
forge_repos 1
forge_up
ok 'a clone' with_token token-of-bob clone -q "${forge}demo/r1.git" work
git -C work config user.name A && git -C work config user.email a@example.com
r1=$(bare r1)

# settings LINE…: of the repository, instead of what was there
settings () {
	printf '%s\n' "$@" >"$r1/forge"
}

# pull BRANCH: a pull request that adds a file of that name; its number in n,
# its head in head, its id in id
pull () {
	with_token token-of-bob -C work fetch -q origin && branch "$1" "$1.txt" &&
	status "$1: a pull request" 201 repos/demo/r1/pulls -d "$(jq -n \
		--arg h "$1" '{title: ("T " + $h), head: $h, base: "main"}')"
	n=$(jq .number answer) head=$(git -C work rev-parse "$1")
	id=$(jq -r .node_id answer)
}

# more BRANCH FILE: another commit on it; the new head in head
more () {
	git -C work checkout -q "$1" && echo "$1" >"work/$2" &&
	git -C work add . && git -C work commit -q -m "more on $1" &&
	with_token token-of-bob -C work push -q origin "$1"
	head=$(git -C work rev-parse "$1")
}

# control PATH JSON
control () {
	curl -sS -f -d "$2" "${forge}_forge/$1"
}

# check NAME STATE [STATUS]: of the head, by hand
check () {
	control checks "$(jq -n --arg o "$head" --arg n "$1" --arg s "$2" \
		--argjson k "${3:-false}" '{repo: "demo/r1", oid: $o,
		name: $n, state: $s, status: $k}')"
}

approve () {
	control approve "$(jq -n --argjson n "$n" --arg l "$1" --arg s "$2" \
		'{repo: "demo/r1", number: $n, login: $l, state: $s}')"
}

# look: all that a client asks of a pull request before it merges
# shellcheck disable=SC2016 # GraphQL's own variable
look='query($n: Int!, $id: ID!) { repository(owner: "demo", name: "r1") {
	id pullRequest(number: $n) { id state merged isDraft mergeable
	mergeStateStatus reviewDecision isInMergeQueue isMergeQueueEnabled
	mergeQueueEntry { position } headRefOid
	autoMergeRequest { mergeMethod commitHeadline enabledBy { login } }
	commits(last: 1) { totalCount nodes { commit { oid
		statusCheckRollup { state } } } }
	statusCheckRollup { state contexts(first: 100) { totalCount
		checkRunCount checkRunCountsByState { state count }
		statusContextCountsByState { state count }
		nodes { __typename
		... on CheckRun { name status conclusion
			isRequired(pullRequestId: $id) }
		... on StatusContext { context state
			isRequired(pullRequestNumber: $n) } } } } } } }'
pull_state () {
	jq -n --arg q "$look" --argjson n "$n" --arg id "$id" \
		'{query: $q, variables: {n: $n, id: $id}}' >question
	api graphql -d @question
}

# state_is SENTENCE JQ: of the pull request as it is now
state_is () {
	pull_state
	ok "$1" jq -e "(has(\"errors\") | not) and
		(.data.repository.pullRequest | $2)" answer ||
		sed 's/^/# | /' answer
}

# becomes SENTENCE JQ: at last
becomes () {
	i=0
	until pull_state; jq -e ".data.repository.pullRequest | $2" answer \
		>/dev/null || test "$i" = 400; do
		i=$((i + 1))
	done
	state_is "$1" "$2"
}

# mutate SENTENCE NAME JSON [JQ]: with that input and the pull request's id;
# the answer fits the expression
mutate () {
	jq -n --arg id "$id" --argjson i "$3" --arg n "$2" '{query:
		("mutation($i: " + ($n[:1] | ascii_upcase) + $n[1:] +
		"Input!) { " + $n + "(input: $i) { clientMutationId" +
		(if $n == "updateRefs" then "" else
		" pullRequest { number state merged }" end) + " } }"),
		variables: {i: ((if $n == "updateRefs" then {} else
		{pullRequestId: $id} end) + $i)}}' >question
	status "$1" 200 graphql -d @question
	test -z "$4" || is "$1: the answer" "$4"
}

refused () {
	mutate "$1" "$2" "$3" "(.errors | length == 1) and
		.data.$2 == null and (.errors[0] | .path == [\"$2\"] and
		(.message | test(\"$4\")))"
}

merge () {
	sentence=$1 code=$2; shift 2
	status "$sentence" "$code" "repos/demo/r1/pulls/$n/merge" -X PUT "$@"
}

in_base () {
	ok "$1" git -C "$r1" cat-file -e "main:$2"
}

not_in_base () {
	ok "$1" sh -c "! git -C '$r1' cat-file -e 'main:$2' 2>/dev/null"
}

# -- checks

pull plain
state_is 'without checks it is clean' '.mergeStateStatus == "CLEAN" and
	.mergeable == "MERGEABLE" and .statusCheckRollup == null and
	.reviewDecision == null and .autoMergeRequest == null and
	.mergeQueueEntry == null and (.isMergeQueueEnabled | not) and
	.commits.nodes[0].commit.statusCheckRollup == null'
settings 'checks = build, lint:failure, ci/slow:pending' \
	'required-checks = build'
state_is 'a failure that may be: unstable' '.mergeStateStatus == "UNSTABLE"'
is 'each check is listed, with its kind' '.data.repository.pullRequest
	.statusCheckRollup | .state == "FAILURE" and .contexts.nodes == [
	{"__typename": "CheckRun", "name": "build", "status": "COMPLETED",
	 "conclusion": "SUCCESS", "isRequired": true},
	{"__typename": "CheckRun", "name": "lint", "status": "COMPLETED",
	 "conclusion": "FAILURE", "isRequired": false},
	{"__typename": "StatusContext", "context": "ci/slow",
	 "state": "PENDING", "isRequired": false}]'
is 'and they are counted' '.data.repository.pullRequest.statusCheckRollup
	.contexts | .totalCount == 3 and .checkRunCount == 2 and
	(.checkRunCountsByState | sort_by(.state)) == [
	{"state": "FAILURE", "count": 1}, {"state": "SUCCESS", "count": 1}]
	and .statusContextCountsByState == [{"state": "PENDING", "count": 1}]'
is 'the commit says the same' '.data.repository.pullRequest.commits |
	.totalCount == 1 and
	.nodes[0].commit.statusCheckRollup.state == "FAILURE"'
status 'runs of checks by REST' 200 "repos/demo/r1/commits/$head/check-runs"
is 'are the two' '.total_count == 2 and ([.check_runs[] |
	[.name, .status, .conclusion]] == [["build", "completed", "success"],
	["lint", "completed", "failure"]])'
status 'also by a branch' 200 repos/demo/r1/commits/plain/check-runs
is 'which is the same commit' ".check_runs[0].head_sha == \"$head\""
status 'statuses by REST' 200 "repos/demo/r1/commits/$head/status"
is 'are the one' '.state == "pending" and .total_count == 1 and
	.statuses[0].context == "ci/slow"'
status 'none of what is no commit' 404 repos/demo/r1/commits/none/status
query 'isRequired wants to know of what' "{ repository(owner: \"demo\",
	name: \"r1\") { pullRequest(number: $n) { statusCheckRollup {
	contexts(first: 1) { nodes { ... on CheckRun { isRequired } } } } } } }"
is 'and says so' '.errors | length == 1'
settings 'checks = slow:success@90' 'required-checks = slow'
pull slow
state_is 'a required check that runs blocks' '.mergeStateStatus == "BLOCKED"
	and .statusCheckRollup.state == "PENDING" and
	.statusCheckRollup.contexts.checkRunCountsByState ==
	[{"state": "IN_PROGRESS", "count": 1}]'
merge 'and there is no merge' 405 -d '{}'
is 'in its words' \
	'.message == "Required status check \"slow\" is in progress."'
becomes 'it ends by itself' '.mergeStateStatus == "CLEAN"'
git -C work commit -q --amend -m 'about slow, again' &&
	with_token token-of-bob -C work push -q -f origin slow
state_is 'and begins anew for another head' '.mergeStateStatus == "BLOCKED"'
settings 'required-checks = build, deploy'
state_is 'a check that is not there blocks too' '.mergeStateStatus == "BLOCKED"
	and .statusCheckRollup == null'
merge 'and two' 405 -d '{}'
is 'are counted' '.message | test("^2 of 2 required status checks")'
head=$(git -C work rev-parse slow)
check build success
check deploy failure
merge 'what failed' 405 -d '{}'
is 'is named' '.message == "Required status check \"deploy\" is failing."'
check deploy success
state_is 'by hand it is good' '.mergeStateStatus == "CLEAN"'
status 'a status may be posted' 201 "repos/demo/r1/statuses/$head" \
	-d '{"state": "error", "context": "deploy"}'
is 'with who did it' '.state == "failure" and .creator.login == "bob"'
state_is 'and counts' '.mergeStateStatus == "BLOCKED"'
ok 'a state that is none is refused' sh -c "! curl -sS -f -d '{\"repo\":
	\"demo/r1\", \"oid\": \"$head\", \"name\": \"x\", \"state\": \"green\"}
	' '${forge}_forge/checks'"

# -- approvals

check deploy success
settings 'approvals = 1'
state_is 'an approval is required' '.mergeStateStatus == "BLOCKED" and
	.reviewDecision == "REVIEW_REQUIRED"'
merge 'no merge without it' 405 -d '{}'
is 'in its words' '.message == "At least 1 approving review is required by reviewers with write access."'
approve rita changes
state_is 'changes may be wanted' '.reviewDecision == "CHANGES_REQUESTED"'
status 'a review by REST' 200 "repos/demo/r1/pulls/$n/reviews" \
	-H 'Authorization: Bearer token-of-rita' -d '{"event": "APPROVE"}'
state_is 'approves' '.reviewDecision == "APPROVED" and
	.mergeStateStatus == "CLEAN"'
status 'never the own' 422 "repos/demo/r1/pulls/$n/reviews" \
	-d '{"event": "APPROVE"}'
status 'the reviews' 200 "repos/demo/r1/pulls/$n/reviews"
is 'are the last words' '[.[] | [.user.login, .state]] ==
	[["rita", "APPROVED"]]'

# -- a merge of what was seen

settings
seen=$(git -C work rev-parse slow)
more slow later.txt
merge 'a commit that came after the look is not merged' 409 \
	-d "{\"sha\": \"$seen\"}"
is 'in its words' '.message | test("Head branch was modified")'
not_in_base 'nor anything else' slow.txt
refused 'nor by GraphQL' mergePullRequest "{\"expectedHeadOid\": \"$seen\"}" \
	'Head branch was modified'
settings 'delete-branch-on-merge = true'
mutate 'what was seen is' mergePullRequest "{\"expectedHeadOid\": \"$head\",
	\"mergeMethod\": \"SQUASH\", \"commitHeadline\": \"One line\",
	\"commitBody\": \"A body\", \"clientMutationId\": \"m1\"}" \
	'.data.mergePullRequest == {"clientMutationId": "m1", "pullRequest":
	{"number": 2, "state": "MERGED", "merged": true}}'
in_base 'and is in the base' later.txt
says 'with the words that were asked for' 'One line||A body' - <<EOT
$(git -C "$r1" log -1 --format=%B main | tr '\n' '|' | sed 's/|*$//')
EOT
ok 'its branch is gone, as the repository wants it' sh -c \
	"! git -C '$r1' rev-parse -q --verify refs/heads/slow"
refused 'no second time' mergePullRequest '{}' 'not mergeable'

# -- states

settings 'mergeable-unknown = 2'
pull unknown
state_is 'at first it is unknown' '.mergeable == "UNKNOWN" and
	.mergeStateStatus == "UNKNOWN"'
state_is 'then it is not' '.mergeStateStatus == "CLEAN"'
more unknown other.txt
status 'and again after a push' 200 "repos/demo/r1/pulls/$n"
is 'by REST' '.mergeable == null and .mergeable_state == "unknown"'
settings 'require-up-to-date = true'
state_is 'it is not behind' '.mergeStateStatus == "CLEAN"'
pull rival
merge 'another is merged' 200 -d '{"merge_method": "rebase"}'
settings
pull clash
n2=$n
branch clash2 clash.txt && open_pull clash2
n=$(jq .number answer)
merge 'one of two with the same file' 200 -d '{}'
n=$n2
state_is 'leaves the other in conflict' '.mergeable == "CONFLICTING" and
	.mergeStateStatus == "DIRTY"'
merge 'which is not merged' 405 -d '{}'
status 'REST says it too' 200 "repos/demo/r1/pulls/$n"
is 'as dirty' '.mergeable == false and .mergeable_state == "dirty"'
n=3
settings 'require-up-to-date = true'
state_is 'the base went on: behind' '.mergeStateStatus == "BEHIND"'
merge 'which is not merged either' 405 -d '{}'
settings
branch draft draft.txt
status 'a draft' 201 repos/demo/r1/pulls \
	-d '{"title": "D", "head": "draft", "base": "main", "draft": true}'
n=$(jq .number answer)
state_is 'is one' '.mergeStateStatus == "DRAFT" and .isDraft'
merge 'no draft is merged' 405 -d '{}'
is 'in its words' '.message == "Pull Request is still a draft"'
settings 'allow-merge-commit = false'
n=3
merge 'nor by a method that is not allowed' 405 -d '{}'
is 'in its words too' '.message | test("^Merge commits are not allowed")'

# -- auto-merge

settings 'required-checks = build' 'approvals = 1'
pull auto
refused 'auto-merge must be allowed' enablePullRequestAutoMerge '{}' \
	'Auto merge is not allowed'
settings 'allow-auto-merge = true'
refused 'and have something to wait for' enablePullRequestAutoMerge '{}' \
	'Pull request is in clean status'
settings 'allow-auto-merge = true' 'checks = lint:failure'
refused 'that is required' enablePullRequestAutoMerge '{}' \
	'Pull request is in unstable status'
settings 'allow-auto-merge = true' 'required-checks = build' \
	'approvals = 1' 'delete-branch-on-merge = true'
refused 'the head must be the expected one' enablePullRequestAutoMerge \
	"{\"expectedHeadOid\": \"$seen\"}" 'sha'
mutate 'auto-merge' enablePullRequestAutoMerge "{\"expectedHeadOid\":
	\"$head\", \"mergeMethod\": \"SQUASH\",
	\"commitHeadline\": \"By itself\"}" '.data.enablePullRequestAutoMerge
	.pullRequest.state == "OPEN"'
state_is 'is there' '.autoMergeRequest == {"mergeMethod": "SQUASH",
	"commitHeadline": "By itself", "enabledBy": {"login": "bob"}}'
status 'by REST too' 200 "repos/demo/r1/pulls/$n"
is 'with its method' '.auto_merge.merge_method == "squash"'
mutate 'it can be taken back' disablePullRequestAutoMerge '{}' \
	'.data.disablePullRequestAutoMerge.pullRequest.state == "OPEN"'
state_is 'and is gone' '.autoMergeRequest == null'
refused 'once' disablePullRequestAutoMerge '{}' 'auto-merge'
mutate 'and begun again' enablePullRequestAutoMerge \
	'{"mergeMethod": "SQUASH", "commitHeadline": "By itself"}' \
	'.data.enablePullRequestAutoMerge.pullRequest.state == "OPEN"'
check build success
state_is 'it waits for the approval' '.state == "OPEN"'

kill -9 "$forge_pid"
wait "$forge_pid" 2>/dev/null
forge_up
state_is 'killed and started again, it still waits' '.state == "OPEN" and
	.autoMergeRequest.mergeMethod == "SQUASH" and
	.statusCheckRollup.state == "SUCCESS"'
approve rita approved
in_base 'and with it, it is merged' auto.txt
says 'by that method' 'By itself' - <<EOT
$(git -C "$r1" log -1 --format=%s main)
EOT
says 'once' 1 - <<EOT
$(git -C "$r1" log --format=%s main | grep -c '^By itself$')
EOT
state_is 'it says so' '.merged and .autoMergeRequest == null'
ok 'and the branch is gone' sh -c \
	"! git -C '$r1' rev-parse -q --verify refs/heads/auto"

# -- close, refs

settings
pull closing
mutate 'a pull request is closed' closePullRequest \
	'{"clientMutationId": "c"}' '.data.closePullRequest ==
	{"clientMutationId": "c", "pullRequest": {"number": '"$n"',
	"state": "CLOSED", "merged": false}}'
refused 'once' closePullRequest '{}' 'close'
repository=$(api repos/demo/r1; jq -r .node_id answer)
zero=0000000000000000000000000000000000000000
# refs NAME BEFORE AFTER
refs () {
	jq -n --arg r "$repository" --arg n "refs/heads/$1" --arg b "$2" \
		--arg a "$3" '{repositoryId: $r, clientMutationId: "u",
		refUpdates: [{name: $n, beforeOid: $b, afterOid: $a}]}'
}
refused 'no branch is deleted that is not where it was seen' updateRefs \
	"$(refs closing "$seen" $zero)" closing
ok 'it is still there' git -C "$r1" rev-parse -q --verify refs/heads/closing
refused 'nor the default branch' updateRefs \
	"$(refs main "$(git -C "$r1" rev-parse main)" $zero)" default
refused 'none of two, where one is wrong' updateRefs "$(
	{ refs closing "$head" $zero; refs gone "$seen" $zero; } |
	jq -s '.[0].refUpdates += .[1].refUpdates | .[0]')" gone
ok 'it is there even now' git -C "$r1" rev-parse -q --verify \
	refs/heads/closing
mutate 'a branch is deleted' updateRefs "$(refs closing "$head" $zero)" \
	'.data.updateRefs.clientMutationId == "u" and (has("errors") | not)'
ok 'and gone' sh -c "! git -C '$r1' rev-parse -q --verify refs/heads/closing"
refused 'not a second time' updateRefs "$(refs closing "$head" $zero)" exist
mutate 'one is made' updateRefs "$(refs made $zero "$head")" \
	'.data.updateRefs.clientMutationId == "u"'
says 'where it was asked for' "$head" - <<EOT
$(git -C "$r1" rev-parse made)
EOT

# -- mutations that are none

mutate 'an input that is unknown' mergePullRequest '{"method": "SQUASH"}' \
	'(has("data") | not) and (.errors[0].message | test("method"))'
mutate 'a method that is none' mergePullRequest '{"mergeMethod": "FAST"}' \
	'(has("data") | not) and (.errors[0].message | test("FAST"))'
query 'an input that lacks the id' \
	'mutation { mergePullRequest(input: {}) { clientMutationId } }'
is 'is refused' '.errors[0].message | test("pullRequestId")'
query 'a pull request that is none' \
	'mutation { closePullRequest(input: {pullRequestId: "PR_0"}) {
	clientMutationId } }'
is 'is not found' '.errors[0].type == "NOT_FOUND"'
n=3
pull_state
id=$(jq -r .data.repository.pullRequest.id answer)
query 'with a token that only reads' "mutation { closePullRequest(input:
	{pullRequestId: \"$id\"}) { clientMutationId } }"
api graphql -d @question -H 'Authorization: Bearer token-to-read'
is 'nothing is changed' '.data.closePullRequest == null and
	.errors[0].type == "FORBIDDEN"'

kill "$forge_pid"
code=0
wait "$forge_pid" || code=$?
ok 'it ends cleanly' test "$code" = 0 || sed 's/^/# | /' "$fdir/out"
finish
