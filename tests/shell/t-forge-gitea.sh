#!/bin/sh
# SPDX-License-Identifier: MIT
# The Gitea dialect of the demo forge, with curl: as Gitea's and Forgejo's
# official descriptions have it, and where they are silent, as their source.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

for tool in curl jq; do
	command -v "$tool" >/dev/null || skip_all "$tool is not there"
done

cat >"$fdir/tokens" <<'EOF'
token-of-demo demo
token-of-bob bob
token-of-rita rita
token-of-old olaf expired
token-to-read sam scopes=read:repository,read:user
token-of-other tim scopes=repo,read:user
EOF

# gitea_up [OPTION…]: the forge in Gitea's dialect only
gitea_up () {
	rm -f "$fdir/ports" "$fdir/out"
	"$forge_program" --dir "$fdir" --gitea="${port:-0}" "$@" \
		>"$fdir/out" 2>&1 &
	forge_pid=$!
	pids="$pids $forge_pid"
	wait_for "$fdir/out" '^gitea ' "$forge_pid" || {
		cat "$fdir/out"
		exit 99
	}
	forge=$(sed -n 's/^gitea \(.*\)/\1/p' "$fdir/out")
	port=${forge##*:}
	port=${port%/}
}

# again [OPTION…]: ends it, which it must do well, and starts it anew
again () {
	ended
	gitea_up "$@"
}

ended () {
	kill "$forge_pid"
	code=0
	wait "$forge_pid" || code=$?
	ok 'the forge ends cleanly' test "$code" = 0 || sed 's/^/# | /' \
		"$fdir/out"
}

# api PATH [CURL OPTION…]: as bob, unless the options say who; the body in
# answer, the headers in heads.
api () {
	path=$1; shift
	case $* in
	*Authorization*) ;;
	*) set -- -H 'Authorization: token token-of-bob' "$@" ;;
	esac
	case $* in
	*Content-Type*) ;;
	*) set -- -H 'Content-Type: application/json' "$@" ;;
	esac
	: >answer
	curl -sS -g -o answer -D heads "$@" "${forge}api/v1/$path"
}

# status SENTENCE CODE PATH [CURL OPTION…]
status () {
	sentence=$1 want=$2; shift 2
	api "$@"
	ok "$sentence" grep -q "^HTTP/1.1 $want " heads ||
		sed 's/^/# | /' heads answer
}

# is SENTENCE JQ: the expression is true of the answer.
is () {
	ok "$1" jq -e "$2" answer || sed 's/^/# | /' answer
}

# words SENTENCE TEXT: the message of the answer.
words () {
	jq -n --arg w "$2" '$w' >wanted
	ok "$1" jq -e --slurpfile w wanted '.message == $w[0] and
		(.url | endswith("/api/swagger"))' answer ||
		sed 's/^/# | /' answer
}

# push REPO BRANCH [FILE [OWNER]]: a branch with one commit more than main
push () {
	rm -rf work
	git clone -q "$(bare "$1" "${4:-demo}")" work &&
	git -C work checkout -q -B "$2" origin/main &&
	echo "$2" >"work/${3:-$(echo "$2" | tr / -).txt}" && git -C work add . &&
	git -C work commit -q -m "about $2" &&
	git -C work push -q origin "+$2"
	head=$(git -C work rev-parse HEAD)
}

# pr REPO BRANCH [JSON]: opens one; its number in pr
pr () {
	jq -n --arg b "$2" --argjson more "${3:-{\}}" '{head: $b,
		base: "main", title: ("About " + $b)} + $more' >question
	api "repos/demo/$1/pulls" -d @question
	pr=$(jq -r '.number' answer)
}

merge () {
	sentence=$1 want=$2 repo=$3; shift 3
	status "$sentence" "$want" "repos/demo/$repo/pulls/$pr/merge" "$@"
}

# log REPO FORMAT: of the last commit on main
log () {
	git --git-dir="$(bare "$1")" log -1 --format="$2" main
}

as_demo='Authorization: token token-of-demo'
as_rita='Authorization: Bearer token-of-rita'
reads='Authorization: token token-to-read'
forge_repos 9
sh "$SRC/tests/forge/make-repos.sh" "$fdir" 65 group a >made
sh "$SRC/tests/forge/make-repos.sh" "$fdir" 1 group/sub b >made
mkdir -p "$fdir/repos/bob"
git clone -q --bare "$(bare r1)" "$(bare twin bob)"
echo 'fork-of = demo/r1' >"$(bare twin bob)/forge"
git init -q --bare -b main "$(bare empty)"
gitea_up

# -- who asks

status 'the version, without a token' 200 version -H 'Authorization:'
is 'is one of Gitea' '. == {version: "1.23.1"}'
has 'as JSON' 'Content-Type: application/json;charset=utf-8' heads
status 'what it allows' 200 settings/api
is 'is 50 of a list' '.max_response_items == 50 and .default_paging_num == 30'
status 'who asks' 200 user
is 'is the user of the token' '.login == "bob" and .username == "bob"'
status 'nobody' 401 user -H 'Authorization:'
words 'is told so' 'token is required'
for how in 'Bearer token-of-bob' \
	"Basic $(printf 'bob:token-of-bob' | base64)" \
	"Basic $(printf 'token-of-bob:' | base64)"; do
	status "the same as '$how'" 200 user -H "Authorization: $how"
	is 'is bob' '.login == "bob"'
done
status 'a wrong token' 401 repos/demo/r1 -H 'Authorization: token wrong'
words 'is nobody' 'user does not exist [uid: 0, name: ]'
status 'one that is over' 401 user -H 'Authorization: token token-of-old'
status 'a token that only reads' 200 repos/demo/r1 -H "$reads"
status 'does not write' 403 repos/demo/r1/pulls -H "$reads" -d '{}'
words 'for it lacks a scope' 'token does not have at least one of required scope(s): [write:repository]'
status 'labels are the scope of issues' 403 repos/demo/r1/labels -H "$reads"
words 'in words' 'token does not have at least one of required scope(s): [read:issue]'
status "another forge's scopes do not bind" 422 repos/demo/r1/pulls \
	-H 'Authorization: token token-of-other' -d '{}'
status 'a user' 200 users/RITA
is 'by the right name' '.login == "rita" and .email != ""'
status 'or is not there' 404 users/nobody
words 'in words' "The target couldn't be found."
is 'with a list of errors' '.errors == []'
status 'an organization' 200 orgs/group
is 'has a name' '.name == "group"'
status 'a user is none' 404 orgs/bob

# -- repositories and lists

status 'a repository' 200 repos/Demo/R1
is 'as the description has it' '.full_name == "demo/r1" and
	.default_branch == "main" and .archived == false and
	.empty == false and .fork == false and .mirror == false and
	.permissions == {admin: false, push: true, pull: true} and
	.default_merge_style == "merge" and .has_pull_requests and
	.allow_squash_merge and .object_format_name == "sha1" and
	(.clone_url | endswith("/demo/r1.git"))'
status "its owner's" 200 repos/demo/r1 -H "$as_demo"
is 'rights are all' '.permissions == {admin: true, push: true, pull: true}'
status "nobody's" 200 repos/demo/r1 -H 'Authorization:'
is 'are to read' '.permissions == {admin: false, push: false, pull: true}'
status 'a fork' 200 repos/bob/twin
is 'has a parent' '.fork and .parent.full_name == "demo/r1"'
status 'an empty one' 200 repos/demo/empty
is 'is empty' '.empty and .default_branch == "main"'
status 'has no branches' 200 repos/demo/empty/branches
ok 'not even a list' test "$(cat answer)" = null
setting r2 'private = true'
status 'a hidden one' 404 repos/demo/r2
status 'but to its owner' 200 repos/demo/r2 -H "$as_demo"
status 'none of that name' 404 repos/demo/gone
mkdir -p "$(bare old)"
echo 'renamed-to = demo/r1' >"$(bare old)/forge"
status 'what moved' 307 'repos/demo/old/branches?limit=3'
has 'by a path without a host' \
	'Location: /api/v1/repos/demo/r1/branches?limit=3' heads
status 'what nobody serves' 404 nothing
ok 'is told in plain text' grep -q '^Not found' answer
status 'nor such a method' 405 repos/demo/r1 -X PUT -d '{}'

status "an organization's" 200 orgs/group/repos
is 'are thirty a page' 'length == 30'
has 'of so many' 'X-Total-Count: 65' heads
has 'with the next' \
	"<${forge}api/v1/orgs/group/repos?page=2>; rel=\"next\"" heads
has 'and the last page' 'repos?page=3>; rel="last"' heads
status 'at most' 200 'orgs/group/repos?limit=100&page=2'
is 'are fifty' 'length == 15'
has 'with the first' 'repos?limit=100&page=1>; rel="first"' heads
lacks 'and no next' 'rel="next"' heads
status "a user's" 200 users/bob/repos
is 'are one' '[.[].full_name] == ["bob/twin"]'
status 'a user has no such list' 404 orgs/bob/repos
setting r4 'topics = java, web'
setting r5 'archived = true'
status 'a search' 200 'repos/search?q=r1'
is 'has data' '.ok and ([.data[].full_name] | index("demo/r1") != null)'
status 'for a topic' 200 'repos/search?q=java&topic=true'
is 'finds one' '[.data[].full_name] == ["demo/r4"]'
status 'for what is archived' 200 'repos/search?archived=true'
is 'too' '[.data[].full_name] == ["demo/r5"]'
status 'for forks' 200 'repos/search?mode=fork'
is 'as well' '[.data[].full_name] == ["bob/twin"]'
status 'of no such mode' 422 'repos/search?mode=sideways'
words 'in words' 'Invalid search mode: "sideways"'

# -- branches

push r1 topic
push r1 a/b
status 'branches' 200 'repos/demo/r1/branches?limit=2'
is 'in pages' '[.[].name] == ["a/b", "main"]'
has 'of so many' 'X-Total-Count: 3' heads
status 'a branch' 200 repos/demo/r1/branches/a%2Fb
is 'with its commit' '.commit.id == "'"$head"'" and .protected == false and
	.commit.message == "about a/b\n" and .user_can_push'
status 'with a slash too' 200 repos/demo/r1/branches/a/b
is 'the same' '.name == "a/b"'
status 'no such branch' 404 repos/demo/r1/branches/none
status 'a new one' 201 repos/demo/r1/branches \
	-d '{"new_branch_name": "new", "old_ref_name": "a/b"}'
is 'is where it should be' '.commit.id == "'"$head"'"'
status 'but once' 409 repos/demo/r1/branches -d '{"new_branch_name": "new"}'
words 'in words' 'The branch already exists.'
status 'of what is there' 404 repos/demo/r1/branches \
	-d '{"new_branch_name": "x", "old_ref_name": "nowhere"}'
status 'with a name' 422 repos/demo/r1/branches -d '{}'
words 'that must be said' '[BranchName]: Required'
status 'it goes' 204 repos/demo/r1/branches/new -X DELETE
status 'not twice' 404 repos/demo/r1/branches/new -X DELETE
status 'the default branch stays' 403 repos/demo/r1/branches/main -X DELETE
words 'in words' 'can not delete default branch'
setting r1 'protected = a/b'
status 'what is protected too' 403 repos/demo/r1/branches/a%2Fb -X DELETE
words 'in words' 'branch protected'
status 'all of an archived one' 423 repos/demo/r5/branches/main -X DELETE
is 'in words' '.message |
	test("^<Repository [0-9]+:demo/r5> is archived$")'
setting r6 'permission = read'
status 'who may not write' 403 repos/demo/r6/branches/main -X DELETE
words 'is told so' 'user should have a permission to write to a repo'

# -- opening

setting r1 'labels = bug, ready'
status 'labels' 200 repos/demo/r1/labels
is 'have numbers' '[.[].name] == ["bug", "ready"] and (.[0].id > 0)'
ready=$(jq '.[1].id' answer)
status 'one more' 201 repos/demo/r1/labels \
	-d '{"name": "needs love", "color": "#00aabb", "description": "d"}'
is 'has its colour' '.name == "needs love" and .color == "00aabb"'
love=$(jq '.id' answer)
status 'a page of them' 200 'repos/demo/r1/labels?limit=1'
has 'has the total' 'X-Total-Count: 3' heads
lacks 'but no links' 'Link:' heads
status 'without a colour' 422 repos/demo/r1/labels -d '{"name": "x"}'
words 'it is not made' '[Color]: Required'
echo '{"name": "org wide", "color": "ff0000"}' >"$fdir/repos/group/labels"
status "an organization's labels" 200 orgs/group/labels
is 'are its own' '[.[].name] == ["org wide"]'

pr r1 topic "{\"body\": \"why\", \"labels\": [$ready, 123],
	\"assignees\": [\"rita\"], \"reviewers\": [\"rita\"]}"
ok 'a pull request is opened' grep -q '^HTTP/1.1 201 ' heads
is 'as the description has it' '.number == 1 and .state == "open" and
	.title == "About topic" and .body == "why" and .merged == false and
	.draft == false and .mergeable and [.labels[].name] == ["ready"] and
	.head.ref == "topic" and .head.label == "topic" and
	.head.repo.full_name == "demo/r1" and .base.ref == "main" and
	.base.sha == .merge_base and .user.login == "bob" and
	.assignee.login == "rita" and .merged_at == null and
	[.requested_reviewers[].login] == ["rita"] and
	.additions == 1 and .changed_files == 1 and
	(.html_url | endswith("/demo/r1/pulls/1"))'
pr r1 topic
ok 'not twice' grep -q '^HTTP/1.1 409 ' heads
is 'which says where it is' '.message | test("^pull request already exists for these targets \\[id: [0-9]+, issue_id: 1, head_repo_id: [0-9]+, base_repo_id: [0-9]+, head_branch: topic, base_branch: main\\]$")'
pr r1 nowhere
ok 'not from nowhere' grep -q '^HTTP/1.1 404 ' heads
words 'in words' "The target couldn't be found."
pr r1 topic '{"base": "nowhere"}'
words 'nor to nowhere' 'BaseNotExist'
pr r1 main
ok 'not onto itself' grep -q '^HTTP/1.1 422 ' heads
words 'in words' 'Invalid PullRequest: There are no changes between the head and the base'
pr r1 nobody:topic
words 'not from nobody' 'GetUserByName'
pr r1 rita:topic
words 'nor from who has no fork' 'GetBaseRepo'
pr r1 a/b '{"assignees": ["ghost"]}'
ok 'not for nobody' grep -q '^HTTP/1.1 422 ' heads
pr r1 a/b '{"reviewers": ["ghost"]}'
words 'nor to be seen by nobody' "User 'ghost' not exist"
pr r1 a/b '{"labels": ["bug"]}'
ok 'labels are numbers here' grep -q '^HTTP/1.1 422 ' heads
status 'a head must be said' 422 repos/demo/r1/pulls -d '{"base": "main"}'
words 'in words' '[Head]: Required'
status 'as JSON' 422 repos/demo/r1/pulls -H 'Content-Type: text/plain' -d '{}'
words 'in words' '[]: Unsupported Content-Type'
status 'that is whole' 422 repos/demo/r1/pulls -d '{"base":'
status 'not where it is archived' 423 repos/demo/r5/pulls -d '{}'
status 'nor by nobody' 401 repos/demo/r1/pulls -H 'Authorization:' -d '{}'
setting r7 'has-pull-requests = false'
status 'nor where there are none' 404 repos/demo/r7/pulls -d '{}'
pr r1 a/b '{"title": "wip: later"}'
is 'a draft by its title' '.number == 2 and .draft and .mergeable == false'
status 'is one no more' 201 repos/demo/r1/pulls/2 -X PATCH \
	-d '{"title": "now"}'
is 'by another' '.title == "now" and .draft == false and .mergeable'
status 'Draft: is only a word' 201 repos/demo/r1/pulls/2 -X PATCH \
	-d '{"title": "Draft: now"}'
is 'to the server' '.draft == false'
push twin topic twin.txt bob
pr r1 bob:topic
is 'one from a fork of another name' '.number == 3 and
	.head.repo.full_name == "bob/twin" and .head.label == "topic"'

# -- finding and changing

status 'by the branches' 200 repos/demo/r1/pulls/main/topic
is 'it is found' '.number == 1'
status 'with a slash in them' 200 repos/demo/r1/pulls/main/a%2Fb
is 'too' '.number == 2'
status "by an owner's" 200 repos/demo/r1/pulls/main/bob%2Ftwin:topic
is 'as well' '.number == 3'
status 'or not' 404 repos/demo/r1/pulls/main/none
status 'a list' 200 'repos/demo/r1/pulls?limit=2'
is 'begins with the newest' '[.[].number] == [3, 2]'
has 'of so many' 'X-Total-Count: 3' heads
has 'and goes on' 'pulls?limit=2&page=2>; rel="next"' heads
status 'a list by who opened them' 200 \
	'repos/demo/r1/pulls?poster=rita&state=all'
is 'is empty' '. == []'
status 'who is somebody' 400 'repos/demo/r1/pulls?poster=ghost'
status 'it is closed' 201 repos/demo/r1/pulls/1 -X PATCH \
	-d '{"state": "closed"}'
is 'now' '.state == "closed" and .merged == false and .closed_at != null'
status 'the open ones' 200 'repos/demo/r1/pulls?state=open&sort=oldest'
is 'are two' '[.[].number] == [2, 3]'
status 'the closed ones' 200 'repos/demo/r1/pulls?state=closed'
is 'are one' '[.[].number] == [1]'
pr r1 topic
is 'then one may be opened again' '.number == 4'
status 'by the branches' 200 repos/demo/r1/pulls/main/topic
is 'the first of all is found' '.number == 1 and .state == "closed"'
status 'the other is closed' 201 repos/demo/r1/pulls/4 -X PATCH \
	-d '{"state": "closed"}'
status 'the first is open again' 201 repos/demo/r1/pulls/1 -X PATCH \
	-d "{\"state\": \"open\", \"body\": \"new\", \"labels\": [$love]}"
is 'with all that was asked' '.state == "open" and .body == "new" and
	[.labels[].name] == ["needs love"] and .closed_at == null'
push r6 topic
pr r6 topic
is 'who reads may open one' '.number == 1'
status 'and change his own' 201 repos/demo/r6/pulls/1 -X PATCH \
	-d '{"title": "mine"}'
status 'but nobody else' 403 repos/demo/r6/pulls/1 -X PATCH \
	-H "$as_rita" -d '{"title": "hers"}'
ok 'without a word' test ! -s answer
merge 'nor merge it' 405 r6 -d '{"Do": "merge"}'
words 'in words' 'User not allowed to merge PR'
status 'a comment' 201 repos/demo/r1/issues/1/comments -d '{"body": "hm"}'
is 'is there' '.body == "hm" and .user.login == "bob" and .id > 0'
status 'with words' 422 repos/demo/r1/issues/1/comments -d '{"body": ""}'
status 'all of them' 200 repos/demo/r1/issues/1/comments
is 'are one' '[.[].body] == ["hm"]'
status 'labels of it, by number' 200 repos/demo/r1/issues/1/labels \
	-d "{\"labels\": [$ready]}"
is 'are two' '[.[].name] == ["needs love", "ready"]'
status 'and by name' 200 repos/demo/r1/issues/1/labels \
	-d '{"labels": ["bug", "unheard of"]}'
is 'are three' '[.[].name] == ["needs love", "ready", "bug"]'
status 'but not both' 400 repos/demo/r1/issues/1/labels \
	-d "{\"labels\": [\"bug\", $ready]}"
words 'in words' 'labels should be an array of strings or integers'
status 'instead of them' 200 repos/demo/r1/issues/1/labels -X PUT \
	-d '{"labels": ["bug"]}'
is 'one' '[.[].name] == ["bug"]'
status 'as an issue' 200 repos/demo/r1/issues/1
is 'it is a pull request' '.number == 1 and .pull_request.merged == false'

# -- reviews

status 'a review is asked for' 201 \
	repos/demo/r1/pulls/1/requested_reviewers -d '{"reviewers": ["demo"]}'
is 'of one more' '[.[] | [.user.login, .state]] ==
	[["demo", "REQUEST_REVIEW"]]'
status 'not of the author' 422 \
	repos/demo/r1/pulls/1/requested_reviewers -d '{"reviewers": ["bob"]}'
status 'nor of nobody' 404 \
	repos/demo/r1/pulls/1/requested_reviewers -d '{"reviewers": ["x"]}'
status 'nor any more' 204 repos/demo/r1/pulls/1/requested_reviewers \
	-X DELETE -d '{"reviewers": ["demo"]}'
status 'of a team' 201 \
	repos/demo/r1/pulls/1/requested_reviewers -d '{"team_reviewers": ["x"]}'
is 'where the owner is a person no team is looked for' '. == []'
status 'milestones, the open ones' 200 repos/demo/r1/milestones
is 'there are none' '. == []'
setting r1 'milestones = v1, v10, Next release'
setting r1 'closed-milestones = v1 old'
status 'by a part of the name' 200 'repos/demo/r1/milestones?name=V1'
is 'in any case' '[.[].title] == ["v1", "v10"]'
v1=$(jq '.[0].id' answer)
status 'all of them' 200 'repos/demo/r1/milestones?state=all&limit=3'
is 'in pages' '[.[].title] == ["v1", "v10", "Next release"]'
has 'with the total' 'X-Total-Count: 4' heads
status 'one is set' 201 repos/demo/r1/pulls/1 -X PATCH \
	-d "{\"milestone\": $v1}"
is 'it is there' '.milestone.title == "v1" and .milestone.state == "open"'
status 'not one of nowhere' 404 repos/demo/r1/pulls/1 -X PATCH \
	-d '{"milestone": 7}'
status 'and 0 is as if it were not there' 201 repos/demo/r1/pulls/1 -X PATCH \
	-d '{"milestone": 0}'
is 'it stays' '.milestone.title == "v1"'
status 'but to the issue it is none' 201 repos/demo/r1/issues/1 -X PATCH \
	-d '{"milestone": 0}'
is 'it is gone' '.milestone == null'
status 'not by oneself' 422 repos/demo/r1/pulls/1/reviews \
	-d '{"event": "APPROVED"}'
words 'in words' 'approve your own pull is not allowed'
status 'no change is wanted without a word' 422 \
	repos/demo/r1/pulls/1/reviews -H "$as_rita" \
	-d '{"event": "REQUEST_CHANGES"}'
status 'an approval' 200 repos/demo/r1/pulls/1/reviews -H "$as_rita" \
	-d '{"event": "APPROVED"}'
is 'counts' '.state == "APPROVED" and .official and .stale == false'
status 'all of them' 200 repos/demo/r1/pulls/1/reviews
is 'are one' '[.[] | [.user.login, .state]] == [["rita", "APPROVED"]]'

# -- statuses

status 'without any' 200 repos/demo/r1/commits/topic/status
is 'there is no state' '.state == "" and .total_count == 0 and
	.statuses == null'
status 'of what is not there' 200 repos/demo/r1/commits/nowhere/status
is 'neither' '.state == ""'
sha=$(git --git-dir="$(bare r1)" rev-parse topic)
status 'a status' 201 "repos/demo/r1/statuses/$sha" \
	-d '{"state": "pending", "context": "ci/build"}'
is 'is set' '.status == "pending" and .context == "ci/build"'
status 'another' 201 "repos/demo/r1/statuses/$sha" \
	-d '{"state": "warning", "context": "lint", "target_url": "http://x"}'
status 'together' 200 repos/demo/r1/commits/topic/status
is 'the worst counts' '.state == "warning" and .total_count == 2 and
	.sha == "'"$sha"'" and .repository.full_name == "demo/r1"'
status 'an error' 201 "repos/demo/r1/statuses/$sha" \
	-d '{"state": "error", "context": "lint"}'
status 'together' 200 "repos/demo/r1/commits/$sha/status"
is 'is called a failure' '.state == "failure" and
	([.statuses[].status] | sort) == ["error", "pending"]'
status 'a page of them' 200 "repos/demo/r1/commits/$sha/status?limit=1"
is 'is all that is combined' '.state == "pending" and .total_count == 1'
has 'of so many' 'X-Total-Count: 2' heads
status 'as a list' 200 "repos/demo/r1/commits/$sha/statuses"
is 'too' 'length == 2'
status 'no such word' 422 "repos/demo/r1/statuses/$sha" -d '{"state": "x"}'
status 'of no such commit' 404 repos/demo/r1/statuses/1234567 \
	-d '{"state": "success"}'

# -- merging

setting r1 'mergeable-unknown = 2'
push r1 topic again.txt
for n in 1 2; do
	status "read $n after a push" 200 repos/demo/r1/pulls/1
	is 'does not say yet' '.mergeable == false'
done
status 'then' 200 repos/demo/r1/pulls/1
is 'it does' '.mergeable and .head.sha == "'"$head"'"'
pr=1
merge 'a merge without its way' 422 r1 -d '{}'
words 'must say it' '[Do]: Required'
merge 'one that there is not' 422 r1 -d '{"Do": "octopus"}'
merge 'by hand' 405 r1 -d '{"Do": "manually-merged"}'
words 'is not allowed' 'manually-merged is not allowed an allowed merge style for this repository'
merge 'by a token that only reads' 403 r1 -H "$reads" -d '{"Do": "merge"}'
merge 'of another head' 409 r1 \
	-d "{\"Do\": \"merge\", \"head_commit_id\": \"$sha\"}"
words 'is out of date' 'head out of date'
merge 'a merge' 200 r1 -d "{\"Do\": \"merge\", \"head_commit_id\": \"$head\",
	\"MergeTitleField\": \"T\", \"MergeMessageField\": \"M\",
	\"delete_branch_after_merge\": true}"
ok 'says nothing' test ! -s answer
status 'it is merged' 204 repos/demo/r1/pulls/1/merge
status 'and' 200 repos/demo/r1/pulls/1
is 'says by whom' '.merged and .state == "closed" and .mergeable and
	.merged_by.login == "bob" and .head.ref == "refs/pull/1/head" and
	.head.sha == "'"$head"'" and .merge_commit_sha == .base.sha'
log r1 %B >said
printf 'T\n\nM\n\n' >wanted
same 'with the words' wanted said
log r1 %P >said
has 'and the head' " $head" said
status 'its branch is gone' 404 repos/demo/r1/branches/topic
merge 'not twice' 405 r1 -d '{"Do": "merge"}'
words 'with nothing to say' ''
status 'nor opened again' 412 repos/demo/r1/pulls/1 -X PATCH \
	-d '{"state": "open"}'
pr=4
merge 'one that is closed is not there' 404 r1 -d '{"Do": "merge"}'
status 'one that is not merged' 404 repos/demo/r1/pulls/4/merge

setting r1 'mergeable-unknown = 0'
pr=2
merge 'a squash' 200 r1 -d '{"Do": "squash"}'
log r1 %s >said
says 'has the usual words' 'Draft: now (#2)' said
log r1 %P >said
ok 'and one parent' test "$(wc -w <said)" = 1
pr=3
setting r1 'allow-rebase-merge = false'
merge 'what is not allowed' 405 r1 -d '{"Do": "rebase"}'
merge 'a rebase and a merge, of a fork' 200 r1 -d '{"Do": "rebase-merge"}'
log r1 %s >said
says 'have the usual words' "Merge pull request 'About bob:topic' (#3) from bob/twin:topic into main" said
git --git-dir="$(bare r1)" rev-parse main^1 >wanted
git --git-dir="$(bare r1)" rev-parse main^2^ >said
same 'of what is anew on the base' wanted said

push r3 one version.txt
pr r3 one
push r3 two version.txt
pr r3 two
is 'the other merges too' '.mergeable'
pr=1
merge 'a rebase' 200 r3 -d '{"Do": "rebase"}'
log r3 %P >said
ok 'makes no merge' test "$(wc -w <said)" = 1
pr=2
status 'then the other' 200 repos/demo/r3/pulls/2
is 'is in conflict' '.mergeable == false and .draft == false'
merge 'and is not merged' 405 r3 -d '{"Do": "merge"}'
words 'in words' 'Please try again later'
push r3 three
pr r3 three '{"title": "[WIP] three"}'
merge 'what is not ready' 405 r3 -d '{"Do": "merge"}'
words 'in words' 'Work in progress PRs cannot be merged'
push r3 four
pr r3 four
push r3 five
git -C work push -q origin HEAD:main
merge 'what is behind goes not forward' 500 r3 \
	-d '{"Do": "fast-forward-only"}'
status 'but by an update' 200 \
	"repos/demo/r3/pulls/$pr/update?style=merge" -X POST
merge 'it does' 200 r3 -d '{"Do": "fast-forward-only"}'

# -- rules, and merges by themselves

cat >>"$(bare r8)/forge" <<'EOF'
required-checks = ci/build
approvals = 1
labels = bug
EOF
push r8 topic
pr r8 topic
merge 'without its checks' 405 r8 -d '{"Do": "merge"}'
words 'in words' 'not allowed to merge [reason: Not all required status checks successful]'
status 'a protection is for admins' 403 repos/demo/r8/branch_protections
words 'in words' 'user should be an owner or a collaborator with admin write of a repository'
status 'it says' 200 repos/demo/r8/branch_protections/main -H "$as_demo"
is 'what is needed' '.rule_name == "main" and .enable_status_check and
	.status_check_contexts == ["ci/build"] and .required_approvals == 1'
status 'the list too' 200 repos/demo/r8/branch_protections -H "$as_demo"
is 'has one' '[.[].rule_name] == ["main"]'
status 'another branch has none' 404 \
	repos/demo/r8/branch_protections/topic -H "$as_demo"
status 'all see of the branch' 200 repos/demo/r8/branches/main
is 'as much' '.protected and .required_approvals == 1 and
	.status_check_contexts == ["ci/build"] and
	.effective_branch_protection_name == ""'
merge 'by itself it may' 201 r8 \
	-d '{"Do": "squash", "merge_when_checks_succeed": true}'
merge 'but once' 409 r8 \
	-d '{"Do": "squash", "merge_when_checks_succeed": true}'
status 'it is taken back' 204 "repos/demo/r8/pulls/$pr/merge" -X DELETE
status 'once' 404 "repos/demo/r8/pulls/$pr/merge" -X DELETE
merge 'and asked for anew' 201 r8 \
	-d '{"Do": "squash", "merge_when_checks_succeed": true,
	"delete_branch_after_merge": true}'
status 'not taken back by others' 403 "repos/demo/r8/pulls/$pr/merge" \
	-X DELETE -H "$as_rita"
status 'the check comes' 201 "repos/demo/r8/statuses/$head" \
	-d '{"state": "success", "context": "ci/build"}'
merge 'the approval lacks' 405 r8 -d '{"Do": "merge"}'
words 'in words' 'not allowed to merge [reason: Does not have enough approvals]'
status 'it comes too' 200 "repos/demo/r8/pulls/$pr/reviews" -H "$as_rita" \
	-d '{"event": "APPROVED"}'
status 'then' 200 "repos/demo/r8/pulls/$pr"
is 'it is merged' '.merged and .merged_by.login == "bob"'
status 'and its branch gone' 404 repos/demo/r8/branches/topic
push r8 forced
pr r8 forced
merge 'an admin may do without' 200 r8 -H "$as_demo" \
	-d '{"Do": "merge", "force_merge": true}'

# -- git over HTTP beside it, and what is kept

git clone -q "http://x:token-of-bob@127.0.0.1:$port/demo/r9.git" clone
git -C clone checkout -q -b pushed
echo x >clone/x
git -C clone add x && git -C clone commit -q -m x
ok 'git pushes with the token' git -C clone push -q origin pushed
pr r9 pushed
is 'what is opened then' ".head.sha == \"$(git -C clone rev-parse HEAD)\""
again
status 'is there after a restart' 200 repos/demo/r9/pulls/1
is 'as it was' '.title == "About pushed" and .user.login == "bob"'
status 'and the label too' 200 repos/demo/r1/labels
is 'with its words' '.[2].name == "needs love" and .[2].description == "d"'

# -- other servers

echo 'gitea-version = 11.0.1+gitea-1.22.0' >config
again --config config
status 'Forgejo' 200 version
is 'names both versions' '.version == "11.0.1+gitea-1.22.0"'
push r9 second
pr r9 second '{"reviewers": ["rita"]}'
is 'asks nobody to review what is opened' '.requested_reviewers == [] and
	.flow == 0 and (.base.repo | has("globally_editable_wiki"))'
cat >config <<'EOF'
gitea-version = 1.25.2
gitea-wip-prefixes = Draft:
EOF
again --config config
status 'a newer one' 404 repos/demo/gone
words 'has other words' 'not found'
status 'here and there' 403 repos/demo/r1/pulls -H "$reads" -d '{}'
is 'too' '.message | contains("required=[write:repository]")'
status 'it knows every commit' 404 repos/demo/r1/commits/nowhere/status
push r9 third
pr r9 third '{"title": "draft: third"}'
is 'and has other prefixes' '.draft'
# At the clock's real speed, a minute is long enough for three requests.
export GIT_MULTI_CLOCK=1
echo 'limit.proxy-minute = 2' >config
again --config config
api version
status 'two requests a minute' 200 version
status 'the third a proxy refuses' 429 version
has 'as one does' 'Content-Type: text/html' heads
lacks 'without saying until when' 'Retry-After' heads
has 'to people' '<h1>429 Too Many Requests</h1>' answer
status 'whoever asks' 429 version -H 'Authorization:'
echo 'proxy-retry-after = true' >>config
again --config config
api version
api version
status 'another proxy refuses' 429 version
ok 'and says until when' grep -q '^Retry-After: [1-6][0-9]*' heads
ended
finish
