#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo forge itself, with curl and plain git: what the other tests take
# for granted when they use it.
. "${SRC:-$(dirname "$0")/../..}/tests/shell/lib.sh"
. "$SRC/tests/shell/forge-lib.sh"
. "$SRC/tests/shell/forge-api.sh"

command -v gzip >/dev/null || skip_all 'gzip is not there'

cat >"$fdir/tokens" <<'EOF'
# the four kinds
sentinel-token demo
token-of-bob bob scopes=repo,read:org
token-to-read rita read-only
token-of-old olaf expired
EOF
forge_repos 25
forge_up

# -- git over HTTP

says 'the address is in the folder too' "github $forge" "$fdir/ports"
fails_with 'no clone without a token' 128 git clone -q "${forge}demo/r1.git" x
status 'git is asked for a token' 401 \
	'demo/r1/info/refs?service=git-upload-pack' \
	-H 'Authorization:'
has 'by name' 'WWW-Authenticate: Basic' heads
fails_with 'no clone with a wrong token' 128 \
	with_token wrong clone -q "${forge}demo/r1.git" x
fails_with 'nor with one that is over' 128 \
	with_token token-of-old clone -q "${forge}demo/r1.git" x
curl -sS -X POST "${forge}_forge/reset"
ok 'a clone' with_token token-of-bob clone -q "${forge}demo/r1.git" work
git -C work config user.name A && git -C work config user.email a@example.com
ok 'also without .git, in other case' \
	with_token token-of-bob clone -q "${forge}DEMO/R1" other
ok 'a push' branch topic
says 'it is in the repository' "$(git -C work rev-parse topic)" - <<EOF
$(git -C "$(bare r1)" rev-parse topic)
EOF
says 'no request was answered 401' 0 - <<EOF
$(counter .git_401)
EOF
head -c 3000000 /dev/urandom >work/large
ok 'a push of 3 MB, in chunks' branch large
ok 'fetch of a commit by its id, shallow' with_token token-to-read \
	-C other fetch -q --depth=1 origin "$(git -C work rev-parse large)"
printf '0014command=ls-refs\n0000' | gzip -c >request.gz
status 'a body in gzip is understood' 200 demo/r1.git/git-upload-pack \
	-H 'Content-Encoding: gzip' -H 'Git-Protocol: version=2' \
	-H 'Content-Type: application/x-git-upload-pack-request' \
	--data-binary @request.gz
has 'and answered' refs/heads/topic answer
fails_with 'no push with a token that only reads' 128 \
	with_token token-to-read -C work push -q origin topic:refs/heads/no
setting r2 'archived = true'
fails_with 'no push where it is archived' 128 \
	with_token token-of-bob -C work push -q "${forge}demo/r2" topic:topic
setting r3 'private = true'
fails_with 'a private repository is hidden' 128 \
	with_token token-of-bob ls-remote "${forge}demo/r3"
ok 'but not from its owner' \
	with_token sentinel-token ls-remote "${forge}demo/r3"
mkdir -p "$fdir/repos/demo/old.git"
echo 'renamed-to = demo/r4' >"$fdir/repos/demo/old.git/forge"
ok 'git follows to where a repository moved' \
	with_token token-of-bob ls-remote "${forge}demo/old"

sh "$SRC/tests/forge/make-repos.sh" "$fdir" 1 group/sub nested \
	'private = true' 'members = rita' >made
says 'an owner may be folders deep' group/sub/nested1 made
ok 'git finds the repository there' \
	with_token token-to-read ls-remote "${forge}group/sub/nested1.git"
ok 'in any case' with_token token-to-read ls-remote "${forge}Group/SUB/nested1"
fails_with 'with its settings' 128 \
	with_token token-of-bob ls-remote "${forge}group/sub/nested1.git"
fails_with 'a folder is no repository' 128 \
	with_token token-to-read ls-remote "${forge}group/sub"
fails_with 'nor is what is in one an owner' 128 \
	with_token token-to-read ls-remote "${forge}group/sub/nested1.git/refs"

clones () {
	started=
	for i in $(seq 20); do
		with_token token-of-bob clone -q "${forge}demo/r$((i + 4))" \
			"clones/$i" &
		started="$started $!"
	done
	for pid in $started; do
		wait "$pid" || return 1
	done
}
ok 'twenty clones at once' clones

# -- REST

status 'who asks' 200 user
is 'is the login of the token' '.login == "bob"'
has 'its scopes are said' 'X-OAuth-Scopes: repo,read:org' heads
status 'not without a User-Agent' 403 user -H 'User-Agent:'
status 'not with a version of the API that is none' 400 user \
	-H 'X-GitHub-Api-Version: 1999-01-01'
status 'not with a bad token' 401 user -H 'Authorization: token wrong'
is 'in words' '.message == "Bad credentials"'
status 'nor with none' 401 user -H 'Authorization:'
status 'a repository' 200 repos/Demo/R1
is 'by its real name' '.full_name == "demo/r1"'
is 'with what the token may do' '.permissions | .push and (.admin | not)'
status 'as Enterprise Server has it' 200 api/v3/repos/demo/r1
has 'which says its version' X-GitHub-Enterprise-Version heads
status 'no slash at the end' 404 repos/demo/r1/
status 'what is hidden is not there' 404 repos/demo/r3
status 'what moved' 301 repos/demo/old
api repos/demo/old -L
is 'is found behind the redirect' '.full_name == "demo/r4"'
status 'a list has pages' 200 'orgs/demo/repos?per_page=10&page=2'
is 'of that size' 'length == 10'
has 'and a way to the next' 'page=3&per_page=10>; rel="next"' heads
status 'the last' 200 'orgs/demo/repos?per_page=10&page=3'
lacks 'has none' 'rel="next"' heads
etag=$(api user; sed -n 's/^ETag: \(.*\)\r$/\1/p' heads)
status 'the same again is 304' 304 user -H "If-None-Match: $etag"

open_pull topic
ok 'a pull request is opened' grep -q '^HTTP/1.1 201 ' heads
is 'with what the description asks for' '.number == 1 and .state == "open" and
	.commits == 1 and .changed_files == 1 and .mergeable == true and
	.head.label == "demo:topic" and .user.login == "bob"'
open_pull topic
is 'once only' '.errors[0].message ==
	"A pull request already exists for demo:topic."'
open_pull main
is 'not without commits' '.errors[0].message |
	startswith("No commits between main and main")'
open_pull nowhere
is 'not from nowhere' '.errors[0] | .field == "head" and .code == "invalid"'
status 'not with a token that only reads' 403 repos/demo/r1/pulls \
	-H 'Authorization: Bearer token-to-read' -d '{}'
status 'not where it is archived' 403 repos/demo/r2/pulls -d '{}'
is 'which is said' '.message | test("archived so is read-only")'
status 'not with a broken body' 400 repos/demo/r1/pulls -d '{"title":'
branch a/b other.txt
open_pull a/b
status 'by its branch' 200 'repos/demo/r1/pulls?head=demo:a%2Fb&state=all'
is 'one is found' '[.[].number] == [2]'
status 'labels' 200 repos/demo/r1/issues/2/labels -d '{"labels":["x","y z"]}'
status 'a label, as some clients send it' 200 repos/demo/r1/issues/2/labels \
	-d '["x", {"name": "w"}]'
status 'a comment' 201 repos/demo/r1/issues/2/comments -d '{"body":"hello"}'
status 'reviewers' 201 repos/demo/r1/pulls/2/requested_reviewers \
	-d '{"reviewers":["rita"]}'
status 'never the author' 422 repos/demo/r1/pulls/2/requested_reviewers \
	-d '{"reviewers":["bob"]}'
status 'assignees' 201 repos/demo/r1/issues/2/assignees \
	-d '{"assignees":["demo"]}'
status 'another title' 200 repos/demo/r1/pulls/2 -X PATCH \
	-d '{"title":"Better"}'
status 'the whole' 200 repos/demo/r1/pulls/2
is 'is there' '.title == "Better" and .comments == 1 and
	[.labels[].name] == ["x", "y z", "w"] and
	.requested_reviewers[0].login == "rita" and
	.assignee.login == "demo"'
status 'no merge of what was not seen' 409 repos/demo/r1/pulls/2/merge \
	-X PUT -d '{"sha":"0123456789012345678901234567890123456789"}'
status 'a merge' 200 repos/demo/r1/pulls/2/merge -X PUT \
	-d '{"merge_method":"rebase"}'
ok 'is one' git -C "$(bare r1)" cat-file -e main:other.txt
status 'not twice' 405 repos/demo/r1/pulls/2/merge -X PUT -d '{}'
status 'a branch is deleted' 204 repos/demo/r1/git/refs/heads%2Fa%2Fb -X DELETE
status 'and then not there' 422 repos/demo/r1/git/refs/heads/a/b -X DELETE
git -C "$(bare r1)" update-ref -d refs/heads/topic
status 'where the branch went' 200 repos/demo/r1/pulls/1
is 'the pull request is closed' '.state == "closed"'

# -- GraphQL

# shellcheck disable=SC2016 # GraphQL's own variable
fragment='fragment R on Repository { nameWithOwner isArchived
	defaultBranchRef { name target { oid ... on Commit { message } } }
	pullRequests(first: 2, states: [MERGED, CLOSED], headRefName: $b,
		orderBy: {field: CREATED_AT, direction: DESC}) {
		totalCount nodes { number ... on PullRequest { state } } } }'
query 'a query with aliases, a fragment, variables' \
	"query(\$o: String!, \$b: String) { a: repository(owner: \$o, name: \"r1\")
	{ ...R } b: repository(owner: \$o, name: \"gone\") { ...R }
	viewer { login __typename } rateLimit { cost } } $fragment" \
	'{"o": "demo", "b": "a/b"}'
is 'each alias has its own' '.data.a.pullRequests.nodes ==
	[{"number": 2, "state": "MERGED"}]'
is 'what is missing is null' '.data.b == null'
is 'and an error with its path' '.errors | length == 1 and
	(.[0] | .type == "NOT_FOUND" and .path == ["b"])'
is 'who asks, and what it cost' '.data | .viewer == {"login": "bob",
	"__typename": "User"} and .rateLimit.cost == 1'
query 'an unknown field' '{ repository(owner: "demo", name: "r1") { nme } }'
is 'is an error and no data' '(has("data") | not) and
	(.errors[0].message | test("\u0027nme\u0027 doesn.t exist"))'
query 'a list without a size' '{ repository(owner: "demo", name: "r1") {
	pullRequests { totalCount } } }'
is 'is refused' '.errors[0].type == "MISSING_PAGINATION_BOUNDARIES"'
query 'a query that is none' '{ repository('
is 'is an error' '.errors | length == 1'
status 'no query without a token' 401 graphql -H 'Authorization:' \
	-d @question
ok 'queries are kept' test -s "$(find "$fdir/queries" -name '*.graphql' \
	-print -quit)"

# -- faults

faults '* read: skip=1 times=1 status=502'
status 'one is left alone' 200 user
status 'the next is not' 502 user
status 'and no more' 200 user
faults 'POST /repos/*/pulls drop-after'
branch dropped
fails_with 'an answer is lost' 52 open_pull dropped
faults ''
status 'what was asked for is done' 200 \
	'repos/demo/r1/pulls?head=demo:dropped'
is 'once' 'length == 1'
faults '* read: drop'
fails_with 'a connection is closed' 52 api user
faults '* read: retry-after=7'
status 'a limit' 429 user
has 'says how long' 'Retry-After: 7' heads
faults '* read: secondary retry-after=date:60'
status 'the secondary one' 403 user
has 'may say until when' 'GMT' heads
is 'in its words' '.message | test("secondary rate limit")'
faults '* read: truncate'
status 'half an answer' 200 user
ok 'is no JSON' sh -c '! jq . answer'
faults '* read: malformed'
status 'a broken answer' 200 user
ok 'is no JSON either' sh -c '! jq . answer'
faults '* read: broken'
fails_with 'a connection breaks within the answer' 18 api user
faults '* read: html status=503'
status 'a page for people' 503 user
has 'is HTML' '<html>' answer
faults '* read: redirect=http://127.0.0.1:9/x status=307'
status 'a redirect' 307 user
has 'points there' 'Location: http://127.0.0.1:9/x' heads
faults '* read: slow=200ms'
status 'a slow answer' 200 user
is 'is whole' '.login == "bob"'
faults '* git: broken'
fails_with 'git over a connection that breaks' 128 \
	with_token token-of-bob ls-remote "${forge}demo/r1"
echo '* read: status=500' >"$fdir/faults"
status 'rules by the file' 500 user
rm "$fdir/faults"
status 'as long as it is there' 200 user
ok 'a rule that is none is refused' sh -c \
	"! curl -sS -f --data-binary 'GET /x oops' '${forge}_forge/faults'"

# -- counters, log, restart, limits

curl -sS -X POST "${forge}_forge/reset"
api user
api user -H 'Authorization: Bearer wrong'
api repos/demo/r1/issues/2/labels -d '{"labels":["z"]}'
curl -sS "${forge}_forge/counters" >answer
is 'requests are counted' '.reads == 2 and .writes == 1 and .git == 0 and
	.status == {"200": 2, "401": 1}'
cut -f 2-6 "$fdir/log" >log
same 'and logged' - log <<'EOF'
GET	/user	200	bob	read
GET	/user	401	?	read
POST	/repos/demo/r1/issues/2/labels	200	bob	write
EOF

api 'repos/demo/r1/pulls?state=all'
cp answer before
kill -9 "$forge_pid"
wait "$forge_pid" 2>/dev/null
printf '{"type":"pull","repo":"demo/r1","num' >>"$fdir/pulls"
printf '%s\n' 'limit.content-minute = 2' 'limit.graphql-points = 4' >config
forge_up --config config --limits
api 'repos/demo/r1/pulls?state=all'
same 'killed and started again, it is as before' before answer
status 'a comment within the limit' 201 repos/demo/r1/issues/2/comments \
	-d '{"body":"1"}'
status 'another' 201 repos/demo/r1/issues/2/comments -d '{"body":"2"}'
status 'a third is too much' 403 repos/demo/r1/issues/2/comments \
	-d '{"body":"3"}'
has 'and is told when to come again' 'Retry-After: ' heads
query 'a query is one point of a minute' '{ viewer { login } }'
jq -n '{query: "mutation { closePullRequest(input: {}) { actor } }"}' >question
status 'a mutation is five' 403 graphql -d @question
for secret in sentinel-token token-of-bob token-to-read token-of-old; do
	mv "$fdir/tokens" tokens
	ok "no file has $secret" sh -c "! grep -r $secret '$fdir'"
	mv tokens "$fdir/tokens"
done

kill "$forge_pid"
code=0
wait "$forge_pid" || code=$?
ok 'it ends cleanly' test "$code" = 0
finish
