#!/bin/sh
# SPDX-License-Identifier: MIT
# The GitLab dialect of the demo forge, with curl: REST and GraphQL as the
# official description and GitLab's documentation have them.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"

for tool in curl jq; do
	command -v "$tool" >/dev/null || skip_all "$tool is not there"
done

cat >"$fdir/tokens" <<'EOF'
token-of-demo demo
token-of-bob bob
token-to-read rita scopes=read_api
token-of-old olaf expired
token-of-job jack job
EOF

# gitlab_up [OPTION…]: the forge in GitLab's dialect only
gitlab_up () {
	rm -f "$fdir/ports" "$fdir/out"
	"$forge_program" --dir "$fdir" --gitlab="${port:-0}" "$@" \
		>"$fdir/out" 2>&1 &
	forge_pid=$!
	pids="$pids $forge_pid"
	wait_for "$fdir/out" '^gitlab ' "$forge_pid" || {
		cat "$fdir/out"
		exit 99
	}
	forge=$(sed -n 's/^gitlab \(.*\)/\1/p' "$fdir/out")
	port=${forge##*:}
	port=${port%/}
}

# again [OPTION…]: ends it, which it must do well, and starts it anew
again () {
	ended
	gitlab_up "$@"
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
	*Authorization*|*TOKEN*) ;;
	*) set -- -H 'PRIVATE-TOKEN: token-of-bob' "$@" ;;
	esac
	case $* in
	*@question*|*' {'*) set -- -H 'Content-Type: application/json' "$@" ;;
	esac
	curl -sS -g -o answer -D heads "$@" "${forge}api/$path"
}

# status SENTENCE CODE PATH [CURL OPTION…]
status () {
	sentence=$1 want=$2; shift 2
	: >answer
	api "$@"
	ok "$sentence" grep -q "^HTTP/1.1 $want " heads ||
		sed 's/^/# | /' heads answer
}

# is SENTENCE JQ: the expression is true of the answer.
is () {
	ok "$1" jq -e "$2" answer || sed 's/^/# | /' answer
}

# query SENTENCE QUERY [VARIABLES]: a GraphQL answer
query () {
	jq -n --arg q "$2" --argjson v "${3:-null}" \
		'{query: $q, variables: $v}' >question
	status "$1" 200 graphql -d @question
}

# push REPO BRANCH [FILE]: a branch with one commit more than main
push () {
	rm -rf work
	git clone -q "$(bare "$1" "${owner:-demo}")" work &&
	git -C work checkout -q -B "$2" origin/main &&
	echo "$2" >"work/${3:-$(echo "$2" | tr / -).txt}" && git -C work add . &&
	git -C work commit -q -m "about $2" &&
	git -C work push -q origin "$2"
}

# mr REPO BRANCH [JSON]: opens one; its iid in iid
mr () {
	jq -n --arg b "$2" --argjson more "${3:-{\}}" '{source_branch: $b,
		target_branch: "main", title: ("About " + $b)} + $more' \
		>question
	api "v4/projects/demo%2F$1/merge_requests" -d @question
	iid=$(jq -r '.iid' answer)
}

merge () {
	sentence=$1 want=$2 repo=$3; shift 3
	status "$sentence" "$want" \
		"v4/projects/demo%2F$repo/merge_requests/$iid/merge" \
		-X PUT "$@"
}

get () {
	api "v4/projects/demo%2F$1/merge_requests/$iid"
}

forge_repos 7
sh "$SRC/tests/forge/make-repos.sh" "$fdir" 25 group a >made
sh "$SRC/tests/forge/make-repos.sh" "$fdir" 2 group/sub b >made
gitlab_up

# -- who asks

status 'no version without a token' 401 v4/version -H 'Authorization:'
is 'in words' '. == {message: "401 Unauthorized"}'
has 'that it is GitLab is said nevertheless' 'X-Gitlab-Meta: {' heads
status 'the version' 200 v4/version
is 'has two numbers at least' '.version | test("^[0-9]+\\.[0-9]+")'
status 'who asks' 200 v4/user
is 'is the user of the token' '.username == "bob"'
status 'a token as a bearer' 200 v4/user \
	-H 'Authorization: Bearer token-of-bob'
status 'a wrong token' 401 v4/user -H 'PRIVATE-TOKEN: wrong'
status 'one that is over' 401 v4/user -H 'PRIVATE-TOKEN: token-of-old'
is 'is told so' '.error == "invalid_token"'
status "a job's token reads" 200 v4/projects/demo%2Fr1 \
	-H 'JOB-TOKEN: token-of-job'
status 'and does not write' 401 v4/projects/demo%2Fr1/merge_requests \
	-H 'JOB-TOKEN: token-of-job' -d 'title=x'
status 'nor is it a private token' 401 v4/user \
	-H 'PRIVATE-TOKEN: token-of-job'
status 'a token that only reads' 403 v4/projects/demo%2Fr1/merge_requests \
	-H 'PRIVATE-TOKEN: token-to-read' -d 'title=x'
is 'lacks a scope' '.error == "insufficient_scope" and .scope == "api"'
status 'a user by name' 200 'v4/users?username=rita'
is 'has a number' '.[0] | .username == "rita" and .id > 0'
status 'or is not there' 200 'v4/users?username=nobody'
is 'an empty list' '. == []'

# -- projects and lists

status 'a project by its path' 200 v4/projects/Demo%2FR1
is 'as the description has it' '.path_with_namespace == "demo/r1" and
	.default_branch == "main" and .archived == false and
	.empty_repo == false and .merge_method == "merge" and
	.permissions.project_access.access_level == 30 and
	(.http_url_to_repo | endswith("/demo/r1.git"))'
id=$(jq .id answer)
status 'and by its number' 200 "v4/projects/$id"
is 'is the same' '.path_with_namespace == "demo/r1"'
status 'in a group in a group' 200 v4/projects/group%2Fsub%2Fb2
is 'by its whole path' '.path_with_namespace == "group/sub/b2" and
	.namespace.full_path == "group/sub"'
status 'one that is not there' 404 v4/projects/demo%2Fgone
is 'is said not to be there' '.message == "404 Project Not Found"'
setting r2 'private = true'
status 'one that is hidden neither' 404 v4/projects/demo%2Fr2
status 'but to its owner' 200 v4/projects/demo%2Fr2 \
	-H 'PRIVATE-TOKEN: token-of-demo'
mkdir -p "$(bare old)"
echo 'renamed-to = demo/r1' >"$(bare old)/forge"
status 'what moved' 301 v4/projects/demo%2Fold
has 'is there by its number' "Location: ${forge}api/v4/projects/$id" heads
status 'and nothing is written to where it was' 405 \
	v4/projects/demo%2Fold/merge_requests -d 'title=x'
status 'what nobody serves' 404 v4/nothing
is 'is an error' '.error == "404 Not Found"'

status "a group's projects" 200 'v4/groups/group/projects'
is 'are twenty a page' 'length == 20'
has 'with the next page' 'X-Next-Page: 2' heads
has 'and how many there are' 'X-Total: 25' heads
has 'and a link to it' 'page=2>; rel="next"' heads
status 'with those below' 200 \
	'v4/groups/group/projects?include_subgroups=true&per_page=100&page=1'
is 'all at once' 'length == 27'
ok 'the last page has no next one' grep -q '^X-Next-Page: *.$' heads
status 'a page of 100 at most' 200 'v4/projects?per_page=1000'
has 'is what is given' 'X-Per-Page: 100' heads
status 'a page of none' 400 'v4/projects?per_page=0'
status 'a simple list' 200 'v4/projects?simple=true'
is 'says less' '.[0] | has("path_with_namespace") and (has("archived") | not)'
status 'pages by key' 200 \
	'v4/projects?pagination=keyset&order_by=id&sort=asc&per_page=10'
has 'are behind an id' 'id_after=' heads
status 'no such group' 404 v4/groups/nowhere/projects
is 'in words' '.message == "404 Group Not Found"'

# -- branches and commits

push r1 topic
push r1 a/b
status 'a branch' 200 v4/projects/demo%2Fr1/repository/branches/a%2Fb
is 'with its commit' '.name == "a/b" and (.commit.id | length == 40)'
sha=$(jq -r .commit.id answer)
status 'a commit' 200 "v4/projects/demo%2Fr1/repository/commits/$sha"
is 'with its title' '.title == "about a/b"'
status 'no such branch' 404 v4/projects/demo%2Fr1/repository/branches/none
is 'in words' '.message == "404 Branch Not Found"'
status 'a new branch' 201 \
	'v4/projects/demo%2Fr1/repository/branches?branch=new&ref=a%2Fb' -X POST
is 'is where it should be' ".commit.id == \"$sha\""
status 'but once' 400 \
	'v4/projects/demo%2Fr1/repository/branches?branch=new&ref=main' -X POST
status 'a branch is deleted' 204 \
	v4/projects/demo%2Fr1/repository/branches/new -X DELETE
status 'the default branch is not' 403 \
	v4/projects/demo%2Fr1/repository/branches/main -X DELETE

# -- merge requests

mr r1 topic '{"labels": "one,two words", "description": "why"}'
ok 'a merge request is opened' grep -q '^HTTP/1.1 201 ' heads
is 'and being prepared' '.iid == 1 and .state == "opened" and
	.detailed_merge_status == "preparing" and .prepared_at == null'
get r1
is 'then it is as the description has it' '.labels == ["one", "two words"]
	and .description == "why" and .source_branch == "topic" and
	.target_branch == "main" and .draft == false and
	.detailed_merge_status == "mergeable" and
	.merge_status == "can_be_merged" and .has_conflicts == false and
	.prepared_at != null and .sha == .diff_refs.head_sha and
	.head_pipeline == null and .user.can_merge == true and
	.references.full == "demo/r1!1" and .author.username == "bob"'
mr r1 topic
ok 'not twice' grep -q '^HTTP/1.1 409 ' heads
is 'which says where it is' '.message == ["Another open merge request already exists for this source branch: !1"]'
mr r1 nowhere
is 'not from nowhere' '.message == {source_branch: ["does not exist"]}'
mr r1 main
ok 'not onto itself' grep -q '^HTTP/1.1 422 ' heads
is 'in words' '.message == ["You can'"'"'t use same project/branch for source and target"]'
status 'not without a title' 400 v4/projects/demo%2Fr1/merge_requests \
	-d 'source_branch=topic'
is 'all that is missing is said' '.error ==
	"title is missing, target_branch is missing"'
status 'not with a broken body' 400 v4/projects/demo%2Fr1/merge_requests \
	-H 'Content-Type: application/json' -d '{"title":'
setting r3 'archived = true'
status 'not where it is archived' 403 v4/projects/demo%2Fr3/merge_requests \
	-d 'title=x'
status 'nor by nobody' 401 v4/projects/demo%2Fr1/merge_requests \
	-H 'Authorization:' -d 'title=x'
mr r1 a/b '{"title": "Draft: later"}'
is 'a draft by its title' '.draft == true and .iid == 2'
get r1
is 'is no more than that' '.detailed_merge_status == "draft_status"'
status 'found by branch' 200 \
	'v4/projects/demo%2Fr1/merge_requests?source_branch=a%2Fb&state=opened'
is 'alone' '[.[].iid] == [2] and (.[0] | has("head_pipeline") | not)'
status 'by author, oldest first' 200 \
	'v4/projects/demo%2Fr1/merge_requests?author_username=bob&sort=asc'
is 'both' '[.[].iid] == [1, 2]'
status "by nobody's hand" 200 \
	'v4/projects/demo%2Fr1/merge_requests?author_username=rita'
is 'none' '. == []'
status 'a state that is none' 400 \
	'v4/projects/demo%2Fr1/merge_requests?state=open'
status 'everywhere' 200 'v4/merge_requests?scope=created_by_me'
is "are one's own" 'length == 2'
status 'none of that number' 404 v4/projects/demo%2Fr1/merge_requests/77

change () {
	status "$1" "$2" "v4/projects/demo%2Fr1/merge_requests/$iid" -X PUT \
		-d "$3"
}
change 'a change' 200 '{"title": "Ready", "add_labels": "x,y",
	"description": "more"}'
is 'of title, labels and words' '.title == "Ready" and .draft == false and
	.labels == ["x", "y"] and .description == "more"'
change 'labels go' 200 '{"remove_labels": ["x"]}'
is 'one by one' '.labels == ["y"]'
change 'no change at all' 400 '{"nothing": 1}'
change 'closed' 200 '{"state_event": "close"}'
is 'it is' '.state == "closed" and .detailed_merge_status == "not_open"'
merge 'what is closed is not merged' 405 r1
is 'in words' '.message == "405 Method Not Allowed"'
change 'reopened' 200 '{"state_event": "reopen"}'
is 'it is open' '.state == "opened"'
change 'no such event' 400 '{"state_event": "explode"}'
status 'a note' 201 "v4/projects/demo%2Fr1/merge_requests/$iid/notes" \
	-d '{"body": "hello"}'
status 'notes' 200 "v4/projects/demo%2Fr1/merge_requests/$iid/notes"
is 'are there' '[.[].body] == ["hello"]'

# -- merges

iid=1
merge 'not what was not seen' 409 r1 -d 'sha=0123'
is 'in words' '.message | startswith("SHA does not match HEAD of source branch: ")'
setting r1 'merge-permission = maintain'
merge 'not by whom it is not allowed' 401 r1
setting r1 'merge-permission = write'
merge 'a merge' 200 r1 -d 'should_remove_source_branch=true'
is 'is one' '.state == "merged" and .merged_by.username == "bob" and
	(.merge_commit_sha | length == 40) and .squash_commit_sha == null'
git -C "$(bare r1)" log -1 --format=%B main >message
same "with GitLab's words" - message <<'EOF'
Merge branch 'topic' into 'main'

About topic

See merge request demo/r1!1

EOF
ok 'of two parents' git -C "$(bare r1)" rev-parse -q --verify main^2
ok 'and the branch is gone' sh -c \
	"! git -C '$(bare r1)' rev-parse -q --verify topic"
iid=2
merge 'squashed' 200 r1 -d '{"squash": true, "squash_commit_message": "all",
	"merge_commit_message": "mine"}'
is 'it says which commit' '.squash_commit_sha != null and
	.squash_commit_sha != .merge_commit_sha'
git -C "$(bare r1)" log -2 --format=%s main --first-parent >subjects
git -C "$(bare r1)" log -1 --format=%s main^2 >>subjects
same 'under a merge' - subjects <<'EOF'
mine
Merge branch 'topic' into 'main'
all
EOF

push r4 one version.txt
push r4 two version.txt
push r4 three
mr r4 one
merge 'one of two' 200 r4
mr r4 two
get r4
is 'the other is in conflict' '.has_conflicts == true and
	.detailed_merge_status == "conflict" and
	.merge_status == "cannot_be_merged"'
merge 'and not merged' 422 r4
is 'in words' '.message == "Branch cannot be merged"'
setting r4 'merge-method = ff'
mr r4 three
get r4
is 'no fast-forward is possible' '.detailed_merge_status == "need_rebase"'
merge 'nor done' 422 r4
status 'a rebase' 202 "v4/projects/demo%2Fr4/merge_requests/$iid/rebase" -X PUT
get r4
is 'makes it possible' '.detailed_merge_status == "mergeable"'
sha=$(jq -r .sha answer)
merge 'and it is done' 200 r4
says 'to the very commit' "$sha" - <<EOF
$(git -C "$(bare r4)" rev-parse main)
EOF
api v4/projects/demo%2Fr4/repository/branches -d 'branch=empty&ref=main'
mr r4 empty
get r4
is 'one without commits is there, and not to be merged' '
	.detailed_merge_status == "commits_status"'

# -- pipelines and approvals

setting r5 'checks = build:pending, lint:failure'
setting r5 'required-checks = build'
push r5 topic
mr r5 topic
get r5
is 'a pipeline runs' '.head_pipeline.status == "running" and
	.detailed_merge_status == "ci_still_running"'
merge 'until then it is not merged' 405 r5
merge 'but may be later' 200 r5 -d '{"auto_merge": true,
	"merge_when_pipeline_succeeds": true,
	"should_remove_source_branch": true}'
is 'which is said' '.state == "opened" and .merge_when_pipeline_succeeds'
cancel=v4/projects/demo%2Fr5/merge_requests/$iid/cancel_merge_when_pipeline_succeeds
status 'it is called off' 201 "$cancel" -X POST
is 'then' '.merge_when_pipeline_succeeds == false'
status 'but once' 406 "$cancel" -X POST
merge 'again' 200 r5 -d 'merge_when_pipeline_succeeds=true'
sha=$(jq -r .sha answer)
status 'jobs' 200 "v4/projects/demo%2Fr5/repository/commits/$sha/statuses"
is 'with what they are allowed' '[.[] | {name, status, allow_failure}] ==
	[{"name": "build", "status": "running", "allow_failure": false},
	 {"name": "lint", "status": "failed", "allow_failure": true}]'
curl -sS -f -d "{\"repo\": \"demo/r5\", \"oid\": \"$sha\",
	\"name\": \"build\", \"state\": \"success\"}" "${forge}_forge/checks"
get r5
is 'it merged by itself' '.state == "merged" and
	.merge_user.username == "bob"'
git -C "$(bare r5)" log -1 --format=%s main >subject
says "with GitLab's words" "Merge branch 'topic' into 'main'" subject
setting r6 'checks = build:pending'
setting r6 'required-checks = build'
push r6 pushed
mr r6 pushed
merge 'what waits' 200 r6 -d '{"auto_merge": true}'
git -C work commit -q --allow-empty -m more && git -C work push -q origin pushed
get r6
is 'waits no more after a push' '.merge_when_pipeline_succeeds == false'
setting r6 'checks = build:failure'
setting r6 'required-checks = build'
push r6 topic
mr r6 topic
get r6
is 'a pipeline failed' '.head_pipeline.status == "failed" and
	.detailed_merge_status == "ci_must_pass"'
merge 'and nothing is merged' 405 r6
setting r7 'approvals = 1'
setting r7 'squash-option = always'
push r7 topic
mr r7 topic
get r7
is 'somebody must approve' '.detailed_merge_status == "not_approved"'
merge 'before it is merged' 405 r7
curl -sS -f -d "{\"repo\": \"demo/r7\", \"number\": $iid, \"login\": \"rita\",
	\"state\": \"approved\"}" "${forge}_forge/approve"
status 'then' 200 "v4/projects/demo%2Fr7/merge_requests/$iid/approvals"
is 'nobody is left' '.approvals_left == 0 and
	.approved_by[0].user.username == "rita"'
merge 'nothing to wait for' 405 r7 -d '{"auto_merge": true}'
merge 'and it is merged' 200 r7
is 'as the project wants it' '.squash_commit_sha != null'
setting r7 'prepare = 3600'
push r7 slow
mr r7 slow
get r7
is 'a slow one is being prepared' '.detailed_merge_status == "preparing" and
	.prepared_at == null'
merge 'and not merged so long' 405 r7

# -- from a fork

cp -R "$(bare a1 group)" "$(bare fork bob)" 2>/dev/null ||
	{ mkdir -p "$fdir/repos/bob"; cp -R "$(bare a1 group)" \
		"$(bare fork bob)"; }
echo 'fork-of = group/a1' >>"$(bare fork bob)/forge"
owner=bob push fork topic
api v4/projects/group%2Fa1
target=$(jq .id answer)
status 'a merge request from a fork' 201 \
	v4/projects/bob%2Ffork/merge_requests -d "{\"title\": \"F\",
	\"source_branch\": \"topic\", \"target_branch\": \"main\",
	\"target_project_id\": $target}"
is 'goes to where it is from' '.references.full == "group/a1!1" and
	.source_project_id != .target_project_id'
status 'and is merged there' 200 \
	v4/projects/group%2Fa1/merge_requests/1/merge -X PUT
ok 'by git' git -C "$(bare a1 group)" cat-file -e main:topic.txt

# -- GraphQL

# shellcheck disable=SC2016 # GraphQL's own variable
look='query($p: [String!], $b: [String!]) { projects(fullPaths: $p, first: 50) {
	nodes { id fullPath archived httpUrlToRepo sshUrlToRepo webUrl
	repository { rootRef empty tree { lastCommit { sha } } }
	userPermissions { pushCode createMergeRequestIn }
	mergeRequests(sourceBranches: $b, first: 1) { nodes { ...M } } }
	pageInfo { hasNextPage endCursor } }
	queryComplexity { score limit } currentUser { username } }
	fragment M on MergeRequest { iid state draft title conflicts
	detailedMergeStatus autoMergeEnabled diffHeadSha mergeable
	mergeStatusEnum headPipeline { status } mergeError webUrl
	targetBranch sourceBranch sourceProject { fullPath } approved
	approvalsRequired approvalsLeft }'
query 'projects by their paths' "$look" \
	'{"p": ["demo/r6", "demo/gone", "group/sub/b1"], "b": ["topic"]}'
is 'what is not there is left out' '[.data.projects.nodes[].fullPath] | sort
	== ["demo/r6", "group/sub/b1"]'
is 'with what is asked' '[.data.projects.nodes[] | select(.fullPath ==
	"demo/r6")][0] | .archived == false and .repository.rootRef == "main"
	and (.repository.tree.lastCommit.sha | length == 40) and
	.userPermissions.pushCode and (.id | startswith("gid://gitlab/Project/"))'
is 'and its merge request' '[.data.projects.nodes[] | select(.fullPath ==
	"demo/r6")][0].mergeRequests.nodes[0] | .iid == "2" and
	.state == "opened" and .detailedMergeStatus == "CI_MUST_PASS" and
	.headPipeline.status == "FAILED" and .mergeStatusEnum ==
	"CAN_BE_MERGED" and .sourceProject.fullPath == "demo/r6"'
is 'the score is said, and who asks' '.data |
	.queryComplexity.score > 20 and .queryComplexity.limit == 250 and
	.currentUser.username == "bob"'
pid=$(jq '.data.projects.nodes[0].id' answer)
# shellcheck disable=SC2016
query 'by ids' 'query($i: [ID!]) { projects(ids: $i) { nodes { fullPath } } }' \
	"{\"i\": [$pid]}"
is 'one' '.data.projects.nodes | length == 1'
query 'by aliases' '{ a: project(fullPath: "demo/r1") { mergeRequests(
	state: merged, sort: UPDATED_ASC) { nodes { iid } } }
	b: project(fullPath: "demo/gone") { id } }'
is 'each has its own' '.data.b == null and
	([.data.a.mergeRequests.nodes[].iid] == ["1", "2"])'
query 'a page' '{ projects(first: 10) { nodes { fullPath }
	pageInfo { hasNextPage endCursor } } }'
is 'is not all' '.data.projects | (.nodes | length == 10) and
	.pageInfo.hasNextPage'
query 'an unknown field' '{ project(fullPath: "demo/r1") { nme } }'
is 'is refused in words' '(has("data") | not) and .errors[0].message ==
	"Field '"'nme' doesn't exist on type 'Project'"'"'
query 'an unknown argument' '{ projects(paths: ["a"]) { nodes { id } } }'
is 'too' '.errors[0].message ==
	"Field '"'projects' doesn't accept argument 'paths'"'"'
query 'a state in capitals' '{ project(fullPath: "demo/r1") {
	mergeRequests(state: OPENED) { nodes { iid } } } }'
is 'is none' '.errors[0].message | test("invalid value \\(OPENED\\)")'
setting r1 'labels = bug, bugs'
setting r1 'milestones = v1, v10'
setting r1 'closed-milestones = v0'
query 'what fields can hold' '{ project(fullPath: "demo/r1") {
	a: label(title: "bug") { title } b: label(title: "bu") { title }
	labels(searchTerm: "UGS", includeAncestorGroups: true) {
	nodes { title } } milestones(title: "v1", state: active,
	includeAncestors: true) { nodes { id title } }
	closed: milestones(state: closed) { nodes { title } } }
	users(usernames: ["BOB", "nobody"]) { nodes { id username } } }'
is 'is told' '.data | (.project | .a.title == "bug" and .b == null and
	.labels.nodes == [{title: "bugs"}] and
	[.milestones.nodes[].title] == ["v1"] and
	[.closed.nodes[].title] == ["v0"]) and
	[.users.nodes[].username] == ["bob"]'
v1=$(jq -r '.data.project.milestones.nodes[0].id | split("/")[-1]' answer)
change 'a milestone' 200 "{\"milestone_id\": $v1}"
is 'is set' '.milestone.title == "v1" and .milestone.state == "active"'
change 'one of nowhere' 200 '{"milestone_id": 1}'
is 'takes it away' '.milestone == null'
query 'a label needs its title' '{ project(fullPath: "demo/r1") {
	label { title } } }'
is 'which is said' '.errors[0].message | endswith("arguments: title")'
query 'a needed argument' '{ project { id } }'
is 'is asked for' '.errors[0].message | endswith("arguments: fullPath")'
query 'too many paths' '{ projects(fullPaths: '"$(jq -nc '[range(51) |
	"a/b\(.)"]')"') { nodes { id } } }'
is 'are too many' '.errors[0].message ==
	"You cannot provide more than 50 full_paths"'
jq -n '{query: ("{ currentUser { username } } #" + ("x" * 10000))}' >question
status 'a text that is too long' 422 graphql -d @question
is 'is not read' '.errors[0].message == "Query too large"'
dear='mergeRequests(first: 100) { nodes { title labels { nodes { title } }
	sourceProject { fullPath } } }'
query 'a dear query' "{ $(for i in 1 2 3 4 5 6 7 8 9 10 11; do
	echo "p$i: project(fullPath: \"demo/r1\") { $dear }"; done) }"
is 'is refused' '(has("data") | not) and (.errors[0].message |
	test("^Query has complexity of [0-9]+, which exceeds max complexity of 250$"))'
status 'a bad token' 401 graphql -H 'PRIVATE-TOKEN: wrong' -d @question
is 'in words' '.errors[0].message == "Invalid token"'
ok 'queries are kept' test -s "$(find "$fdir/queries" -name '*.graphql' \
	-print -quit)"

# -- an old server, limits

export GIT_MULTI_CLOCK=1	# a minute is one
cat >config <<'EOF'
gitlab-old = true
limit.gitlab-minute = 5
EOF
again --config config
query 'an old server' "$look" '{"p": [], "b": []}'
is 'knows neither argument nor field' '[.errors[].message] ==
	["Field '"'projects' doesn't accept argument 'fullPaths'"'",
	 "Field '"'lastCommit' doesn't exist on type 'Tree'"'"]'
lacks 'no limit is shown where none is kept' RateLimit heads
again --config config --limits
status 'a limit' 200 v4/user
has 'is shown' 'RateLimit-Limit: 5' heads
has 'with what is left' 'RateLimit-Remaining: 4' heads
has 'and its name' 'RateLimit-Name: throttle_authenticated_api' heads
for _ in 1 2 3 4 5; do
	api v4/user
done
ok 'beyond it' grep -q '^HTTP/1.1 429 ' heads
has 'there is only text' 'Retry later' answer
has 'and when to come again' 'Retry-After: ' heads
echo 'limit.gitlab-notes = 1' >config
again --config config --limits
note=v4/projects/demo%2Fr6/merge_requests/1/notes
status 'a note within its limit' 201 "$note" -d 'body=1'
status 'a second is too much' 429 "$note" -d 'body=2'
is 'in JSON' '.message.error | startswith("This endpoint has been requested")'
lacks 'without a word about when' 'Retry-After' heads
ended
finish
